"""MiniMax-H3-Image: the endpoint by the model, references in every form, images in every form that
an answer may have, and images that were not made.
"""

from __future__ import annotations

import base64
import io
import struct
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image as Picture

from minimax import (
    APIError,
    DecodeError,
    InsufficientBalanceError,
    MinimaxError,
    NetworkError,
    SensitiveContentError,
    ServerError,
    ValidationError,
)
from minimax.emulator import Emulator
from minimax.results.images import ImageFailure, ImageUsage

from ..unit.platform import Platform, Runner, native_error, ok, openai_error

MODEL = "MiniMax-H3-Image"
SMALL: dict[str, Any] = {"model": MODEL, "size": "1024x640"}
PATHS = {"generate": "/v1/images/generations", "edit": "/v1/images/edits"}
BLOCKED = {"error": {"code": "1027", "message": "output new_sensitive"}}


def picture(format: str = "PNG", size: tuple[int, int] = (320, 200), mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Picture.new(mode, size, 120).save(file, format)
    return file.getvalue()


def heic(width: int, height: int) -> bytes:
    """The head of a picture as phones make it: tiles, then the whole."""

    def box(kind: bytes, *parts: bytes) -> bytes:
        content = b"".join(parts)
        return struct.pack(">I4s", 8 + len(content), kind) + content

    sizes = [
        box(b"ispe", bytes(4), struct.pack(">II", *size)) for size in ((512, 512), (width, height))
    ]
    properties = box(b"iprp", box(b"ipco", *sizes))
    return box(b"ftyp", b"heic", bytes(4)) + box(b"meta", bytes(4), properties)


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


PNG, WEBP = picture(), picture("WEBP")
GOOD = {"created": 1793700000, "data": [{"b64_json": encoded(PNG)}]}


def opened(content: bytes) -> Picture.Image:
    return Picture.open(io.BytesIO(content))


def generate_from(runner: Runner, data: Any, **more: Any) -> Any:
    """What `generate` gives when the platform answers so."""
    client = runner.client(Platform(ok({"created": 1, "data": data, **more})))
    return runner(client.images.generate("a heron", model=MODEL, format=None))


class TestTheEndpoint:
    @pytest.mark.parametrize(
        ("options", "path"),
        [
            ({}, "/v1/image_generation"),
            ({"model": "image-01-live"}, "/v1/image_generation"),
            ({"model": MODEL}, "/v1/images/generations"),
            ({"model": f"{MODEL}-Highspeed"}, "/v1/images/generations"),
            ({"model": "MiniMax-H4-Image"}, "/v1/images/generations"),
            ({"model": "MiniMax-H4-Image", "size": "1024x1024"}, "/v1/images/generations"),
            ({"model": "image-02", "seed": 7}, "/v1/image_generation"),
            ({"model": "image-02", "reference": picture()}, "/v1/image_generation"),
            ({"model": "image-02", "api": "v1"}, "/v1/image_generation"),
            ({"model": "image-02", "api": "v2"}, "/v1/images/generations"),
        ],
    )
    def test_depends_on_the_model(self, runner: Runner, options: dict[str, Any], path: str) -> None:
        platform = Platform(GOOD if path.endswith("generations") else {"data": {}})

        try:
            runner(runner.client(platform).images.generate("a heron", **options))
        except DecodeError:
            pass  # the answer is none of the older endpoint; it is the request that counts

        assert [request.url.path for request in platform.requests] == [path]

    def test_requests_contain_only_the_given_fields(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        options = {"area": "1K", "disable_prompt_enhanced": True, "output_compression": 0}

        images = runner(
            client.images.generate(
                "a heron", model=MODEL, aspect_ratio="16:9", n=2, output_format="webp", **options
            )
        )

        assert emulator.requests("images_generations")[0].json == {
            "prompt": "a heron",
            "model": MODEL,
            "aspect_ratio": "16:9",
            "n": 2,
            "output_format": "webp",
            **options,
        }
        assert [opened(image.data).size for image in images] == [(1376, 768)] * 2
        assert [image.filename for image in images] == ["image-1.webp", "image-2.webp"]

    @pytest.mark.parametrize(
        ("format", "sent"),
        [("bytes", None), (None, None), ("url", "url"), ("b64_json", "b64_json")],
    )
    def test_response_format_is_sent_only_if_necessary(
        self, runner: Runner, format: Any, sent: str | None
    ) -> None:
        platform = Platform(GOOD)

        runner(runner.client(platform).images.generate("a heron", model=MODEL, format=format))

        assert platform.bodies[0].get("response_format") == sent

    def test_edits_contain_the_given_fields(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        (image,) = runner(
            client.images.edit("make it snow", [PNG, WEBP], size="640x1024", output_format="png")
        )

        sent = emulator.requests("images_edits")[0].json
        assert [reference["image_url"][:22] for reference in sent.pop("images")] == [
            "data:image/png;base64,",
            "data:image/webp;base64",
        ]
        assert sent == {
            "prompt": "make it snow",
            "model": MODEL,
            "size": "640x1024",
            "output_format": "png",
        }
        assert (opened(image.data).format, opened(image.data).size) == ("PNG", (640, 1024))


class TestReferences:
    @pytest.mark.parametrize(
        "form", ["path", "text path", "bytes", "open file", "pil", "data url", "alone"]
    )
    def test_can_be_passed_in_every_form(self, runner: Runner, tmp_path: Path, form: str) -> None:
        path, platform = tmp_path / "cat.png", Platform(GOOD)
        path.write_bytes(PNG)
        with path.open("rb") as file:
            given: Any = {
                "path": [path],
                "text path": [str(path)],
                "bytes": [PNG],
                "open file": [file],
                "pil": [Picture.new("RGB", (320, 200), 120)],
                "data url": (f"data:image/png;base64,{encoded(PNG)}",),
                "alone": path,
            }[form]

            runner(runner.client(platform).images.edit("make it snow", given))

        (sent,) = platform.bodies[0]["images"]
        head, _, content = sent["image_url"].partition(",")
        assert (head, opened(base64.b64decode(content)).size) == (
            "data:image/png;base64",
            (320, 200),
        )

    def test_links_are_passed_through(self, runner: Runner) -> None:
        platform, link = Platform(GOOD), "https://img.example.net/cat?sig=1"

        runner(runner.client(platform).images.edit("make it snow", images=[link]))

        assert platform.bodies[0]["images"] == [{"image_url": link}]

    def test_heic_images_are_accepted(self, runner: Runner) -> None:
        platform = Platform(GOOD)

        runner(runner.client(platform).images.edit("make it snow", [heic(4032, 3024)]))

        assert platform.bodies[0]["images"][0]["image_url"].startswith("data:image/heic;base64,")

    @pytest.mark.parametrize(
        ("images", "complaint"),
        [
            ([], "1 to 16 items"),
            ([PNG] * 17, "1 to 16 items"),
            ([PNG, picture(size=(320, 120))], r"images\[1\].*128 to 8192 pixels"),
            ([picture(size=(8193, 4000), mode="1")], r"images\[0\].*128 to 8192 pixels"),
            ([picture(size=(1024, 200))], "width to height 5.12; allowed: 0.25 to 4"),
            ([picture(size=(200, 1024))], "width to height 0.20; allowed: 0.25 to 4"),
            ([heic(9000, 4000)], "has 9000 x 4000 pixels"),
            ([picture("GIF")], "has the format gif; allowed: jpg, jpeg, png, webp, heic, heif"),
            ([b"no image at all"], "not a recognised image, video or audio format"),
            (["absent.png"], "cannot read"),
            (["mm_file://12"], "is an uploaded file"),
            (None, "not allowed"),
        ],
        ids=[
            "none",
            "many",
            "small",
            "large",
            "wide",
            "tall",
            "large heic",
            "gif",
            "text",
            "missing",
            "uploaded",
            "nothing",
        ],
    )
    def test_invalid_ones_are_rejected_before_paying(
        self, runner: Runner, images: Any, complaint: str
    ) -> None:
        platform = Platform(GOOD)

        with pytest.raises(ValidationError, match=complaint):
            runner(runner.client(platform).images.edit("make it snow", images))
        assert platform.requests == []


class TestRulesBeforePaying:
    @pytest.mark.parametrize("call", ["generate", "edit"])
    @pytest.mark.parametrize(
        ("options", "complaint"),
        [
            ({"n": 11}, "at most 10"),
            ({"size": "800x800"}, "655,360 to 20,000,000 pixels"),
            ({"size": "big"}, "WIDTHxHEIGHT"),
            ({"aspect_ratio": "7:2"}, "a ratio from 1:3 to 3:1"),
            (
                {"size": "1024x1024", "aspect_ratio": "1:1"},
                "cannot be combined with aspect_ratio or area",
            ),
            ({"size": "1024x1024", "area": "1K"}, "cannot be combined with aspect_ratio or area"),
            ({"disable_prompt_enhanced": True}, "requires a fixed size or an aspect_ratio"),
            ({"output_format": "gif"}, "'webp'"),
            ({"output_compression": 101}, "at most 100"),
            ({"format": "png"}, "'bytes', 'url' or 'b64_json'"),
            ({"areas": "1K"}, "did you mean 'area'"),
        ],
    )
    def test_name_the_value_and_what_is_allowed(
        self, runner: Runner, call: str, options: dict[str, Any], complaint: str
    ) -> None:
        platform = Platform(GOOD)
        images = {"images": [PNG]} if call == "edit" else {}

        with pytest.raises(ValidationError, match=complaint):
            runner(
                getattr(runner.client(platform).images, call)(
                    "a heron", model=MODEL, **images, **options
                )
            )
        assert platform.requests == []

    @pytest.mark.parametrize("prompt", ["", " \n\t ", "x" * 32_001])
    def test_prompt_has_1_to_32_000_characters(self, runner: Runner, prompt: str) -> None:
        platform = Platform(GOOD)
        client = runner.client(platform)

        with pytest.raises(ValidationError, match=r"^prompt: "):
            runner(client.images.generate(prompt, model=MODEL))
        assert platform.requests == []
        runner(client.images.generate("x" * 32_000 + "\n \n", model=MODEL))

    @pytest.mark.parametrize(
        ("options", "complaint"),
        [
            ({"model": MODEL, "seed": 7}, "seed works with image-01-live, image-01, not with"),
            ({"model": MODEL, "width": 512, "height": 512}, "width works with image-01-live"),
            ({"model": MODEL, "reference": PNG}, r"use images.edit\(prompt, images="),
            ({"area": "1K"}, "area works with MiniMax-H3-Image, MiniMax-H3-Image-Highspeed"),
            ({"size": "1024x1024"}, "not with image-01"),
            ({"api": "v3"}, "'v1' or 'v2'"),
        ],
    )
    def test_fields_of_the_other_generation_name_its_models(
        self, runner: Runner, options: dict[str, Any], complaint: str
    ) -> None:
        platform = Platform(GOOD)

        with pytest.raises(ValidationError, match=complaint):
            runner(runner.client(platform).images.generate("a heron", **options))
        assert platform.requests == []


class TestWhatComes:
    @pytest.mark.parametrize(
        "item",
        [
            {"b64_json": encoded(PNG)},
            {"b64_json": f"data:image/png;base64,{encoded(PNG)}", "url": None, "error": None},
            {"url": f"data:image/png;base64,{encoded(PNG)}"},
            {"image_base64": encoded(PNG)},
            encoded(PNG),
        ],
    )
    def test_base64_is_accepted_in_every_plausible_form(self, runner: Runner, item: Any) -> None:
        (image,) = generate_from(runner, [item])

        assert (image.data, image.url, image.filename) == (PNG, "", "image-1.png")

    @pytest.mark.parametrize("name", ["url", "image_url", None])
    def test_links_are_accepted_in_every_plausible_form(
        self, runner: Runner, name: str | None
    ) -> None:
        link = "https://cdn.example.net/a.webp?sig=1"

        (image,) = generate_from(runner, [{name: link} if name else link])

        assert (image.url, image.filename) == (link, "image-1.webp")
        with pytest.raises(MinimaxError, match="has not been downloaded"):
            _ = image.data

    def test_links_are_downloaded_once_immediately(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        (image,) = runner(client.images.generate("a heron", **SMALL))
        before = len(emulator.requests())

        assert image.url
        assert opened(image.data).size == (1024, 640)
        assert runner(image.read()) == image.data
        assert len(emulator.requests()) == before

    def test_failed_downloads_keep_their_link(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        with emulator.fault("expired_url"):
            (image,) = runner(client.images.generate("a heron", **SMALL))

        assert image.url
        assert opened(runner(image.read())).size == (1024, 640)

    def test_links_to_other_content_remain_links(self, runner: Runner) -> None:
        page = httpx.Response(200, html="<h1>Please sign in</h1>")
        platform = Platform(ok({"data": [{"url": "https://cdn.example.net/a"}]}), page)

        (image,) = runner(runner.client(platform).images.generate("a heron", model=MODEL))

        assert (image.url, image.to_dict()["data"]) == ("https://cdn.example.net/a", None)

    def test_interrupts_while_downloading_name_the_links(self, runner: Runner) -> None:
        platform = Platform(
            ok({"data": [{"url": "https://cdn.example.net/a"}]}), KeyboardInterrupt()
        )

        with pytest.raises(KeyboardInterrupt) as caught:
            runner(runner.client(platform).images.generate("a heron", model=MODEL))
        assert "https://cdn.example.net/a" in "".join(caught.value.__notes__)

    def test_files_get_the_extension_of_their_content(self, runner: Runner, tmp_path: Path) -> None:
        images = generate_from(runner, [{"b64_json": encoded(each)} for each in (PNG, WEBP)])

        paths = runner(images.save(tmp_path))

        assert [path.name for path in paths] == ["image-1.png", "image-2.webp"]

    def test_links_saved_to_a_folder_get_the_extension_of_their_content(
        self, runner: Runner, tmp_path: Path
    ) -> None:
        found = httpx.Response(200, content=WEBP)
        platform = Platform(ok({"data": [{"url": "https://cdn.example.net/a.jpeg"}]}), found)
        (image,) = runner(runner.client(platform).images.generate("x", model=MODEL, format="url"))

        assert runner(image.save(tmp_path)) == tmp_path / "image-1.webp"

    def test_usage_counts_tokens(self, runner: Runner, client: Any) -> None:
        usage = runner(client.images.edit("make it snow", [PNG, PNG], size="1024x640", n=2)).usage

        assert usage is not None
        assert usage.output_tokens == 2 * 32 * 20
        assert usage.image_tokens == 2 * 2 * 10 * 7
        assert usage.input_tokens == usage.text_tokens + usage.image_tokens
        assert usage.total_tokens == usage.input_tokens + usage.output_tokens

    @pytest.mark.parametrize(
        ("raw", "usage"),
        [
            (None, None),
            ("many", None),
            ({}, ImageUsage(0, 0, 0, 0, 0)),
            ({"input_tokens": "5", "output_tokens": 7}, ImageUsage(5, 7, 12, 5, 0)),
            (
                {
                    "prompt_tokens": 5,
                    "completion_tokens": 7,
                    "total_tokens": 12,
                    "prompt_tokens_details": {"image_tokens": 2},
                },
                ImageUsage(5, 7, 12, 3, 2),
            ),
        ],
    )
    def test_usage_in_other_forms_or_missing(
        self, runner: Runner, raw: Any, usage: ImageUsage | None
    ) -> None:
        assert generate_from(runner, [{"b64_json": encoded(PNG)}], usage=raw).usage == usage

    def test_the_answer_is_kept_without_the_images(self, runner: Runner) -> None:
        images = generate_from(runner, [{"b64_json": encoded(PNG)}, BLOCKED], id="07aa")

        assert images.response.data[1].error.code == "1027"
        assert images.raw == {"created": 1, "data": [{}, BLOCKED], "id": "07aa"}
        assert (images.id, images.trace_id) == ("07aa", "07aa")


class TestWhatWasNotMade:
    def test_other_images_are_returned(self, runner: Runner) -> None:
        images = generate_from(
            runner, [BLOCKED, {"b64_json": encoded(PNG)}, {"error": "no capacity"}]
        )

        assert [image.index for image in images] == [1]
        assert (len(images), images.success_count, images.failed_count) == (1, 1, 2)
        assert images.failures == (
            ImageFailure(0, "1027", "output new_sensitive"),
            ImageFailure(2, "", "no capacity"),
        )
        assert str(images.failures[0]) == "image 1: 1027: output new_sensitive"

    def test_safety_check_of_the_emulator_withholds_some(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        emulator.fault("partly_blocked", value=2)

        images = runner(client.images.generate("a heron", n=3, **SMALL))

        assert (len(images), images.failed_count) == (1, 2)
        assert "success_count=1, failed_count=2" in repr(images)

    @pytest.mark.parametrize(
        ("error", "kind"),
        [
            ({"code": "1027", "message": "output new_sensitive"}, SensitiveContentError),
            ({"code": 1026, "message": "input new_sensitive"}, SensitiveContentError),
            ({"type": "server_error", "message": "unknown error (1000)"}, ServerError),
            ({"code": "moderation_blocked", "message": "no"}, APIError),
            ("no capacity", APIError),
        ],
    )
    def test_no_images_raise_an_error_of_the_matching_class(
        self, runner: Runner, error: Any, kind: type[APIError]
    ) -> None:
        with pytest.raises(kind, match=r"not generated") as caught:
            generate_from(runner, [{"error": error}], id="07aa")

        assert caught.value.trace_id == "07aa"
        assert caught.value.raw["data"] == [{"error": error}]
        assert caught.value.endpoint == "POST /v1/images/generations"

    def test_every_failure_reason_is_returned(self, runner: Runner) -> None:
        with pytest.raises(
            SensitiveContentError, match="none of the 2 images was generated"
        ) as caught:
            generate_from(runner, [BLOCKED, {"error": {"code": 1000, "message": "unknown error"}}])
        assert "image 2: 1000: unknown error" in str(caught.value)

    @pytest.mark.parametrize(
        "data", [None, [], {}, [{}], [None], [{"url": None}], "text", [{"url": 7}]]
    )
    def test_success_without_images_is_an_error_with_raw(self, runner: Runner, data: Any) -> None:
        with pytest.raises(DecodeError, match="sent no image") as caught:
            generate_from(runner, data)
        assert caught.value.raw["created"] == 1


class TestRefusals:
    @pytest.mark.parametrize(
        "answer",
        [
            openai_error(402, "insufficient balance (1008)", "insufficient_balance_error"),
            native_error(1008, "insufficient balance"),
            ok({"error": {"code": "1008", "message": "insufficient balance"}}, 402),
        ],
        ids=["openai", "native", "bare"],
    )
    @pytest.mark.parametrize("call", ["generate", "edit"])
    def test_are_parsed_in_both_formats(self, runner: Runner, answer: Any, call: str) -> None:
        platform = Platform(answer)
        images = {"images": [PNG]} if call == "edit" else {"model": MODEL}

        with pytest.raises(InsufficientBalanceError) as caught:
            runner(getattr(runner.client(platform).images, call)("a heron", **images))
        assert caught.value.endpoint == f"POST {PATHS[call]}"

    def test_billed_calls_are_not_retried(self, runner: Runner) -> None:
        platform = Platform(httpx.ReadError("gone"))

        with pytest.raises(NetworkError):
            runner(runner.client(platform).images.edit("make it snow", PNG))
        assert len(platform.requests) == 1
