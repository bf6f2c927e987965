"""Speech as bytes, and the accumulator of a speech stream. Pure, but for `save`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

from ..audio import Subtitle, decode_hex, parse_subtitles, pcm_to_wav, split_audio_json, to_srt, to_vtt
from ..call import Answer, check_frame
from ..errors import DecodeError, MinimaxError, Origin


class SpeechInfo(NamedTuple):
    """Facts of an audio as the platform reports them; 0 or "" where it did not."""

    duration: float
    """Seconds."""
    format: str
    sample_rate: int
    """Hz."""
    bitrate: int
    """Bits per second."""
    channels: int
    characters: int
    """Billed characters."""
    words: int
    voices_charged: int
    """Voices whose fee this call triggered (first use of a cloned or designed voice)."""

    @classmethod
    def of(cls, raw: object) -> SpeechInfo:
        """Read an `extra_info` object; fields of music answers are understood, too."""
        facts: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}

        def number(*names: str) -> int:
            found = next((facts[name] for name in names if facts.get(name) is not None), 0)
            return int(found) if isinstance(found, (int, float)) else int(found) if isinstance(found, str) and found.isdecimal() else 0

        return cls(
            duration=number("audio_length", "music_duration") / 1000,
            format=str(facts.get("audio_format") or ""),
            sample_rate=number("audio_sample_rate", "music_sample_rate"),
            bitrate=number("bitrate"),
            channels=number("audio_channel", "music_channel"),
            characters=number("usage_characters"),
            words=number("word_count"),
            voices_charged=number("usage_voice_count"),
        )


class Speech:
    """Synthesised speech: `audio` bytes in the asked format, facts in `info`, subtitles where they were asked for."""

    def __init__(
        self,
        audio: bytes | None,
        raw: dict[str, Any],
        *,
        format: str = "mp3",
        url: str | None = None,
        trace_id: str | None = None,
        subtitles: object = None,
    ) -> None:
        self.raw = raw
        self.url = url
        self.format = format
        self.trace_id = trace_id
        self._audio = audio
        self._subtitles = subtitles

    @property
    def audio(self) -> bytes:
        """The audio. Raises MinimaxError when the call asked for a link (`output="url"`): fetch `url` then."""
        if self._audio is None:
            raise MinimaxError(f'This call asked for a link instead of audio; fetch {self.url} within 24 hours, or leave out output="url".')
        return self._audio

    @property
    def info(self) -> SpeechInfo:
        """What the platform tells about the audio."""
        return SpeechInfo.of(self.raw.get("extra_info"))

    @property
    def duration(self) -> float:
        """Length in seconds, 0.0 when the platform did not say."""
        return self.info.duration

    @property
    def characters(self) -> int:
        """Billed characters."""
        return self.info.characters

    def subtitles(self) -> list[Subtitle]:
        """Subtitles with times in seconds, empty unless the call asked for them.

        They were fetched together with the audio; when that failed, the error is raised here and the audio is not lost.
        """
        if isinstance(self._subtitles, Exception):
            raise self._subtitles
        return parse_subtitles(self._subtitles)

    def attach_subtitles(self, subtitles: object) -> None:
        """Take over fetched subtitles, or the error that kept them from coming."""
        self._subtitles = subtitles

    def to_srt(self) -> str:
        """Subtitles as an SRT file."""
        return to_srt(self.subtitles())

    def to_vtt(self) -> str:
        """Subtitles as a WebVTT file."""
        return to_vtt(self.subtitles())

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the audio to a file, through a temporary file beside it, and give its path.

        Raw PCM gets a WAV header when the file is called `.wav`.
        """
        target = Path(fspath(path))
        audio = self.audio
        if self.format == "pcm" and target.suffix.lower() == ".wav":
            audio = pcm_to_wav(audio, sample_rate=self.info.sample_rate or 32000, channels=self.info.channels or 1)
        return write_whole(target, audio)

    def __repr__(self) -> str:
        size = f"{len(self._audio):,} bytes" if self._audio is not None else f"url={self.url!r}"
        return f"Speech({size}, format={self.format!r}, duration={self.duration})"


