"""The cross-field rules of the requests, by the tables of the API reference; judged by jsonschema
and by the SDK's own checks.
"""

from __future__ import annotations

from typing import Any

import pytest

from generator import emit
from minimax.requests import request_body

from .both_validators import OurValidator, complaint, judge, the_spec, validator

Body = dict[str, Any]
FACE = [{"type": "character", "image": ["https://img.example.net/face.jpg"]}]
START = {"first_frame_image": "https://img.example.net/kite.png"}
END = {"last_frame_image": "data:image/png;base64,iVBORw0"}


def fits(request: str, body: Body) -> None:
    assert judge(request, body) is None


def refused(request: str, body: Body, *words: str) -> None:
    said = judge(request, body)
    assert said is not None, f"{request} {body} must be refused"
    assert all(word in said for word in words), said


# ---- video, first generation: model, mode, resolution, duration

VIDEO_MATRIX: list[tuple[str, Body, dict[str, list[int]]]] = [
    ("MiniMax-Hailuo-2.3", {}, {"768P": [6, 10], "1080P": [6]}),
    ("MiniMax-Hailuo-2.3", START, {"768P": [6, 10], "1080P": [6]}),
    ("MiniMax-Hailuo-2.3-Fast", START, {"768P": [6, 10], "1080P": [6]}),
    ("MiniMax-Hailuo-02", {}, {"768P": [6, 10], "1080P": [6]}),
    ("MiniMax-Hailuo-02", START, {"512P": [6, 10], "768P": [6, 10], "1080P": [6]}),
    ("MiniMax-Hailuo-02", START | END, {"768P": [6, 10], "1080P": [6]}),
]


@pytest.mark.parametrize(("model", "frames", "allowed"), VIDEO_MATRIX)
@pytest.mark.parametrize("resolution", ["512P", "720P", "768P", "1080P"])
@pytest.mark.parametrize("duration", [6, 10])
def test_video_accepts_the_documented_resolutions_and_durations(
    model: str, frames: Body, allowed: dict[str, list[int]], resolution: str, duration: int
) -> None:
    body = {
        "model": model,
        "prompt": "A kite rises.",
        **frames,
        "resolution": resolution,
        "duration": duration,
    }

    if duration in allowed.get(resolution, []):
        fits("VideoGenerationRequest", body)
    else:
        refused("VideoGenerationRequest", body)


VIDEO: list[tuple[Body, str | None]] = [
    ({"model": "MiniMax-Hailuo-2.3", "prompt": "A kite."}, None),
    ({"model": "MiniMax-Hailuo-2.3"}, "prompt is required"),
    ({"model": "MiniMax-Hailuo-2.3", **START}, None),
    ({"model": "MiniMax-Hailuo-2.3", "prompt": "x" * 2000}, None),
    ({"model": "MiniMax-Hailuo-2.3", "prompt": "x" * 2001}, "at most 2,000 characters"),
    (
        {"model": "MiniMax-Hailuo-2.3", "prompt": "A kite.", "resolution": "1080P", "duration": 10},
        "768P (6 or 10 seconds) or 1080P (6 seconds) from text alone or a first frame",
    ),
    ({"model": "MiniMax-Hailuo-2.3", "prompt": "A kite.", "duration": 8}, "duration"),
    (
        {"model": "MiniMax-Hailuo-2.3", **START, "resolution": "512P"},
        "MiniMax-Hailuo-2.3 makes 768P (6 or 10 seconds) or 1080P (6 seconds)",
    ),
    (
        {"model": "MiniMax-Hailuo-02", **START, "resolution": "720P"},
        "512P or 768P (6 or 10 seconds) or 1080P (6 seconds) from a first frame",
    ),
    ({"model": "MiniMax-Hailuo-2.3", "prompt": "A kite.", "resolution": "1080p"}, "resolution"),
    (
        {"model": "MiniMax-Hailuo-2.3", "prompt": "A kite.", **END},
        "from text alone or a first frame",
    ),
    (
        {"model": "MiniMax-Hailuo-02", "prompt": "A kite.", "resolution": "512P"},
        "512P or 768P (6 or 10 seconds) or 1080P (6 seconds) from a first frame",
    ),
    ({"model": "MiniMax-Hailuo-2.3-Fast", "prompt": "A kite."}, "from a first frame"),
    ({"model": "I2V-01", "prompt": "A kite."}, "720P (6 seconds) from a first frame"),
    ({"model": "I2V-01-live", **START}, None),
    ({"model": "T2V-01", "prompt": "A kite."}, None),
    ({"model": "T2V-01-Director", "prompt": "A kite.", **START}, "from text alone"),
    ({"model": "T2V-01", "prompt": "A kite.", "duration": 6}, None),
    (
        {"model": "T2V-01", "prompt": "A kite.", "duration": 10},
        "make 720P (6 seconds) from text alone",
    ),
    ({"model": "I2V-01", **START, "resolution": "720P"}, None),
    ({"model": "I2V-01", **START, "resolution": "768P"}, "make 720P (6 seconds)"),
    ({"model": "S2V-01", "prompt": "he waves", "subject_reference": FACE}, None),
    ({"model": "S2V-01", "prompt": "he waves"}, "S2V-01 makes 720P (6 seconds) from a subject"),
    ({"model": "S2V-01", "subject_reference": FACE, **START}, "from a subject"),
    (
        {"model": "MiniMax-Hailuo-02", "prompt": "hi", "subject_reference": FACE},
        "from text alone or a first and a last frame",
    ),
    ({"model": "S2V-01", "subject_reference": FACE * 2}, "exactly 1 item "),
    (
        {
            "model": "S2V-01",
            "subject_reference": [{"type": "dog", "image": ["https://img.example.net/dog.jpg"]}],
        },
        "'character'",
    ),
    (
        {
            "model": "MiniMax-Hailuo-9",
            "prompt": "A kite.",
            "resolution": "768P",
            "duration": 10,
            **START,
            **END,
        },
        None,
    ),
]


