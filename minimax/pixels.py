"""Width and height of a picture, read from its first bytes: PNG, JPEG and WebP. Pure, decodes
nothing.
"""

from __future__ import annotations

import struct

_NO_SIZE = {0xC4, 0xC8, 0xCC}
"""Markers among the frame headers of JPEG that are none: tables and a reserved one."""
_BARE = {0x01, *range(0xD0, 0xD9)}
"""Markers of JPEG that stand alone, without a length."""


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None when these bytes do not tell."""
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
            width, height = struct.unpack_from(">II", head, 16)
        elif head.startswith(b"\xff\xd8"):
            width, height = _jpeg(head)
        elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            width, height = _webp(head)
        else:
            return None
    except (struct.error, IndexError):  # the header goes on after these bytes
        return None
    return (width, height) if width and height else None


def _jpeg(head: bytes) -> tuple[int, int]:
    """Segment by segment up to the frame header; a thumbnail inside a segment is skipped with
    it.
    """
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
    """Lossy, lossless and extended files keep the size at three places."""
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
