"""Exit codes and messages for errors."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import FrameType
from typing import Any, TypeVar

import click

from ..errors import MinimaxError
from .output import json_text

T = TypeVar("T")

OK, OTHER, USAGE, AUTH, QUOTA, TIMEOUT, NETWORK, CONTENT, INTERRUPT = 0, 1, 2, 3, 4, 5, 6, 10, 130
CODES = {
    "ValidationError": USAGE,
    "ConfigError": USAGE,
    "InvalidParameterError": USAGE,
    "AuthenticationError": AUTH,
    "PermissionDeniedError": AUTH,
    "InsufficientBalanceError": QUOTA,
    "UsageLimitError": QUOTA,
    "RateLimitError": QUOTA,
    "TaskTimeout": TIMEOUT,
    "RequestTimeout": TIMEOUT,
    "NetworkError": NETWORK,
    "StreamInterrupted": NETWORK,
    "SensitiveContentError": CONTENT,
}
"""Exit codes by class of error. The nearest base class is used; all other errors are OTHER."""
HINTS = {
    "RequestTimeout": "Allow more time with --timeout SECONDS.",
    "NetworkError": "Check connection, host and proxy; minimax doctor checks all of them.",
    "ModuleNotFoundError": 'Run: pip install "minimax-sdk[cli]"',
}
"""Hints for errors whose message does not include one, also by class."""

TERMINATIONS = ("SIGTERM", "SIGHUP")
"""Signals that do the same as Ctrl-C, so that paid results are kept: they are sent by `kill`,
`timeout` and service managers, and when a terminal is closed. Windows has no SIGHUP.
"""
SIGNALLED = 128
"""Shells report a signal as this code plus its number."""
_terminations: list[int] = []
"""The signals that were received."""
LONGEST_LINE, MOST_LINES = 600, 30
"""Characters and lines of a usage error, which may repeat all words of the command line."""
MOST_SUGGESTIONS = 3


class Interrupted(KeyboardInterrupt):
    """Ctrl-C with a message: how to resume, whether the request may have been billed, and what was
    saved.
    """


class Rescued(MinimaxError):
    """A paid result was saved in a different place; the message says where."""


class Lost(MinimaxError):
    """A paid result could not be saved anywhere."""


def interrupt_on_termination() -> None:
    """Raise KeyboardInterrupt for signals that would end the process, except those that its parent
    told it to ignore, as `nohup` does.
    """
    for name in TERMINATIONS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Do what Ctrl-C does at the moment: asyncio has a handler of its own, which cancels its main
    task instead of raising KeyboardInterrupt in the middle of another one.
    """
    _terminations.append(number)
    of_ctrl_c = signal.getsignal(signal.SIGINT)
    if not callable(of_ctrl_c):  # ignored, as in a job in the background
        raise KeyboardInterrupt
    of_ctrl_c(signal.SIGINT, frame)


def _code_of_interrupt() -> int:
    return SIGNALLED + _terminations[-1] if _terminations else INTERRUPT


def code_of(error: BaseException) -> int:
    """The exit code for an error."""
    failed = getattr(error, "code", None) if type(error).__name__ == "TaskFailed" else None
    if failed is not None:
        from minimax_generated.tables.errors import CODES as FACTS

        fact = FACTS.get(failed)
        return CODES.get(fact.error, OTHER) if fact else OTHER
    return int(_nearest(CODES, error) or OTHER)


def guarded(run: Callable[[], object], *, arguments: list[str]) -> int:
    """Run a command and return its exit code. Errors are printed in a line or two."""
    as_json, debug = "--json" in arguments, "--debug" in arguments
    try:
        result = _result(run)
        sys.stdout.flush()
        return result if isinstance(result, int) else OK
    except click.ClickException as error:
        if (
            type(error).__name__ == "NoArgsIsHelpError" and not as_json
        ):  # older releases of click print the help themselves
            from .help import print_help

            print_help(error.format_message(), sys.stderr)
            return USAGE
        return _print_error(
            error,
            USAGE if isinstance(error, click.UsageError) else error.exit_code,
            _usage_words(error),
            as_json,
        )
    except (KeyboardInterrupt, click.Abort) as error:
        words = [str(error)] if isinstance(error, Interrupted) else ["interrupted"]
        return _print_error(error, _code_of_interrupt(), words, as_json)
    except BrokenPipeError:  # the reader has closed the pipe, as `head` does
        return OTHER
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _print_error(error, code_of(error), words_for(error), as_json)


def _result(run: Callable[[], object]) -> object:
    """What a command returns, or its exit code if it ended early."""
    try:
        return run()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort as abort:
        # click replaces an interrupt by its own exception, and every EOFError as well, even if
        # it has nothing to do with a question.
        if abort.__cause__ is not None:
            raise abort.__cause__ from None
        raise


def words_for(error: Exception) -> list[str]:
    """One line each for what happened, what to do, and the trace id for support."""
    trace = getattr(error, "trace_id", None)
    hint = getattr(error, "hint", "") or (
        "" if "pip install" in str(error) else _nearest(HINTS, error) or ""
    )
    text = (
        str(error.args[0])
        if isinstance(error, MinimaxError) and error.args
        else str(error) or type(error).__name__
    )
    text = (
        text
        if isinstance(error, (MinimaxError, OSError, ModuleNotFoundError))
        else f"{type(error).__name__}: {text}"
    )
    if hint:
        text = text.removesuffix(hint).rstrip().removesuffix(".")
    from .wording import in_commands

    text, hint = in_commands(text), in_commands(hint)
    http = getattr(error, "http_status", None)
    place = ", ".join(
        filter(
            None, (getattr(error, "endpoint", ""), f"HTTP {http}" if http and http != 200 else "")
        )
    )
    notes = map(in_commands, getattr(error, "__notes__", []))
    return [
        f"{text} ({place})" if place else text,
        *([hint] if hint else []),
        *notes,
        *([f"trace id: {trace}"] if trace else []),
    ]


def _nearest(table: Mapping[str, T], error: BaseException) -> T | None:
    """The entry of the nearest base class."""
    return next(
        (table[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in table), None
    )


def _usage_words(error: click.ClickException) -> list[str]:
    ctx = getattr(error, "ctx", None)
    text = error.format_message()
    if isinstance(error, click.NoSuchOption) and ctx is not None:
        text = _unknown_option(error.option_name, ctx)
    return [
        *map(_shortened, text.splitlines()[:MOST_LINES]),
        *([f"See: {ctx.command_path} --help"] if ctx is not None else []),
    ]


def _shortened(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} ..."


def _unknown_option(name: str, ctx: click.Context) -> str:
    """Suggest the option that the name is the beginning of, or a similar one."""
    known = sorted({word for param in ctx.command.params for word in param.opts if len(word) > 2})
    near = [word for word in known if word.startswith(name)] or get_close_matches(name, known, n=1)
    meant = f"; did you mean {' or '.join(near[:MOST_SUGGESTIONS])}?" if near else ""
    return f"{name} is not an option of {ctx.command_path!r}{meant}"


def _print_error(error: BaseException, code: int, words: list[str], as_json: bool) -> int:
    first, *rest = words
    print(f"minimax: {first}", *(f"  {line}" for line in rest), sep="\n", file=sys.stderr)
    if as_json:
        facts: dict[str, Any] = {
            "type": type(error).__name__,
            "message": first,
            "status_code": getattr(error, "status_code", None),
            "hint": getattr(error, "hint", ""),
            "trace_id": getattr(error, "trace_id", None),
            "exit_code": code,
        }
        print(json_text({"error": facts}))
    return code
