"""Images: requested size, number and form; visible portraits and styles."""

from __future__ import annotations

import base64
import io
from typing import Any

import httpx
import pytest
from PIL import Image, ImageChops, ImageStat

from minimax.emulator import Emulator

from .samples import assert_described, data_url, picture, status, upload

PATH = "/v1/image_generation"
SMALL = {"width": 512, "height": 512}


def image_request(**more: Any) -> dict[str, Any]:
    return {"model": "image-01", "prompt": "a lighthouse in fog", **more}


def inline(http: httpx.Client, **more: Any) -> list[bytes]:
    """The images of one call, in the answer itself."""
    answer = http.post(PATH, json=image_request(response_format="base64", **more)).json()
    assert answer["base_resp"]["status_code"] == 0, answer
    return [base64.b64decode(each) for each in answer["data"]["image_base64"]]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_images_are_links_that_live_a_day(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    emulator.configure(strict=True)
    answer = http.post(PATH, json=image_request(n=2)).json()
    assert_described("image_generation", answer)
    assert set(answer["data"]) == {"image_urls"}
    assert answer["metadata"] == {"failed_count": "0", "success_count": "2"}
    first, second = (anonymous.get(url) for url in answer["data"]["image_urls"])
    assert first.headers["content-type"] == "image/jpeg"
    assert first.content != second.content
    assert opened(first.content).size == (1024, 1024)
    emulator.clock.advance(24 * 3600 + 2)
    assert anonymous.get(answer["data"]["image_urls"][0]).status_code == 403


def test_images_come_inline_on_demand(http: httpx.Client) -> None:
    answer = http.post(PATH, json=image_request(response_format="base64", **SMALL)).json()
    assert_described("image_generation", answer)
    assert set(answer["data"]) == {"image_base64"}


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"aspect_ratio": "16:9"}, (1280, 720)),
        ({"aspect_ratio": "2:3"}, (832, 1248)),
        ({"aspect_ratio": "21:9"}, (1344, 576)),
        ({"width": 520, "height": 1024}, (520, 1024)),
        ({"width": 512, "height": 512, "aspect_ratio": "9:16"}, (720, 1280)),
    ],
)
def test_images_have_the_requested_size(
    http: httpx.Client, asked: Any, size: tuple[int, int]
) -> None:
    assert opened(inline(http, **asked)[0]).size == size


def test_a_seed_gives_the_same_images_and_none_gives_others(http: httpx.Client) -> None:
    assert inline(http, seed=7, n=2, **SMALL) == inline(http, seed=7, n=2, **SMALL)
    assert inline(http, seed=7, **SMALL) != inline(http, seed=8, **SMALL)
    assert inline(http, **SMALL) != inline(http, **SMALL)


def test_after_a_reset_the_same_calls_give_the_same_images(
    emulator: Emulator, http: httpx.Client
) -> None:
    first = inline(http, **SMALL)
    emulator.reset()
    assert inline(http, **SMALL) == first


def test_portrait_is_part_of_the_image(http: httpx.Client) -> None:
    portrait = [{"type": "character", "image_file": data_url(picture(300, 300, "magenta"))}]
    made = opened(inline(http, subject_reference=portrait, **SMALL)[0])
    red, green, blue = ImageStat.Stat(made.crop((400, 10, 500, 100))).mean
    assert red > 200 > green + 100
    assert blue > 200


