"""Width and height from the first bytes of images."""

from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from minimax.requests.measures import size_of


def drawn(format: str, width: int, height: int, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (12, 90, 200)).save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": b"Exif\0\0more"}),
    ],
)
@pytest.mark.parametrize(("width", "height"), [(640, 480), (1, 1), (333, 2001)])
def test_size_is_read_from_the_header(
    format: str, options: dict[str, Any], width: int, height: int
) -> None:
    content = drawn(format, width, height, **options)

    assert size_of(content) == (width, height)
    assert size_of(content[:10]) is None, "a header that is cut off tells nothing"


def test_jpeg_thumbnails_are_ignored() -> None:
    content, thumbnail = drawn("JPEG", 800, 600), drawn("JPEG", 160, 120)
    segment = b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail

    assert size_of(content[:2] + segment + b"\xff" + content[2:]) == (800, 600)


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def test_heif_size_is_that_of_the_largest_item() -> None:
    sizes = [
        box(b"ispe", bytes(4), struct.pack(">II", *size))
        for size in ((512, 512), (4032, 3024), (320, 240))
    ]
    properties = box(b"iprp", box(b"ipco", box(b"hvcC", bytes(9)), *sizes), box(b"ipma", bytes(9)))
    content = box(b"ftyp", b"heic", bytes(4)) + box(b"meta", bytes(4), box(b"hdlr"), properties)

    assert size_of(content) == (4032, 3024)
    assert size_of(content[:40]) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a" + bytes(20), b"\x89PNG\r\n\x1a\n" + bytes(40), b"RIFF....WEBPnew!" + bytes(40)],
)
def test_other_files_have_no_size(content: bytes) -> None:
    assert size_of(content) is None


@given(
    st.sampled_from(
        [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"\xff\xd8",
            b"RIFF\0\0\0\0WEBPVP8X",
            b"\0\0\0\x08ftyp\0\0\0\0meta\0\0\0\0\0\0\0\x64iprp\0\0\0\0ipco",
            b"",
        ]
    ),
    st.binary(max_size=200),
)
def test_arbitrary_bytes_do_not_raise(start: bytes, rest: bytes) -> None:
    found = size_of(start + rest)

    assert found is None or all(side > 0 for side in found)
