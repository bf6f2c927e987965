from __future__ import annotations

import io
import itertools
import subprocess
import sys
from collections.abc import Callable

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from minimax.emulator.media import IMAGE_FORMATS, gradient, image, probe, synthesize, video
from minimax.emulator.media.image import label

SIZES = [(1024, 1024), (1280, 720), (832, 1248), (1344, 576), (512, 2048), (520, 512)]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference per channel, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def frames_of(data: bytes) -> list[Image.Image]:
    with av.open(io.BytesIO(data), "r") as container:
        return [frame.to_image() for frame in container.decode(video=0)]  # type: ignore[no-untyped-call]


# ── Images ──


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_images_have_the_requested_size(width: int, height: int) -> None:
    found = probe(image("a lighthouse in fog", width=width, height=height))
    assert (found.container, found.width, found.height) == ("jpeg", width, height)
    assert found.duration is None


@pytest.mark.parametrize("format", IMAGE_FORMATS)
def test_every_image_format_is_valid(format: str) -> None:
    assert probe(image("x", width=512, height=512, format=format)).container == format


def test_an_unknown_image_format_is_named() -> None:
    with pytest.raises(ValueError, match="tiff"):
        image("x", width=512, height=512, format="tiff")


def test_equal_input_gives_the_same_image_and_a_seed_another() -> None:
    def make(prompt: str, seed: int) -> bytes:
        return image(prompt, width=512, height=512, seed=seed)

    assert make("cat", 1) == make("cat", 1)
    assert difference(opened(make("cat", 1)), opened(make("cat", 2))) > 5
    assert difference(opened(make("cat", 1)), opened(make("dog", 1))) > 5


def test_the_prompt_is_written_on_the_image() -> None:
    white = []
    for prompt in ("i", "a much longer prompt that fills a line and one more of the picture"):
        picture = opened(image(prompt, width=512, height=512, format="png"))
        lower = picture.crop((0, 380, 512, 512)).convert("L")
        white.append(sum(lower.histogram()[250:]))
    assert 0 < white[0] < white[1]


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        " ",
        "一只猫坐在屋顶上",
        "😀👩‍👩‍👧 🎉",
        "مرحبا بالعالم",
        "สวัสดี",
        "a\x00b\ud800c\u0301",
        "x" * 1500,
        "word " * 2000,
        "長" * 7000,
    ],
    ids=[
        "empty",
        "blank",
        "chinese",
        "emoji",
        "arabic",
        "thai",
        "broken",
        "one word",
        "long",
        "long chinese",
    ],
)
def test_any_prompt_can_be_drawn(prompt: str) -> None:
    assert opened(image(prompt, width=512, height=512)).size == (512, 512)


def test_two_prompts_without_a_font_still_look_different() -> None:
    # Characters of private use, which no font has.
    one, other = (label(text, 512, 512) for text in ("\U000f1234", "\U000f5678"))
    assert ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()


# ── Videos ──


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (864, 768), (720, 1280)])
def test_a_video_has_the_asked_size_length_and_frame_rate(width: int, height: int) -> None:
    found = probe(video("a kite over dunes", width=width, height=height, seconds=1.5))
    assert (found.container, found.codecs) == ("mp4", ("h264",))
    assert (found.width, found.height, found.fps) == (width, height, 24)
    assert found.duration == pytest.approx(1.5, abs=0.01)


def test_videos_have_motion_in_every_frame() -> None:
    frames = frames_of(video("a kite", width=640, height=360, seconds=2))
    assert len(frames) == 48
    assert difference(frames[0], frames[24]) > 1
    assert difference(frames[24], frames[47]) > 1
    assert all(difference(before, after) > 0 for before, after in itertools.pairwise(frames))


def test_videos_are_yuv420p_and_support_fast_start() -> None:
    data = video("a kite", width=640, height=360, seconds=1, audio=True)
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(io.BytesIO(data), "r") as container:
        assert container.streams.video[0].codec_context.pix_fmt == "yuv420p"


def test_a_video_with_sound_carries_stereo_aac_of_the_same_length() -> None:
    data = video("a kite", width=320, height=240, seconds=3, audio=True)
    found = probe(data)
    assert (found.codecs, found.channels, found.sample_rate) == (("h264", "aac"), 2, 44100)
    assert found.duration == pytest.approx(3, abs=0.05)
    with av.open(io.BytesIO(data), "r") as container:
        played = sum(frame.samples for frame in container.decode(audio=0)) / 44100
    assert played == pytest.approx(3, abs=0.06)


def test_equal_input_gives_the_same_video() -> None:
    assert (
        len({video("a kite", width=320, height=240, seconds=1, audio=True) for _ in range(2)}) == 1
    )
    assert video("a kite", width=320, height=240, seconds=1) != video(
        "a boat", width=320, height=240, seconds=1
    )


def test_a_video_shows_its_first_frame() -> None:
    given = io.BytesIO()
    Image.new("RGB", (600, 500), (200, 30, 40)).save(given, "png")
    first = frames_of(video("p", width=320, height=240, seconds=0.5, first_frame=given.getvalue()))[
        0
    ]
    red, green, blue = first.getpixel((160, 20))  # type: ignore[misc]
    assert red > 170
    assert green < 70
    assert blue < 80


def test_a_clip_can_be_the_first_frame() -> None:
    clip = video("a boat", width=64, height=64, seconds=0.5)
    assert probe(video("p", width=320, height=240, seconds=0.5, first_frame=clip)).width == 320


@pytest.mark.parametrize(
    "data", [b"", b"no picture", synthesize("hi", voice="a").data], ids=["empty", "text", "sound"]
)
def test_invalid_first_frames_are_rejected(data: bytes) -> None:
    with pytest.raises(ValueError, match=f"{len(data)} bytes"):
        video("p", width=320, height=240, seconds=0.5, first_frame=data)


def test_an_odd_size_is_refused() -> None:
    with pytest.raises(ValueError, match="321x240"):
        video("p", width=321, height=240, seconds=1)


# ── Probing ──


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello world" * 500,
        b"\xff" * 4000,
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"\x00\x00\x00\x20ftypisom" + b"\x00" * 64,
    ],
)
def test_other_files_are_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=f"not a (readable )?media file .*{len(data)} bytes"):
        probe(data)


def test_truncated_files_are_always_a_value_error() -> None:
    whole = video("p", width=64, height=64, seconds=0.5, audio=True)
    for length in range(0, len(whole), 701):
        try:
            probe(whole[:length])
        except ValueError:
            continue


def test_importing_the_media_loads_neither_av_nor_pillow() -> None:
    program = "import sys, minimax.emulator.media; print({'av', 'PIL', 'numpy'} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize(("width", "height"), [(64, 64), (321, 203), (8, 1), (1024, 576)])
@pytest.mark.parametrize("draw", [gradient.png, gradient.jpeg])
def test_images_without_pillow_are_valid(
    draw: Callable[..., bytes], width: int, height: int
) -> None:
    top, bottom = (250, 30, 90), (20, 200, 255)
    with Image.open(io.BytesIO(draw(width, height, top, bottom, b"A heron"))) as picture:
        picture.load()
        assert picture.size == (width, height)
        pixels = picture.convert("RGB")
    for place, wanted in (((0, 0), top), ((width - 1, height - 1), bottom)):
        if height > 1 or wanted is top:
            found = pixels.getpixel(place)
            assert isinstance(found, tuple)
            assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= 3
    assert pixels.getpixel((0, height // 2)) == pixels.getpixel((width - 1, height // 2))
