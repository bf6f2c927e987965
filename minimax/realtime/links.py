"""The connection under a socket of each face: the sans-I/O protocol of websockets, fed by whoever
reads.

`connect` of websockets does the rest, which is names, proxy and TLS, and takes these classes as its
`create_connection`. Its own connections hand every frame from a thread to the reader, or through
several coroutines: that costs more than the frame itself, and a switch between threads before the
first audio.
"""

from __future__ import annotations

import asyncio
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State

from ..secret import Secret

if TYPE_CHECKING:
    from typing import Self

    from websockets.client import ClientProtocol

    from ..secret import Headers

CHUNK = 65536
QUEUE_FRAMES = 64
"""Messages that wait for a reader before nothing more is taken from the network."""
ATTEND_SECONDS = 5.0
"""How often the sync face looks at what has come while nobody reads: most servers wait some 20
seconds for the answer to a ping.
"""
DATA = (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)


class _Link:
    """What both faces share: bytes in, messages out."""

    def __init__(
        self, protocol: ClientProtocol, ping_interval: float, close_timeout: float
    ) -> None:
        self._protocol = protocol
        self._ping_interval = ping_interval
        self._close_timeout = close_timeout
        self._messages: deque[bytes] = deque()
        self._part = bytearray()  # of a message that comes in fragments
        self._answered = False  # the handshake
        self._problem: Exception | None = None

    @property
    def _over(self) -> bool:
        """Whether no message will come any more."""
        protocol = self._protocol
        return (
            protocol.state is State.CLOSED
            or protocol.close_rcvd is not None
            or protocol.parser_exc is not None
        )

    def _request(self, headers: Secret[Headers]) -> None:
        request = self._protocol.connect()
        request.headers.update(headers.reveal())
        self._protocol.send_request(request)

    def _check_answer(self) -> None:
        """Raise what the answer to the handshake means."""
        if self._protocol.handshake_exc is not None:
            raise self._protocol.handshake_exc

    def _take(self, data: bytes) -> None:
        """Feed what came from the network; nothing at its end."""
        if data and self._protocol.state is not State.CLOSED:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._answered = True
                event.headers.pop(
                    "Location", None
                )  # some versions follow it, and send the key along
            elif isinstance(event, Frame) and event.opcode in DATA:
                self._collect(event)

    def _collect(self, frame: Frame) -> None:
        if frame.fin and not self._part:
            self._messages.append(bytes(frame.data))
            return
        self._part += frame.data
        if frame.fin:
            self._messages.append(bytes(self._part))
            self._part.clear()

    def _closed(self) -> ConnectionClosed:
        """How the connection ended."""
        self._protocol.receive_eof()  # it ends here, whatever the other side still wanted to say
        error = self._protocol.close_exc
        error.__cause__ = self._problem or error.__cause__
        return error


