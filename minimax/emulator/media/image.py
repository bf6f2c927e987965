"""Generated images: hills in colours derived from the prompt, with the prompt written on them."""

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

from minimax.emulator.media import gradient
from minimax.emulator.media.cache import cached
from minimax.emulator.media.codecs import has_pillow, require_pillow

if TYPE_CHECKING:
    from PIL import Image, ImageFont

IMAGE_FORMATS = ("jpeg", "png", "webp")
_SAVE_OPTIONS = {
    "jpeg": {"quality": 88},
    "png": {"compress_level": 3},
    "webp": {"quality": 85, "method": 1},
}
_HILLS = 4

# lines may break after each of these
_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U0001f000-\U0003ffff"
_PIECE = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")
_SIZES = (14, 18, 23, 30, 40)  # text height as a fraction of the shorter side, largest first
_SMALLEST = 11  # px
_LONGEST = 3000  # characters; more would never fit into the label
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
# Fonts of Linux, macOS and Windows for scripts that Pillow's default font lacks.
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


@cached
def image(prompt: str, *, width: int, height: int, seed: int = 0, format: str = "jpeg") -> bytes:
    """Generate an image of a size in pixels. Equal arguments give equal bytes. Without Pillow, the
    image is a plain gradient.

    Raises:
        ValueError: the format is not one of `IMAGE_FORMATS`.
        CodecMissing: WebP needs Pillow, which is not installed.
    """
    if format not in IMAGE_FORMATS:
        raise ValueError(
            f"unknown image format {format!r}: choose one of {', '.join(IMAGE_FORMATS)}"
        )
    if not has_pillow():
        return _sky(prompt, width, height, seed, format)
    picture = scenery(prompt, width, height, seed=seed)
    words = label(prompt, width, height)
    picture.paste(words, (0, height - words.height), words)
    out = io.BytesIO()
    picture.save(out, format, **_SAVE_OPTIONS[format])
    return out.getvalue()


def scenery(prompt: str, width: int, height: int, *, seed: int = 0) -> Image.Image:
    """The image without text: a sky and hills in front of each other."""
    from PIL import Image, ImageDraw, ImageOps

    chance = _chance(prompt, seed)
    hue, step = chance.random(), chance.uniform(-0.5, 0.5)
    picture = ImageOps.colorize(
        Image.linear_gradient("L").resize((width, height)),
        black=_colour(hue, 0.65, 0.55),
        white=_colour(hue + step, 0.35, 0.98),
    )
    draw = ImageDraw.Draw(picture)
    for hill in range(_HILLS):
        level, swing = height * (0.45 + 0.13 * hill), height * chance.uniform(0.04, 0.11)
        waves, phase = chance.uniform(5, 12) / width, chance.uniform(0, 6.28)
        ridge = [(x, level + swing * math.sin(waves * x + phase)) for x in range(0, width + 8, 8)]
        colour = _colour(hue + step * hill / 6, 0.45 + 0.08 * hill, 0.62 - 0.13 * hill)
        draw.polygon([(0, height), *ridge, (width, height)], fill=colour)
    return picture


def _sky(prompt: str, width: int, height: int, seed: int, format: str) -> bytes:
    if format == "webp":
        require_pillow("WebP")
    chance = _chance(prompt, seed)
    hue, step = chance.random(), chance.uniform(-0.5, 0.5)
    draw = gradient.png if format == "png" else gradient.jpeg
    return draw(
        width,
        height,
        _colour(hue, 0.65, 0.55),
        _colour(hue + step, 0.35, 0.98),
        prompt.encode("utf-8", "replace")[:_LONGEST],
    )


def _chance(prompt: str, seed: int) -> random.Random:
    """A random generator that depends only on the prompt and the seed."""
    words = f"{seed}\n{prompt}".encode("utf-8", "replace")
    return random.Random(blake2b(words, digest_size=8).digest())


def label(text: str, width: int, height: int) -> Image.Image:
    """A translucent label with the text, as wide as the image and at most half as high. The text is
    truncated if necessary.
    """
    from PIL import Image, ImageDraw

    name, text = _legible(" ".join(text[:_LONGEST].split()))
    sizes = [max(_SMALLEST, min(width, height) // fraction) for fraction in _SIZES]

    def lines_at(size: int) -> list[str]:
        return _wrap(text, _font(name, size), width - 2 * size)

    def rows_at(size: int) -> int:
        return max(1, (height // 2 - 2 * size) // round(size * 1.35))

    size = next((each for each in sizes if len(lines_at(each)) <= rows_at(each)), sizes[-1])
    font, leading, rows, lines = (
        _font(name, size),
        round(size * 1.35),
        rows_at(size),
        lines_at(size),
    )
    if len(lines) > rows:
        last = lines[rows - 1]
        while last and font.getlength(last + "…") > width - 2 * size:
            last = last[:-1]
        lines = [*lines[: rows - 1], last.rstrip() + "…"]
    tall = -(-(len(lines) * leading + 2 * size) // 2) * 2  # even, as required for video
    band = Image.new("RGBA", (width, tall), (10, 12, 24, 150 if lines else 0))
    draw = ImageDraw.Draw(band)
    for row, line in enumerate(lines):
        draw.text((size, 2 * size + row * leading), line, font=font, fill="white", anchor="ls")
    return band


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _legible(text: str) -> tuple[str, str]:
    """The font that lacks the fewest characters of a text, and the text with code points instead of
    the missing characters, so that different texts remain distinguishable.
    """
    visible = [char for char in text if unicodedata.category(char) not in _INVISIBLE]
    lacking = {
        name: {char for char in set(visible) if not _has(name, char)}
        for name in ("", *_system_fonts())
    }
    name = min(lacking, key=lambda each: len(lacking[each]))
    return name, "".join(
        f"[{ord(char):04X}]" if char in lacking[name] else char for char in visible
    )


def _wrap(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """Wrap a text into lines. Words that are wider than a line are split."""
    lines, line, used = [], "", 0.0
    for piece in _PIECE.findall(text):
        for part in (piece,) if font.getlength(piece) <= room else piece:
            wide = font.getlength(part)
            if line and used + wide > room:
                lines.append(line.rstrip())
                line, used = "", 0.0
            if line or not part.isspace():
                line, used = line + part, used + wide
    return [*lines, line] if line else lines


@lru_cache(maxsize=8192)
def _has(name: str, char: str) -> bool:
    """Whether a font has a glyph for a character. Every font has ASCII."""
    return " " <= char <= "~" or _glyph(name, char) != _glyph(name, "\uffff")


@lru_cache(maxsize=64)
def _glyph(name: str, char: str) -> bytes:
    from PIL import Image, ImageDraw

    cell = Image.new("L", (48, 48))
    ImageDraw.Draw(cell).text((12, 12), char, font=_font(name, 16), fill=255)
    return cell.tobytes()


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font in a size in px; "" is Pillow's default. Without ligatures, so that all missing
    characters look the same.
    """
    from PIL import ImageFont

    font = ImageFont.truetype(name, size) if name else ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1)
def _system_fonts() -> tuple[str, ...]:
    """The known fonts that are installed."""
    found = []
    for name in _SYSTEM_FONTS:
        try:
            _font(name, 16)
        except OSError:
            continue
        found.append(name)
    return tuple(found)