@pytest.mark.parametrize(("body", "words"), VIDEO)
def test_video_rules(body: Body, words: str | None) -> None:
    if words is None:
        fits("VideoGenerationRequest", body)
    else:
        refused("VideoGenerationRequest", body, words)


# ---- video, second generation: content items


def text(words: str = "A kite rises.") -> Body:
    return {"type": "text", "text": words}


def media(kind: str, role: str | None = None) -> Body:
    item: Body = {"type": f"{kind}_url", f"{kind}_url": {"url": "mm_file://301122334455"}}
    return item if role is None else {**item, "role": role}


def v2(*content: Body, **changes: Any) -> Body:
    body = {
        "model": "MiniMax-H3",
        "content": list(content),
        "resolution": "768P",
        "duration": 5,
        "ratio": "16:9",
        **changes,
    }
    return {key: value for key, value in body.items() if value is not None}


REFERENCE = media("image", "reference_image")
VIDEO_V2: list[tuple[Body, str | None]] = [
    (v2(text()), None),
    (v2(text(), ratio=None), "Text alone requires a ratio"),
    (v2(text(), ratio="adaptive"), "Text alone requires a ratio"),
    (v2(text(), ratio="2:1"), "ratio"),
    (v2(text(), media("image"), ratio="adaptive"), None),
    (v2(text(), media("image", "last_frame"), ratio=None), None),
    (v2(text(), media("image", "first_frame"), media("image", "last_frame"), ratio=None), None),
    (v2(media("image")), "one text item that is not empty"),
    (v2(text("")), "content[0].text: '' is not allowed; it must be at least 1 character long"),
    (v2(), "at least 1 item"),
    (v2(text("x" * 7000)), None),
    (v2(text("x" * 7001)), "at most 7,000 characters"),
    (v2(text(), media("image"), media("image")), "each requires the role"),
    (
        v2(text(), media("image", "first_frame"), media("image", "first_frame")),
        "At most one image can be the first_frame",
    ),
    (
        v2(text(), media("image", "last_frame"), media("image", "last_frame")),
        "At most one image can be the last_frame",
    ),
    (v2(text(), media("image", "first_frame"), REFERENCE), "cannot be combined"),
    (v2(text(), media("image"), media("video", "reference_video")), "cannot be combined"),
    (
        v2(text(), media("image", "first_frame"), media("audio", "reference_audio")),
        "cannot be combined",
    ),
    (v2(text(), *[REFERENCE] * 9), None),
    (v2(text(), *[REFERENCE] * 10), "At most 9 images"),
    (v2(text(), *[media("video", "reference_video")] * 3), None),
    (v2(text(), *[media("video", "reference_video")] * 4), "At most 3 reference videos"),
    (v2(text(), REFERENCE, *[media("audio", "reference_audio")] * 4), "At most 3 reference audios"),
    (v2(text(), *[REFERENCE] * 9, *[media("video", "reference_video")] * 3), None),
    (
        v2(
            text(),
            *[REFERENCE] * 9,
            *[media("video", "reference_video")] * 2,
            *[media("audio", "reference_audio")] * 2,
        ),
        "At most 12",
    ),
    (v2(text(), media("video", "base_video")), "reference_video"),
    (v2(text(), duration=4), None),
    (v2(text(), duration=3), "4 to 15 seconds"),
    (v2(text(), duration=16), "4 to 15 seconds"),
    (v2(text(), duration=5.5), "duration"),
    (v2(text(), resolution="2K"), None),
    (v2(text(), resolution="480P"), "MiniMax-H3 makes 768P or 2K"),
    (v2(text(), model="MiniMax-H3-Max", resolution="480P"), None),
    (v2(text(), model="MiniMax-H3-Max", resolution="2K"), "MiniMax-H3-Max makes 480P or 768P"),
    (v2(text(), model="MiniMax-H3-Max", duration=4), "5 to 15 seconds"),
    (v2(text(), model="MiniMax-H3-Max", extra={"prompt_expansion_mode": "quality"}), None),
    (v2(text(), model="MiniMax-H3-Max", extra={"prompt_expansion_mode": "balance"}), "balanced"),
    (v2(text(), model="MiniMax-H3-Max", extra={"prompt_expansion": "quality"}), "prompt_expansion"),
    (v2(text(), model="MiniMax-H4", resolution="4K", duration=30), None),
    (v2(text(), resolution=None), "resolution is missing"),
    (v2(text(), duration=None), "duration is missing"),
]


