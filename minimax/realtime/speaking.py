"""Speech from streamed text: pieces of text are sent to a session while its audio is read."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.io import run
from ..errors import NetworkError, StreamInterrupted
from ..results.sound import AsyncAudioStream, AudioStream, Speech
from . import Audio, Canceled, Finished
from .sockets import Session, SpeechSession

if TYPE_CHECKING:
    from ..core.io import IO, AsyncIO, SyncIO
    from ..playback import Playback

LEAVE_SECONDS = 5.0
"""Seconds to wait on exit for the source of the text to return its current piece."""
END = object()


class Spoken(NamedTuple):
    """Speech that has not started yet."""

    session: Session
    source: Any


class _Thread:
    """Sends text to the session of a sync client in a thread."""

    def __init__(self) -> None:
        self.room = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        context = copy_context()
        self._thread = threading.Thread(
            target=lambda: context.run(run, work()), name="minimax-speak", daemon=True
        )
        self._thread.start()

    async def wait_for_room(self) -> None:
        self.room.wait()

    async def end(self) -> None:
        """Wait until it has ended, but not for long."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(LEAVE_SECONDS)


class _Task:
    """Sends text to the session of an async client in a task."""

    def __init__(self) -> None:
        self.room = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._task = asyncio.create_task(work(), name="minimax-speak")

    async def wait_for_room(self) -> None:
        await self.room.wait()

    async def end(self) -> None:
        """Cancel it."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class Speaker:
    """The audio of a session as the source of a stream, while text is sent to the session."""

    def __init__(self, io: IO, spoken: Spoken) -> None:
        self.session = SpeechSession(io, spoken.session)
        self.accumulator = spoken.session.protocol
        self.complete = False
        self._io, self._text = io, spoken.source
        self._feeder: _Thread | _Task | None = None
        self._started = self._stopped = False
        self._failure: BaseException | None = None  # of the source of the text

    def result(self) -> Speech:
        return self.accumulator.result()

    async def start(self) -> None:
        """Connect, and begin to send text."""
        if self._started or self._stopped:
            return
        self._started = True
        try:
            await self.session.start()
        except BaseException as error:
            matters = self._matters(error)
            await self.close()
            if matters:
                raise
            return
        if self._stopped:  # while connecting
            await self.close()
            return
        self._io.close_with_client(self)
        self._feeder = _Task() if self._io.is_async else _Thread()
        self._feeder.begin(self._feed)

    async def fill(self) -> Sequence[bytes] | None:
        """The audio of the next frame; None after the last one."""
        await self.start()
        audio: list[bytes] = []
        try:
            over = await self._read(audio)
        except BaseException as error:
            over, matters = True, self._matters(error)
            await self.close()
            if matters:
                raise
        if self._failure is not None and not self.complete:
            await self.close()
            raise self._failure
        if over:
            await self.close()
            return audio or None
        if self._feeder is not None and not self.accumulator.congested:
            self._feeder.room.set()
        return audio

    async def _read(self, audio: list[bytes]) -> bool:
        """Add the audio of the next frame; returns whether it was the last one."""
        if self._stopped or self._failure is not None:
            return True
        events = await self.session.fill()
        for event in events or ():
            if isinstance(event, Audio) and not self._stopped:
                audio.append(event.data)
            elif isinstance(event, (Canceled, Finished)):
                self.complete = isinstance(event, Finished) and not self._stopped
                return True
        return events is None

    async def cancel(self) -> None:
        """Stop speaking, and stop reading the source of the text."""
        self._stop()
        if not self._started:
            await self.close()
            return
        if self.accumulator.cancelable:
            await self._act("cancel")
        await self.session.close()  # wakes up the reader, even if the platform does not answer

    async def close(self) -> None:
        """Close the connection and the source of the text."""
        self._stop()
        await self.session.close()
        if self._feeder is None:
            await self._close_text()
        else:
            await self._feeder.end()

    def _stop(self) -> None:
        self._stopped = True
        if self._feeder is not None:
            self._feeder.room.set()

    def _matters(self, error: BaseException) -> bool:
        """Whether an error should be raised. Errors of the source of the text have priority, and a
        lost connection does not matter after the reader has stopped.
        """
        lost = isinstance(error, (StreamInterrupted, NetworkError))
        return self._failure is None and not (self._stopped and lost)

    async def _feed(self) -> None:
        """Read the source of the text and send its pieces, in a thread or task."""
        assert self._feeder is not None
        try:
            while (piece := await self._next_piece()) is not END:
                self._feeder.room.clear()
                if self.accumulator.congested and not self._stopped:
                    await self._feeder.wait_for_room()
                if self._stopped or not await self._act("send", piece):
                    return
            await self._act("finish")
        except BaseException as error:
            self._failure = None if self._stopped else error
            await self.session.close()
        finally:
            await self._close_text()

    async def _next_piece(self) -> Any:
        return await anext(self._text, END) if self._io.is_async else next(self._text, END)

    async def _act(self, action: str, *values: str) -> bool:
        """Send an action, and return whether it was sent; if not, the reader gets the reason."""
        try:
            await self.session.act(action, *values)
        except StreamInterrupted:
            return False
        return True

    async def _close_text(self) -> None:
        """Close the source of the text: a generator, a stream, or anything else with `close`."""
        close = getattr(self._text, "aclose", None) if self._io.is_async else None
        close = close or getattr(self._text, "close", None)
        closing = close() if close else None
        if inspect.isawaitable(closing):
            await closing


class _Speaking:
    """Base of the sync and async stream."""

    _speaker: Speaker
    _over: bool
    _playback: Playback | None = None

    async def _cancel(self) -> None:
        self._over = True
        if self._playback is not None:
            self._playback.stop()
        await self._speaker.cancel()

    async def _close(self) -> None:
        self._over = True
        await self._speaker.close()


class SpeakStream(_Speaking, AudioStream[Speech]):
    """Audio of streamed text: iterate it in a `with` block to get bytes in the requested format.

    The text is read in a separate thread, which ends with the stream.
    """

    def __init__(self, io: SyncIO, spoken: Spoken) -> None:
        self._speaker = Speaker(io, spoken)
        super().__init__(io, self._speaker)

    def play(self, *, player: str | None = None) -> None:
        """Play the audio while it is made, and return when it has been heard; `cancel()` silences
        the player, too. See `minimax.play`.
        """
        from ..playback import Playback

        self._playback = Playback(self, player=player)
        self._playback.run()

    def cancel(self) -> None:
        """Stop speaking, from any thread: iteration ends, no more audio is returned, and nothing
        more is spoken or read from the source.
        """
        run(self._cancel())


class AsyncSpeakStream(_Speaking, AsyncAudioStream[Speech]):
    """Audio of streamed text: iterate it in an `async with` block to get bytes in the requested
    format.

    The text is read in a separate task, which ends with the stream.
    """

    def __init__(self, io: AsyncIO, spoken: Spoken) -> None:
        self._speaker = Speaker(io, spoken)
        super().__init__(io, self._speaker)

    async def play(self, *, player: str | None = None) -> None:
        """Play the audio while it is made, and return when it has been heard; `cancel()` silences
        the player, too. See `minimax.play`.
        """
        from ..playback import Playback

        self._playback = Playback(self, player=player)
        await self._playback.run_async()

    async def cancel(self) -> None:
        """Stop speaking, from any task: iteration ends, no more audio is returned, and nothing
        more is spoken or read from the source.
        """
        await self._cancel()
