"""Videos of both API generations and from templates."""

from __future__ import annotations

import base64
import re
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator, media
from minimax.emulator.endpoints.video import pixels
from minimax.emulator.endpoints.video_v2 import WINDOW, plan
from minimax.emulator.media import probe

from .conftest import KEY

V1, V2 = "/v1/video_generation", "/v2/video_generation"
ENHANCE, AGAIN, TEMPLATE = (
    "/v2/h3_context_ir",
    "/v2/video_regeneration",
    "/v1/video_template_generation",
)
DAY = 86_400


def data_url(data: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def picture(
    width: int = 640, height: int = 360, words: str = "a client", format: str = "jpeg"
) -> str:
    """A picture as a data URL."""
    return data_url(
        media.image(words, width=width, height=height, format=format), f"image/{format}"
    )


def text(words: str = "a kite over dunes") -> dict[str, Any]:
    return {"type": "text", "text": words}


def item(kind: str, url: str, role: str | None = None) -> dict[str, Any]:
    return {"type": kind, kind: {"url": url}, **({"role": role} if role else {})}


def v1(**more: Any) -> dict[str, Any]:
    return {"model": "MiniMax-Hailuo-02", "prompt": "a kite over dunes", **more}


def v2(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "model": "MiniMax-H3",
        "content": [text(), *items],
        "resolution": "768P",
        "duration": 4,
        "ratio": "16:9",
        **more,
    }


def finished(
    emulator: Emulator, http: httpx.Client, body: dict[str, Any], path: str = V1
) -> dict[str, Any]:
    """What the query tells about a new task once it has ended."""
    created = http.post(path, json=body).json()
    assert created.get("task_id"), created
    emulator.clock.advance(5)
    query = {
        V1: "/v1/query/video_generation?task_id=",
        TEMPLATE: "/v1/query/video_template_generation?task_id=",
    }
    told: dict[str, Any] = http.get(
        query.get(path, "/v2/query/video_generation/") + created["task_id"]
    ).json()
    return told.get("task", told)


def refusal(http: httpx.Client, path: str, body: dict[str, Any]) -> str:
    """The message of a request that is refused with 2013, in either family."""
    response = http.post(path, json=body)
    answer = response.json()
    if path.startswith("/v1"):
        assert (response.status_code, answer["task_id"], answer["base_resp"]["status_code"]) == (
            200,
            "",
            2013,
        ), answer
        return str(answer["base_resp"]["status_msg"])
    assert (response.status_code, answer["error"]["type"]) == (400, "bad_request_error"), answer
    assert answer["error"]["message"].endswith("(2013)")
    return str(answer["error"]["message"])


# The first generation


def test_videos_are_files_of_the_reported_size(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    body = v1(
        first_frame_image=picture(640, 480), resolution="512P", duration=6, aigc_watermark=True
    )
    told = finished(emulator, http, body)
    assert (told["video_width"], told["video_height"]) == (682, 512)
    file = http.get("/v1/files/retrieve", params={"file_id": told["file_id"]}).json()["file"]
    assert (file["bytes"], file["purpose"], file["filename"]) == (
        0,
        "video_generation",
        "output_aigc.mp4",
    )
    assert file["file_id"] == int(told["file_id"])
    made = anonymous.get(file["download_url"])
    assert made.headers["content-type"] == "video/mp4"
    found = probe(made.content)
    assert (found.container, found.codecs, found.fps) == ("mp4", ("h264",), 24)
    assert (found.width, found.height, found.duration) == (682, 512, pytest.approx(6, abs=0.05))
    assert (
        http.get("/v1/files/retrieve_content", params={"file_id": told["file_id"]}).content
        == made.content
    )


@pytest.mark.parametrize(
    ("resolution", "aspect", "size"),
    [
        ("768P", 16 / 9, (1366, 768)),
        ("768P", 9 / 8, (864, 768)),
        ("768P", 9 / 16, (768, 1366)),
        ("720P", 16 / 9, (1280, 720)),
        ("1080P", 16 / 9, (1920, 1080)),
        ("512P", 16 / 9, (910, 512)),
        ("512P", 1.0, (512, 512)),
    ],
)
def test_the_resolution_is_the_shorter_side(
    resolution: str, aspect: float, size: tuple[int, int]
) -> None:
    assert pixels(resolution, aspect) == size


@pytest.mark.parametrize(
    ("body", "size"),
    [
        (v1(), (1366, 768)),
        (v1(model="minimax-hailuo-2.3", resolution="1080P"), (1920, 1080)),
        ({"model": "T2V-01", "prompt": "a kite"}, (1280, 720)),
        ({"model": "MiniMax-Hailuo-9-Future", "prompt": "a kite"}, (1366, 768)),
        (v1(first_frame_image="https://img.example.net/kite.png"), (1366, 768)),
        ({"model": "I2V-01", "first_frame_image": picture(360, 640)}, (720, 1280)),
        (
            {
                "model": "S2V-01",
                "prompt": "she waves",
                "subject_reference": [{"type": "character", "image": [picture(400, 400)]}],
            },
            (1280, 720),
        ),
        (v1(first_frame_image=picture(450, 400), last_frame_image=picture(640, 360)), (864, 768)),
    ],
)
def test_the_size_follows_model_and_first_frame(
    emulator: Emulator, http: httpx.Client, body: dict[str, Any], size: tuple[int, int]
) -> None:
    told = finished(emulator, http, body)
    assert (told["video_width"], told["video_height"]) == size


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            v1(resolution="1080P", duration=10),
            "MiniMax-Hailuo-02 makes 768P (6 or 10 seconds) or 1080P (6 seconds) from",
        ),
        (v1(resolution="512P"), "MiniMax-Hailuo-02 makes 768P"),
        (v1(resolution="768p"), "resolution: '768p' is not one of"),
        (v1(duration=8), "duration: '8' is not one of 6, 10"),
        ({"model": "MiniMax-Hailuo-2.3-Fast", "prompt": "x"}, "from a first frame"),
        ({"model": "T2V-01", "prompt": "x", "duration": 10}, "make 720P (6 seconds)"),
        ({"model": "MiniMax-H3", "prompt": "x"}, "unknown model 'minimax-h3'"),
        ({"model": "video-01", "prompt": "x"}, "unknown model"),
        ({"model": "MiniMax-Hailuo-2.3"}, "prompt is required"),
        (v1(prompt="  "), "prompt is empty"),
        (v1(prompt="x" * 2001), "prompt: 2001 characters"),
        (
            v1(first_frame_image="kite.png"),
            "first_frame_image: 'kite.png' is neither a URL nor a data URL",
        ),
        (v1(first_frame_image="mm_file://123456"), "first_frame_image: does not accept mm_file://"),
        (
            v1(first_frame_image="data:image/png;base64,iVBORw0KGgo="),
            "first_frame_image: holds no image that can be read",
        ),
        (v1(first_frame_image="data:image/jpeg;base64,%%"), "first_frame_image is not base64"),
        (
            v1(first_frame_image=data_url(b"x", "text/plain")),
            "first_frame_image: expected data:image/FORMAT",
        ),
        (
            v1(first_frame_image=picture(300, 400)),
            "first_frame_image: short side 300 is out of range (above 300)",
        ),
        (
            v1(first_frame_image=picture(1000, 320)),
            "first_frame_image: width by height 3.125 is out of range (at most 2.5)",
        ),
        (
            v1(last_frame_image=picture(320, 1000)),
            "last_frame_image: width by height 0.32 is out of range (at least 0.4)",
        ),
        (
            {
                "model": "S2V-01",
                "subject_reference": [{"type": "character", "image": ["face.jpg"]}],
            },
            "subject_reference[0].image[0]: 'face.jpg' is neither",
        ),
    ],
)
def test_v1_errors_name_the_field(http: httpx.Client, body: dict[str, Any], message: str) -> None:
    assert message in refusal(http, V1, body)


