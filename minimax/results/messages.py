"""A reply of the Messages surface, the events of its stream, and the accumulator that makes one
from the other. Pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from minimax_generated.api import text as api

from ..core.call import Answer, frame
from ..core.pieces import GrowingFields, GrowingText, plain_text, repair
from ..errors import Origin
from ..record import Record, Typed
from . import arguments
from .arguments import GrowingArguments
from .chat import CACHED, ToolCall, counted
from .conversation import Signature, as_blocks, call_id
from .fields import identity, mapping, parts, place, text
from .reply import Reply
from .thinking import ThinkSplitter, answer_in, reasoning_in

Json = dict[str, Any]

SILENT = ("ping", "message_start")
"""Events that say nothing to whoever reads a stream."""


@dataclass(frozen=True, slots=True)
class MessageUsage(Record):
    """Tokens of a call; counts that the platform did not send are 0. The whole prompt is
    `input_tokens` plus both cache counts.
    """

    input_tokens: int
    """Tokens of the prompt outside the cache."""
    output_tokens: int
    cache_creation_input_tokens: int
    """Tokens of the prompt that were written to the cache, at a separate price."""
    cache_read_input_tokens: int
    """Tokens of the prompt that were read from the cache, at a lower price."""

    @property
    def prompt_tokens(self) -> int:
        """The whole prompt, cached or not."""
        return self.input_tokens + self.cache_creation_input_tokens + self.cache_read_input_tokens

    @property
    def total_tokens(self) -> int:
        """Prompt and output together."""
        return self.prompt_tokens + self.output_tokens

    @classmethod
    def of(cls, raw: object) -> MessageUsage | None:
        """The usage in a response, None if it has none."""
        if not isinstance(raw, Mapping):
            return None
        return cls(
            counted(raw, ("input_tokens",), ("prompt_tokens",)),
            counted(raw, ("output_tokens",), ("completion_tokens",)),
            counted(raw, ("cache_creation_input_tokens",)),
            counted(raw, *CACHED),
        )


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
    def tool_calls(self) -> list[ToolCall]:
        """The tool calls of the model, in order. Calls that the platform ran itself are only in
        `content`.
        """
        calls = [block for block in self.content if block.get("type") == "tool_use"]
        return [
            _tool_call(block, number, complete=not self._stopped_early)
            for number, block in enumerate(calls)
        ]

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped: "end_turn", "max_tokens", "tool_use"; None if it was cut off."""
        return text(self.raw.get("stop_reason")) or None

    @property
    def usage(self) -> MessageUsage | None:
        """Tokens of the call, with those of the prompt cache listed separately."""
        return MessageUsage.of(self.raw.get("usage"))

    def as_message(self) -> Json:
        """The turn, including signed thinking and server tools, to append to `messages` for the
        next call.

        It is the received message, except for what the platform would reject: calls without an id,
        and arguments that are not an object. The latter become an object with the original text in
        its field `INVALID_JSON`.
        """
        return {
            "role": text(self.raw.get("role")) or "assistant",
            "content": as_blocks(self.content),
        }

    def _spoken(self) -> tuple[str, str]:
        thought = reasoning_in({**self.raw, "content": self.content})
        return answer_in([each for each in self.content if each.get("type") == "text"]), thought


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
    """For "tool_call": the call so far; its `delta` is the new piece."""
    block: Json | None
    """For "block": a complete block of any kind."""
    raw: Json


class Delta(NamedTuple):
    """What a delta adds: from which of its fields, to which field of which kind of block."""

    source: str
    kind: str
    target: str


DELTAS = {
    "text_delta": Delta("text", "text", "text"),
    "thinking_delta": Delta("thinking", "thinking", "thinking"),
    "signature_delta": Delta("signature", "thinking", "signature"),
    "input_json_delta": Delta("partial_json", "tool_use", "input"),
}


UNKNOWN_DELTA = frozenset({"type", "citation"})
KNOWN_DELTA = UNKNOWN_DELTA | {delta.source for delta in DELTAS.values()}
OPEN_KINDS = ("text", "thinking", "tool_use")
"""Kinds of blocks to which only deltas of their own kind belong."""


