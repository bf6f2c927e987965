"""Read the width and height of an image from its first bytes, without decoding it: PNG, JPEG, WebP
and HEIF. Pure.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

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
        fields = struct.unpack_from("<6B", head, 24)
        return _three(fields[:3]) + 1, _three(fields[3:]) + 1
    return 0, 0


def _three(octets: tuple[int, ...]) -> int:
    return octets[0] | octets[1] << 8 | octets[2] << 16


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
