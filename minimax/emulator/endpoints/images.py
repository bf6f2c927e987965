"""Images that show their prompt and the given references, in the requested size and format."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from minimax.emulator import checks, language, spec
from minimax.emulator.endpoints import Call, endpoint, inputs
from minimax.emulator.endpoints.inputs import Input, Place
from minimax.emulator.envelopes import invalid, success
from minimax.emulator.media.codecs import has_pillow, require_pillow
from minimax.requests.schema import parse_sides

if TYPE_CHECKING:
    from PIL import Image

Json = dict[str, Any]

LINK_SECONDS = 24 * 3600

_LARGEST_PORTRAIT = 10 * 2**20
_MOST_PIXELS = 50_000_000
_PORTRAIT_FORMATS = ("JPEG", "PNG")
_INSET = 4  # the portrait takes up to 1/4 of each side
_QUALITY = 88
_MARK = "AI"
_TOKEN_SIDE = 32
"""One image token is a square with sides of this many pixels. The platform does not document its
definition.
"""
_ELSEWHERE = (1024, 1024)
"""Assumed size of an external reference, which is not opened."""
_AUTO = "auto"


class _Order(NamedTuple):
    """The parameters of an image."""

    prompt: str
    width: int
    height: int
    portrait: Image.Image | None
    style: str | None
    weight: float


@endpoint("image_generation", makes_media=True, beside_error=lambda call: {"id": call.trace_id})
async def image_generation(call: Call) -> Json:
    body = call.body
    model = _model(call)
    if not body["prompt"].strip():
        raise invalid("is empty", ("prompt",))
    width, height = _size(body, model)
    portrait = await _portrait(call)
    style = body.get("style") or {}
    prompt = f"{body['prompt']} [{_MARK}]" if body.get("aigc_watermark") else body["prompt"]
    order = _Order(
        prompt, width, height, portrait, style.get("style_type"), call.setting("style.style_weight")
    )
    count = call.setting("n")
    seed = _any_seed(call) if body.get("seed") is None else body["seed"]
    pictures = [await call.medium(_paint, order, seed + index) for index in range(count)]
    call.charge(model["id"], image=count)
    if body.get("response_format") == "base64":
        data = {"image_base64": [base64.b64encode(each).decode() for each in pictures]}
    else:
        data = {"image_urls": [_link(call, at, each) for at, each in enumerate(pictures)]}
    # The counters are numbers by the schema and text in the platform's own example.
    counters = {"failed_count": "0", "success_count": str(count)}
    return {"id": call.trace_id, "data": data, "metadata": counters, "base_resp": success()}


@endpoint("images_generations", makes_media=True)
async def images_generations(call: Call) -> Json:
    return await _images(call, [])


@endpoint("images_edits", makes_media=True)
async def images_edits(call: Call) -> Json:
    rules = spec.schema("ImageEditReference")["properties"]["image_url"]["x-media"]
    found = [
        await inputs.read(call, reference["image_url"], rules, ("images", index, "image_url"))
        for index, reference in enumerate(call.body["images"])
    ]
    return await _images(call, found)


async def _images(call: Call, given: list[Input]) -> Json:
    """The answer of both newer endpoints."""
    model = _model(call)
    prompt, format = call.body["prompt"], call.setting("output_format").replace("jpg", "jpeg")
    pixels = [_pixels(each) for each in given]
    width, height = _by_area(call, model, pixels[0] if pixels else (1, 1))
    count, seed = call.setting("n"), _any_seed(call)
    pictures = [
        await call.medium(
            _edit,
            prompt,
            given,
            width,
            height,
            seed + at,
            format,
            call.setting("output_compression"),
        )
        for at in range(count)
    ]
    # The input is billed once per image.
    texts = language.count_tokens(prompt) * count
    images = sum(_tokens(*each) for each in pixels) * count
    made = _tokens(width, height) * count
    call.charge(model["id"], text_token=texts, image_token=images, output_token=made)
    inline = call.body.get("response_format") == "b64_json"
    return {
        "created": int(call.clock.now()),
        "data": [
            {"b64_json": base64.b64encode(each).decode()}
            if inline
            else {"url": _link(call, at, each, format)}
            for at, each in enumerate(pictures)
        ],
        "usage": {
            "input_tokens": texts + images,
            "output_tokens": made,
            "total_tokens": texts + images + made,
            "input_tokens_details": {"text_tokens": texts, "image_tokens": images},
        },
    }


def _model(call: Call) -> Json:
    """The row of the model, which must be supported by this endpoint."""
    row = checks.known_model("image", call.body["model"])
    if call.operation.id not in row["apis"]:
        raise checks.unknown_model(call.body["model"])
    return row


def _link(call: Call, index: int, picture: bytes, format: str = "jpeg") -> str:
    return call.publish(f"{call.trace_id}-{index}.{format}", picture, lifetime=LINK_SECONDS)


def _pixels(given: Input) -> tuple[int, int]:
    probe = given.probe
    return (probe.width, probe.height) if probe and probe.width and probe.height else _ELSEWHERE


def _tokens(width: int, height: int) -> int:
    return -(-width // _TOKEN_SIDE) * -(-height // _TOKEN_SIDE)


def _by_area(call: Call, model: Json, first: tuple[int, int]) -> tuple[int, int]:
    """Width and height: the requested size, or computed from ratio and area. "auto" keeps the ratio
    of `first`, within the limits of fixed sizes.
    """
    rules = spec.schema(call.operation.body_schema or "")["properties"]["size"]["x-sides"]
    size, ratio = call.setting("size"), call.setting("aspect_ratio")
    fixed = parse_sides(size, "x")
    if fixed:
        return fixed
    across, down = parse_sides(ratio, ":") or first
    aspect = min(max(across / down, 1 / rules["ratio"]), rules["ratio"])
    area, step = model["areas"][call.setting("area")], model["side_multiple_of"]
    return (
        round(math.sqrt(area * aspect) / step) * step,
        round(math.sqrt(area / aspect) / step) * step,
    )


def _edit(
    prompt: str, given: list[Input], width: int, height: int, seed: int, format: str, quality: int
) -> bytes:
    """A picture of the prompt, or the first reference with the others in its corner."""
    from minimax.emulator.media.image import image, label, scenery

    if given:
        require_pillow("Editing an image")
    elif not has_pillow():
        return image(prompt, width=width, height=height, seed=seed, format=format)
    if given:
        picture = _fit(given[0], (width, height))
        for place, other in enumerate(given[1:]):
            inset = _fit(other, _within(_pixels(other), width // _INSET, height // _INSET))
            step = place * min(width, height) // 24
            picture.paste(inset, (width - inset.width - step, step))
    else:
        picture = scenery(prompt, width, height, seed=seed)
    band = label(prompt, width, height)
    picture.paste(band, (0, height - band.height), band)
    out = io.BytesIO()
    settings = {"compress_level": 1} if format == "png" else {"quality": quality, "method": 0}
    picture.save(out, format, **settings)
    return out.getvalue()


def _fit(given: Input, size: tuple[int, int]) -> Image.Image:
    """A reference in a size; an external one is replaced by a picture of its address."""
    from minimax.emulator.media.image import scenery
    from minimax.emulator.media.video import fit

    return scenery(given.url, *size) if given.data is None else fit(given.data, size)


def _within(pixels: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """The largest size of the same ratio inside of another."""
    scale = min(width / pixels[0], height / pixels[1])
    return max(1, round(pixels[0] * scale)), max(1, round(pixels[1] * scale))


def _size(body: Json, model: Json) -> tuple[int, int]:
    """Width and height in pixels; an aspect ratio wins over both."""
    ratio = body.get("aspect_ratio")
    if ratio is None and body.get("width"):
        return body["width"], body["height"]
    width, height = model["sizes"][ratio or "1:1"]
    return width, height


def _any_seed(call: Call) -> int:
    """A different seed for every call, reproducible after every start."""
    return int.from_bytes(hashlib.sha256(call.trace_id.encode()).digest()[:4])


async def _portrait(call: Call) -> Image.Image | None:
    """The person to show; None if there is none, or if it is at an external address."""
    for index, reference in enumerate(call.body.get("subject_reference") or ()):
        place: Place = ("subject_reference", index, "image_file")
        data = await inputs.fetch(call, reference["image_file"], place)
        if data is not None:
            return await asyncio.to_thread(
                decode_image, data, place, formats=_PORTRAIT_FORMATS, largest=_LARGEST_PORTRAIT
            )
    return None


def decode_image(
    data: bytes, place: Place, *, formats: tuple[str, ...], largest: int
) -> Image.Image:
    """Decode an image from a request. Raises the platform's error if it is invalid."""
    require_pillow("Looking into an image")
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(data) > largest:
        raise invalid(f"the image has {len(data)} bytes, at most {largest} allowed", place)
    try:
        with Image.open(io.BytesIO(data), formats=formats) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise invalid(
                    f"the image has {picture.width}x{picture.height} pixels, at most {_MOST_PIXELS}"
                    " allowed",
                    place,
                )
            kind = picture.format
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise invalid(
            f"is not an image that can be read, expected {', '.join(formats)}", place
        ) from None
    upright.format = kind
    return upright