class _Block:
    """A block under way: how it started, and what its deltas have added."""

    def __init__(self, start: Mapping[str, Any]) -> None:
        self.start = dict(start)
        self.kind = text(start.get("type"))
        self.id = identity(start.get("id"))
        self._more = GrowingFields()
        self._arguments = GrowingArguments()
        self._texts: dict[str, GrowingText] = {}

    def takes(self, delta: Delta) -> bool:
        """Whether a delta may belong to this block."""
        return self.kind == delta.kind or self.kind not in OPEN_KINDS

    def add(self, delta: Delta, piece: object) -> str:
        """Take a piece; gives the part of a text that is new."""
        if delta.target == "input":
            self._arguments.add(piece)
            return ""
        if delta.target == "signature":
            self.start["signature"] = text(piece)
            return ""
        return self.growing(delta.target).feed(plain_text(piece))

    def add_fields(self, delta: Mapping[str, Any], known: frozenset[str]) -> None:
        """Take what a delta holds beside the fields that are known."""
        citation = delta.get("citation")
        self._more.add(delta if citation is None else {**delta, "citations": [citation]}, known)

    def growing(self, target: str) -> GrowingText:
        """The text of a field, which its deltas make longer."""
        if target not in self._texts:
            start = repair(plain_text(self.start.get(target)))
            self._texts[target] = GrowingText(start, snapshots=target == "thinking")
        return self._texts[target]

    def close(self) -> str:
        """What waited for the second half of a character that never came."""
        return "".join([text.close() for text in self._texts.values()])

    def told(self, index: int) -> ToolCall:
        """The call so far, with the piece that came since it was asked for last."""
        call = _tool_call({**self.start, **self._written()})
        return replace(call, delta=self._arguments.pop_new(), index=index)

    def whole(self) -> Json:
        """The block as a response without a stream would have it."""
        written = self._written()
        if written:
            found = arguments.read(written["input"])
            written = {"input": written["input"] if found is None else found}
        texts = {target: str(text) for target, text in self._texts.items()}
        return {
            **self.start,
            **self._more.whole(),
            **{target: text for target, text in texts.items() if text},
            **written,
        }

    def _written(self) -> Json:
        return {"input": str(self._arguments)} if self._arguments else {}


