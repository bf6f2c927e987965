"""Generated videos: the camera pans over the image of the prompt, or over a first frame, with the
prompt written on it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from heapq import merge
from typing import TYPE_CHECKING

from minimax.emulator.media.audio import encode_frames, frames
from minimax.emulator.media.cache import cached
from minimax.emulator.media.codecs import require_pillow, require_pyav
from minimax.emulator.media.image import label, scenery
from minimax.emulator.media.music import tune
from minimax.emulator.media.probe import open_media

if TYPE_CHECKING:
    import av
    import av.filter
    from PIL import Image

    _Packet = av.Packet[av.AudioStream] | av.Packet[av.VideoStream]

_LARGER = 1.15  # size of the scene relative to the frame, so that the camera can pan
_AUDIO_RATE, _AUDIO_BITRATE = 44100, 128000
_VIDEO_OPTIONS = {
    "preset": "ultrafast",
    "crf": "27",
    "threads": "1",
}  # with threads the bytes would differ
_SAMPLE_TABLE_BYTES, _HEADER_BYTES = 16, 4096  # per sample and once, generously


@cached
def video(
    prompt: str,
    *,
    width: int,
    height: int,
    seconds: float,
    fps: int = 24,
    audio: bool = False,
    first_frame: bytes | None = None,
) -> bytes:
    """Generate an H.264 MP4 of a size in pixels (even numbers) and a length in seconds. Equal
    arguments give equal bytes.

    `audio` adds a stereo AAC track. Raises ValueError for an odd size, or if `first_frame` is not
    an image.
    """
    require_pyav("MP4")
    require_pillow("MP4")
    import av

    if width % 2 or height % 2:
        raise ValueError(f"cannot create a video of {width}x{height}: both sides must be even")
    count = max(1, round(seconds * fps))
    larger = (_even(width * _LARGER), _even(height * _LARGER))
    scene = scenery(prompt, *larger) if first_frame is None else fit(first_frame, larger)
    out = io.BytesIO()
    samples = count + (round(seconds * _AUDIO_RATE / 1024) + 8 if audio else 0)
    # Space for the index is reserved at the start, so that playback starts at once ("faststart"
    # would reopen the file).
    options = {
        "fflags": "+bitexact",
        "moov_size": str(_HEADER_BYTES + samples * _SAMPLE_TABLE_BYTES),
    }
    with av.open(out, "w", format="mp4", options=options) as container:
        picture = container.add_stream("libx264", rate=fps, options=_VIDEO_OPTIONS)
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        packets = [
            _pictures(
                _camera(scene, label(prompt, width, height), width, height, count, fps), picture
            )
        ]
        if audio:
            track = container.add_stream("aac", rate=_AUDIO_RATE, layout="stereo")
            track.bit_rate = _AUDIO_BITRATE
            track.codec_context.open()
            packets.append(_sounds(frames(tune(prompt, seconds=count / fps, vocals=False)), track))
        for packet in merge(*packets, key=_moment):
            container.mux(packet)
    return out.getvalue()


def _pictures(moving: Iterator[av.VideoFrame], stream: av.VideoStream) -> Iterator[_Packet]:
    for frame in moving:
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _sounds(playing: Iterator[av.AudioFrame], stream: av.AudioStream) -> Iterator[_Packet]:
    for packet in encode_frames(playing, stream.codec_context):
        packet.stream = stream
        yield packet


def _moment(packet: _Packet) -> Fraction:
    """The timestamp of a packet in seconds, used to interleave audio and video."""
    return (packet.dts or 0) * packet.time_base


def _camera(
    scene: Image.Image, words: Image.Image, width: int, height: int, count: int, fps: int
) -> Iterator[av.VideoFrame]:
    """The frames, cropped from a single scene, which is fast."""
    import av
    import av.filter

    graph = av.filter.Graph()
    graph.threads = 1
    time_base = Fraction(1, fps)
    # The path is an arc with a soft start and end; a light crosses the image, so that uniform
    # scenes change, too.
    ease = f"(0.5-0.5*cos(PI*n/{count}))"
    drift = f"x=(W-w)*n/{count}:y=H*(0.3+0.1*sin(n/9))"
    crop = graph.add("crop", f"{width}:{height}:x=(iw-ow)*{ease}:y=(ih-oh)*sin(PI*{ease})")
    stages = [
        (scene, "yuv420p", crop),
        (words, "yuva420p", graph.add("overlay", "x=0:y=H-h:format=yuv420")),
        (
            _light(min(width, height) // 8),
            "yuva420p",
            graph.add("overlay", f"{drift}:format=yuv420"),
        ),
    ]
    repeat = graph.add("loop", f"loop={count - 1}:size=1")
    sources = []
    for place, (still, pixels, stage) in enumerate(stages):
        source = graph.add_buffer(
            width=still.width,
            height=still.height,
            format=av.VideoFormat(pixels),
            time_base=time_base,
        )
        frame = av.VideoFrame.from_bytes(
            still.convert("RGBA").tobytes(), still.width, still.height, format="rgba"
        )
        sources.append((source, frame.reformat(format=pixels)))
        if place:
            stages[place - 1][2].link_to(stage, 0, 0)
            source.link_to(stage, 0, 1)
        else:
            graph.link_nodes(source, repeat, stage)
    stages[-1][2].link_to(graph.add("buffersink"))
    graph.configure()
    for source, frame in sources:
        frame.pts, frame.time_base = 0, time_base
        source.push(frame)
        source.push(None)
    for at in range(count):
        frame = graph.vpull()
        frame.pts, frame.time_base = at, time_base
        yield frame


def _light(size: int) -> Image.Image:
    """A round light with soft edges."""
    from PIL import Image, ImageChops

    size = _even(size)
    glow = ImageChops.invert(Image.radial_gradient("L")).point(
        [max(0, level - 76) for level in range(256)]
    )
    light = Image.new("RGBA", (size, size), (255, 250, 230, 0))
    light.putalpha(glow.resize((size, size)))
    return light


def fit(data: bytes, size: tuple[int, int]) -> Image.Image:
    """An image, cropped and scaled to a size in pixels. Raises ValueError if the bytes are not an
    image.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", size)
            return ImageOps.fit(picture.convert("RGB"), size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ImageOps.fit(_decode(data), size)


def _decode(data: bytes) -> Image.Image:
    """Decode what Pillow cannot read: HEIC, and the first frame of a video."""
    with open_media(data) as container:
        for frame in container.decode(video=0) if container.streams.video else ():
            picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
            return picture
    raise ValueError(f"the first frame is not an image ({len(data)} bytes)")


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)
