"""The two shells of a speech socket. They move frames between the protocol and the connection and
decide nothing.
"""

from __future__ import annotations

import json
import logging
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from ..config import Event as Step
from ..core import call
from ..core.connections import verified_tls
from ..core.io import run
from ..core.proxies import proxy_for
from ..core.secret import Secret, conceal, without_frames
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
from .events import Audio, Event

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from minimax_generated.operation import AnyOperation

    from ..core.http import Request
    from ..core.io import IO, AsyncIO, SyncIO
    from ..core.settings import Config
    from ..results.sound import AudioInfo
    from ..results.speech import Speech
    from .links import AsyncLink, SyncLink
    from .protocol import Protocol

_USUAL = (
    "accept",
    "accept-encoding",
)  # headers of a plain request that mean nothing in a handshake


class Session(NamedTuple):
    """A session that has not been opened yet."""

    config: Config
    target: AnyOperation
    where: Origin
    request: Request
    """The handshake; its headers are the only place of the key."""
    protocol: Protocol

    @property
    def url(self) -> str:
        return "ws" + self.request.url.removeprefix("http")

    def options(self) -> dict[str, Any]:
        """What both clients of websockets take alike."""
        logger = logging.getLogger("minimax.websockets")
        logger.setLevel(
            logging.INFO
        )  # below that, websockets logs the handshake with the key in it
        proxy = proxy_for(self.url)
        return {
            "additional_headers": Secret(
                tuple(p for p in self.request.headers.reveal() if p[0].lower() not in _USUAL)
            ),
            "ssl": verified_tls() if self.url.startswith("wss:") else None,
            "open_timeout": self.request.timeout.connect,
            "max_size": self.config.max_event_bytes,
            "proxy": None if proxy is None else proxy.url,
            "logger": logger,
        }


class _Shell:
    """What the sockets of both clients share."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._protocol = session.protocol
        self._closed = False
        self._observed = session.config.on_event is not None
        self._gone: (
            type[Exception] | tuple[()]
        ) = ()  # what a closed connection raises, as soon as websockets is loaded

    @property
    def snapshot(self) -> Speech:
        """The speech as far as it has been read."""
        return self._protocol.result()

    @property
    def info(self) -> AudioInfo:
        """Facts of the audio that has been read, summed over its texts."""
        return self._protocol.info

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self._protocol.mode} {self._protocol.state.value}"
            f" {self._session.where.host}>"
        )

    async def _connect(self, io: IO, open: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Connect, again as the client's `Retry` says: before the first text nothing is paid, so
        any refusal that may pass is repeated.
        """
        target = self._session.target._replace(billed=False)

        async def attempt() -> None:
            if self._closed:
                raise StreamInterrupted(
                    f"{target.name}: this socket is closed; connect again", partial=self.snapshot
                )
            self._protocol.restart()
            try:
                await open()
            except NetworkError as error:
                if self._closed:  # by another thread: no reason to try again
                    raise StreamInterrupted(
                        f"{target.name}: closed while it connected", partial=self.snapshot
                    ) from error
                raise

        await call.with_retries(io, self._session.config, target, attempt)

    def _links(self) -> Any:
        """The module over `websockets`, which an extra installs."""
        try:
            links = import_module("minimax.realtime.links")
        except ImportError:
            message = (
                "speech in real time needs the package websockets (15 or newer); run: pip install"
                ' "minimax-sdk[realtime]"'
            )
            raise ConfigError(message) from None
        self._gone = links.Closed
        return links

    @contextmanager
    def _mapping(self) -> Iterator[None]:
        """Raise what goes wrong while connecting as an error of ours, where it is none of the
        program's.
        """
        try:
            yield
        except Exception as error:
            problem = _mapped(error, self._session.where)
            if problem is None:
                raise
            without_frames(error)
            raise problem from None

    def _received(self, frame: bytes) -> list[Event]:
        """The events of a frame; an error that echoes the key loses it."""
        try:
            return self._protocol.receive(frame)
        except MinimaxError as error:
            conceal(error, self._session.config.api_key)
            raise

    def _lost(self, action: str) -> StreamInterrupted:
        return StreamInterrupted(
            f"{action}() did not get through: the connection is closed; read on for the reason",
            partial=self.snapshot,
        )