class MessageAccumulator:
    """Puts the events of a Messages stream together.

    Knows blocks of any kind, arguments in pieces, thinking that comes as snapshots, and `<think>`
    tags cut anywhere. A block begins with its start event, whatever its number.
    """

    def __init__(self, where: Origin) -> None:
        self.complete = False
        self._where = where
        self._head: Json = {"type": "message", "role": "assistant"}
        self._blocks: list[_Block] = []
        self._by_index: dict[int, list[_Block]] = {}
        self._by_id: dict[str, _Block] = {}
        self._splitter = ThinkSplitter()
        self._thought = False
        self._finish = ""
        self._answer: Message | None = None

    def feed(self, data: bytes | bytearray) -> Sequence[MessageEvent]:
        """The events of one frame."""
        event = frame(data, self._where)
        return list(self._event(event)) if isinstance(event, dict) else []

    def whole(self, answer: Answer) -> Sequence[MessageEvent]:
        """A complete response that arrived instead of a stream."""
        self.complete = True
        self._answer = reply = Message(answer.payload, answer.trace_id)
        return list(self._replayed(reply))

    def result(self) -> Message:
        """The reply so far."""
        if self._answer is not None:
            return self._answer
        return Message({**self._head, "content": [block.whole() for block in self._blocks]})

    def _event(self, event: Json) -> Iterator[MessageEvent]:
        kind = event.get("type")
        if kind == "message_start":
            message = mapping(event.get("message"))
            self._keep(message)
            for block in parts(message.get("content")):
                yield from self._start(None, block, event)
        elif kind == "content_block_start":
            start = mapping(event.get("content_block"))
            yield from self._start(place(event.get("index")), start, event)
        elif kind == "content_block_delta":
            yield from self._delta(place(event.get("index")), mapping(event.get("delta")), event)
        elif kind == "content_block_stop":
            yield from self._stop(place(event.get("index")), event)
        elif kind == "message_delta":
            self._keep(mapping(event.get("delta")))
            self._keep({"usage": event.get("usage")})
            yield from self._finished(event)
        elif kind == "message_stop":
            yield from self._flushed(event)
            self.complete = True
        elif isinstance(kind, str) and kind not in SILENT:
            yield MessageEvent(kind, "", None, None, event)

    def _keep(self, fields: Mapping[str, Any]) -> None:
        """Fields of the message; what is null tells nothing. Counts of the end take the place of
        those of the start.
        """
        given = {
            name: value for name, value in fields.items() if value is not None and name != "content"
        }
        if isinstance(given.get("usage"), Mapping):
            known = {name: value for name, value in given["usage"].items() if value is not None}
            given["usage"] = {**mapping(self._head.get("usage")), **known}
        self._head.update(given)

    def _at(self, index: int | None) -> list[_Block]:
        """The blocks that had a number, the last one first; without a number the last block."""
        found = self._blocks[-1:] if index is None else self._by_index.get(index, [])
        return found[::-1]

    def _place(self, block: _Block) -> int:
        """Which of the tool calls a block is, from 0."""
        return [each for each in self._blocks if each.kind == block.kind].index(block)

    def _begin(self, index: int | None, start: Mapping[str, Any]) -> _Block:
        block = _Block(start)
        again = self._by_id.get(block.id)
        if again is not None:  # told anew
            self._blocks.remove(again)
        if block.id:
            self._by_id[block.id] = block
        self._by_index.setdefault(len(self._blocks) if index is None else index, []).append(block)
        self._blocks.append(block)
        return block

    def _start(
        self, index: int | None, start: Mapping[str, Any], raw: Json
    ) -> Iterator[MessageEvent]:
        if not start:
            return
        block = self._begin(index, start)
        if block.kind == "tool_use":
            yield MessageEvent("tool_call", "", block.told(self._place(block)), None, raw)
        elif block.kind == "thinking":
            yield from self._reasoned(str(block.growing("thinking")), raw)
        elif block.kind == "text":
            yield from self._said(str(block.growing("text")), raw)

    def _delta(
        self, index: int | None, delta: Mapping[str, Any], raw: Json
    ) -> Iterator[MessageEvent]:
        name = text(delta.get("type"))
        known = DELTAS.get(name)
        block = next((each for each in self._at(index) if known is None or each.takes(known)), None)
        if block is None and known is not None:  # its start was lost
            block = self._begin(index, {"type": known.kind})
        if block is not None:
            block.add_fields(delta, KNOWN_DELTA if known else UNKNOWN_DELTA)
        if block is None or known is None:
            yield MessageEvent(name or "content_block_delta", "", None, None, raw)
            return
        new = block.add(known, delta.get(known.source))
        if known.target == "input":
            # Of a tool that the platform runs itself, the block is told when it is complete.
            if block.kind == known.kind:
                yield MessageEvent("tool_call", "", block.told(self._place(block)), None, raw)
        elif block.kind != known.kind:
            yield MessageEvent(name, "", None, None, raw)
        elif known.target == "thinking":
            yield from self._reasoned(new, raw)
        elif known.target == "text":
            yield from self._said(new, raw)

    def _stop(self, index: int | None, raw: Json) -> Iterator[MessageEvent]:
        for block in self._at(index)[:1]:
            yield from self._closed(block, raw)
            yield MessageEvent("block", "", None, block.whole(), raw)

    def _closed(self, block: _Block, raw: Json) -> Iterator[MessageEvent]:
        rest = block.close()
        yield from self._said(rest, raw) if block.kind == "text" else self._reasoned(rest, raw)

    def _reasoned(self, piece: str, raw: Json) -> Iterator[MessageEvent]:
        if piece:
            yield from self._flushed(raw)
            self._thought = True
            yield MessageEvent("reasoning", piece, None, None, raw)

    def _said(self, piece: str, raw: Json) -> Iterator[MessageEvent]:
        for kind, part in [("text", piece)] if self._thought else self._splitter.feed(piece):
            if part:
                yield MessageEvent(kind, part, None, None, raw)

    def _flushed(self, raw: Json) -> Iterator[MessageEvent]:
        for kind, part in self._splitter.close():
            yield MessageEvent(kind, part, None, None, raw)

    def _finished(self, raw: Json) -> Iterator[MessageEvent]:
        reason = text(self._head.get("stop_reason"))
        if reason and not self._finish:
            self._finish = reason
            for block in self._blocks:
                yield from self._closed(block, raw)
            yield from self._flushed(raw)
            yield MessageEvent("finish", reason, None, None, raw)

    def _replayed(self, reply: Message) -> Iterator[MessageEvent]:
        """The events of an answer that came whole."""
        for block in reply.content:
            yield from self._start(None, block, reply.raw)
            yield MessageEvent("block", "", None, block, reply.raw)
        self._keep({"stop_reason": reply.finish_reason})
        yield from self._flushed(reply.raw)
        yield from self._finished(reply.raw)


def _with_its_text(block: Json) -> Json:
    """A block of thinking with a signature that knows what it signs; any other as it is."""
    signature, thinking = block.get("signature"), block.get("thinking")
    if isinstance(signature, str) and isinstance(thinking, str):
        return {**block, "signature": Signature(signature, thinking)}
    return block


def _tool_call(
    block: Mapping[str, Any], number: int | None = None, *, complete: bool = True
) -> ToolCall:
    found = block.get("id")
    return ToolCall(
        identity(found) if number is None else call_id(found, number),
        plain_text(block.get("name")),
        arguments.written(block.get("input")),
        complete,
        index=number or 0,
    )
