"""Convert streamed tool calls to the increments that the frameworks expect."""

from __future__ import annotations

from typing import NamedTuple

from ..results.reply import ToolCall


class Piece(NamedTuple):
    """The new part of a call."""

    number: int
    """Number of the call in its turn."""
    is_new: bool
    """Whether it is the first piece of the call."""
    arguments: str


class ToolPieces:
    """Converts partial calls to increments."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int]] = {}

    def take(self, call: ToolCall) -> Piece:
        """Return the part of a call that was added since it was last passed."""
        is_new = call.id not in self._seen
        number, done = self._seen.get(call.id, (len(self._seen), 0))
        self._seen[call.id] = number, len(call.raw_arguments)
        return Piece(number, is_new, call.raw_arguments[done:])
