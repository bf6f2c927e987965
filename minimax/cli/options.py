"""The global options, which are accepted before the noun and after the verb, and their values."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable
from math import isfinite
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from ..config import MAX_SECONDS
from ..version import __version__
from .suggestions import suggesting

META = "minimax.cli"
DRY_RUN = "--dry-run"
SHOWN_AS = ("http", "curl")


class FiniteRange(click.FloatRange):
    """A range of numbers without NaN, which is neither below nor above any limit."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isfinite(number := float(super().convert(value, param, ctx))):
            return number
        self.fail(f"{value!r} is not a finite number.", param, ctx)


SECONDS = FiniteRange(0, MAX_SECONDS, min_open=True)


class Settings(NamedTuple):
    """The values of the global options."""

    context: str | None = None
    region: str | None = None
    base_url: str | None = None
    api_key: str | None = None
    json: bool = False
    quiet: bool = False
    offline: bool = False
    dry_run: str | None = None
    timeout: float | None = None
    verbose: bool = False
    debug: bool = False

    @classmethod
    def of(cls, ctx: click.Context) -> Settings:
        """The settings of the running command."""
        return cls(**ctx.meta.get(META, {}))

    @property
    def flags(self) -> str:
        """The options that select the same account, for suggested commands."""
        given = (("-c", self.context), ("--region", self.region), ("--base-url", self.base_url))
        return "".join(f"{flag} {shlex.quote(value)} " for flag, value in given if value)


def command_line(ctx: click.Context, **changed: str | None) -> str:
    """The running command, quoted for a shell, with all options that were given except the key.
    `changed` are arguments with other values, or None for those to omit.
    """
    given, path = ctx.meta.get(META, {}), ctx.command_path.split()
    shared = [
        word
        for option in global_options()
        if option.name != "api_key" and option.name in given
        for word in _words(option, given[option.name])
    ]
    own = [
        word
        for parameter in ctx.command.params
        if parameter.name in ctx.params
        and ctx.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
        for value in [changed.get(parameter.name, ctx.params[parameter.name])]
        if value is not None
        for word in _words(parameter, value)
    ]
    return shlex.join([path[0], *shared, *path[1:], *own])


def _words(parameter: click.Parameter, value: Any) -> list[str]:
    """A parameter and its value as words of a command line."""
    if not isinstance(parameter, click.Option):
        return [str(value)]
    name = max(parameter.opts, key=len)
    if parameter.is_flag:
        return [name]
    values = value if parameter.multiple else [value]
    return [word for each in values for word in (name, str(each))]


def global_options(*, hidden: bool = False, taken: Iterable[str] = ()) -> list[click.Parameter]:
    """The global options, except those that a command defines itself."""
    kept = set(taken)
    found = [
        _option(
            ["-c", "--context"],
            metavar="NAME",
            shell_complete=suggesting("context"),
            help="Saved context to use; see: minimax config.",
        ),
        _option(["--region"], metavar="cn|global", help="Region that the key belongs to."),
        _option(["--base-url"], metavar="URL", help="URL of a different host."),
        _option(
            ["--api-key"],
            metavar="KEY",
            help=("The key. Other users can see it in the process list: prefer MINIMAX_API_KEY."),
        ),
        _option(["--json"], is_flag=True, help="One JSON document on stdout."),
        _option(["-q", "--quiet"], is_flag=True, help="No progress and no messages on stderr."),
        _option(
            ["--offline"],
            is_flag=True,
            help="Use the emulator in this process: no key, no network, no cost.",
        ),
        _option(
            [DRY_RUN],
            type=click.Choice(SHOWN_AS),
            metavar="[=curl]",
            help="Print the request instead of sending it, also as curl.",
        ),
        _option(
            ["--timeout"],
            type=SECONDS,
            metavar="SECONDS",
            help="Give up after this many seconds without data.",
        ),
        _option(["-v", "--verbose"], is_flag=True, help="Print every step of a call on stderr."),
        _option(["--debug"], is_flag=True, help="Print more, and the traceback of an error."),
    ]
    for option in found:
        option.hidden = hidden
    return [option for option in found if option.name not in kept]


def expand_dry_run(arguments: list[str]) -> list[str]:
    """Make sure that --dry-run without a value does not consume the next word."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return [
        f"{DRY_RUN}={SHOWN_AS[0]}" if word == DRY_RUN and index < end else word
        for index, word in enumerate(arguments)
    ]


def agreement(text: str) -> click.Option:
    """The option that confirms the question of `is_agreed` in advance."""
    return click.Option(["--yes", "-y"], is_flag=True, help=text)


def is_agreed(consequence: str, question: str) -> bool:
    """Ask for confirmation on a terminal before something that costs money or cannot be undone.

    Raises:
        UsageError: There is no terminal to ask on.
    """
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(f"{consequence} To confirm, add --yes", click.get_current_context())
    print(consequence, file=sys.stderr)
    return click.confirm(question, err=True)


def show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Print the version and exit."""
    if value and not ctx.resilient_parsing:
        click.echo(f"minimax-sdk {__version__}")
        ctx.exit()


def _option(declarations: list[str], **facts: Any) -> click.Option:
    return click.Option(declarations, expose_value=False, callback=_keep, **facts)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is None or value is False or param.name is None:
        return
    if value == "" and not ctx.resilient_parsing:  # such as that of an unset variable of the shell
        raise click.BadParameter("it is empty", ctx, param)
    ctx.meta.setdefault(META, {})[param.name] = value
    if param.name in ("verbose", "debug") and not ctx.resilient_parsing:
        os.environ["MINIMAX_LOG"] = (
            "debug" if param.name == "debug" else os.environ.get("MINIMAX_LOG") or "info"
        )
