"""Both speech WebSockets as one state machine that turns received frames into events, and actions
of the client into frames.

Pure: it uses no sockets, threads or clocks. A session sends the frames in `outgoing`, passes every
received frame to `receive`, and calls `lapse` if there was none for `patience` seconds.
"""

from __future__ import annotations

import json
from bisect import insort
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from ..audio import AudioFrames, decode_hex
from ..core.parsing import mapping, repair, whole_characters
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
from . import Canceled, Event, Finished, Flushed, SentenceEnd, SentenceStart, Skipped
from .received import Received

if TYPE_CHECKING:
    from ..results.sound import AudioInfo, Speech

SENTENCE, STREAM = "sentence", "stream"
PIECE = 5_000
"""Maximum characters per frame of streamed text; longer text is split, without audible effect."""
RECENT = 10_000
"""Number of pieces kept in case the platform rejects one of them."""
RESEND_SECONDS, RESENDS = 0.5, 60
"""How long, and how many times in a row, rejected text waits while no audio is received."""
AHEAD = 4_000
"""Characters that may be sent ahead of their audio before the source of a stream has to wait."""
CONTINUED_SIGNS = ("data", "extra_info", "is_final")
FAILURES = ("task_failed", "error")
"""Events that always end a session."""
_to_json = json.JSONEncoder(ensure_ascii=False).encode


class Closed(Exception):
    """The connection is closed; the message is the reason."""


class State(Enum):
    """The state of a session."""

    CONNECTING = "connecting"
    STARTING = "starting"
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"


