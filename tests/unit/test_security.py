"""The key is sent only to the platform."""

from __future__ import annotations

import copy
import gzip
import json
import logging
import pickle
import socket
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    AsyncMiniMax,
    AuthenticationError,
    DecodeError,
    MiniMax,
    MinimaxError,
    Retry,
    StreamInterrupted,
)
from minimax.core.call import prepare
from minimax.core.secret import Secret, redact
from minimax_generated.operations import find_operation

from .platform import (
    AT_ONCE,
    CHAT,
    KEY,
    Chunks,
    Platform,
    Runner,
    data,
    delta,
    native_error,
    ok,
    openai_error,
    streamed,
)
from .raw_server import read_request, server

FAILURES: dict[str, Any] = {
    "no connection": lambda: httpx.ConnectError("refused"),
    "no answer": lambda: httpx.ReadTimeout("slow"),
    "cut": lambda: httpx.RemoteProtocolError("Server disconnected"),
    "refused key": lambda: native_error(1004, "login fail"),
    "limit": lambda: openai_error(429, "slow down (1002)"),
    "gateway": lambda: httpx.Response(502, html="<h1>Bad Gateway</h1>"),
    "no JSON": lambda: httpx.Response(200, text="hello"),
    "cut stream": lambda: streamed(data(delta("Hel"))),
    "error in a stream": lambda: streamed(
        data(delta("Hel"), {"base_resp": {"status_code": 1027, "status_msg": "no"}})
    ),
    "redirect": lambda: httpx.Response(
        307, headers={"location": "https://elsewhere.example.test/"}
    ),
}


ECHOES: dict[str, Any] = {
    "native": lambda: native_error(1004, f"login fail: {KEY}"),
    "openai": lambda: openai_error(401, f"{KEY} is no key of ours"),
    "deep inside": lambda: ok(
        {"error": {"message": "no", "seen": [{"header": f"Bearer {KEY}", "n": 1.5}]}}, 400
    ),
    "as a name": lambda: native_error(1004, "login fail", seen={KEY: 1}),
    "trace id": lambda: ok(
        {"base_resp": {"status_code": 1004, "status_msg": "login fail"}}, **{"trace-id": KEY}
    ),
    "gateway": lambda: httpx.Response(502, html=f"<h1>{KEY}</h1>"),
    "no JSON": lambda: httpx.Response(200, text=f"hello {KEY}"),
    "redirect": lambda: httpx.Response(
        307, headers={"location": f"https://elsewhere.example.test/{KEY}"}
    ),
    "error in a stream": lambda: streamed(
        data(delta("Hel"), {"base_resp": {"status_code": 1027, "status_msg": KEY}})
    ),
    "no JSON in a stream": lambda: streamed(data(delta("Hel"), f"hello {KEY}")),
}
"""Answers that give the key back."""


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and everything behind it, also what Python does not print."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def everything_about(error: BaseException) -> Iterator[str]:
    """All that a person, a log, a tool that reports errors or another process can get to see of an
    error.
    """
    for each in causes(error):
        yield str(each)
        yield repr(each)
        yield repr(vars(each))
        yield "".join(traceback.format_exception(each))
        yield "".join(
            traceback.TracebackException.from_exception(each, capture_locals=True).format()
        )
    yield pickle.dumps(error).decode("latin-1")


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_no_error_log_event_or_warning_shows_the_key(
    runner: Runner,
    name: str,
    stream: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[Any] = []

    def hook(event: Any) -> None:
        told.append(event)
        raise ValueError(event)

    monkeypatch.setenv("MINIMAX_LOG", "debug")
    for logger in ("minimax", "httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=logger)
    platform = Platform(FAILURES[name]())
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        client = runner.client(platform, retry=AT_ONCE, on_event=hook)
        with pytest.raises(MinimaxError) as caught:
            runner(client.text.stream("Hi").final() if stream else client.text.chat("Hi"))
    shown = [
        *everything_about(caught.value),
        *(record.getMessage() + repr(vars(record)) for record in caplog.records),
        *(f"{event!r} {event.error!r}" for event in told),
        *(str(warning.message) for warning in warned),
        repr(client),
        repr(vars(client)),
    ]
    assert told
    assert warned
    assert [text for text in shown if KEY in text] == []
    assert all(request.headers["authorization"] == f"Bearer {KEY}" for request in platform.requests)


@pytest.mark.parametrize("name", ECHOES)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_keys_echoed_in_responses_are_redacted_in_errors(
    runner: Runner, name: str, stream: bool
) -> None:
    told: list[Any] = []
    client = runner.client(Platform(ECHOES[name]()), retry=AT_ONCE, on_event=told.append)
    with pytest.raises(MinimaxError) as caught:
        runner(client.text.stream("Hi").final() if stream else client.text.chat("Hi"))
    shown = [
        *everything_about(caught.value),
        *(f"{event!r} {event.error!r} {vars(event.error or caught.value)}" for event in told),
    ]
    assert [text for text in shown if KEY in text] == []


def test_successful_responses_are_not_redacted(runner: Runner) -> None:
    chat = {
        **CHAT,
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": f"You said {KEY}."},
            }
        ],
    }
    assert (
        runner(runner.client(Platform(chat)).text.chat(f"My secret is {KEY}")).text
        == f"You said {KEY}."
    )


