"""Scripted chat replies.

    - text: Lima.
      when: capital of Peru
    - tool_calls: {get_weather: {city: Oslo}}
    - text: Four degrees.
      reasoning: The tool has answered.
      finish_reason: stop
      usage: {input_tokens: 120, output_tokens: 8}

Every field may be left out. `when` keeps a reply for a question that has these words in it, in any
case of letters. `tool_calls` gives the arguments by the name of the tool, or is a list of `{name,
arguments}` where a tool is called twice; `web_search` is run by the emulator where a request offers
it as a server tool. `finish_reason` is stop, length, tool_calls or content_filter: each API names
it in its own way. `usage` has input_tokens, output_tokens, reasoning_tokens and cached_tokens.
`key` limits the reply to the requests of one key.

Every reply is used once: a request gets the first one that matches. If none matches, the model
generates a reply.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from minimax.emulator.chat import FINISH_REASONS, USAGE, Script, script
from minimax.emulator.input_errors import Reader, unknown_name

_TEXTS = ("text", "reasoning", "finish_reason", "when", "key")
FIELDS = (*_TEXTS, "tool_calls", "usage")


def take(replies: deque[Script], question: str, account: str | None = None) -> Script | None:
    """Remove and return the first reply that matches the question; None if none does."""
    asked = question.lower()
    for reply in list(replies):
        fits = reply.when is None or reply.when.lower() in asked
        if fits and reply.account in (None, account):
            replies.remove(reply)
            return reply
    return None


def turn(fields: object) -> Script:
    """Parse a reply from its fields. Raises Mistakes."""
    reader = Reader()
    if not isinstance(fields, dict):
        reader.wrong((), f"{fields!r:.80} is not a reply; write fields such as `text: Hello`")
        reader.finish()
        raise AssertionError
    reader.check_names(fields, FIELDS)
    for name in _TEXTS:
        if not isinstance(fields.get(name, ""), str):
            reader.wrong((name,), f"{fields[name]!r:.80} is not a text; put it in quotes")
    finish = fields.get("finish_reason")
    if isinstance(finish, str) and finish not in FINISH_REASONS:
        reader.wrong(("finish_reason",), unknown_name(finish, FINISH_REASONS, "finish_reason"))
    _check_usage(fields.get("usage", {}), reader)
    calls = _calls(fields.get("tool_calls", {}), reader)
    reader.finish()
    return script(**{**fields, "tool_calls": calls})


def _check_usage(usage: object, reader: Reader) -> None:
    if not isinstance(usage, dict):
        reader.wrong(("usage",), f"{usage!r:.80} is not a mapping; write {{output_tokens: 8}}")
        return
    reader.check_names(usage, USAGE, ("usage",))
    for name, count in usage.items():
        if type(count) is not int or count < 0:
            reader.wrong(("usage", name), f"{count!r:.80} is not a whole number of 0 or more")


def _calls(calls: Any, reader: Reader) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(calls, dict):
        calls = [{"name": name, "arguments": arguments} for name, arguments in calls.items()]
    if not isinstance(calls, list):
        reader.wrong(
            ("tool_calls",),
            f"{calls!r:.80} is neither the arguments by the name of the tool nor a list",
        )
        return []
    found = []
    for index, call in enumerate(calls):
        named = isinstance(call, dict) and isinstance(call.get("name"), str)
        if not named or not isinstance(call.get("arguments") or {}, dict):
            reader.wrong(
                ("tool_calls", index),
                f"{call!r:.80} is not a tool call; write {{name: get_weather, arguments: {{city:"
                " Oslo}}",
            )
        else:
            found.append((call["name"], call.get("arguments") or {}))
    return found
