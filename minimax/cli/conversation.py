"""`minimax text chat` without a text: a conversation that remembers. Ctrl-C stops a reply, Ctrl-D
leaves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import MinimaxError
from .exits import words_for
from .options import Settings

if TYPE_CHECKING:
    from ..client import MiniMax

PROMPT = "you> "


class State(NamedTuple):
    """A conversation: what was said, and the arguments of every call."""

    history: list[Any]
    values: dict[str, Any]


def converse(client: MiniMax, settings: Settings, values: Mapping[str, Any]) -> None:
    """Talk until the end of the input."""
    with suppress(ImportError):
        import readline  # noqa: F401  -- importing it gives input() a history and editing

    state = State([], dict(values))
    if not settings.quiet:
        print("Type /help for the commands, Ctrl-D to leave.", file=sys.stderr)
    while True:
        try:
            line = input(PROMPT).strip()
        except EOFError:
            print(file=sys.stderr)
            return
        except KeyboardInterrupt:
            print(file=sys.stderr)  # the line is dropped, the conversation goes on
            continue
        if line in LEAVE:
            return
        if line.startswith("/"):
            _command(state, line)
        elif line:
            _turn(client, state, line)


def _turn(client: MiniMax, state: State, line: str) -> None:
    """One question and its answer. Only a turn that came to its end is remembered."""
    try:
        with client.text.stream([*state.history, line], **state.values) as stream:
            for piece in stream.text:
                print(piece, end="", flush=True)
            reply = stream.final()
    except KeyboardInterrupt:
        print("\n(stopped; this turn is forgotten, but may have been billed)", file=sys.stderr)
        return
    except MinimaxError as error:
        print()
        print(*words_for(error), sep="\n  ", file=sys.stderr)
        return
    print()
    state.history.extend([line, reply])


def _command(state: State, line: str) -> None:
    name, _, argument = line.partition(" ")
    found = COMMANDS.get(name)
    if found is None:
        print(f"{name} is no command; /help lists them", file=sys.stderr)
    else:
        print(found[1](state, argument.strip()), file=sys.stderr)


def _help(state: State, argument: str) -> str:
    return "\n".join(
        [
            *(f"{name:<8} {words}" for name, (words, _) in COMMANDS.items()),
            f"{'/quit':<8} leave, as Ctrl-D does",
        ]
    )


def _clear(state: State, argument: str) -> str:
    state.history.clear()
    return "forgotten"


def _undo(state: State, argument: str) -> str:
    del state.history[-2:]
    return f"{len(state.history) // 2} turns are left"


def _model(state: State, argument: str) -> str:
    if argument:
        state.values["model"] = argument
    return f"model {state.values.get('model', 'as always')}"


def _system(state: State, argument: str) -> str:
    state.values["system"] = argument or None
    return "instructions taken" if argument else "no instructions"


LEAVE = ("/quit", "/exit")
COMMANDS: dict[str, tuple[str, Callable[[State, str], str]]] = {
    "/help": ("these lines", _help),
    "/clear": ("forget the conversation", _clear),
    "/undo": ("forget the last turn", _undo),
    "/model": ("NAME: ask another model", _model),
    "/system": ("TEXT: instructions for the model", _system),
}
