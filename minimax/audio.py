"""Convert audio from the platform: hex in JSON to bytes, raw PCM to WAV, subtitles to SRT and
WebVTT.
"""

from __future__ import annotations

import io
import json
import math
import re
import struct
from binascii import hexlify, unhexlify
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from minimax.core.parsing import STAND_IN, parse, repair
from minimax.errors import DecodeError

from .record import Record

__all__ = [
    "AudioAnswer",
    "AudioFrames",
    "SampleBuffer",
    "Subtitle",
    "Word",
    "decode_hex",
    "parse_subtitles",
    "pcm_to_wav",
    "split_audio_json",
    "to_srt",
    "to_vtt",
    "wav_header",
]

_NOT_HEX = re.compile("[^0-9A-Fa-f]")
_NOT_HEX_BYTES = re.compile(_NOT_HEX.pattern.encode())
_UNREADABLE = (ValueError, RecursionError)  # errors of json and binascii for invalid input
_AUDIO_KEY = b'"audio"'
_KEY_BYTES = 64  # the key "audio", with some blanks, may be split
_HEAD_BYTES = 65536
_OPENING_QUOTE = re.compile(rb'\s*:\s*"')
_UNFINISHED = re.compile(rb"\s*:?\s*")
_STAND_IN_BYTES = STAND_IN.encode()

_SAMPLE_BYTES = {"pcm": 2, "pcmu_raw": 1}
"""Bytes per sample of one channel, for formats that consist only of samples."""
_WAV_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_WAV_FORMAT_BYTES = 16
_WAV_INTEGER_PCM = 1
_WAV_MAX_BYTES = 0xFFFFFFFF

_LINE_END = re.compile(r"\r\n|\r|\n")
_VTT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def decode_hex(text: str | bytes | memoryview) -> bytes:
    """Decode hexadecimal text. Raises a `DecodeError`, with the text in `raw`, if it is invalid."""
    try:
        return unhexlify(text)
    except ValueError as error:
        raw = bytes(text) if isinstance(text, memoryview) else text
        wrong = _NOT_HEX.search(raw) if isinstance(raw, str) else _NOT_HEX_BYTES.search(raw)
        if wrong is not None:
            problem = (
                f"{wrong.group()!r} at position {wrong.start()} of {len(raw)} is not a hexadecimal"
                " digit"
            )
        else:
            problem = f"{len(raw)} digits, an odd number, so the text was probably truncated"
        raise DecodeError(f"the audio is not hex: {problem}", raw=raw) from error


def split_audio_json(payload: bytes | bytearray) -> tuple[dict[str, Any], bytes | None]:
    """Split a speech or music response into its JSON object, with an empty `data.audio`, and the
    audio as bytes.

    The audio is None, and the object unchanged, if `data.audio` is missing, not hex or written in
    an unusual way.
    """
    return AudioFrames().split(payload)


class AudioFrames:
    """`split_audio_json` for the frames of one stream. If a frame differs from the previous one
    only in its audio, only the hex is parsed.
    """

    __slots__ = ("_answer", "_head", "_tail")

    def __init__(self) -> None:
        self._answer: dict[str, Any] | None = None
        self._head = self._tail = b""  # the bytes around the audio of the previous frame

    def split(self, payload: bytes | bytearray) -> tuple[dict[str, Any], bytes | None]:
        """The object of a frame, and its audio. It is the identical object of the previous frame if
        only the audio has changed.
        """
        answer, start, end = self._answer, len(self._head), len(payload) - len(self._tail)
        if (
            answer is not None
            and start <= end
            and payload.startswith(self._head)
            and payload.endswith(self._tail)
        ):
            try:
                # Valid hex contains no quotes, so there is nothing else in the frame.
                return answer, unhexlify(memoryview(payload)[start:end])
            except ValueError:
                pass
        self._answer = None
        span = _audio_span(payload)
        if span is None:
            return _parse_object(payload), None
        start, end = span
        try:
            # The hex is decoded in place: parsing it as JSON would copy it twice and take far
            # longer.
            audio = unhexlify(memoryview(payload)[start:end])
        except ValueError:
            return _parse_object(payload), None
        head, tail = bytes(payload[:start]), bytes(payload[end:])
        answer = _parse_rest(head + _STAND_IN_BYTES + tail)
        if answer is None:
            return _parse_object(payload), None
        self._answer, self._head, self._tail = answer, head, tail
        return answer, audio


