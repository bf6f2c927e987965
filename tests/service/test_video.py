"""Video: what is sent for which arguments, what is refused before it is paid, and whole videos from
the emulator.
"""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

import minimax
from minimax import (
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    NotFoundError,
    Retry,
    TaskFailed,
    TaskTimeout,
    ValidationError,
)
from minimax.audio import wav_header
from minimax.emulator import Emulator
from minimax.emulator.media import probe
from minimax.requests import video_rules
from minimax.services.files import File
from minimax.tasks import Status, Task

from ..unit.platform import KEY, Chunks, Clock, Platform, Runner, native_error, openai_error

GOOD = {"status_code": 0, "status_msg": "success"}
STARTED = {"task_id": "518823377410051", "base_resp": GOOD}
LINK = "https://cdn.example.test/v/out.mp4?sig=a"
V1_DONE = {
    "task_id": "7",
    "status": "Success",
    "file_id": "99",
    "video_width": 1366,
    "video_height": 768,
    "base_resp": GOOD,
}
UPLOADED = {"file": {"file_id": 519000111222333, "filename": "clip.mp4"}, "base_resp": GOOD}
MODELS = [row for row in video_rules.rows() if row.get("modes")]
URL = "https://img.example.test/kite.png"
FOR_MODE: dict[str, Callable[[Any], dict[str, Any]]] = {
    "text": lambda shot: {},
    "first_frame": lambda shot: {"first_frame": shot},
    "last_frame": lambda shot: {"last_frame": shot},
    "first_last_frame": lambda shot: {"first_frame": shot, "last_frame": shot},
    "subject": lambda shot: {"subject": shot},
    "reference": lambda shot: {"references": [shot]},
}
"""What to give a model for each mode of the matrix."""
V2_MODELS = [row["id"] for row in video_rules.rows() if row["api"] == "v2"]
MP4 = b"\0\0\0\x18ftypmp42" + bytes(60)
MOV = b"\0\0\0\x14ftypqt  " + bytes(60)
MP3 = b"ID3\x03\0\0\0\0\0\0" + bytes(60)


def made_from(row: dict[str, Any], mode: str, shot: Any) -> dict[str, Any]:
    """Arguments for a mode, with the ratio that some models need beside references."""
    concrete = mode == "reference" and row.get("concrete_ratio")
    return {**FOR_MODE[mode](shot), **({"ratio": "1:1"} if concrete else {})}


def picture(width: int = 640, height: int = 480, format: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 80, 30)).save(file, format)
    return file.getvalue()


def wav(seconds: float) -> bytes:
    size = int(seconds * 8000) * 2
    return wav_header(size, sample_rate=8000, channels=1) + bytes(size)