def test_an_unknown_task_is_an_error_with_an_empty_status(http: httpx.Client) -> None:
    told = http.get("/v1/query/video_generation", params={"task_id": "12"}).json()
    assert (told["task_id"], told["status"], told["base_resp"]["status_code"]) == ("12", "", 2013)
    assert (
        http.get("/v1/query/video_generation").json()["base_resp"]["status_msg"]
        == "invalid params, task_id is empty"
    )


# The second generation


def test_v2_videos_have_audio_and_at_least_the_requested_duration(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    told = finished(emulator, http, v2(model="MiniMax-H3-Max", resolution="480P", duration=5), V2)
    assert {
        name: told[name]
        for name in ("model", "status", "resolution", "duration", "ratio", "task_type", "modality")
    } == {
        "model": "MiniMax-H3-Max",
        "status": "succeeded",
        "resolution": "480P",
        "duration": 5,
        "ratio": "16:9",
        "task_type": "generation",
        "modality": "video",
    }
    assert told["updated_at"] == told["created_at"] + 4
    found = probe(anonymous.get(told["content"]["url"]).content)
    assert (found.width, found.height, found.codecs, found.channels) == (
        840,
        480,
        ("h264", "aac"),
        2,
    )
    assert found.duration == pytest.approx(124 / 24, abs=0.05)


@pytest.mark.parametrize(
    ("ratio", "resolution", "duration", "size", "frames"),
    [
        ("16:9", "768P", 4, (1344, 768), 107),
        ("9:16", "768P", 5, (768, 1344), 124),
        ("1:1", "768P", 15, (768, 768), 362),
        ("16:9", "2K", 8, (2688, 1536), 192),
        ("21:9", "480P", 6, (960, 420), 158),
    ],
)
def test_sizes_and_durations_match_measurements(
    ratio: str, resolution: str, duration: int, size: tuple[int, int], frames: int
) -> None:
    clip = plan("a kite", ratio, resolution, duration)
    assert ((clip.width, clip.height), round(clip.seconds * 24)) == (size, frames)


@pytest.mark.slow
def test_videos_of_768p_can_be_regenerated_at_2k(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    told = finished(emulator, http, v2(ratio="1:1"), V2)
    found = probe(anonymous.get(told["content"]["url"]).content)
    for source in (
        {"source_task_id": told["id"]},
        {"content": [text(), item("video_url", told["content"]["url"], "base_video")]},
    ):
        again = finished(
            emulator, http, {"model": "MiniMax-H3", "resolution": "2K", **source}, AGAIN
        )
        assert (again["task_type"], again["resolution"], again["duration"], again["ratio"]) == (
            "regeneration",
            "2K",
            4,
            "",
        )
    larger = probe(anonymous.get(again["content"]["url"]).content)
    assert (larger.width, larger.height, larger.duration) == (1536, 1536, found.duration)


@pytest.mark.parametrize(
    ("items", "asked", "ratio"),
    [
        ([], "21:9", "21:9"),
        ([item("image_url", picture(300, 500))], "16:9", "9:16"),
        ([item("image_url", picture(600, 450), "last_frame")], "adaptive", "4:3"),
        ([item("image_url", picture(300, 300), "reference_image")], None, "1:1"),
        ([item("image_url", picture(300, 300), "reference_image")], "3:4", "3:4"),
        ([item("image_url", "https://img.example.net/a.png", "first_frame")], None, "16:9"),
    ],
)
def test_actual_ratio_is_reported(
    emulator: Emulator, http: httpx.Client, items: list[Any], asked: str | None, ratio: str
) -> None:
    body = {name: value for name, value in v2(*items, ratio=asked).items() if value is not None}
    assert finished(emulator, http, body, V2)["ratio"] == ratio


def test_usage_counts_input_and_output(emulator: Emulator, http: httpx.Client) -> None:
    clip = data_url(media.video("walk", width=256, height=256, seconds=2), "video/mp4")
    voice = data_url(
        media.synthesize(
            "A voice that talks on for a while, so that it is long enough.", voice="x"
        ).data,
        "audio/mp3",
    )
    items = [
        item("image_url", picture(300, 300), "reference_image"),
        item("video_url", clip, "reference_video"),
        item("audio_url", voice, "reference_audio"),
    ]
    usage = finished(emulator, http, v2(*items), V2)["usage"]
    assert {
        name: usage[name]
        for name in ("total_seconds", "input_seconds", "output_seconds", "input_image_count")
    } == {
        "total_seconds": 6,
        "input_seconds": 2,
        "output_seconds": 4,
        "input_image_count": 1,
    }
    assert usage["input_audio_seconds"] >= 3
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    plain = finished(emulator, http, v2(), V2)["usage"]
    assert (plain["prompt_tokens"], "input_audio_seconds" in plain) == (0, False)


def test_an_uploaded_picture_can_be_a_frame_for_a_week(
    emulator: Emulator, http: httpx.Client
) -> None:
    content = media.image("door", width=400, height=400)
    form = {"data": {"purpose": "video_generation_input"}, "files": {"file": ("door.jpg", content)}}
    number = http.post("/v1/files/upload", **form).json()["file"]["file_id"]
    body = v2(item("image_url", f"mm_file://{number}", "first_frame"))
    assert finished(emulator, http, body, V2)["ratio"] == "1:1"
    emulator.clock.advance(7 * DAY)
    told = finished(emulator, http, body, V2)
    assert (told["status"], told["error"]) == (
        "failed",
        {"code": "2013", "message": "file expired"},
    )
    assert "file not found" in refusal(
        http, V2, v2(item("image_url", "mm_file://42", "first_frame"))
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (v2(ratio="adaptive"), "Text alone requires a ratio"),
        (v2(duration=16), "4 to 15 seconds"),
        (v2(resolution="480P"), "768P or 2K"),
        (v2(model="MiniMax-H3-Max", resolution="2K", duration=5), "480P or 768P"),
        (v2(model="MiniMax-H9", resolution="8K"), "resolution: '8K' is not one of"),
        (v2(model="MiniMax-Hailuo-2.3"), "unknown model"),
        (v2(model="gpt"), "unknown model 'gpt'"),
        (v2(content=[item("image_url", picture())]), "requires one text item"),
        (v2({"type": "hologram"}), "content[1].type: 'hologram' is not one of text, image_url"),
        (v2({"type": ["text"]}), "content[1].type: \"['text']\" is not one of"),
        (
            v2(
                item("image_url", picture(), "first_frame"),
                item("audio_url", "https://a.example/b.mp3", "reference_audio"),
            ),
            "cannot be combined",
        ),
        (
            v2(item("image_url", picture(200, 300))),
            "content[1].image_url.url: short side 200 is out of range (at least 256)",
        ),
        (
            v2(item("image_url", picture().replace("image/jpeg", "image/JPEG"))),
            "with the format in lower case",
        ),
        (v2(item("image_url", data_url(b"RIFFxxxx", "video/mp4"))), "expected data:image/FORMAT"),
        (
            v2(extra={"prompt_expansion_mode": "balance"}),
            "extra.prompt_expansion_mode: 'balance' is not one of",
        ),
    ],
)
def test_v2_errors_have_their_envelope(
    http: httpx.Client, body: dict[str, Any], message: str
) -> None:
    assert message in refusal(http, V2, body)


def test_reference_videos_are_validated(http: httpx.Client) -> None:
    short = data_url(media.video("walk", width=256, height=256, seconds=1), "video/mp4")
    assert "seconds 1 is out of range (at least 2)" in refusal(
        http, V2, v2(item("video_url", short, "reference_video"))
    )
    slow = data_url(media.video("walk", width=256, height=256, seconds=2, fps=12), "video/mp4")
    assert "frames per second 12 is out of range" in refusal(
        http, V2, v2(item("video_url", slow, "reference_video"))
    )
    flac = data_url(media.synthesize("A word", voice="x", format="flac").data, "audio/flac")
    assert "format flac is not one of wav, mp3" in refusal(
        http, V2, v2(item("audio_url", flac, "reference_audio"))
    )
    sound = data_url(
        media.synthesize(
            "Ten words in a row take a good while to say, do they not? " * 2, voice="x"
        ).data,
        "audio/mp3",
    )
    three = [item("audio_url", sound, "reference_audio")] * 3
    assert "reference audios last" in refusal(
        http, V2, v2(item("image_url", picture(), "reference_image"), *three)
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "exactly one of source_task_id and content"),
        ({"source_task_id": "1", "content": [text()]}, "exactly one of source_task_id and content"),
        ({"source_task_id": "1"}, "source_task_id is not a 768P generation"),
        ({"source_task_id": ""}, "source_task_id is not a 768P generation"),
        ({"content": [text()]}, "exactly one video_url item with role base_video"),
    ],
)
def test_regeneration_requires_one_source(
    http: httpx.Client, body: dict[str, Any], message: str
) -> None:
    assert message in refusal(http, AGAIN, {"model": "MiniMax-H3", "resolution": "2K", **body})