class AudioAnswer:
    """`split_audio_json` for a response that is still being received: hex is decoded immediately,
    so that little more than the audio is kept in memory.

    An unusual response is reassembled and parsed with `split_audio_json`.
    """

    def __init__(self) -> None:
        self._head = bytearray()  # up to the opening quote of the audio
        self._looking = True
        self._audio: io.BytesIO | None = None  # can return its bytes without a copy
        self._half = b""  # the first digit of an incomplete pair
        self._rest: bytearray | None = None  # from the closing quote on

    def feed(self, chunk: bytes) -> None:
        """Add the next bytes of the response."""
        if self._rest is not None:
            self._rest += chunk
        elif self._audio is not None:
            self._feed_hex(self._audio, chunk)
        else:
            self._head += chunk
            if self._looking:
                self._find_audio(len(chunk))

    def content(self) -> bytes:
        """The response with a placeholder for its audio, or unchanged if that is not hex."""
        if self._audio is None or self._rest is None:
            return self._whole()
        return b"".join((self._head, _STAND_IN_BYTES, self._rest))

    def decode(self, content: bytes) -> tuple[dict[str, Any], bytes | None]:
        """The object of the response, with an empty `data.audio`, and the audio."""
        if self._audio is None or self._rest is None:
            return split_audio_json(content)
        answer = _parse_rest(content)
        return (
            (_parse_object(self._whole()), None)
            if answer is None
            else (answer, self._audio.getvalue())
        )

    def _find_audio(self, new: int) -> None:
        if len(self._head) - new > _HEAD_BYTES:
            self._looking = False  # if the audio comes late, the response is parsed as a whole
            return
        key = self._head.find(_AUDIO_KEY, max(0, len(self._head) - new - _KEY_BYTES))
        if key < 0 or _UNFINISHED.fullmatch(self._head, key + len(_AUDIO_KEY)):
            return
        opening = _OPENING_QUOTE.match(self._head, key + len(_AUDIO_KEY))
        if opening is None:
            self._looking = False
        else:
            start = opening.end()
            del opening  # it holds the buffer
            first = bytes(memoryview(self._head)[start:])
            del self._head[start:]
            self._audio = io.BytesIO()
            self._feed_hex(self._audio, first)

    def _feed_hex(self, audio: io.BytesIO, chunk: bytes) -> None:
        text = self._half + chunk
        end = text.find(b'"')
        stop = len(text) if end < 0 else end
        even = stop - stop % 2
        try:
            audio.write(unhexlify(memoryview(text)[:even]))
        except ValueError:
            self._give_up(text)
            return
        self._half = text[even:stop]
        if end >= 0 and self._half:
            self._give_up(text[even:])
        elif end >= 0:
            self._rest = bytearray(memoryview(text)[end:])

    def _give_up(self, text: bytes) -> None:
        """It is not hex: return to the response as received, and keep what follows unchanged."""
        self._half = text
        self._head = bytearray(self._whole())
        self._audio, self._half, self._looking = None, b"", False

    def _whole(self) -> bytes:
        """The response as received, except for the case of its hex digits."""
        digits = b"" if self._audio is None else hexlify(self._audio.getbuffer())
        return b"".join((self._head, digits, self._half, self._rest or b""))


def _parse_rest(text: bytes) -> dict[str, Any] | None:
    """The object of a response, with the placeholder removed from its audio; None if the
    placeholder is anywhere else.
    """
    try:
        answer = parse(text)
    except _UNREADABLE:
        return None
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or data.get("audio") != STAND_IN:
        return None
    data["audio"] = ""
    found: dict[str, Any] = answer
    return found


def _audio_span(payload: bytes | bytearray) -> tuple[int, int] | None:
    """Where the text of the first `"audio": "..."` starts and ends; a guess, since the JSON is not
    parsed.
    """
    key = payload.find(_AUDIO_KEY)
    opening = _OPENING_QUOTE.match(payload, key + len(_AUDIO_KEY)) if key >= 0 else None
    if opening is None:
        return None
    end = payload.find(b'"', opening.end())
    return None if end < 0 else (opening.end(), end)


def _parse_object(payload: bytes | bytearray) -> dict[str, Any]:
    answer = _parse_json(payload)
    if not isinstance(answer, dict):
        raise DecodeError(
            f"the response is not a JSON object but {type(answer).__name__}", raw=bytes(payload)
        )
    return answer


def _parse_json(payload: str | bytes | bytearray) -> Any:
    try:
        return json.loads(payload)
    except _UNREADABLE as error:
        raise DecodeError(
            f"the response is not valid JSON: {error}",
            raw=payload if isinstance(payload, str) else bytes(payload),
        ) from error


class SampleBuffer:
    """Splits streamed audio at sample boundaries, because a frame may end within a sample.

    This is only possible for formats without a container; others are passed through unchanged.
    """

    __slots__ = ("_size", "held")

    def __init__(self, format: str, channels: int) -> None:
        self._size = _SAMPLE_BYTES[format] * max(channels, 1) if format in _SAMPLE_BYTES else 1
        self.held = b""
        """The beginning of an incomplete sample."""

    def feed(self, audio: bytes) -> bytes:
        """Return complete samples of all channels."""
        if self._size == 1:
            return audio
        audio = self.held + audio
        end = len(audio) - len(audio) % self._size
        self.held = audio[end:]
        return audio[:end]

    def close(self) -> bytes:
        """Return the beginning of an incomplete sample, so that nothing is lost."""
        rest, self.held = self.held, b""
        return rest


