"""Generated audio: speech with its subtitles, and music, with its metadata and its streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, cast

from minimax_generated.api import music, speech

from ..audio import (
    AudioFrames,
    SampleBuffer,
    Subtitle,
    decode_hex,
    parse_subtitles,
    pcm_to_wav,
    to_srt,
    to_vtt,
)
from ..core import destinations
from ..core.call import Answer, check_frame
from ..core.parsing import count, mapping, missing, number, text
from ..core.streaming import AsyncStream, Stream
from ..errors import MinimaxError, Origin
from ..record import Record, Typed, wire
from .medium import MediumInMemory


def _seconds(milliseconds: object) -> float:
    return max(0.0, number(milliseconds)) / 1000


@dataclass(frozen=True, slots=True)
class AudioInfo(Record):
    """Metadata of audio as reported by the platform; 0 or "" if it is missing."""

    duration: float = field(metadata=wire(_seconds, "audio_length", "music_duration"))
    """Seconds."""
    format: str = field(metadata=wire(text, "audio_format"))
    sample_rate: int = field(metadata=wire(count, "audio_sample_rate", "music_sample_rate"))
    """Hz."""
    bitrate: int = field(metadata=wire(count))
    """Bits per second."""
    channels: int = field(metadata=wire(count, "audio_channel", "music_channel"))
    characters: int = field(metadata=wire(count, "usage_characters"))
    """Billed characters; speech only."""
    words: int = field(metadata=wire(count, "word_count"))
    voices_charged: int = field(metadata=wire(count, "usage_voice_count"))
    """Voices whose fee this call triggered (first use of a cloned or designed voice)."""


class Sound(MediumInMemory):
    """Generated audio: `audio` bytes in the requested format, metadata in `info`."""

    pcm_default = (32000, 1)
    """Sample rate and channels of raw PCM if neither the call nor the platform specifies them."""
    _stem = "audio"
    _names: ClassVar[tuple[str, ...]] = (
        "format",
        "media_type",
        "filename",
        "duration",
        "info",
        "url",
        "trace_id",
        "audio",
    )
    _shown = ("audio", "url", "format", "duration")

    def __init__(
        self,
        audio: bytes | None,
        raw: dict[str, Any],
        *,
        format: str = "mp3",
        url: str | None = None,
        trace_id: str | None = None,
        asked: object = None,
    ) -> None:
        self.raw = raw
        self.url = url
        self._format = format
        self.trace_id = trace_id
        self._audio = audio
        self._asked = mapping(asked)

    @property
    def format(self) -> str:
        """The requested format, such as "mp3"."""
        return self._format

    @property
    def audio(self) -> bytes:
        """The audio. Raises MinimaxError if the call requested a link (`output="url"`): download
        `url` instead.
        """
        if self._audio is None:
            raise MinimaxError(
                "This call requested a link instead of audio; download it within 24 hours with"
                f' client.files.download({self.url!r}, to), or omit output="url".'
            )
        return self._audio

    @property
    def info(self) -> AudioInfo:
        """The platform's metadata of the audio."""
        return AudioInfo.read(self.raw.get("extra_info"))

    @property
    def duration(self) -> float:
        """Duration in seconds, 0.0 if unknown."""
        return self.info.duration

    @property
    def pcm(self) -> tuple[int, int]:
        """Sample rate and channels of the audio: as reported by the platform, else from the
        `audio_setting` of the call, else the defaults.
        """
        rate, channels = self.pcm_default
        asked, info = self._asked, self.info
        return (
            info.sample_rate or count(asked.get("sample_rate")) or rate,
            info.channels or count(asked.get("channel")) or channels,
        )

    def play(self, *, player: str | None = None) -> None:
        """Play the audio and return when it has finished; see `minimax.play`. In async code: `await
        minimax.play_async(sound)`.
        """
        from ..playback import play

        play(self, player=player)

    def _content(self, extension: str) -> bytes:
        if self._audio and extension in destinations.EXTENSIONS["wav"]:
            return self._loaded_bytes() or b""
        return self.audio

    def _loaded_bytes(self) -> bytes | None:
        if self._audio is None or self.format != "pcm":
            return self._audio
        rate, channels = self.pcm
        return pcm_to_wav(self._audio, sample_rate=rate, channels=channels)

    def _value(self, name: str) -> Any:
        return self._audio if name == "audio" else super()._value(name)


