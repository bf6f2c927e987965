"""Formatting of help texts: full sentences, grouped options, bold and colour on a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any

import click

from .options import global_options
from .streams import BOLD, CYAN, RESET, Output, takes_styles

NARROWEST, WIDEST = 50, 100
"""Minimum and maximum width of help texts in columns."""
NAMES = ["-h", "--help"]
HELP = {"help_option_names": NAMES}
"""The settings of every command."""


class Formatter(click.HelpFormatter):
    """Writes headings in bold and names in colour."""

    def __init__(self, **facts: Any) -> None:
        columns = shutil.get_terminal_size().columns
        super().__init__(**{**facts, "width": max(NARROWEST, min(columns, WIDEST)) - 2})

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _styled("Usage: ", BOLD))

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_styled(f'{heading}:', BOLD)}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl(
            [(_styled(name, CYAN), words) for name, words in rows], col_max, col_spacing
        )


class Context(click.Context):
    """A context that uses our formatter for help."""

    formatter_class = Formatter


def add_help(command: click.Command) -> click.Command:
    """Add our help and the global options to a command and its subcommands."""
    command.short_help = command.short_help or first_sentence(command.help or "")
    command.context_class = Context
    command.add_help_option = False
    taken = {parameter.name or "" for parameter in command.params}
    command.params += [help_option(), *global_options(hidden=True, taken=taken)]
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            add_help(inner)
    return command


def help_option() -> click.Option:
    """The option that shows the help."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            print_help(ctx.get_help(), sys.stdout)
            ctx.exit()

    return click.Option(
        NAMES,
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help="Show this help.",
    )


def print_help(text: str, output: IO[str]) -> None:
    """Print a help text, with styles if the output supports them."""
    if isinstance(output, Output) and takes_styles(output):
        output.draw(f"{text}\n")
    else:
        print(click.unstyle(text), file=output)


def first_sentence(text: str) -> str:
    """The complete first sentence of a text, on one line."""
    first, stop, _ = " ".join(text.split()).partition(". ")
    return f"{first}." if stop else first


def write_sections(
    formatter: click.HelpFormatter, sections: Iterable[tuple[str, Sequence[tuple[str, str]]]]
) -> None:
    """Write all sections with rows, with the same column width for names."""
    for title, rows in sections:
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


def names_of_globals() -> list[str]:
    """The names of the global options, for the help of a command."""
    return [option.opts[-1] for option in global_options()]


def _styled(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}{RESET}"


def examples_of(lines: Iterable[str]) -> str:
    """The examples at the end of a help text."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