def test_short_keys_are_not_redacted_inside_words(runner: Runner) -> None:
    with pytest.raises(MinimaxError, match="a key fails"):
        runner(
            runner.client(Platform(native_error(1004, "a key fails")), api_key="key").text.chat(
                "Hi"
            )
        )


def test_too_deeply_nested_values_are_not_kept() -> None:
    nest: Any = KEY
    for _ in range(100_000):
        nest = [nest]
    error = DecodeError("no", raw=nest)
    redact(error, Secret(KEY))
    assert error.raw == "<nested too deeply>"
    while isinstance(nest, list):  # Python frees so deep a nest only step by step
        nest = nest.pop()


def test_write_errors_do_not_expose_the_key_in_frame_variables(
    runner: Runner,
) -> None:
    client = runner.client(Platform(CHAT), validate=False)
    with pytest.raises(MinimaxError, match="cannot be written as JSON") as caught:
        runner(client.text.chat("Hi", extra={"x": object()}))
    assert [text for text in everything_about(caught.value) if KEY in text] == []


HOSTILE: dict[str, bytes] = {
    "garbage": b"\0\1 hello\r\n\r\n",
    "cut": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
    "nothing": b"",
    "bad gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 50_000,
    "redirect": b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
}
"""What comes over a real connection in place of an answer."""


@pytest.mark.parametrize("name", HOSTILE)
def test_underlying_libraries_do_not_log_the_key(
    runner: Runner, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("websockets")
    monkeypatch.setenv("NO_PROXY", "*")
    caplog.set_level(logging.DEBUG)
    for logger in ("minimax", "httpx", "httpcore", "websockets", "minimax.websockets"):
        caplog.set_level(logging.DEBUG, logger=logger)

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(HOSTILE[name])
        connection.shutdown(socket.SHUT_RDWR)

    with server(serve) as url:
        client: Any = (AsyncMiniMax if runner.is_async else MiniMax)(
            KEY, base_url=url, retry=Retry(attempts=1)
        )
        calls: list[Callable[[], Any]] = [
            lambda: runner(client.text.chat("Hi")),
            lambda: runner(client.text.stream("Hi").final()),
            lambda: runner.opened(client.speech.connect()).__enter__(),
        ]
        shown = []
        for call in calls:
            with pytest.raises(MinimaxError) as caught:
                call()
            shown += everything_about(caught.value)
        runner(client.close())
    shown += [record.getMessage() + repr(vars(record)) for record in caplog.records]
    assert [text for text in shown if KEY in text] == []
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"httpcore"}


