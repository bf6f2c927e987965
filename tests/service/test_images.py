"""Images: bytes at once or links fetched on demand, portraits in every form, and what the safety
check holds back.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture

from minimax import (
    AuthenticationError,
    DecodeError,
    MinimaxError,
    SensitiveContentError,
    ValidationError,
)
from minimax.emulator import Emulator

from ..unit.platform import Platform, Runner, native_error, ok

JPEG = base64.b64encode(b"\xff\xd8\xff\xe0JFIF-one").decode()
GOOD = {"status_code": 0, "status_msg": "success"}


def picture(format: str = "PNG", side: int = 64, mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Picture.new(mode, (side, side), 120).save(file, format)
    return file.getvalue()


def size(data: bytes) -> tuple[int, int]:
    with Picture.open(io.BytesIO(data)) as opened:
        return opened.size


def generate_from(runner: Runner, **payload: Any) -> Any:
    """A client of a platform that gives this answer."""
    return runner.client(Platform(ok({"id": "0411", "base_resp": GOOD, **payload})))


class TestWhatComes:
    def test_images_are_in_memory(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        images = runner(client.images.generate("a lighthouse in fog", aspect_ratio="16:9", n=2))

        assert [size(image.data) for image in images] == [(1280, 720)] * 2
        assert [image.index for image in images] == [0, 1]
        assert (len(images), images.success_count, images.failed_count) == (2, 2, 0)
        assert images[0].media_type == "image/jpeg"
        assert images.id
        assert emulator.requests("image_generation")[0].json == {
            "prompt": "a lighthouse in fog",
            "model": "image-01",
            "aspect_ratio": "16:9",
            "n": 2,
            "response_format": "base64",
        }

    def test_result_is_a_sequence(self, runner: Runner) -> None:
        images = runner(
            generate_from(runner, data={"image_base64": [JPEG] * 3}).images.generate("a heron", n=3)
        )

        assert images[-1] is images[2]
        assert images[:2] == (images[0], images[1])
        assert list(images) == [images[0], images[1], images[2]]

    def test_each_can_be_saved_and_read(self, runner: Runner, client: Any, tmp_path: Path) -> None:
        (image,) = runner(client.images.generate("a heron"))

        assert runner(image.save(tmp_path / "heron.jpg")).read_bytes() == image.data
        assert runner(image.save(tmp_path)) == tmp_path / "image-1.jpeg"
        assert runner(image.read()) == image.data

    def test_all_can_be_saved_to_a_folder(self, runner: Runner, tmp_path: Path) -> None:
        images = runner(
            generate_from(runner, data={"image_base64": [JPEG] * 2}).images.generate("a heron", n=2)
        )

        paths = runner(images.save(tmp_path))

        assert [path.name for path in paths] == ["image-1.jpeg", "image-2.jpeg"]
        assert [path.read_bytes() for path in paths] == [image.data for image in images]

    def test_links_are_fetched_without_the_key(
        self, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
    ) -> None:
        emulator.fault("truncated_download", first=1)
        (image,) = runner(client.images.generate("a heron", format="url", seed=4))
        (same,) = runner(client.images.generate("a heron", seed=4))

        path = runner(image.save(tmp_path))  # the store refuses requests with a key

        assert image.url.startswith("http")
        assert path == tmp_path / "image-1.jpeg"
        assert path.read_bytes() == runner(image.read()) == same.data

    def test_links_have_no_data(self, runner: Runner, client: Any) -> None:
        (image,) = runner(client.images.generate("a heron", format="url"))

        with pytest.raises(MinimaxError, match="use its read\\(\\) or save\\(\\)"):
            _ = image.data

    def test_expired_links_are_reported(
        self, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
    ) -> None:
        (image,) = runner(client.images.generate("a heron", format="url"))
        emulator.clock.advance(25 * 3600)

        with pytest.raises(DecodeError, match="may have expired"):
            runner(image.save(tmp_path))
        assert list(tmp_path.iterdir()) == []

    def test_other_fields_are_sent(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        (image,) = runner(
            client.images.generate(
                "a heron", width=512, height=768, seed=0, prompt_optimizer=False, watermark=True
            )
        )

        sent = emulator.requests("image_generation")[0].json
        assert size(image.data) == (512, 768)
        assert {name: sent[name] for name in ("seed", "prompt_optimizer", "aigc_watermark")} == {
            "seed": 0,
            "prompt_optimizer": False,
            "aigc_watermark": True,
        }

    def test_style_options_are_flat(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        runner(
            client.images.generate(
                "a cat", model="image-01-live", style_type="水彩", style_weight=0.6
            )
        )

        assert emulator.requests("image_generation")[0].json["style"] == {
            "style_type": "水彩",
            "style_weight": 0.6,
        }


class TestPortraits:
    @pytest.mark.parametrize(
        "form", ["path", "text path", "bytes", "open file", "pil", "pil cmyk", "data url"]
    )
    def test_can_be_passed_in_every_form(self, runner: Runner, tmp_path: Path, form: str) -> None:
        content, path = picture(), tmp_path / "face.png"
        path.write_bytes(content)
        platform = Platform({"id": "1", "data": {"image_base64": [JPEG]}, "base_resp": GOOD})
        with path.open("rb") as file:
            portrait: Any = {
                "path": path,
                "text path": str(path),
                "bytes": content,
                "open file": file,
                "pil": Picture.new("RGB", (64, 64), 120),
                "pil cmyk": Picture.new("CMYK", (64, 64)),
                "data url": f"data:image/png;base64,{base64.b64encode(content).decode()}",
            }[form]

            runner(
                runner.client(platform).images.generate("reading on a train", reference=portrait)
            )

        (sent,) = platform.bodies[0]["subject_reference"]
        head, _, text = sent["image_file"].partition(",")
        assert (sent["type"], head) == ("character", "data:image/png;base64")
        assert size(base64.b64decode(text)) == (64, 64)

    def test_are_sent_to_the_platform(self, runner: Runner, client: Any) -> None:
        assert (
            len(
                runner(
                    client.images.generate(
                        "reading on a train", reference=picture("JPEG"), width=512, height=512
                    )
                )
            )
            == 1
        )

    def test_links_are_passed_through(self, runner: Runner) -> None:
        platform = Platform({"id": "1", "data": {"image_base64": [JPEG]}, "base_resp": GOOD})

        runner(
            runner.client(platform).images.generate(
                "reading", reference="https://img.example.net/face.png?sig=1"
            )
        )

        assert platform.bodies[0]["subject_reference"] == [
            {"type": "character", "image_file": "https://img.example.net/face.png?sig=1"}
        ]

    @pytest.mark.parametrize(
        ("portrait", "complaint"),
        [
            (b"", "empty"),
            (b"no image at all", "not a recognised image, video or audio format"),
            (picture("WEBP"), "has the format webp; allowed: jpg, jpeg, png"),
            (
                b"\xff\xd8\xff" + bytes(10 * 2**20),
                "has 10,485,763 bytes; allowed: at most 10,485,759 bytes",
            ),
            ("absent.png", "cannot read"),
            (".", "cannot read"),
            (7, "not allowed"),
        ],
        ids=["empty", "text", "webp", "large", "missing", "folder", "number"],
    )
    def test_invalid_ones_are_rejected_before_paying(
        self, runner: Runner, portrait: Any, complaint: str
    ) -> None:
        platform = Platform({})

        with pytest.raises(ValidationError, match=complaint) as caught:
            runner(runner.client(platform).images.generate("reading", reference=portrait))

        assert caught.value.field == "reference"
        assert platform.requests == []


class TestRulesBeforePaying:
    @pytest.mark.parametrize(
        ("options", "complaint"),
        [
            ({"n": 10}, "at most 9"),
            ({"width": 512}, "must be passed together"),
            ({"width": 500, "height": 512}, "at least 512"),
            ({"width": 514, "height": 512}, "multiple of 8"),
            (
                {"width": 512, "height": 512, "aspect_ratio": "1:1"},
                "would override width and height",
            ),
            ({"aspect_ratio": "9:21"}, "'21:9'"),
            (
                {"aspect_ratio": "21:9", "model": "image-01-live"},
                "image-01-live has aspect_ratio 1:1, 16:9",
            ),
            ({"style_type": "水彩"}, "style is not supported by image-01"),
            ({"format": "png"}, "'bytes' or 'url'"),
            ({"wdith": 512}, "did you mean 'width'"),
        ],
    )
    def test_name_the_value_and_what_is_allowed(
        self, runner: Runner, options: dict[str, Any], complaint: str
    ) -> None:
        platform = Platform({})

        with pytest.raises(ValidationError, match=complaint):
            runner(runner.client(platform).images.generate("a heron", **options))
        assert platform.requests == []

    def test_a_prompt_that_is_too_long(self, runner: Runner, client: Any) -> None:
        with pytest.raises(ValidationError, match="at most 1,500 characters"):
            runner(client.images.generate("x" * 1501))

    def test_unknown_models_are_checked_by_the_platform(self, runner: Runner) -> None:
        platform = Platform({"id": "1", "data": {"image_base64": [JPEG]}, "base_resp": GOOD})

        runner(
            runner.client(platform).images.generate(
                "a heron", model="image-02", width=512, height=512, style_type="水彩"
            )
        )

        assert platform.bodies[0]["model"] == "image-02"


class TestTheSafetyCheck:
    def test_can_withhold_some_images(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        emulator.fault("partly_blocked", value=2)

        images = runner(client.images.generate("a heron", n=3))

        assert (len(images), images.success_count, images.failed_count) == (1, 1, 2)
        assert "success_count=1, failed_count=2" in repr(images)

    def test_can_withhold_all_images(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        emulator.fault("partly_blocked", value=9)

        with pytest.raises(SensitiveContentError, match="withheld all 2 images") as caught:
            runner(client.images.generate("a heron", n=2))
        assert caught.value.trace_id
        assert caught.value.retryable is False

    def test_can_reject_the_prompt(self, runner: Runner) -> None:
        with pytest.raises(SensitiveContentError, match="1026") as caught:
            runner(
                runner.client(Platform(native_error(1026, "input new_sensitive"))).images.generate(
                    "no"
                )
            )
        assert caught.value.side == "input"


class TestOddAnswers:
    def test_counters_can_be_numbers_or_text_in_two_places(self, runner: Runner) -> None:
        data = {"image_base64": [JPEG]}
        for answer in (
            {"data": data, "metadata": {"failed_count": "2", "success_count": "1"}},
            {"data": data, "metadata": {"failed_count": 2, "success_count": 1}},
            {"data": {**data, "failed_count": 2, "success_count": 1}},
        ):
            images = runner(generate_from(runner, **answer).images.generate("x"))
            assert (images.failed_count, images.success_count) == (2, 1)

    @pytest.mark.parametrize(
        "metadata", [None, {}, {"failed_count": None}, {"failed_count": "many"}, [], "none"]
    )
    def test_counters_can_be_missing(self, runner: Runner, metadata: Any) -> None:
        images = runner(
            generate_from(runner, data={"image_base64": [JPEG]}, metadata=metadata).images.generate(
                "x"
            )
        )

        assert (images.failed_count, images.success_count) == (0, 1)

    def test_base64_can_be_a_data_url_or_have_line_breaks(self, runner: Runner) -> None:
        wrapped = f"{JPEG[:4]}\n{JPEG[4:]}"
        images = runner(
            generate_from(
                runner, data={"image_base64": [f"data:image/jpeg;base64,{JPEG}", wrapped]}
            ).images.generate("x")
        )

        assert {image.data for image in images} == {base64.b64decode(JPEG)}

    @pytest.mark.parametrize(
        "data",
        [
            None,
            {},
            {"image_urls": None},
            {"image_base64": []},
            {"image_base64": [None, ""]},
            {"image_base64": "x"},
            [],
            "text",
        ],
    )
    def test_success_without_images_is_an_error_with_raw(self, runner: Runner, data: Any) -> None:
        with pytest.raises(DecodeError, match="sent no image") as caught:
            runner(generate_from(runner, data=data).images.generate("x"))
        assert caught.value.raw["id"] == "0411"

    def test_invalid_base64_is_an_error_with_raw(self, runner: Runner) -> None:
        with pytest.raises(DecodeError, match="not valid Base64") as caught:
            runner(generate_from(runner, data={"image_base64": [JPEG, "%%%"]}).images.generate("x"))
        assert caught.value.raw["data"]["image_base64"][0] == JPEG

    def test_links_instead_of_bytes_are_accepted(self, runner: Runner) -> None:
        (image,) = runner(
            generate_from(
                runner, data={"image_urls": ["https://cdn.example.net/a.png?sig=1"]}
            ).images.generate("x")
        )

        assert image.url == "https://cdn.example.net/a.png?sig=1"
        assert image.filename == "image-1.png"
        assert "sig" not in repr(image)

    def test_a_refused_key(self, runner: Runner) -> None:
        with pytest.raises(AuthenticationError):
            runner(runner.client(Platform(native_error(1004, "login fail"))).images.generate("x"))


def test_images_in_a_folder_do_not_replace_those_of_another_call(
    runner: Runner, client: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    paths = [
        path
        for _ in range(2)
        for path in runner(runner(client.images.generate("A kite", n=2)).save(folder))
    ]
    assert [path.name for path in paths] == [f"image-{number}.jpeg" for number in (1, 2, 3, 4)]
    (image,) = runner(client.images.generate("A kite"))
    assert runner(image.save(folder)).name == "image-5.jpeg"
    with pytest.raises(ValidationError, match=r"does not fit the format 'jpeg'; use .*'.jpeg'$"):
        runner(image.save(folder / "kite.mp4"))
