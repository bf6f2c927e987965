"""`minimax doctor`: wires the checks of `minimax.cli.doctor` into the command."""

from __future__ import annotations

import click

from .app import HELP, examples_of
from .options import Settings


def command() -> click.Command:
    """The command."""
    return click.Command(
        "doctor",
        context_settings=HELP,
        callback=_run,
        help=(
            "Look at Python, versions, key, region, hosts, clock and proxies, and say what to do."
            " Nothing is saved."
        ),
        epilog=examples_of(("minimax doctor", "minimax -c work doctor --json")),
    )


def _run() -> int:
    from .doctor import run

    return run(Settings.of(click.get_current_context()))
