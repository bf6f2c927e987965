"""The `minimax` command, from the shell's point of view: a process from its start to its end."""

from __future__ import annotations

import sys

from benchmarks.cases import Figures, process

COMMANDS = {
    "pass": ["-c", "pass"],
    "help": ["-m", "minimax", "--help"],
    "chat": ["-m", "minimax", "--json", "text", "chat", "hi", "--offline"],
}


def started(name: str, url: str) -> Figures:
    """Milliseconds of CPU and wall time."""
    return {
        kind: seconds * 1000 for kind, seconds in process([sys.executable, *COMMANDS[name]]).items()
    }
