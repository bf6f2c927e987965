"""Tool calls of a stream, piece by piece, as the frameworks take them."""

from __future__ import annotations

from typing import NamedTuple

from ..results.tool_calls import ToolCall


class Piece(NamedTuple):
    """What is new of a call."""

    number: int
    """Number of the call in its turn."""
    is_new: bool
    """Whether it is the first piece of the call."""
    arguments: str


class ToolPieces:
    """Turns calls as far as they have come into what is new of them."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int]] = {}

    def take(self, call: ToolCall) -> Piece:
        """What is new since this call was seen last."""
        is_new = call.id not in self._seen
        number, done = self._seen.get(call.id, (len(self._seen), 0))
        self._seen[call.id] = number, len(call.raw_arguments)
        return Piece(number, is_new, call.raw_arguments[done:])
