"""A terminal session as an animated SVG. Where animations are not shown, or not wanted, it is the
whole session at rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

CELL, LINE, SIZE = 8.4, 21, 14  # width of a letter, height of a row, size of the font, in pixels
MARGIN, TITLE = 18, 40
LETTER, THOUGHT, ROW, REST = (
    0.028,
    0.35,
    0.09,
    1.0,
)  # seconds: a letter typed, before the answer, between its rows, before the next command
BACKGROUND, FOREGROUND, FAINT, PROMPT, TYPED = "#16181d", "#b8bfca", "#7d8590", "#f0655b", "#ffffff"
PALETTE = [
    (1, 4, 9),
    (255, 123, 114),
    (63, 185, 80),
    (210, 153, 34),
    (88, 166, 255),
    (188, 140, 255),
    (57, 197, 207),
    (177, 186, 196),
]
THEME = TerminalTheme((22, 24, 29), (184, 191, 202), PALETTE, PALETTE)
FONTS = (
    'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC",'
    " monospace"
)
STYLE = f"""
text {{ font-size: {SIZE}px; font-family: {FONTS}; white-space: pre; fill: {FOREGROUND} }}
@keyframes show {{ from {{ visibility: hidden }} }}
@keyframes type {{ from {{ clip-path: inset(0 100% 0 0) }} }}
@media (prefers-reduced-motion: reduce) {{ g {{ animation: none !important }} }}
"""


class Scene(NamedTuple):
    """A command and what it prints."""

    typed: str
    shown: list[Text]
    flows: bool = False
    """Whether the answer is written bit by bit."""


def drawn(scenes: list[Scene], columns: int) -> str:
    """The session in a window that is so many letters wide."""
    parts = [*_session(scenes)]
    rows = sum(len(scene.shown) + 2 for scene in scenes) - 1
    width, height = columns * CELL + 2 * MARGIN, rows * LINE + TITLE + MARGIN
    lights = "".join(
        f'<circle cx="{MARGIN + 4 + 18 * place}" cy="20" r="5.5" fill="{colour}"/>'
        for place, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    title = "\n".join(scene.typed for scene in scenes)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
                f' width="{width:g}" height="{height:g}" role="img">'
            ),
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            f'<rect width="100%" height="100%" rx="10" fill="{BACKGROUND}"/>{lights}',
            *parts,
            "</svg>",
            "",
        ]
    )


def _session(scenes: list[Scene]) -> Iterator[str]:
    """Every row, each from the moment on in which it appears."""
    row, now = 0, 0.5
    for scene in scenes:
        typing = LETTER * len(scene.typed)
        yield _group(
            _row(Text.assemble(("$ ", f"bold {PROMPT}"), (scene.typed, f"bold {TYPED}")), row),
            "type",
            now,
            typing,
            len(scene.typed) + 2,
        )
        now += typing + THOUGHT
        for place, text in enumerate(scene.shown, 1):
            seconds = LETTER * len(text.plain) if scene.flows else 0
            yield _group(
                _row(text, row + place),
                "type" if scene.flows else "show",
                now,
                seconds,
                len(text.plain.split()),
            )
            now += seconds or ROW
        now += REST
        row += len(scene.shown) + 2


def _group(content: str, animation: str, start: float, seconds: float, steps: int) -> str:
    """A row that appears at its time, or letter by letter from then on."""
    return (
        f'<g style="animation: {animation} {max(seconds, 0.01):.2f}s steps({max(steps, 1)})'
        f' {start:.2f}s backwards">{content}</g>'
    )


def _row(text: Text, row: int) -> str:
    """Pieces of one style each, kept to the grid of the terminal whatever the font."""
    column, y = 0, TITLE + row * LINE + SIZE
    pieces = []
    for piece, style, _ in text.render(Console(color_system="truecolor", width=1000)):
        for _, letters in groupby(
            piece, key=cell_len
        ):  # a font may lack wide letters, and another one has another width
            part = "".join(letters)
            cells = cell_len(part)
            if part.strip():
                where = (
                    f'x="{MARGIN + column * CELL:.1f}" y="{y}" textLength="{cells * CELL:.1f}"'
                    ' lengthAdjust="spacingAndGlyphs"'
                )
                pieces.append(f"<text {where}{_look(style)}>{escape(part)}</text>")
            column += cells
    return "".join(pieces)


def _look(style: Style | None) -> str:
    if style is None:
        return ""
    colour = FAINT if style.dim else _hex(style.color)
    weight = ' font-weight="bold"' if style.bold else ""
    return weight + (f' style="fill: {colour}"' if colour else "")


def _hex(colour: Color | None) -> str:
    return (
        ""
        if colour is None or colour.is_default
        else "#{:02x}{:02x}{:02x}".format(*colour.get_truecolor(THEME))
    )
