"""How long a recording or a clip lasts, read from its headers: WAV, MP3, and the MP4 family (M4A,
MP4, MOV).

Nothing is estimated: where the headers do not tell for certain, the answer is None, so that no good
file is ever refused.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

SLACK = 0.1
"""Seconds by which two decoders may differ about the length of the same file."""

_CHUNK = struct.Struct("<4sI")
_BOX = struct.Struct(">I4s")
_STREAMED = 0xFFFFFFFF

_MPEG_1, _LAYER_3, _MONO = 3, 1, 3
_BITRATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
"""kbit/s of layer III by index: MPEG-1, and the half-rate versions."""
_SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Hz by version bits and index."""
_TRAILERS = (b"TAG", b"APET", b"LYRI")
"""What may follow the last frame: tags of the ID3v1, APE and Lyrics3 kind."""


def seconds(file: BinaryIO) -> float | None:
    """Length of a media file in seconds, None when its headers do not tell. Reads from the current
    position and returns to it.
    """
    start = file.tell()
    try:
        end = file.seek(0, os.SEEK_END)
        file.seek(start)
        head = file.read(12)
        file.seek(start)
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return _wav(file, start, end)
        if head[4:8] == b"ftyp":
            return _mp4(file, start, end)
        return _mp3(file, start, end)
    except (struct.error, IndexError):  # cut off in the middle of a header
        return None
    finally:
        file.seek(start)


def _wav(file: BinaryIO, start: int, end: int) -> float | None:
    """Bytes of audio by bytes per second. A recorder that could not go back to write the size
    leaves it at its maximum, or at 0.
    """
    byte_rate, place = 0, start + 12
    while place + _CHUNK.size <= end:
        file.seek(place)
        name, size = _CHUNK.unpack(file.read(_CHUNK.size))
        place += _CHUNK.size
        if name == b"fmt ":
            (byte_rate,) = struct.unpack_from("<I", file.read(16), 8)
        elif name == b"data":
            audio = min(size or _STREAMED, end - place)
            return audio / byte_rate if byte_rate else None
        place += size + size % 2
    return None


def _mp4(file: BinaryIO, start: int, end: int) -> float | None:
    """The movie header tells; the one of a fragmented file says 0."""
    for movie in _boxes(file, b"moov", start, end):
        for place, _ in _boxes(file, b"mvhd", *movie):
            file.seek(place)
            header = file.read(32)
            scale, length = (
                struct.unpack_from(">IQ", header, 20)
                if header[0] == 1
                else struct.unpack_from(">II", header, 12)
            )
            known = scale and length and length not in (_STREAMED, 2**64 - 1)
            return float(length / scale) if known else None
    return None


def _boxes(file: BinaryIO, name: bytes, place: int, end: int) -> Iterator[tuple[int, int]]:
    """Begin and end of the content of each box of a name."""
    while place + _BOX.size <= end:
        file.seek(place)
        size, kind = _BOX.unpack(file.read(_BOX.size))
        header = _BOX.size
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            header = 16
        size = size or end - place
        if size < header:
            return
        if kind == name:
            yield place + header, min(place + size, end)
        place += size


def _mp3(file: BinaryIO, start: int, end: int) -> float | None:
    """Frames counted one by one, or taken from the header that encoders of variable bit rate write
    into the first frame.
    """
    place = _after_tags(file, start)
    samples, rate = 0, 0
    while place < end:
        file.seek(place)
        header = file.read(4)
        frame = _frame(header)
        if frame is None:
            return samples / rate if samples and header.startswith(_TRAILERS) else None
        length, count, frame_rate = frame
        if not samples:
            told = _told_frames(header + file.read(min(length, 2048)))
            if told:
                return told * count / frame_rate
        if rate not in (0, frame_rate):
            return None
        samples, rate, place = samples + count, frame_rate, place + length
    return samples / rate if samples else None


def mp3_rate(file: BinaryIO) -> tuple[int, int] | None:
    """Sample rate in Hz and channels of an MP3 by its first frame; None when there is none."""
    file.seek(_after_tags(file, 0))
    header = file.read(4)
    frame = _frame(header)
    return frame and (frame[2], 1 if header[3] >> 6 == _MONO else 2)


def _after_tags(file: BinaryIO, place: int) -> int:
    """Where the audio begins: after the ID3v2 tags, whose sizes have seven bits to the byte."""
    while True:
        file.seek(place)
        header = file.read(10)
        if header[:3] != b"ID3" or len(header) < 10:
            return place
        size = 0
        for byte in header[6:10]:
            size = size << 7 | byte & 0x7F
        place += 10 + size + (10 if header[5] & 0x10 else 0)


def _frame(header: bytes) -> tuple[int, int, int] | None:
    """Bytes, samples and sample rate of a layer III frame; None when these four bytes begin
    none.
    """
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    index = header[2] >> 2 & 3
    if layer != _LAYER_3 or version not in _SAMPLE_RATES or index == 3:
        return None
    bitrate, rate = (
        _BITRATES[version == _MPEG_1][header[2] >> 4] * 1000,
        _SAMPLE_RATES[version][index],
    )
    if not bitrate:
        return None
    samples = 1152 if version == _MPEG_1 else 576
    return samples // 8 * bitrate // rate + (header[2] >> 1 & 1), samples, rate


def _told_frames(frame: bytes) -> int:
    """The number of frames in a Xing, Info or VBRI header, 0 when the first frame is plain
    audio.
    """
    for mark in (b"Xing", b"Info"):
        place = frame.find(mark, 4, 48)
        if place >= 0:
            flags, frames = struct.unpack_from(">II", frame, place + 4)
            return int(frames) if flags & 1 else 0
    if frame[36:40] == b"VBRI":
        (frames,) = struct.unpack_from(">I", frame, 50)
        return int(frames)
    return 0
