"""Connections of our own on real sockets: which answers leave them usable, and what broken ones are
called.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import socket
import ssl
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest

from minimax import (
    AsyncMiniMax,
    MiniMax,
    NetworkError,
    Retry,
    StreamInterrupted,
    Timeout,
    connections,
    http11,
)
from minimax.connections import AsyncConnections, Connections
from minimax.flow import Request
from minimax.http11 import LARGE, AsyncLine, Line, place_of, request_to
from minimax.secret import Secret

from .platform import CHAT, KEY, Face, data, delta
from .raw_server import read_request, server

ANSWER = json.dumps(CHAT).encode()
EVENTS = data(delta("Hello"), delta(", 你好 🎈", finish="stop"), "[DONE]")
CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""For localhost, signed by itself, with its key: trusted by nobody but these tests."""
OK = b"HTTP/1.1 200 OK\r\n"
EVENT_STREAM = OK + b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


pytestmark = pytest.mark.usefixtures("_no_proxies")


def _line(face: Face) -> type[Any]:
    return AsyncLine if face.is_async else Line


class _Content:
    def __iter__(self) -> Iterator[bytes]:
        yield b"{}"


class _AwaitedContent:
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{}"


def client_of(face: Face, url: str) -> Any:
    return (AsyncMiniMax if face.is_async else MiniMax)(KEY, base_url=url, retry=Retry(attempts=1))


class Answers:
    """Writes ready bytes, an answer to each request; counts connections, keeps requests as they
    arrived in one read.
    """

    def __init__(self, *answers: list[bytes], closes: bool = False) -> None:
        self._answers = list(answers)
        self._closes = closes
        self.connections = 0
        self.requests: list[bytes] = []

    def __call__(self, connection: socket.socket) -> None:
        self.connections += 1
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while self._answers and (request := read_request(connection)):
            self.requests.append(request)
            for piece in self._answers.pop(0):
                connection.sendall(piece)
            if self._closes:
                connection.shutdown(socket.SHUT_RDWR)
                return


def sized(content: bytes, *headers: bytes) -> list[bytes]:
    return [
        OK
        + b"".join(header + b"\r\n" for header in headers)
        + b"Content-Length: %d\r\n\r\n" % len(content)
        + content
    ]


def chunked(content: bytes, size: int = 7) -> bytes:
    parts = [content[start : start + size] for start in range(0, len(content), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def bytewise(content: bytes) -> list[bytes]:
    return [content[place : place + 1] for place in range(len(content))]


def streamed_text(face: Face, client: Any) -> str:
    with face.opened(client.text.stream("Hi")) as stream:
        return str(face(stream.final()).text)


@pytest.mark.parametrize(
    "answer",
    [
        [EVENT_STREAM + chunked(EVENTS)],
        bytewise(EVENT_STREAM + chunked(EVENTS)),
        [EVENT_STREAM, chunked(EVENTS, 10_000)],
        [EVENT_STREAM + chunked(EVENTS)[:-2] + b"Trailer: x\r\n\r\n"],
        [EVENT_STREAM + chunked(EVENTS).replace(b"7\r\n", b"7;note=x\r\n", 1)],
        [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + EVENT_STREAM + chunked(EVENTS)],
    ],
    ids=["whole", "bytewise", "one chunk", "trailer", "extension", "early hints"],
)
def test_a_stream_in_chunks_leaves_its_connection_to_the_next_call(
    face: Face, answer: list[bytes]
) -> None:
    serve = Answers(answer, sized(ANSWER), answer)
    with server(serve) as url:
        client = client_of(face, url)
        assert streamed_text(face, client) == "Hello, 你好 🎈"
        assert face(client.text.chat("Hi")).text == "Hello."
        assert streamed_text(face, client) == "Hello, 你好 🎈"
        face(client.close())
    assert serve.connections == 1


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (EVENT_STREAM + chunked(EVENTS)[:40], "incomplete chunked read"),
        (EVENT_STREAM + b"5\r\nhello5\r\nworld\r\n0\r\n\r\n", "illegal chunk header"),
        (EVENT_STREAM + b"-1\r\n", "illegal chunk header"),
    ],
    ids=["cut off", "too long", "no length"],
)
def test_a_stream_that_breaks_says_how(face: Face, broken: bytes, complaint: str) -> None:
    with server(Answers([broken], closes=True)) as url:
        client = client_of(face, url)
        with pytest.raises((NetworkError, StreamInterrupted), match=complaint):
            streamed_text(face, client)
        face(client.close())