def wav_header(pcm_bytes: int, *, sample_rate: int, channels: int, sample_width: int = 2) -> bytes:
    """The 44-byte WAV header for `pcm_bytes` bytes of integer PCM.

    sample_rate: in Hz. sample_width: bytes per sample of one channel; 2 is the signed 16-bit audio
        of the platform.
    """
    frame_bytes = channels * sample_width
    padding = pcm_bytes % 2
    return _WAV_HEADER.pack(
        b"RIFF",
        # A size beyond the limit of 4 GiB is written as the maximum, which players interpret as
        # "to the end of the file".
        min(_WAV_HEADER.size - 8 + pcm_bytes + padding, _WAV_MAX_BYTES),
        b"WAVE",
        b"fmt ",
        _WAV_FORMAT_BYTES,
        _WAV_INTEGER_PCM,
        channels,
        sample_rate,
        sample_rate * frame_bytes,
        frame_bytes,
        sample_width * 8,
        b"data",
        min(pcm_bytes, _WAV_MAX_BYTES),
    )


def pcm_to_wav(
    pcm: bytes | bytearray | memoryview, *, sample_rate: int, channels: int, sample_width: int = 2
) -> bytes:
    """Raw integer PCM as a WAV file; see `wav_header` for the parameters."""
    size = memoryview(pcm).nbytes
    header = wav_header(size, sample_rate=sample_rate, channels=channels, sample_width=sample_width)
    return b"".join((header, pcm, b"\0" * (size % 2)))


@dataclass(frozen=True, slots=True)
class Word(Record):
    """A word with its start and end, in seconds from the start of the audio."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Subtitle(Record):
    """A sentence with its start and end in seconds. `words` is empty unless word timing was
    requested.
    """

    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()


def parse_subtitles(payload: object) -> list[Subtitle]:
    """Parse the subtitles of a subtitle file (its text or decoded JSON), or of a frame of a stream,
    which may have none.
    """
    if isinstance(payload, (str, bytes)):
        payload = _parse_json(payload)
    return [_subtitle(segment) for segment in _segments(payload)]


def _segments(payload: object) -> Iterator[dict[str, Any]]:
    if isinstance(payload, list):
        for item in payload:
            yield from _segments(item)
    elif isinstance(payload, dict):
        if "text" in payload:
            yield payload
        else:
            # A frame has them at `data.subtitle`, frames of older servers at `subtitle`.
            yield from _segments(payload.get("subtitle") or payload.get("data"))


def _subtitle(segment: dict[str, Any]) -> Subtitle:
    start, end = _seconds(segment.get("time_begin")), _seconds(segment.get("time_end"))
    words = tuple(_words(segment.get("timestamped_words"), start or 0.0))
    if start is None:
        start = words[0].start if words else 0.0
    if end is None:
        end = words[-1].end if words else start
    return Subtitle(_text(segment.get("text")), start, end, words)


def _words(entries: object, position: float) -> Iterator[Word]:
    """The words in order. A word without times gets the end of the previous word."""
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            start, end = _seconds(entry.get("time_begin")), _seconds(entry.get("time_end"))
            start = position if start is None else start
            position = start if end is None else end
            yield Word(_text(entry.get("word")), start, position)


def _text(value: object) -> str:
    return repair(value) if isinstance(value, str) else ""


def _seconds(milliseconds: object) -> float | None:
    try:
        seconds = (
            float(milliseconds) / 1000 if isinstance(milliseconds, (int, float, str)) else math.nan
        )
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) else None


def to_srt(subtitles: Iterable[Subtitle]) -> str:
    """The subtitles as a SubRip file."""
    # SubRip has no escapes, so the one mark that would start a new cue becomes an arrow.
    return "\n".join(
        f"{number}\n{_timestamp(start, ',')} -->"
        f" {_timestamp(end, ',')}\n{text.replace('-->', '→')}\n"
        for number, (start, end, text) in enumerate(_cues(subtitles), 1)
    )


def to_vtt(subtitles: Iterable[Subtitle]) -> str:
    """The subtitles as a WebVTT file."""
    return "WEBVTT\n" + "".join(
        f"\n{_timestamp(start, '.')} --> {_timestamp(end, '.')}\n{text.translate(_VTT_ESCAPES)}\n"
        for start, end, text in _cues(subtitles)
    )


def _cues(subtitles: Iterable[Subtitle]) -> Iterator[tuple[int, int, str]]:
    """Start and end in milliseconds, and the text without blank lines, which would end a cue."""
    for subtitle in subtitles:
        text = "\n".join(line for line in _LINE_END.split(subtitle.text) if line.strip())
        if text:
            start = max(0, round(subtitle.start * 1000))
            yield start, max(start, round(subtitle.end * 1000)), text


def _timestamp(milliseconds: int, decimal_mark: str) -> str:
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{decimal_mark}{milliseconds:03}"