def data_url(content: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def v2_task(status: str = "succeeded", **more: Any) -> dict[str, Any]:
    task = {
        "id": "7",
        "model": "MiniMax-H3",
        "status": status,
        "task_type": "generation",
        "resolution": "768P",
        "duration": 6,
    }
    return {
        "task": {
            **task,
            "ratio": "16:9",
            "usage": {"total_seconds": 6},
            "content": {"url": LINK},
            **more,
        }
    }


def sent(runner: Runner, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The body that `create` sends."""
    platform = Platform(STARTED)
    task = runner(runner.client(platform).video.create(*args, **kwargs))
    assert (task.id, task.status) == ("518823377410051", Status.QUEUED)
    return {"path": platform.requests[-1].url.path, **platform.bodies[-1]}


def refused(runner: Runner, *args: Any, **kwargs: Any) -> ValidationError:
    """The error of a `create` that sends nothing."""
    platform = Platform(STARTED)
    with pytest.raises(ValidationError) as caught:
        runner(runner.client(platform).video.create(*args, **kwargs))
    assert platform.requests == [], "nothing was sent"
    return caught.value


# Which request is sent


@pytest.mark.parametrize("row", MODELS, ids=lambda row: row["id"])
def test_model_selects_the_api_generation(row: dict[str, Any]) -> None:
    runner = Runner("sync")

    for mode in row["modes"]:
        body = sent(runner, "A kite", model=row["id"], **made_from(row, mode, URL))
        assert body["path"] == f"/{row['api']}/video_generation"
        assert body["model"] == row["id"]


def test_text_alone_uses_the_newest_model_and_all_required_fields(runner: Runner) -> None:
    assert sent(runner, "Harbour at dawn") == {
        "path": "/v2/video_generation",
        "model": "MiniMax-H3",
        "content": [{"type": "text", "text": "Harbour at dawn"}],
        "duration": 6,
        "resolution": "768P",
        "ratio": "16:9",
    }


def test_unknown_models_use_the_newest_generation_by_default(
    runner: Runner,
) -> None:
    assert (
        sent(runner, "A kite", model="MiniMax-H4", resolution="4K", duration=60)["path"]
        == "/v2/video_generation"
    )
    assert (
        sent(runner, "A kite", model="MiniMax-Hailuo-3", api="v1")["path"] == "/v1/video_generation"
    )
    assert "must be 'v1' or 'v2'" in str(refused(runner, "A kite", api="v3"))


def test_v1_omits_missing_fields(runner: Runner) -> None:
    body = sent(
        runner,
        "A kite [Pan left]",
        model="MiniMax-Hailuo-2.3",
        duration=10,
        resolution="768p",
        prompt_optimizer=False,
    )

    assert body == {
        "path": "/v1/video_generation",
        "model": "MiniMax-Hailuo-2.3",
        "prompt": "A kite [Pan left]",
        "duration": 10,
        "resolution": "768P",
        "prompt_optimizer": False,
    }


def test_v1_accepts_frames_and_a_subject(runner: Runner) -> None:
    frames = sent(
        runner, model="MiniMax-Hailuo-02", first_frame=URL, last_frame=picture(), resolution="1080P"
    )
    subject = sent(
        runner, "He waves", model="S2V-01", subject=URL, callback_url="https://hook.example.test"
    )

    assert frames["first_frame_image"] == URL
    assert frames["last_frame_image"] == data_url(picture())
    assert "prompt" not in frames
    assert subject["subject_reference"] == [{"type": "character", "image": [URL]}]
    assert subject["callback_url"] == "https://hook.example.test"


def test_v2_frames_have_roles_and_no_ratio(runner: Runner) -> None:
    body = sent(
        runner,
        "The door opens",
        model="MiniMax-H3-Max",
        first_frame=URL,
        last_frame="mm_file://12",
        duration=5,
        resolution="480p",
        prompt_expansion_mode="disabled",
        watermark=True,
    )

    assert body["content"] == [
        {"type": "text", "text": "The door opens"},
        {"type": "image_url", "image_url": {"url": URL}, "role": "first_frame"},
        {"type": "image_url", "image_url": {"url": "mm_file://12"}, "role": "last_frame"},
    ]
    assert "ratio" not in body
    assert (body["resolution"], body["extra"], body["aigc_watermark"]) == (
        "480P",
        {"prompt_expansion_mode": "disabled"},
        True,
    )


def test_kinds_of_references_are_detected(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "voice.bin").write_bytes(wav(3))
    stored = File("31", "walk.mp4", 1, "video_generation_input", 0, "", {})
    references = [
        picture(),
        tmp_path / "voice.bin",
        "https://x.example.test/walk.MOV?sig=1",
        stored,
        minimax.image("https://x.example.test/1"),
        minimax.video("32"),
        minimax.media.audio("mm_file://33"),
    ]

    content = sent(runner, "She walks", subject=URL, references=references)["content"]

    assert [(item["type"], item["role"], item[item["type"]]["url"]) for item in content[1:]] == [
        ("image_url", "reference_image", URL),
        ("image_url", "reference_image", data_url(picture())),
        ("audio_url", "reference_audio", data_url(wav(3), "audio/wav")),
        ("video_url", "reference_video", "https://x.example.test/walk.MOV?sig=1"),
        ("video_url", "reference_video", "mm_file://31"),
        ("image_url", "reference_image", "https://x.example.test/1"),
        ("video_url", "reference_video", "mm_file://32"),
        ("audio_url", "reference_audio", "mm_file://33"),
    ]


SOUND = minimax.media.audio("mm_file://33")


def test_audio_alone_is_sent_with_a_warning(runner: Runner) -> None:
    with pytest.warns(UserWarning, match="without a reference image or video may be rejected"):
        body = sent(runner, "She sings", references=[SOUND], ratio="16:9")

    assert [item["type"] for item in body["content"]] == ["text", "audio_url"]


def test_audio_with_an_image_has_no_warning(runner: Runner) -> None:
    assert sent(runner, "She sings", references=[SOUND, URL], ratio="16:9")


def test_single_references_need_no_list(runner: Runner) -> None:
    assert sent(runner, "She walks", references=URL)["content"][1]["image_url"]["url"] == URL


def test_images_are_accepted_in_any_form(runner: Runner, tmp_path: Path) -> None:
    content = picture()
    path = tmp_path / "kite.png"
    path.write_bytes(content)

    class Pipe(io.RawIOBase):
        def seekable(self) -> bool:
            return False

        def read(self, size: int = -1) -> bytes:
            return content

    with path.open("rb") as file, Image.open(path) as opened:
        forms = [
            path,
            str(path),
            content,
            bytearray(content),
            io.BytesIO(content),
            file,
            Pipe(),
            data_url(content),
            opened,
        ]
        urls = [
            sent(runner, model="MiniMax-Hailuo-2.3", first_frame=form)["first_frame_image"]
            for form in forms
        ]

    assert urls[:-1] == [data_url(content)] * (len(forms) - 1)
    assert urls[-1].startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("format", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_the_content_decides_the_media_type(runner: Runner, format: str, media_type: str) -> None:
    content = picture(format=format)

    assert sent(runner, "It rises", first_frame=content)["content"][1]["image_url"][
        "url"
    ] == data_url(content, media_type)


def test_extra_overrides_the_request(runner: Runner) -> None:
    body = sent(runner, "A kite", extra={"seed": 7, "duration": 9})

    assert (body["seed"], body["duration"]) == (7, 9)


# Uploads


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests with room for four kilobytes of media."""
    monkeypatch.setattr("minimax.services.video_tasks.BODY_RESERVE", 64 * 2**20 - 4096)


@pytest.mark.usefixtures("little_room")
def test_large_files_are_uploaded_first(runner: Runner, tmp_path: Path) -> None:
    clip, small = tmp_path / "walk.dat", picture(300, 300)
    clip.write_bytes(MP4 + bytes(6000))
    platform = Platform(UPLOADED, STARTED)

    runner(runner.client(platform).video.create("She walks", references=[clip, MP3, URL, small]))

    assert [request.url.path for request in platform.requests] == [
        "/v1/files/upload",
        "/v2/video_generation",
    ]
    assert b'name="purpose"\r\n\r\nvideo_generation_input' in platform.requests[0].content
    assert b'filename="walk.mp4"' in platform.requests[0].content, "the extension says what it is"
    urls = [
        item[item["type"]]["url"]
        for item in json.loads(platform.requests[1].content)["content"][1:]
    ]
    assert urls == ["mm_file://519000111222333", data_url(MP3, "audio/mp3"), URL, data_url(small)]


def test_videos_without_data_url_form_are_uploaded(runner: Runner) -> None:
    platform = Platform(UPLOADED, STARTED)

    runner(runner.client(platform).video.create("She walks", references=[MOV]))

    assert b'filename="video.mov"' in platform.requests[0].content


@pytest.mark.usefixtures("little_room")
def test_invalid_requests_are_rejected_before_uploading(runner: Runner) -> None:
    error = refused(runner, "She walks", references=[MP4 + bytes(6000)], ratio="2:1")

    assert (error.field, error.value) == ("ratio", "2:1")


@pytest.mark.usefixtures("little_room")
def test_uploaded_files_are_named_if_the_task_cannot_be_started(runner: Runner) -> None:
    client = runner.client(
        Platform(UPLOADED, openai_error(402, "no money (1008)", "insufficient_balance_error"))
    )

    with pytest.raises(APIError, match=r"already uploaded: references\[0\]='519000111222333'"):
        runner(client.video.create("She walks", references=[MP4 + bytes(6000)]))


# What is refused before it is paid


@pytest.mark.parametrize("row", MODELS, ids=lambda row: row["id"])
def test_model_rules_are_validated(row: dict[str, Any]) -> None:
    for mode, sizes in row["modes"].items():
        for size, lengths in sizes.items():
            for length in lengths:
                video_rules.check(row["id"], mode, size, length)
            with pytest.raises(
                ValidationError,
                match=f"does not support 99 s at {size} .*allowed: .*{lengths[-1]} s",
            ):
                video_rules.check(row["id"], mode, size, 99)
        with pytest.raises(
            ValidationError, match=f"does not support 333P from .*allowed: .*{next(iter(sizes))}"
        ):
            video_rules.check(row["id"], mode, "333P", None)
    for mode in video_rules.words().keys() - row["modes"].keys() - {"last_frame"}:
        with pytest.raises(
            ValidationError, match=r"cannot generate a video from .* these models can: "
        ):
            video_rules.check(row["id"], mode, None, None)


@pytest.mark.parametrize("model", ["MiniMax-H3-Highspeed", "MiniMax-H3-Lite"])
def test_newer_models_only_support_create(runner: Runner, model: str) -> None:
    platform = Platform({})
    video = runner.client(platform).video

    with pytest.raises(ValidationError, match="Prompt enhancement works with MiniMax-H3, not"):
        runner(video.enhance_prompt("A kite", model=model))
    with pytest.raises(ValidationError, match="Regeneration works with MiniMax-H3, not"):
        runner(video.regenerate("video-v2:1", model=model))
    with pytest.raises(ValidationError, match="extra contains settings of prompt expansion"):
        runner(video.create("A kite", model=model, prompt_expansion_mode="quality"))
    assert platform.requests == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"model": "MiniMax-H3-Highspeed", "resolution": "2K"}, "does not support 2K"),
        ({"model": "MiniMax-H3-Highspeed", "resolution": "480P"}, "does not support 480P"),
        ({"model": "MiniMax-H3-Highspeed", "duration": 3}, "4 to 15 s"),
        ({"model": "MiniMax-H3-Lite", "resolution": "2K"}, "does not support 2K"),
        ({"model": "MiniMax-H3-Lite", "duration": 16}, "4 to 15 s"),
        ({"model": "MiniMax-H3-Lite", "references": [URL]}, "require a ratio such as"),
        (
            {"model": "MiniMax-H3-Lite", "references": [URL], "ratio": "adaptive"},
            "require a ratio such as",
        ),
    ],
)
def test_newer_models_have_their_own_limits(
    runner: Runner, arguments: dict[str, Any], complaint: str
) -> None:
    assert complaint in str(refused(runner, "A kite", **arguments))


