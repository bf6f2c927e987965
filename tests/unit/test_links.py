"""The connections under the sockets, against a server on loopback: what the sockets themselves do
not show.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Any, TypeVar

import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.server import ServerConnection, serve

from minimax.core.io import run
from minimax.core.secret import Secret
from minimax.realtime import links
from minimax.realtime.links import QUEUE_FRAMES, AsyncLink, SyncLink
from minimax.realtime.protocol import Closed

from .platform import Runner

T = TypeVar("T")


def done(runner: Runner, step: Coroutine[Any, Any, T]) -> T:
    """The result of a step of a link; that of the sync client never suspends."""
    result: T = runner(step) if runner.is_async else run(step)
    return result


def send(runner: Runner, link: Any, text: str) -> None:
    done(runner, link.send_all(deque([text])))


@pytest.fixture
def opened(runner: Runner) -> Iterator[Callable[..., Any]]:
    """`opened(script)` is a link to a server that runs the script, once."""
    ends: list[Callable[[], Any]] = []

    def make(
        script: Callable[[ServerConnection], Any], *, seconds: float = 60.0, respond: Any = None
    ) -> Any:
        def whole(connection: ServerConnection) -> None:
            with suppress(ConnectionClosed):
                script(connection)

        server = serve(
            whole,
            "127.0.0.1",
            0,
            compression=None,
            ping_interval=None,
            process_request=respond,
        )
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        ends.extend([thread.join, server.shutdown])
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        options: dict[str, Any] = {
            "additional_headers": Secret((("Authorization", "Bearer secret"),)),
            "max_size": 1000,
            "proxy": None,
        }
        kind: Any = AsyncLink if runner.is_async else SyncLink
        link = done(runner, kind.connect(url, seconds, options))
        ends.append(lambda: done(runner, link.close()))
        return link

    yield make
    for end in reversed(ends):
        end()


def test_fragmented_messages_are_joined(runner: Runner, opened: Any) -> None:
    link = opened(lambda server: [server.send(["ab", "", "cd"]), server.send("ef"), server.recv()])
    assert [done(runner, link.receive(5)), done(runner, link.receive(5))] == [b"abcd", b"ef"]


def test_read_timeout_ends_only_the_wait(runner: Runner, opened: Any) -> None:
    link = opened(lambda server: [server.recv(), server.send("late"), server.recv()])
    with pytest.raises(TimeoutError):
        done(runner, link.receive(0.01))
    send(runner, link, "now")
    assert done(runner, link.receive(5)) == b"late"


def test_messages_before_the_close_are_delivered(runner: Runner, opened: Any) -> None:
    link = opened(lambda server: [server.send("last"), server.close(1011, "gone")])
    assert done(runner, link.receive(5)) == b"last"
    for _ in range(2):
        with pytest.raises(Closed, match=r"1011.*gone"):
            done(runner, link.receive(5))
    with pytest.raises(Closed):
        send(runner, link, "x")


def test_large_messages_close_the_connection(runner: Runner, opened: Any) -> None:
    link = opened(lambda server: [server.send("x" * 1001), server.recv()])
    with pytest.raises(Closed, match="1009"):
        done(runner, link.receive(5))


def test_idle_clients_send_pings(
    runner: Runner, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(links.OPTIONS, "ping_interval", 0.01)
    pinged = threading.Event()

    def script(server: ServerConnection) -> None:
        feed = server.protocol.recv_frame

        def noted(frame: Frame) -> None:
            if frame.opcode is Opcode.PING:
                pinged.set()
            feed(frame)

        server.protocol.recv_frame = noted  # type: ignore[method-assign]
        server.recv()

    link = opened(script)
    assert runner(asyncio.to_thread(pinged.wait, 5)) if runner.is_async else pinged.wait(5)
    assert link


def test_pings_are_answered_without_a_reader(runner: Runner, opened: Any) -> None:
    answered = threading.Event()

    def script(server: ServerConnection) -> None:
        server.send("first")
        if server.ping().wait(5):
            answered.set()
        server.recv()

    link = opened(script)
    assert runner(asyncio.to_thread(answered.wait, 5)) if runner.is_async else answered.wait(5)
    assert done(runner, link.receive(5)) == b"first"


def test_close_does_not_wait_forever_for_the_server(runner: Runner, opened: Any) -> None:
    over = threading.Event()

    def script(server: ServerConnection) -> None:
        server.recv_flow_control.acquire()  # reads nothing any more
        server.send("x")
        over.wait(5)
        server.recv_flow_control.release()

    link = opened(script)
    done(runner, link.receive(5))
    done(runner, link.close())
    done(runner, link.close())
    over.set()
    with pytest.raises(Closed):
        done(runner, link.receive(5))


def stopped(over: threading.Event) -> Callable[[ServerConnection], None]:
    """A server that reads nothing any more."""

    def script(server: ServerConnection) -> None:
        server.recv_flow_control.acquire()
        server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server.send("x")
        over.wait(20)
        server.recv_flow_control.release()

    return script


def test_stalled_sends_time_out(runner: Runner, opened: Any) -> None:
    over = threading.Event()
    link = opened(stopped(over), seconds=0.2)
    done(runner, link.receive(5))

    async def flood() -> None:
        while True:
            await link.send_all(deque(["x" * 100_000]))

    with pytest.raises(Closed):
        done(runner, flood())
    done(runner, link.close())
    over.set()


def test_closing_ends_stalled_sends(opened: Any, runner: Runner) -> None:
    if runner.is_async:
        pytest.skip("a task that sends is cancelled with the rest")
    over, ended = threading.Event(), threading.Event()
    link = opened(stopped(over))
    run(link.receive(5))

    def flood() -> None:
        with suppress(Closed):
            while True:
                send(runner, link, "x" * 1_000_000)
        ended.set()

    thread = threading.Thread(target=flood)
    thread.start()
    run(link.close())
    assert ended.wait(5)
    thread.join()
    over.set()


def test_slow_readers_apply_backpressure(runner: Runner, opened: Any) -> None:
    sent, count = threading.Event(), 40_000

    def script(server: ServerConnection) -> None:
        for _ in range(count):
            server.send("x" * 1000)
        sent.set()
        server.recv()

    link = opened(script)
    done(runner, link.receive(5))
    runner.settle()
    assert not sent.is_set()

    async def rest() -> int:
        return len([await link.receive(5) for _ in range(count - 1)])

    assert done(runner, rest()) == count - 1
    assert count > QUEUE_FRAMES


def test_unread_messages_do_not_delay_closing(runner: Runner, opened: Any) -> None:
    """However much the server still has to send, both sides say goodbye."""
    ends: list[ConnectionClosed] = []
    over = threading.Event()

    def script(server: ServerConnection) -> None:
        try:
            while True:
                server.send("x" * 1000)
        except ConnectionClosed as end:
            ends.append(end)
            over.set()

    link = opened(script)
    done(runner, link.receive(5))
    runner.settle()
    done(runner, link.close())
    assert runner(asyncio.to_thread(over.wait, 5)) if runner.is_async else over.wait(5)
    assert isinstance(ends[0], ConnectionClosedOK), ends[0]
    with pytest.raises(Closed):
        done(runner, link.receive(5))


@pytest.mark.parametrize("location", ["/elsewhere", "ws://127.0.0.1:9/"])
def test_a_redirect_is_not_followed(runner: Runner, opened: Any, location: str) -> None:
    asked: list[Any] = []

    def respond(connection: ServerConnection, request: Any) -> Any:
        asked.append(request)
        response = connection.respond(HTTPStatus.TEMPORARY_REDIRECT, "")
        response.headers["Location"] = location
        return response

    with pytest.raises(InvalidStatus, match="307"):
        opened(lambda server: None, respond=respond)
    assert len(asked) == 1


def test_dropped_connections_leave_no_thread(runner: Runner, opened: Any) -> None:
    if runner.is_async:
        pytest.skip("there are no threads")
    before = set(threading.enumerate())
    link = opened(lambda server: server.recv())
    [*threads] = (
        thread
        for thread in set(threading.enumerate()) - before
        if "recv_events" in thread.name or "keepalive" in thread.name
    )
    link.abort_later()()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_concurrent_reads_are_rejected(opened: Any, runner: Runner) -> None:
    if not runner.is_async:
        pytest.skip("threads take turns")
    link = opened(lambda server: server.recv())

    async def both() -> list[Any]:
        first = asyncio.ensure_future(link.receive(0.05))
        await asyncio.sleep(0)
        return list(await asyncio.gather(link.receive(0.05), first, return_exceptions=True))

    first, second = runner(both())
    assert isinstance(first, RuntimeError)
    assert isinstance(second, TimeoutError)
