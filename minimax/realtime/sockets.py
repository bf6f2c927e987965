"""Speech sockets. A `SpeechSession` moves frames between the protocol and the connection;
`SpeechSocket` and `AsyncSpeechSocket` are its public interfaces for the sync and async client.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ..core import call
from ..core.connections import verified_tls
from ..core.events import CallEvents, is_observed
from ..core.io import AsyncIO, SyncIO, require_asyncio, run
from ..core.operation import I, Service, operation
from ..core.parsing import json_or
from ..core.proxies import proxy_for
from ..core.secret import Secret, redact, without_frames
from ..errors import (
    ConfigError,
    DecodeError,
    MinimaxError,
    NetworkError,
    Origin,
    RequestTimeout,
    StreamInterrupted,
    error_from,
    reason_of,
)
from . import Audio, Event
from .protocol import Closed, State

if TYPE_CHECKING:
    from typing import Self

    from ..core.http import Request
    from ..core.io import IO
    from ..core.settings import Config
    from ..results.sound import AudioInfo, Speech
    from .links import Link
    from .protocol import Protocol

V = TypeVar("V")

PLAIN_HEADERS = ("accept", "accept-encoding")
"""Headers of regular requests that have no meaning in a handshake."""


class Session(NamedTuple):
    """A session that has not been opened yet."""

    config: Config
    events: CallEvents
    where: Origin
    request: Request
    """The handshake. Only its headers contain the key."""
    protocol: Protocol

    @property
    def url(self) -> str:
        return "ws" + self.request.url.removeprefix("http")

    def options(self) -> dict[str, Any]:
        """Options for both clients of websockets."""
        logger = logging.getLogger("minimax.websockets")
        # At lower levels, websockets logs the handshake, including the key.
        logger.setLevel(logging.INFO)
        proxy = proxy_for(self.url)
        headers = self.request.headers.reveal()
        return {
            "additional_headers": Secret(
                tuple(pair for pair in headers if pair[0].lower() not in PLAIN_HEADERS)
            ),
            "ssl": verified_tls() if self.url.startswith("wss:") else None,
            "open_timeout": self.request.timeout.connect,
            "max_size": self.config.max_event_bytes,
            "proxy": None if proxy is None else proxy.url,
            "logger": logger,
        }


class SpeechSession:
    """A session on a speech socket. One thread or task may read while others send."""

    def __init__(self, io: IO, session: Session) -> None:
        self.protocol = session.protocol
        self._io = io
        self._session = session
        self._link: Link | None = None
        self._early: list[Event] = []  # what arrived before the session had started
        self._state = threading.Lock()  # guards the protocol, held only for moments
        self._observed = is_observed(session.config)
        self._attempts: call.Attempts | None = None
        self._received_bytes = 0
        self._closed = False

    async def start(self) -> None:
        """Connect, with retries according to the client's `Retry`. Nothing is paid before the first
        text, so all temporary errors are retried.
        """
        if self._io.is_async:
            require_asyncio("speech over WebSockets", "use client.speech.stream")
        attempts = call.Attempts(self._io, self._session.events, once=False)

        async def attempt() -> None:
            if self._closed:
                raise self._interrupted("this socket is closed; connect again")
            self._io.check_open()
            self.protocol.restart()
            try:
                await self._open()
            except NetworkError as error:
                if self._closed:  # by another thread: do not retry
                    raise self._interrupted("closed while it connected") from error
                raise

        await call.with_retries(attempts, attempt)
        self._attempts = attempts

    async def fill(self) -> Sequence[Event] | None:
        """The events of the next frame; None after the last one."""
        if self._link is None:
            raise ConfigError("enter the socket first: `with client.speech.connect() as socket:`")
        if self._early:
            early, self._early = self._early, []
            return early
        if self.protocol.over:
            return None
        try:
            events = await self._read(self._link)
        except BaseException as error:
            self._report_end(error)
            raise
        if self.protocol.over:
            self._report_end()
        return events

    async def act(self, action: str, *values: str) -> None:
        """Call an action of the protocol, and send the resulting frames."""
        with self._state:
            getattr(self.protocol, action)(*values)
        if self._link is None:
            return
        try:
            await self._link.send_all(self.protocol.outgoing)
        except Closed:
            raise StreamInterrupted(
                f"{action}() was not sent: the connection is closed; continue reading events to"
                " get the reason",
                partial=self.protocol.result(),
            ) from None

    async def close(self) -> None:
        """Close the connection."""
        self._closed = True
        if self._link is not None:
            await self._link.close()
        self._report_end()

    async def _open(self) -> None:
        """Connect once, and start the session."""
        links, session = self._links(), self._session
        link = None
        try:
            kind = links.AsyncLink if self._io.is_async else links.SyncLink
            silence = session.request.timeout.silence()
            try:
                link = self._link = await kind.connect(session.url, silence, session.options())
            except Exception as error:
                problem = _mapped(error, session.where)
                if problem is None:
                    raise
                without_frames(error)
                raise problem from None
            weakref.finalize(self, link.abort_later()).atexit = False
            self._io.close_with_client(self)
            if self._closed:  # while connecting
                await link.close()
            self._early = []
            while not self.protocol.started:
                self._early += await self._read(link)
        except BaseException:
            if link is not None:
                await link.close()
            raise

    async def _read(self, link: Link) -> list[Event]:
        owed = self.protocol.awaiting
        try:
            frame = await link.receive(self.protocol.patience)
        except TimeoutError:
            with self._state:
                events = self.protocol.lapse(owed)
        except Closed as error:
            with self._state:
                self.protocol.closed(str(error))
            return []
        else:
            if self._observed:
                self._session.events.emit("frame")
            with self._state:
                events = self._received(frame)
        if self.protocol.outgoing:
            with suppress(Closed):  # the next read raises the reason
                await link.send_all(self.protocol.outgoing)
        return events

    def _received(self, frame: bytes) -> list[Event]:
        """Return the events of a frame. If an error repeats the key, it is redacted."""
        self._received_bytes += len(frame)
        try:
            return self.protocol.receive(frame)
        except MinimaxError as error:
            redact(error, self._session.config.api_key)
            raise

    def _report_end(self, error: BaseException | None = None) -> None:
        """Report the end of a session that had begun."""
        if self._attempts is not None:
            self._attempts.stream_ended(
                error,
                complete=self.protocol.state is State.FINISHED,
                result=self.protocol.result,
                size=self._received_bytes,
            )

    def _links(self) -> Any:
        """Import the module that needs `websockets`, which an extra installs."""
        try:
            return import_module("minimax.realtime.links")
        except ImportError:
            message = (
                "real-time speech needs the package websockets (15 or newer); run: pip install"
                ' "minimax-sdk[realtime]"'
            )
            raise ConfigError(message) from None

    def _interrupted(self, problem: str) -> StreamInterrupted:
        return StreamInterrupted(
            f"{self._session.where.endpoint}: {problem}", partial=self.protocol.result()
        )


class _Socket(Service[I], Generic[I]):
    """Base of the sync and async socket."""

    def __init__(self, io: I, session: Session) -> None:
        super().__init__(io, session.config)
        self._session = SpeechSession(io, session)
        self._host = session.where.host

    @property
    def snapshot(self) -> Speech:
        """The speech read so far."""
        return self._session.protocol.result()

    @property
    def info(self) -> AudioInfo:
        """Facts about the audio read so far, summed over its texts."""
        return self._session.protocol.info

    @operation
    async def send(self, text: str) -> None:
        """Speak a text: a complete one, or in mode "stream" a piece of any length. Does not wait
        for the audio.
        """
        await self._session.act("send", text)

    @operation
    async def flush(self) -> None:
        """Speak all text sent so far, without waiting for the end of a sentence; mode "stream"
        only. A `Flushed` event follows after its audio.
        """
        await self._session.act("flush")

    @operation
    async def cancel(self) -> None:
        """Drop all text that was sent and has not been heard yet, including its audio; mode
        "stream" only. A `Canceled` event follows.
        """
        await self._session.act("cancel")

    @operation
    async def finish(self) -> None:
        """End the text. Continue reading: the rest is spoken, and then iteration ends."""
        await self._session.act("finish")

    @operation
    async def close(self) -> None:
        """Close the connection now; everything received so far remains available in `snapshot`."""
        await self._session.close()

    def __repr__(self) -> str:
        protocol = self._session.protocol
        return f"<{type(self).__name__} {protocol.mode} {protocol.state.value} {self._host}>"


class SpeechSocket(_Socket[SyncIO]):
    """A speech socket of the sync client: enter it with `with`. One thread may read while others
    send.

    Iterate it for audio bytes, or `events()` for everything. Both end after `finish()` when
    everything is spoken.
    """

    def __enter__(self) -> Self:
        run(self._session.start())
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        return (event.data for event in self.events() if isinstance(event, Audio))

    def events(self) -> Iterator[Event]:
        """Everything that happens, see `minimax.realtime`.

        Raises:
            APIError: the platform ended the session; `partial` holds the speech so far.
            StreamInterrupted: the connection was lost, or a frame cannot be read; `partial` as
                before.
        """
        while (events := run(self._session.fill())) is not None:
            yield from events


class AsyncSpeechSocket(_Socket[AsyncIO]):
    """A speech socket of the async client: enter it with `async with`. One task may read while
    others send.

    Iterate it for audio bytes, or `events()` for everything. Both end after `finish()` when
    everything is spoken.
    """

    async def __aenter__(self) -> Self:
        await self._session.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _AsyncEvents(
            self._session, lambda event: event.data if isinstance(event, Audio) else None
        )

    def events(self) -> AsyncIterator[Event]:
        """Everything that happens, see `minimax.realtime`.

        Raises:
            APIError: the platform ended the session; `partial` holds the speech so far.
            StreamInterrupted: the connection was lost, or a frame cannot be read; `partial` as
                before.
        """
        return _AsyncEvents(self._session, lambda event: event)


class _AsyncEvents(AsyncIterator[V]):
    """The values that `choose` returns for the events of a session, without None."""

    def __init__(self, session: SpeechSession, choose: Callable[[Event], V | None]) -> None:
        self._session, self._choose = session, choose
        self._items: deque[V] = deque()

    async def __anext__(self) -> V:
        while not self._items:
            events = await self._session.fill()
            if events is None:
                raise StopAsyncIteration
            found = map(self._choose, events)
            self._items.extend(item for item in found if item is not None)
        return self._items.popleft()


def _mapped(error: BaseException, where: Origin) -> MinimaxError | None:
    """Convert an error while connecting to one of this package; None for other errors."""
    from websockets.exceptions import InvalidProxy, InvalidStatus, InvalidURI, WebSocketException

    if isinstance(error, TimeoutError):
        return RequestTimeout(
            f"{where.host}: timed out while connecting; see the timeout option", sent=False
        )
    if isinstance(error, InvalidStatus):
        response = error.response
        status = response.status_code
        body = response.body or b""
        payload = json_or(body, body.decode("utf-8", "replace"))
        complaint = (
            f"{where.endpoint}: HTTP {status} instead of a WebSocket; set base_url to the host of"
            " the API"
        )
        return error_from(
            payload, where, http_status=status, headers=response.headers
        ) or DecodeError(complaint, raw=payload)
    if isinstance(error, InvalidURI):
        return ConfigError(f"{where.host}: {error}")
    if isinstance(error, InvalidProxy):  # its text may contain a password
        return ConfigError(f"the proxy in the environment cannot be used: {error.msg}")
    if isinstance(error, ImportError):
        return ConfigError(
            f"the proxy in the environment needs another package: {error}; run: pip install"
            " python-socks"
        )
    if isinstance(error, (OSError, WebSocketException)):
        return NetworkError(f"{where.host}: {reason_of(error)}", sent=False)
    return None
