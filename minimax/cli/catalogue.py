"""`minimax api`: every endpoint of the platform, as the tables of this package have them."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import click

from . import derive, output
from .app import HELP, examples_of
from .options import Settings

COLUMNS = ("method", "path", "call", "billed", "page")


def command() -> click.Command:
    """The command."""
    return click.Command(
        "api",
        context_settings=HELP,
        params=[click.Argument(["word"], required=False)],
        callback=_show,
        help=(
            "The endpoints of the platform, and the calls of this package that use them. A WORD"
            " shows only those that have it."
        ),
        epilog=examples_of(("minimax api", "minimax api video", "minimax api --json")),
    )


def rows() -> list[dict[str, object]]:
    """The endpoints by feature."""
    import minimax_generated.wire as wire

    found: list[dict[str, object]] = []
    for feature in sorted(module.name for module in pkgutil.iter_modules(wire.__path__)):
        for operation, facts in import_module(f"{wire.__name__}.{feature}").ENDPOINTS.items():
            call = ", ".join(derive.called_by(feature).get(operation, ()))
            page = facts["source"][0] if facts["source"] else ""
            found.append(
                {"operation": operation, "feature": feature, "call": call, "page": page}
                | {name: facts[name] for name in ("method", "path", "billed")}
            )
    return found


def _show(word: str | None) -> None:
    found = [
        row
        for row in rows()
        if word is None or any(word.lower() in str(value).lower() for value in row.values())
    ]
    cells = [
        [row["method"], row["path"], row["call"], "billed" if row["billed"] else "", row["page"]]
        for row in found
    ]
    output.table(Settings.of(click.get_current_context()), found, COLUMNS, cells)
