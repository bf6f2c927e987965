"""What several requests in a row give: the reply at their end with the conversation that led to it,
its events, a typed value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, Literal, TypeVar

from ..record import Record
from .chat import ChatReply, ToolCall, Usage

T = TypeVar("T")


class RunReply(ChatReply):
    """The last reply of a run of several requests. It is a `ChatReply`, and it knows what led to
    it.
    """

    def __init__(
        self,
        last: ChatReply,
        *,
        messages: list[dict[str, Any]],
        turns: Sequence[ChatReply],
        pending: Sequence[ToolCall] = (),
    ):
        super().__init__(last.raw, last.trace_id)
        self.messages = messages
        """The conversation with this reply at its end, without `system`: put the next question
        behind it and go on.
        """
        self.turns = list(turns)
        """The reply of every request, the last one included."""
        self.pending = list(pending)
        """Calls of tools that are not Python functions. Answer each with a tool message before you
        go on.
        """

    @property
    def total_usage(self) -> Usage | None:
        """Tokens of all requests together; `usage` is that of the last one."""
        counts = [turn.usage for turn in self.turns if turn.usage]
        names = [field.name for field in fields(Usage)]
        totals = {name: sum(getattr(count, name) for count in counts) for name in names}
        return Usage(**totals) if counts else None


@dataclass(slots=True)
class ToolEvent(Record):
    """One step of a run with tools. `raw` is the chunk that it came with, or the message that goes
    back to the model.
    """

    type: Literal["text", "reasoning", "tool_call", "finish", "tool_result"]
    text: str
    """New text or reasoning; for "finish" the reason, for "tool_result" what the model gets."""
    tool_call: ToolCall | None
    """For "tool_call" the call as far as it has come, with the new piece in its `delta`; for
    "tool_result" the call that is answered.
    """
    raw: dict[str, Any]
    round: int
    """Number of the request, from 1."""


@dataclass(frozen=True, slots=True)
class Parsed(Record, Generic[T]):
    """A typed value, and the reply that it was read from."""

    value: T
    reply: RunReply

    def __iter__(self) -> Iterator[Any]:
        """For `value, reply = client.text.parse(...)`."""
        yield self.value
        yield self.reply