@pytest.mark.parametrize(
    ("clip", "message"),
    [
        ({"width": 256, "height": 256}, "content[1].video_url.url is silent"),
        (
            {"width": 256, "height": 256, "audio": True},
            "pixels 65536 is out of range (at least 589824)",
        ),
        (
            {"width": 800, "height": 740, "audio": True},
            "60 frames are out of range (from 107 to 362 in steps of 17)",
        ),
        (
            {"width": 800, "height": 740, "audio": True, "seconds": 107 / 24},
            "800x740 pixels, both sides must be multiples of 32",
        ),
    ],
)
def test_regeneration_accepts_only_videos_of_the_platform(
    http: httpx.Client, clip: dict[str, Any], message: str
) -> None:
    base = data_url(media.video("walk", **{"seconds": 2.5, **clip}), "video/mp4")
    body = {
        "model": "MiniMax-H3",
        "resolution": "2K",
        "content": [text(), item("video_url", base, "base_video")],
    }
    assert message in refusal(http, AGAIN, body)


def test_an_enhanced_prompt_has_its_three_parts_and_no_video(
    emulator: Emulator, http: httpx.Client
) -> None:
    body = {name: value for name, value in v2().items() if name != "resolution"}
    told = finished(emulator, http, body, ENHANCE)
    assert (told["task_type"], told["modality"], "resolution" in told) == (
        "h3_context_ir",
        "text",
        False,
    )
    parts = re.findall(r"^(\w+): (.+)$", told["content"]["prompt"], re.MULTILINE)
    assert [name for name, _ in parts] == [
        "integrated_multimodal_description",
        "overall_soundscape",
        "non_diegetic_music",
    ]
    assert "a kite over dunes" in parts[0][1]
    assert set(told["usage"]) == {"total_tokens", "prompt_tokens", "completion_tokens"}
    assert "Prompt enhancement works with MiniMax-H3, not with other models" in refusal(
        http, ENHANCE, {**body, "model": "MiniMax-H3-Max"}
    )