class Action(NamedTuple):
    """An action to send to the platform. The number of a text is its position among all texts."""

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
        where: origin to mention in errors.
        mode: "sentence" or "stream".
        format: audio format.
        idle: seconds to wait for an expected answer.
        check: raises a ValidationError for a `task_continue` frame that breaks the rules of the
            API; mode "sentence" only, because streamed text is always split into valid pieces.
        resend: resend text, in order, that was rejected because too much is waiting (2205);
            otherwise that is up to the reader. The end of the session then waits for a flush,
            because nothing can be resent after it.
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

        self._waiting: deque[Action] = deque()  # not allowed to be sent yet
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

        self._frames = AudioFrames()
        self._received = Received(format, start.get("audio_setting"))

    def restart(self) -> None:
        """Start over on a new connection, if the last one ended before anything could be sent."""
        self.state = State.CONNECTING
        self.outgoing.clear()
        self._received.restart()

    # ---- state for the session

    @property
    def started(self) -> bool:
        """Whether text may be sent, or could be sent earlier."""
        return self.state not in (State.CONNECTING, State.STARTING)

    @property
    def over(self) -> bool:
        """Whether no more frames will be received."""
        return self.state in (State.FINISHED, State.FAILED)

    @property
    def cancelable(self) -> bool:
        """Whether `cancel` can still be sent to the platform."""
        return self.state is State.STARTED and not self._finish_sent

    @property
    def awaiting(self) -> bool:
        """Whether a frame is expected from the platform. Streamed text alone does not count,
        because the platform waits for the end of a sentence.
        """
        if not self.started:
            return True
        texts = self.mode == SENTENCE and self._unanswered > 0
        return not self.over and (texts or self._canceling or self._finishing or self._flushes > 0)

    @property
    def congested(self) -> bool:
        """Whether more text should wait until audio has been received."""
        return bool(self._waiting or self._refused) or self._ahead >= AHEAD

    @property
    def patience(self) -> float:
        """Seconds to wait for the next frame before calling `lapse`."""
        return RESEND_SECONDS if self._refused else self._idle

    @property
    def info(self) -> AudioInfo:
        """Facts about the audio so far, summed over its texts."""
        return self._received.info

    def result(self) -> Speech:
        """The speech received so far."""
        return self._received.result()

    # ---- actions of the client

    def send(self, text: str) -> None:
        """Speak a text: a complete one, or in mode "stream" a piece of any length."""
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
            # The platform drops blank pieces, and with them the space between two words, so blanks
            # are sent together with the next piece.
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
        """Speak all text sent so far, without waiting for the end of a sentence; mode "stream"
        only.
        """
        self._allow("flush", only=STREAM)
        self._blank = self._half = ""
        self._waiting.append(Action("task_flush"))
        self._release()

    def cancel(self) -> None:
        """Drop all text that was sent and has not been spoken yet, and its audio; mode "stream"
        only.

        After the end of the session was sent, nothing else can be sent; only the audio is dropped.
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
        """End the text. The platform speaks the rest and ends the session."""
        self._allow("finish")
        self._finishing = True
        self._blank = self._half = ""
        self._waiting.append(Action("task_finish"))
        self._release()

    # ---- frames from the platform

    def receive(self, frame: str | bytes | Mapping[str, Any]) -> list[Event]:
        """Return the events of one frame. Raises the error that it reports, with the speech so far
        in `partial`.
        """
        payload, audio = self._decoded(frame)
        is_continued = any(sign in payload for sign in CONTINUED_SIGNS)
        name = payload.get("event") or ("task_continued" if is_continued else "")
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
        """Handle that nothing was received for `patience` seconds. `owed` is the value of
        `awaiting` when the wait began.
        """
        if self._refused:
            self._again()
        elif owed and self.awaiting:
            self._break_off(
                f"no answer for {self._idle:.0f} s; see the timeout option", RequestTimeout
            )
        return []

    def closed(self, reason: str) -> None:
        """Handle a closed connection. Raises an error unless the session was complete."""
        if self.over:
            return
        missing = "finished" if self.started else "started"
        self._break_off(
            f"the connection was closed before the session had {missing}: {reason}", NetworkError
        )

    # ---- internal

    @property
    def _is_silent(self) -> bool:
        """Whether the current audio should be dropped."""
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
        """Move actions that may be sent now to `outgoing`."""
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
            # The documentation is inconsistent on whether task_finish speaks remaining text or
            # drops it, so it is only sent after the last text has been spoken.
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
            if isinstance(frame, Mapping):
                payload, audio = frame, None
            else:
                raw = frame.encode() if isinstance(frame, str) else frame
                payload, audio = self._frames.split(raw)
            value = mapping(payload.get("data")).get("audio")
            if not audio and value and isinstance(value, str):
                audio = decode_hex(value)
            return payload, audio
        except DecodeError as error:
            text = frame.decode("utf-8", "replace") if isinstance(frame, bytes) else str(frame)
            complaint = f"a frame cannot be read: {error}; it contains {page_words(text)!r}"
            self._fail(self._interrupted(complaint))

    def _fail(self, error: APIError | StreamInterrupted | NetworkError) -> NoReturn:
        self.state = State.FAILED
        if isinstance(error, APIError):
            error.partial = self.result()
        raise error

    def _break_off(self, problem: str, otherwise: type[NetworkError] = NetworkError) -> NoReturn:
        """Raise an error with the speech so far, or `otherwise` if no text can have been sent."""
        if self.started:
            self._fail(self._interrupted(problem))
        self._fail(otherwise(f"{self._where.endpoint}: {problem}", sent=False))

    def _interrupted(self, problem: str) -> StreamInterrupted:
        return StreamInterrupted(f"{self._where.endpoint}: {problem}", partial=self.result())

    def _skip(self, error: APIError) -> list[Event]:
        """Handle a rejected piece of text. Rejections are immediate, so it is the newest piece that
        was not rejected yet.
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
        """Resend rejected text, before all later text."""
        self._tries += 1
        self._waiting.extendleft(reversed(self._refused))
        self._refused.clear()
        self._release()

    def _progress(self) -> None:
        """Note that text has been spoken, so there is room for more."""
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
    """Encode a frame; lone surrogates are replaced."""
    return repair(_to_json(frame))


def _is_soft(error: APIError) -> bool:
    """Whether the session continues after this error, according to the table of codes."""
    from minimax_generated.tables.errors import CODES

    fact = CODES.get(error.status_code or 0)
    return fact is not None and fact.soft
