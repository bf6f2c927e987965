"""Images without Pillow: a gradient in the colours of the prompt, as PNG or JPEG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

Colour = tuple[int, int, int]

_BLOCK = 8
"""Side of a JPEG block in pixels. Each block has a single colour here, which takes a few bits."""
_UNCHANGED = "00"
"""A component of a block with the colour of the previous block: no difference, end of block."""


def png(width: int, height: int, top: Colour, bottom: Colour, comment: bytes) -> bytes:
    """A vertical gradient."""
    rows = b"".join(b"\0" + bytes(colour) * width for colour in _sky(height, top, bottom))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"tEXt", b"Comment\0" + comment),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def jpeg(width: int, height: int, top: Colour, bottom: Colour, comment: bytes) -> bytes:
    """A vertical gradient in steps of eight pixels."""
    tall, wide = -(-height // _BLOCK), -(-width // _BLOCK)
    rest = _UNCHANGED * 3 * (wide - 1)
    bits, before = [], (0, 0, 0)
    for colour in _sky(tall, top, bottom):
        levels = _levels(colour)
        changes = zip(levels, before, strict=True)
        bits.append("".join(_difference(level - last) for level, last in changes) + rest)
        before = levels
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    coded = int(text, 2).to_bytes(len(text) // 8).replace(b"\xff", b"\xff\0")
    parts = b"".join((b"\1\x11\0", b"\2\x11\0", b"\3\x11\0"))
    segments = (
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        (0xFE, comment),
        (0xDB, b"\0\x08" + b"\1" * 63),  # the mean of a block is not quantised
        (0xC0, struct.pack(">BHHB", 8, height, width, 3) + parts),
        (0xC4, b"\0" + bytes([1, 0, 0, 0, 8, *[0] * 11]) + bytes(range(9))),
        (0xC4, b"\x10" + bytes([1, *[0] * 15]) + b"\0"),
        (0xDA, b"\3\1\0\2\0\3\0\0\x3f\0"),
    )
    head = b"".join(
        struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data for marker, data in segments
    )
    return b"\xff\xd8" + head + coded + b"\xff\xd9"


def _sky(rows: int, top: Colour, bottom: Colour) -> Iterator[Colour]:
    for row in range(rows):
        share = row / max(rows - 1, 1)
        red, green, blue = (
            round(high + (low - high) * share) for high, low in zip(top, bottom, strict=True)
        )
        yield red, green, blue


def _levels(colour: Colour) -> tuple[int, int, int]:
    """Luma and both chroma components as defined by JFIF, from -128 to 127."""
    red, green, blue = colour
    found = (
        0.299 * red + 0.587 * green + 0.114 * blue - 128,
        -0.168736 * red - 0.331264 * green + 0.5 * blue,
        0.5 * red - 0.418688 * green - 0.081312 * blue,
    )
    bright, blueness, redness = (min(127, round(value)) for value in found)
    return bright, blueness, redness


def _difference(value: int) -> str:
    """The bits of a component of a block: the bit length of the difference to the previous block,
    in the code of the table above ("0" for none, "10000" for one), the difference, and end of
    block.
    """
    size = abs(value).bit_length()
    if not size:
        return _UNCHANGED
    return f"{15 + size:05b}{value if value > 0 else value + (1 << size) - 1:0{size}b}0"
