"""`minimax completion`: print the completion script of a shell."""

from __future__ import annotations

from collections.abc import Callable

import click

from .app import COMPLETE, HELP, examples_of

SHELLS = ("bash", "zsh", "fish")


def command() -> click.Command:
    """The command."""
    return click.Command(
        "completion",
        context_settings=HELP,
        params=[click.Argument(["shell"], type=click.Choice(SHELLS))],
        callback=_print,
        help="Print the completion script of a SHELL.",
        epilog=examples_of(
            (
                'eval "$(minimax completion bash)"      # in ~/.bashrc',
                'eval "$(minimax completion zsh)"       # in ~/.zshrc',
                "minimax completion fish > ~/.config/fish/completions/minimax.fish",
            )
        ),
    )


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


def _print(shell: str) -> None:
    from click.shell_completion import get_completion_class

    from .app import root

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(made(root(), {}, "minimax", COMPLETE).source())