@pytest.mark.parametrize(
    ("arguments", "field", "words"),
    [
        (
            {"model": "MiniMax-Hailuo-2.3", "duration": 10, "resolution": "1080P"},
            "duration",
            "768P (6 or 10 s) or 1080P (6 s)",
        ),
        (
            {"model": "MiniMax-Hailuo-2.3", "duration": 7},
            "duration",
            "does not support 7 s at 768P from text alone",
        ),
        ({"model": "MiniMax-Hailuo-2.3", "resolution": "512P"}, "resolution", "allowed: 768P"),
        ({"model": "MiniMax-Hailuo-2.3", "last_frame": URL}, "last_frame", "MiniMax-H3"),
        ({"model": "MiniMax-Hailuo-2.3-Fast"}, "prompt", "only from a first frame"),
        ({"model": "MiniMax-Hailuo-02", "subject": URL}, "subject", "S2V-01"),
        (
            {"model": "MiniMax-Hailuo-2.3", "references": [URL]},
            "references",
            ", ".join(V2_MODELS),
        ),
        (
            {"model": "MiniMax-Hailuo-2.3", "ratio": "1:1"},
            "ratio",
            f"works with {', '.join(V2_MODELS)}, not",
        ),
        ({"prompt_optimizer": True}, "prompt_optimizer", "works with MiniMax-Hailuo-2.3,"),
        ({"duration": 3}, "duration", "768P (4 to 15 s) or 2K (4 to 15 s)"),
        (
            {"model": "MiniMax-H3-Max", "resolution": "2K"},
            "resolution",
            "480P (5 to 15 s) or 768P (5 to 15 s)",
        ),
        ({"model": "T2V-01", "duration": 10}, "duration", "720P (6 s)"),
        ({"ratio": "adaptive"}, "ratio", "Text alone requires a ratio"),
        (
            {"first_frame": URL, "references": [URL]},
            "content",
            "Frames and references cannot be combined",
        ),
        ({"references": [URL] * 10}, "content", "At most 9 images"),
        ({"speed": 3}, "speed", "is not a parameter"),
    ],
)
def test_unsupported_formats_are_rejected_with_the_supported_ones(
    runner: Runner, arguments: dict[str, Any], field: str, words: str
) -> None:
    error = refused(runner, "A kite", **arguments)

    assert error.field == field
    assert words in str(error)


