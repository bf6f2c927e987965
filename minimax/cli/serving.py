"""`minimax emulator`: the platform on this machine, until it is stopped."""

from __future__ import annotations

from typing import Any

import click

from .app import HELP, examples_of

HOST = "127.0.0.1"


def command() -> click.Command:
    """The command."""
    words = "Misbehave on purpose: NAME[:OPERATION][*FIRST][/EVERY]; may stand several times."
    return click.Command(
        "emulator",
        context_settings=HELP,
        params=[
            click.Option(
                ["--port"], type=int, default=0, help="Port to listen on; a free one when left out."
            ),
            click.Option(["--fault", "faults"], multiple=True, metavar="NAME", help=words),
            click.Option(
                ["--script"],
                metavar="FILE",
                help="Replies of the chat models, as a list of turns in YAML.",
            ),
            click.Option(
                ["--strict"],
                is_flag=True,
                help="Refuse fields, models, roles and languages that the API does not list.",
            ),
            click.Option(
                ["--region"],
                type=click.Choice(["cn", "global"]),
                default="cn",
                help="Region that keys have to belong to; cn.",
            ),
            click.Option(
                ["--pace"],
                type=float,
                default=0.0,
                metavar="SECONDS",
                help="Pause before each frame of a stream.",
            ),
            click.Option(
                ["--task-seconds"], type=float, metavar="SECONDS", help="How long a task takes."
            ),
            click.Option(
                ["--rate-limits"],
                is_flag=True,
                help="Refuse what exceeds the limits of the platform.",
            ),
            click.Option(
                ["--host"],
                default=HOST,
                metavar="ADDRESS",
                help="Address to listen on; anything but loopback needs the next.",
            ),
            click.Option(
                ["--allow-remote"],
                is_flag=True,
                help="Let other machines in: anyone who reaches the port can use it.",
            ),
        ],
        callback=_serve,
        help=(
            "Serve the MiniMax API on loopback until stopped. The first line on stdout is the base"
            " URL; any key works."
        ),
        epilog=examples_of(
            (
                "minimax emulator --port 8080",
                "minimax emulator --fault rate_limit:t2a_v2*1",
                "minimax emulator --strict",
            )
        ),
    )


def _serve(*, task_seconds: float | None, host: str, allow_remote: bool, **options: Any) -> None:
    from ..emulator import serve

    if task_seconds is not None:
        options["task_seconds"] = task_seconds
    if host != HOST or allow_remote:
        options |= {"host": host, "allow_remote": allow_remote}
    try:
        serve(**options)
    except (OSError, ValueError) as error:
        raise click.UsageError(str(error).replace("allow_remote=True", "--allow-remote")) from error
