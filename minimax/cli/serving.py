"""`minimax emulator`: run the emulator on this machine until it is stopped."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .help import HELP, examples_of

if TYPE_CHECKING:
    from ..emulator.log import LoggedRequest
    from ..emulator.recordings.exchanges import Exchange

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
                _to_stderr(certificate.ca_pem)
            _to_stderr(
                _introduction(base_url, certificate and certificate.ca_file)
                if record is None or to is None
                else _recording_introduction(base_url, record, to)
            )

        if record is not None and to is not None:
            emulator.record(
                record,
                to,
                **_only(given, "--record", *_WHERE),
                tls=certificate,
                announce=announce,
                on_exchange=lambda each: _to_stderr(_exchange_line(each)),
            )
        else:
            emulator.serve(
                **given,
                tls=certificate,
                announce=announce,
                on_request=lambda each: _to_stderr(_request_line(each)),
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


# Output to stderr: how to use the server, and a line for every request


def _introduction(base_url: str, ca: Path | None = None) -> str:
    """Instructions for using the emulator."""
    lines = [
        f"Open {base_url} in a browser to watch the requests. For your programs:",
        f"  export MINIMAX_BASE_URL={base_url}",
        "  export MINIMAX_API_KEY=sk-any",
    ]
    if ca is not None:
        lines.append(f"  export SSL_CERT_FILE={ca}")
    return "\n".join(
        [*lines, f"Control it from any language: {base_url}/_emulator/  Ctrl-C stops."]
    )


def _recording_introduction(base_url: str, upstream: str, to: str | Path) -> str:
    """Instructions for recording."""
    return (
        f"Everything sent here goes to {upstream}, costs what it costs there, and is recorded in"
        f" {to}:\n  export MINIMAX_BASE_URL={base_url}"
    )


def _request_line(entry: LoggedRequest) -> str:
    """A request as one line: method, path, operation, status and time."""
    status = f"{entry.status or 'broken'}" + (f" ({entry.code})" if entry.code else "")
    return _line(entry.method, entry.path, entry.operation_id, status, entry.seconds or 0.0)


def _exchange_line(exchange: Exchange) -> str:
    """A forwarded request as one line."""
    status = str(exchange.response["status"])
    return _line(exchange.method, exchange.path, exchange.operation, status, exchange.seconds)


def _to_stderr(text: str) -> None:
    """Write a line to stderr, unless it has been closed."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        return


def _line(method: str, path: str, operation: str | None, status: str, seconds: float) -> str:
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in path)
    duration = f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
    return f"{time.strftime('%H:%M:%S')} {method} {shown} {operation or '-'} {status} {duration}"