class Browser:
    """Requests of one host through the connections of a face, without a service in between."""

    def __init__(self, face: Face, url: str) -> None:
        self._face, self._url = face, url
        self._connections: Any = AsyncConnections() if face.is_async else Connections()

    def get(self, method: str = "GET") -> bytes:
        body = self._face(
            self._connections.open(Request(method, self._url, Secret(()), None, Timeout()))
        )
        try:
            pieces = []
            while piece := self._face(self._connections.receive(body)):
                pieces.append(piece)
        finally:
            self._face(body.close())
        return b"".join(pieces)

    def close(self) -> None:
        self._face(self._connections.close())


def test_a_large_download_leaves_its_connection_to_the_next_call(face: Face) -> None:
    film = bytes(range(256)) * (2 * LARGE // 256)
    serve = Answers(
        sized(film, b"Content-Type: video/mp4"),
        sized(film[:-1], b"Content-Type: video/mp4"),
        sized(ANSWER),
    )
    with server(serve) as url:
        line = Browser(face, url)
        assert line.get() == film
        assert line.get() == film[:-1]
        assert line.get() == ANSWER
        line.close()
    assert serve.connections == 1


STRAY = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray"
"""What would be taken for the answer to the next request."""


@pytest.mark.parametrize(
    "answer",
    [
        sized(ANSWER),
        [EVENT_STREAM + chunked(EVENTS)],
        [EVENT_STREAM.replace(b"200 OK", b"400 Bad Request") + chunked(ANSWER)],
        [b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"],
        sized(bytes(LARGE)),
    ],
    ids=["sized", "chunks", "refused", "no content", "large"],
)
def test_more_than_an_answer_is_not_the_answer_to_the_next_call(
    face: Face, answer: list[bytes]
) -> None:
    serve = Answers([b"".join([*answer, STRAY])], sized(ANSWER))
    with server(serve) as url:
        line = Browser(face, url)
        line.get()
        assert line.get() == ANSWER
        line.close()
    assert serve.connections == 2


@pytest.mark.parametrize("framing", [b"Transfer-Encoding: chunked", b"Content-Length: 1000000"])
def test_an_answer_to_head_has_no_body(face: Face, framing: bytes) -> None:
    serve = Answers([OK + framing + b"\r\n\r\n"], sized(ANSWER))
    with server(serve) as url:
        line = Browser(face, url)
        assert line.get("HEAD") == b""
        assert line.get() == ANSWER
        line.close()
    assert serve.connections == 1


def test_an_idle_connection_does_not_hold_the_content_that_was_sent(face: Face) -> None:
    with server(Answers(sized(ANSWER))) as url:
        line = _line(face)(place_of(url), None)
        content = _Content() if not face.is_async else _AwaitedContent()
        gone = weakref.ref(content)
        request = request_to(
            place_of(url),
            "POST",
            [("Content-Length", "2")],
            content,
            dict.fromkeys(("connect", "read", "write")),
        )
        face(line.send(request))
        assert b"".join(face.list(line.content())) == ANSWER
        face(line.release())
        del content, request
        gc.collect()
        assert gone() is None
        face(line.close())


@pytest.mark.parametrize(
    "goodbye", ["connection: close", "two connection headers", "HTTP/1.0", "too much"]
)
def test_a_large_download_that_was_the_last_is_not_followed_on_its_connection(
    face: Face, goodbye: str
) -> None:
    film = bytes(LARGE)
    [answer] = sized(film, b"Connection: close") if goodbye == "connection: close" else sized(film)
    if goodbye == "two connection headers":
        [answer] = sized(film, b"Connection: close", b"Connection: keep-alive")
    if goodbye == "HTTP/1.0":
        answer = answer.replace(b"HTTP/1.1", b"HTTP/1.0")
    if goodbye == "too much":
        answer += b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    serve = Answers([answer], sized(ANSWER))
    with server(serve) as url:
        line = Browser(face, url)
        assert line.get() == film
        assert line.get() == ANSWER
        line.close()
    assert serve.connections == 2


def test_a_large_download_that_is_cut_off_says_where(face: Face) -> None:
    [answer] = sized(bytes(LARGE))
    with server(Answers([answer[:-10]], closes=True)) as url:
        line = Browser(face, url)
        with pytest.raises(NetworkError, match=rf"closed after {LARGE - 10} of {LARGE} bytes"):
            line.get()
        line.close()


def in_chunks(content: bytes, *headers: bytes) -> list[bytes]:
    return [
        OK + b"\r\n".join([*headers, b"Transfer-Encoding: chunked", b"", b""]) + chunked(content)
    ]


@pytest.mark.parametrize("framed", [sized, in_chunks])
def test_a_packed_answer_is_unpacked(face: Face, framed: Callable[..., list[bytes]]) -> None:
    serve = Answers(framed(gzip.compress(ANSWER), b"Content-Encoding: GZIP"), sized(ANSWER))
    with server(serve) as url:
        client = client_of(face, url)
        assert [face(client.text.chat("Hi")).text for _ in range(2)] == ["Hello."] * 2
        face(client.close())
    assert serve.connections == 1


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (gzip.compress(ANSWER)[:-4], "in the middle of a packed answer"),
        (b"{}", "incorrect header check"),
    ],
    ids=["cut off", "not packed"],
)
def test_a_badly_packed_answer_says_so(face: Face, content: bytes, complaint: str) -> None:
    with server(Answers(sized(content, b"Content-Encoding: gzip"))) as url:
        client = client_of(face, url)
        with pytest.raises(NetworkError, match=complaint):
            face(client.text.chat("Hi"))
        face(client.close())


