"""Results of several requests in a row: the last reply with its conversation, events, a typed
value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, Literal, TypeVar

from ..record import Record
from .chat import ChatReply
from .reply import ToolCall, Usage

T = TypeVar("T")


class RunReply(ChatReply):
    """The last reply of a run of several requests: a `ChatReply` with the conversation that led to
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
        """The conversation, ending with this reply, without `system`: append the next question to
        continue.
        """
        self.turns = list(turns)
        """The replies of all requests, including the last one."""
        self.pending = list(pending)
        """Calls of tools that are not Python functions. Append a tool message for each before you
        continue.
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
    """One event of a run with tools. `raw` is its chunk, or the message sent to the model."""

    type: Literal["text", "reasoning", "tool_call", "finish", "tool_result"]
    text: str
    """New text or reasoning; for "finish", the reason; for "tool_result", the result sent to the
    model.
    """
    tool_call: ToolCall | None
    """For "tool_call": the call so far, with the new piece in its `delta`; for "tool_result": the
    call of the result.
    """
    raw: dict[str, Any]
    round: int
    """Number of the request, from 1."""


@dataclass(frozen=True, slots=True)
class Parsed(Record, Generic[T]):
    """A typed value, and the reply that it was parsed from."""

    value: T
    reply: RunReply

    def __iter__(self) -> Iterator[Any]:
        """For `value, reply = client.text.parse(...)`."""
        yield self.value
        yield self.reply
