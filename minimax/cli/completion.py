"""`minimax completion`: print the completion script of a shell."""

from __future__ import annotations

import click

from .help import HELP, examples_of
from .suggestions import COMPLETE

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


def _print(shell: str) -> None:
    from click.shell_completion import get_completion_class

    from .app import root

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(made(root(), {}, "minimax", COMPLETE).source())
