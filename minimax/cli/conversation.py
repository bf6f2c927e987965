"""`minimax text chat` without a text: an interactive conversation. Ctrl-C stops a reply, Ctrl-D
exits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import MinimaxError
from . import contexts, output
from .exits import words_for
from .job import Job
from .replies import print_stream, show

if TYPE_CHECKING:
    from ..client import MiniMax

PROMPT, MORE = "you> ", "...> "
QUOTES = '"""'
"""Starts and ends a text of several lines."""
LEAVE = ("exit", "quit", "/exit", "/quit")
LONGEST_HISTORY = 1000
"""Number of lines of history to save."""


@dataclass
class State:
    """The state of a conversation: its turns, the arguments of every call, and what is shown."""

    values: dict[str, Any]
    reasoning: bool
    streams: bool
    history: list[Any] = field(default_factory=list)


def converse(client: MiniMax, job: Job) -> None:
    """Run the conversation until the input ends."""
    state = State(dict(job.values), job.reasoning, job.stream is not False)
    output.say(job.settings, "Type /help for the commands, exit or Ctrl-D to leave.")
    with _line_editing():
        while True:
            try:
                text = _read()
            except EOFError:
                print(file=sys.stderr)
                return
            except KeyboardInterrupt:
                print(file=sys.stderr)  # drop the line and continue the conversation
                continue
            if text in LEAVE:
                return
            if text.startswith("/"):
                _command(state, text)
            elif text:
                _turn(client, state, text)


def _read() -> str:
    """Read user input: a line, several lines that end with a backslash, or all lines between triple
    quotes.

    Raises:
        EOFError: The input ended.
    """
    line = input(PROMPT)
    if not line.lstrip().startswith(QUOTES):
        lines = [line]
        while lines[-1].endswith("\\"):
            lines[-1] = lines[-1][:-1]
            lines.append(input(MORE))
        return "\n".join(lines).strip()
    text = line.lstrip().removeprefix(QUOTES)
    while not text.rstrip().endswith(QUOTES):
        text += "\n" + input(MORE)
    return text.rstrip().removesuffix(QUOTES).strip()


@contextmanager
def _line_editing() -> Iterator[None]:
    """Enable line editing and a history for `input`. The history is saved for the next conversation
    in a file that only its owner can read.
    """
    try:
        import readline
    except ImportError:  # Windows edits lines itself
        yield
        return
    file = contexts.place().with_name("history")
    with suppress(OSError):
        readline.read_history_file(file)
    readline.set_history_length(LONGEST_HISTORY)
    try:
        yield
    finally:
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.touch(0o600)
            readline.write_history_file(file)


def _turn(client: MiniMax, state: State, text: str) -> None:
    """Run one turn. Only complete turns are remembered."""
    messages = [*state.history, text]
    try:
        if state.streams:
            with client.text.stream(messages, **state.values) as stream:
                reply = print_stream(stream, reasoning=state.reasoning)
        else:
            reply = client.text.chat(messages, **state.values)
            show(reply, reasoning=state.reasoning)
    except KeyboardInterrupt:
        print("(stopped; this turn is forgotten, but may have been billed)", file=sys.stderr)
    except MinimaxError as error:
        print(*words_for(error), sep="\n  ", file=sys.stderr)
    else:
        state.history.extend([text, reply])


def _command(state: State, line: str) -> None:
    name, _, argument = line.partition(" ")
    found = COMMANDS.get(name)
    if found is None:
        print(f"{name} is not a command; /help lists them", file=sys.stderr)
    else:
        print(found[1](state, argument.strip()), file=sys.stderr)


def _help(state: State, argument: str) -> str:
    return "\n".join(
        [
            *(f"{name:<11} {words}" for name, (words, _) in COMMANDS.items()),
            f"{'exit, quit':<11} leave the conversation, like Ctrl-D",
            f"{'line' + chr(92):<11} a backslash at the end continues the text on the next line",
            f"{QUOTES:<11} starts and ends a text of several lines",
        ]
    )


def _clear(state: State, argument: str) -> str:
    state.history.clear()
    return "started a new conversation"


def _undo(state: State, argument: str) -> str:
    del state.history[-2:]
    return f"{output.counted(len(state.history) // 2, 'turn')} left"


def _model(state: State, argument: str) -> str:
    if argument:
        state.values["model"] = argument
    return f"model: {state.values.get('model', 'the default')}"


def _system(state: State, argument: str) -> str:
    state.values["system"] = argument or None
    return "instructions set" if argument else "no instructions"


def _reasoning(state: State, argument: str) -> str:
    state.reasoning = not state.reasoning
    return f"reasoning is {'shown' if state.reasoning else 'hidden'}"


COMMANDS: dict[str, tuple[str, Callable[[State, str], str]]] = {
    "/help": ("show this list", _help),
    "/clear": ("forget the conversation", _clear),
    "/undo": ("forget the last turn", _undo),
    "/model": ("NAME: use another model", _model),
    "/system": ("TEXT: instructions for the model", _system),
    "/reasoning": ("show or hide the reasoning", _reasoning),
}
