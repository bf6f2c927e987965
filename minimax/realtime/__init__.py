"""Real-time speech over WebSockets: its events, as yielded by `socket.events()`, the protocol as a
pure state machine, the sockets of both clients, and speech from streamed text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..record import Record

if TYPE_CHECKING:
    from ..audio import Subtitle
    from ..errors import APIError
    from ..results.sound import AudioInfo


@dataclass(frozen=True, slots=True)
class SentenceStart(Record):
    """The audio of a sentence begins; mode "stream" only."""

    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class Audio(Record):
    """The next audio, in the requested format."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Caption(Record):
    """Subtitles of the current segment, with times from the start of its text.

    With `subtitle_type="word_streaming"` they grow: the next event with the same `begin` replaces
    this one.
    """

    subtitle: Subtitle
    begin: int | None = None
    """First character of the segment in its text."""


@dataclass(frozen=True, slots=True)
class Info(Record):
    """Metadata of the audio of one text, at its end."""

    info: AudioInfo


@dataclass(frozen=True, slots=True)
class SentenceEnd(Record):
    """The audio of a sentence is complete; mode "stream" only."""

    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped(Record):
    """A warning: the platform rejected a piece of text; everything else continues.

    `error` is the reason. The platform does not identify the piece: `text` is the most recent one
    that it can be. A RateLimitError (2205) means that too much text is waiting: call
    `socket.send(text)` again a little later.
    """

    error: APIError
    text: str

    @property
    def resend(self) -> bool:
        """Whether the same piece can be sent again a little later."""
        return self.error.retryable


@dataclass(frozen=True, slots=True)
class Flushed(Record):
    """Everything sent before `flush()` has been spoken."""


@dataclass(frozen=True, slots=True)
class Canceled(Record):
    """Everything sent before `cancel()` was dropped; later events belong to newer text."""


@dataclass(frozen=True, slots=True)
class Finished(Record):
    """The last event, after `finish()`."""


Event = (
    SentenceStart | Audio | Caption | Info | SentenceEnd | Skipped | Flushed | Canceled | Finished
)
