"""A reply of the Messages surface, the events of its stream, and the accumulator that makes one
from the other. Pure, no I/O.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

from minimax_generated.api import text as api

from ..call import Answer, frame
from ..errors import Origin
from ..parsing import Repeats
from ..thinking import SnapshotBuffer, ThinkSplitter
from .chat import ToolCall
from .fields import count, identity, mapping, objects, text
from .record import Record, Typed
from .reply import Reply

Json = dict[str, Any]

SILENT = ("ping", "message_start")
"""Events that say nothing to whoever reads a stream."""


@dataclass(frozen=True, slots=True)
class MessageUsage(Record):
    """Tokens of a call; a count that the platform did not give is 0. The whole prompt is
    `input_tokens` plus both cache counts.
    """

    input_tokens: int
    """Tokens of the prompt outside the cache."""
    output_tokens: int
    cache_creation_input_tokens: int
    """Tokens of the prompt that were written to the cache, at a price of their own."""
    cache_read_input_tokens: int
    """Tokens of the prompt that came out of the cache, which is cheaper."""

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
        """The usage in an answer, None when it has none."""
        return (
            cls(*(count(raw.get(field.name)) for field in fields(cls)))
            if isinstance(raw, Mapping)
            else None
        )


class Message(Reply):
    """The model's turn as blocks.

    `raw` is the platform's answer as it came (for a stream: put together from its events);
    everything else reads from it.
    """

    response = Typed(lambda: api.anthropic_messages.OPERATION.response_model)
    """The response with every documented field, typed."""

    @property
    def content(self) -> list[Json]:
        """The blocks as they came, in order: text, thinking, tool_use, server_tool_use,
        web_search_tool_result and what is newer.
        """
        return objects(self.raw.get("content"))

    @property
    def tool_calls(self) -> list[ToolCall]:
        """Calls that the model asks for, in its order. What the platform ran itself is in `content`
        only.
        """
        return [_tool_call(block) for block in self.content if block.get("type") == "tool_use"]

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped: "end_turn", "max_tokens", "tool_use"; None when cut off."""
        return text(self.raw.get("stop_reason")) or None

    @property
    def usage(self) -> MessageUsage | None:
        """Tokens of the call, those of the prompt cache apart."""
        return MessageUsage.of(self.raw.get("usage"))

    def as_message(self) -> Json:
        """The turn verbatim, signed thinking and server tools included, to append to `messages` for
        the next call.
        """
        return {"role": text(self.raw.get("role")) or "assistant", "content": self.content}

    def _spoken(self) -> tuple[str, str]:
        said, thought = (
            "".join(text(block.get(kind)) for block in self.content if block.get("type") == kind)
            for kind in ("text", "thinking")
        )
        return said, thought


@dataclass(slots=True)
class MessageEvent(Record):
    """One step of a Messages stream. `raw` is the event that it came with."""

    type: Literal["text", "reasoning", "tool_call", "block", "finish"] | str
    """Any other value is the type of an event, or of a delta, that is newer than this package; all
    it holds is in `raw`.
    """
    text: str
    """New text or reasoning; for "finish" the reason."""
    tool_call: ToolCall | None
    """For "tool_call": the call as far as it has come."""
    block: Json | None
    """For "block": a block that is complete, of any kind."""
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


class _Block:
    """A block under way: how it started, and what its deltas have added."""

    def __init__(self, start: Mapping[str, Any]) -> None:
        self.start = dict(start)
        self.kind = text(start.get("type"))
        self.thinking = SnapshotBuffer()
        self.added: dict[str, list[str]] = {}

    def add(self, target: str, piece: str) -> None:
        self.added.setdefault(target, [text(self.start.get(target))]).append(piece)

    def written(self, target: str) -> str:
        return "".join(self.added.get(target, ()))

    def whole(self) -> Json:
        """The block as an answer that is no stream would have it."""
        added = {target: "".join(pieces) for target, pieces in self.added.items() if any(pieces)}
        if "input" in added:
            added["input"] = _parsed(added["input"])
        return {**self.start, **added}