def test_websockets_do_not_follow_redirects(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("websockets")
    monkeypatch.setenv("NO_PROXY", "*")
    elsewhere: list[bytes] = []
    with server(lambda connection: elsewhere.append(read_request(connection))) as other:
        place = other.replace("http", "ws").encode()
        redirect = b"HTTP/1.1 307 Go\r\nLocation: " + place + b"/\r\nContent-Length: 0\r\n\r\n"

        def serve(connection: socket.socket) -> None:
            read_request(connection)
            connection.sendall(redirect)

        with server(serve) as url:
            client: Any = (AsyncMiniMax if runner.is_async else MiniMax)(KEY, base_url=url)
            with pytest.raises(DecodeError, match="HTTP 307 instead of a WebSocket"):
                runner.opened(client.speech.connect()).__enter__()
            runner(client.close())
    assert elsewhere == []


def test_storage_hosts_receive_no_identifying_headers(runner: Runner, tmp_path: Path) -> None:
    link = "https://storage.example.test/song.mp3?Signature=abc"
    platform = Platform(
        {"file": {"file_id": 7, "filename": "song.mp3", "download_url": link}},
        httpx.Response(302, headers={"location": "https://mirror.example.test/song.mp3"}),
        lambda request: streamed(b"ID3", kind="audio/mpeg"),
    )
    client = runner.client(platform, group_id="group-17").with_options(
        headers={"X-Api-Key": KEY, "Cookie": KEY}
    )
    assert runner(client.files.download("7", tmp_path / "song.mp3")).read_bytes() == b"ID3"

    asked, *storage = platform.requests
    assert asked.headers["x-api-key"] == KEY
    assert "GroupId=group-17" in str(asked.url)
    assert [request.url.host for request in storage] == [
        "storage.example.test",
        "mirror.example.test",
    ]
    for request in storage:
        assert set(request.headers) <= {"host", "user-agent", "accept", "accept-encoding"}
        assert "group-17" not in str(request.url)


def test_redirected_platform_downloads_do_not_send_the_key(
    runner: Runner,
) -> None:
    platform = Platform(
        {"file": {"file_id": 7, "filename": "song.mp3"}},
        httpx.Response(302, headers={"location": "https://mirror.example.test/song.mp3"}),
        lambda request: streamed(b"ID3", kind="audio/mpeg"),
    )
    client = runner.client(platform).with_options(headers={"X-Api-Key": KEY})
    assert runner(client.files.download("7")) == b"ID3"
    assert [KEY in str(request.headers.raw) for request in platform.requests] == [True, True, False]


def test_download_errors_do_not_expose_the_key_in_frame_variables(runner: Runner) -> None:
    platform = Platform(
        {"file": {"file_id": 7, "filename": "song.mp3"}},
        ok({"base_resp": {"status_code": 1004, "status_msg": KEY}}),
    )
    with pytest.raises(AuthenticationError) as caught:
        runner(runner.client(platform).files.download("7"))
    assert [text for text in everything_about(caught.value) if KEY in text] == []


def test_clients_and_services_cannot_be_pickled(
    runner: Runner,
) -> None:
    client = runner.client(Platform(CHAT))
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="Create a client in each process"):
            copied(client)  # type: ignore[operator]
    with pytest.raises(TypeError, match="cannot pickle"):
        pickle.dumps(client.text)


def layered(content: bytes, layers: int) -> bytes:
    for _ in range(layers):
        content = gzip.compress(content)
    return content


BOMB = layered(bytes(10**6), 1)