class SpeechSocket(_Shell):
    """A speech socket of the sync client: enter it with `with`. One thread may read while others
    send.

    Iterate it for audio bytes, or `events()` for everything. Both end after `finish()` when
    everything is spoken.
    """

    def __init__(self, io: SyncIO, session: Session) -> None:
        super().__init__(session)
        self._io = io
        self._connection: SyncLink | None = None
        self._state = threading.Lock()  # held for a moment, around the protocol
        self._wire = threading.Lock()  # held while frames go out, so that they keep their order

    def __enter__(self) -> Self:
        run(self._connect(self._io, self._open))
        return self

    async def _open(self) -> None:
        """Connect once, and start the session."""
        links = self._links()
        connection = None
        try:
            with self._mapping():
                session = self._session
                connection = self._connection = links.SyncLink(
                    session.url, session.request.timeout.silence(), session.options()
                )
            weakref.finalize(self, connection.abort_later()).atexit = False
            if self._closed:  # while it connected
                connection.close()
            while not self._protocol.started:
                self._read()
        except BaseException:
            if connection is not None:
                connection.close()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        while not self._protocol.over:
            for event in self._read():
                if isinstance(event, Audio):
                    yield event.data

    def events(self) -> Iterator[Event]:
        """Everything that happens, see `minimax.realtime`.

        Raises:
            APIError: the platform ended the session; `partial` holds the speech so far.
            StreamInterrupted: the connection was lost, or a frame cannot be read; `partial` as
                before.
        """
        while not self._protocol.over:
            yield from self._read()

    def send(self, text: str) -> None:
        """Speak a text: a whole one, or in mode "stream" a piece of any length. Does not wait for
        the audio.
        """
        self._act("send", text)

    def flush(self) -> None:
        """Have spoken what was sent, without waiting for the end of a sentence; mode "stream" only.
        A `Flushed` event follows its audio.
        """
        self._act("flush")

    def cancel(self) -> None:
        """Drop what was sent and is not heard yet, also audio on its way; mode "stream" only. A
        `Canceled` event follows.
        """
        self._act("cancel")

    def finish(self) -> None:
        """No more text comes. Read on: what is left will be spoken, and then iteration ends."""
        self._act("finish")

    def close(self) -> None:
        """Close the connection now; what has come stays in `snapshot`."""
        self._closed = True
        if self._connection is not None:
            self._connection.close()

    def _act(self, action: str, *values: str) -> None:
        with self._state:
            getattr(self._protocol, action)(*values)
        try:
            self._pump()
        except self._gone:
            raise self._lost(action) from None

    def _pump(self) -> None:
        """Send what the protocol has to say."""
        with self._wire:
            while self._protocol.outgoing and self._connection is not None:
                self._connection.send(self._protocol.outgoing.popleft())

    def _read(self) -> list[Event]:
        """The events of the next frame."""
        if self._connection is None:
            raise _not_entered()
        owed = self._protocol.awaiting
        try:
            frame = self._connection.recv(self._protocol.patience)
        except TimeoutError:
            with self._state:
                events = self._protocol.lapse(owed)
        except self._gone as error:
            with self._state:
                self._protocol.closed(str(error))
            return []
        else:
            if self._observed:
                call.notify(self._session.config, Step("frame", self._session.where.endpoint))
            with self._state:
                events = self._received(frame)
        if self._protocol.outgoing:
            try:
                self._pump()
            except self._gone:
                pass  # the next read tells why
        return events


