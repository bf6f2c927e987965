"""Replies of the Messages API, the events of its streams, and their accumulator. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from minimax_generated.api import text as api

from ..core.parsing import mapping, parts, place, text
from ..record import Record, Typed
from .accumulator import Accumulator, Json, Part, TextField
from .conversation import Signature, as_blocks
from .reply import BLOCK_CALL, MessageUsage, Reply, ToolCall, read_arguments
from .thinking import answer_in, reasoning_in


class Message(Reply):
    """The model's turn as blocks.

    `raw` is the platform's response (for a stream, assembled from its events); everything else is
    derived from it.
    """

    response = Typed(lambda: api.anthropic_messages.OPERATION.response_model)
    """The response with every documented field, typed."""

    @property
    def content(self) -> list[Json]:
        """The received blocks, in order: text, thinking, tool_use, server_tool_use,
        web_search_tool_result and newer kinds. Plain text instead of blocks becomes a text block.
        """
        return [_with_its_text(block) for block in parts(self.raw.get("content"))]

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped: "end_turn", "max_tokens", "tool_use"; None if it was cut off."""
        return text(self.raw.get("stop_reason")) or None

    @property
    def usage(self) -> MessageUsage | None:
        """Tokens of the call, with those of the prompt cache listed separately."""
        return MessageUsage.of(self.raw.get("usage"))

    def as_message(self) -> Json:
        """The turn, signed thinking and server tools included, to append to `messages` for the next
        call.

        It is unchanged except for what the platform would reject: calls without an id, and
        arguments that are not an object, which become one with the model's text in its field
        `INVALID_JSON`.
        """
        return {
            "role": text(self.raw.get("role")) or "assistant",
            "content": as_blocks(self.content),
        }

    @property
    def _has_content(self) -> bool:
        is_content = isinstance(self.raw.get("content"), (list, str, dict))
        return is_content and bool(self.content or self.finish_reason)

    def _turn(self) -> list[Json]:
        return [self.as_message()]

    def _calls(self) -> Iterator[ToolCall]:
        return map(BLOCK_CALL.read, (each for each in self.content if _is(each, "tool_use")))

    def _raw_texts(self) -> tuple[str, str]:
        thought = reasoning_in({**self.raw, "content": self.content})
        return answer_in([each for each in self.content if _is(each, "text")]), thought


@dataclass(slots=True)
class MessageEvent(Record):
    """One event of a Messages stream. `raw` is the received event."""

    type: Literal["text", "reasoning", "tool_call", "block", "finish"] | str
    """Any other value is the type of an event or delta that is newer than this package; its content
    is in `raw`.
    """
    text: str
    """New text or reasoning; for "finish", the reason."""
    tool_call: ToolCall | None
    """For "tool_call", the call so far: `raw_arguments` is the text so far, `delta` the new
    piece.
    """
    block: Json | None
    """For "block", a complete block of any type."""
    raw: Json


FIELDS = {
    "text_delta": TextField("text", "text", "text"),
    "thinking_delta": TextField("reasoning", "thinking", "thinking"),
}
"""For each type of delta: the text that it extends."""
BLOCKS = {
    **{delta: field.type for delta, field in FIELDS.items()},
    "signature_delta": "thinking",
    "input_json_delta": "tool_use",
}
"""For each type of delta: the type of its block. Blocks of unknown types accept any delta."""
UNKNOWN_DELTA = frozenset({"type", "citation"})
KNOWN_DELTA = UNKNOWN_DELTA | {"text", "thinking", "signature", "partial_json"}


class Block(Part):
    """An incomplete block."""

    call = BLOCK_CALL

    def takes(self, delta: str) -> bool:
        """Whether a delta of a type may belong to this block."""
        return BLOCKS.get(delta) in (None, self.type) or self.type not in BLOCKS.values()

    def _sent_arguments(self) -> Any:
        written = str(self.arguments)
        found = read_arguments(written)
        return written if found is None else found


