"""What the headers of media files say: how long a recording or a video lasts, read by
`tinytag` (WAV, MP3, FLAC, Ogg, AIFF and the MP4 family), and the pixels of an image (PNG, JPEG,
WebP and HEIF).

No valid file must be refused: where the headers are not conclusive, the answer is None.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from tinytag import TinyTag


SLACK = 0.1
"""Seconds by which two decoders may differ about the length of the same file."""
LONGEST = 12 * 3600
"""Seconds; what headers say beyond that stands for "unknown"."""
MOST_READS = 100_000
"""Pieces that are read before giving up on a file that leads nowhere."""
LARGEST_READ = 2**20
STEADY = 0.01
"""Share by which both halves of an MP3 of constant bit rate may differ, beside a few frames."""
WAV_HEADER = 44
MP3 = (b"\xff", b"ID3")
"""How they begin, with or without tags."""


def seconds(file: BinaryIO) -> float | None:
    """Duration of a media file in seconds, None if its headers are not conclusive. Reads from the
    current position and returns to it.
    """
    import tinytag  # noqa: F401 - so that a missing package is not taken for a damaged file

    start = file.tell()
    try:
        size = file.seek(0, os.SEEK_END) - start
        tag = _read(file, start, size)
        length, head = tag.duration or 0.0, _Window(file, start, size).read(4)
        rate = (tag.channels or 0) * (tag.samplerate or 0) * (tag.bitdepth or 0) // 8
        if head == b"RIFF" and rate:
            # A recorder that could not go back to write the size leaves it at its maximum, or at 0.
            measured = (size - WAV_HEADER) / rate
            length = min(length or measured, measured)
        elif head.startswith(MP3) and _read(file, start, size // 2).duration != length:
            # A length that depends on the size of the file is an estimate, made from a few frames.
            # It counts if the second half confirms it.
            half = _read(file, start + size // 2, size - size // 2, name=".mp3").duration or 0.0
            if abs(2 * half - length) > 2 * SLACK + STEADY * length:
                return None
        return length if 0 < length <= LONGEST else None
    except Exception:  # tinytag raises errors of many kinds about damaged files
        return None
    finally:
        file.seek(start)


def rate_and_channels(file: BinaryIO) -> tuple[int, int] | None:
    """Sample rate in Hz and channels of a recording, None when its headers do not tell. Reads from
    the current position and returns to it.
    """
    start = file.tell()
    try:
        tag = _read(file, start, file.seek(0, os.SEEK_END) - start)
        return (tag.samplerate, tag.channels) if tag.samplerate and tag.channels else None
    except Exception:
        return None
    finally:
        file.seek(start)


def _read(file: BinaryIO, start: int, size: int, name: str | None = None) -> TinyTag:
    """The facts of a file of this size; its content tells what it is, or its name."""
    from tinytag import TinyTag

    window = cast("BinaryIO", _Window(file, start, size))
    return TinyTag.get(name, file_obj=window, tags=False)


class _Window:
    """A file from where it starts, with the size that is claimed for it. Reads are bounded, so that
    no file can fill the memory or take for ever.
    """

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start, self._size = file, start, size
        self._reads = 0
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        self._reads += 1
        if self._reads > MOST_READS:
            raise EOFError
        self._file.seek(self._start + self._at)
        data = self._file.read(min(size, LARGEST_READ) if size >= 0 else LARGEST_READ)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at


_NO_SIZE = {0xC4, 0xC8, 0xCC}
"""JPEG markers in the range of frame headers that are not frame headers: tables and reserved."""
_BARE = {0x01, *range(0xD0, 0xD9)}
"""JPEG markers without a length."""


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None if they cannot be read from these bytes."""
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
            width, height = struct.unpack_from(">II", head, 16)
        elif head.startswith(b"\xff\xd8"):
            width, height = _jpeg(head)
        elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            width, height = _webp(head)
        elif head[4:8] == b"ftyp":
            width, height = _heif(head)
        else:
            return None
    except (struct.error, IndexError):  # the header continues after these bytes
        return None
    return (width, height) if width and height else None


def _jpeg(head: bytes) -> tuple[int, int]:
    """Read segments up to the frame header. A thumbnail is skipped together with its segment."""
    place = 2
    while True:
        if head[place] != 0xFF:
            return 0, 0
        marker = head[place + 1]
        if marker == 0xFF:  # padding
            place += 1
        elif marker in _BARE:
            place += 2
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height, width = struct.unpack_from(">HH", head, place + 5)
            return width, height
        else:
            place += 2 + max(2, struct.unpack_from(">H", head, place + 2)[0])


def _webp(head: bytes) -> tuple[int, int]:
    """Lossy, lossless and extended files store the size in different places."""
    if head[12:16] == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    if head[12:16] == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if head[12:16] == b"VP8X":
        fields = struct.unpack_from("<3s3s", head, 24)
        width, height = (int.from_bytes(field, "little") for field in fields)
        return width + 1, height + 1
    return 0, 0


def _heif(head: bytes) -> tuple[int, int]:
    """The largest size among the properties, which include the sizes of tiles and thumbnails."""
    sizes = [
        struct.unpack_from(">II", head, start + 4)
        for kind, start, _ in _properties(head)
        if kind == b"ispe"
    ]
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _properties(head: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The item properties of the `meta` box."""
    for kind, start, end in _boxes(head, 0, len(head)):
        if kind == b"meta":  # four bytes of version and flags come first
            for inner, begin, stop in _boxes(head, start + 4, end):
                if inner == b"iprp":
                    for innermost, first, last in _boxes(head, begin, stop):
                        if innermost == b"ipco":
                            yield from _boxes(head, first, last)


def _boxes(head: bytes, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of the content of each box in a part of a file of the MP4 family."""
    while place + 8 <= min(end, len(head)):
        size, kind, start = *struct.unpack_from(">I4s", head, place), place + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", head, start)
            start += 8
        elif size == 0:
            size = end - place
        if size < start - place:
            return
        yield kind, start, min(place + size, end)
        place += size
