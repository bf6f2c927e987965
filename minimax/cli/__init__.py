"""The `minimax` command. So far it has one verb: `minimax emulator`."""

from __future__ import annotations

import argparse
import sys

from ..version import __version__

USAGE_ERROR = 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command and give its exit code."""
    options = _parser().parse_args(arguments)
    return _emulator(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="minimax", description="The MiniMax platform from a terminal.")
    parser.add_argument("--version", action="version", version=f"minimax-sdk {__version__}")
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    emulator = verbs.add_parser(
        "emulator",
        help="the platform on your machine: no key, no network, no cost",
        description="Serve the MiniMax API on loopback until stopped. The first line on stdout is the base URL.",
        epilog="example: minimax emulator --port 8080 --fault rate_limit:t2a_v2*1",
    )
    emulator.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    emulator.add_argument(
        "--fault", action="append", default=[], metavar="NAME", help="misbehave on purpose: NAME[:OPERATION][*FIRST][/EVERY]; repeatable"
    )
    emulator.add_argument("--script", metavar="FILE", help="replies of the chat models, as a list of turns in YAML")
    emulator.add_argument("--strict", action="store_true", help="refuse fields that the API does not know, instead of ignoring them")
    emulator.add_argument("--region", choices=("cn", "global"), default="cn", help="the region that keys have to belong to (default: cn)")
    emulator.add_argument("--pace", type=float, default=0.0, metavar="SECONDS", help="pause before each frame of a stream (default: 0)")
    return parser


def _emulator(options: argparse.Namespace) -> int:
    try:
        from ..emulator import serve

        serve(options.port, options.fault, options.strict, region=options.region, pace=options.pace, script=options.script)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("minimax"):
            raise
        print(f"minimax emulator: {error}", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"minimax emulator: {error}", file=sys.stderr)
        return USAGE_ERROR
    return 0
