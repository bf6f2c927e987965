"""`speech.connect` and `speech.speak` on both clients: against the emulator, or a scripted server
where the emulator is too polite.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket as sockets
import subprocess
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from minimax import (
    APIError,
    AuthenticationError,
    ConfigError,
    DecodeError,
    NetworkError,
    RateLimitError,
    RequestTimeout,
    Retry,
    ServerError,
    StreamInterrupted,
    ValidationError,
)
from minimax.emulator import Emulator
from minimax.realtime import (
    Audio,
    Canceled,
    Caption,
    Finished,
    Flushed,
    Info,
    SentenceEnd,
    SentenceStart,
    Skipped,
    speaking,
)
from minimax.services.speech import SOCKETS

from ..unit.platform import KEY, Clock, Runner
from ..unit.raw_server import read_request
from ..unit.raw_server import server as raw_server

STORY = ["Once there was", " a lamp. ", "It burned ", "all night. ", "Then came the day"]


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(runner: Runner, emulator: Emulator) -> Iterator[None]:
    """No thread of ours, no task and no connection outlives a test."""
    port = urlsplit(emulator.base_url).port
    before, connected = set(threading.enumerate()), connections(port)
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.name.startswith("asyncio_"):  # workers of the emulator
            thread.join(2)
            assert not thread.is_alive(), thread
    assert runner(_tasks()) == [] if runner.is_async else True
    assert connections(port) - connected == set()


def connections(port: int | None) -> set[str]:
    """The open connections of this process, but for those that the emulator took at its port; none
    where the system does not tell.
    """
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir() if Path("/proc/self/fd").exists() else ():
        with suppress(OSError):  # it is closed by now, or connected to nobody
            name = str(descriptor.readlink())
            if name.startswith("socket:"):
                with sockets.socket(fileno=os.dup(int(descriptor.name))) as copy:
                    if (
                        copy.family == sockets.AF_INET
                        and copy.getpeername()
                        and copy.getsockname()[1] != port
                    ):
                        found.add(name)
    return found


async def _tasks() -> list[Any]:
    await asyncio.sleep(0)
    return [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]


class Source:
    """Text pieces on either client. A piece may be an exception to raise or a function that may
    block; `closed` tells the end.
    """

    def __init__(self, runner: Runner, *pieces: Any) -> None:
        self.given: list[str] = []
        self.closed = False
        self._pieces = pieces
        self.iterator = self._awaited() if runner.is_async else self._plain()

    def _give(self, piece: Any) -> str:
        if isinstance(piece, BaseException):
            raise piece
        self.given.append(piece)
        return str(piece)

    def _plain(self) -> Iterator[str]:
        try:
            for piece in self._pieces:
                yield self._give(piece() if callable(piece) else piece)
        finally:
            self.closed = True

    async def _awaited(self) -> AsyncIterator[str]:
        try:
            for piece in self._pieces:
                yield self._give(await asyncio.to_thread(piece) if callable(piece) else piece)
        finally:
            self.closed = True


class Scripted:
    """A server that does what a function tells it, once per connection. First it refuses as many
    handshakes as it has `refusals`.
    """

    def __init__(
        self, script: Callable[[ServerConnection], None], refusals: Sequence[int] = ()
    ) -> None:
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.asked = 0
        self._refusals = deque(refusals)
        self._script = script
        self._server: Server = serve(
            self._serve,
            "127.0.0.1",
            0,
            compression=None,
            max_queue=None,
            process_request=self._admit,
        )
        self._thread = threading.Thread(target=self._server.serve_forever, name="scripted")
        self._thread.start()
        self.base_url = f"http://127.0.0.1:{self._server.socket.getsockname()[1]}"

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        self.asked += 1
        if not self._refusals:
            return None
        response = connection.respond(HTTPStatus(self._refusals.popleft()), "busy")
        response.headers["Retry-After"] = "7"
        return response

    def _serve(self, connection: ServerConnection) -> None:
        assert connection.request
        self.headers.append(
            {"path": connection.request.path, **dict(connection.request.headers.raw_items())}
        )
        try:
            self._script(connection)
        except ConnectionClosed:
            pass

    def hear(self, connection: ServerConnection) -> dict[str, Any]:
        self.heard.append(json.loads(connection.recv()))
        return self.heard[-1]

    def close(self) -> None:
        """Wait for all sessions and end."""
        self._server.shutdown()
        self._thread.join()


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    made: list[Scripted] = []

    def make(
        script: Callable[[Scripted, ServerConnection], None],
        *,
        greet: bool = True,
        refusals: Sequence[int] = (),
    ) -> Scripted:
        def whole(connection: ServerConnection) -> None:
            if greet:
                tell(connection, "connected_success")
                server.hear(connection)
                tell(connection, "task_started")
            script(server, connection)

        server = Scripted(whole, refusals)
        made.append(server)
        return server

    yield make
    for server in made:
        server.close()


def tell(connection: ServerConnection, event: str, code: int = 0, **more: Any) -> None:
    connection.send(
        json.dumps(
            {
                "event": event,
                "trace_id": "07aa",
                "base_resp": {"status_code": code, "status_msg": "said"},
                **more,
            }
        )
    )


def speak(connection: ServerConnection, data: bytes, *, final: bool = False) -> None:
    tell(connection, "task_continued", data={"audio": data.hex()}, is_final=final)


def kinds(events: list[Any]) -> list[type]:
    """The kinds of events, audio in a row once."""
    found: list[type] = []
    for event in events:
        if found[-1:] != [Audio] or not isinstance(event, Audio):
            found.append(type(event))
    return found


# ---- connect


def test_streamed_text_is_spoken_sentence_by_sentence(client: Any, runner: Runner) -> None:
    with runner.opened(client.speech.connect(format="pcm", sample_rate=16000)) as socket:
        for piece in STORY:
            runner(socket.send(piece))
        runner(socket.finish())
        events = runner.list(socket.events())

    sentence = [SentenceStart, Audio, Info, SentenceEnd]
    assert kinds(events) == [*sentence * 3, Finished]
    assert socket.snapshot.audio == b"".join(
        event.data for event in events if isinstance(event, Audio)
    )
    assert socket.info.sample_rate == 16000
    assert socket.info.duration == pytest.approx(len(socket.snapshot.audio) / 32000, abs=0.01)


def test_complete_texts_are_spoken_in_order(client: Any, runner: Runner) -> None:
    with runner.opened(client.speech.connect(mode="sentence", subtitles=True)) as socket:
        runner(socket.send("Good morning."))
        runner(socket.send("Tea or coffee?"))
        runner(socket.finish())
        events = runner.list(socket.events())

    assert kinds(events) == [Audio, Caption, Info, Audio, Caption, Info, Finished]
    assert [subtitle.text for subtitle in socket.snapshot.subtitles()] == [
        "Good morning.",
        "Tea or coffee?",
    ]
    assert socket.info.characters == len("Good morning.") + len("Tea or coffee?")


def test_iteration_yields_audio(client: Any, runner: Runner) -> None:
    with runner.opened(client.speech.connect()) as socket:
        runner(socket.send("Hello."))
        runner(socket.finish())
        chunks = runner.list(aiter(socket) if runner.is_async else iter(socket))

    assert b"".join(chunks) == socket.snapshot.audio != b""


def test_flush_speaks_unfinished_sentences(client: Any, runner: Runner) -> None:
    with runner.opened(client.speech.connect()) as socket:
        events = socket.events()
        for _ in range(2):
            runner(socket.send("And then"))
            runner(socket.flush())
            got = []
            while not isinstance(got[-1] if got else None, Flushed):
                got.append(runner.next(events))
            assert kinds(got) == [SentenceStart, Audio, Info, SentenceEnd, Flushed]


def test_cancel_discards_earlier_text(client: Any, runner: Runner, emulator: Emulator) -> None:
    with runner.opened(client.speech.connect(format="pcm")) as socket:
        runner(socket.send("A very long story about nothing in particular. " * 20))
        runner(socket.cancel())
        runner(socket.send("Hello."))
        runner(socket.finish())
        events = runner.list(socket.events())

    assert kinds(events) == [Canceled, SentenceStart, Audio, Info, SentenceEnd, Finished]
    [entry] = emulator.requests("ws_t2a_v2_bidi")
    assert [event["event"] for event in entry.json][-3:] == [
        "task_cancel",
        "task_continue",
        "task_finish",
    ]


def test_task_start_has_the_given_options(client: Any, runner: Runner, emulator: Emulator) -> None:
    with runner.opened(client.speech.connect(voice="English_Graceful_Lady", format="opus", sample_rate=24000, speed=1.2, language="auto", pronunciation=["a/b"], continuous_sound=True, extra={"session_id": "call-7"})) as socket:  # fmt: skip # noqa: E501
        runner(socket.finish())
        runner.list(socket.events())

    [entry] = emulator.requests("ws_t2a_v2_bidi")
    assert entry.json[0] == {
        "event": "task_start",
        "model": "speech-2.8-turbo",
        "voice_setting": {"voice_id": "English_Graceful_Lady", "speed": 1.2},
        "audio_setting": {"format": "opus", "sample_rate": 24000},
        "language_boost": "auto",
        "pronunciation_dict": {"tone": ["a/b"]},
        "continuous_sound": True,
        "session_id": "call-7",
    }
    assert socket.snapshot.raw["session_id"] == "call-7"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"mode": "live"}, "mode"), ({"speed": 3}, "speed"), ({"format": "ogg"}, "format")],
)
def test_invalid_arguments_are_rejected_before_sending(
    client: Any, emulator: Emulator, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        client.speech.connect(**wrong)
    assert caught.value.field == field
    assert emulator.requests() == []


def test_long_text_is_rejected_before_sending(client: Any, runner: Runner) -> None:
    with runner.opened(client.speech.connect(mode="sentence")) as socket:
        with pytest.raises(ValidationError, match="10,000"):
            runner(socket.send("x" * 10_001))


def test_sockets_require_with(client: Any, runner: Runner) -> None:
    socket = client.speech.connect()
    with pytest.raises(ConfigError, match="enter the socket"):
        runner.list(socket.events())
    with pytest.raises(ValidationError, match="before the session"):
        runner(socket.send("Hello"))


def test_reading_and_writing_at_the_same_time(client: Any, runner: Runner) -> None:
    if runner.is_async:

        async def both() -> list[Any]:
            async with client.speech.connect(format="pcm") as socket:

                async def write() -> None:
                    for piece in STORY * 20:
                        await socket.send(piece)
                    await socket.finish()

                writing = asyncio.create_task(write())
                events = [event async for event in socket.events()]
                await writing
                return events

        events = runner(both())
    else:
        with client.speech.connect(format="pcm") as socket:

            def write() -> None:
                for piece in STORY * 20:
                    socket.send(piece)
                socket.finish()

            thread = threading.Thread(target=write)
            thread.start()
            events = list(socket.events())
            thread.join()

    assert isinstance(events[-1], Finished)
    assert sum(isinstance(event, SentenceEnd) for event in events) == 41


def test_key_is_only_in_the_handshake(connect: Any, runner: Runner, scripted: Any) -> None:
    server = scripted(
        lambda server, connection: [server.hear(connection), tell(connection, "task_finished")]
    )
    seen: list[Any] = []
    client = connect(api_key=KEY, base_url=server.base_url, group_id="42", on_event=seen.append)
    with runner.opened(client.with_options(headers={"X-Team": "blue"}).speech.connect()) as socket:
        runner(socket.finish())
        runner.list(socket.events())

    [headers] = server.headers
    assert headers["path"] == "/ws/v1/t2a_v2_bidi?GroupId=42"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["X-Team"] == "blue"
    assert KEY not in f"{server.heard}{socket!r}{seen}{socket._session!r}"
    kinds = ["request", "frame", "frame", "response", "frame", "stream_end"]
    assert [event.kind for event in seen] == kinds


def test_https_hosts_use_wss(runner: Runner) -> None:
    client = runner.client(None, base_url="https://api.example.test")
    for mode, path in (("stream", "t2a_v2_bidi"), ("sentence", "t2a_v2")):
        session = client.speech.connect(mode=mode)._session._session
        assert session.url == f"wss://api.example.test/ws/v1/{path}"


def test_paths_match_the_spec() -> None:
    schemas = yaml.safe_load(
        (Path(__file__).parents[2] / "spec/speech.yaml").read_text(encoding="utf-8")
    )["components"]["schemas"]
    assert {request: [path] for _, path, request, _ in SOCKETS.values()} == {
        name: schemas[name]["x-websocket"] for name in ("WsTaskStart", "WsTaskStartBidi")
    }


def test_redirects_do_not_receive_the_key(connect: Any, runner: Runner, scripted: Any) -> None:
    elsewhere = scripted(lambda server, connection: None, greet=False)

    def redirect(connection: ServerConnection, request: Any) -> Any:
        response = connection.respond(302, "")
        response.headers["Location"] = elsewhere.base_url.replace("http", "ws") + "/"
        return response

    server = serve(lambda connection: None, "127.0.0.1", 0, process_request=redirect)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = connect(api_key=KEY, base_url=f"http://127.0.0.1:{server.socket.getsockname()[1]}")
    with pytest.raises(DecodeError, match="302"), runner.opened(client.speech.connect()):
        pass
    server.shutdown()
    thread.join()
    assert KEY not in str(elsewhere.headers)


def test_the_library_does_not_log_the_key(
    client: Any, runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"), runner.opened(client.speech.connect()) as socket:
        runner(socket.finish())
        runner.list(socket.events())
    assert "sk-test" not in caplog.text


# ---- what goes wrong


def test_a_refused_key_is_an_authentication_error(connect: Any, runner: Runner) -> None:
    client = connect(api_key="sk-bad")
    with pytest.raises(AuthenticationError), runner.opened(client.speech.connect()):
        pass


def test_refused_handshakes_report_the_reason(
    runner: Runner, connect: Any, emulator: Emulator
) -> None:
    client = connect(base_url=emulator.base_url + "/nowhere")
    with pytest.raises((APIError, NetworkError)) as caught, runner.opened(client.speech.connect()):
        pass
    assert "40" in str(caught.value)


def test_unreachable_hosts_are_a_network_error(runner: Runner, connect: Any) -> None:
    client = connect(base_url="http://127.0.0.1:9")
    with pytest.raises(NetworkError) as caught, runner.opened(client.speech.connect()):
        pass
    assert caught.value.sent is False


def test_silent_servers_time_out(runner: Runner, connect: Any, scripted: Any) -> None:
    server = scripted(lambda server, connection: server.hear(connection), greet=False)
    client = connect(base_url=server.base_url, timeout=0.05)
    with pytest.raises(RequestTimeout), runner.opened(client.speech.connect()):
        pass


def test_broken_connections_keep_received_audio(
    client: Any, runner: Runner, emulator: Emulator
) -> None:
    emulator.fault("ws_close", value=1011)
    with runner.opened(client.speech.connect()) as socket:
        runner(socket.send("A sentence with some audio in it."))
        with suppress(StreamInterrupted):  # it may be gone by now
            runner(socket.finish())
        with pytest.raises(StreamInterrupted, match="1011") as caught:
            runner.list(socket.events())
    assert len(caught.value.partial.audio) > 100


def test_errors_keep_received_audio(client: Any, runner: Runner, emulator: Emulator) -> None:
    emulator.fault("error_frame_mid_stream", value=1000)
    with runner.opened(client.speech.connect(mode="sentence")) as socket:
        runner(socket.send("A sentence with some audio in it."))
        runner(socket.finish())
        with pytest.raises(APIError) as caught:
            runner.list(socket.events())
    assert caught.value.status_code == 1000
    assert len(caught.value.partial.audio) > 100


def test_idle_closes_are_reported(runner: Runner, connect: Any, scripted: Any) -> None:
    server = scripted(lambda server, connection: tell(connection, "task_failed", 2201))
    with (
        pytest.raises(APIError) as caught,
        runner.opened(connect(base_url=server.base_url).speech.connect()) as socket,
    ):
        runner.list(socket.events())
    assert caught.value.status_code == 2201


def test_sending_into_a_closed_connection_is_an_interruption(
    runner: Runner, connect: Any, scripted: Any
) -> None:
    server = scripted(lambda server, connection: connection.close(1011, "gone"))
    with runner.opened(connect(base_url=server.base_url).speech.connect()) as socket:
        with pytest.raises(StreamInterrupted, match="1011"):
            runner.list(socket.events())
        with pytest.raises(StreamInterrupted):
            runner(socket.send("Hello"))


def test_refused_pieces_are_in_the_warning(runner: Runner, connect: Any, scripted: Any) -> None:
    def script(server: Scripted, connection: ServerConnection) -> None:
        server.hear(connection)
        tell(connection, "task_continued", 2205, data=None)
        server.hear(connection)
        speak(connection, b"a", final=True)
        server.hear(connection)
        tell(connection, "task_finished")

    server = scripted(script)
    with runner.opened(connect(base_url=server.base_url).speech.connect()) as socket:
        runner(socket.send("Hello."))
        events = socket.events()
        skipped = runner.next(events)
        assert isinstance(skipped, Skipped)
        assert skipped.resend
        runner(socket.send(skipped.text))
        runner(socket.finish())
        runner.list(events)
    assert [each.get("text") for each in server.heard[1:]] == ["Hello.", "Hello.", None]


def test_audio_before_the_start_is_delivered(runner: Runner, connect: Any, scripted: Any) -> None:
    def script(server: Scripted, connection: ServerConnection) -> None:
        tell(connection, "connected_success")
        server.hear(connection)
        tell(connection, "task_continued", data={"audio": "aa"})
        tell(connection, "task_started")
        server.hear(connection)
        tell(connection, "task_continued", data={"audio": "bb"}, is_final=True)
        finish_politely(server, connection)

    server = scripted(script, greet=False)
    with runner.opened(connect(base_url=server.base_url).speech.connect()) as socket:
        runner(socket.send("Hello."))
        runner(socket.finish())
        chunks = runner.list(aiter(socket) if runner.is_async else iter(socket))

    assert b"".join(chunks) == socket.snapshot.audio == b"\xaa\xbb"


def test_missing_websockets_package_is_reported(
    runner: Runner, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "minimax.realtime.links", None)
    with (
        pytest.raises(ConfigError, match=r"minimax-sdk\[realtime\]"),
        runner.opened(client.speech.connect()),
    ):
        pass


def test_a_client_that_does_not_connect_loads_no_websockets() -> None:
    program = (
        "import sys; from minimax import MiniMax; MiniMax('sk-x').speech.connect; assert"
        " 'websockets' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


# ---- connecting again, as the client's Retry says


def finish_politely(server: Scripted, connection: ServerConnection) -> None:
    while (heard := server.hear(connection)["event"]) != "task_finish":
        if heard == "task_flush":
            tell(connection, "task_flushed")
    tell(connection, "task_finished")


def busy_first(*codes: int) -> Callable[[Scripted, ServerConnection], None]:
    """A platform that fails one session after the other with these codes, before it is ready; 0
    hangs up.
    """

    def script(server: Scripted, connection: ServerConnection) -> None:
        tell(connection, "connected_success")
        server.hear(connection)
        if len(server.headers) > len(codes):
            tell(connection, "task_started")
            finish_politely(server, connection)
        elif code := codes[len(server.headers) - 1]:
            tell(connection, "task_failed", code)

    return script


def test_temporarily_refused_handshakes_are_retried(
    runner: Runner, connect: Any, scripted: Any
) -> None:
    server, clock, seen = scripted(finish_politely, refusals=(429, 503)), Clock(), list[Any]()
    client = connect(base_url=server.base_url, clock=clock, on_event=seen.append)
    with runner.opened(client.speech.connect()) as socket:
        runner(socket.finish())
        assert runner.list(socket.events()) == [Finished()]
    assert clock.sleeps == [7.0, 7.0]
    assert [(event.kind, event.http_status) for event in seen if event.kind == "retry"] == [
        ("retry", 429),
        ("retry", 503),
    ]
    assert [event["event"] for event in server.heard] == ["task_start", "task_finish"]


@pytest.mark.parametrize(
    "codes", [(1002, 1041), (1000, 1013), (0, 0)], ids=["busy", "faults", "hung up"]
)
def test_sessions_that_fail_before_the_start_are_retried(
    runner: Runner, connect: Any, scripted: Any, codes: tuple[int, ...]
) -> None:
    server, clock = scripted(busy_first(*codes), greet=False), Clock()
    client = connect(base_url=server.base_url, clock=clock)
    with runner.opened(client.speech.connect(extra={"session_id": "call-7"})) as socket:
        runner(socket.finish())
        runner.list(socket.events())
    assert server.asked == 3
    assert len(clock.sleeps) == 2


def test_speak_retries_connecting(runner: Runner, connect: Any, scripted: Any) -> None:
    server = scripted(busy_first(1002), greet=False)
    runner(
        connect(base_url=server.base_url, clock=Clock())
        .speech.speak(Source(runner, *STORY).iterator)
        .final()
    )
    assert server.asked == 2
    assert [event["text"] for event in server.heard if "text" in event] == STORY


@pytest.mark.parametrize(
    ("status", "kind", "asked"),
    [
        (429, RateLimitError, 3),
        (503, ServerError, 3),
        (401, AuthenticationError, 1),
        (404, APIError, 1),
    ],
)
def test_permanent_failures_are_raised(
    runner: Runner, connect: Any, scripted: Any, status: int, kind: type[APIError], asked: int
) -> None:
    server = scripted(finish_politely, refusals=[status] * 9)
    client = connect(base_url=server.base_url, clock=Clock())
    with pytest.raises(kind) as caught, runner.opened(client.speech.connect()):
        pass
    assert (server.asked, caught.value.attempts) == (asked, asked)


def test_unreachable_hosts_are_retried_within_the_budget(runner: Runner, connect: Any) -> None:
    clock = Clock()
    client = connect(base_url="http://127.0.0.1:9", clock=clock, retry=Retry(attempts=10, budget=4))
    with pytest.raises(NetworkError) as caught, runner.opened(client.speech.connect()):
        pass
    assert (caught.value.attempts, len(clock.sleeps)) == (5, 4)


def test_no_retries_after_the_first_text(runner: Runner, connect: Any, scripted: Any) -> None:
    def script(server: Scripted, connection: ServerConnection) -> None:
        server.hear(connection)
        tell(connection, "task_failed", 1002)

    server, clock = scripted(script), Clock()
    with runner.opened(connect(base_url=server.base_url, clock=clock).speech.connect()) as socket:
        runner(socket.send("Hello."))
        with pytest.raises(RateLimitError):
            runner.list(socket.events())
    assert (server.asked, clock.sleeps) == (1, [])


def test_sockets_closed_during_a_delay_do_not_reconnect(
    runner: Runner, connect: Any, scripted: Any
) -> None:
    class Interrupted(Clock):
        def sleep(self, seconds: float) -> None:
            closing.append(socket.close())

        async def asleep(self, seconds: float) -> None:
            await socket.close()

    closing: list[Any] = []
    server = scripted(finish_politely, refusals=[503])
    socket = connect(base_url=server.base_url, clock=Interrupted()).speech.connect()
    with pytest.raises(StreamInterrupted, match="connect again"), runner.opened(socket):
        pass
    assert server.asked == 1


# ---- proxies


@contextmanager
def proxy(
    monkeypatch: pytest.MonkeyPatch, refusal: str = "", user: str = ""
) -> Iterator[list[str]]:
    """A proxy for CONNECT that the environment names for everything; gives what it was asked. With
    a refusal nobody gets through.
    """
    asked: list[str] = []

    def serve(inner: sockets.socket) -> None:
        head = read_request(inner).decode()
        asked.append(head)
        if refusal:
            return inner.sendall(f"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\n\r\n".encode())
        host, _, port = head.split()[1].partition(":")
        with sockets.create_connection((host, int(port))) as outer:
            inner.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pass_on, args=(outer, inner))
            back.start()
            pass_on(inner, outer)
            back.join()

    with raw_server(serve) as url:
        for name in ("HTTP", "HTTPS", "ALL", "WS", "WSS", "SOCKS", "NO"):
            monkeypatch.delenv(f"{name}_PROXY", raising=False)
            monkeypatch.delenv(f"{name}_PROXY".lower(), raising=False)
        monkeypatch.setenv("HTTP_PROXY", url.replace("//", f"//{user}"))
        yield asked


def pass_on(source: sockets.socket, target: sockets.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(sockets.SHUT_WR)


def test_a_proxy_in_the_environment_is_used(
    runner: Runner, connect: Any, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        proxy(monkeypatch, user="ann:secret@") as asked,
        runner.opened(connect(api_key=KEY).speech.connect(format="pcm")) as socket,
    ):
        runner(socket.send("Hello there."))
        runner(socket.finish())
        runner.list(socket.events())
        runner(socket.close())
    assert len(socket.snapshot.audio) > 1000
    [request] = asked
    assert request.startswith(f"CONNECT {urlsplit(emulator.base_url).netloc} HTTP/1.1")
    assert "Proxy-Authorization: Basic YW5uOnNlY3JldA==" in request
    assert KEY not in request


def test_no_proxy_is_honoured(
    runner: Runner, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy(monkeypatch) as asked:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with runner.opened(connect().speech.connect()) as socket:
            runner(socket.finish())
            runner.list(socket.events())
    assert asked == []


def test_proxy_refusals_are_network_errors_without_the_password(
    runner: Runner, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connect(clock=Clock())
    with proxy(monkeypatch, "407 Proxy Authentication Required", "ann:secret@") as asked:
        with (
            pytest.raises(NetworkError, match="407") as caught,
            runner.opened(client.speech.connect()),
        ):
            pass
    assert len(asked) == 3
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "complaint"),
    [("socks5://127.0.0.1:9", "python-socks"), ("gopher://ann:secret@127.0.0.1:9", "gopher")],
    ids=["socks", "gopher"],
)
def test_unusable_proxies_are_reported(
    runner: Runner, connect: Any, monkeypatch: pytest.MonkeyPatch, url: str, complaint: str
) -> None:
    with proxy(monkeypatch):
        monkeypatch.setenv("HTTP_PROXY", url)
        with (
            pytest.raises(ConfigError, match=complaint) as caught,
            runner.opened(connect().speech.connect()),
        ):
            pass
    assert "secret" not in str(caught.value)


# ---- speak


def test_a_text_is_spoken_while_it_is_written(client: Any, runner: Runner) -> None:
    source = Source(runner, *STORY)
    with runner.opened(client.speech.speak(source.iterator, format="pcm")) as stream:
        chunks = runner.list(stream)
    speech = runner(stream.final())
    assert b"".join(chunks) == speech.audio
    assert (
        speech.characters == len("".join(STORY)) - 2
    )  # a sentence is billed without the blank after it
    assert source.closed


def test_the_first_audio_comes_before_the_last_text(client: Any, runner: Runner) -> None:
    heard = threading.Event()
    source = Source(runner, "Once upon a time. ", lambda: heard.wait(5) and "The end.")
    with runner.opened(client.speech.speak(source.iterator)) as stream:
        runner.next(stream)
        heard.set()
        runner.list(stream)
    assert source.given == ["Once upon a time. ", "The end."]


def test_a_chat_is_spoken(client: Any, runner: Runner, emulator: Emulator) -> None:
    emulator.reply("The kettle is on. Tea or coffee?")
    with (
        runner.opened(client.text.stream("Hello")) as chat,
        runner.opened(client.speech.speak(chat.text)) as stream,
    ):
        speech = runner(stream.final())
    assert speech.characters == len("The kettle is on. Tea or coffee?") - 1
    assert len(emulator.requests("ws_t2a_v2_bidi")) == 1


@pytest.mark.parametrize("text", ["Hello there.", ["Hello ", "there."]])
def test_speak_accepts_a_string(client: Any, runner: Runner, text: Any) -> None:
    assert runner(client.speech.speak(text).final()).characters == len("Hello there.")


def test_speech_is_saved(client: Any, runner: Runner, tmp_path: Path) -> None:
    path = runner(client.speech.speak("Hello there.").save(tmp_path / "hello.mp3"))
    assert path.stat().st_size > 1000


def test_iterators_of_the_wrong_kind_are_rejected(client: Any, runner: Runner) -> None:
    async def awaited() -> AsyncIterator[str]:
        yield "x"

    other = iter(["x"]) if runner.is_async else awaited()
    with pytest.raises(ValidationError, match="text_stream"):
        client.speech.speak(other)


def test_source_errors_are_raised_to_the_reader(client: Any, runner: Runner) -> None:
    source = Source(runner, "One. ", ZeroDivisionError("no more"))
    stream = client.speech.speak(source.iterator)
    with pytest.raises(ZeroDivisionError, match="no more"), runner.opened(stream):
        runner.list(stream)
    assert source.closed
    assert stream.snapshot.format == "mp3"


def test_source_interruptions_are_not_speech_interruptions(client: Any, runner: Runner) -> None:
    source = Source(runner, "One. ", StreamInterrupted("the chat broke off", partial="One."))
    with (
        pytest.raises(StreamInterrupted, match="the chat broke off"),
        runner.opened(client.speech.speak(source.iterator)) as stream,
    ):
        runner.list(stream)


def test_an_error_of_the_platform_closes_the_source(
    client: Any, runner: Runner, emulator: Emulator
) -> None:
    emulator.fault("error_frame_mid_stream", value=1000)
    source = Source(runner, *STORY * 50)
    with (
        pytest.raises(APIError) as caught,
        runner.opened(client.speech.speak(source.iterator)) as stream,
    ):
        runner.list(stream)
    assert caught.value.status_code == 1000
    assert source.closed


def test_a_key_that_is_refused_closes_the_source(connect: Any, runner: Runner) -> None:
    source = Source(runner, *STORY)
    with (
        pytest.raises(AuthenticationError),
        runner.opened(connect(api_key="sk-bad").speech.speak(source.iterator)),
    ):
        pass
    assert source.given == []
    runner.settle()


def test_leaving_early_closes_connection_and_source(client: Any, runner: Runner) -> None:
    source = Source(runner, *STORY * 1000)
    with runner.opened(client.speech.speak(source.iterator)) as stream:
        runner.next(stream)
    assert source.closed
    assert len(source.given) < 5000
    assert runner.list(stream) == []
    with pytest.raises(StreamInterrupted) as caught:
        runner(stream.final())
    assert caught.value.partial.audio


def test_cancel_ends_audio_and_iteration_immediately(
    runner: Runner, connect: Any, scripted: Any
) -> None:
    def script(server: Scripted, connection: ServerConnection) -> None:
        server.hear(connection)
        speak(connection, b"audio")
        while True:
            server.hear(connection)

    server = scripted(script)
    source = Source(runner, *STORY * 1000)
    with runner.opened(connect(base_url=server.base_url).speech.speak(source.iterator)) as stream:
        runner.next(stream)
        runner(stream.cancel())
        assert runner.list(stream) == []
    assert source.closed
    server.close()
    assert server.heard[-1] == {"event": "task_cancel"}


def test_cancel_after_the_last_text_ends_the_audio(client: Any, runner: Runner) -> None:
    with runner.opened(client.speech.speak("One sentence. " * 200)) as stream:
        runner.next(stream)
        runner(stream.cancel())
        assert runner.list(stream) == []


def test_cancel_before_the_start_never_connects(
    client: Any, runner: Runner, emulator: Emulator
) -> None:
    stream = client.speech.speak("Hello.")
    runner(stream.cancel())
    assert runner.list(stream) == []
    assert emulator.requests() == []


def test_unread_audio_pauses_reading_of_text(
    client: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = threading.Event()
    for feeder in (speaking._Thread, speaking._Task):
        wait = feeder.wait_for_room

        async def told(self: Any, wait: Any = wait) -> None:
            full.set()
            await wait(self)

        monkeypatch.setattr(feeder, "wait_for_room", told)
    source = Source(runner, *["A sentence of some length to fill the queue. "] * 5000)
    stream = client.speech.speak(source.iterator)
    with runner.opened(stream):
        runner.next(stream)
        assert runner(asyncio.to_thread(full.wait, 5)) if runner.is_async else full.wait(5)
        assert len(source.given) < 1000


def test_temporarily_refused_text_is_resent(runner: Runner, connect: Any, scripted: Any) -> None:
    def script(server: Scripted, connection: ServerConnection) -> None:
        server.hear(connection)
        server.hear(connection)
        tell(connection, "task_continued", 2205, data=None)
        speak(connection, b"a", final=True)
        while (heard := server.hear(connection)["event"]) != "task_finish":
            if heard == "task_flush":
                speak(connection, b"b", final=True)
                tell(connection, "task_flushed")
        tell(connection, "task_finished")

    server = scripted(script)
    speech = runner(connect(base_url=server.base_url).speech.speak(["One. ", "Two. "]).final())
    assert speech.audio.startswith(b"ab")
    spoken = [each["text"] for each in server.heard if "text" in each]
    assert spoken == ["One. ", "Two. ", "Two. "]


# ---- a client that is closed


def test_closing_the_client_closes_its_sockets(runner: Runner, connect: Any, stuck: Any) -> None:
    """The reader learns that the connection is gone, and no thread stays."""
    client = connect(base_url=stuck("first audio").base_url)
    with runner.opened(client.speech.connect()) as socket:
        runner(socket.send("Hello."))
        runner(client.close())
        with pytest.raises(StreamInterrupted):
            runner.list(socket.events())


def test_closing_the_client_ends_speech_from_a_waiting_source(
    runner: Runner, connect: Any, stuck: Any
) -> None:
    """Also when nobody reads any more."""
    platform = stuck("source")
    client = connect(base_url=platform.base_url)
    with runner.opened(client.speech.speak(platform.source.iterator)):
        assert (
            runner(asyncio.to_thread(platform.reached.wait, 5))
            if runner.is_async
            else platform.reached.wait(5)
        )
        platform.release.set()
        runner(client.close())
        assert platform.source.closed


def test_closed_clients_do_not_connect(runner: Runner, connect: Any) -> None:
    client = connect()
    runner(client.close())
    with pytest.raises(ConfigError, match="closed"), runner.opened(client.speech.connect()):
        pass


# ---- in the middle of anything: the fixture above asserts that nothing stays

STAGES = ("handshake", "greeting", "start", "first audio", "source", "slow reader")


class Stuck:
    """A platform that stops at one stage of a session and waits to be left alone; `reached` tells
    that it is there.
    """

    def __init__(self, runner: Runner, scripted: Any, stage: str) -> None:
        self.reached, self.release = threading.Event(), threading.Event()
        self._listener: sockets.socket | None = None
        pieces = ["One. ", self._hold] if stage == "source" else STORY
        self.source = Source(runner, *pieces)
        if stage == "handshake":
            self._listener = sockets.create_server(("127.0.0.1", 0))
            self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
            self._thread = threading.Thread(target=self._accept)
            self._thread.start()
        else:
            script = getattr(self, "_" + stage.replace(" ", "_"))
            self.base_url = scripted(script, greet=stage not in ("greeting", "start")).base_url

    def _accept(self) -> None:
        assert self._listener
        connection, _ = self._listener.accept()
        with connection:
            connection.recv(1000)
            self.reached.set()
            self.release.wait(5)

    def _hold(self) -> str:
        self.reached.set()
        return "Two." if self.release.wait(5) else ""

    def _listen(self, server: Scripted, connection: ServerConnection) -> None:
        self.reached.set()
        while True:
            server.hear(connection)

    _greeting = _listen

    def _start(self, server: Scripted, connection: ServerConnection) -> None:
        tell(connection, "connected_success")
        self._listen(server, connection)

    def _first_audio(self, server: Scripted, connection: ServerConnection) -> None:
        server.hear(connection)
        self._listen(server, connection)

    def _source(self, server: Scripted, connection: ServerConnection) -> None:
        while True:
            server.hear(connection)

    def _slow_reader(self, server: Scripted, connection: ServerConnection) -> None:
        server.hear(connection)
        for number in range(200):
            speak(connection, b"audio", final=number == 199)
            if number == 20:  # more than the reader takes
                self.reached.set()

    def close(self) -> None:
        self.release.set()
        if self._listener:
            self._thread.join()
            self._listener.close()


@pytest.fixture
def stuck(runner: Runner, scripted: Any) -> Iterator[Callable[[str], Stuck]]:
    made: list[Stuck] = []

    def make(stage: str) -> Stuck:
        made.append(Stuck(runner, scripted, stage))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("stage", STAGES)
def test_interrupted_sessions_leak_nothing(
    runner: Runner, connect: Any, stuck: Any, stage: str
) -> None:
    platform = stuck(stage)
    client = connect(
        base_url=platform.base_url,
        timeout=0.3 if stage == "handshake" and not runner.is_async else 30,
    )
    stream = client.speech.speak(platform.source.iterator)

    def stop() -> None:
        platform.reached.wait(5)
        stream.cancel()
        platform.release.set()

    async def cancelled() -> None:
        async def read() -> None:
            async with stream:
                async for _ in stream:
                    await asyncio.to_thread(platform.release.wait, 5)

        reading = asyncio.create_task(read())
        await asyncio.to_thread(platform.reached.wait, 5)
        reading.cancel()
        platform.release.set()
        with pytest.raises(asyncio.CancelledError):
            await reading

    if runner.is_async:
        runner(cancelled())
    else:
        stopping = threading.Thread(target=stop)
        stopping.start()
        with stream:
            for _ in stream:
                assert platform.release.wait(5)
        stopping.join()
    assert platform.source.closed or platform.source.given == []


@pytest.mark.parametrize("stage", ["handshake", "greeting", "start", "first audio"])
def test_closed_sockets_leak_nothing(runner: Runner, connect: Any, stuck: Any, stage: str) -> None:
    platform = stuck(stage)
    socket = connect(
        base_url=platform.base_url,
        timeout=0.3 if stage == "handshake" and not runner.is_async else 30,
    ).speech.connect()

    async def cancelled() -> None:
        async def read() -> None:
            async with socket:
                await socket.send("Hello.")
                [event async for event in socket.events()]

        reading = asyncio.create_task(read())
        await asyncio.to_thread(platform.reached.wait, 5)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    def close() -> None:
        platform.reached.wait(5)
        socket.close()

    if runner.is_async:
        runner(cancelled())
    else:
        closing = threading.Thread(target=close)
        closing.start()
        with pytest.raises((NetworkError, StreamInterrupted)), socket:
            [socket.send("Hello."), list(socket.events())]
        closing.join()


@pytest.mark.parametrize("end", ["abrupt", "closed", "failed", "nonsense"])
@pytest.mark.parametrize("stage", ["greeting", "start", "audio"])
def test_every_kind_of_close_leaks_nothing(
    runner: Runner, connect: Any, scripted: Any, stage: str, end: str
) -> None:
    def script(server: Scripted, connection: ServerConnection) -> None:
        if stage != "greeting":
            tell(connection, "connected_success")
            server.hear(connection)
        if stage == "audio":
            tell(connection, "task_started")
            speak(connection, b"audio")
        if end == "abrupt":
            connection.socket.shutdown(sockets.SHUT_RDWR)
        elif end == "closed":
            connection.close(1011)
        elif end == "failed":
            tell(connection, "task_failed", 1000)
        else:
            connection.send("nonsense")

    source = Source(runner, *STORY * 100)
    stream = connect(base_url=scripted(script, greet=False).base_url).speech.speak(source.iterator)
    with pytest.raises((APIError, NetworkError, StreamInterrupted)), runner.opened(stream):
        runner.list(stream)
    assert source.closed or source.given == []


def test_cancelled_audio_streams_leak_nothing(
    client: Any, runner: Runner, emulator: Emulator
) -> None:
    async def cancelled() -> None:
        heard = asyncio.Event()

        async def read() -> None:
            async with client.speech.stream("A long story. " * 30) as stream:
                async for _ in stream:
                    heard.set()
                    await asyncio.Event().wait()

        reading = asyncio.create_task(read())
        await heard.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    if runner.is_async:
        runner(cancelled())
    else:
        with client.speech.stream("A long story. " * 30) as stream:
            next(stream)


def test_cancel_from_another_thread_wakes_the_reader(client: Any, runner: Runner) -> None:
    if runner.is_async:
        pytest.skip("covered by tasks")
    release = threading.Event()
    source = Source(runner, "One. ", lambda: release.wait(5) and "Two.")
    with client.speech.speak(source.iterator) as stream:
        next(stream)
        canceler = threading.Thread(target=lambda: [stream.cancel(), release.set()])
        canceler.start()
        assert len(list(stream)) <= 3
        canceler.join()
    assert source.closed