@pytest.mark.parametrize("prompt", [None, "", "  \n"])
def test_v2_requires_a_prompt(runner: Runner, prompt: str | None) -> None:
    assert refused(runner, prompt, first_frame=URL).field == "prompt"


def test_a_prompt_that_is_too_long_is_refused(runner: Runner) -> None:
    assert "at most 2,000 characters" in str(
        refused(runner, "x" * 2001, model="MiniMax-Hailuo-2.3")
    )
    assert str(refused(runner, "x" * 7001)).startswith("prompt: 'xxx")
    assert "at most 7,000 characters" in str(refused(runner, "x" * 7001))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("no-such.png", "first_frame: cannot read 'no-such.png': No such file"),
        (".", "Is a directory"),
        (b"", "empty"),
        (b"hello", "first_frame: 5 bytes is not a recognised image, video or audio"),
        (MP4, "is a video; allowed: an image"),
        (picture(format="GIF"), "has the format gif; allowed: jpg, jpeg, png, webp"),
        (picture(640, 300), "has 640 x 300 pixels; allowed: a shorter side of at least 301 pixels"),
        (picture(1000, 390), "width to height 2.56; allowed: 0.4 to 2.5"),
        ("data:image/png;base64,=!", "is not a Base64 data URL"),
        ("data:image/png,abc", "is not a Base64 data URL"),
        ("mm_file://12", "is an uploaded file; allowed: a path, bytes, a link"),
        ("12", "only the V2 models accept uploaded files"),
        (minimax.video("https://x.example.test/a"), "is a video; allowed: an image"),
        (minimax.image(URL, detail="low"), "detail is only supported in chat messages"),
        (3.5, "float is not allowed"),
        (io.StringIO("text"), "open it in binary mode"),
    ],
    ids=lambda value: value if isinstance(value, str) and not value.startswith("data:") else "",
)
def test_invalid_images_are_rejected(runner: Runner, source: Any, words: str) -> None:
    error = refused(runner, "It rises", model="MiniMax-Hailuo-2.3", first_frame=source)

    assert words in str(error)
    assert error.field == "first_frame"


