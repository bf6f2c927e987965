"""Durations of recordings, with files of real encoders and truncated files."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from typing import Any

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax.audio import wav_header
from minimax.requests import measures


def encoded(
    container: str,
    codec: str,
    seconds: float,
    *,
    rate: int = 32000,
    options: dict[str, str] | None = None,
    **settings: Any,
) -> bytes:
    """Silence as an encoder writes it."""
    out = io.BytesIO()
    with av.open(out, "w", format=container, options=options or {}) as target:
        stream: Any = target.add_stream(codec, rate=rate, options=settings)
        stream.layout = "mono"
        left = int(seconds * rate)
        while left > 0:
            frame = av.AudioFrame(format="s16", layout="mono", samples=min(1024, left))
            frame.planes[0].update(bytes(frame.planes[0].buffer_size))
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            left -= frame.samples
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return out.getvalue()


def seconds(data: bytes) -> float | None:
    return measures.seconds(io.BytesIO(data))


NO_HEADER = {"write_xing": "0"}
FILES = {
    "wav": encoded("wav", "pcm_s16le", 3.25),
    "m4a": encoded("ipod", "aac", 3.25),
    "mov": encoded("mov", "aac", 3.25),
    "flac": encoded("flac", "flac", 3.25),
    "opus": encoded("ogg", "libopus", 3.25, rate=48000),
    "aiff": encoded("aiff", "pcm_s16be", 3.25),
    "mp3": encoded("mp3", "libmp3lame", 3.25),
    "mp3 of constant bit rate, bare": encoded(
        "mp3", "libmp3lame", 3.25, rate=44100, options={**NO_HEADER, "id3v2_version": "0"}
    ),
    "mp3 of variable bit rate, bare": encoded("mp3", "libmp3lame", 3.25, options=NO_HEADER, q="4"),
    "mp3 of half rate": encoded("mp3", "libmp3lame", 3.25, rate=16000, options=NO_HEADER),
}


@pytest.mark.parametrize("name", FILES)
def test_duration_is_accurate_to_100_ms(name: str) -> None:
    assert seconds(FILES[name]) == pytest.approx(3.25, abs=measures.SLACK)


def test_file_position_is_the_start_and_is_restored() -> None:
    file = io.BytesIO(b"before" + FILES["wav"])
    file.seek(6)

    assert measures.seconds(file) == 3.25
    assert file.tell() == 6


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_wav_without_size_is_measured(size: int) -> None:
    header = wav_header(32000, sample_rate=8000, channels=1)

    assert seconds(header[:-4] + struct.pack("<I", size) + bytes(32000)) == 2.0


@pytest.mark.parametrize("trailer", [b"TAG" + bytes(125), b"APETAGEX" + bytes(24)])
def test_trailing_mp3_tags_are_ignored(trailer: bytes) -> None:
    bare = FILES["mp3 of constant bit rate, bare"]

    assert seconds(bare + trailer) == seconds(bare)


def test_inconsistent_mp3_estimates_are_discarded() -> None:
    quiet, loud = (
        encoded(
            "mp3",
            "libmp3lame",
            3,
            rate=44100,
            options={**NO_HEADER, "id3v2_version": "0"},
            b=rate,
        )
        for rate in ("32k", "128k")
    )
    assert seconds(quiet) == pytest.approx(3, abs=measures.SLACK)
    assert seconds(quiet + loud) is None


def test_endless_structures_are_abandoned() -> None:
    class Counted(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1) -> bytes:
            self.reads += 1
            return super().read(size)

    file = Counted(b"\xff\xfb" + bytes(8 * measures.MOST_READS))
    assert measures.seconds(file) is None
    assert file.reads <= measures.MOST_READS


def test_movie_headers_of_64_bits_are_read() -> None:
    header = struct.pack(">BxxxQQIQ", 1, 0, 0, 1000, 4500)
    mvhd = struct.pack(">I4s", 8 + len(header), b"mvhd") + header
    moov = struct.pack(">I4sQ", 1, b"moov", 16 + len(mvhd)) + mvhd

    assert seconds(struct.pack(">I4s4sI", 16, b"ftyp", b"M4A ", 0) + moov) == 4.5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"RIFF\x00\x00\x00\x00WAVE",
        wav_header(16, sample_rate=8000, channels=1)[:30],
        b"fLaC" + bytes(100),
        encoded("mp4", "aac", 1, options={"movflags": "frag_keyframe+empty_moov"}),
        FILES["m4a"][:200],
        b"ID3\x04\x00\x00\x00\x00\x00\x05" + bytes(100),
    ],
    ids=["empty", "riff", "wave", "cut wav", "flac", "fragmented", "cut m4a", "tag alone"],
)
def test_unknown_durations_are_none(data: bytes) -> None:
    assert seconds(data) is None


@given(
    st.sampled_from(
        [
            b"",
            b"RIFF\x00\x00\x00\x00WAVE",
            b"\x00\x00\x00\x10ftyp",
            b"ID3",
            b"\xff\xfb\x90\x00",
            b"\xff\xe3",
            b"fLaC\x00\x00\x00\x22",
            b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead",
            b"FORM\x00\x00\x00\x10AIFFCOMM",
            b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00",
        ]
    ),
    st.binary(max_size=200),
)
def test_arbitrary_bytes_do_not_raise(head: bytes, rest: bytes) -> None:
    length = seconds(head + rest)

    assert length is None or length >= 0