A = TypeVar("A", bound=Sound)


class SoundAccumulator(Generic[A]):
    """Decodes the frames of a stream to bytes. The last frame repeats the whole audio; only what no
    earlier frame contained is returned.
    """

    def __init__(
        self, where: Origin, kind: type[A], *, format: str = "mp3", asked: object = None
    ) -> None:
        self.complete = False
        self._asked = asked
        self._where = where
        self._kind = kind
        self.format = format
        self._pieces: list[bytes] = []
        self._samples: SampleBuffer | None = None
        self._frames = AudioFrames()
        self._sounding: object = None  # the previous frame, if it contained only audio
        self._last: dict[str, Any] = {}

    def feed(self, data: bytes | bytearray) -> Sequence[bytes]:
        """Return the new audio of one frame."""
        payload, audio = self._frames.split(data)
        if audio and payload is self._sounding:
            return self._new(audio)
        pieces = self._frame(payload, audio)
        self._sounding = (
            payload if audio and not self.complete and not subtitle_in(payload) else None
        )
        return pieces

    def whole(self, answer: Answer) -> Sequence[bytes]:
        """A complete response that arrived instead of a stream."""
        self.complete = True
        return self._frame(answer.payload, answer.media)

    def result(self) -> A:
        """The audio so far."""
        raw = {key: value for key, value in self._last.items() if key != "data"}
        return self._kind(
            b"".join(self._received),
            raw,
            format=self.format,
            trace_id=self._last.get("trace_id"),
            asked=self._asked,
        )

    def _frame(self, payload: dict[str, Any], audio: bytes | None) -> Sequence[bytes]:
        check_frame(payload, self._where)
        data = mapping(payload.get("data"))
        if audio is None and isinstance(data.get("audio"), str):
            audio = decode_hex(data["audio"])
        self._last |= {key: value for key, value in payload.items() if value is not None}
        ended = self.complete
        if data.get("status") in (2, "2"):
            self.complete = True
        if ended and self._samples:
            return ()  # a repeated last frame
        if self.complete and self._samples:
            return [*self._new(self._unsent(audio or b"")), *self._rest()]
        if not audio:
            if self.complete:
                raise missing("audio", payload)
            return ()
        pieces = self._new(audio)
        return [*pieces, *self._rest()] if self.complete else pieces

    def _new(self, audio: bytes) -> Sequence[bytes]:
        """Return new audio in whole samples."""
        if self._samples is None:
            channels = self._kind(None, self._last, asked=self._asked).pcm[1]
            self._samples = SampleBuffer(self.format, channels)
        return self._kept(self._samples.feed(audio))

    def _rest(self) -> Sequence[bytes]:
        """Return an incomplete last sample."""
        return self._kept(self._samples.close() if self._samples else b"")

    def _kept(self, audio: bytes) -> Sequence[bytes]:
        if not audio:
            return ()
        self._pieces.append(audio)
        return (audio,)

    @property
    def _received(self) -> list[bytes]:
        """All audio so far, including an incomplete last sample."""
        return [*self._pieces, self._samples.held if self._samples else b""]

    def _unsent(self, last: bytes) -> bytes:
        """The part of the last frame's audio that no earlier piece contained.

        The last frame repeats the whole, sometimes with an additional end. If it does not start
        with the pieces, it is the whole encoded differently, which would be heard twice, unless the
        reported size proves that it is only the missing end.
        """
        sent = 0
        for piece in self._received:
            if not last.startswith(piece, sent):
                break
            sent += len(piece)
        else:
            return last[sent:]
        sent = sum(map(len, self._received))
        facts = mapping(self._last.get("extra_info"))
        size = count(facts.get("audio_size")) or count(facts.get("music_size"))
        return last if sent + len(last) == size else b""