def test_a_list_is_filtered_and_paged_newest_first(emulator: Emulator, http: httpx.Client) -> None:
    def listed(**query: Any) -> tuple[list[str], int]:
        answer = http.get(
            "/v2/query/video_generation",
            params={name.replace("_X_", "."): value for name, value in query.items()},
        ).json()
        return [each["id"] for each in answer["items"]], answer["total"]

    assert listed() == ([], 0)
    old = http.post(V2, json=v2()).json()["task_id"]
    emulator.clock.advance(4)
    fast = http.post(V2, json=v2(model="MiniMax-H3-Max", duration=5)).json()["task_id"]
    prompt = http.post(
        ENHANCE, json={name: value for name, value in v2().items() if name != "resolution"}
    ).json()["task_id"]
    assert listed() == ([prompt, fast, old], 3)
    assert listed(page_size=2) == ([prompt, fast], 3)
    assert listed(page_size=2, page_num=2) == ([old], 3)
    assert listed(page_num=9) == ([], 3)
    assert listed(filter_X_status="queued") == ([prompt, fast], 2)
    assert listed(filter_X_status="succeeded") == ([old], 1)
    assert listed(filter_X_model="MiniMax-H3-Max") == ([fast], 1)
    assert listed(filter_X_task_type="h3_context_ir") == ([prompt], 1)
    assert (
        listed(filter_X_task_ids=f"{old},{fast},9")
        == listed(filter_X_task_ids=[old, fast])
        == ([fast, old], 2)
    )
    emulator.clock.advance(WINDOW - 1)
    assert listed() == ([prompt, fast], 2)


