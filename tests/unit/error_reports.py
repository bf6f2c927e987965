"""Tools that report errors take the variables of every frame along. None of them gets to see the
key.
"""

from __future__ import annotations

import io
import json
import logging
import os
import pickle
import socket
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import pytest
import sentry_sdk
import structlog
from rich.console import Console
from rich.traceback import Traceback

from minimax import AsyncMiniMax, MiniMax, MinimaxError, Retry
from minimax.core.secret import Secret, secret

from .platform import KEY, Runner
from .raw_server import read_request, server

Problem = tuple[type[BaseException], BaseException, TracebackType | None]


class Sentry(sentry_sdk.transport.Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent += [item.payload.get_bytes().decode() for item in envelope.items]


@pytest.fixture(scope="module")
def sentry() -> Iterator[Sentry]:
    """The real SDK at its defaults, but for where its reports go."""
    transport = Sentry()
    hooks = sys.excepthook, threading.excepthook
    sentry_sdk.init(dsn="http://public@127.0.0.1:9/1", transport=transport)
    yield transport
    sentry_sdk.init()
    sys.excepthook, threading.excepthook = hooks


def by_sentry(sentry: Sentry, problem: Problem) -> str:
    sentry.sent.clear()
    sentry_sdk.capture_exception(problem[1])
    assert sentry.sent
    return "".join(sentry.sent)


def by_rich(sentry: Sentry, problem: Problem) -> str:
    shown = io.StringIO()
    found = Traceback.from_exception(*problem, show_locals=True, locals_max_string=1000)
    Console(file=shown, width=200).print(found)
    return shown.getvalue()


def by_cgitb(sentry: Sentry, problem: Problem) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        cgitb = pytest.importorskip("cgitb", reason="Python 3.13 has no cgitb")
    return str(cgitb.text(problem)) + str(cgitb.html(problem))


def by_structlog(sentry: Sentry, problem: Problem) -> str:
    told = structlog.tracebacks.ExceptionDictTransformer(show_locals=True, locals_max_string=1000)
    return json.dumps(told(problem))


def by_traceback(sentry: Sentry, problem: Problem) -> str:
    return "".join(traceback.TracebackException(*problem, capture_locals=True).format())


REPORTERS = {
    reporter.__name__[3:]: reporter
    for reporter in (by_sentry, by_rich, by_cgitb, by_structlog, by_traceback)
}


def http(body: bytes, status: str = "200 OK", kind: str = "application/json", *more: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def refusal(message: str = "no", *more: str) -> bytes:
    base = {"base_resp": {"status_code": 1004, "status_msg": message}}
    return http(json.dumps(base).encode(), "200 OK", "application/json", *more)


ANSWERS: dict[str, Callable[[bytes], bytes]] = {
    "refused": lambda request: refusal(),
    "no connection": lambda request: b"",
    "no HTTP": lambda request: b"\0\1 hello\r\n\r\n",
    "a page": lambda request: http(b"<html>Hi", kind="text/html"),
    "nothing in it": lambda request: http(b"{}"),
    "the request sent back": lambda request: http(request, "401 Unauthorized", "text/plain"),
    "the key in the message": lambda request: refusal(f"bad key {KEY}"),
    "the key in the headers": lambda request: refusal("no", f"X-Key: {KEY}", f"Trace-Id: {KEY}"),
    "the key in an empty answer": lambda request: http(json.dumps({"seen": KEY}).encode()),
}
CALLS: dict[str, Callable[[Any], Any]] = {
    "a call": lambda client: client.text.chat("Hi"),
    "a stream": lambda client: client.text.stream("Hi").final(),
    "speech": lambda client: client.speech.synthesize("Hi"),
    "an upload": lambda client: client.files.upload(
        b"ID3" + bytes(64), purpose="voice_clone", name="a.mp3"
    ),
    "a download": lambda client: client.files.download("17"),
    "a task": lambda client: client.task("video:17").wait(timeout=0),
    "a refused request": lambda client: client.speech.synthesize("Hi", speed=77),
    "headers": lambda client: client.with_options(headers={"X-Key": KEY, "Bad Name": "x"}),
}


def problem_of(call: Callable[[], object]) -> Problem:
    """What a call raises, as a caller without a variable of its own sees it."""
    try:
        call()
    except Exception as error:
        found = error.__traceback__
        while found and "/minimax/" not in found.tb_frame.f_code.co_filename:
            found = found.tb_next  # the frames of this test know the key
        return type(error), error.with_traceback(found), found
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("call", CALLS)
def test_error_reports_do_not_contain_the_key(
    runner: Runner, sentry: Sentry, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    shown = {}
    for name, answer in ANSWERS.items():

        def serve(connection: socket.socket, answer: Callable[[bytes], bytes] = answer) -> None:
            connection.sendall(answer(read_request(connection)))
            connection.shutdown(socket.SHUT_RDWR)

        with server(serve) as url:
            kind: Any = AsyncMiniMax if runner.is_async else MiniMax
            client = kind(KEY, base_url=url, retry=Retry(attempts=1))
            problem = problem_of(lambda: runner(CALLS[call](client)))
            runner(client.close())
        for title, report in REPORTERS.items():
            shown[name, title] = report(sentry, problem)
    assert [where for where, text in shown.items() if KEY in text] == []
    assert '"vars"' in shown["refused", "sentry"]


def test_error_reports_of_speech_sockets_do_not_contain_the_key(
    runner: Runner, sentry: Sentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")

    def serve(connection: socket.socket) -> None:
        connection.sendall(http(read_request(connection), "401 Unauthorized", "text/plain"))
        connection.shutdown(socket.SHUT_RDWR)

    with server(serve) as url:
        kind: Any = AsyncMiniMax if runner.is_async else MiniMax
        client = kind(KEY, base_url=url, retry=Retry(attempts=1))
        problem = problem_of(lambda: runner.opened(client.speech.connect()).__enter__())
        runner(client.close())
    assert [title for title, report in REPORTERS.items() if KEY in report(sentry, problem)] == []


@pytest.mark.parametrize(
    "options",
    [
        {"region": "moon"},
        {"base_url": "ftp://x"},
        {"timeout": -1},
        {"retry": 5},
        {"limits": 5},
        {"http_client": 5},
        {"api_key": f'"{KEY}"'},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])
def test_error_reports_of_a_failed_client_constructor_do_not_contain_the_key(
    sentry: Sentry, kind: Any, options: dict[str, Any]
) -> None:
    problem = problem_of(lambda: kind(**{"api_key": KEY, **options}))
    assert isinstance(problem[1], MinimaxError)
    assert [title for title, report in REPORTERS.items() if KEY in report(sentry, problem)] == []


def test_error_reports_do_not_contain_the_environment(
    sentry: Sentry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):  # reports show the first few variables
        if name.startswith("MINIMAX_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", {"MINIMAX_API_KEY": KEY, "MINIMAX_REGION": "moon"})
    problem = problem_of(MiniMax)
    assert [title for title, report in REPORTERS.items() if KEY in report(sentry, problem)] == []


@pytest.mark.parametrize("call", ["a call", "a stream", "speech", "an upload"])
@pytest.mark.parametrize("echo", [False, True], ids=["good", "the key in the headers"])
def test_debug_logs_do_not_contain_the_key(
    runner: Runner,
    call: str,
    echo: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    for name in ("", "httpcore", "httpx", "websockets", "minimax", "minimax.websockets"):
        caplog.set_level(logging.DEBUG, logger=name or None)

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(refusal("no", *([f"X-Key: Bearer {KEY}"] if echo else [])))

    with server(serve) as url:
        kind: Any = AsyncMiniMax if runner.is_async else MiniMax
        client = kind(KEY, base_url=url, retry=Retry(attempts=1))
        problem_of(lambda: runner(CALLS[call](client)))
        problem_of(lambda: runner.opened(client.speech.connect()).__enter__())
        runner(client.close())
    lines = [f"{record.getMessage()} {vars(record)!r}" for record in caplog.records]
    assert any("receive_response_headers.complete" in line for line in lines)
    assert [line for line in lines if KEY in line] == []


class TestASecret:
    def test_repr_does_not_contain_the_value(self) -> None:
        held = Secret(KEY)
        assert held.reveal() == KEY
        assert [
            text for text in (repr(held), str(held), f"{held}", repr([held])) if KEY in text
        ] == []
        assert [name for name in dir(held) if getattr(held, name, None) == KEY] == []
        with pytest.raises(TypeError):
            vars(held)
        with pytest.raises(TypeError):
            iter(held)  # type: ignore[call-overload]

    def test_cannot_be_pickled(self) -> None:
        with pytest.raises(TypeError, match="a secret cannot be pickled"):
            pickle.dumps(Secret(KEY))

    def test_equals_another_secret_with_the_same_value(self) -> None:
        assert Secret(KEY) == Secret(KEY) != Secret("other")
        assert hash(Secret(KEY)) == hash(Secret(KEY))
        assert Secret(KEY) != KEY

    def test_wrapping_a_secret_returns_it(self) -> None:
        held = secret(KEY)
        assert secret(held) is held