def test_large_images_are_rejected_by_their_size(runner: Runner, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(picture())
    with path.open("r+b") as file:
        file.truncate(3 * 2**30)

    assert "has 3,221,225,472 bytes; allowed: at most 20,971,519" in str(
        refused(runner, model="MiniMax-Hailuo-02", first_frame=path)
    )
    assert "allowed: at most 31,457,280" in str(refused(runner, "It rises", first_frame=path))


@pytest.mark.parametrize(
    ("references", "words"),
    [
        (
            ["https://x.example.test/a"],
            (
                "references[0]: 'https://x.example.test/a' has no known extension; specify its kind"
                " with minimax.image"
            ),
        ),
        (["31"], "'mm_file://31' has no known extension"),
        (["http://["], "'http://[' has no known extension"),
        ([picture(200, 300)], "has 200 x 300 pixels; allowed: sides of 256 to 5760 pixels"),
        ([wav(1)], "lasts 1.0 s; allowed: 2 to 15 s"),
        ([URL, wav(16)], "references[1]: 256,044 bytes lasts 16.0 s"),
        ([wav(9), wav(9)], "audio files of 18.0 s in total; allowed: at most 15 s"),
        ([b"fLaC" + bytes(50)], "has the format flac; allowed: wav, mp3"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_invalid_references_are_rejected(runner: Runner, references: list[Any], words: str) -> None:
    assert words in str(refused(runner, "She walks", references=references))


def test_validation_can_be_disabled(runner: Runner) -> None:
    platform = Platform(STARTED)
    client = runner.client(platform, validate=False)

    runner(
        client.video.create(
            "A kite", model="MiniMax-Hailuo-2.3", duration=99, first_frame=picture(10, 10)
        )
    )

    assert platform.bodies[0]["duration"] == 99


# Tasks and results


@pytest.mark.parametrize(
    "answer", [{"base_resp": GOOD}, {"task_id": "", "base_resp": GOOD}, {"task_id": None}]
)
def test_response_without_task_is_an_error_with_raw(runner: Runner, answer: dict[str, Any]) -> None:
    with pytest.raises(DecodeError, match="sent no valid task id") as caught:
        runner(runner.client(Platform(answer)).video.create("A kite", model="MiniMax-Hailuo-2.3"))

    assert caught.value.raw == answer


def test_a_started_video_is_never_started_again(runner: Runner) -> None:
    platform = Platform(httpx.ReadTimeout(""))

    with pytest.raises(NetworkError):
        runner(runner.client(platform).video.create("A kite"))

    assert len(platform.requests) == 1


def test_v1_results_have_size_and_link(runner: Runner) -> None:
    platform = Platform(V1_DONE, {"file": {"file_id": 99, "download_url": LINK}, "base_resp": GOOD})

    video = runner(runner.client(platform).task("video:7").wait())

    assert (video.file_id, video.url, video.width, video.height) == ("99", LINK, 1366, 768)
    assert (video.duration, video.resolution, video.ratio, video.usage) == (0, "", "", None)


def test_v1_results_without_link_are_accepted(runner: Runner) -> None:
    client = runner.client(
        Platform(V1_DONE, native_error(1039, "busy"), httpx.ConnectError("gone")),
        retry=Retry(attempts=1),
    )

    video = runner(client.task("video:7").wait())

    assert (video.file_id, video.url) == ("99", "")
    with pytest.raises(NetworkError):
        runner(video.read())


def test_v1_results_without_link_are_downloaded_from_the_platform(
    runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
) -> None:
    emulator.fault("no_link")
    video = runner(
        runner(client.video.create("A kite over dunes", model="MiniMax-Hailuo-02")).wait()
    )

    path = runner(video.save(tmp_path / "kite.mp4"))

    assert probe(path.read_bytes()).duration
    assert [len(emulator.requests(name)) for name in ("files_retrieve_content", "download")] == [
        1,
        0,
    ]


def test_v2_results_have_format_and_usage(runner: Runner) -> None:
    usage = {
        "total_seconds": "12",
        "output_seconds": 6,
        "input_seconds": 6.0,
        "prompt_tokens": None,
        "completion_tokens": "many",
    }

    video = runner(runner.client(Platform(v2_task(usage=usage))).task("video-v2:7").wait())

    assert (video.url, video.duration, video.resolution, video.ratio) == (LINK, 6, "768P", "16:9")
    assert video.usage.total_seconds == 12
    assert (
        video.usage.input_seconds,
        video.usage.prompt_tokens,
        video.usage.completion_tokens,
    ) == (6, 0, 0)


@pytest.mark.parametrize("odd", [None, [], "x", 3, {"url": 7}, {"url": None}, {}])
def test_success_without_video_is_an_error_with_raw(runner: Runner, odd: Any) -> None:
    with pytest.raises(
        DecodeError, match="video-v2:7 has succeeded, but the platform sent no video"
    ) as caught:
        runner(
            runner.client(Platform(v2_task(content=odd, usage=odd, duration=odd)))
            .task("video-v2:7")
            .wait()
        )

    assert caught.value.raw["task"]["content"] == odd


def test_an_enhanced_prompt_is_a_text(runner: Runner) -> None:
    platform = Platform(
        STARTED, v2_task(task_type="h3_context_ir", content={"prompt": "overall_soundscape: rain"})
    )
    client = runner.client(platform)

    task = runner(client.video.enhance_prompt("Two players", duration=10, first_frame=URL))

    assert task.handle == "video-prompt:518823377410051"
    assert runner(task.wait()) == "overall_soundscape: rain"
    assert platform.requests[0].url.path == "/v2/h3_context_ir"
    assert platform.bodies[0]["duration"] == 10
    assert "resolution" not in platform.bodies[0]


# Fetching


def saved(
    runner: Runner, tmp_path: Path, kind: str, *answers: Any, **options: Any
) -> tuple[Path, Platform]:
    """A finished task downloaded from a scripted platform and storage."""
    platform = Platform(*answers)
    path = runner(runner.client(platform, **options).task(f"{kind}:7").download(tmp_path / "v.mp4"))
    assert list(tmp_path.iterdir()) == [path], "no temporary file stays behind"
    return path, platform


def body(*pieces: Any, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(
        status, headers={"content-type": "video/mp4", **headers}, stream=Chunks(*pieces)
    )


def test_interrupted_downloads_are_resumed_without_the_key(runner: Runner, tmp_path: Path) -> None:
    path, platform = saved(
        runner,
        tmp_path,
        "video-v2",
        v2_task(),
        body(b"abcd", httpx.ReadError("cut"), **{"content-length": "10", "etag": '"a"'}),
        body(b"efghij", status=206, **{"content-range": "bytes 4-9/10", "etag": '"a"'}),
    )

    assert path.read_bytes() == b"abcdefghij"
    query, *fetches = platform.requests
    assert query.headers["authorization"] == f"Bearer {KEY}"
    assert [fetch.headers.get("range") for fetch in fetches] == [None, "bytes=4-"]
    assert all(
        KEY not in str(fetch.headers) and "authorization" not in fetch.headers for fetch in fetches
    )


FRESH = "https://cdn.example.test/v/out.mp4?sig=b"


@pytest.mark.parametrize(
    ("kind", "answers", "fresh"),
    [
        (
            "video",
            [V1_DONE, {"file": {"file_id": 99, "download_url": LINK}, "base_resp": GOOD}],
            {"file": {"file_id": 99, "download_url": FRESH}, "base_resp": GOOD},
        ),
        ("video-v2", [v2_task()], v2_task(content={"url": FRESH})),
        (
            "video-template",
            [{"task_id": "7", "status": "Success", "video_url": LINK, "base_resp": GOOD}],
            {"task_id": "7", "status": "Success", "video_url": FRESH, "base_resp": GOOD},
        ),
    ],
)
def test_an_expired_link_is_replaced(
    runner: Runner, tmp_path: Path, kind: str, answers: list[Any], fresh: Any
) -> None:
    expired = httpx.Response(
        403,
        headers={"content-type": "application/xml"},
        content=b"<Error><Code>AccessDenied</Code></Error>",
    )

    path, platform = saved(
        runner, tmp_path, kind, *answers, expired, fresh, body(b"film", **{"content-length": "4"})
    )

    assert path.read_bytes() == b"film"
    assert str(platform.requests[-1].url) == FRESH
    assert "authorization" not in platform.requests[-1].headers


def test_files_in_folders_are_named_after_the_task(runner: Runner, tmp_path: Path) -> None:
    client = runner.client(Platform(v2_task(), body(b"film", **{"content-length": "4"})))

    assert runner(client.task("video-v2:7").download(tmp_path)) == tmp_path / "video-v2-7.mp4"


# generate


def test_generate_starts_waits_and_saves(runner: Runner, tmp_path: Path) -> None:
    platform = Platform(
        STARTED,
        v2_task("running", content=None),
        v2_task(),
        body(b"film", **{"content-length": "4"}),
    )
    clock, told, progress = Clock(), [], []

    video = runner(
        runner.client(platform, clock=clock).video.generate(
            "A kite",
            save=tmp_path / "kite.mp4",
            on_status=lambda task: told.append(str(task.status)),
            on_progress=lambda done, total: progress.append((done, total)),
        )
    )

    assert told == ["queued", "running", "succeeded"]
    assert clock.sleeps == [2, 3]
    assert progress[-1] == (4, 4)
    assert (tmp_path / "kite.mp4").read_bytes() == b"film"
    assert video.url == LINK


def test_timeouts_report_the_handle(runner: Runner) -> None:
    client = runner.client(Platform(STARTED, v2_task("running", content=None)))

    with pytest.raises(TaskTimeout, match=r"client\.task\('video-v2:518823377410051'\)") as caught:
        runner(client.video.generate("A kite", timeout=20))

    assert caught.value.task.handle == "video-v2:518823377410051"


@pytest.mark.parametrize("problem", [KeyboardInterrupt(), MemoryError()], ids=repr)
def test_interrupts_report_the_handle(runner: Runner, problem: BaseException) -> None:
    class Interrupted(Clock):
        def sleep(self, seconds: float) -> None:
            raise problem

    client = runner.client(Platform(STARTED), clock=Interrupted())

    with pytest.raises(type(problem)) as caught:
        runner(client.video.generate("A kite"))

    assert "client.task('video-v2:518823377410051')" in "".join(caught.value.__notes__)


def test_unsaved_results_report_the_handle(runner: Runner, tmp_path: Path) -> None:
    client = runner.client(Platform(STARTED, v2_task(), body(b"clip")))

    def appears(task: Any) -> None:
        if not (tmp_path / "clip.mp4").exists():
            os.mkfifo(tmp_path / "clip.mp4")

    with pytest.raises(OSError, match="stays on the platform") as caught:
        runner(client.video.generate("A kite", save=tmp_path / "clip.mp4", on_status=appears))

    assert "video-v2:518823377410051" in "".join(caught.value.__notes__)


@pytest.mark.parametrize(
    ("save", "message"),
    [
        ("clip.mp3", "use the extension '.mp4'"),
        ("clip.mov", "use the extension '.mp4'"),
        ("a file/clip.mp4", "cannot write"),
        ("pipe.mp4", "not a regular file"),
    ],
)
def test_invalid_destinations_are_rejected_before_paying(
    runner: Runner, tmp_path: Path, save: str, message: str
) -> None:
    (tmp_path / "a file").touch()
    os.mkfifo(tmp_path / "pipe.mp4")
    platform = Platform(STARTED)

    with pytest.raises(ValidationError, match=f"^save: .*{message}"):
        runner(runner.client(platform).video.generate("A kite", save=tmp_path / save))
    with pytest.raises(ValidationError, match=f"^to: .*{message}"):
        runner(runner.client(platform).task("video-v2:1").download(tmp_path / save))
    assert platform.requests == []


def test_videos_in_a_folder_do_not_replace_each_other(runner: Runner, tmp_path: Path) -> None:
    script = [STARTED, v2_task(), body(b"one"), STARTED, v2_task(), body(b"two")]
    client = runner.client(Platform(*script))
    for _ in range(2):
        runner(client.video.generate("A kite", save=f"{tmp_path}/new/"))
    assert sorted(path.read_bytes() for path in (tmp_path / "new").iterdir()) == [b"one", b"two"]


# V2 extras


def test_a_page_of_tasks(runner: Runner) -> None:
    items = [
        {"id": "1", "status": "succeeded", "task_type": "generation", "content": {"url": LINK}},
        {"id": 2, "status": "queued", "task_type": "h3_context_ir"},
        {
            "id": "3",
            "status": "failed",
            "task_type": "regeneration",
            "error": {"code": "1027", "message": "sensitive"},
        },
        {"id": "4", "status": "new-word", "task_type": "new-kind"},
        {"status": "queued"},
        "odd",
    ]
    platform = Platform({"items": items, "total": "41"})

    page = runner(
        runner.client(platform).video.list(
            status="succeeded",
            model="MiniMax-H3",
            task_type="generation",
            page=2,
            page_size=5,
            task_ids=["1", "video-v2:2"],
        )
    )

    assert [(task.handle, str(task.status)) for task in page] == [
        ("video-v2:1", "succeeded"),
        ("video-prompt:2", "queued"),
        ("video-v2:3", "failed"),
        ("video-v2:4", "running"),
    ]
    assert (page.total, len(page), page[-1].raw_status) == (41, 4, "new-word")
    assert runner(page[0].result()).url == LINK
    assert len(platform.requests) == 1, "what the list told needs no further look"
    assert dict(platform.requests[0].url.params) == {
        "page_num": "2",
        "page_size": "5",
        "filter.status": "succeeded",
        "filter.model": "MiniMax-H3",
        "filter.task_type": "generation",
        "filter.task_ids": "1,2",
    }


@pytest.mark.parametrize(
    "answer", [{}, {"items": None, "total": None}, {"items": "x", "total": []}]
)
def test_invalid_pages_are_empty(runner: Runner, answer: dict[str, Any]) -> None:
    page = runner(runner.client(Platform(answer)).video.list())

    assert (list(page), page.total) == ([], 0)


@pytest.mark.parametrize("source", ["7", "video-v2:7", "task"])
def test_regenerate_from_a_task(runner: Runner, source: str) -> None:
    platform = Platform(STARTED)
    client = runner.client(platform)

    task = runner(
        client.video.regenerate(client.task("video-v2:7") if source == "task" else source)
    )

    assert task.handle == "video-v2:518823377410051"
    assert platform.bodies == [{"model": "MiniMax-H3", "resolution": "2K", "source_task_id": "7"}]


def test_regenerate_from_a_video_and_its_inputs(runner: Runner) -> None:
    platform = Platform(STARTED)

    runner(
        runner.client(platform).video.regenerate(
            video=MP4, prompt="x" * 9000, first_frame=URL, watermark=True
        )
    )

    content = platform.bodies[0]["content"]
    assert [(item["type"], item.get("role")) for item in content] == [
        ("text", None),
        ("image_url", "first_frame"),
        ("video_url", "base_video"),
    ]
    assert platform.bodies[0]["aigc_watermark"] is True


@pytest.mark.parametrize(
    "arguments",
    [{}, {"source": "7", "video": MP4}, {"source": "video:7"}, {"source": "7", "prompt": "x"}],
)
def test_regenerate_requires_exactly_one_source(runner: Runner, arguments: dict[str, Any]) -> None:
    platform = Platform(STARTED)

    with pytest.raises(ValidationError):
        runner(runner.client(platform).video.regenerate(**arguments))

    assert platform.requests == []


def test_the_record_of_a_task_is_deleted(runner: Runner) -> None:
    platform = Platform({"task_id": "7", "action": "deleted", "status": "deleted"})

    runner(runner.client(platform).video.delete("video-v2:7"))

    assert (platform.requests[0].method, platform.requests[0].url.path) == (
        "DELETE",
        "/v2/video_generation/7",
    )


# Templates


def test_templates_of_the_region_are_listed(runner: Runner) -> None:
    client = runner.client(Platform(STARTED), base_url=None, region="global")

    here, there = client.video.templates(), client.video.templates("cn")

    assert (len(here), len(there)) == (16, 11)
    run = next(template for template in here if template.name == "Run for Life")
    assert (run.id, run.needs, run.usd) == (
        "393769180141805569",
        "media (a pet) and text (kind of beast)",
        0.45,
    )
    assert len(runner.client(Platform(STARTED)).video.templates()) == 22, (
        "a host of one's own has no region"
    )


@pytest.mark.parametrize(
    "template", ["393769180141805569", "run for LIFE", "绝地求生", 393769180141805569]
)
def test_templates_are_found_by_id_and_name(runner: Runner, template: Any) -> None:
    platform = Platform(STARTED)

    task = runner(
        runner.client(platform).video.create_from_template(template, media=URL, text="Bear")
    )

    assert task.handle == "video-template:518823377410051"
    assert platform.bodies == [
        {
            "template_id": "393769180141805569",
            "media_inputs": [{"value": URL}],
            "text_inputs": [{"value": "Bear"}],
        }
    ]


def test_unknown_template_ids_are_sent(runner: Runner) -> None:
    platform = Platform(STARTED)

    runner(
        runner.client(platform).video.create_from_template(
            "1", media=[picture(), URL], text=["a", "b"], callback_url="https://h.test"
        )
    )

    assert platform.bodies[0] == {
        "template_id": "1",
        "media_inputs": [{"value": data_url(picture())}, {"value": URL}],
        "text_inputs": [{"value": "a"}, {"value": "b"}],
        "callback_url": "https://h.test",
    }


@pytest.mark.parametrize(
    ("arguments", "field", "words"),
    [
        ({"template": "Divng", "media": URL}, "template", "did you mean 'Diving'"),
        ({"template": "zzz"}, "template", "templates() lists the known"),
        (
            {"template": "Run for Life", "text": "Bear"},
            "media",
            "needs media (a pet) and text (kind of beast); media is missing",
        ),
        ({"template": "Run for Life", "media": URL, "text": ""}, "text", "text is missing"),
        (
            {"template": "Diving", "media": URL, "text": "x"},
            "text",
            "Diving does not accept text, only media",
        ),
        ({"template": "Diving", "media": picture(200, 200)}, "media", "at least 301 pixels"),
    ],
)
def test_the_slots_of_a_template_are_checked(
    runner: Runner, arguments: dict[str, Any], field: str, words: str
) -> None:
    platform = Platform(STARTED)

    with pytest.raises(ValidationError) as caught:
        runner(runner.client(platform).video.create_from_template(**arguments))

    assert caught.value.field == field
    assert words in str(caught.value)
    assert platform.requests == []


def test_templates_of_other_regions_are_reported_with_the_region() -> None:
    client = Runner("sync").client(Platform(STARTED), base_url=None, region="cn")

    with pytest.raises(
        ValidationError, match="in this region, only in global; did you mean 'Diving \\(China\\)'"
    ):
        client.video.create_from_template("Diving", media=URL)


# Against the emulator


def test_a_video_with_sound_from_text(runner: Runner, client: Any, tmp_path: Path) -> None:
    video = runner(
        client.video.generate(
            "Rain on a tin roof",
            model="MiniMax-H3-Max",
            resolution="480p",
            duration=5,
            save=tmp_path / "v.mp4",
        )
    )

    found = probe((tmp_path / "v.mp4").read_bytes())
    assert (found.width, found.height) == (840, 480)
    assert found.duration == pytest.approx(5, abs=0.6)
    assert found.sample_rate
    assert video.usage.output_seconds == 5


def test_a_silent_video_from_a_picture(
    runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
) -> None:
    emulator.fault("truncated_download", first=1)

    task = runner(
        client.video.create(model="MiniMax-Hailuo-02", first_frame=picture(), resolution="512p")
    )
    path = runner(task.download(tmp_path / "v.mp4"))

    found = probe(path.read_bytes())
    assert min(found.width, found.height) == 512
    assert not found.sample_rate
    assert len(emulator.requests("download")) == 2, "cut once, continued once"


def test_an_expired_link_of_the_emulator(runner: Runner, client: Any, emulator: Emulator) -> None:
    task = runner(client.video.create_from_template("Anime Life Sim", text="A baker on the moon"))
    video = runner(task.wait())
    emulator.clock.advance(10 * 3600)

    assert probe(runner(video.read())).duration
    assert len(emulator.requests("query_video_template_generation")) > 2


@pytest.mark.parametrize("row", MODELS, ids=lambda row: row["id"])
def test_emulator_accepts_everything_that_the_rules_allow(
    emulator: Emulator, row: dict[str, Any]
) -> None:
    with minimax.emulator.client(emulator) as client:
        for mode, sizes in row["modes"].items():
            for size, lengths in sizes.items():
                for length in (lengths[0], lengths[-1]):
                    assert client.video.create(
                        "A kite",
                        model=row["id"],
                        resolution=size,
                        duration=length,
                        **made_from(row, mode, picture()),
                    ).id


def test_a_queued_task_of_the_emulator_is_cancelled(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    task = runner(client.video.create("A kite"))
    runner(task.cancel())

    listed: list[Task[Any, Any]] = list(runner(client.video.list()))
    assert [(found.handle, found.status) for found in listed] == [(task.handle, Status.CANCELLED)]


def test_regeneration_and_prompt_enhancement(runner: Runner, client: Any) -> None:
    task = runner(client.video.create("A lantern", duration=4))
    runner(task.wait())

    again = runner(runner(client.video.regenerate(task)).wait())
    prompt = runner(runner(client.video.enhance_prompt("A lantern", duration=4)).wait())

    assert again.resolution == "2K"
    assert "overall_soundscape" in prompt
    assert [found.kind for found in runner(client.video.list(task_type="h3_context_ir"))] == [
        "video-prompt"
    ]


def test_a_task_of_another_account_is_not_found(runner: Runner, client: Any, connect: Any) -> None:
    task = runner(client.video.create("A kite", model="MiniMax-Hailuo-2.3"))

    with pytest.raises(MinimaxError, match="task"):
        runner(connect(api_key="sk-somebody-else").task(task.handle).wait())


def test_v2_tasks_of_other_accounts_end_the_wait(
    runner: Runner, client: Any, connect: Any, emulator: Emulator
) -> None:
    task = runner(client.video.create("A kite"))

    with pytest.raises(NotFoundError, match="only to the account that created it"):
        runner(connect(api_key="sk-somebody-else").task(task.handle).wait())
    assert len(emulator.requests("query_video_generation_v2")) == 1, (
        "neither repeated nor asked again"
    )


@pytest.mark.parametrize(
    ("fault", "problem"), [("task_fails", TaskFailed), ("task_never_ends", TaskTimeout)]
)
def test_errors_that_name_their_task_get_no_note(
    runner: Runner, client: Any, emulator: Emulator, fault: str, problem: type[MinimaxError]
) -> None:
    emulator.fault(fault)

    with pytest.raises(problem, match="video-v2:") as caught:
        runner(client.video.generate("A kite", timeout=60))
    assert not hasattr(caught.value, "__notes__"), "a failed task cannot be taken up again"


def test_callback_url_is_sent(runner: Runner, client: Any, emulator: Emulator) -> None:
    runner(client.video.create("A kite", callback_url="https://hook.example.test/minimax"))

    assert (
        emulator.requests("video_generation_v2")[0].json["callback_url"]
        == "https://hook.example.test/minimax"
    )