@pytest.mark.parametrize(("body", "words"), VIDEO_V2)
def test_video_v2_rules(body: Body, words: str | None) -> None:
    if words is None:
        fits("VideoV2Request", body)
    else:
        refused("VideoV2Request", body, words)


THINKING_AND_LENGTH: list[tuple[str, Body, str | None]] = [
    ("MiniMax-M3.1-Flash", {"thinking": {"type": "disabled"}}, "always think"),
    ("MiniMax-M3.1-Flash", {"thinking": {"type": "adaptive"}}, None),
    ("MiniMax-M3", {"max_tokens": 524288}, None),
    ("MiniMax-M3", {"max_tokens": 524289}, "at most 524288 tokens"),
    ("MiniMax-M2.5", {"max_tokens": 204801}, "at most 204800 tokens"),
    ("MiniMax-M9", {"max_tokens": 9999999}, None),
]
CASES: list[tuple[str, Body, str | None]] = [
    # ---- regeneration and prompt enhancement of the second generation
    (
        "VideoRegenerationRequest",
        {"model": "MiniMax-H3", "source_task_id": "42", "resolution": "2K"},
        None,
    ),
    (
        "VideoRegenerationRequest",
        {"model": "MiniMax-H3", "resolution": "2K"},
        "exactly one of source_task_id and content",
    ),
    (
        "VideoRegenerationRequest",
        {
            "model": "MiniMax-H3",
            "source_task_id": "42",
            "content": [media("video", "base_video")],
            "resolution": "2K",
        },
        "exactly one of source_task_id and content",
    ),
    (
        "VideoRegenerationRequest",
        {"model": "MiniMax-H3", "content": [media("video", "base_video")], "resolution": "2K"},
        None,
    ),
    (
        "VideoRegenerationRequest",
        {"model": "MiniMax-H3", "content": [text()], "resolution": "2K"},
        "exactly one video_url item with role base_video",
    ),
    (
        "VideoRegenerationRequest",
        {"model": "MiniMax-H3-Max", "source_task_id": "42", "resolution": "2K"},
        "works with MiniMax-H3, not with other models",
    ),
    (
        "H3ContextIRRequest",
        v2(text(), model="MiniMax-H3-Max", resolution=None),
        "works with MiniMax-H3, not with other models",
    ),
    # ---- images: size
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "fog", "width": 512, "height": 2048},
        None,
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "fog", "width": 504, "height": 1024},
        "at least 512",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "fog", "width": 1024, "height": 2056},
        "at most 2048",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "fog", "width": 1020, "height": 1024},
        "a multiple of 8",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "fog", "width": 1024},
        "width and height must be passed together",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "fog", "height": 1024},
        "width and height must be passed together",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01-live", "prompt": "fog", "width": 1024, "height": 1024},
        "width and height are not supported by image-01-live",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01-live", "prompt": "fog", "aspect_ratio": "21:9"},
        "image-01-live has aspect_ratio 1:1, 16:9",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "fog", "aspect_ratio": "21:9"},
        None,
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "fog", "aspect_ratio": "9:21"},
        "aspect_ratio",
    ),
    (
        "ImageGenerationRequest",
        {
            "model": "image-01-live",
            "prompt": "cat",
            "style": {"style_type": "水彩", "style_weight": 0.6},
        },
        None,
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "cat", "style": {"style_type": "水彩"}},
        "style is not supported by image-01",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-01-live", "prompt": "cat", "style": {"style_type": "oil"}},
        "水彩",
    ),
    (
        "ImageGenerationRequest",
        {
            "model": "image-01-live",
            "prompt": "cat",
            "style": {"style_type": "漫画", "style_weight": 0},
        },
        "above 0",
    ),
    ("ImageGenerationRequest", {"model": "image-01", "prompt": "fog", "n": 9}, None),
    ("ImageGenerationRequest", {"model": "image-01", "prompt": "fog", "n": 10}, "at most 9"),
    (
        "ImageGenerationRequest",
        {"model": "image-01", "prompt": "x" * 1501},
        "at most 1,500 characters",
    ),
    (
        "ImageGenerationRequest",
        {"model": "image-02", "prompt": "fog", "width": 1024, "height": 1024},
        None,
    ),
    # ---- images: MiniMax-H3-Image
    *(
        (request, {"model": "MiniMax-H3-Image", "prompt": "fog", **more, **body}, words)
        for request, more in (
            ("ImagesGenerationsRequest", {}),
            ("ImagesEditsRequest", {"images": [{"image_url": "https://img.example.net/a.png"}]}),
        )
        for body, words in (
            ({}, None),
            ({"size": "auto", "aspect_ratio": "auto", "area": "1K"}, None),
            ({"size": "1024x640"}, None),
            ({"size": "1024x639"}, "655,360 to 20,000,000 pixels"),
            ({"size": "5000x4000"}, None),
            ({"size": "5001x4000"}, "655,360 to 20,000,000 pixels"),
            ({"size": "3000x1000"}, None),
            ({"size": "1000x3000"}, None),
            ({"size": "3001x1000"}, "a ratio from 1:3 to 3:1"),
            ({"size": "1024 x 1024"}, "WIDTHxHEIGHT"),
            ({"size": "01024x1024"}, "WIDTHxHEIGHT"),
            ({"size": "1024x1024\n"}, "WIDTHxHEIGHT"),
            ({"size": "\u0661024x1024"}, "WIDTHxHEIGHT"),
            ({"aspect_ratio": "300:100"}, None),
            ({"aspect_ratio": "100:300"}, None),
            ({"aspect_ratio": "301:200"}, "numbers from 1 to 300"),
            ({"aspect_ratio": "0:1"}, "X:Y"),
            ({"aspect_ratio": "7:2"}, "a ratio from 1:3 to 3:1"),
            ({"aspect_ratio": "16x9"}, "X:Y"),
            (
                {"size": "1024x1024", "aspect_ratio": "1:1"},
                "cannot be combined with aspect_ratio or area",
            ),
            ({"size": "1024x1024", "area": "1K"}, "cannot be combined with aspect_ratio or area"),
            ({"area": "8K"}, "'4K'"),
            ({"disable_prompt_enhanced": True}, "requires a fixed size or an aspect_ratio"),
            ({"disable_prompt_enhanced": True, "size": "auto"}, "requires a fixed size"),
            ({"disable_prompt_enhanced": True, "aspect_ratio": "auto"}, "requires a fixed size"),
            ({"disable_prompt_enhanced": True, "size": "1024x1024"}, None),
            ({"disable_prompt_enhanced": True, "aspect_ratio": "3:2"}, None),
            ({"disable_prompt_enhanced": False}, None),
            ({"prompt": " "}, "more than just blanks"),
            ({"prompt": f" {'x' * 32_000} "}, None),
            ({"prompt": "x" * 32_001}, "at most 32,000 characters"),
            ({"n": 10}, None),
            ({"n": 11}, "at most 10"),
            ({"output_compression": 0}, None),
            ({"output_compression": 101}, "at most 100"),
            ({"output_format": "gif"}, "'webp'"),
        )
    ),
    ("ImagesEditsRequest", {"model": "MiniMax-H3-Image", "prompt": "fog"}, "images is missing"),
    (
        "ImagesEditsRequest",
        {"model": "MiniMax-H3-Image", "prompt": "fog", "images": []},
        "1 to 16 items",
    ),
    # ---- music: modes
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "prompt": "blues", "lyrics": "[Verse]\nRails"},
        None,
    ),
    ("MusicGenerationRequest", {"model": "music-3.0", "lyrics": "[Verse]\nRails"}, None),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "prompt": "blues"},
        "require lyrics of 1 to 3500 characters",
    ),
    ("MusicGenerationRequest", {"model": "music-2.6", "prompt": "blues", "lyrics": ""}, "lyrics"),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "prompt": "blues", "lyrics": "x" * 3501},
        "lyrics",
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "prompt": "blues", "is_instrumental": True},
        None,
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "is_instrumental": True},
        "require a prompt of 1 to 2000 characters",
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "prompt": "blues", "lyrics_optimizer": True},
        None,
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "lyrics_optimizer": True},
        "requires a prompt of 1 to 2000 characters",
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "prompt": "x" * 2001, "lyrics": "la"},
        "at most 2,000 characters",
    ),
    (
        "MusicGenerationRequest",
        {
            "model": "music-cover",
            "prompt": "slow jazz waltz",
            "audio_url": "https://a.example/s.mp3",
        },
        None,
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-cover", "prompt": "jazz", "audio_url": "https://a.example/s.mp3"},
        "10 to 300 characters",
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-cover", "prompt": "slow jazz waltz"},
        "exactly one of audio_url",
    ),
    (
        "MusicGenerationRequest",
        {
            "model": "music-cover",
            "prompt": "slow jazz waltz",
            "audio_url": "https://a.example/s.mp3",
            "audio_base64": "SUQz",
        },
        "exactly one of audio_url",
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-cover", "prompt": "slow jazz waltz", "cover_feature_id": "f1"},
        "requires lyrics",
    ),
    (
        "MusicGenerationRequest",
        {
            "model": "music-cover",
            "prompt": "slow jazz waltz",
            "cover_feature_id": "f1",
            "lyrics": "la la la la",
        },
        None,
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "lyrics": "la", "audio_url": "https://a.example/s.mp3"},
        "are for covers only",
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "lyrics": "la", "stream": True, "output_format": "url"},
        "always returns hex",
    ),
    (
        "MusicGenerationRequest",
        {"model": "music-3.0", "lyrics": "la", "audio_setting": {"sample_rate": 48000}},
        "sample_rate",
    ),
    ("MusicGenerationRequest", {"model": "music-4.0"}, None),
    (
        "CoverPreprocessRequest",
        {"model": "music-cover", "audio_url": "https://a.example/s.mp3"},
        None,
    ),
    (
        "CoverPreprocessRequest",
        {"model": "music-cover"},
        "exactly one of audio_url and audio_base64",
    ),
    (
        "MusicGenerationRequest",
        {
            "model": "music-cover",
            "prompt": "slow jazz waltz",
            "audio_base64": "SUQz",
            "lyrics": "la la",
        },
        "lyrics of 10 to 1000 characters",
    ),
    # ---- text to speech
    ("T2ARequest", {"model": "speech-2.8-hd", "text": "Hi."}, None),
    ("T2ARequest", {"model": "speech-2.8-hd", "text": ""}, "text"),
    ("T2ARequest", {"model": "speech-2.8-hd", "text": "x" * 10000}, None),
    ("T2ARequest", {"model": "speech-2.8-hd", "text": "x" * 10001}, "at most 10,000 characters"),
    (
        "T2ARequest",
        {"model": "speech-9-hd", "text": "Hi.", "voice_setting": {"voice_id": "new voice (F)"}},
        None,
    ),
    (
        "T2ARequest",
        {
            "model": "speech-9",
            "text": "Hi",
            "voice_setting": {"voice_id": "v", "speed": 0.5, "vol": 10, "pitch": -12},
        },
        None,
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "voice_setting": {"voice_id": "v", "speed": 0.49},
        },
        "at least 0.5",
    ),
    (
        "T2ARequest",
        {"model": "speech-2.8-hd", "text": "Hi.", "voice_setting": {"voice_id": "v", "vol": 0}},
        "above 0",
    ),
    (
        "T2ARequest",
        {"model": "speech-2.8-hd", "text": "Hi.", "voice_setting": {"voice_id": "v", "pitch": 13}},
        "at most 12",
    ),
    (
        "T2ARequest",
        {"model": "speech-2.8-hd", "text": "Hi.", "voice_setting": {"speed": 1}},
        "voice_id is missing",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "voice_setting": {"voice_id": "v", "emotion": "whisper"},
        },
        "whisper",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.6-hd",
            "text": "Hi.",
            "voice_setting": {"voice_id": "v", "emotion": "whisper"},
        },
        None,
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "voice_setting": {"voice_id": "v", "emotion": "fluent"},
        },
        None,
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "voice_setting": {"voice_id": "v", "emotion": "neutral"},
        },
        "calm",
    ),
    (
        "T2ARequest",
        {"model": "speech-2.8-hd", "text": "Hi.", "stream": True, "output_format": "url"},
        "cannot be combined with stream",
    ),
    ("T2ARequest", {"model": "speech-2.8-hd", "text": "Hi.", "output_format": "url"}, None),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "subtitle_enable": True,
            "subtitle_type": "word_streaming",
        },
        "requires stream",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "stream": True,
            "subtitle_type": "word_streaming",
        },
        None,
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "voice_modify": {"pitch": 100},
            "audio_setting": {"format": "flac"},
        },
        None,
    ),
    (
        "T2ARequest",
        {"model": "speech-2.8-hd", "text": "Hi.", "voice_modify": {"pitch": 101}},
        "at most 100",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "voice_modify": {"pitch": 1},
            "audio_setting": {"format": "pcm"},
        },
        "only supports the formats mp3, wav and flac",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "stream": True,
            "voice_modify": {"pitch": 1},
            "audio_setting": {"format": "wav"},
        },
        "only supports the format mp3 when streaming",
    ),
    (
        "T2ARequest",
        {"model": "speech-2.8-hd", "text": "Hi.", "audio_setting": {"sample_rate": 48000}},
        "require the format opus",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "audio_setting": {"sample_rate": 48000, "format": "opus"},
        },
        None,
    ),
    (
        "T2ARequest",
        {"model": "speech-2.8-hd", "text": "Hi.", "audio_setting": {"sample_rate": 11025}},
        "sample_rate",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "timbre_weights": [{"voice_id": "a", "weight": 1}] * 4,
        },
        None,
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "timbre_weights": [{"voice_id": "a", "weight": 1}] * 5,
        },
        "at most 4 items",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "timbre_weights": [{"voice_id": "a", "weight": 101}],
        },
        "at most 100",
    ),
    (
        "T2ARequest",
        {
            "model": "speech-2.8-hd",
            "text": "Hi.",
            "pronunciation_dict": {"tone": ["omg/oh my god"]},
        },
        None,
    ),
    (
        "T2ARequest",
        {"model": "speech-2.8-hd", "text": "Hi.", "pronunciation_dict": {"tone": ["omg"]}},
        "tone[0]",
    ),
    ("T2ARequest", {"model": "speech-2.8-hd", "text": "Hi.", "language_boost": None}, None),
    ("T2ARequest", {"model": "speech-2.8-hd", "text": "Hi.", "stream": 1}, "True or False"),
    # ---- long text to speech
    (
        "T2AAsyncRequest",
        {"model": "speech-2.8-hd", "voice_setting": {"voice_id": "v"}, "text": "x" * 50000},
        None,
    ),
    (
        "T2AAsyncRequest",
        {"model": "speech-2.8-hd", "voice_setting": {"voice_id": "v"}, "text": "x" * 50001},
        "at most 50,000 characters",
    ),
    (
        "T2AAsyncRequest",
        {"model": "speech-2.8-hd", "voice_setting": {"voice_id": "v"}},
        "exactly one of text and text_file_id",
    ),
    (
        "T2AAsyncRequest",
        {
            "model": "speech-2.8-hd",
            "voice_setting": {"voice_id": "v"},
            "text": "Hi.",
            "text_file_id": 7,
        },
        "exactly one of text and text_file_id",
    ),
    ("T2AAsyncRequest", {"model": "speech-2.8-hd", "text": "Hi."}, "voice_setting is missing"),
    (
        "T2AAsyncRequest",
        {
            "model": "speech-2.8-hd",
            "voice_setting": {"voice_id": "v"},
            "text": "Hi.",
            "audio_setting": {"format": "opus", "audio_sample_rate": 44100},
        },
        "opus requires audio_sample_rate",
    ),
    (
        "T2AAsyncRequest",
        {
            "model": "speech-2.8-hd",
            "voice_setting": {"voice_id": "v"},
            "text": "Hi.",
            "audio_setting": {"audio_sample_rate": 12000},
        },
        "require the format opus",
    ),
    # ---- speech to text
    ("SpeechToTextRequest", {"model": "asr-1.0", "file": "a.mp3", "stream": True}, None),
    (
        "SpeechToTextRequest",
        {"model": "asr-1.0", "file": "a.mp3", "stream": True, "response_format": "srt"},
        'only supports response_format "json"',
    ),
    # ---- voices
    ("VoiceCloneRequest", {"file_id": 7, "voice_id": "Narrator01"}, None),
    ("VoiceCloneRequest", {"file_id": 7, "voice_id": "Nar_01"}, "at least 8 characters"),
    ("VoiceCloneRequest", {"file_id": 7, "voice_id": "Narrator01_"}, "voice_id"),
    ("VoiceCloneRequest", {"file_id": 7, "voice_id": "1Narrator"}, "voice_id"),
    ("VoiceCloneRequest", {"file_id": 7, "voice_id": "N" * 256}, None),
    ("VoiceCloneRequest", {"file_id": 7, "voice_id": "N" * 257}, "at most 256 characters"),
    (
        "VoiceCloneRequest",
        {"file_id": 7, "voice_id": "Narrator01", "text": "Hi."},
        "preview text requires a speech model",
    ),
    (
        "VoiceCloneRequest",
        {"file_id": 7, "voice_id": "Narrator01", "text": "Hi.", "model": "speech-2.8-hd"},
        None,
    ),
    (
        "VoiceCloneRequest",
        {"file_id": 7, "voice_id": "Narrator01", "clone_prompt": {"prompt_audio": 8}},
        "prompt_text is missing",
    ),
    (
        "VoiceDesignRequest",
        {"prompt": "a calm old sailor", "preview_text": "x" * 501},
        "at most 500 characters",
    ),
    ("GetVoiceRequest", {"voice_type": "all"}, None),
    ("DeleteVoiceRequest", {"voice_type": "system", "voice_id": "v"}, "voice_cloning"),
    # ---- chat
    (
        "ChatCompletionRequest",
        {"model": "MiniMax-M3", "messages": [{"role": "user", "content": "Hi."}]},
        None,
    ),
    ("ChatCompletionRequest", {"model": "MiniMax-M3", "messages": []}, "messages"),
    (
        "ChatCompletionRequest",
        {"model": "MiniMax-M3", "messages": [{"role": "tool", "content": "4"}]},
        "requires tool_call_id",
    ),
    *(
        (
            request,
            {"model": "MiniMax-M3", "messages": [{"role": "system", "content": "Be kind."}] * 2},
            "only one message may have the role system",
        )
        for request in ("ChatCompletionRequest", "NativeChatRequest")
    ),
    *(
        (
            request,
            {"model": "MiniMax-M3", "messages": [{"role": "system", "content": "Be kind."}]},
            "messages cannot have the role system",
        )
        for request in ("AnthropicMessagesRequest", "AnthropicCountTokensRequest")
    ),
    (
        "ChatCompletionRequest",
        {
            "model": "MiniMax-M3",
            "messages": [{"role": "user", "content": "Hi."}],
            "temperature": 2.1,
        },
        "at most 2",
    ),
    (
        "ChatCompletionRequest",
        {
            "model": "MiniMax-M3.1-Flash",
            "messages": [{"role": "user", "content": "Hi."}],
            "thinking": {"type": "disabled"},
        },
        "always think",
    ),
    (
        "ChatCompletionRequest",
        {
            "model": "MiniMax-M2.7",
            "messages": [{"role": "user", "content": "Hi."}],
            "max_completion_tokens": 204801,
        },
        "at most 204800 tokens",
    ),
    (
        "ChatCompletionRequest",
        {
            "model": "MiniMax-M3",
            "messages": [{"role": "user", "content": "Hi."}],
            "max_completion_tokens": 524289,
        },
        "at most 524288 tokens",
    ),
    (
        "NativeChatRequest",
        {
            "model": "M2-her",
            "messages": [{"role": "user", "content": "Hi."}],
            "max_completion_tokens": 2049,
        },
        "2048",
    ),
    (
        "AnthropicMessagesRequest",
        {"model": "MiniMax-M3", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi."}]},
        None,
    ),
    (
        "AnthropicMessagesRequest",
        {
            "model": "MiniMax-M3",
            "max_tokens": 9,
            "messages": [{"role": "user", "content": "Hi."}],
            "tools": [{"name": "f"}],
        },
        "a tool requires input_schema",
    ),
    (
        "AnthropicMessagesRequest",
        {
            "model": "MiniMax-M3",
            "max_tokens": 9,
            "messages": [{"role": "user", "content": "Hi."}],
            "tools": [{"type": "web_search_20250305", "name": "web_search"}],
        },
        None,
    ),
    *(
        (
            "AnthropicMessagesRequest",
            {
                "model": model,
                "messages": [{"role": "user", "content": "Hi."}],
                "max_tokens": 9,
                **change,
            },
            words,
        )
        for model, change, words in THINKING_AND_LENGTH
    ),
    (
        "ResponsesRequest",
        {"model": "MiniMax-M3.1-Flash", "input": "Hi.", "reasoning": {"effort": "none"}},
        'cannot be "none"',
    ),
    # ---- the rest
    ("ImageUnderstandingRequest", {"prompt": "What is this?"}, "an image is required"),
    ("ImageUnderstandingRequest", {"prompt": "What is this?", "file_id": "7"}, None),
    (
        "VideoTemplateRequest",
        {
            "template_id": "393769180141805569",
            "media_inputs": [{"value": "https://a.example/d.jpg"}],
        },
        None,
    ),
    ("VideoTemplateRequest", {"template_id": 393769180141805569}, "a text"),
]


