"""MiniMax-H3-Image: real images of the size and format that was asked for, references that can be
seen, tokens, and refusals with their HTTP status.
"""

from __future__ import annotations

import base64
import io
from decimal import Decimal
from typing import Any

import httpx
import pytest
from PIL import Image, ImageStat

from minimax.emulator import Emulator

from .samples import assert_described, data_url, picture

GENERATIONS, EDITS = "/v1/images/generations", "/v1/images/edits"
SMALL = {"size": "1024x640"}


def image_request(**more: Any) -> dict[str, Any]:
    return {"model": "MiniMax-H3-Image", "prompt": "a lighthouse in fog", **more}


def edit(*references: str, **more: Any) -> dict[str, Any]:
    return image_request(images=[{"image_url": reference} for reference in references], **more)


def generate(http: httpx.Client, path: str, body: Any) -> Image.Image:
    """The only image of a call."""
    answer = http.post(path, json={**body, "response_format": "b64_json"}).json()
    (item,) = answer["data"]
    return Image.open(io.BytesIO(base64.b64decode(item["b64_json"])))


def refusal(http: httpx.Client, path: str, body: Any) -> tuple[int, str]:
    """HTTP status and message of an error."""
    answer = http.post(path, json=body)
    assert answer.json()["type"] == "error"
    assert answer.json()["error"]["http_code"] == str(answer.status_code)
    return answer.status_code, answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"size": "2720x1536"}, (2720, 1536)),
        ({"size": "640x1024"}, (640, 1024)),
        ({"area": "1K"}, (1024, 1024)),
        ({"area": "1K", "size": "auto", "aspect_ratio": "auto"}, (1024, 1024)),
        ({"area": "2K", "aspect_ratio": "16:9"}, (2720, 1536)),
        ({"aspect_ratio": "21:9"}, (6272, 2688)),
        ({}, (4096, 4096)),
    ],
)
def test_images_have_the_requested_size(
    http: httpx.Client, asked: Any, size: tuple[int, int]
) -> None:
    assert generate(http, GENERATIONS, image_request(**asked)).size == size


@pytest.mark.parametrize(
    ("asked", "format"),
    [
        ({}, "JPEG"),
        ({"output_format": "jpg"}, "JPEG"),
        ({"output_format": "jpeg"}, "JPEG"),
        ({"output_format": "png"}, "PNG"),
        ({"output_format": "webp"}, "WEBP"),
    ],
)
def test_images_have_the_requested_format(
    http: httpx.Client, anonymous: httpx.Client, asked: Any, format: str
) -> None:
    answer = http.post(GENERATIONS, json=image_request(**SMALL, **asked)).json()
    assert_described("images_generations", answer)
    found = anonymous.get(answer["data"][0]["url"])
    assert found.headers["content-type"] == f"image/{format.lower()}"
    assert Image.open(io.BytesIO(found.content)).format == format


def test_compression_makes_files_smaller(http: httpx.Client) -> None:
    sizes = []
    for quality in (5, 95):
        body = image_request(**SMALL, output_compression=quality, response_format="b64_json")
        sizes.append(len(http.post(GENERATIONS, json=body).json()["data"][0]["b64_json"]))
    assert sizes[0] < sizes[1] / 2


@pytest.mark.parametrize(
    ("first", "asked", "size"),
    [
        ((300, 200), {"area": "1K"}, (1248, 832)),
        ((200, 300), {"area": "1K", "aspect_ratio": "auto"}, (832, 1248)),
        ((300, 200), {"area": "1K", "aspect_ratio": "1:1"}, (1024, 1024)),
        ((300, 200), {"size": "640x1024"}, (640, 1024)),
    ],
)
def test_edits_keep_the_ratio_of_the_first_image_by_default(
    http: httpx.Client, first: tuple[int, int], asked: Any, size: tuple[int, int]
) -> None:
    references = [data_url(picture(*first)), data_url(picture(200, 200))]
    assert generate(http, EDITS, edit(*references, **asked)).size == size


def test_references_are_visible(http: httpx.Client) -> None:
    references = [data_url(picture(300, 200, colour)) for colour in ("magenta", "lime")]
    found = generate(http, EDITS, edit(*references, **SMALL))
    ground = ImageStat.Stat(found.crop((100, 100, 300, 200))).mean
    corner = ImageStat.Stat(found.crop((850, 20, 1000, 100))).mean
    assert ground[0] > 200 > ground[1]
    assert corner[1] > 200 > corner[0]


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "PNG"])
def test_references_of_every_format_are_accepted(http: httpx.Client, format: str) -> None:
    reference = data_url(picture(200, 200, format=format), f"image/{format.lower()}")
    assert generate(http, EDITS, edit(reference, **SMALL)).size == (1024, 640)