@pytest.mark.parametrize(
    "query",
    ["page_num=0", "page_size=0", "page_size=x", "filter.status=Success", "filter.task_type=video"],
)
def test_unknown_list_filters_are_rejected(http: httpx.Client, query: str) -> None:
    answer = http.get(f"/v2/query/video_generation?{query}")
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "bad_request_error")
    assert query.partition("=")[0] in answer.json()["error"]["message"]


def test_a_queued_task_is_cancelled_and_a_finished_one_deleted(
    emulator: Emulator, http: httpx.Client
) -> None:
    task_id = http.post(V2, json=v2()).json()["task_id"]
    cancelled = http.delete(f"{V2}/{task_id}")
    assert cancelled.json() == {"task_id": task_id, "action": "cancelled", "status": "cancelled"}
    emulator.clock.advance(60)
    assert http.get(f"/v2/query/video_generation/{task_id}").json()["task"]["status"] == "cancelled"

    done = finished(emulator, http, v2(), V2)
    assert http.delete(f"{V2}/{done['id']}").json()["action"] == "deleted"
    assert "record not found (1000)" in http.get(f"/v2/query/video_generation/{done['id']}").text
    assert httpx.get(done["content"]["url"], trust_env=False).status_code == 404

    running = http.post(V2, json=v2()).json()["task_id"]
    emulator.clock.advance(2)
    for late in (running, task_id):
        refused = http.delete(f"{V2}/{late}")
        assert (refused.status_code, "(2013)" in refused.text) == (400, True)
    assert http.delete(f"{V2}/nobody").status_code == 400