def test_uploaded_and_external_portraits_are_accepted(http: httpx.Client) -> None:
    number = upload(http, "video_generation_input", "a.png", picture())
    for reference in (f"mm_file://{number}", "https://img.example/keeper.png"):
        assert inline(
            http, subject_reference=[{"type": "character", "image_file": reference}], **SMALL
        )


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (
            "data:image/png;base64,iVBORw0KGgo=",
            "is not an image that can be read, expected JPEG, PNG",
        ),
        (
            data_url(picture(format="WEBP"), "image/webp"),
            "is not an image that can be read, expected JPEG, PNG",
        ),
        (
            data_url(bytes(10 * 2**20 + 1)),
            ": the image has 10485761 bytes, at most 10485760 allowed",
        ),
        ("keeper.png", ": 'keeper.png' is neither a URL nor a data URL"),
    ],
)
def test_invalid_portraits_are_rejected(http: httpx.Client, reference: str, message: str) -> None:
    answer = http.post(
        PATH,
        json=image_request(
            subject_reference=[{"type": "character", "image_file": reference}], **SMALL
        ),
    )
    code, text = status(answer)
    assert (code, text.replace("image_file ", "image_file")) == (
        2013,
        f"invalid params, subject_reference[0].image_file{message}",
    )


@pytest.mark.parametrize("side", [8_000, 10_000])
def test_decompression_bombs_are_rejected(http: httpx.Client, side: int) -> None:
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    reference = {"type": "character", "image_file": data_url(bomb.getvalue())}
    assert status(http.post(PATH, json=image_request(subject_reference=[reference])))[0] == 2013


@pytest.mark.parametrize("style", ["漫画", "元气", "中世纪", "水彩"])
def test_a_style_changes_the_picture_and_its_weight_how_much(
    http: httpx.Client, style: str
) -> None:
    def painted(**more: Any) -> Image.Image:
        return opened(inline(http, model="image-01-live", seed=3, aspect_ratio="16:9", **more)[0])

    plain = painted()
    faint, strong = (
        painted(style={"style_type": style, "style_weight": weight}) for weight in (0.2, 1.0)
    )
    changes = [
        sum(ImageStat.Stat(ImageChops.difference(plain, each)).mean) for each in (faint, strong)
    ]
    assert 0 < changes[0] < changes[1]


def test_watermark_is_visible(http: httpx.Client) -> None:
    assert inline(http, seed=3, aigc_watermark=True, **SMALL) != inline(http, seed=3, **SMALL)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (image_request(model="image-02"), "unknown model 'image-02'"),
        (image_request(prompt=" "), "prompt is empty"),
        (image_request(n=10), "n: 10 is out of range (from 1 to 9)"),
        (image_request(n=2.0), "n: expected integer, got number"),
        (image_request(width=512), "width and height must be passed together"),
        (
            image_request(model="image-01-live", **SMALL),
            "width and height are not supported by image-01-live",
        ),
        (image_request(style={"style_type": "水彩"}), "style is not supported by image-01"),
        (
            image_request(
                subject_reference=[{"type": "animal", "image_file": "https://x.example/a.png"}]
            ),
            "subject_reference[0].type",
        ),
    ],
)
def test_a_broken_rule_is_2013(http: httpx.Client, body: Any, message: str) -> None:
    answer = http.post(PATH, json=body)
    code, text = status(answer)
    assert (code, text.startswith(f"invalid params, {message}")) == (2013, True), text
    assert set(answer.json()) == {"id", "base_resp"}


def test_blocked_images_are_missing_and_counted(emulator: Emulator, http: httpx.Client) -> None:
    with emulator.fault("partly_blocked"):
        answer = http.post(PATH, json=image_request(n=2, **SMALL)).json()
        assert len(answer["data"]["image_urls"]) == 1
        assert answer["metadata"] == {"failed_count": "1", "success_count": "1"}
    with emulator.fault("partly_blocked", value=9):
        assert http.post(PATH, json=image_request(**SMALL)).json()["data"] == {"image_urls": []}


def test_faults_apply_to_images(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    with emulator.fault("sensitive_input"):
        assert status(http.post(PATH, json=image_request())) == (1026, "input new_sensitive")
    with emulator.fault("null_data"):
        assert http.post(PATH, json=image_request(**SMALL)).json()["data"] is None
    url = http.post(PATH, json=image_request(**SMALL)).json()["data"]["image_urls"][0]
    with emulator.fault("expired_url"):
        assert anonymous.get(url).status_code == 403