class MessageAccumulator:
    """Puts the events of a Messages stream together.

    Knows blocks of any kind, arguments in pieces, thinking that comes as snapshots, and `<think>`
    tags cut anywhere.
    """

    def __init__(self, where: Origin) -> None:
        self.complete = False
        self._where = where
        self._repeats = Repeats()
        self._head: Json = {"type": "message", "role": "assistant"}
        self._blocks: dict[int, _Block] = {}
        self._current = -1
        self._splitter = ThinkSplitter()
        self._thought = False
        self._finish = ""
        self._answer: Message | None = None

    def feed(self, data: bytes | bytearray) -> Sequence[MessageEvent]:
        """The events of one frame."""
        again = self._repeats.text(data)
        if again is not None:
            return self._repeated(again)
        event = frame(data, self._where)
        if not isinstance(event, dict):
            return []
        events = list(self._event(event))
        delta = mapping(event.get("delta"))
        known = (
            DELTAS.get(text(delta.get("type")))
            if event.get("type") == "content_block_delta"
            else None
        )
        if known is not None and isinstance(delta.get(known.source), str):
            self._repeats.learn(data, event, "delta", known.source)
        return events

    def whole(self, answer: Answer) -> Sequence[MessageEvent]:
        """A complete answer that came instead of a stream."""
        self.complete = True
        self._answer = reply = Message(answer.payload, answer.trace_id)
        return list(self._replayed(reply))

    def result(self) -> Message:
        """The reply as far as it has come."""
        if self._answer is not None:
            return self._answer
        return Message(
            {**self._head, "content": [block.whole() for _, block in sorted(self._blocks.items())]}
        )

    def _repeated(self, piece: str) -> list[MessageEvent]:
        """The events of a delta that is the one before it with another text."""
        before = self._repeats.payload
        delta = {**before["delta"], self._repeats.name: piece}
        event = {**before, "delta": delta}
        return list(self._delta(event.get("index"), delta, event))

    def _event(self, event: Json) -> Iterator[MessageEvent]:
        kind = event.get("type")
        if kind == "message_start":
            message = mapping(event.get("message"))
            self._keep(message)
            for block in objects(message.get("content")):
                yield from self._start(len(self._blocks), block, event)
        elif kind == "content_block_start":
            index = event.get("index")
            yield from self._start(
                index if isinstance(index, int) else self._current + 1,
                mapping(event.get("content_block")),
                event,
            )
        elif kind == "content_block_delta":
            yield from self._delta(event.get("index"), mapping(event.get("delta")), event)
        elif kind == "content_block_stop":
            ended = self._blocks.get(self._place(event.get("index")))
            if ended is not None:
                yield MessageEvent("block", "", None, ended.whole(), event)
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

    def _place(self, index: object) -> int:
        return index if isinstance(index, int) else self._current

    def _start(self, index: int, start: Mapping[str, Any], raw: Json) -> Iterator[MessageEvent]:
        self._current = index
        if not start:
            return
        block = self._blocks[index] = _Block(start)
        if block.kind == "tool_use":
            yield MessageEvent("tool_call", "", _tool_call(block.start), None, raw)
        elif block.kind == "thinking":
            yield from self._reasoned(block.thinking.feed(text(start.get("thinking"))), raw)
        elif block.kind == "text":
            yield from self._said(text(start.get("text")), raw)

    def _delta(self, index: object, delta: Mapping[str, Any], raw: Json) -> Iterator[MessageEvent]:
        name = text(delta.get("type"))
        known = DELTAS.get(name)
        if known is None:
            yield MessageEvent(name or "content_block_delta", "", None, None, raw)
            return
        place = self._place(index)
        if place not in self._blocks:  # its start was lost
            self._blocks[place] = _Block({"type": known.kind})
        block, piece = self._blocks[place], text(delta.get(known.source))
        if known.target == "thinking":
            piece = block.thinking.feed(piece)
        if known.target == "signature":
            block.start["signature"] = piece
        else:
            block.add(known.target, piece)
        if (
            known.target == "input"
        ):  # of a tool that the platform runs itself, the block is told when it is complete
            if block.kind == known.kind:
                yield MessageEvent(
                    "tool_call", "", _tool_call(block.start, block.written("input")), None, raw
                )
        elif block.kind != known.kind:
            yield MessageEvent(name, "", None, None, raw)
        elif known.target == "thinking":
            yield from self._reasoned(piece, raw)
        elif known.target == "text":
            yield from self._said(piece, raw)

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
            yield from self._flushed(raw)
            yield MessageEvent("finish", reason, None, None, raw)

    def _replayed(self, reply: Message) -> Iterator[MessageEvent]:
        """The events of an answer that came whole."""
        for index, block in enumerate(reply.content):
            yield from self._start(index, block, reply.raw)
            yield MessageEvent("block", "", None, block, reply.raw)
        self._keep({"stop_reason": reply.finish_reason})
        yield from self._flushed(reply.raw)
        yield from self._finished(reply.raw)


def _tool_call(block: Mapping[str, Any], written: str | None = None) -> ToolCall:
    arguments = block.get("input")
    if written is None:
        written = (
            arguments
            if isinstance(arguments, str)
            else json.dumps(arguments, ensure_ascii=False)
            if arguments
            else ""
        )
    return ToolCall(identity(block.get("id")), text(block.get("name")), written)


def _parsed(written: str) -> Any:
    """Arguments as the object that they are; as the model wrote them, when they are none."""
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return written
    return found if isinstance(found, dict) else written
