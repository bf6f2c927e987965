"""`minimax emulator`: run the emulator on this machine until it is stopped."""

from __future__ import annotations

from typing import Any

import click

from .help import HELP, examples_of

HOST = "127.0.0.1"


def command() -> click.Command:
    """The command, with options for the fields of `minimax.emulator.Settings`."""
    from ..emulator.settings import describe_settings

    words = "Simulate a fault: NAME[:OPERATION][*FIRST][/EVERY]; can be repeated."
    return click.Command(
        "emulator",
        context_settings=HELP,
        params=[
            click.Option(
                ["--port"], type=int, default=0, help="Port to listen on; by default a free one."
            ),
            click.Option(
                ["--scenario", "--script"],
                metavar="FILE",
                help="Initial settings, replies, stubs, faults and accounts, in YAML.",
            ),
            click.Option(["--fault", "faults"], multiple=True, metavar="NAME", help=words),
            *map(_option, describe_settings()),
            click.Option(
                ["--record"],
                metavar="URL",
                help="Forward to a platform, such as https://api.minimaxi.com, and record to the"
                " file of --to.",
            ),
            click.Option(["--to"], metavar="FILE", help="File for the recording."),
            click.Option(
                ["--replay"],
                metavar="FILE",
                help="Replay a recording; the emulator answers what was not recorded.",
            ),
            click.Option(
                ["--replay-only"], is_flag=True, help=("Reject requests that were not recorded.")
            ),
            click.Option(
                ["--check"],
                metavar="FILE",
                help="List the differences between a recording and the spec, and exit: with 0 if"
                " there are none, otherwise with 1.",
            ),
            click.Option(
                ["--host"],
                default=HOST,
                metavar="ADDRESS",
                help="Address to listen on; addresses other than loopback require --allow-remote.",
            ),
            click.Option(
                ["--allow-remote"],
                is_flag=True,
                help="Allow other machines: anyone who reaches the port can use it.",
            ),
            click.Option(
                ["--tls"],
                is_flag=True,
                help="Serve HTTPS; the CA certificate is printed on stderr.",
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
                "minimax emulator --record https://api.minimaxi.com --to tape.jsonl",
                "minimax emulator --check tape.jsonl",
            )
        ),
    )


def _option(setting: Any) -> click.Option:
    """The option of a setting; None if it is not given, so that the scenario applies."""
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


def _serve(
    *, record: str | None, to: str | None, check: str | None, tls: bool, **options: Any
) -> None:
    from .. import emulator
    from ..emulator import reporting

    given = {name: value for name, value in options.items() if value is not None}
    try:
        if check is not None:
            _check(check)
            return
        if (record is None) != (to is None):
            raise click.UsageError("--record and --to belong together: the URL, and the file")
        certificate = None
        if tls:
            from ..emulator import certificates

            certificate = certificates.make()

        def announce(base_url: str) -> None:
            click.echo(base_url)
            if certificate is not None:
                reporting.to_stderr(certificate.ca_pem)
            reporting.to_stderr(
                reporting.introduction(base_url, certificate and certificate.ca_file)
                if record is None or to is None
                else reporting.recording_introduction(base_url, record, to)
            )

        if record is not None and to is not None:
            emulator.record(
                record,
                to,
                **_only(given, "--record", *_WHERE),
                tls=certificate,
                announce=announce,
                on_exchange=lambda each: reporting.to_stderr(reporting.exchange_line(each)),
            )
        else:
            emulator.serve(
                **given,
                tls=certificate,
                announce=announce,
                on_request=lambda each: reporting.to_stderr(reporting.request_line(each)),
            )
    except (ModuleNotFoundError, OSError, ValueError) as error:
        message = str(error)
        for name in ("allow_remote=True", "replay_only"):
            message = message.replace(name, f"--{name.partition('=')[0].replace('_', '-')}")
        raise click.UsageError(message) from error


_WHERE = ("port", "host", "allow_remote")


def _only(given: dict[str, Any], flag: str, *names: str) -> dict[str, Any]:
    """The options that can be combined with a flag; raises an error for others."""
    others = [name for name, value in given.items() if name not in names and value]
    if others:
        shown = ", ".join(f"--{name.replace('_', '-')}" for name in others)
        raise click.UsageError(f"{flag} cannot be combined with {shown}")
    return {name: given[name] for name in names}


def _check(path: str) -> None:
    from .. import emulator

    found = emulator.check_recording(path)
    for each in found:
        click.echo(str(each))
    if found:
        raise SystemExit(1)
