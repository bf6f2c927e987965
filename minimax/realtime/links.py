"""The WebSocket of a speech socket: a `websockets` connection for each client. All waits have a
timeout, and redirects are never followed, because they would leak the key.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from websockets.asyncio import client as asyncio_client
from websockets.exceptions import ConcurrencyError, ConnectionClosed, InvalidStatus
from websockets.frames import DATA_OPCODES, Frame
from websockets.sync import client as sync_client

from ..errors import reason_of
from .protocol import Closed

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOSE_SECONDS = 0.5
"""Seconds to wait for the closing handshake."""
PING_SECONDS = 20.0
QUEUE_FRAMES = 64
"""Number of unread messages after which the connection stops reading from the network."""
OPTIONS: dict[str, Any] = {
    "close_timeout": CLOSE_SECONDS,
    "ping_interval": PING_SECONDS,
    "ping_timeout": None,  # the platform need not answer; the wait for audio has its own timeout
    "max_queue": QUEUE_FRAMES,
    "compression": None,  # compressed audio in hex hardly gets smaller
    "user_agent_header": None,
}
NOTHING_UNREAD = (TimeoutError, ConcurrencyError, ConnectionClosed)
"""What `recv` raises at once if no message is unread, or if somebody else waits for one."""


def _revealed(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options for `websockets`. Do not store the result in a variable: error reports show those."""
    return {**options, "additional_headers": options["additional_headers"].reveal()}


class _SyncConnection(sync_client.ClientConnection):
    discarding = False

    def discard_unread(self) -> None:
        """Drop unread messages, now and later. While too many are unread, the connection stops
        reading, and the closing frame of the platform would never arrive.
        """
        self.discarding = True
        with suppress(*NOTHING_UNREAD):
            while True:
                self.recv(0, decode=False)

    def process_event(self, event: Any) -> None:
        if not (self.discarding and _is_data(event)):
            super().process_event(event)

    def handshake(self, *args: Any, **options: Any) -> None:
        try:
            super().handshake(*args, **options)
        except InvalidStatus as error:
            raise _without_location(error) from None
        except BaseException:  # Ctrl-C
            self.close_socket()
            raise


class _AsyncConnection(asyncio_client.ClientConnection):
    discarding = False

    async def discard_unread(self) -> None:
        """The same, for asyncio."""
        self.discarding = True
        with suppress(*NOTHING_UNREAD):
            async with asyncio.timeout(0):
                while True:
                    await self.recv(decode=False)

    def process_event(self, event: Any) -> None:
        if not (self.discarding and _is_data(event)):
            super().process_event(event)

    async def handshake(self, *args: Any, **options: Any) -> None:
        try:
            await super().handshake(*args, **options)
        except InvalidStatus as error:
            raise _without_location(error) from None


def _is_data(event: object) -> bool:
    return isinstance(event, Frame) and event.opcode in DATA_OPCODES


def _without_location(error: InvalidStatus) -> InvalidStatus:
    """A rejection that `websockets` does not treat as a redirect."""
    if "Location" in error.response.headers:
        del error.response.headers["Location"]
    return error


class Link(Protocol):
    """A connection. One thread or task may read while others send."""

    async def receive(self, timeout: float) -> bytes:
        """Return the next message. Raises TimeoutError if there is none within `timeout` seconds,
        and `Closed` if there will be none.
        """
        ...

    async def send_all(self, messages: deque[str]) -> None:
        """Send messages, and remove them from the queue. Raises `Closed`."""
        ...

    async def close(self) -> None:
        """Send the closing frame, and disconnect if the other side takes too long to answer.
        Returns when the threads of the connection have ended.
        """
        ...

    def abort_later(self) -> Callable[[], None]:
        """Return a function, without reference to this object, to disconnect from any thread."""
        ...


class SyncLink:
    """A blocking connection.

    The `seconds` of `connect` also limit each send, which blocks if the other side stops reading.
    """

    def __init__(self, connection: _SyncConnection) -> None:
        self._connection = connection
        self._sending = threading.Lock()  # held while frames are sent, to keep their order

    @classmethod
    async def connect(cls, url: str, seconds: float, options: Mapping[str, Any]) -> SyncLink:
        """Connect; raises what `websockets` raises."""
        connection = sync_client.connect(
            url, create_connection=_SyncConnection, **OPTIONS, **_revealed(options)
        ).__enter__()
        with suppress(OSError):  # it may already be closed
            connection.socket.settimeout(seconds)
        return cls(connection)

    async def receive(self, timeout: float) -> bytes:
        try:
            message: bytes = self._connection.recv(timeout, decode=False)
            return message
        except ConnectionClosed as error:
            raise Closed(_reason(error)) from None

    async def send_all(self, messages: deque[str]) -> None:
        try:
            with self._sending:
                while messages:
                    self._connection.send(messages.popleft())
        except ConnectionClosed as error:
            raise Closed(_reason(error)) from None

    async def close(self) -> None:
        stuck = threading.Timer(2 * CLOSE_SECONDS, self.abort_later())
        stuck.daemon = True
        stuck.start()  # another thread may hold the connection in a send that is blocked
        try:
            self._connection.discard_unread()
            self._connection.close()
            keepalive = self._connection.keepalive_thread
            if keepalive is not None and keepalive is not threading.current_thread():
                keepalive.join(CLOSE_SECONDS)
        finally:
            stuck.cancel()
            if stuck is not threading.current_thread():
                stuck.join()

    def abort_later(self) -> Callable[[], None]:
        sock = self._connection.socket

        def abort() -> None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)  # wakes up readers and writers

        return abort


class AsyncLink:
    """An asyncio connection, with the same timeouts."""

    def __init__(self, connection: _AsyncConnection, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds

    @classmethod
    async def connect(cls, url: str, seconds: float, options: Mapping[str, Any]) -> AsyncLink:
        """Connect; raises what `websockets` raises."""
        opening = asyncio_client.connect(
            url, create_connection=_AsyncConnection, **OPTIONS, **_revealed(options)
        )
        connection: Any = await opening.__aenter__()
        return cls(connection, seconds)

    async def receive(self, timeout: float) -> bytes:
        try:
            async with asyncio.timeout(timeout):
                message: bytes = await self._connection.recv(decode=False)
                return message
        except ConnectionClosed as error:
            raise Closed(_reason(error)) from None

    async def send_all(self, messages: deque[str]) -> None:
        try:
            while messages:
                async with asyncio.timeout(self._seconds):
                    await self._connection.send(messages.popleft())
        except ConnectionClosed as error:
            raise Closed(_reason(error)) from None
        except TimeoutError:
            self._connection.transport.abort()
            raise Closed(f"nothing could be sent for {self._seconds:g} s") from None

    async def close(self) -> None:
        try:
            async with asyncio.timeout(2 * CLOSE_SECONDS):
                await self._connection.discard_unread()
                await self._connection.close()
        except TimeoutError:
            pass
        finally:
            self._connection.transport.abort()
            await self._connection.wait_closed()

    def abort_later(self) -> Callable[[], None]:
        loop, transport = asyncio.get_running_loop(), self._connection.transport

        def abort() -> None:
            with suppress(RuntimeError):  # the event loop has ended
                loop.call_soon_threadsafe(transport.abort)

        return abort


def _reason(error: ConnectionClosed) -> str:
    """Why a connection was closed, from its closing frame or the network error."""
    frame = error.rcvd or error.sent
    if frame is not None:
        return f"{frame.code} {frame.reason}".strip()
    return reason_of(error.__cause__) if error.__cause__ else "no closing frame was received"
