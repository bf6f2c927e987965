"""`minimax mcp`: the calls of the client as tools for agents."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import anyio
import click

from ...cli.connection import client_options
from ...cli.help import HELP, examples_of
from ...cli.options import Settings
from ...client import AsyncMiniMax
from .server import MiniMaxServer, serve_http, serve_stdio
from .tools import DEFAULT_GROUPS, GROUPS

HOST = "127.0.0.1"
TOKEN = "MINIMAX_MCP_TOKEN"


def command() -> click.Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Option(
            ["--tools"],
            metavar="GROUP,...",
            help=f"Groups of tools: {','.join(GROUPS)}, or all. Default:"
            f" {','.join(DEFAULT_GROUPS)}.",
        ),
        click.Option(
            ["-o", "--out"],
            default="minimax-media",
            metavar="FOLDER",
            help="Folder for results. Nothing is written outside of it.",
        ),
        click.Option(
            ["--max-cost"],
            metavar="USD",
            help="Refuse calls that would raise the total cost above this many US dollars.",
        ),
        click.Option(
            ["--read", "readable"],
            multiple=True,
            metavar="FOLDER",
            help="Send only files from this folder (and --out). Can be repeated.",
        ),
        click.Option(
            ["--transport"],
            type=click.Choice(["stdio", "streamable-http"]),
            help="Default: stdio, for hosts that start the command themselves.",
        ),
        click.Option(
            ["--port"],
            type=click.IntRange(0, 65535),
            metavar="PORT",
            help="Port for streamable-http. Default: a free one.",
        ),
        click.Option(
            ["--host"],
            default=HOST,
            metavar="ADDRESS",
            help=f"Address for streamable-http. Addresses other than loopback require {TOKEN}.",
        ),
    ]
    return click.Command(
        "mcp",
        context_settings=HELP,
        params=params,
        callback=_serve,
        help=(
            f"Serve the calls of the client as tools over the Model Context Protocol. If {TOKEN}"
            " is set, clients of streamable-http must send it as their bearer token."
        ),
        epilog=examples_of(
            (
                "minimax mcp --tools text,speech --out ~/Music",
                "minimax mcp --tools all --max-cost 5",
                "minimax mcp --transport streamable-http --port 8765",
            )
        ),
    )


def _serve(
    *,
    tools: str | None,
    out: str,
    max_cost: str | None,
    readable: Sequence[str],
    transport: str | None,
    port: int | None,
    host: str,
) -> None:
    settings = Settings.of(click.get_current_context())
    over_http = transport == "streamable-http" or (transport is None and port is not None)
    if port is not None and not over_http:
        raise click.UsageError("--port requires --transport streamable-http")
    token = os.environ.get(TOKEN) or None
    if over_http and token is None and host not in (HOST, "localhost", "::1"):
        raise click.UsageError(
            f"--host {host} lets other machines spend your money: set {TOKEN} to a secret that"
            " clients must send"
        )
    groups = {"all": GROUPS, None: DEFAULT_GROUPS}.get(tools) or str(tools).split(",")
    options: dict[str, Any] = {
        "groups": [name.strip() for name in groups if name.strip()],
        "out": Path(out).expanduser(),
        "max_cost": _amount(max_cost),
        "readable": [Path(folder).expanduser() for folder in readable] or None,
    }

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            server = MiniMaxServer(await stack.enter_async_context(_client(settings)), **options)
            if not over_http:
                if sys.stdin.isatty():
                    print("minimax mcp: speaking MCP on stdin and stdout", file=sys.stderr)
                await serve_stdio(server)
                return
            await serve_http(server, host=host, port=port or 0, token=token, ready=_listening)

    anyio.run(serve)


def _client(settings: Settings) -> Any:
    """Create an async client from the global options."""
    options: dict[str, Any] = {} if settings.timeout is None else {"timeout": settings.timeout}
    if settings.offline:
        from ...emulator import async_client

        return async_client(**options)
    return AsyncMiniMax(**client_options(settings), **options)


def _listening(url: str) -> None:
    print(f"minimax mcp: listening on {url}", file=sys.stderr, flush=True)


def _amount(text: str | None) -> Decimal | None:
    try:
        amount = None if text is None else Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if amount is not None and not (amount.is_finite() and amount >= 0):
        raise click.UsageError(f"--max-cost {text}: not an amount of US dollars, such as 2.50")
    return amount
