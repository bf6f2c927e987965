"""Inspect media files: container, codecs, duration and dimensions."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from minimax.emulator.media.codecs import CodecMissing, has_pyav, require_pyav
from minimax.media import sniff
from minimax.requests import measures

if TYPE_CHECKING:
    import av.container


class Probe(NamedTuple):
    """`container` and `codecs` have their common names; `duration` is in seconds. Values that do
    not apply are None.
    """

    container: str
    codecs: tuple[str, ...]
    sample_rate: int | None = None
    channels: int | None = None
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None


# No other formats are opened: a playlist, for example, could make FFmpeg read other files.
_CONTAINERS = {
    "mp3": "mp3",
    "wav": "wav",
    "flac": "flac",
    "ogg": "ogg",
    "aac": "aac",
    "aiff": "aiff",
    "mov,mp4,m4a,3gp,3g2,mj2": "mp4",
    "matroska,webm": "webm",
    "jpeg_pipe": "jpeg",
    "png_pipe": "png",
    "webp_pipe": "webp",
    "gif": "gif",
    "bmp_pipe": "bmp",
}
_BRANDS = {
    "qt  ": "mov",
    "heic": "heic",
    "heix": "heic",
    "mif1": "heif",
    "msf1": "heif",
    "avif": "avif",
}  # of the MP4 family
_IMAGES = {"jpeg", "png", "webp", "bmp", "heic", "heif", "avif"}


def probe(data: bytes) -> Probe:
    """Inspect a media file. Raises ValueError for other bytes, including headerless PCM."""
    if not has_pyav():
        return _by_headers(data)
    with open_media(data) as container:
        return _describe(container)


@contextmanager
def open_media(data: bytes) -> Iterator[av.container.InputContainer]:
    """Open a file for reading. Raises ValueError if it cannot be read."""
    require_pyav("Decoding this file")
    import av
    import av.error

    options = {"format_whitelist": ",".join(_CONTAINERS), "protocol_whitelist": ""}
    # A title that is not UTF-8 must not make a file unreadable. PyAV 19 ignores this option.
    lenient: dict[str, Any] = (
        {"metadata_errors": "replace"} if int(av.__version__.partition(".")[0]) < 19 else {}
    )
    try:
        with av.open(io.BytesIO(data), "r", options=options, **lenient) as container:
            yield container
    except av.error.FFmpegError as error:
        raise ValueError(
            f"not a readable media file ({len(data)} bytes): {error.strerror}"
        ) from error


def _by_headers(data: bytes) -> Probe:
    """Inspect the headers of WAV, MP3 and image files. Raises CodecMissing for other media."""
    media_type = sniff(data)
    if media_type is None:
        raise ValueError(f"not a readable media file ({len(data)} bytes)")
    kind, _, name = media_type.partition("/")
    if kind == "image" and (size := measures.size_of(data)):
        return Probe(name, (name,), width=size[0], height=size[1])
    if media_type == "audio/wav":
        try:
            with wave.open(io.BytesIO(data)) as file:
                rate, channels = file.getframerate(), file.getnchannels()
        except (wave.Error, EOFError):
            raise CodecMissing("Reading this WAV file") from None
        return Probe("wav", ("pcm_s16le",), rate, channels, measures.seconds(io.BytesIO(data)))
    if media_type == "audio/mpeg" and (found := measures.rate_and_channels(io.BytesIO(data))):
        return Probe("mp3", ("mp3",), *found, measures.seconds(io.BytesIO(data)))
    raise CodecMissing(f"Reading {name.upper()}")


def _describe(container: av.container.InputContainer) -> Probe:
    name = _CONTAINERS.get(container.format.name, container.format.name)
    name = _BRANDS.get(container.metadata.get("major_brand", ""), name)
    streams = [stream for stream in container.streams if stream.type in ("audio", "video")]
    if not streams:
        raise ValueError("not a media file: it has no audio or video stream")
    result = Probe(name, tuple(stream.codec.canonical_name for stream in streams))
    if container.streams.audio:
        context = container.streams.audio[0].codec_context
        result = result._replace(sample_rate=context.sample_rate, channels=context.channels)
    if container.streams.video:
        video = container.streams.video[0]
        result = result._replace(width=video.codec_context.width, height=video.codec_context.height)
        if name not in _IMAGES and video.average_rate:
            result = result._replace(fps=float(video.average_rate))
    if name not in _IMAGES:
        result = result._replace(duration=_seconds(container))
    return result


def _seconds(container: av.container.InputContainer) -> float | None:
    if container.duration is not None:
        return container.duration / 1_000_000
    # Files written as a stream have no duration; use the end of the last packet.
    ends = [
        float(((packet.pts or 0) + (packet.duration or 0)) * packet.time_base)
        for packet in container.demux()
        if packet.pts is not None and packet.time_base
    ]
    return max(ends, default=None)
