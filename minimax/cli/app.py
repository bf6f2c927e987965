"""The tree of commands. Each part is created on first use, so that the command starts quickly."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from difflib import get_close_matches
from importlib import import_module
from typing import Any, cast

import click

from . import commands
from .commands import GROUPS, Row
from .exits import USAGE, guarded
from .help import HELP, add_help, examples_of, write_sections
from .options import expand_dry_run, global_options, show_version
from .streams import standard_streams
from .suggestions import COMPLETE

OTHERS = {
    "batch": ("batch", "Run thousands of jobs from a file; nothing is lost or paid twice."),
    "auth": ("auth", "Log in with a key that is checked immediately, and log out."),
    "config": ("configuring", "Saved contexts: a key, its region and its host under a name."),
    "estimate": ("estimating", "Estimate the cost of a call: no key, no network."),
    "api": ("catalogue", "The endpoints of the platform and the calls that use them."),
    "mcp": (".integrations.mcp.command", "The calls of the client as tools for agents, over MCP."),
    "emulator": ("serving", "The platform on your machine: no key, no network, no cost."),
    "doctor": ("doctoring", "Check key, region, hosts and setup, and suggest fixes."),
    "completion": ("completion", "Completion for bash, zsh or fish."),
}
"""Commands other than services: the module whose `command()` creates each, and a summary."""
NOUNS = [name for name in GROUPS if "." not in name]
LOCAL = {"task": {"list": ("task_list", "List the tasks that were started on this machine.")}}
"""Commands of services that do not call the platform, in the same form."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    words = expand_dry_run(sys.argv[1:] if arguments is None else arguments)
    if sys.stdout is None:  # closed by the shell; a paid result could not be shown
        print(
            f"minimax: stdout is closed; redirect it to a file or to {os.devnull}", file=sys.stderr
        )
        return USAGE
    with standard_streams():
        if COMPLETE in os.environ:
            root().main(prog_name="minimax")
        return guarded(
            lambda: root().main(helped(words), prog_name="minimax", standalone_mode=False),
            arguments=words,
        )


def helped(words: list[str]) -> list[str]:
    """`minimax help images generate` means `minimax images generate --help`."""
    return [*words[1:], HELP["help_option_names"][1]] if words[:1] == ["help"] else words


class Lazy(click.Group):
    """A group that creates its commands on first use, and suggests corrections for typos."""

    def __init__(self, name: str, known: Collection[str], **facts: Any) -> None:
        super().__init__(name, context_settings=HELP, **facts)
        self.known = known
        self.others: Collection[str] = ()
        """Hidden names of commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.known and cmd_name not in self.others:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = add_help(self.make(cmd_name))
        return self.commands[cmd_name]

    def make(self, name: str) -> click.Command:
        """Create the command with a known name."""
        raise NotImplementedError

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        names = [*self.known, *self.others]
        if args and args[0] not in names and not args[0].startswith("-"):
            near = get_close_matches(args[0], names, n=1)
            meant = (
                f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(self.known)}"
            )
            raise click.UsageError(
                f"{args[0]!r} is not a command of {ctx.command_path!r}; {meant}", ctx
            )
        return super().resolve_command(ctx, args)


class Root(Lazy):
    """The `minimax` command: the nouns from the table, and the other commands. Plural nouns can
    also be written in the singular.
    """

    def __init__(self, **facts: Any) -> None:
        super().__init__("minimax", [*NOUNS, *OTHERS], **facts)
        self.singular = {name.removesuffix("s"): name for name in NOUNS if name.endswith("s")}
        self.others = self.singular

    def make(self, name: str) -> click.Command:
        name = self.singular.get(name, name)
        if name in NOUNS:
            return Noun(name)
        made: click.Command = import_module(f".{OTHERS[name][0]}", __package__).command()
        return made

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        services = [(_with_short(name, *self.shorter(name)), GROUPS[name]) for name in NOUNS]
        tools = [(name, words) for name, (_, words) in OTHERS.items()]
        options = [record for option in self.params if (record := option.get_help_record(ctx))]
        write_sections(formatter, [("Services", services), ("Tools", tools), ("Options", options)])

    def shorter(self, name: str) -> list[str]:
        """The singular of a noun."""
        return [single for single, plural in self.singular.items() if plural == name]


class Noun(Lazy):
    """The commands of a service."""

    def __init__(self, name: str) -> None:
        self.below = dict(commands.below(name))
        self.local = LOCAL.get(name, {})
        self.aliases = {alias: (row, streams) for alias, row, streams in commands.aliases(name)}
        super().__init__(
            name.rpartition(".")[2],
            [*self.local, *self.below],
            help=GROUPS[name],
        )
        self.others = self.aliases

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, words) for name, (_, words) in self.local.items()]
        rows += [
            (_with_short(name, *row.aliases), row.summary)
            if isinstance(row, Row)
            else (name, GROUPS[row])
            for name, row in self.below.items()
        ]
        write_sections(formatter, [("Commands", rows)])

    def make(self, name: str) -> click.Command:
        from .building import build

        if name in self.local:
            made: click.Command = import_module(f".{self.local[name][0]}", __package__).command()
            return made
        row, streams = self.aliases.get(name) or (self.below[name], False)
        return build(row, streams_always=streams) if isinstance(row, Row) else Noun(row)


def root() -> Root:
    """The whole tree."""
    version = click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show_version,
        help="Show the version.",
    )
    examples = (
        'minimax text chat "Name three rivers."',
        'minimax speech synthesize "Good morning!" -o morning.mp3',
        'minimax --offline video generate "The light goes round" -o light.mp4',
    )
    made = Root(
        help="The MiniMax platform from a terminal.",
        epilog=examples_of(examples),
        params=[*global_options(), version],
    )
    return cast("Root", add_help(made))


def _with_short(name: str, *shorter: str) -> str:
    return ", ".join([name, *shorter])