def _paint(order: _Order, seed: int) -> bytes:
    from minimax.emulator.media.image import image, label, scenery

    if not has_pillow():
        return image(order.prompt, width=order.width, height=order.height, seed=seed)
    from PIL import Image

    picture = scenery(order.prompt, order.width, order.height, seed=seed)
    if order.portrait is not None:
        inset = order.portrait.copy()
        inset.thumbnail((order.width // _INSET, order.height // _INSET))
        picture.paste(inset, (order.width - inset.width, 0))
    if order.style is not None:
        picture = Image.blend(picture, _STYLES[order.style](picture), order.weight)
    words = label(order.prompt, order.width, order.height)
    picture.paste(words, (0, order.height - words.height), words)
    out = io.BytesIO()
    picture.save(out, "jpeg", quality=_QUALITY)
    return out.getvalue()


def _comic(picture: Image.Image) -> Image.Image:
    from PIL import ImageChops, ImageFilter, ImageOps

    lines = picture.convert("L").filter(ImageFilter.CONTOUR).convert("RGB")
    return ImageChops.multiply(ImageOps.posterize(picture, 3), lines)


def _lively(picture: Image.Image) -> Image.Image:
    from PIL import ImageEnhance

    return ImageEnhance.Brightness(ImageEnhance.Color(picture).enhance(1.9)).enhance(1.15)


def _medieval(picture: Image.Image) -> Image.Image:
    from PIL import ImageOps

    return ImageOps.colorize(picture.convert("L"), black="#2a1a0c", mid="#9a7443", white="#f3e3bd")


def _watercolour(picture: Image.Image) -> Image.Image:
    from PIL import ImageEnhance, ImageFilter

    # The filter is applied to a small image, since it takes seconds at full size.
    washed = (
        picture.reduce(4)
        .filter(ImageFilter.ModeFilter(5))
        .resize(picture.size)
        .filter(ImageFilter.GaussianBlur(2))
    )
    return ImageEnhance.Brightness(ImageEnhance.Color(washed).enhance(0.75)).enhance(1.2)


_STYLES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "漫画": _comic,
    "元气": _lively,
    "中世纪": _medieval,
    "水彩": _watercolour,
}