class AsyncSpeechSocket(_Shell):
    """A speech socket of the async client: enter it with `async with`. One task may read while
    others send.

    Iterate it for audio bytes, or `events()` for everything. Both end after `finish()` when
    everything is spoken.
    """

    def __init__(self, io: AsyncIO, session: Session) -> None:
        super().__init__(session)
        self._io = io
        self._connection: AsyncLink | None = None

    async def __aenter__(self) -> Self:
        await self._connect(self._io, self._open)
        return self

    async def _open(self) -> None:
        """Connect once, and start the session."""
        links = self._links()
        connection = None
        try:
            with self._mapping():
                session = self._session
                connection = self._connection = await links.AsyncLink.connect(
                    session.url, session.request.timeout.silence(), session.options()
                )
            weakref.finalize(self, connection.abort_later()).atexit = False
            if self._closed:  # while it connected
                await connection.close()
            while not self._protocol.started:
                await self._read()
        except BaseException:
            if connection is not None:
                await connection.close()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while not self._protocol.over:
            for event in await self._read():
                if isinstance(event, Audio):
                    yield event.data

    async def events(self) -> AsyncIterator[Event]:
        """Everything that happens, see `minimax.realtime`.

        Raises:
            APIError: the platform ended the session; `partial` holds the speech so far.
            StreamInterrupted: the connection was lost, or a frame cannot be read; `partial` as
                before.
        """
        while not self._protocol.over:
            for event in await self._read():
                yield event

    async def send(self, text: str) -> None:
        """Speak a text: a whole one, or in mode "stream" a piece of any length. Does not wait for
        the audio.
        """
        await self._act("send", text)

    async def flush(self) -> None:
        """Have spoken what was sent, without waiting for the end of a sentence; mode "stream" only.
        A `Flushed` event follows its audio.
        """
        await self._act("flush")

    async def cancel(self) -> None:
        """Drop what was sent and is not heard yet, also audio on its way; mode "stream" only. A
        `Canceled` event follows.
        """
        await self._act("cancel")

    async def finish(self) -> None:
        """No more text comes. Read on: what is left will be spoken, and then iteration ends."""
        await self._act("finish")

    async def close(self) -> None:
        """Close the connection now; what has come stays in `snapshot`."""
        self._closed = True
        if self._connection is not None:
            await self._connection.close()

    async def _act(self, action: str, *values: str) -> None:
        getattr(self._protocol, action)(*values)
        try:
            await self._pump()
        except self._gone:
            raise self._lost(action) from None

    async def _pump(self) -> None:
        """Send what the protocol has to say."""
        while self._protocol.outgoing and self._connection is not None:
            await self._connection.send(self._protocol.outgoing.popleft())

    async def _read(self) -> list[Event]:
        """The events of the next frame."""
        if self._connection is None:
            raise _not_entered()
        owed = self._protocol.awaiting
        try:
            frame = await self._connection.recv(self._protocol.patience)
        except TimeoutError:
            events = self._protocol.lapse(owed)
        except self._gone as error:
            self._protocol.closed(str(error))
            return []
        else:
            if self._observed:
                call.notify(self._session.config, Step("frame", self._session.where.endpoint))
            events = self._received(frame)
        if self._protocol.outgoing:
            try:
                await self._pump()
            except self._gone:
                pass  # the next read tells why
        return events


def _mapped(error: BaseException, where: Origin) -> MinimaxError | None:
    """What went wrong while connecting, as an error of ours; None for what is not of the
    network.
    """
    from websockets.exceptions import InvalidProxy, InvalidStatus, InvalidURI, WebSocketException

    if isinstance(error, TimeoutError):
        return RequestTimeout(
            f"{where.host}: waited too long to connect; see the timeout option", sent=False
        )
    if isinstance(error, InvalidStatus):
        response = error.response
        status = response.status_code
        payload = _payload(response.body or b"")
        complaint = (
            f"{where.endpoint}: HTTP {status} instead of a WebSocket; set base_url to the host that"
            " answers"
        )
        return error_from(
            payload, where, http_status=status, headers=response.headers
        ) or DecodeError(complaint, raw=payload)
    if isinstance(error, InvalidURI):
        return ConfigError(f"{where.host}: {error}")
    if isinstance(error, InvalidProxy):  # its own words may hold a password
        return ConfigError(f"the proxy that the environment names cannot be used: {error.msg}")
    if isinstance(error, ImportError):
        return ConfigError(
            f"the proxy that the environment names needs a package more: {error}; run: pip install"
            " python-socks"
        )
    if isinstance(error, (OSError, WebSocketException)):
        return NetworkError(f"{where.host}: {reason_of(error)}", sent=False)
    return None


def _payload(body: bytes | bytearray) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")


def _not_entered() -> MinimaxError:
    return ConfigError("enter the socket first: `with client.speech.connect() as socket:`")