@pytest.mark.parametrize(("request_schema", "body", "words"), CASES)
def test_request_rules(request_schema: str, body: Body, words: str | None) -> None:
    if words is None:
        fits(request_schema, body)
    else:
        refused(request_schema, body, words)


RULES = [
    pytest.param(rule, id=f"{name} {rule['x-message'][:40]}")
    for name, schema in the_spec().schemas.items()
    for rule in schema.get("allOf", [])
]


@pytest.mark.parametrize("rule", RULES)
def test_rules_reject_their_examples(rule: Body) -> None:
    """By both validators; a rule that refuses nothing may say anything."""
    judged = OurValidator({**rule, "components": the_spec().document["components"]})
    assert not judged.is_valid(rule["x-refused"])

    checked = emit._checks(the_spec(), rule, {})
    assert not request_body.schemas_of({}).fits(checked, rule["x-refused"])


def test_untagged_variants_do_not_match_tagged_objects() -> None:
    """The one place where the checks before sending are stricter than JSON Schema."""
    body = v2(text(), {"type": "image_url", "image_url": {}})

    assert validator("VideoV2Request", dispatched=False).is_valid(body)
    assert (
        complaint("VideoV2Request", body) == "content[1].image_url.url is missing; it must be given"
    )


def test_unknown_item_types_are_accepted() -> None:
    fits(
        "VideoV2Request",
        v2(text(), {"type": "depth_map", "depth_map": {"url": "https://a.example/d.png"}}),
    )
