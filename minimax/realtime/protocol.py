"""Both speech WebSockets as one state machine: frames in and events out, actions of the client in
and frames out.

Pure: it knows no socket, thread or clock. A session sends what lies in `outgoing`, gives every
frame to `receive`, and calls `lapse` when none has come for `patience` seconds.
"""

from __future__ import annotations

import json
from bisect import insort
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from ..audio import decode_hex, split_audio_json
from ..core.pieces import repair, whole_characters
from ..errors import (
    APIError,
    DecodeError,
    NetworkError,
    Origin,
    RequestTimeout,
    StreamInterrupted,
    ValidationError,
    error_from,
    page_words,
)
from ..results.fields import mapping
from .events import Canceled, Event, Finished, Flushed, SentenceEnd, SentenceStart, Skipped
from .received import Received

if TYPE_CHECKING:
    from ..results.sound import AudioInfo
    from ..results.speech import Speech

SENTENCE, STREAM = "sentence", "stream"
PIECE = 5_000
"""Characters in one frame of streamed text; longer text is cut, which the platform does not notice.
"""
RECENT = 10_000
"""Pieces kept in case the platform refuses one of them."""
RESEND_SECONDS, RESENDS = 0.5, 60
"""How long and how often in a row refused text waits when no audio comes that would make room for
it.
"""
AHEAD = 4_000
"""Characters that may be sent without any audio for them before the source of a stream has to wait.
"""
CONTINUED_SIGNS = ("data", "extra_info", "is_final")
FAILURES = ("task_failed", "error")
"""Events that end a session, whatever they say."""


class Closed(Exception):
    """The connection is closed; says why."""


class State(Enum):
    """How far a session has come."""

    CONNECTING = "connecting"
    STARTING = "starting"
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"


class Action(NamedTuple):
    """Something to tell the platform. The number of a text is its place in the order of all
    texts.
    """

    name: str
    text: str = ""
    number: int = 0

    def frame(self) -> dict[str, str]:
        spoken = {"text": self.text} if self.name == "task_continue" else {}
        return {"event": self.name, **spoken}


