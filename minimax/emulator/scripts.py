"""Replies that are written beforehand: one by one in Python, or as a list of turns in YAML or JSON.

    - text: Lima.
      when: capital of Peru
    - tool_calls: {get_weather: {city: Oslo}}
    - text: Four degrees.
      reasoning: The tool has answered.
      finish_reason: stop

Every field may be left out. `when` keeps a turn for a question that has these words in it, in any
case of letters. `tool_calls` gives the arguments by the name of the tool, or is a list of `{name,
arguments}` where a tool is called twice; `web_search` is run by the emulator where a request offers
it as a server tool. `finish_reason` is stop, length, tool_calls or content_filter: each surface
says it in its own words.

Every turn is said once: a request gets the first one that fits. Where none fits, the model speaks
for itself.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

from minimax.documents import read_yaml
from minimax.emulator.chat import Script, script

_FIELDS = ("text", "reasoning", "tool_calls", "finish_reason", "when")


def read(source: str | Path) -> list[Script]:
    """The turns of a file, or of a text: a string of several lines or one that begins with - or [
    is the text itself.
    """
    is_text = isinstance(source, str) and ("\n" in source or source.lstrip().startswith(("-", "[")))
    try:
        turns = read_yaml(str(source) if is_text else Path(source).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(
            f"the script {'' if is_text else f'{source} '}is not YAML: {error}"
        ) from error
    if not isinstance(turns, list):
        raise ValueError(
            f"a script is a list of turns, got {type(turns).__name__}; begin each turn with a dash"
        )
    return [turn(each, f"turn {number} of the script") for number, each in enumerate(turns, 1)]


def take(replies: deque[Script], question: str) -> Script | None:
    """The first reply that fits the question, taken off the queue; None where none fits."""
    asked = question.lower()
    for reply in list(replies):
        if reply.when is None or reply.when.lower() in asked:
            replies.remove(reply)
            return reply
    return None


def turn(fields: object, place: str) -> Script:
    """One turn; `place` is what an error calls it."""
    if not isinstance(fields, dict):
        raise ValueError(f"{place} is {fields!r}; write fields such as `text: Hello`")
    for name, value in fields.items():
        if name not in _FIELDS:
            raise ValueError(f"{place} has a field {name!r}; known are {', '.join(_FIELDS)}")
        if name != "tool_calls" and not isinstance(value, str):
            raise ValueError(f"{place}: {name} is {value!r}, expected a text; put it in quotes")
    return script(**{**fields, "tool_calls": _calls(fields.get("tool_calls", {}), place)})


def _calls(calls: Any, place: str) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(calls, dict):
        calls = [{"name": name, "arguments": arguments} for name, arguments in calls.items()]
    if not isinstance(calls, list):
        raise ValueError(
            f"{place}: tool_calls is {calls!r}; write the arguments by the name of the tool, or a"
            " list"
        )
    for call in calls:
        named = isinstance(call, dict) and isinstance(call.get("name"), str)
        if not named or not isinstance(call.get("arguments") or {}, dict):
            raise ValueError(
                f"{place}: {call!r} is no tool call; write {{name: get_weather, arguments: {{city:"
                " Oslo}}"
            )
    return [(call["name"], call.get("arguments") or {}) for call in calls]
