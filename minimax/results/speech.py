"""Speech as bytes with its subtitles, and the accumulator of a speech stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from minimax_generated.api import speech as api

from ..audio import Subtitle, parse_subtitles, to_srt, to_vtt
from ..errors import Origin
from ..record import Typed
from .sound import Sound, SoundAccumulator, subtitle_in


class Speech(Sound):
    """Synthesized speech: `audio` bytes in the requested format, metadata in `info`, subtitles if
    they were requested.
    """

    _stem = "speech"
    _names = (*Sound._names, "subtitles")
    response = Typed(lambda: api.t2a_v2.OPERATION.response_model)
    """The response with every documented field, typed."""

    def __init__(
        self,
        audio: bytes | None,
        raw: dict[str, Any],
        *,
        format: str = "mp3",
        url: str | None = None,
        trace_id: str | None = None,
        subtitles: object = None,
        asked: object = None,
    ) -> None:
        super().__init__(audio, raw, format=format, url=url, trace_id=trace_id, asked=asked)
        self._subtitles = subtitles

    @property
    def characters(self) -> int:
        """Billed characters."""
        return self.info.characters

    def subtitles(self) -> list[Subtitle]:
        """Subtitles with times in seconds, empty unless they were requested.

        They were downloaded along with the audio; if that failed, the error is raised here, and the
        audio is kept.
        """
        if isinstance(self._subtitles, Exception):
            raise self._subtitles
        return parse_subtitles(self._subtitles)

    def attach_subtitles(self, subtitles: object) -> None:
        """Take over fetched subtitles, or the error that kept them from coming."""
        self._subtitles = subtitles

    def _value(self, name: str) -> Any:
        if name != "subtitles":
            return super()._value(name)
        return None if isinstance(self._subtitles, Exception) else self.subtitles()

    def to_srt(self) -> str:
        """Subtitles as an SRT file."""
        return to_srt(self.subtitles())

    def to_vtt(self) -> str:
        """Subtitles as a WebVTT file."""
        return to_vtt(self.subtitles())


class SpeechAccumulator(SoundAccumulator[Speech]):
    """Gathers the subtitles of a speech stream beside its audio."""

    def __init__(self, where: Origin, *, format: str = "mp3", asked: object = None) -> None:
        super().__init__(where, Speech, format=format, asked=asked)
        self._subtitles: list[Any] = []
        self._fetched: object = None

    def result(self) -> Speech:
        """The speech as far as it has come."""
        speech = super().result()
        speech.attach_subtitles(
            self._fetched if self._fetched is not None else self._subtitles or None
        )
        return speech

    @property
    def subtitle_url(self) -> str | None:
        """Link to the subtitle file, when the last frame gave one."""
        data = self._last.get("data")
        return data.get("subtitle_file") if isinstance(data, dict) else None

    def attach_subtitles(self, subtitles: object) -> None:
        """Take over fetched subtitles, or the error that kept them from coming."""
        self._fetched = subtitles

    def _frame(self, payload: dict[str, Any], audio: bytes | None) -> Sequence[bytes]:
        pieces = super()._frame(payload, audio)
        subtitle = subtitle_in(payload)
        if subtitle:
            self._take_subtitle(subtitle)
        return pieces

    def _take_subtitle(self, subtitle: object) -> None:
        """Word subtitles grow with each frame of a segment: the newest replaces the one with the
        same beginning.
        """
        if isinstance(subtitle, Mapping) and self._subtitles:
            before = self._subtitles[-1]
            begin = subtitle.get("text_begin")
            if (
                begin is not None
                and isinstance(before, Mapping)
                and before.get("text_begin") == begin
            ):
                self._subtitles.pop()
        self._subtitles.append(subtitle)