class SyncLink(_Link):
    """A connection that blocks: the thread that calls `recv` reads the network itself. One thread
    may read while others send.
    """

    def __init__(
        self,
        sock: socket.socket,
        protocol: ClientProtocol,
        *,
        ping_interval: float,
        close_timeout: float,
        **_: Any,
    ) -> None:
        super().__init__(protocol, ping_interval, close_timeout)
        self._socket = sock
        self._selector = getattr(
            selectors, "PollSelector", selectors.SelectSelector
        )()  # neither needs a descriptor of its own
        self._selector.register(sock, selectors.EVENT_READ)
        self._pending: Callable[[], int] = getattr(
            sock, "pending", int
        )  # what TLS has taken from the network and not given out
        self._writing = threading.Lock()  # held around the protocol and what it sends
        self._reading = threading.Lock()
        self._closing = threading.Event()
        self._attendant: threading.Thread | None = None
        self._handshake: tuple[Secret[Headers], float] = (Secret(()), 0.0)

    def handshake(self, headers: Secret[Headers], user_agent: None, timeout: float) -> None:
        """Keep the headers and the seconds for `__enter__`: what goes wrong in here `connect` wants
        to clean up itself.
        """
        self._handshake = (headers, timeout)

    def start_keepalive(self) -> None:
        """Nothing yet: `__enter__` does that."""

    def __enter__(self) -> Self:
        headers, timeout = self._handshake
        deadline = time.monotonic() + timeout
        try:
            self._request(headers)
            self._send_out()
            while not self._answered and self._protocol.handshake_exc is None:
                self._advance(deadline)
            self._check_answer()
        except BaseException:
            self._hang_up()
            raise
        self._attendant = threading.Thread(target=self._attend, name="minimax-socket", daemon=True)
        self._attendant.start()
        return self

    def recv(self, timeout: float) -> bytes:
        """The next message. Raises TimeoutError after so many seconds without one, ConnectionClosed
        when none will come.
        """
        with self._reading:
            if not self._messages:
                deadline = time.monotonic() + timeout
                while not self._messages:
                    if self._over:
                        self._hang_up()
                        raise self._closed()
                    self._advance(deadline)
            return self._messages.popleft()

    def send(self, text: str) -> None:
        """Send a message. Raises ConnectionClosed."""
        try:
            with self._writing:
                self._protocol.send_text(text.encode())
                self._send_out()
        except (InvalidState, OSError) as error:
            raise ConnectionClosedError(None, None) from error  # the reader finds out how it ended

    def close(self) -> None:
        """Take leave, and hang up as soon as the other side has, or when it takes too long."""
        if self._closing.is_set():
            return
        deadline = time.monotonic() + self._close_timeout
        if self._writing.acquire(
            timeout=self._close_timeout
        ):  # not if somebody is stuck in the middle of a frame
            with suppress(InvalidState, OSError):
                self._protocol.send_close(1000)
                self._send_out()
            self._writing.release()
        mine = self._reading.acquire(
            timeout=max(0.0, deadline - time.monotonic())
        )  # another reader gets the answer, too
        if mine:
            with suppress(TimeoutError):
                while not self._over:
                    self._advance(deadline)
                    self._messages.clear()
        self._hang_up(mine)
        if mine:
            self._reading.release()

    def _advance(self, deadline: float) -> None:
        """Read the network once. Raises TimeoutError."""
        if not self._pending() and not self._selector.select(max(0.0, deadline - time.monotonic())):
            raise TimeoutError
        try:
            data = self._socket.recv(CHUNK)
        except OSError as error:
            self._problem, data = error, b""
        with self._writing:
            self._take(data)
            try:
                self._send_out()
            except OSError as error:
                self._problem = error

    def _send_out(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._socket.sendall(data)

    def _attend(self) -> None:
        """What the connection needs whether somebody reads or not, in a thread: pings answered and
        sent, what comes taken in.

        The platform ends a session that is silent for two minutes.
        """
        silent, pause = 0.0, min(ATTEND_SECONDS, self._ping_interval)
        while not self._closing.wait(pause):
            if self._reading.acquire(blocking=False):
                with suppress(TimeoutError):
                    while len(self._messages) < QUEUE_FRAMES and not self._over:
                        self._advance(0.0)
                self._reading.release()
            silent += pause
            if silent >= self._ping_interval:
                silent = 0.0
                with suppress(InvalidState, OSError), self._writing:
                    self._protocol.send_ping(b"")
                    self._send_out()

    def _hang_up(self, reading: bool = True) -> None:
        """Close the socket. `reading` tells whether this thread is the one that reads."""
        self._closing.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes whoever reads or writes
        if not reading:
            self._reading.acquire()
        with self._writing:
            self._socket.close()
            self._protocol.receive_eof()
        if not reading:
            self._reading.release()
        if self._attendant is not None:
            self._attendant.join(self._close_timeout)


class AsyncLink(_Link, asyncio.Protocol):
    """A connection under asyncio. One task may read while others send."""

    transport: asyncio.Transport

    def __init__(
        self, protocol: ClientProtocol, *, ping_interval: float, close_timeout: float, **_: Any
    ) -> None:
        super().__init__(protocol, ping_interval, close_timeout)
        self._loop = asyncio.get_running_loop()
        self._news: asyncio.Future[None] | None = None  # what the reader waits for
        self._paused = False
        self._room = asyncio.Event()
        self._room.set()
        self._ended = asyncio.Event()
        self._ping: asyncio.TimerHandle | None = None

    # ---- called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._take(data)
        self._send_out()
        if self._over:
            self.transport.close()
        elif len(self._messages) > QUEUE_FRAMES and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._problem = exc
        self._take(b"")
        if self._ping is not None:
            self._ping.cancel()
        self._ended.set()
        self._room.set()
        self._wake()

    def pause_writing(self) -> None:
        self._room.clear()

    def resume_writing(self) -> None:
        self._room.set()

    # ---- called by `connect` of websockets

    async def handshake(self, headers: Secret[Headers], user_agent: None) -> None:
        self._request(headers)
        self._send_out()
        while not self._answered and self._protocol.handshake_exc is None:
            await self._wait()
        self._check_answer()

    def start_keepalive(self) -> None:
        """Ping now and then: the platform ends a session that is silent for two minutes."""
        if self._ping is not None and self._protocol.state is State.OPEN:
            self._protocol.send_ping(b"")
            self._send_out()
        self._ping = self._loop.call_later(self._ping_interval, self.start_keepalive)

    async def __aenter__(self) -> Self:
        return self

    # ---- called by the socket

    async def recv(self, timeout: float) -> bytes:
        """The next message. Raises TimeoutError after so many seconds without one, ConnectionClosed
        when none will come.
        """
        if not self._messages:
            # A timer instead of asyncio.timeout, which costs twice as much and would be due for
            # every frame.
            timer = self._loop.call_later(timeout, self._wake, TimeoutError())
            try:
                while not self._messages:
                    if self._over:
                        raise self._closed()
                    await self._wait()
            finally:
                timer.cancel()
        if self._paused and len(self._messages) <= QUEUE_FRAMES // 4:
            self._paused = False
            self.transport.resume_reading()
        return self._messages.popleft()

    async def send(self, text: str) -> None:
        """Send a message. Raises ConnectionClosed."""
        try:
            self._protocol.send_text(text.encode())
        except InvalidState as error:
            raise ConnectionClosedError(None, None) from error  # the reader finds out how it ended
        self._send_out()
        if not self._room.is_set():
            await self._room.wait()

    async def close(self) -> None:
        """Take leave, and hang up as soon as the other side has, or when it takes too long."""
        with suppress(InvalidState):
            self._protocol.send_close(1000)
            self._send_out()
        self._messages.clear()
        if self._paused and not self._ended.is_set():
            self.transport.resume_reading()
        try:
            async with asyncio.timeout(self._close_timeout):
                await self._ended.wait()
        except TimeoutError:
            self.transport.abort()
            await self._ended.wait()
        except asyncio.CancelledError:
            self.transport.abort()
            raise

    async def _wait(self) -> None:
        if self._news is not None:
            raise RuntimeError("another task is reading this socket")
        self._news = self._loop.create_future()
        try:
            await self._news
        finally:
            self._news = None

    def _wake(self, error: Exception | None = None) -> None:
        if self._news is not None and not self._news.done():
            if error is None:
                self._news.set_result(None)
            else:
                self._news.set_exception(error)

    def _send_out(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self.transport.write(data)


LINKS = {"sync": SyncLink, "asyncio": AsyncLink}
"""By the name that websockets has for the face."""
