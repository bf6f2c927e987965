"""Tool calls of the model, in the formats of all APIs. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..core.pieces import plain_text
from ..errors import DecodeError
from ..record import Record
from . import arguments
from .fields import identity


@dataclass(frozen=True, slots=True)
class ToolCall(Record):
    """A tool call of the model. Answer it with a message `{"role": "tool", "tool_call_id": call.id,
    "content": ...}`.

    In the events of a stream it is the call so far: `raw_arguments` is the text so far, `delta` the
    new piece.
    """

    id: str
    name: str
    raw_arguments: str
    """The arguments as written by the model, normally JSON."""
    complete: bool = True
    """False when the turn was cut off: the arguments may be truncated or missing."""
    delta: str = field(default="", compare=False)
    """In an event, the text that it adds to `raw_arguments`; the deltas of all events together are
    the arguments. "" in a reply.
    """
    index: int = field(default=0, compare=False)
    """Position among the calls of the turn, from 0."""

    _names = ("id", "name", "raw_arguments", "complete", "index")

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments as a dictionary. Raises DecodeError, with the text in `raw`, if they are
        not a JSON object, or if the turn was cut off.
        """
        found = arguments.read(self.raw_arguments)
        if found is not None and self.complete:
            return found
        problem = "are not a JSON object" if found is None else "may be truncated"
        if not self.complete:
            problem += ", because the turn was cut off"
        raise DecodeError(
            f"The model's arguments for {self.name!r} {problem}: {self.raw_arguments[:200]!r}",
            raw=self.raw_arguments,
        )


class CallFormat(NamedTuple):
    """The format of tool calls in an API: the type of the object, and the names of two fields."""

    type: str
    id: str
    arguments: str

    def read(self, raw: Mapping[str, Any], index: int = 0) -> ToolCall:
        """Read a call from an object of a response."""
        return ToolCall(
            identity(raw.get(self.id)),
            plain_text(raw.get("name")),
            arguments.written(raw.get(self.arguments)),
            raw.get("status") != "incomplete",
            index=index,
        )


CHAT_CALL = CallFormat("function", "id", "arguments")
"""The fields of its `function` must be at the top level."""
BLOCK_CALL = CallFormat("tool_use", "id", "input")
ITEM_CALL = CallFormat("function_call", "call_id", "arguments")


def call_id(found: object, number: int) -> str:
    """The id of a call as text; without an id, it is derived from the position in the turn."""
    return identity(found) or f"call_{number}"
