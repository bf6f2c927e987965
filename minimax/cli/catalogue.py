"""`minimax api`: list every endpoint of the platform, from the tables of this package."""

from __future__ import annotations

import click

from . import output
from .help import HELP, examples_of
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
            "List the endpoints of the platform, and the calls of this package that use them. With"
            " a WORD, list only those that contain it."
        ),
        epilog=examples_of(("minimax api", "minimax api video", "minimax api --json")),
    )


def rows() -> list[dict[str, object]]:
    """The endpoints by feature."""
    from minimax_generated.operations import FEATURES, list_operations

    return [
        {
            "operation": operation.id,
            "feature": operation.feature,
            "call": ", ".join(operation.calls),
            "page": operation.source[0] if operation.source else "",
            "method": operation.method,
            "path": operation.path,
            "billed": operation.billed,
        }
        for operation in list_operations(*sorted(FEATURES))
    ]


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