class Protocol:
    """One session on either WebSocket.

    Args:
        start: the `task_start` frame.
        where: for the errors.
        mode: "sentence" or "stream".
        format: of the audio.
        idle: seconds to wait for an answer that is due.
        check: raises a ValidationError for a `task_continue` frame that breaks the rules of the
            API; mode "sentence" only, for pieces of streamed text are cut to a length that always
            fits.
        resend: send text that was refused because too much waits (2205) again, and in its order;
            otherwise that is up to the reader. The end then waits for a flush, for after it nothing
            could be sent again.
    """

    def __init__(
        self,
        start: Mapping[str, Any],
        where: Origin,
        *,
        mode: str = STREAM,
        format: str = "mp3",
        idle: float = 120.0,
        check: Callable[[Mapping[str, Any]], None] | None = None,
        resend: bool = False,
    ) -> None:
        self.state = State.CONNECTING
        self.mode = mode
        self.outgoing: deque[str] = deque()
        """Frames to send now, in this order."""
        self._start = start
        self._where = where
        self.format = format
        self._idle = idle
        self._check = check
        self._resend = resend

        self._waiting: deque[Action] = deque()  # not yet allowed on the wire
        self._refused: list[Action] = []
        self._tries = 0
        self._sent: deque[Action] = deque(maxlen=RECENT)
        self._count = 0
        self._ahead = 0
        self._blank = ""
        self._half = ""
        self._unanswered = 0
        self._flushes = 0
        self._unflushed = False
        self._canceling = self._finishing = self._finish_sent = self._muted = False

        self._received = Received(format, start.get("audio_setting"))

    def restart(self) -> None:
        """Begin anew, on another connection: the one before ended before anything could be sent."""
        self.state = State.CONNECTING
        self.outgoing.clear()
        self._received.restart()

    # ---- what a session asks

    @property
    def started(self) -> bool:
        """Whether text may be sent, or could be once."""
        return self.state not in (State.CONNECTING, State.STARTING)

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in (State.FINISHED, State.FAILED)

    @property
    def cancelable(self) -> bool:
        """Whether the platform can still be told to fall silent."""
        return self.state is State.STARTED and not self._finish_sent

    @property
    def awaiting(self) -> bool:
        """Whether the platform owes a frame. Streamed text alone does not count: the platform waits
        for the end of a sentence.
        """
        if not self.started:
            return True
        texts = self.mode == SENTENCE and self._unanswered > 0
        return not self.over and (texts or self._canceling or self._finishing or self._flushes > 0)

    @property
    def congested(self) -> bool:
        """Whether more text should wait until audio has come."""
        return bool(self._waiting or self._refused) or self._ahead >= AHEAD

    @property
    def patience(self) -> float:
        """Seconds to wait for the next frame before calling `lapse`."""
        return RESEND_SECONDS if self._refused else self._idle

    @property
    def info(self) -> AudioInfo:
        """Facts of the audio so far, summed over its texts."""
        return self._received.info

    def result(self) -> Speech:
        """The speech as far as it has come."""
        return self._received.result()

    # ---- actions of the client

    def send(self, text: str) -> None:
        """Speak a text: a whole one, or in mode "stream" a piece of any length."""
        if not isinstance(text, str):
            raise ValidationError(
                f"send() takes text, not {type(text).__name__}",
                field="text",
                value=text,
                allowed="a text",
            )
        self._allow("send")
        if self.mode == STREAM:
            text, self._half = whole_characters(self._half + text)
        if not text.strip():
            # The platform drops blank pieces, and with them the space between two words: it travels
            # with the next piece.
            self._blank += text if self.mode == STREAM else ""
            return
        text, self._blank = self._blank + text, ""
        size = PIECE if self.mode == STREAM else len(text)
        actions = [
            Action("task_continue", text[at : at + size], self._count + at)
            for at in range(0, len(text), size)
        ]
        if self._check:
            for action in actions:
                self._check(action.frame())
        self._count += len(text)
        self._waiting.extend(actions)
        self._release()

    def flush(self) -> None:
        """Have everything spoken that was sent, without waiting for the end of a sentence; mode
        "stream" only.
        """
        self._allow("flush", only=STREAM)
        self._blank = self._half = ""
        self._waiting.append(Action("task_flush"))
        self._release()

    def cancel(self) -> None:
        """Drop everything that was sent and is not heard yet; mode "stream" only. Audio on its way
        is dropped, too.

        After the end is sent nothing else can be, so that only the audio is dropped.
        """
        if self.state is State.FINISHED:
            return
        self._allow("cancel", only=STREAM, late=True)
        self._waiting.clear()
        self._refused.clear()
        self._sent.clear()
        self._received.drop_samples()
        self._blank = self._half = ""
        self._ahead, self._flushes, self._unflushed = 0, 0, False
        if self._finish_sent:
            self._muted = True
            return
        if self._finishing:
            self._waiting.append(Action("task_finish"))
        if not self._canceling:
            self._canceling = True
            self._write(Action("task_cancel"))

    def finish(self) -> None:
        """No more text comes. The platform speaks what is left and ends the session."""
        self._allow("finish")
        self._finishing = True
        self._blank = self._half = ""
        self._waiting.append(Action("task_finish"))
        self._release()

    # ---- what comes from the platform

    def receive(self, frame: str | bytes | Mapping[str, Any]) -> list[Event]:
        """The events of one frame; raises the error that it carries, with the speech so far in
        `partial`.
        """
        payload, audio = self._decoded(frame)
        name = payload.get("event") or (
            "task_continued" if any(sign in payload for sign in CONTINUED_SIGNS) else ""
        )
        self._received.identify(payload)
        error = error_from(payload, self._where, refused=name in FAILURES)
        if error and _is_soft(error):
            return self._skip(error)
        if error:
            self._fail(error)
        handler = _HANDLERS.get(name) if isinstance(name, str) else None
        events = list(handler(self, payload, audio)) if handler else []
        self._release()
        return events

    def lapse(self, owed: bool) -> list[Event]:
        """Nothing has come for `patience` seconds. `owed` is what `awaiting` was when the wait
        began.
        """
        if self._refused:
            self._again()
        elif owed and self.awaiting:
            self._break_off(
                f"no answer for {self._idle:.0f} s; see the timeout option", RequestTimeout
            )
        return []

    def closed(self, reason: str) -> None:
        """The connection is gone. Raises what that means, nothing after the last frame."""
        if self.over:
            return
        missing = "finished" if self.started else "started"
        self._break_off(
            f"the connection was closed before the session had {missing}: {reason}", NetworkError
        )

    # ---- inside

    @property
    def _is_silent(self) -> bool:
        """Whether what is spoken now is to be dropped."""
        return self._canceling or self._muted

    def _audible(self, event: Event) -> list[Event]:
        return [] if self._is_silent else [event]

    def _allow(self, action: str, *, only: str | None = None, late: bool = False) -> None:
        if only and self.mode != only:
            raise ValidationError(
                f'{action}() needs a socket with mode="{only}"',
                field="mode",
                value=self.mode,
                allowed=repr(only),
            )
        if self.over:
            raise StreamInterrupted(
                f"{action}() after the end of the session; connect again", partial=self.result()
            )
        if not self.started:
            raise ValidationError(
                f"{action}() before the session has started; enter the socket with `with` first",
                field=action,
            )
        if self._finishing and not late:
            raise ValidationError(
                f"{action}() after finish(); connect again to say more", field=action
            )

    def _release(self) -> None:
        """Move to `outgoing` what may be sent by now."""
        while (
            self._waiting and self.state is State.STARTED and not (self._canceling or self._refused)
        ):
            action = self._waiting[0]
            if action.name == "task_finish" and not self._may_finish():
                return
            self._waiting.popleft()
            self._write(action)

    def _may_finish(self) -> bool:
        if self.mode == SENTENCE:
            # One page says that task_finish speaks what is left first, another that it cuts it off:
            # it waits for the last text.
            return not self._unanswered
        if self._resend and self._unflushed:
            self._write(Action("task_flush"))
        return not (self._resend and self._flushes)

    def _write(self, action: Action) -> None:
        if action.name == "task_continue":
            self._sent.append(action)
            self._unanswered += 1
            self._ahead += len(action.text)
            self._unflushed = True
        elif action.name == "task_flush":
            self._flushes += 1
            self._unflushed = False
        elif action.name == "task_finish":
            self._finish_sent = True
        self.outgoing.append(_encoded(action.frame()))

    def _decoded(
        self, frame: str | bytes | Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], bytes | None]:
        try:
            payload, audio = (
                (frame, None)
                if isinstance(frame, Mapping)
                else split_audio_json(frame.encode() if isinstance(frame, str) else frame)
            )
            value = mapping(payload.get("data")).get("audio")
            if not audio and value and isinstance(value, str):
                audio = decode_hex(value)
            return payload, audio
        except DecodeError as error:
            text = frame.decode("utf-8", "replace") if isinstance(frame, bytes) else str(frame)
            complaint = f"a frame cannot be read: {error}; it says {page_words(text)!r}"
            self._fail(self._interrupted(complaint))

    def _fail(self, error: APIError | StreamInterrupted | NetworkError) -> NoReturn:
        self.state = State.FAILED
        if isinstance(error, APIError):
            error.partial = self.result()
        raise error

    def _break_off(self, problem: str, otherwise: type[NetworkError] = NetworkError) -> NoReturn:
        """End with the speech so far, or with another error where no text can have been sent."""
        if self.started:
            self._fail(self._interrupted(problem))
        self._fail(otherwise(f"{self._where.endpoint}: {problem}", sent=False))

    def _interrupted(self, problem: str) -> StreamInterrupted:
        return StreamInterrupted(f"{self._where.endpoint}: {problem}", partial=self.result())

    def _skip(self, error: APIError) -> list[Event]:
        """A piece of text was not taken. Refusals come at once, so that it is the newest piece that
        was not refused yet.
        """
        piece = self._sent.pop() if self._sent else Action("task_continue")
        self._unanswered = max(0, self._unanswered - 1)
        self._ahead = max(0, self._ahead - len(piece.text))
        if self._resend and error.retryable and piece.text and not self._canceling:
            if self._tries >= RESENDS:
                self._fail(error)
            insort(self._refused, piece, key=lambda refused: refused.number)
        self._release()
        return self._audible(Skipped(error, piece.text))

    def _again(self) -> None:
        """Send refused text again, before all text that came after it."""
        self._tries += 1
        self._waiting.extendleft(reversed(self._refused))
        self._refused.clear()
        self._release()

    def _progress(self) -> None:
        """Something has been spoken, so there is room for more text."""
        self._ahead = self._tries = 0
        if self._refused:
            self._again()

    def _connected(self, payload: Mapping[str, Any], audio: bytes | None) -> Sequence[Event]:
        if self.state is State.CONNECTING:
            self.state = State.STARTING
            self.outgoing.append(_encoded(self._start))
        return ()

    def _started(self, payload: Mapping[str, Any], audio: bytes | None) -> Sequence[Event]:
        if not self.started:
            self.state = State.STARTED
        return ()

    def _continued(self, payload: Mapping[str, Any], audio: bytes | None) -> Sequence[Event]:
        final = payload.get("is_final") is True
        events = self._received.add(payload, audio or b"", final=final, silent=self._is_silent)
        if final:
            self._unanswered = max(0, self._unanswered - 1)
            self._progress()
        return events

    def _sentence_start(self, payload: Mapping[str, Any], audio: bytes | None) -> Sequence[Event]:
        return self._audible(SentenceStart(self._received.trace_id))

    def _sentence_end(self, payload: Mapping[str, Any], audio: bytes | None) -> Sequence[Event]:
        self._progress()
        return self._audible(SentenceEnd(self._received.trace_id))

    def _flushed(self, payload: Mapping[str, Any], audio: bytes | None) -> Sequence[Event]:
        self._flushes = max(0, self._flushes - 1)
        self._progress()
        return self._audible(Flushed())

    def _canceled(self, payload: Mapping[str, Any], audio: bytes | None) -> Sequence[Event]:
        if not self._canceling:
            return ()
        self._canceling = False
        self._progress()
        return (Canceled(),)

    def _finished(self, payload: Mapping[str, Any], audio: bytes | None) -> Sequence[Event]:
        last = self._continued(payload, audio) if audio else ()
        if not self._finish_sent:
            self._break_off("the platform ended the session before finish()")
        if self._received.texts_heard and not self._received.has_audio:
            self._break_off("the platform reported success but sent no audio")
        self.state = State.FINISHED
        return (*last, Finished())


_HANDLERS: dict[str, Callable[[Protocol, Mapping[str, Any], bytes | None], Sequence[Event]]] = {
    "connected_success": Protocol._connected,
    "task_started": Protocol._started,
    "sentence_start": Protocol._sentence_start,
    "task_continued": Protocol._continued,
    "sentence_end": Protocol._sentence_end,
    "task_flushed": Protocol._flushed,
    "task_canceled": Protocol._canceled,
    "task_finished": Protocol._finished,
}


def _encoded(frame: Mapping[str, Any]) -> str:
    """A frame as it is sent; half a character in it is replaced."""
    return repair(json.dumps(frame, ensure_ascii=False))


def _is_soft(error: APIError) -> bool:
    """Whether the session goes on after this error, as the table of codes says."""
    from minimax_generated.tables.errors import CODES

    fact = CODES.get(error.status_code or 0)
    return fact is not None and fact.soft
