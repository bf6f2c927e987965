"""Images: pictures that carry their prompt, in the asked size, with the portrait in them that was
given.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from minimax.emulator import checks, ledger, references
from minimax.emulator.endpoint import Call, endpoint
from minimax.emulator.envelopes import invalid, success
from minimax.emulator.references import Place

if TYPE_CHECKING:
    from PIL import Image

Json = dict[str, Any]

LINK_SECONDS = 24 * 3600

_LARGEST_PORTRAIT = 10 * 2**20
_MOST_PIXELS = 50_000_000
_PORTRAIT_FORMATS = ("JPEG", "PNG")
_INSET = 4  # the portrait takes up to this part of each side
_QUALITY = 88
_MARK = "AI"


class _Order(NamedTuple):
    """What one call wants painted."""

    prompt: str
    width: int
    height: int
    portrait: Image.Image | None
    style: str | None
    weight: float


@endpoint("image_generation", beside_error=lambda call: {"id": call.trace_id})
async def image_generation(call: Call) -> Json:
    body = call.body
    model = checks.known_model("image", body["model"])
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
    pictures = [await asyncio.to_thread(_paint, order, seed + index) for index in range(count)]
    ledger.charge(call, model["id"], image=count)
    if body.get("response_format") == "base64":
        data = {"image_base64": [base64.b64encode(each).decode() for each in pictures]}
    else:
        keep = call.platform.storage.put
        names = [f"{call.trace_id}-{index}.jpeg" for index in range(count)]
        links = [
            keep(name, each, lifetime=LINK_SECONDS)
            for name, each in zip(names, pictures, strict=True)
        ]
        data = {"image_urls": [call.base_url + link for link in links]}
    # The counters are numbers by the schema and text in the platform's own example.
    counters = {"failed_count": "0", "success_count": str(count)}
    return {"id": call.trace_id, "data": data, "metadata": counters, "base_resp": success()}


def _size(body: Json, model: Json) -> tuple[int, int]:
    """Width and height in pixels; an aspect ratio wins over both."""
    ratio = body.get("aspect_ratio")
    if ratio is None and body.get("width"):
        return body["width"], body["height"]
    width, height = model["sizes"][ratio or "1:1"]
    return width, height


def _any_seed(call: Call) -> int:
    """Another one for every call, the same ones after every start."""
    return int.from_bytes(hashlib.sha256(call.trace_id.encode()).digest()[:4])


async def _portrait(call: Call) -> Image.Image | None:
    """The person to show; None where none is given, or at an address that is not opened."""
    for index, reference in enumerate(call.body.get("subject_reference") or ()):
        place: Place = ("subject_reference", index, "image_file")
        data = await references.fetch(call, reference["image_file"], place)
        if data is not None:
            return await asyncio.to_thread(
                decoded, data, place, formats=_PORTRAIT_FORMATS, largest=_LARGEST_PORTRAIT
            )
    return None


def decoded(data: bytes, place: Place, *, formats: tuple[str, ...], largest: int) -> Image.Image:
    """An image that a request brought; raises what the platform answers to one that is no good."""
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
    from PIL import Image

    from minimax.emulator.media.image import label, scenery

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

    # The blots are made small: at full size the filter takes seconds.
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