class MessageAccumulator(Accumulator[MessageEvent, Message, Block]):
    """Assembles the events of a Messages stream. Every start event begins a new block, whatever its
    number.
    """

    reply = Message
    event = MessageEvent

    def _written(self) -> Json:
        content = [block.whole() for block in self._parts.all]
        return {"type": "message", "role": "assistant", **self._head, "content": content}

    def _replay(self, event: Json) -> None:
        reply = Message(event)
        for block in reply.content:
            self._start(block, None)
            self._emit("block", whole=block)
        self._end(reply.finish_reason)

    def _message_start(self, event: Json) -> None:
        message = mapping(event.get("message"))
        self._keep(message)
        for block in parts(message.get("content")):
            self._start(block, None)

    def _block_start(self, event: Json) -> None:
        if start := mapping(event.get("content_block")):
            self._start(start, place(event.get("index")))

    def _block_delta(self, event: Json) -> None:
        number, delta = place(event.get("index")), mapping(event.get("delta"))
        name = text(delta.get("type"))
        block = next((each for each in self._parts.at(number) if each.takes(name)), None)
        if block is None and name in BLOCKS:  # its start event is missing
            block = self._begin({"type": BLOCKS[name]}, number)
        if block is None:
            self._emit(name or "content_block_delta")
            return
        cited = {"citations": [delta["citation"]]} if delta.get("citation") else {}
        block.more.add({**delta, **cited}, KNOWN_DELTA if name in BLOCKS else UNKNOWN_DELTA)
        if name in FIELDS:
            self._grow(block, FIELDS[name], delta.get(FIELDS[name].name))
        elif name == "signature_delta":
            block.stated["signature"] = text(delta.get("signature"))
        elif name == "input_json_delta":
            block.arguments.add(delta.get("partial_json"))
            if block.is_call:  # calls of server tools are reported when their block is complete
                self._emit_call(block)
            return
        if block.type != BLOCKS.get(name):
            self._emit(name or "content_block_delta")

    def _block_stop(self, event: Json) -> None:
        for block in self._parts.at(place(event.get("index")))[:1]:
            self._close(block)
            self._emit("block", whole=block.whole())

    def _message_delta(self, event: Json) -> None:
        self._keep(mapping(event.get("delta")))
        self._keep({"usage": event.get("usage")})
        if reason := text(self._head.get("stop_reason")):
            self._end(reason)

    def _message_stop(self, event: Json) -> None:
        self._end(None)
        self.complete = True

    def _ping(self, event: Json) -> None:
        """Ignore keep-alives."""

    def _start(self, start: Mapping[str, Any], number: int | None) -> None:
        """A block as described by its start event."""
        block = self._begin(start, number)
        if block.is_call:
            self._emit_call(block)
        for field in FIELDS.values():
            if block.type == field.type:
                self._emit_text(block, field, str(block.growing(field)))

    def _begin(self, start: Mapping[str, Any], number: int | None) -> Block:
        block = Block(start)
        again = self._parts.named(block.names)
        if again is not None and again in self._parts.at(number):  # restated
            self._parts.all.remove(again)
        return self._parts.add(block, len(self._parts.all) if number is None else number)

    steps: ClassVar = {
        "message_start": _message_start,
        "content_block_start": _block_start,
        "content_block_delta": _block_delta,
        "content_block_stop": _block_stop,
        "message_delta": _message_delta,
        "message_stop": _message_stop,
        "ping": _ping,
    }


def _is(block: Mapping[str, Any], type: str) -> bool:
    return block.get("type") == type


def _with_its_text(block: Json) -> Json:
    """A thinking block whose signature knows the text that it signs; other blocks unchanged."""
    signature, thinking = block.get("signature"), block.get("thinking")
    if isinstance(signature, str) and isinstance(thinking, str):
        return {**block, "signature": Signature(signature, thinking)}
    return block
