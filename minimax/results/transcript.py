"""Transcripts of recordings: text, segments with their speakers, subtitles, and the accumulator of
a transcript stream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from minimax_generated.api import speech as api

from ..audio import Subtitle, to_srt, to_vtt
from ..core.call import Answer, frame
from ..core.parsing import GrowingText, count, missing, number, objects, place, plain_text, text
from ..errors import DecodeError, MinimaxError, Origin
from ..record import Data, Displayed, Record, Typed, table, wire

SUBTITLES = ("srt", "vtt")


@dataclass(frozen=True, slots=True)
class Segment(Record):
    """A segment of one speaker; times in seconds."""

    start: float = field(metadata=wire(number))
    end: float = field(metadata=wire(number))
    speaker: str = field(metadata=wire(text))
    """Label such as "S1"."""
    text: str = field(metadata=wire(text))


class Transcript(Data, Displayed):
    """The transcript of a recording.

    Attributes:
        text: the text; with the formats "srt" and "vtt", the subtitle file.
        duration: billed length of the recording in seconds, 0.0 if unknown (srt and vtt).
        segments: segments with times and speakers; empty unless the format was "verbose".
        speakers: number of speakers, 0 if unknown.
        trace_id: id to quote to support.
        raw: the response.
    """

    _names = ("text", "duration", "speakers", "segments", "format", "trace_id")
    _shown = ("text", "duration", "segments")
    response = Typed(lambda: api.speech_to_text.OPERATION.response_model)
    """The response with every documented field, typed; the text of an srt or vtt transcript."""

    def __init__(
        self, raw: Mapping[str, Any] | str, *, format: str = "json", trace_id: str | None = None
    ) -> None:
        facts: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {"text": raw}
        self.raw = raw
        self.format = format
        self.trace_id = trace_id
        self.text = text(facts.get("text"))
        self.duration = number(facts.get("duration"))
        self.speakers = count(facts.get("n_speakers"))
        self.segments = tuple(map(Segment.read, objects(facts.get("segments"))))

    def to_srt(self) -> str:
        """The transcript as an SRT file. Raises MinimaxError if its format has no times."""
        return self.text if self.format == "srt" else to_srt(self._subtitles("srt"))

    def to_vtt(self) -> str:
        """The transcript as a WebVTT file. Raises MinimaxError if its format has no times."""
        return self.text if self.format == "vtt" else to_vtt(self._subtitles("vtt"))

    def _subtitles(self, wanted: str) -> list[Subtitle]:
        if not self.segments and (self.text or self.format in SUBTITLES):
            raise MinimaxError(
                f'a transcript in the format "{self.format}" has no times; request'
                f' format="verbose" or format="{wanted}"'
            )
        return [
            Subtitle(segment.text.strip(), segment.start, segment.end) for segment in self.segments
        ]

    def _html(self) -> str:
        rows = [segment.to_dict() for segment in self.segments]
        return table(rows) if rows else f"<pre>{escape(self.text)}</pre>"

    def __str__(self) -> str:
        return self.text


def transcript_from(answer: Answer, *, format: str) -> Transcript:
    """Read a transcript from a response: JSON, or a subtitle file."""
    payload = answer.payload
    wanted = format in SUBTITLES
    if isinstance(payload, str) and (
        not wanted
        or (payload.strip() and "-->" not in payload and not payload.startswith("WEBVTT"))
    ):
        raise DecodeError(f"the response is not {format}: {payload[:200]!r}", raw=payload)
    if isinstance(payload, Mapping) and not isinstance(payload.get("text"), str):
        raise missing("text", payload)
    return Transcript(
        payload,
        format=format if isinstance(payload, str) else "json" if wanted else format,
        trace_id=answer.trace_id,
    )


class TranscriptAccumulator:
    """Assembles the pieces of a transcript stream in order."""

    def __init__(self, where: Origin) -> None:
        self.complete = False
        self._where = where
        self._text = GrowingText()
        self._next = 0
        self._early: dict[int, str] = {}
        self._last: dict[str, Any] = {}

    def feed(self, data: bytes | bytearray) -> Sequence[str]:
        """Return the text that one event completes."""
        payload = frame(data, self._where)
        if not isinstance(payload, dict):
            raise DecodeError(
                f"an event is not a JSON object: {bytes(data[:200])!r}", raw=bytes(data)
            )
        index = place(payload.get("index"))
        at = self._next + len(self._early) if index is None else index
        if at >= self._next:
            self._early.setdefault(at, plain_text(payload.get("delta")))
        if payload.get("finish") is True:
            self.complete, self._last = True, payload
        ready = []
        while self._early and (self._next in self._early or self.complete):
            ready.append(self._text.feed(self._early.pop(min(self._early))))
            self._next += 1
        if self.complete:
            ready.append(self._text.close())
        return [piece for piece in ready if piece]

    def whole(self, answer: Answer) -> Sequence[str]:
        """A complete response that arrived instead of a stream."""
        self.complete, self._last = True, answer.payload
        piece = self._text.finish(plain_text(answer.payload.get("text")))
        return [piece] if piece else []

    def result(self) -> Transcript:
        """The transcript so far."""
        joined = "".join([str(self._text), *(self._early[index] for index in sorted(self._early))])
        return Transcript({**self._last, "text": joined}, trace_id=self._last.get("trace_id"))
