"""Pictures that carry their prompt: a landscape of the prompt's own colours with its words on
it.
"""

from __future__ import annotations

import colorsys
import io
import math
import random
import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from minimax.emulator.media.remembering import remembered

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

IMAGE_FORMATS = ("jpeg", "png", "webp")
_SAVE_OPTIONS = {
    "jpeg": {"quality": 88},
    "png": {"compress_level": 3},
    "webp": {"quality": 85, "method": 1},
}


@remembered
def image(prompt: str, *, width: int, height: int, seed: int = 0, format: str = "jpeg") -> bytes:
    """A picture of exactly that size in pixels; equal arguments give equal bytes."""
    if format not in IMAGE_FORMATS:
        raise ValueError(
            f"unknown image format {format!r}: choose one of {', '.join(IMAGE_FORMATS)}"
        )
    picture = scenery(prompt, width, height, seed=seed)
    words = label(prompt, width, height)
    picture.paste(words, (0, height - words.height), words)
    out = io.BytesIO()
    picture.save(out, format, **_SAVE_OPTIONS[format])
    return out.getvalue()


# ── Scenery ──

_LARGE = 1_500_000  # pixels


def scenery(prompt: str, width: int, height: int, *, seed: int = 0) -> Image.Image:
    """The picture without the words."""
    from PIL import Image, ImageDraw, ImageOps

    chance = random.Random(
        blake2b(f"{seed}\n{prompt}".encode("utf-8", "replace"), digest_size=8).digest()
    )
    hue = chance.random()
    step = chance.choice((0.08, 0.14, 0.33, 0.5)) * chance.choice(
        (-1, 1)
    )  # neighbour, triad or complement on the wheel
    fine = (
        2 if width * height < _LARGE else 1
    )  # small ones are drawn at twice the size: smooth edges
    sky = ImageOps.colorize(
        Image.linear_gradient("L").resize((width * fine, height * fine)),
        black=_colour(hue, 0.65, 0.55),
        mid=_colour(hue + step / 2, 0.45, 0.85),
        white=_colour(hue + step, 0.35, 0.98),
    )
    draw = ImageDraw.Draw(sky, "RGBA")
    _SCENES[chance.randrange(len(_SCENES))](draw, width * fine, height * fine, hue, step, chance)
    return sky.reduce(fine)


def _hills(
    draw: ImageDraw.ImageDraw,
    width: int,
    height: int,
    hue: float,
    step: float,
    chance: random.Random,
) -> None:
    _sun(draw, width, height, chance)
    for layer in range(4):
        level, swing = height * (0.45 + 0.13 * layer), height * chance.uniform(0.04, 0.11)
        waves, phase = chance.uniform(1.5, 4.0), chance.uniform(0, 6.28)
        ridge = [
            (
                x,
                level
                + swing
                * (
                    math.sin(waves * x / width * 3.14 + phase)
                    + 0.4 * math.sin(2.7 * waves * x / width * 3.14)
                ),
            )
            for x in range(0, width + 8, 8)
        ]
        colour = _colour(hue + step * layer / 6, 0.45 + 0.08 * layer, 0.62 - 0.13 * layer)
        draw.polygon([(0, height), *ridge, (width, height)], fill=colour)


def _lights(
    draw: ImageDraw.ImageDraw,
    width: int,
    height: int,
    hue: float,
    step: float,
    chance: random.Random,
) -> None:
    for _ in range(28):
        radius = min(width, height) * chance.uniform(0.03, 0.16)
        x, y = chance.uniform(0, width), chance.uniform(0, height)
        red, green, blue = _colour(
            hue + step * chance.uniform(-0.5, 1.5), chance.uniform(0.2, 0.7), 1.0
        )
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(
            box,
            fill=(red, green, blue, 70),
            outline=(255, 255, 255, 90),
            width=max(2, int(radius / 24)),
        )


def _ribbons(
    draw: ImageDraw.ImageDraw,
    width: int,
    height: int,
    hue: float,
    step: float,
    chance: random.Random,
) -> None:
    _sun(draw, width, height, chance)
    for band in range(9):
        middle, thick = height * (band + 0.5) / 8, height * chance.uniform(0.04, 0.1)
        swing, phase = height * chance.uniform(0.05, 0.12), chance.uniform(0, 6.28)
        line = [
            (x, middle + swing * math.sin(x / width * 5 + phase)) for x in range(0, width + 8, 8)
        ]
        red, green, blue = _colour(hue + step * band / 8, 0.55, 0.95 - 0.05 * band)
        draw.polygon(
            [*line, *((x, y + thick) for x, y in reversed(line))], fill=(red, green, blue, 150)
        )


def _sun(draw: ImageDraw.ImageDraw, width: int, height: int, chance: random.Random) -> None:
    x, y, size = (
        width * chance.uniform(0.15, 0.85),
        height * chance.uniform(0.15, 0.35),
        min(width, height) * 0.1,
    )
    for halo, alpha in ((2.4, 26), (1.7, 40), (1.0, 235)):
        radius = size * halo
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 248, 225, alpha))


_SCENES = (_hills, _lights, _ribbons)


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


# ── Words ──

# a line may break after each
_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U0001f000-\U0003ffff"
_PIECE = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")
_SIZES = (14, 18, 23, 30, 40)  # text height as a fraction of the shorter side, largest first
_SMALLEST = 11  # px
_LONGEST = 3000  # characters; no band has room for more
# What Linux, macOS and Windows ship for the scripts that Pillow's own font lacks.
_SYSTEM_FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
    "DejaVuSans.ttf",
    "Arial Unicode.ttf",
    "arial.ttf",
)