def test_a_request_leaves_in_one_write(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    wire = http11._AsyncWire if face.is_async else http11._Wire
    out = wire.out
    monkeypatch.setattr(
        wire, "out", lambda self, data: written.append(out(self, data)) or written[-1]
    )
    with server(Answers(sized(ANSWER))) as url:
        client = client_of(face, url)
        face(client.text.chat("Hi"))
        face(client.close())
    [request] = filter(None, written)
    assert request.startswith(b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:")
    assert request.endswith(b"}")


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """TLS of a server whose certificate is trusted."""
    monkeypatch.setattr(connections, "_tls_context", None)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    return tls


def test_a_host_with_a_trusted_certificate_is_called_over_tls(
    face: Face, trusted: ssl.SSLContext
) -> None:
    tls = trusted
    tls.set_alpn_protocols(["h2", "http/1.1"])
    spoken: list[str | None] = []
    serve = Answers([EVENT_STREAM + chunked(EVENTS)], sized(bytes(LARGE)), sized(ANSWER))

    def encrypted(connection: socket.socket) -> None:
        with tls.wrap_socket(connection, server_side=True) as secure:
            spoken.append(secure.selected_alpn_protocol())
            serve(secure)

    with server(encrypted) as url:
        client, line = (
            client_of(face, url.replace("http", "https")),
            Browser(face, url.replace("http", "https")),
        )
        assert streamed_text(face, client) == "Hello, 你好 🎈"
        assert line.get() == bytes(LARGE)
        assert face(client.text.chat("Hi")).text == "Hello."
        line.close()
        face(client.close())
    assert spoken == ["http/1.1"] * 2


def test_more_than_an_answer_is_noticed_behind_tls_too(face: Face, trusted: ssl.SSLContext) -> None:
    answers, count = [ANSWER, b"{}"], 0

    def encrypted(connection: socket.socket) -> None:
        nonlocal count
        count += 1
        [answer] = sized(answers.pop(0))
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        secure = trusted.wrap_bio(incoming, outgoing, server_side=True)
        for step in (secure.do_handshake, lambda: secure.read(65536)):
            while True:
                try:
                    step()
                    break
                except ssl.SSLWantReadError:
                    connection.sendall(outgoing.read())
                    incoming.write(connection.recv(65536))
        secure.write(answer)
        secure.write(STRAY)  # a record of its own, in the same packet
        connection.sendall(outgoing.read())
        connection.recv(1)

    with server(encrypted) as url:
        line = Browser(face, url.replace("http", "https"))
        assert line.get() == ANSWER
        assert line.get() == b"{}"
        line.close()
    assert count == 2


def test_broken_encryption_is_an_error_of_ours(face: Face, trusted: ssl.SSLContext) -> None:
    def encrypted(connection: socket.socket) -> None:
        plain = connection.dup()
        with plain, trusted.wrap_socket(connection, server_side=True) as secure:
            read_request(secure)
            plain.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
            plain.recv(1)

    with server(encrypted) as url:
        line = Browser(face, url.replace("http", "https"))
        with pytest.raises(NetworkError, match=r"(?i)bad record mac"):
            line.get()
        line.close()


def test_a_call_that_is_cancelled_while_it_connects_leaves_no_socket(
    trusted: ssl.SSLContext,
) -> None:
    greeted, closed = threading.Event(), threading.Event()

    def silent(connection: socket.socket) -> None:
        connection.recv(65536)
        greeted.set()
        while connection.recv(65536):
            pass
        closed.set()

    async def main(url: str) -> None:
        made = AsyncConnections()
        call = asyncio.ensure_future(made.open(Request("GET", url, Secret(()), None, Timeout())))
        await asyncio.to_thread(greeted.wait, 5)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await asyncio.to_thread(closed.wait, 5)
        await made.close()

    with server(silent) as url:
        asyncio.run(main(url.replace("http", "https")))


def test_a_host_whose_certificate_nobody_knows_is_not_called(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_tls_context", None)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    heard: list[bytes] = []

    def encrypted(connection: socket.socket) -> None:
        with tls.wrap_socket(connection, server_side=True) as secure:
            heard.append(secure.recv(65536))

    with server(encrypted) as url:
        client = client_of(face, url.replace("http", "https"))
        with pytest.raises(NetworkError, match="certificate verify failed") as caught:
            face(client.text.chat("Hi"))
        face(client.close())
    assert (caught.value.sent, heard) == (False, [])


@pytest.mark.parametrize(
    ("url", "host", "port", "name", "target"),
    [
        (
            "https://api.example.test/v1/x?a=1&b=%2F",
            "api.example.test",
            443,
            b"api.example.test",
            b"/v1/x?a=1&b=%2F",
        ),
        ("HTTP://API.example.test:8080", "api.example.test", 8080, b"api.example.test:8080", b"/"),
        ("https://api.example.test:443/", "api.example.test", 443, b"api.example.test", b"/"),
        ("http://[::1]:80/x", "::1", 80, b"[::1]", b"/x"),
        ("https://user:secret@a.test/x#part", "a.test", 443, b"a.test", b"/x"),
        (
            "https://例え.test/文 件?q=é",
            "xn--r8jz45g.test",
            443,
            b"xn--r8jz45g.test",
            b"/%E6%96%87%20%E4%BB%B6?q=%C3%A9",
        ),
    ],
)
def test_a_url_is_taken_apart(url: str, host: str, port: int, name: bytes, target: bytes) -> None:
    place = place_of(url)
    assert (place.host, place.port, place.name, place.url.target) == (host, port, name, target)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.test",
        "ftp://a.test/",
        "http://",
        "http://a.test:99999/",
        "http://[::1/",
        "http://xn--/",
    ],
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(httpcore.UnsupportedProtocol):
        place_of(url)
