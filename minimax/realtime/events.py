"""What happens on a speech socket, as `socket.events()` hands it out."""

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
    """The next audio, in the format that was asked for."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Caption(Record):
    """Subtitles of the segment that is spoken, with times from the start of its text.

    With `subtitle_type="word_streaming"` they grow: the next one with the same `begin` takes the
    place of this one.
    """

    subtitle: Subtitle
    begin: int | None = None
    """First character of the segment in its text."""


@dataclass(frozen=True, slots=True)
class Info(Record):
    """Facts about the audio of one text, at its end."""

    info: AudioInfo


@dataclass(frozen=True, slots=True)
class SentenceEnd(Record):
    """The audio of a sentence is complete; mode "stream" only."""

    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped(Record):
    """A warning: the platform did not take a piece of text; everything else goes on.

    `error` says why. The platform does not name the piece: `text` is the last one sent that it can
    be. A RateLimitError (2205) means that too much text waits: `socket.send(text)` a little later.
    """

    error: APIError
    text: str

    @property
    def resend(self) -> bool:
        """Whether the same piece will be taken a little later."""
        return self.error.retryable


@dataclass(frozen=True, slots=True)
class Flushed(Record):
    """Everything sent before `flush()` is spoken."""


@dataclass(frozen=True, slots=True)
class Canceled(Record):
    """Everything sent before `cancel()` is dropped; what follows belongs to newer text."""


@dataclass(frozen=True, slots=True)
class Finished(Record):
    """The last event, after `finish()`."""


Event = (
    SentenceStart | Audio | Caption | Info | SentenceEnd | Skipped | Flushed | Canceled | Finished
)