def label(text: str, width: int, height: int) -> Image.Image:
    """A translucent band as wide as the picture with the text in it, at most half as high, cut
    short if need be.
    """
    from PIL import Image, ImageDraw

    text = "".join(
        " " if char.isspace() else char
        for char in text[:_LONGEST]
        if char.isspace() or _is_drawn(char)
    )
    sizes = [max(_SMALLEST, min(width, height) // fraction) for fraction in _SIZES]
    size = next(
        (size for size in sizes if len(_wrapped(text, size, width)) <= _rows(size, height)),
        sizes[-1],
    )
    lines, rows, leading = _wrapped(text, size, width), _rows(size, height), _leading(size)
    if len(lines) > rows:
        lines = [*lines[: rows - 1], _shortened(lines[rows - 1], size, width)]
    tall = -(-(len(lines) * leading + 2 * size) // 2) * 2  # even, as video wants it
    band = Image.new("RGBA", (width, tall), (10, 12, 24, 150 if lines else 0))
    draw = ImageDraw.Draw(band)
    for row, line in enumerate(lines):
        x, y = float(size), size + row * leading
        for run, font in _runs(line, size):
            if font is None:
                _draw_code(draw, run, x, y, size)
            else:
                draw.text((x, y + size), run, font=font, fill="white", anchor="ls")
            x += _width(run, size)
    return band


def _leading(size: int) -> int:
    return round(size * 1.35)


def _rows(size: int, height: int) -> int:
    return max(1, (height // 2 - 2 * size) // _leading(size))


def _wrapped(text: str, size: int, width: int) -> list[str]:
    room = width - 2 * size
    lines, line, used = [], "", 0.0
    for piece in _PIECE.findall(text.strip()):
        for part in _fitting(piece, size, room):
            wide = _width(part, size)
            if line and used + wide > room:
                lines.append(line.rstrip())
                line, used = "", 0.0
            if line or not part.isspace():
                line, used = line + part, used + wide
    return [*lines, line] if line else lines


def _fitting(piece: str, size: int, room: float) -> list[str]:
    """The piece itself, or in parts when it is wider than a whole line."""
    if _width(piece, size) <= room:
        return [piece]
    many = max(1, int(len(piece) * room / _width(piece, size)) - 1)
    return [piece[at : at + many] for at in range(0, len(piece), many)]


def _shortened(line: str, size: int, width: int) -> str:
    while line and _width(line + "…", size) > width - 2 * size:
        line = line[:-1]
    return line.rstrip() + "…"


def _runs(line: str, size: int) -> list[tuple[str, ImageFont.FreeTypeFont | None]]:
    """The line in stretches of one font; a character that no font has stands alone with None."""
    runs: list[tuple[str, ImageFont.FreeTypeFont | None]] = []
    for char in line:
        font = _font_for(char, size)
        if runs and font is not None and runs[-1][1] is font:
            runs[-1] = (runs[-1][0] + char, font)
        else:
            runs.append((char, font))
    return runs


@lru_cache(maxsize=2048)
def _width(text: str, size: int) -> float:
    return sum(size if font is None else font.getlength(run) for run, font in _runs(text, size))


def _draw_code(draw: ImageDraw.ImageDraw, char: str, x: float, y: float, size: int) -> None:
    """A box with the code point in it, so that a text without a font can still be told from
    another.
    """
    code = f"{ord(char):04X}".rjust(6) if ord(char) > 0xFFFF else f"{ord(char):04X}"
    half = len(code) // 2
    small = _font("", max(6, size * 8 // (10 * half)))
    draw.rectangle(
        (x + 1, y + size * 0.1, x + size - 2, y + size * 1.1), outline=(255, 255, 255, 150)
    )
    for part, place in ((code[:half], 0.56), (code[half:], 1.02)):
        draw.text(
            (x + size / 2, y + size * place), part.strip(), font=small, fill="white", anchor="ms"
        )


_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})


def _is_drawn(char: str) -> bool:
    """False for controls, and for accents that no font has: a box of their own would mean
    nothing.
    """
    kind = unicodedata.category(char)
    return kind not in _INVISIBLE and (kind[0] != "M" or _font_of(char) is not None)


def _font_for(char: str, size: int) -> ImageFont.FreeTypeFont | None:
    name = _font_of(char)
    return None if name is None else _font(name, size)


@lru_cache(maxsize=8192)
def _font_of(char: str) -> str | None:
    """The first font that has the character; "" is Pillow's own."""
    if char.isspace() or "!" <= char <= "~":
        return ""
    return next(
        (name for name in ("", *_system_fonts()) if _glyph(name, char) != _missing(name)), None
    )


@lru_cache(maxsize=64)
def _missing(name: str) -> bytes:
    """What the font draws for a character that does not exist."""
    return _glyph(name, "\uffff")


def _glyph(name: str, char: str) -> bytes:
    from PIL import Image, ImageDraw

    cell = Image.new("L", (48, 48))
    ImageDraw.Draw(cell).text((12, 12), char, font=_font(name, 16, plain=True), fill=255)
    return cell.tobytes()


@lru_cache(maxsize=64)
def _font(name: str, size: int, *, plain: bool = False) -> ImageFont.FreeTypeFont:
    """A font in a size in px; `plain` puts no letters together, so that a missing one looks like
    any missing one.
    """
    from PIL import ImageFont

    if name:
        return ImageFont.truetype(
            name, size, layout_engine=ImageFont.Layout.BASIC if plain else None
        )
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC) if plain else font


@lru_cache(maxsize=1)
def _system_fonts() -> tuple[str, ...]:
    from PIL import ImageFont

    found = []
    for name in _SYSTEM_FONTS:
        try:
            ImageFont.truetype(name, 16)
        except OSError:
            continue
        found.append(name)
    return tuple(found)
