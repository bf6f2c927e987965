"""Connections on real sockets: reuse, closing, and failures."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import multiprocessing
import os
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest

from minimax import (
    AsyncMiniMax,
    ConfigError,
    Limits,
    MiniMax,
    NetworkError,
    RateLimitError,
    Retry,
    StreamInterrupted,
)
from minimax.core import connections
from minimax.core.connections import IDLE_LIMIT, IDLE_SECONDS, Connections, verified_tls

from .platform import CHAT, KEY, Runner, data, delta
from .raw_server import read_request, server, talk

pytestmark = pytest.mark.usefixtures("_no_proxies")

ANSWER = json.dumps(CHAT).encode()
EVENTS = data(delta("Hello"), delta(", 你好 🎈", finish="stop"), "[DONE]")
CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""For localhost, signed by itself, with its key: trusted by nobody but these tests."""
OK = b"HTTP/1.1 200 OK\r\n"
EVENT_STREAM = OK + b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


class Answers:
    """Writes ready bytes, an answer to each request; counts connections, keeps requests."""

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


class Counted:
    """Serves chat replies and counts connections; each reply waits until `together` calls are
    there.
    """

    def __init__(self, together: int = 1) -> None:
        self.connections = 0
        self._gate = threading.Barrier(together, timeout=5)
        self._lock = threading.Lock()

    def __call__(self, connection: socket.socket) -> None:
        with self._lock:
            self.connections += 1
        talk(connection, before=self._gate.wait)