class TestPackedAnswers:
    """A megabyte of nothing in a few bytes; what would be unpacked twice grows a millionfold."""

    @pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
    def test_with_many_layers_are_rejected(self, runner: Runner, stream: bool) -> None:
        packed = layered(BOMB, 2)
        kind = "text/event-stream" if stream else "application/json"
        answer = httpx.Response(
            200,
            headers={"content-type": kind, "content-encoding": "gzip, gzip, gzip"},
            stream=Chunks(packed),
        )
        client = runner.client(Platform(answer)).with_options(
            max_response_bytes=len(packed), max_event_bytes=len(packed)
        )
        with pytest.raises(DecodeError, match="encoded with 'gzip, gzip, gzip'"):
            runner(client.text.stream("Hi").final() if stream else client.text.chat("Hi"))

    def test_are_limited_in_streams(self, runner: Runner) -> None:
        headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
        platform = Platform(
            httpx.Response(
                200, headers=headers, stream=Chunks(layered(b"data: " + bytes(10**6), 1))
            )
        )
        with pytest.raises(StreamInterrupted, match="larger than 1,000 bytes"):
            runner(
                runner.client(platform).with_options(max_event_bytes=1000).text.stream("Hi").final()
            )

    @pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "br"])
    def test_are_saved_decoded_or_rejected(
        self, runner: Runner, tmp_path: Path, encoding: str
    ) -> None:
        headers = {"content-type": "audio/mpeg", "content-encoding": encoding}
        platform = Platform(httpx.Response(200, headers=headers, stream=Chunks(BOMB)))
        link, path = "https://storage.example.test/song.mp3", tmp_path / "song.mp3"
        download = runner.client(platform).files.download
        if encoding == "gzip":
            assert runner(download(link, path)).read_bytes() == bytes(10**6)
        else:
            with pytest.raises(DecodeError, match=f"content encoding '{encoding}'"):
                runner(download(link, path))
            assert not path.exists()


def test_intermediate_effects_do_not_contain_the_key() -> None:
    client = MiniMax(KEY)
    request = prepare(client._config, find_operation("chat_completions"), {"secret": KEY})
    shown = [
        repr(request),
        str(request),
        repr(request),
        repr([request]),
    ]  # type: ignore[arg-type]
    assert [text for text in shown if KEY in text] == []


def test_the_key_is_not_in_the_url(runner: Runner) -> None:
    platform = Platform(CHAT)
    runner(runner.client(platform, group_id="17").text.chat("Hi"))
    assert KEY not in str(platform.requests[0].url)


def test_a_redirect_is_not_followed(runner: Runner) -> None:
    platform = Platform(
        httpx.Response(302, headers={"location": "https://elsewhere.example.test/"}), CHAT
    )
    with pytest.raises(MinimaxError, match="HTTP 302"):
        runner(runner.client(platform).text.chat("Hi"))
    assert [request.url.host for request in platform.requests] == ["api.example.test"]


def test_redirects_are_rejected_even_with_a_following_client(runner: Runner) -> None:
    platform = Platform(
        httpx.Response(307, headers={"location": "https://elsewhere.example.test/"}), CHAT
    )
    transport = httpx.MockTransport(platform)
    if runner.is_async:
        client: Any = AsyncMiniMax(
            KEY, http_client=httpx.AsyncClient(transport=transport, follow_redirects=True)
        )
    else:
        client = MiniMax(KEY, http_client=httpx.Client(transport=transport, follow_redirects=True))
    with pytest.raises(
        DecodeError,
        match=r"HTTP 307 redirects to 'https://elsewhere.example.test/'; set base_url",
    ):
        runner(client.text.chat("Hi"))
    assert [request.url.host for request in platform.requests] == ["api.minimaxi.com"]


def test_cookies_are_not_stored(runner: Runner) -> None:
    heard: list[bytes] = []
    content = json.dumps(CHAT).encode()

    def serve(connection: socket.socket) -> None:
        while request := read_request(connection):
            heard.append(request)
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: session=1\r\n"
                b"Content-Length: %d\r\n\r\n" % len(content) + content
            )

    with server(serve) as url:
        client = (AsyncMiniMax if runner.is_async else MiniMax)(KEY, base_url=url)
        for _ in range(2):
            runner(client.text.chat("Hi"))
        runner(client.close())
    assert len(heard) == 2
    assert b"cookie" not in heard[1].lower()


def test_a_base_url_with_the_key_in_it_is_refused_without_showing_it() -> None:
    for url in (
        f"https://{KEY}@api.minimax.io",
        f"ftp://me:{KEY}@api.minimax.io",
        f"https://me:{KEY}@api.minimax.io?x=1",
        f"https://me:{KEY}@[::1",
    ):
        with pytest.raises(MinimaxError, match="pass the key as api_key") as caught:
            MiniMax(KEY, base_url=url)
        assert KEY not in str(caught.value)
