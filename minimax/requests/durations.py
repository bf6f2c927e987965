"""How long a recording or a clip lasts, read from its headers by `tinytag`: WAV, MP3, FLAC, Ogg,
AIFF, and the MP4 family (M4A, MP4, MOV).

No good file must be refused: where the headers do not tell for certain, the answer is None.
"""

from __future__ import annotations

import os
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
