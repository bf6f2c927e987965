"""`minimax task list`: the tasks that were started on this machine."""

from __future__ import annotations

import click

from . import output
from .help import HELP, examples_of
from .options import Settings
from .started import Started, read

SHOWN = 50
"""Tasks that are shown by default."""


def command() -> click.Command:
    """`minimax task list`."""
    return click.Command(
        "list",
        context_settings=HELP,
        params=[
            click.Option(
                ["-n", "--limit"],
                type=click.IntRange(1),
                default=SHOWN,
                show_default=True,
                help="How many tasks to show, the newest first.",
            )
        ],
        callback=_list,
        help=(
            "List the tasks that this command started on this machine, with their last known"
            " status: update it with minimax task refresh HANDLE. The platform itself only lists"
            " V2 videos: minimax video list."
        ),
        epilog=examples_of(("minimax task list", "minimax task list -n 5 --json")),
    )


def _list(limit: int) -> None:
    settings = Settings.of(click.get_current_context())
    output.listed(settings, read()[:limit], Started._fields)
