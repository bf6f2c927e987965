"""Speech from text that is being written: a source of text pieces is fed into a socket while its
audio is read.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..core import destinations
from ..errors import NetworkError, StreamInterrupted
from .events import Audio, Canceled, Event, Finished
from .sockets import AsyncSpeechSocket, Session, SpeechSocket

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from ..core.io import AsyncIO, SyncIO
    from ..playback import Playback
    from ..results.sound import AudioInfo
    from ..results.speech import Speech

LEAVE_SECONDS = 5.0
"""How long leaving waits for the source to give the piece that it is working on."""


class Spoken(NamedTuple):
    """Speech that has not started yet."""

    session: Session
    source: Any


class _Speaking:
    """What both clients share: the audio received, how it ended, and what that means."""

    def __init__(self, prepared: Spoken) -> None:
        self._protocol = prepared.session.protocol
        self._source = prepared.source
        self._items: deque[bytes] = deque()
        self._started = self._over = self._complete = self._stopped = False
        self._failure: BaseException | None = None  # of the source
        self._playback: Playback | None = None

    @property
    def snapshot(self) -> Speech:
        """The speech as far as it has been read; also after an early end or an error."""
        return self._protocol.result()

    @property
    def info(self) -> AudioInfo:
        """Facts of the audio; complete after the last bytes."""
        return self._protocol.info

    def _silence(self) -> None:
        if self._playback is not None:
            self._playback.stop()

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Audio) and not self._stopped:
                self._items.append(event.data)
            elif isinstance(event, (Canceled, Finished)):
                self._over = True
                self._complete = isinstance(event, Finished) and not self._stopped

    def _verdict(self, error: BaseException) -> BaseException | None:
        """What to raise when reading ended with an error: that of the source comes first, and none
        of it matters to who stopped.
        """
        if self._failure is not None:
            return self._failure
        return (
            None
            if self._stopped and isinstance(error, (StreamInterrupted, NetworkError))
            else error
        )

    def _result(self) -> Speech:
        if not self._complete:
            raise StreamInterrupted(
                "this speech was stopped before its end; what has come is in snapshot",
                partial=self.snapshot,
            )
        return self.snapshot


class SpeakStream(_Speaking):
    """Audio of a text that is still being written: iterate it for bytes in the asked format, in a
    `with` block.

    The text is read in a thread of its own, which ends with the stream.
    """

    def __init__(self, io: SyncIO, prepared: Spoken) -> None:
        super().__init__(prepared)
        self._socket = SpeechSocket(io, prepared.session)
        self._thread: threading.Thread | None = None
        self._room = threading.Event()

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        while not self._items:
            if self._over:
                raise StopIteration
            self._advance()
        return self._items.popleft()

    def final(self) -> Speech:
        """Read to the end and give the complete speech."""
        for _ in self:
            pass
        return self._result()

    def save(self, path: str | PathLike[str]) -> Path:
        """Read to the end and write the audio to a file; gives its path. A path that cannot be
        written, or whose extension belongs to another format, is a ValidationError before anything
        is spoken.
        """
        destinations.prepare(path, format=self._protocol.format, field="path")
        return self.final().save(path)

    def play(self, *, player: str | None = None) -> None:
        """Play the audio while it is made, and return when it has been heard; `cancel()` silences
        the player, too. See `minimax.play`.
        """
        from ..playback import Playback

        self._playback = Playback(self, player=player)
        self._playback.run()

    def cancel(self) -> None:
        """Fall silent, from any thread: no more audio is handed out, nothing more is spoken or read
        from the source, iteration ends.
        """
        self._stop()
        self._silence()
        if not self._started:
            self.close()
            return
        if self._protocol.cancelable:
            self._say(self._socket.cancel)
        self._socket.close()  # wakes the reader, whether the platform answers or not

    def close(self) -> None:
        """End now: close the connection and the source; what has come stays in `snapshot`."""
        self._stop()
        self._over = True
        self._socket.close()
        if self._thread is None:
            close = getattr(self._source, "close", None)
            close() if close else None
        else:
            self._thread.join(LEAVE_SECONDS)

    def _stop(self) -> None:
        self._stopped = True
        self._room.set()

    def _start(self) -> None:
        if self._started or self._stopped:
            return
        self._started = True
        try:
            self._socket.__enter__()
        except BaseException as error:
            verdict = self._verdict(error)
            self.close()
            if verdict is error:
                raise
        if self._stopped:  # while it connected
            return self.close()
        self._thread = threading.Thread(target=self._feed, name="minimax-speak", daemon=True)
        self._thread.start()

    def _advance(self) -> None:
        """Read one frame."""
        try:
            self._start()
            if not (self._failure or self._over):
                self._take(self._socket._read())
        except BaseException as error:
            verdict = self._verdict(error)
            self.close()
            if verdict is error:
                raise
        if self._failure is not None and not self._complete:
            self.close()
            raise self._failure
        if self._over:
            self.close()
        elif not self._protocol.congested:
            self._room.set()

    def _feed(self) -> None:
        """Read the source and send its pieces, in the thread."""
        try:
            for piece in self._source:
                self._room.clear()
                if self._protocol.congested and not self._stopped:
                    self._room.wait()
                if self._stopped or not self._say(self._socket.send, piece):
                    return
            self._say(self._socket.finish)
        except BaseException as error:
            self._failure = None if self._stopped else error
            self._socket.close()
        finally:
            close = getattr(self._source, "close", None)
            close() if close else None

    def _say(self, action: Callable[..., None], *values: str) -> bool:
        """Whether an action got through; if it did not, the reader hears why."""
        try:
            action(*values)
        except StreamInterrupted:
            return False
        return True


class AsyncSpeakStream(_Speaking):
    """Audio of a text that is still being written: iterate it for bytes in the asked format, in an
    `async with` block.

    The text is read in a task of its own, which ends with the stream.
    """

    def __init__(self, io: AsyncIO, prepared: Spoken) -> None:
        super().__init__(prepared)
        self._io = io
        self._socket = AsyncSpeechSocket(io, prepared.session)
        self._task: asyncio.Task[None] | None = None
        self._room = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        while not self._items:
            if self._over:
                raise StopAsyncIteration
            await self._advance()
        return self._items.popleft()

    async def final(self) -> Speech:
        """Read to the end and give the complete speech."""
        async for _ in self:
            pass
        return self._result()

    async def save(self, path: str | PathLike[str]) -> Path:
        """Read to the end and write the audio to a file; gives its path. A path that cannot be
        written, or whose extension belongs to another format, is a ValidationError before anything
        is spoken.
        """
        format = self._protocol.format
        await self._io.work(lambda: destinations.prepare(path, format=format, field="path"))
        speech = await self.final()
        return cast("Path", await self._io.work(lambda: speech.save(path)))

    async def play(self, *, player: str | None = None) -> None:
        """Play the audio while it is made, and return when it has been heard; `cancel()` silences
        the player, too. See `minimax.play`.
        """
        from ..playback import Playback

        self._playback = Playback(self, player=player)
        await self._playback.run_async()

    async def cancel(self) -> None:
        """Fall silent, from any task: no more audio is handed out, nothing more is spoken or read
        from the source, iteration ends.
        """
        self._stop()
        self._silence()
        if not self._started:
            await self.close()
            return
        if self._protocol.cancelable:
            await self._say(self._socket.cancel)
        await self._socket.close()  # wakes the reader, whether the platform answers or not

    async def close(self) -> None:
        """End now: close the connection and the source; what has come stays in `snapshot`."""
        self._stop()
        self._over = True
        if self._task is None:
            await _close(self._source)
        else:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._socket.close()

    def _stop(self) -> None:
        self._stopped = True
        self._room.set()

    async def _start(self) -> None:
        if self._started or self._stopped:
            return
        self._started = True
        try:
            await self._socket.__aenter__()
        except BaseException as error:
            verdict = self._verdict(error)
            await self.close()
            if verdict is error:
                raise
        if self._stopped:  # while it connected
            return await self.close()
        self._task = asyncio.create_task(self._feed(), name="minimax-speak")

    async def _advance(self) -> None:
        """Read one frame."""
        try:
            await self._start()
            if not (self._failure or self._over):
                self._take(await self._socket._read())
        except BaseException as error:
            verdict = self._verdict(error)
            await self.close()
            if verdict is error:
                raise
        if self._failure is not None and not self._complete:
            await self.close()
            raise self._failure
        if self._over:
            await self.close()
        elif not self._protocol.congested:
            self._room.set()

    async def _feed(self) -> None:
        """Read the source and send its pieces, in the task."""
        try:
            async for piece in self._source:
                self._room.clear()
                if self._protocol.congested and not self._stopped:
                    await self._room.wait()
                if self._stopped or not await self._say(self._socket.send, piece):
                    return
            await self._say(self._socket.finish)
        except BaseException as error:
            self._failure = None if self._stopped else error
            await self._socket.close()
        finally:
            await _close(self._source)

    async def _say(self, action: Callable[..., Any], *values: str) -> bool:
        """Whether an action got through; if it did not, the reader hears why."""
        try:
            await action(*values)
        except StreamInterrupted:
            return False
        return True


async def _close(source: Any) -> None:
    """Close a source: a generator, a stream of ours, or whatever else can be closed."""
    close = getattr(source, "aclose", None) or getattr(source, "close", None)
    closing = close() if close else None
    if inspect.isawaitable(closing):
        await closing