class SpeechAccumulator:
    """Decodes the frames of a speech stream to bytes. The last frame's copy of the whole audio is used only when it is all there is."""

    def __init__(self, where: Origin, *, format: str = "mp3") -> None:
        self.complete = False
        self._where = where
        self._format = format
        self._pieces: list[bytes] = []
        self._last: dict[str, Any] = {}
        self._subtitles: list[Any] = []
        self._fetched: object = None

    def feed(self, data: bytes) -> Sequence[bytes]:
        """The new audio of one frame."""
        payload, audio = split_audio_json(data)
        return self._frame(payload, audio)

    def whole(self, answer: Answer) -> Sequence[bytes]:
        """A complete answer that came instead of a stream."""
        self.complete = True
        return self._frame(answer.payload, answer.media)

    def result(self) -> Speech:
        """The speech as far as it has come."""
        return Speech(
            b"".join(self._pieces),
            {key: value for key, value in self._last.items() if key != "data"},
            format=self._format,
            trace_id=self._last.get("trace_id"),
            subtitles=self._fetched if self._fetched is not None else self._subtitles or None,
        )

    @property
    def info(self) -> SpeechInfo:
        """Facts of the audio, complete after the last frame."""
        return SpeechInfo.of(self._last.get("extra_info"))

    @property
    def subtitle_url(self) -> str | None:
        """Link to the subtitle file, when the last frame gave one."""
        data = self._last.get("data")
        return data.get("subtitle_file") if isinstance(data, dict) else None

    def attach_subtitles(self, subtitles: object) -> None:
        """Take over fetched subtitles, or the error that kept them from coming."""
        self._fetched = subtitles

    def _frame(self, payload: dict[str, Any], audio: bytes | None) -> Sequence[bytes]:
        check_frame(payload, self._where)
        data = payload.get("data")
        data = data if isinstance(data, dict) else {}
        if audio is None and isinstance(data.get("audio"), str):
            audio = decode_hex(data["audio"])
        subtitle = data.get("subtitle") or payload.get("subtitle")
        if subtitle:
            self._take_subtitle(subtitle)
        self._last = {**self._last, **{key: value for key, value in payload.items() if value is not None}}
        if data.get("status") in (2, "2"):
            self.complete = True
            if self._pieces:
                return ()  # the whole audio once more
        if not audio:
            return ()
        self._pieces.append(audio)
        return (audio,)

    def _take_subtitle(self, subtitle: object) -> None:
        """Word subtitles grow with each frame of a segment: the newest replaces the one with the same beginning."""
        if isinstance(subtitle, Mapping) and self._subtitles:
            before = self._subtitles[-1]
            if isinstance(before, Mapping) and before.get("text_begin") == subtitle.get("text_begin"):
                self._subtitles.pop()
        self._subtitles.append(subtitle)


def speech_from(answer: Answer, *, format: str) -> Speech:
    """The speech in a JSON answer: bytes, or a link where one was asked for. An answer without audio is an error, never silence."""
    data = answer.payload.get("data") if isinstance(answer.payload, dict) else None
    value = data.get("audio") if isinstance(data, dict) else None
    raw = {key: item for key, item in answer.payload.items() if key != "data"}
    if isinstance(data, dict):
        raw["data"] = {key: item for key, item in data.items() if key != "audio"}
    if answer.media is None and isinstance(value, str) and value.startswith("http"):
        return Speech(None, raw, format=format, url=value, trace_id=answer.trace_id)
    audio = answer.media if answer.media is not None else decode_hex(value) if isinstance(value, str) else b""
    if not audio:
        raise DecodeError("The platform reported success but sent no audio; the answer is in `raw`.", raw=answer.payload)
    return Speech(audio, raw, format=format, trace_id=answer.trace_id)


def write_whole(target: Path, data: bytes) -> Path:
    """Write a file so that it is there completely or not at all."""
    partial = target.with_name(f".{target.name}.part")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OSError(error.errno, f"cannot write {target}: {error.strerror}; the result is still in memory, save it elsewhere") from error
    return target
