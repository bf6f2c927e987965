"""`minimax emulator`: the platform on this machine, until it is stopped."""

from __future__ import annotations

from typing import Any

import click

from .app import HELP, examples_of

HOST = "127.0.0.1"


def command() -> click.Command:
    """The command. Its options for settings are those of `minimax.emulator.Settings`."""
    from ..emulator.settings import described

    words = "Misbehave on purpose: NAME[:OPERATION][*FIRST][/EVERY]; can be repeated."
    return click.Command(
        "emulator",
        context_settings=HELP,
        params=[
            click.Option(
                ["--port"], type=int, default=0, help="Port to listen on; a free one when left out."
            ),
            click.Option(
                ["--scenario", "--script"],
                metavar="FILE",
                help="Settings, replies, answers, faults and accounts of the start, in YAML.",
            ),
            click.Option(["--fault", "faults"], multiple=True, metavar="NAME", help=words),
            *map(_option, described()),
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
                "minimax emulator --scenario scenario.yaml --strict",
            )
        ),
    )


def _option(setting: Any) -> click.Option:
    """The option of a setting; None where it is not given, so that the scenario decides."""
    name = f"--{setting.name.replace('_', '-')}"
    if isinstance(setting.default, bool):
        return click.Option(
            [f"{name}/--no-{name[2:]}"], default=None, show_default=False, help=setting.about
        )
    return click.Option(
        [name],
        type=click.Choice(setting.choices) if setting.choices else type(setting.default),
        metavar=setting.unit,
        help=setting.about,
    )


def _serve(**options: Any) -> None:
    from ..emulator import serve

    given = {name: value for name, value in options.items() if value is not None}
    try:
        serve(**given)
    except (OSError, ValueError) as error:
        raise click.UsageError(str(error).replace("allow_remote=True", "--allow-remote")) from error