def test_only_generated_videos_are_charged(emulator: Emulator, http: httpx.Client) -> None:
    ledger = emulator.platform.account(KEY).ledger
    cancelled = http.post(V2, json=v2()).json()["task_id"]
    http.delete(f"{V2}/{cancelled}")
    with emulator.fault("task_fails"):
        finished(emulator, http, v2(), V2)
    assert ledger.spent == 0
    finished(emulator, http, v2(), V2)
    assert ledger.spent == 2  # four seconds at 0.50 CNY


def test_tasks_can_be_queried_for_a_week(emulator: Emulator, http: httpx.Client) -> None:
    task_id = http.post(V2, json=v2()).json()["task_id"]
    emulator.clock.advance(WINDOW + 1)
    answer = http.get(f"/v2/query/video_generation/{task_id}")
    assert (answer.status_code, answer.json()["error"]["message"]) == (
        400,
        "invalid params, invalid task_id (2013)",
    )


def test_every_query_returns_a_fresh_link(emulator: Emulator, http: httpx.Client) -> None:
    told = finished(emulator, http, v2(), V2)
    emulator.clock.advance(3 * DAY)
    assert httpx.head(told["content"]["url"], trust_env=False).status_code == 403
    again = http.get(f"/v2/query/video_generation/{told['id']}").json()["task"]
    assert again["content"]["url"] != told["content"]["url"]
    assert again["updated_at"] == told["updated_at"]


def test_thirty_concurrent_tasks_are_allowed_with_limits(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.configure(rate_limits=True)
    try:
        answers = [http.post(V2, json=v2()) for _ in range(31)]
        assert [answer.status_code for answer in answers] == [200] * 30 + [429]
        assert answers[-1].json()["error"]["type"] == "rate_limit_error"
        assert http.post(V2, json=v2(model="MiniMax-H3-Max", duration=5)).status_code == 200
        emulator.clock.advance(4)
        assert http.post(V2, json=v2()).status_code == 200
    finally:
        emulator.configure(rate_limits=False)


# Templates


def test_template_links_expire_after_nine_hours(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    body = {
        "template_id": "393769180141805569",
        "media_inputs": [{"value": picture(400, 400)}],
        "text_inputs": [{"value": "Bear"}],
    }
    told = finished(emulator, http, body, TEMPLATE)
    assert (told["status"], "file_id" in told) == ("Success", False)
    emulator.clock.advance(9 * 3600 - 10)
    found = probe(anonymous.get(told["video_url"]).content)
    assert (found.container, found.width, found.height) == ("mp4", 1280, 720)
    emulator.clock.advance(20)
    assert anonymous.get(told["video_url"]).status_code == 403


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"template_id": "42"}, "template_id: unknown template 42"),
        ({"template_id": 393769180141805569}, "template_id: expected string"),
        ({"template_id": "394514820878671878"}, "text_inputs is empty, Anime Life Sim needs one"),
        ({"template_id": "392747428568649728"}, "media_inputs is empty, Diving needs one"),
        (
            {
                "template_id": "394514820878671878",
                "text_inputs": [{"value": "x"}],
                "media_inputs": [{"value": picture()}],
            },
            "takes none",
        ),
        (
            {"template_id": "392747428568649728", "media_inputs": [{"value": "dog.jpg"}]},
            "media_inputs[0].value: 'dog.jpg' is neither",
        ),
    ],
)
def test_templates_reject_invalid_inputs(
    http: httpx.Client, body: dict[str, Any], message: str
) -> None:
    assert message in refusal(http, TEMPLATE, body)
