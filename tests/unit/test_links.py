"""The connections under the sockets, against a server on loopback: what the sockets themselves do
not show.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

from minimax.realtime import links
from minimax.realtime.links import QUEUE_FRAMES, AsyncLink, SyncLink
from minimax.secret import Secret

from .platform import Face


@pytest.fixture
def opened(face: Face) -> Iterator[Callable[..., Any]]:
    """`opened(script)` is a link to a server that runs the script, once."""
    ends: list[Callable[[], Any]] = []

    def make(script: Callable[[ServerConnection], Any], **options: Any) -> Any:
        def whole(connection: ServerConnection) -> None:
            with suppress(ConnectionClosed):
                script(connection)

        server = serve(whole, "127.0.0.1", 0, compression=None, ping_interval=None)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        ends.extend([thread.join, server.shutdown])
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        usual: dict[str, Any] = {
            "additional_headers": Secret(()),
            "user_agent_header": None,
            "compression": None,
            "max_size": 1000,
            "close_timeout": 0.2,
            "proxy": None,
        }
        options = {**usual, **options}

        async def awaited() -> Any:
            return await connect_async(url, create_connection=AsyncLink, **options).__aenter__()  # type: ignore[arg-type]

        link = (
            face(awaited())
            if face.is_async
            else connect(url, create_connection=SyncLink, **options).__enter__()
        )  # type: ignore[arg-type]
        ends.append(lambda: face(link.close()))
        return link

    yield make
    for end in reversed(ends):
        end()


def test_a_message_in_fragments_is_one_message(face: Face, opened: Any) -> None:
    link = opened(lambda server: [server.send(["ab", "", "cd"]), server.send("ef"), server.recv()])
    assert [face(link.recv(5)), face(link.recv(5))] == [b"abcd", b"ef"]


def test_silence_ends_the_wait_and_nothing_else(face: Face, opened: Any) -> None:
    link = opened(lambda server: [server.recv(), server.send("late"), server.recv()])
    with pytest.raises(TimeoutError):
        face(link.recv(0.01))
    face(link.send("now"))
    assert face(link.recv(5)) == b"late"


def test_what_came_before_the_end_is_still_read(face: Face, opened: Any) -> None:
    link = opened(lambda server: [server.send("last"), server.close(1011, "gone")])
    assert face(link.recv(5)) == b"last"
    for _ in range(2):
        with pytest.raises(ConnectionClosed, match=r"1011.*gone"):
            face(link.recv(5))
    with pytest.raises(ConnectionClosed):
        face(link.send("x"))


def test_a_message_that_is_too_large_ends_the_connection(face: Face, opened: Any) -> None:
    link = opened(lambda server: [server.send("x" * 1001), server.recv()])
    with pytest.raises(ConnectionClosed, match="1009"):
        face(link.recv(5))


def test_a_silent_client_pings(face: Face, opened: Any) -> None:
    pinged = threading.Event()

    def script(server: ServerConnection) -> None:
        feed = server.protocol.recv_frame

        def noted(frame: Frame) -> None:
            if frame.opcode is Opcode.PING:
                pinged.set()
            feed(frame)

        server.protocol.recv_frame = noted  # type: ignore[method-assign]
        server.recv()

    link = opened(script, ping_interval=0.01)
    assert face(asyncio.to_thread(pinged.wait, 5)) if face.is_async else pinged.wait(5)
    assert link


def test_a_ping_is_answered_while_nobody_reads(
    face: Face, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "ATTEND_SECONDS", 0.01)
    answered = threading.Event()

    def script(server: ServerConnection) -> None:
        server.send("first")
        if server.ping().wait(5):
            answered.set()
        server.recv()

    link = opened(script, ping_interval=60)
    assert face(asyncio.to_thread(answered.wait, 5)) if face.is_async else answered.wait(5)
    assert face(link.recv(5)) == b"first"


def test_a_server_that_does_not_take_leave_is_left(face: Face, opened: Any) -> None:
    done = threading.Event()

    def script(server: ServerConnection) -> None:
        server.recv_flow_control.acquire()  # reads nothing any more
        server.send("x")
        done.wait(5)
        server.recv_flow_control.release()

    link = opened(script, close_timeout=0.05)
    face(link.recv(5))
    face(link.close())
    face(link.close())
    done.set()
    with pytest.raises(ConnectionClosed):
        face(link.recv(5))


def test_a_reader_that_is_late_holds_the_server_back(face: Face, opened: Any) -> None:
    count = 20_000
    link = opened(lambda server: [[server.send("x" * 1000) for _ in range(count)], server.recv()])
    face(link.recv(5))
    face.settle()
    assert len(link._messages) < QUEUE_FRAMES + 2 * 262_144 // 1000

    async def rest() -> int:
        return len([await link.recv(5) for _ in range(count - 1)])

    assert (
        face(rest()) if face.is_async else len([link.recv(5) for _ in range(count - 1)])
    ) == count - 1


def test_only_one_task_reads(opened: Any, face: Face) -> None:
    if not face.is_async:
        pytest.skip("threads take turns")
    link = opened(lambda server: server.recv())

    async def both() -> list[Any]:
        first = asyncio.ensure_future(link.recv(0.05))
        await asyncio.sleep(0)
        return list(await asyncio.gather(link.recv(0.05), first, return_exceptions=True))

    assert [type(each) for each in face(both())] == [RuntimeError, TimeoutError]
