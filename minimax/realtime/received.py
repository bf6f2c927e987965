"""Collects the audio, subtitles, facts and ids received on a speech socket into a `Speech`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..audio import SampleBuffer, parse_subtitles
from ..core.parsing import mapping, number
from ..results.sound import AudioInfo, Speech
from . import Audio, Caption, Event, Info

SESSION_IDS = ("session_id", "connect_id")
SUMMED = ("audio_length", "audio_size", "usage_characters", "usage_voice_count", "word_count")
"""Facts about a text that are added up for the session."""


class Received:
    """The speech received in one session.

    Args:
        format: audio format.
        audio_setting: the audio settings of the request.
    """

    def __init__(self, format: str, audio_setting: object) -> None:
        self.trace_id: str | None = None
        self.has_audio = False
        self.texts_heard = 0
        """Number of texts that are complete and were not dropped."""
        self._format, self._audio_setting = format, audio_setting
        self._pieces: list[bytes] = []
        self._samples = SampleBuffer(format, Speech(None, {}, asked=audio_setting).pcm[1])
        self._facts: dict[str, Any] = {}
        self._ids: dict[str, Any] = {}
        self._subtitles: dict[object, dict[str, Any]] = {}
        self._text_number = 0
        self._milliseconds = 0.0

    @property
    def info(self) -> AudioInfo:
        """Facts about the audio, summed over its texts."""
        return AudioInfo.read(self._facts)

    def result(self) -> Speech:
        """The speech so far."""
        return Speech(
            b"".join([*self._pieces, self._samples.held]),
            {**self._ids, "extra_info": dict(self._facts)},
            format=self._format,
            trace_id=self.trace_id,
            subtitles=list(self._subtitles.values()) or None,
            asked=self._audio_setting,
        )

    def restart(self) -> None:
        """Forget the ids of a connection that ended before anything could be sent."""
        self._ids.clear()
        self.trace_id = None

    def drop_samples(self) -> None:
        """Drop an incomplete sample."""
        self._samples.close()

    def identify(self, payload: Mapping[str, Any]) -> None:
        """Keep the ids of a frame."""
        trace_id = payload.get("trace_id") or mapping(payload.get("base_resp")).get("trace_id")
        if trace_id:
            self.trace_id = str(trace_id)
        for name in SESSION_IDS:
            if payload.get(name):
                self._ids[name] = payload[name]

    def add(
        self, payload: Mapping[str, Any], audio: bytes, *, final: bool, silent: bool
    ) -> list[Event]:
        """The events of a frame with audio, subtitles or facts.

        Args:
            final: whether the frame is the last one of a text.
            silent: whether to drop its audio; its facts still count.
        """
        facts = mapping(payload.get("extra_info")) if payload.get("is_final") is not False else {}
        events = [] if silent else [*self._sound(audio, final), *self._captions(payload)]
        if facts:
            self._sum(facts)
            events += [] if silent else [Info(AudioInfo.read(facts))]
        if final:
            self._text_number += 1
            self.texts_heard += not silent
            self._milliseconds += number(facts.get("audio_length"))
        return events

    def _sound(self, audio: bytes, final: bool) -> list[Event]:
        sound = self._samples.feed(audio) + (self._samples.close() if final else b"")
        if not sound:
            return []
        self.has_audio = True
        self._pieces.append(sound)
        return [Audio(sound)]

    def _captions(self, payload: Mapping[str, Any]) -> list[Event]:
        segment = mapping(payload.get("data")).get("subtitle") or payload.get("subtitle")
        if not isinstance(segment, dict):
            return []
        begin = segment.get("text_begin")
        begin = begin if isinstance(begin, int) else None
        place = begin if begin is not None else ("unnumbered", len(self._subtitles))
        self._subtitles[self._text_number, place] = _later(segment, self._milliseconds)
        return [Caption(subtitle, begin) for subtitle in parse_subtitles(segment)]

    def _sum(self, facts: Mapping[str, Any]) -> None:
        """Add the facts about one text to those of the session."""
        sums = {
            name: int(number(self._facts.get(name)) + number(facts[name]))
            for name in SUMMED
            if facts.get(name) is not None
        }
        self._facts.update({**facts, **sums})


def _later(segment: Mapping[str, Any], milliseconds: float) -> dict[str, Any]:
    """Shift the subtitles of a segment from the start of its text to the start of the session."""
    moved: dict[str, Any] = {
        name: segment[name] + milliseconds
        for name in ("time_begin", "time_end")
        if isinstance(segment.get(name), (int, float))
    }
    words = segment.get("timestamped_words")
    if isinstance(words, list):
        moved["timestamped_words"] = [
            _later(word, milliseconds) for word in words if isinstance(word, dict)
        ]
    return {**segment, **moved}