class Open:
    """Serves chat replies and knows how many connections are open, and how many ever were."""

    def __init__(self, serve: Callable[[socket.socket], None] = talk) -> None:
        self._serve = serve
        self.count = self.total = 0
        self._changed = threading.Condition()

    def __call__(self, connection: socket.socket) -> None:
        self._change(1)
        try:
            self._serve(connection)
        finally:
            self._change(-1)

    def _change(self, by: int) -> None:
        with self._changed:
            self.count += by
            self.total += max(0, by)
            self._changed.notify_all()

    def settles_at(self, count: int) -> bool:
        """Whether so many connections are open, within five seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self.count == count, 5)


def client_of(runner: Runner, url: str, **options: Any) -> Any:
    kind = AsyncMiniMax if runner.is_async else MiniMax
    return kind(KEY, base_url=url, **{"retry": Retry(attempts=1), **options})


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


def streamed_text(runner: Runner, client: Any) -> str:
    with runner.opened(client.text.stream("Hi")) as stream:
        return str(runner(stream.final()).text)


# ---- reuse


def test_sequential_calls_reuse_a_connection(runner: Runner) -> None:
    serve = Counted()
    with server(serve) as url:
        client = client_of(runner, url)
        for _ in range(3):
            assert runner(client.text.chat("Hi")).text == "Hello."
        runner(client.close())
    assert serve.connections == 1


def test_concurrent_threads_use_separate_pooled_connections() -> None:
    serve = Counted(together=4)
    with server(serve) as url, MiniMax(KEY, base_url=url) as client, ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert [reply.text for reply in pool.map(client.text.chat, ["Hi"] * 4)] == [
                "Hello."
            ] * 4
    assert serve.connections == 4


def test_concurrent_tasks_use_separate_pooled_connections() -> None:
    serve = Counted(together=4)

    async def main(url: str) -> None:
        async with AsyncMiniMax(KEY, base_url=url) as client:
            for _ in range(3):
                replies = await asyncio.gather(*(client.text.chat("Hi") for _ in range(4)))
                assert [reply.text for reply in replies] == ["Hello."] * 4

    with server(serve) as url:
        asyncio.run(main(url))
    assert serve.connections == 4


def test_connections_closed_by_the_host_are_not_reused(runner: Runner) -> None:
    closed = threading.Event()

    def serve(connection: socket.socket) -> None:
        talk(connection, replies=1)
        connection.close()
        closed.set()

    with server(serve) as url:
        client = client_of(runner, url)
        for _ in range(2):
            closed.clear()
            assert runner(client.text.chat("Hi")).text == "Hello."
            assert closed.wait(5)
        runner(client.close())


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
def test_finished_streams_return_their_connection(runner: Runner, answer: list[bytes]) -> None:
    serve = Answers(answer, sized(ANSWER), answer)
    with server(serve) as url:
        client = client_of(runner, url)
        assert streamed_text(runner, client) == "Hello, 你好 🎈"
        assert runner(client.text.chat("Hi")).text == "Hello."
        assert streamed_text(runner, client) == "Hello, 你好 🎈"
        runner(client.close())
    assert serve.connections == 1


def test_streams_left_early_close_their_connection(runner: Runner) -> None:
    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(EVENT_STREAM + chunked(data(delta("Hel")), 10_000)[:-5])
        connection.recv(1)

    host = Open(serve)
    with server(host) as url:
        client = client_of(runner, url)
        with runner.opened(client.text.stream("Hi")) as stream:
            assert runner.next(stream).text == "Hel"
            assert host.settles_at(1)
        assert host.settles_at(0)
        runner(client.close())


def test_dropped_streams_close_their_connection(runner: Runner) -> None:
    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(EVENT_STREAM + chunked(data(delta("Hel")), 10_000)[:-5])
        connection.recv(1)

    host = Open(serve)
    with server(host) as url:
        client = client_of(runner, url)
        stream = client.text.stream("Hi")
        runner.next(stream)
        del stream
        if runner.is_async:
            gc.collect()
        runner.settle()
        assert host.settles_at(0)
        runner(client.close())


# ---- the bound


class Stub:
    """An idle connection."""

    def __init__(self, key: object) -> None:
        self.key, self.generation = (None, key), 0


def test_idle_connections_are_limited_across_hosts() -> None:
    kept, made = Connections(), [Stub(number) for number in range(IDLE_LIMIT + 3)]
    assert [each for stub in made for each in kept.put(stub)] == made[:3]
    assert kept.take((None, 2)) is None
    assert kept.take((None, 3)) is made[3]


def test_most_recent_connection_is_reused_first() -> None:
    kept, first, second = Connections(), Stub("a"), Stub("a")
    kept.put(first)
    kept.put(second)
    assert [kept.take((None, "a")) for _ in range(3)] == [second, first, None]


def test_expired_idle_connections_are_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(connections.time, "monotonic", lambda: now)
    kept, first, second = Connections(), Stub("a"), Stub("b")
    assert kept.put(first) == []
    now += IDLE_SECONDS + 1
    assert kept.put(second) == [first]


def test_idle_sockets_of_many_hosts_are_limited(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(connections, "IDLE_LIMIT", 2)
    host = Open(
        lambda connection: Answers(*[sized(b"ID3", b"Content-Type: audio/mpeg")] * 2)(connection)
    )
    client = client_of(runner, "http://127.0.0.1:9")
    with server(host) as one, server(host) as two, server(host) as three, server(host) as four:
        for number, url in enumerate((one, two, three, four)):
            runner(client.files.download(f"{url}/a.mp3", tmp_path / f"{number}.mp3"))
        assert host.settles_at(2)
        runner(client.close())
        assert host.settles_at(0)
    assert host.total == 4


# ---- what breaks


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (EVENT_STREAM + chunked(EVENTS)[:40], "incomplete chunked read"),
        (EVENT_STREAM + b"5\r\nhello5\r\nworld\r\n0\r\n\r\n", "chunk"),
        (EVENT_STREAM + b"-1\r\n", "illegal chunk header"),
    ],
    ids=["cut off", "too long", "no length"],
)
def test_broken_streams_report_the_cause(runner: Runner, broken: bytes, complaint: str) -> None:
    with server(Answers([broken], closes=True)) as url:
        client = client_of(runner, url)
        with pytest.raises((NetworkError, StreamInterrupted), match=complaint):
            streamed_text(runner, client)
        runner(client.close())


@pytest.mark.parametrize("framed", [sized, lambda *given: [OK + given[1] + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(given[0])]])  # fmt: skip # noqa: E501
def test_compressed_responses_are_decompressed(
    runner: Runner, framed: Callable[..., list[bytes]]
) -> None:
    serve = Answers(framed(gzip.compress(ANSWER), b"Content-Encoding: GZIP"), sized(ANSWER))
    with server(serve) as url:
        client = client_of(runner, url)
        assert [runner(client.text.chat("Hi")).text for _ in range(2)] == ["Hello."] * 2
        runner(client.close())
    assert serve.connections == 1


def test_only_one_layer_of_compression_is_removed(runner: Runner) -> None:
    twice = gzip.compress(gzip.compress(ANSWER))
    with server(Answers(sized(twice, b"Content-Encoding: gzip, gzip"))) as url:
        client = client_of(runner, url)
        with pytest.raises(Exception, match=r"encoded with 'gzip, gzip'"):
            runner(client.text.chat("Hi"))
        runner(client.close())


def test_invalid_compression_is_reported(runner: Runner) -> None:
    with server(Answers(sized(b"{}", b"Content-Encoding: gzip"))) as url:
        client = client_of(runner, url)
        with pytest.raises(NetworkError, match="incorrect header check"):
            runner(client.text.chat("Hi"))
        runner(client.close())


def reset(connection: socket.socket) -> None:
    connection.recv(1)  # not the whole request, for a TLS handshake is none
    linger = b"\1\0\0\0\0\0\0\0"  # on, 0 seconds: closing sends a reset
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


@pytest.mark.parametrize("serve", [reset, lambda connection: connection.close()])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_broken_connections_report_a_reason(
    runner: Runner, serve: Callable[[socket.socket], None], scheme: str
) -> None:
    with server(serve) as url:
        client = client_of(runner, url.replace("http", scheme))
        with pytest.raises(NetworkError, match=r"127.0.0.1(:\d+)?: \S"):
            runner(client.text.chat("Hi"))
        runner(client.close())


# ---- slow responses


def dripping(*pieces: bytes) -> Callable[[socket.socket], None]:
    """A host that sends a piece every 20 ms, the last one again and again."""

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.02)
        while True:
            connection.sendall(pieces[-1])
            time.sleep(0.02)

    return serve


GZIPPED = (
    OK
    + b"Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 99999\r\n\r\n"
)


@pytest.mark.parametrize(
    "pieces",
    [
        [OK + b"X-A: ", b"a"],
        [b"HTTP/1.1 100 Continue\r\n\r\n"],
        [OK + b"Content-Type: application/json\r\nContent-Length: 99999\r\n\r\n{", b" "],
        [OK + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"x"],
        [GZIPPED + gzip.compress(b"{")[:10], b"\0"],
    ],
    ids=["head", "interim", "body", "chunk", "compressed"],
)
def test_very_slow_responses_time_out(runner: Runner, pieces: list[bytes]) -> None:
    with server(dripping(*pieces)) as url:
        client = client_of(runner, url, timeout=0.3)
        with pytest.raises(NetworkError):
            runner(client.text.chat("Hi"))
        runner(client.close())


def test_very_slow_downloads_time_out(runner: Runner, tmp_path: Path) -> None:
    head = OK + b"Content-Type: audio/mpeg\r\nContent-Length: 99999\r\n\r\n"
    with server(dripping(head, b"x")) as url:
        client = client_of(runner, "http://127.0.0.1:9", timeout=0.3)
        with pytest.raises(NetworkError):
            runner(client.files.download(f"{url}/a.mp3", tmp_path / "a.mp3"))
        runner(client.close())


def test_endless_events_are_rejected(runner: Runner) -> None:
    with server(dripping(EVENT_STREAM, b"1\r\nx\r\n")) as url:
        client = client_of(runner, url, timeout=0.3)
        with pytest.raises((NetworkError, StreamInterrupted)):
            streamed_text(runner, client)
        runner(client.close())


# ---- cancelled


def silent(greeted: threading.Event) -> Callable[[socket.socket], None]:
    """A host that takes everything and says nothing."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        greeted.set()
        while connection.recv(65536):
            pass

    return serve


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("how", ["task", "scope", "trio"])
def test_cancelled_calls_close_their_socket(scheme: str, how: str) -> None:
    greeted = threading.Event()
    host = Open(silent(greeted))

    async def main(url: str) -> None:
        client = AsyncMiniMax(KEY, base_url=url.replace("http", scheme))

        async def call() -> None:
            await client.text.chat("Hi")

        if how == "task":
            task = asyncio.ensure_future(call())
            await asyncio.to_thread(greeted.wait, 5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            async with anyio.create_task_group() as group:
                group.start_soon(call)
                await anyio.to_thread.run_sync(greeted.wait, 5)
                group.cancel_scope.cancel()
        assert await anyio.to_thread.run_sync(host.settles_at, 0)
        await client.close()

    with server(host) as url:
        if how == "trio":
            pytest.skip("calls run on asyncio so far")
        asyncio.run(main(url))


# ---- closed


def test_closing_the_client_closes_all_connections(runner: Runner) -> None:
    host = Open()
    with server(host) as url:
        client = client_of(runner, url)
        runner(client.text.chat("Hi"))
        assert host.settles_at(1)
        runner(client.close())
        assert host.settles_at(0)
        with pytest.raises(ConfigError, match="this client is closed"):
            runner(client.text.chat("Hi"))


def test_open_streams_survive_closing_the_client(runner: Runner) -> None:
    host = Open(Answers([EVENT_STREAM + chunked(EVENTS)]))
    with server(host) as url:
        client = client_of(runner, url)
        stream = client.text.stream("Hi")
        runner.next(stream)
        runner(client.close())
        assert runner(stream.final()).text == "Hello, 你好 🎈"
        assert host.settles_at(0)


def test_client_can_be_used_in_another_event_loop_after_closing() -> None:
    async def ask(client: AsyncMiniMax) -> str:
        async with client:
            return str((await client.text.chat("Hi")).text)

    with server(talk) as url:
        client = AsyncMiniMax(KEY, base_url=url)
        assert [asyncio.run(ask(client)) for _ in range(3)] == ["Hello."] * 3


# ---- forks

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
threaded = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def exit_code(work: Callable[[], object]) -> int | None:
    """Of a child that does some work."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(20)
    if child.exitcode is None:
        child.kill()
        child.join()
        return None
    return child.exitcode


@forking
@threaded
def test_forked_processes_open_new_connections() -> None:
    serve = Counted()
    with server(serve) as url, MiniMax(KEY, base_url=url) as client:
        client.text.chat("Hi")
        assert exit_code(partial(client.text.chat, "Hi")) == 0
        assert client.text.chat("Hi").text == "Hello."
    assert serve.connections == 2


@forking
@threaded
def test_closing_the_client_in_a_child_does_not_affect_the_parent() -> None:
    with server(Answers([EVENT_STREAM + chunked(EVENTS)])) as url:
        with MiniMax(KEY, base_url=url) as client, client.text.stream("Hi") as stream:
            next(stream)

            def leave() -> None:
                stream.close()
                client.close()

            assert exit_code(leave) == 0
            assert stream.final().text == "Hello, 你好 🎈"


@forking
@threaded
def test_forked_processes_do_not_inherit_locks_and_slots() -> None:
    limits = Limits(rpm=10**6, concurrent=1)
    with server(talk) as url, MiniMax(KEY, base_url=url, limits=limits) as client:
        client.text.chat("Hi")
        driver: Any = client._io
        [limiter] = driver._limiters.values()
        slots = limiter.slots
        locks = [driver._lock, limiter._lock, client._config.budget._lock]
        locks.append(driver._transport._connections._lock)
        held = threading.Barrier(2, timeout=20)

        def hold() -> None:
            waiting = slots.enter(lambda: None)
            for lock in locks:
                lock.acquire()
            held.wait()
            held.wait()
            for lock in locks:
                lock.release()
            slots.leave(waiting)

        holder = threading.Thread(target=hold)
        holder.start()
        held.wait()
        try:
            assert exit_code(lambda: [client.text.chat("Hi"), verified_tls()]) == 0
        finally:
            held.wait()
            holder.join()
        assert client.text.chat("Hi").text == "Hello."


@forking
def test_an_event_loop_that_forks_keeps_its_connections() -> None:
    serve = Counted()

    async def main(url: str) -> None:
        client = AsyncMiniMax(KEY, base_url=url)
        await client.text.chat("Hi")
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                asyncio.events._set_running_loop(None)
                code = 0 if asyncio.run(client.text.chat("Hi")).text == "Hello." else 2
            finally:
                os._exit(code)
        _, status = await asyncio.to_thread(os.waitpid, pid, 0)
        assert status == 0
        assert (await client.text.chat("Hi")).text == "Hello."
        await client.close()

    with server(serve) as url:
        asyncio.run(main(url))
    assert serve.connections == 2


# ---- proxies


def test_proxy_from_the_environment_is_used(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    with server(lambda connection: talk(connection, heard=asked.append)) as url:
        monkeypatch.setenv("HTTP_PROXY", url.replace("://", "://ann:secret@"))
        client = client_of(runner, "http://platform.example.test")
        assert runner(client.text.chat("Hi")).text == "Hello."
        runner(client.close())
    assert asked[0].startswith(b"POST http://platform.example.test/v1/chat/completions")
    assert b"\r\nProxy-Authorization: Basic YW5uOnNlY3JldA==\r\n" in asked[0]


@pytest.mark.parametrize("no_proxy", ["127.0.0.1", "fd07::/64,127.0.0.0/8", "::1/128,[::1],*"])
def test_hosts_in_no_proxy_are_called_directly(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, no_proxy: str
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    with server(talk) as url:
        client = client_of(runner, url)
        assert runner(client.text.chat("Hi")).text == "Hello."
        runner(client.close())


def test_unused_socks_proxies_require_no_extra(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    with server(talk) as url:
        client = client_of(runner, url)
        assert runner(client.text.chat("Hi")).text == "Hello."
        runner(client.close())


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("ALL_PROXY", "socks5://ann:secret@p.test:1", r"SOCKS proxy socks5://p.test:1 from ALL_PROXY needs the package socksio.*httpx\[socks\]"),  # noqa: E501
        ("HTTPS_PROXY", "gopher://ann:secret@p.test", r"the proxy 'gopher://p.test' from HTTPS_PROXY is not a valid URL of a proxy"),  # noqa: E501
        ("SSL_CERT_FILE", "/nowhere.pem", r"the certificates of SSL_CERT_FILE \(/nowhere.pem\) cannot be used"),  # noqa: E501
    ],
)  # fmt: skip
def test_invalid_environment_settings_are_named(
    runner: Runner, name: str, value: str, complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setitem(sys.modules, "socksio", None)
    client = client_of(runner, "https://api.example.test")
    with pytest.raises(ConfigError, match=complaint) as caught:
        runner(client.text.chat("Hi"))
    assert "secret" not in str(caught.value)


def test_unreachable_proxies_are_named(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://ann:secret@127.0.0.1:9")
    client = client_of(runner, "http://platform.example.test")
    with pytest.raises(NetworkError, match=r"proxy http://127.0.0.1:9 from HTTP_PROXY") as caught:
        runner(client.text.chat("Hi"))
    assert caught.value.sent is False
    assert "secret" not in str(caught.value)


# ---- clients that are passed in


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_custom_http_client_is_used(runner: Runner, library: Any) -> None:
    seen: list[Any] = []

    async def later(request: Any) -> None:
        seen.append(request)

    asked: list[bytes] = []
    kind = library.AsyncClient if runner.is_async else library.Client
    given = kind(
        headers={"X-Team": "a"},
        cookies={"c": "1"},
        params={"p": "2"},
        event_hooks={"request": [later if runner.is_async else seen.append]},
        trust_env=False,
    )
    with server(lambda connection: talk(connection, heard=asked.append)) as url:
        client = client_of(runner, url, http_client=given)
        assert runner(client.text.chat("Hi")).text == "Hello."
        with runner.opened(client.text.stream("Hi")) as stream:
            assert runner(stream.final()).text == "Hello."
        runner(given.aclose() if runner.is_async else given.close())
        with pytest.raises(ConfigError, match="the http_client is closed"):
            runner(client.text.chat("Hi"))
    assert len(seen) == len(asked) == 2
    for request in asked:
        lines = request.lower().split(b"\r\n")
        assert lines[0] == b"post /v1/chat/completions?p=2 http/1.1"
        assert {b"x-team: a", b"cookie: c=1", b"authorization: bearer " + KEY.encode()} <= {*lines}


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_hooks_may_read_the_response(runner: Runner, library: Any, encoding: str | None) -> None:
    async def read_later(response: Any) -> None:
        await response.aread()

    content = json.dumps(CHAT).encode()
    answer = sized(content, b"Content-Type: application/json")
    if encoding:
        answer = sized(gzip.compress(content), b"Content-Encoding: gzip")
    kind = library.AsyncClient if runner.is_async else library.Client
    hook = read_later if runner.is_async else lambda response: response.read()
    given = kind(event_hooks={"response": [hook]}, trust_env=False)
    with server(Answers(answer)) as url:
        client = client_of(runner, url, http_client=given)
        assert runner(client.text.chat("Hi")).text == "Hello."
        runner(given.aclose() if runner.is_async else given.close())


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_errors_raised_by_hooks_for_the_status_are_read(runner: Runner, library: Any) -> None:
    async def check_later(response: Any) -> None:
        response.raise_for_status()

    kind = library.AsyncClient if runner.is_async else library.Client
    hook = check_later if runner.is_async else lambda response: response.raise_for_status()
    given = kind(event_hooks={"response": [hook]}, trust_env=False)
    refusal = b"HTTP/1.1 429 Too Many Requests\r\nTrace-Id: 05a1\r\nContent-Length: 0\r\n\r\n"
    with server(Answers([refusal])) as url:
        client = client_of(runner, url, http_client=given, retry=Retry(attempts=1))
        with pytest.raises(RateLimitError) as caught:
            runner(client.text.chat("Hi"))
        runner(given.aclose() if runner.is_async else given.close())
    assert (caught.value.http_status, caught.value.trace_id) == (429, "05a1")


def test_a_transport_that_fails_to_close_does_not_lose_the_response(runner: Runner) -> None:
    class Stuck(httpx.ByteStream):
        def close(self) -> None:
            raise OSError("stuck")

        async def aclose(self) -> None:
            raise OSError("stuck")

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Stuck(json.dumps(CHAT).encode()))

    assert runner(runner.client(answer).text.chat("Hi")).text == "Hello."


def test_auth_of_a_custom_http_client_replaces_the_key(runner: Runner) -> None:
    asked: list[bytes] = []
    kind: Any = httpx.AsyncClient if runner.is_async else httpx.Client
    given = kind(auth=("ann", "secret"), trust_env=False)
    with server(lambda connection: talk(connection, heard=asked.append)) as url:
        client = client_of(runner, url, http_client=given)
        assert runner(client.text.chat("Hi")).text == "Hello."
        runner(given.aclose() if runner.is_async else given.close())
    assert b"\r\nAuthorization: Basic YW5uOnNlY3JldA==\r\n" in asked[0]
    assert KEY.encode() not in asked[0]


def test_custom_http_client_headers_are_not_sent_to_storage_hosts(
    runner: Runner, tmp_path: Path
) -> None:
    serve = Answers(sized(b"ID3", b"Content-Type: audio/mpeg"))
    kind: Any = httpx.AsyncClient if runner.is_async else httpx.Client
    given = kind(
        auth=("ann", "secret"),
        headers={"X-Team": "a"},
        cookies={"c": "1"},
        params={"p": "2"},
        trust_env=False,
    )
    with server(serve) as url:
        client = client_of(runner, "http://127.0.0.1:9", http_client=given)
        runner(client.files.download(f"{url}/a.mp3", tmp_path / "a.mp3"))
        runner(given.aclose() if runner.is_async else given.close())
    [request] = serve.requests
    assert request.startswith(b"GET /a.mp3 HTTP/1.1")
    for word in (b"authorization", b"x-team", b"cookie"):
        assert word not in request.lower()


def test_httpx2_errors_are_translated(runner: Runner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    kind: Any = httpx2.AsyncClient if runner.is_async else httpx2.Client
    given = kind(trust_env=False)
    client = client_of(runner, f"http://127.0.0.1:{port}", http_client=given)
    with pytest.raises(NetworkError, match=f"to http://127.0.0.1:{port}: Connection ref") as caught:
        runner(client.text.chat("Hi"))
    assert caught.value.sent is False
    runner(given.aclose() if runner.is_async else given.close())


# ---- TLS


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """TLS of a server whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    return tls


def test_trusted_certificates_are_accepted(runner: Runner, trusted: ssl.SSLContext) -> None:
    trusted.set_alpn_protocols(["h2", "http/1.1"])
    spoken: list[str | None] = []
    serve = Answers([EVENT_STREAM + chunked(EVENTS)], sized(ANSWER))

    def encrypted(connection: socket.socket) -> None:
        with trusted.wrap_socket(connection, server_side=True) as secure:
            spoken.append(secure.selected_alpn_protocol())
            serve(secure)

    with server(encrypted) as url:
        client = client_of(runner, url.replace("http", "https"))
        assert streamed_text(runner, client) == "Hello, 你好 🎈"
        assert runner(client.text.chat("Hi")).text == "Hello."
        runner(client.close())
    assert spoken == ["http/1.1"]


def test_untrusted_certificates_are_rejected(runner: Runner) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    heard: list[bytes] = []

    def encrypted(connection: socket.socket) -> None:
        with tls.wrap_socket(connection, server_side=True) as secure:
            heard.append(secure.recv(65536))

    with server(encrypted) as url:
        client = client_of(runner, url.replace("http", "https"))
        with pytest.raises(NetworkError, match="certificate verify failed") as caught:
            runner(client.text.chat("Hi"))
        runner(client.close())
    assert (caught.value.sent, heard) == (False, [])


def test_tls_failures_are_network_errors(runner: Runner, trusted: ssl.SSLContext) -> None:
    def encrypted(connection: socket.socket) -> None:
        plain = connection.dup()
        with plain, trusted.wrap_socket(connection, server_side=True) as secure:
            read_request(secure)
            plain.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
            plain.recv(1)

    with server(encrypted) as url:
        client = client_of(runner, url.replace("http", "https"))
        with pytest.raises(NetworkError, match=r"(?i)bad record mac"):
            runner(client.text.chat("Hi"))
        runner(client.close())


def test_plain_connections_load_no_certificates(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        connections, "verified_tls", lambda: pytest.fail("certificates were loaded")
    )
    with server(talk) as url:
        client = client_of(runner, url)
        assert runner(client.text.chat("Hi")).text == "Hello."
        runner(client.close())


def test_verification_is_never_disabled() -> None:
    for context in (verified_tls(), connections.NO_TLS):
        assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert verified_tls() is verified_tls()


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_system_trust_store_is_used(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    import truststore

    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setattr(sys, "platform", system)
    assert type(verified_tls()) is truststore.SSLContext
    assert verified_tls() is not verified_tls()
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert type(verified_tls()) is ssl.SSLContext


def test_a_system_without_certificates_falls_back_to_certifi(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    uncached: Any = connections._load_certificates
    monkeypatch.setattr(connections, "_load_certificates", uncached.__wrapped__)
    monkeypatch.setattr(
        ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    )
    paths = ssl.get_default_verify_paths()._replace(cafile=None, capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    assert verified_tls().cert_store_stats()["x509_ca"] > 50
