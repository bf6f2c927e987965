"""What a shell suggests for arguments, without calling the platform."""

from __future__ import annotations

from collections.abc import Callable

import click

COMPLETE = "_MINIMAX_COMPLETE"
"""Set by the shell when it asks for completions."""


def suggesting(name: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completion function that returns the suggestions for a name."""

    def suggest(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        return [value for value in suggestions(name) if value.startswith(incomplete)]

    return suggest


def suggestions(name: str) -> list[str]:
    """Known values for an argument with a name, without calling the platform."""
    found = SUGGESTED.get(name)
    return found() if found else []


def _voices() -> list[str]:
    from minimax_generated.tables.voices import VOICES

    return [voice for voice, _, _ in VOICES]


def _purposes() -> list[str]:
    from minimax_generated.operations import find_operation

    rows = find_operation("files_upload").purposes
    return list(dict.fromkeys(str(row["purpose"]) for row in rows))


def _handles() -> list[str]:
    from .started import read

    return [task.handle for task in read()]


def _contexts() -> list[str]:
    from .contexts import read

    return sorted(read().by_name)


SUGGESTED: dict[str, Callable[[], list[str]]] = {
    "voice": _voices,
    "voice_id": _voices,
    "purpose": _purposes,
    "handle": _handles,
    "context": _contexts,
}
"""Functions that return completions for arguments by name."""