def test_external_references_are_not_opened(http: httpx.Client) -> None:
    body = edit("https://img.example/cat.heic", **SMALL, response_format="url")
    answer = http.post(EDITS, json=body).json()
    assert_described("images_edits", answer)
    assert answer["usage"]["input_tokens_details"]["image_tokens"] == 32 * 32


def test_the_input_is_billed_once_per_image(emulator: Emulator, http: httpx.Client) -> None:
    emulator.configure(region="global")
    body = edit(data_url(picture(320, 320)), n=3, **SMALL)
    usage = http.post(EDITS, json=body).json()["usage"]
    texts, images = (
        usage["input_tokens_details"][name] for name in ("text_tokens", "image_tokens")
    )
    assert (images, usage["output_tokens"]) == (3 * 100, 3 * 32 * 20)
    assert texts % 3 == 0
    assert usage["total_tokens"] == texts + images + usage["output_tokens"]
    price = (
        texts * Decimal("2.3") + images * Decimal("1.5") + usage["output_tokens"] * Decimal("3.8")
    )
    assert emulator.platform.account("sk-anything").ledger.spent == price / 1_000_000


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (
            GENERATIONS,
            image_request(model="image-01"),
            "This call works with MiniMax-H3-Image and MiniMax-H3-Image-Highspeed",
        ),
        (GENERATIONS, image_request(prompt=" \n"), "prompt is empty"),
        (
            GENERATIONS,
            image_request(prompt="x" * 32_001),
            "prompt: 32001 characters, at most 32000",
        ),
        (GENERATIONS, image_request(n=11), "n: 11 is out of range (from 1 to 10)"),
        (GENERATIONS, image_request(size="512x512"), 'is not "auto" or WIDTHxHEIGHT'),
        (GENERATIONS, image_request(size="4096X4096"), 'is not "auto" or WIDTHxHEIGHT'),
        (GENERATIONS, image_request(size="5000x5000"), 'is not "auto" or WIDTHxHEIGHT'),
        (GENERATIONS, image_request(size="3000x900"), 'is not "auto" or WIDTHxHEIGHT'),
        (GENERATIONS, image_request(aspect_ratio="301:300"), 'is not "auto" or X:Y'),
        (
            GENERATIONS,
            image_request(**SMALL, area="1K"),
            "size cannot be combined with aspect_ratio or area",
        ),
        (
            GENERATIONS,
            image_request(disable_prompt_enhanced=True),
            "disable_prompt_enhanced requires",
        ),
        (EDITS, image_request(), "images is empty"),
        (EDITS, edit(), "images is empty"),
        (EDITS, edit(*["https://x.example/a.png"] * 17), "images: 17 items, at most 16"),
        (EDITS, edit(data_url(picture(127, 200))), "images[0].image_url: short side 127"),
        (EDITS, edit(data_url(picture(900, 200))), "images[0].image_url: width by height 4.5"),
        (EDITS, edit(data_url(picture(200, 200, format="GIF"))), "format gif is not one of"),
        (EDITS, edit("mm_file://12"), "does not accept mm_file://"),
        (EDITS, edit("data:image/png;base64,AAAA"), "images[0].image_url"),
    ],
)
def test_a_broken_rule_is_refused_with_400(
    http: httpx.Client, path: str, body: Any, message: str
) -> None:
    http_status, text = refusal(http, path, body)
    assert http_status == 400
    assert message in text
    assert text.endswith("(2013)")


def test_the_older_endpoint_does_not_know_the_model(http: httpx.Client) -> None:
    answer = http.post("/v1/image_generation", json=image_request()).json()
    assert "This call works with image-01-live and image-01" in answer["base_resp"]["status_msg"]


@pytest.mark.parametrize(
    ("fault", "http_status"),
    [("sensitive_input", 422), ("insufficient_balance", 402), ("rate_limit", 429)],
)
def test_errors_have_their_status(
    emulator: Emulator, http: httpx.Client, fault: str, http_status: int
) -> None:
    with emulator.fault(fault):
        assert refusal(http, GENERATIONS, image_request())[0] == http_status


def test_blocked_images_have_an_error_in_their_place(
    emulator: Emulator, http: httpx.Client
) -> None:
    with emulator.fault("partly_blocked"):
        answer = http.post(GENERATIONS, json=image_request(n=2, **SMALL)).json()
    assert_described("images_generations", answer)
    assert [set(item) for item in answer["data"]] == [{"url"}, {"error"}]
