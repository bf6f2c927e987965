"""Output of the command to stderr: how to use the server, and a line for every request."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from minimax.emulator.log import LoggedRequest
from minimax.emulator.recordings.exchanges import Exchange


def introduction(base_url: str, ca: Path | None = None) -> str:
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


def recording_introduction(base_url: str, upstream: str, to: str | Path) -> str:
    """Instructions for recording."""
    return (
        f"Everything sent here goes to {upstream}, costs what it costs there, and is recorded in"
        f" {to}:\n  export MINIMAX_BASE_URL={base_url}"
    )


def request_line(entry: LoggedRequest) -> str:
    """A request as one line: method, path, operation, status and time."""
    status = f"{entry.status or 'broken'}" + (f" ({entry.code})" if entry.code else "")
    return _line(entry.method, entry.path, entry.operation_id, status, entry.seconds or 0.0)


def exchange_line(exchange: Exchange) -> str:
    """A forwarded request as one line."""
    status = str(exchange.response["status"])
    return _line(exchange.method, exchange.path, exchange.operation, status, exchange.seconds)


def to_stderr(text: str) -> None:
    """Write a line to stderr, unless it has been closed."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        return


def _line(method: str, path: str, operation: str | None, status: str, seconds: float) -> str:
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in path)
    duration = f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
    return f"{time.strftime('%H:%M:%S')} {method} {shown} {operation or '-'} {status} {duration}"