class AudioStream(Stream[bytes, A], Generic[A]):
    """Streamed audio: iterate over it for bytes in the requested format, without repetitions."""

    @property
    def info(self) -> AudioInfo:
        """Metadata of the audio; complete after the last bytes."""
        return self.snapshot.info

    def save(self, path: str | PathLike[str]) -> Path:
        """Read to the end and write the audio to a file; returns its path. An unwritable path, or
        an extension of another format, raises ValidationError before anything is read; see
        `Sound.save` for the rest.
        """
        destinations.prepare(path, format=_format(self._source), field="path")
        return self.final().save(path)

    def play(self, *, player: str | None = None) -> None:
        """Play the audio while it is generated, and return when it has finished; see
        `minimax.play`. `final()` then returns all of it.
        """
        from ..playback import play

        play(self, player=player)


class AsyncAudioStream(AsyncStream[bytes, A], Generic[A]):
    """Streamed audio: iterate over it for bytes in the requested format, without repetitions."""

    @property
    def info(self) -> AudioInfo:
        """Metadata of the audio; complete after the last bytes."""
        return self.snapshot.info

    async def save(self, path: str | PathLike[str]) -> Path:
        """Read to the end and write the audio to a file; returns its path. An unwritable path, or
        an extension of another format, raises ValidationError before anything is read; see
        `Sound.save` for the rest.
        """
        format = _format(self._source)
        await self._io.work(lambda: destinations.prepare(path, format=format, field="path"))
        sound = await self.final()
        return cast(Path, await self._io.work(lambda: sound.save(path)))

    async def play(self, *, player: str | None = None) -> None:
        """Play the audio while it is generated, and return when it has finished; see
        `minimax.play`. `final()` then returns all of it.
        """
        from ..playback import play_async

        await play_async(self, player=player)


def _format(source: Any) -> str:
    """The audio format of a stream."""
    return cast("SoundAccumulator[Any]", source.accumulator).format


def sound_from(answer: Answer, kind: type[A], *, format: str, asked: object = None) -> A:
    """Read the audio of a JSON response: bytes, or a link if one was requested. Raises if there is
    no audio.
    """
    data = mapping(answer.payload.get("data"))
    raw = {key: item for key, item in answer.payload.items() if key != "data"}
    raw["data"] = {key: item for key, item in data.items() if key not in ("audio", "audio_url")}
    value = data.get("audio") or data.get("audio_url")
    if not answer.media and isinstance(value, str) and value.startswith("http"):
        return kind(None, raw, format=format, url=value, trace_id=answer.trace_id, asked=asked)
    audio = answer.media or (decode_hex(value) if isinstance(value, str) else b"")
    if not audio:
        raise missing("audio", answer.payload)
    return kind(audio, raw, format=format, trace_id=answer.trace_id, asked=asked)


def subtitle_in(payload: Mapping[str, Any]) -> object:
    """The subtitle of a frame; older servers send it outside of `data`."""
    return mapping(payload.get("data")).get("subtitle") or payload.get("subtitle")


class Speech(Sound):
    """Synthesized speech: `audio` bytes in the requested format, metadata in `info`, subtitles if
    they were requested.
    """

    _stem = "speech"
    _names = (*Sound._names, "subtitles")
    response = Typed(lambda: speech.t2a_v2.OPERATION.response_model)
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
    """Collects the audio and subtitles of a speech stream."""

    def __init__(self, where: Origin, *, format: str = "mp3", asked: object = None) -> None:
        super().__init__(where, Speech, format=format, asked=asked)
        self._subtitles: list[Any] = []
        self._fetched: object = None

    def result(self) -> Speech:
        """The speech so far."""
        speech, fetched = super().result(), self._fetched
        speech.attach_subtitles(self._subtitles or None if fetched is None else fetched)
        return speech

    @property
    def subtitle_url(self) -> str | None:
        """Link to the subtitle file, if the last frame contained one."""
        return mapping(self._last.get("data")).get("subtitle_file")

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
        """Word subtitles grow with each frame of a segment: a new one replaces the previous one
        with the same start.
        """
        before = mapping(self._subtitles[-1]) if self._subtitles else {}
        begin = mapping(subtitle).get("text_begin")
        if begin is not None and before.get("text_begin") == begin:
            self._subtitles.pop()
        self._subtitles.append(subtitle)


class Music(Sound):
    """A song, an instrumental or a cover: `audio` bytes in the requested format, metadata in
    `info`.
    """

    response = Typed(lambda: music.music_generation.OPERATION.response_model)
    """The response with every documented field, typed."""

    pcm_default = (44100, 2)
    _stem = "music"
