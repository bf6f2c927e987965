"""The `minimax` command. Needs the extra: pip install "minimax-sdk[cli]"."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command and give its exit code."""
    try:
        from .app import main as run
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("minimax"):
            raise
        print(f'minimax: the command needs {error.name}; run: pip install "minimax-sdk[cli]"', file=sys.stderr)
        return 1
    return run(arguments)
