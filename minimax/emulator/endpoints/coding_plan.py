"""The two tools of a subscription key: web search, and image understanding, which describes size,
shape and colours.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

from minimax.emulator import language, websearch
from minimax.emulator.endpoints import Call, endpoint, inputs
from minimax.emulator.endpoints.images import decode_image
from minimax.emulator.envelopes import invalid, success

if TYPE_CHECKING:
    from PIL import Image

Json = dict[str, Any]

_LARGEST_IMAGE = 50 * 2**20
_IMAGE_FORMATS = ("JPEG", "PNG", "WEBP")
_LONGEST_ECHO = 400  # characters
_SAMPLED = 64  # pixels a side
_LEAST_SHARE = 0.12
_MOST_COLOURS = 3
_COLOURS = {
    "black": (12, 12, 14),
    "grey": (128, 128, 128),
    "white": (250, 250, 250),
    "red": (205, 35, 40),
    "orange": (240, 140, 40),
    "brown": (120, 75, 40),
    "yellow": (240, 215, 55),
    "green": (50, 155, 65),
    "blue": (40, 90, 210),
    "dark blue": (25, 40, 100),
    "purple": (120, 60, 160),
    "pink": (240, 150, 180),
}


@endpoint("coding_plan_search")
async def coding_plan_search(call: Call) -> Json:
    query = " ".join(call.body["q"].split())[:_LONGEST_ECHO]
    if not query:
        raise invalid("is empty", ("q",))
    return {
        "organic": [_result(page) for page in websearch.pages(query)],
        "related_searches": [
            {"query": each.format(query)} for each in ("how to {}", "{} explained", "{} examples")
        ],
        "base_resp": success(),
    }


@endpoint("coding_plan_vlm")
async def coding_plan_vlm(call: Call) -> Json:
    prompt = " ".join(call.body["prompt"].split())[:_LONGEST_ECHO]
    if not prompt:
        raise invalid("is empty", ("prompt",))
    reference = call.body.get("image_url")
    place = ("file_id",) if reference is None else ("image_url",)
    data = await (
        inputs.read_upload(call, call.body["file_id"], place)
        if reference is None
        else inputs.fetch(call, reference, place)
    )
    if data is None:
        raise invalid(
            "is an address that the emulator does not open; send the image as a data URL", place
        )
    picture = await asyncio.to_thread(
        decode_image, data, place, formats=_IMAGE_FORMATS, largest=_LARGEST_IMAGE
    )
    call.charge("coding_plan_vlm", call=1)
    return {
        "content": f'{describe_picture(picture)} You asked: "{language.clip(prompt, 60)}"',
        "base_resp": success(),
    }


def _result(page: websearch.Page) -> Json:
    return {
        "title": page.title,
        "link": page.url,
        "snippet": page.text,
        "date": page.time.partition(" ")[0],
    }


def describe_picture(picture: Image.Image) -> str:
    """One sentence: shape, size in pixels and the main colours, strongest first."""
    width, height = picture.size
    shape = "square" if width == height else "landscape" if width > height else "portrait"
    kind = f"{picture.format} " if picture.format else ""
    return f"A {shape} {kind}image of {width} by {height} pixels, mostly {_join(colours(picture))}."


def colours(picture: Image.Image) -> list[str]:
    """The names of the colours that cover most of a picture, at least one."""
    small = picture.convert("RGB").resize((_SAMPLED, _SAMPLED))
    found = small.getcolors(_SAMPLED * _SAMPLED) or []
    shares: Counter[str] = Counter()
    for pixels, colour in found:
        if isinstance(colour, tuple):
            shares[_nearest(colour)] += pixels
    ranked = [
        name
        for name, pixels in shares.most_common(_MOST_COLOURS)
        if pixels >= _LEAST_SHARE * _SAMPLED * _SAMPLED
    ]
    return ranked or [shares.most_common(1)[0][0]]


def _nearest(colour: tuple[int, ...]) -> str:
    """The name of the most similar colour: the eye distinguishes greens best and blues worst."""
    red, green, blue = colour[:3]

    def distance(name: str) -> float:
        other = _COLOURS[name]
        return (
            2.0 * (red - other[0]) ** 2
            + 4.0 * (green - other[1]) ** 2
            + 3.0 * (blue - other[2]) ** 2
        )

    return min(_COLOURS, key=distance)


def _join(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
