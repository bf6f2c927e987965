"""`minimax doctor`: wires the checks of `minimax.cli.doctor` and the probe into the command."""

from __future__ import annotations

import click

from .help import HELP, examples_of
from .options import Settings, agreement

PROBE = "--probe"


def command() -> click.Command:
    """The command."""
    return click.Command(
        "doctor",
        context_settings=HELP,
        params=[
            click.Option(
                [PROBE],
                is_flag=True,
                help=(
                    "Send one cheap request of each kind to the platform and compare every"
                    " response with the spec of this package. The cost is announced first: a few"
                    " cents at most."
                ),
            ),
            agreement(f"Accept the cost of {PROBE}."),
            click.Option(
                ["-o", "--out"],
                metavar="FOLDER",
                help=f"Where {PROBE} writes its report and its recording.",
            ),
        ],
        callback=_run,
        help=(
            "Check Python, versions, key, region, hosts, clock and proxies, and suggest fixes."
            f" Nothing is saved.\n\nWith {PROBE}, check whether the platform still matches the spec"
            " of this package. The exit code is 1 if a response differs."
        ),
        epilog=examples_of(
            (
                "minimax doctor",
                "minimax -c work doctor --json",
                "minimax doctor --probe",
                "minimax doctor --probe --dry-run      # lists the requests and their cost",
            )
        ),
    )


def _run(*, probe: bool, yes: bool, out: str | None) -> int:
    settings = Settings.of(click.get_current_context())
    if probe:
        from .probe import run as run_probe

        return run_probe(settings, yes=yes, out=out)
    if yes or out:
        raise click.UsageError(f"--yes and -o belong to {PROBE}", click.get_current_context())
    from .doctor import run

    return run(settings)
