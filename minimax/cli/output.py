"""Output of commands: text and tables for people, one JSON document for scripts. Data goes to
stdout, messages to stderr.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from os import PathLike, fsencode, fspath
from typing import Any

from .. import record
from .options import Settings
from .streams import Output, drawing, visible, writes_utf8

HALVES = re.compile("[\ud800-\udfff]")
"""Unpaired surrogates, which cannot be encoded."""
GAP = 3
"""Number of columns between two cells of a table."""
FOR_SCRIPTS = ("trace_id",)
"""Attributes that are only relevant in errors."""


def plain(value: Any) -> Any:
    """A result as JSON values, with its Python names and without media."""
    return record.plain(value, media="omit")


def document(value: Any) -> None:
    """Print one JSON document."""
    print(json_text(value, indent=2))


def json_text(value: Any, *, indent: int | None = None) -> str:
    """A result as lossless JSON: lone surrogates are escaped, and also all non-ASCII characters if
    stdout does not use UTF-8.
    """
    return record.json_text(value, media="omit", indent=indent, ascii=not writes_utf8(sys.stdout))


def path(value: PathLike[str]) -> None:
    """Print a path with its original bytes, which need not be UTF-8."""
    if isinstance(sys.stdout, Output) and HALVES.search(fspath(value)) and not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(fsencode(value) + b"\n")
        sys.stdout.buffer.flush()
    else:
        print(fspath(value))


def counted(number: int, noun: str) -> str:
    """A number and what it counts: "1 job", "1,200 jobs"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def say(settings: Settings, text: str) -> None:
    """Print a message to stderr."""
    if not settings.quiet:
        print(text, file=sys.stderr, flush=True)


def table(
    settings: Settings,
    rows: Sequence[Any],
    columns: Sequence[str],
    cells: Iterable[Sequence[object]],
) -> None:
    """Print rows: a table on a terminal, tab-separated lines in a pipe, a list with --json."""
    if settings.json:
        return document(rows)
    lines = [
        ["" if cell is None else " ".join(str(plain(cell)).split()) for cell in row]
        for row in cells
    ]
    if not sys.stdout.isatty():
        for line in lines:
            print("\t".join(line))
        return None
    _draw([[column.replace("_", " ") for column in columns], *lines])
    return None


def _draw(lines: Sequence[Sequence[str]]) -> None:
    """Draw a table with the first line as its header. Cells only wrap at spaces, so that ids and
    links are never broken; the terminal wraps lines that are too wide.
    """
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table

    shown = [[visible(cell) for cell in line] for line in lines]
    columns = list(zip(*shown, strict=True))
    least = [max(map(cell_len, " ".join(cells).split() or [""])) for cells in columns]
    widths = [max(map(cell_len, cells)) for cells in columns]
    console = Console(file=drawing(sys.stdout), markup=False, highlight=False)
    room = console.width - GAP * (len(columns) - 1)
    while sum(widths) > room and (
        loose := [place for place, width in enumerate(widths) if width > least[place]]
    ):
        widths[max(loose, key=widths.__getitem__)] -= 1
    console.width = max(console.width, sum(widths) + GAP * (len(columns) - 1))
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, GAP // 2))
    for head, width in zip(shown[0], widths, strict=True):
        drawn.add_column(head, width=width, overflow="fold")
    for line in shown[1:]:
        drawn.add_row(*line)
    console.print(drawn, crop=False)


def listed(settings: Settings, rows: Sequence[Any], columns: Sequence[str]) -> None:
    """Print objects as a table of some of their attributes."""
    table(
        settings,
        list(rows),
        columns,
        [[getattr(row, column) for column in columns] for row in rows],
    )
    if not rows:
        say(settings, "nothing found")


def shown(settings: Settings, value: Any, **more: Any) -> None:
    """Print any result: as JSON, as text if it is text, otherwise one attribute per line."""
    facts = plain(value)
    if settings.json:
        document({**facts, **more} if isinstance(facts, dict) else {"result": facts, **more})
    elif value is None:
        say(settings, "done")
    elif isinstance(value, (str, int, float)) or _has_words(value):
        print(value)
    elif isinstance(facts, dict):
        for name, fact in facts.items():
            if fact not in (None, "", [], {}) and name not in FOR_SCRIPTS:
                nested = isinstance(fact, (dict, list))
                text = json.dumps(fact, ensure_ascii=False) if nested else fact
                print(f"{name.replace('_', ' ')}: {text}")
    else:
        document(facts)


def _has_words(value: Any) -> bool:
    """Whether a class of this package defines its text representation."""
    return any(
        "__str__" in vars(kind)
        for kind in type(value).__mro__
        if kind.__module__.startswith("minimax")
    )
