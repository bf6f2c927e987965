"""A chat reply, the events of a chat stream, and the accumulator that makes one from the other.
Pure, no I/O.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from minimax_generated.api import text as api

from ..call import Answer, frame
from ..errors import DecodeError, Origin
from ..parsing import Repeats
from ..thinking import Piece, SnapshotBuffer, ThinkSplitter
from .fields import count, identity, mapping
from .record import Record, Typed
from .reply import Reply


@dataclass(frozen=True, slots=True)
class ToolCall(Record):
    """A call that the model asks for. Answer it with a message `{"role": "tool", "tool_call_id":
    call.id, "content": ...}`.
    """

    id: str
    name: str
    raw_arguments: str
    """The arguments as the model wrote them: JSON, if all went well."""

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments as a dictionary. Raises DecodeError, with the text in `raw`, when the model
        wrote no JSON object.
        """
        try:
            value = json.loads(self.raw_arguments or "{}")
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise DecodeError(
                f"The model's arguments for {self.name!r} are no JSON object:"
                f" {self.raw_arguments[:200]!r}",
                raw=self.raw_arguments,
            )
        return value


@dataclass(frozen=True, slots=True)
class Usage(Record):
    """Tokens of a call; a count that the platform did not give is 0."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    reasoning_tokens: int
    cached_tokens: int

    @classmethod
    def of(cls, raw: object) -> Usage | None:
        """The usage in an answer, None when it has none."""
        if not isinstance(raw, Mapping):
            return None
        completion, prompt = raw.get("completion_tokens_details"), raw.get("prompt_tokens_details")
        return cls(
            count(raw.get("prompt_tokens")),
            count(raw.get("completion_tokens")),
            count(raw.get("total_tokens")),
            count(completion.get("reasoning_tokens") if isinstance(completion, Mapping) else 0),
            count(prompt.get("cached_tokens") if isinstance(prompt, Mapping) else 0),
        )


class ChatReply(Reply):
    """The model's turn.

    `raw` is the platform's answer as it came (for a stream: put together from its chunks);
    everything else reads from it.
    """

    response = Typed(lambda: api.chat_completions.OPERATION.response_model)
    """The response with every documented field, typed."""

    @property
    def message(self) -> dict[str, Any]:
        """The assistant message of the first choice, empty when there is none."""
        message = self._choice.get("message")
        return message if isinstance(message, dict) else {}

    @property
    def tool_calls(self) -> list[ToolCall]:
        """Calls that the model asks for, in its order."""
        calls = self.message.get("tool_calls")
        return (
            [_tool_call(call) for call in calls if isinstance(call, dict)]
            if isinstance(calls, list)
            else []
        )

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped: "stop", "length", "tool_calls", "content_filter"; None when cut
        off.
        """
        return _string(self._choice.get("finish_reason")) or None

    @property
    def usage(self) -> Usage | None:
        """Tokens of the call."""
        return Usage.of(self.raw.get("usage"))

    def as_message(self) -> dict[str, Any]:
        """The turn verbatim, reasoning and tool calls included, to append to `messages` for the
        next call.
        """
        return {"role": "assistant", **self.message}

    @property
    def _choice(self) -> dict[str, Any]:
        choices = self.raw.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        return first if isinstance(first, dict) else {}

    def _spoken(self) -> tuple[str, str]:
        return _string(self.message.get("content")), _reasoning(self.message)


TEXTS = ("content", "reasoning_content")
"""Fields of a delta that bring a text piece by piece."""
KNOWN_OF_A_DELTA = frozenset(
    {"role", "content", "reasoning_content", "reasoning_details", "tool_calls"}
)


@dataclass(slots=True)
class ChatEvent(Record):
    """One step of a chat stream. `raw` is the chunk that it came with."""

    type: Literal["text", "reasoning", "tool_call", "finish"]
    text: str
    """New text or reasoning; for "finish" the reason."""
    tool_call: ToolCall | None
    """For "tool_call": the call as far as it has come."""
    raw: dict[str, Any]


class ChatAccumulator:
    """Puts the chunks of a chat stream together, on both chat surfaces.

    Knows the closing frame that repeats the whole text (never appended), deltas that are snapshots,
    tool calls in pieces, and `<think>` tags cut anywhere.
    """

    def __init__(self, where: Origin) -> None:
        self.complete = False
        self._where = where
        self._repeats = Repeats()
        self._head: dict[str, Any] = {}
        self._content: list[str] = []
        self._splitter = ThinkSplitter()
        self._reasoning = SnapshotBuffer()
        self._reasoning_text: list[str] = []
        self._details: dict[tuple[str, str], tuple[dict[str, Any], SnapshotBuffer, list[str]]] = {}
        self._calls: dict[int, dict[str, Any]] = {}
        self._extras: dict[str, Any] = {}
        self._closing_message: dict[str, Any] = {}
        self._finish: str | None = None

    def feed(self, data: bytes | bytearray) -> Sequence[ChatEvent]:
        """The events of one frame."""
        text = self._repeats.text(data)
        if text is not None:
            return self._repeated(text)
        chunk = frame(data, self._where)
        events = self._events(chunk)
        name = _growing(chunk)
        if name:
            self._repeats.learn(data, chunk, "choices", 0, "delta", name)
        else:
            self._repeats.forget()
        return events

    def whole(self, answer: Answer) -> Sequence[ChatEvent]:
        """A complete answer that came instead of a stream."""
        return self._events(answer.payload)

    def result(self) -> ChatReply:
        """The reply as far as it has come."""
        pieces: dict[str, Any] = {
            **self._extras,
            "content": "".join(self._content),
            "reasoning_content": "".join(self._reasoning_text),
            "reasoning_details": [
                {**detail, "text": "".join(parts)} for detail, _, parts in self._details.values()
            ],
            "tool_calls": [self._calls[index] for index in sorted(self._calls)],
        }
        # The closing frame gives what the pieces lack, and nothing else.
        message = {
            "role": "assistant",
            "content": "",
            **self._closing_message,
            **{key: value for key, value in pieces.items() if value},
        }
        choice = {"index": 0, "message": message, "finish_reason": self._finish}
        return ChatReply({**self._head, "object": "chat.completion", "choices": [choice]})

    def _events(self, chunk: object) -> list[ChatEvent]:
        events: list[ChatEvent] = []  # filled, not generated: a stream has thousands of chunks
        if not isinstance(chunk, dict):
            return events
        for key, value in chunk.items():
            if value is not None and key != "choices" and key != "object":
                self._head[key] = value
        choices = chunk.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if not isinstance(choice, dict):
                continue
            message = choice.get("message")
            if isinstance(message, dict):  # the closing frame: the whole text once more
                events += self._closing(message, chunk)
            elif isinstance(delta := choice.get("delta"), dict):
                self._delta(delta, chunk, events)
            reason = choice.get("finish_reason")
            if reason and isinstance(reason, str) and not self._finish:
                events += [
                    ChatEvent(kind, text, None, chunk) for kind, text in self._splitter.close()
                ]
                self._finish, self.complete = reason, True
                events.append(ChatEvent("finish", reason, None, chunk))
        return events

    def _repeated(self, text: str) -> list[ChatEvent]:
        """The events of a chunk that is the one before it with another text: of all that `_events`
        does, the delta is left.
        """
        before = self._repeats.payload["choices"][0]
        delta = before[
            "delta"
        ].copy()  # copies of what is known to be flat: half of the time of `{**...}`
        delta[self._repeats.name] = text
        choice = before.copy()
        choice["delta"] = delta
        chunk = self._repeats.payload.copy()
        chunk["choices"] = [choice]
        events: list[ChatEvent] = []
        if self._repeats.name == "content":
            self._say(text, chunk, events)
        else:
            self._delta(delta, chunk, events)
        return events

    def _closing(self, message: dict[str, Any], chunk: dict[str, Any]) -> Iterator[ChatEvent]:
        self.complete = True
        self._closing_message = message
        reply = ChatReply({"choices": [{"message": message}]})
        if reply.reasoning and not (self._content or self._reasons):
            yield ChatEvent("reasoning", reply.reasoning, None, chunk)
        if reply.text and not self._content:
            yield ChatEvent("text", reply.text, None, chunk)
        for call in () if self._calls else reply.tool_calls:
            yield ChatEvent("tool_call", "", call, chunk)

    @property
    def _reasons(self) -> bool:
        """Whether the reasoning comes apart from the answer."""
        return bool(self._reasoning_text or self._details)

    def _delta(self, delta: dict[str, Any], chunk: dict[str, Any], events: list[ChatEvent]) -> None:
        for key, value in delta.items():
            if value and key not in KNOWN_OF_A_DELTA:
                self._extras[key] = value
        if "reasoning_content" in delta or "reasoning_details" in delta:
            reasoning = self._new_reasoning(delta)
            if reasoning:
                events.append(ChatEvent("reasoning", reasoning, None, chunk))
        content = delta.get("content")
        if isinstance(content, str):
            self._say(content, chunk, events)
        calls = delta.get("tool_calls")
        for piece in calls if isinstance(calls, list) else ():
            if isinstance(piece, dict):
                events.append(
                    ChatEvent("tool_call", "", _tool_call(self._call_piece(piece)), chunk)
                )

    def _say(self, content: str, chunk: dict[str, Any], events: list[ChatEvent]) -> None:
        if content:
            self._content.append(content)
            pieces: list[Piece] = (
                [("text", content)] if self._reasons else self._splitter.feed(content)
            )
            for kind, text in pieces:
                events.append(ChatEvent(kind, text, None, chunk))

    def _new_reasoning(self, delta: dict[str, Any]) -> str:
        """Reasoning comes as `reasoning_content`, as `reasoning_details`, or as both with the same
        text.
        """
        new = ""
        text = delta.get("reasoning_content")
        if isinstance(text, str) and text:
            new = self._reasoning.feed(text)
            self._reasoning_text.append(new)
        details = delta.get("reasoning_details")
        for detail in details if isinstance(details, list) else ():
            if not isinstance(detail, dict):
                continue
            key = (identity(detail.get("index")), identity(detail.get("id")))
            kept, buffer, parts = self._details.setdefault(key, ({}, SnapshotBuffer(), []))
            kept.update(
                {
                    name: value
                    for name, value in detail.items()
                    if name != "text" and value is not None
                }
            )
            piece = buffer.feed(_string(detail.get("text")))
            parts.append(piece)
            if not self._reasoning_text:
                new += piece
        return new

    def _call_piece(self, piece: dict[str, Any]) -> dict[str, Any]:
        index = piece.get("index")
        number = index if isinstance(index, int) else self._index_of(piece.get("id"))
        call = self._calls.setdefault(
            number, {"id": "", "type": "function", "function": {"name": "", "arguments": ""}}
        )
        if piece.get("id"):
            call["id"] = piece["id"]
        function = piece.get("function")
        if isinstance(function, dict):
            call["function"]["name"] = _string(function.get("name")) or call["function"]["name"]
            call["function"]["arguments"] += _string(function.get("arguments"))
        return call

    def _index_of(self, call_id: object) -> int:
        """For pieces without an index: the call with that id, else the last one, else a new one."""
        for index, call in self._calls.items():
            if call_id and call["id"] == call_id:
                return index
        last = max(self._calls, default=-1)
        return last + 1 if call_id or last < 0 else last


def _growing(chunk: object) -> str:
    """The text that grows with a chunk, by its field; "" where none does, or both."""
    choices = mapping(chunk).get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    delta = mapping(mapping(choice).get("delta"))
    names = [name for name in TEXTS if isinstance(delta.get(name), str) and delta[name]]
    return names[0] if len(names) == 1 else ""


def _tool_call(raw: Mapping[str, Any]) -> ToolCall:
    function = raw.get("function")
    function = function if isinstance(function, Mapping) else {}
    arguments = function.get("arguments")
    text = (
        arguments
        if isinstance(arguments, str)
        else json.dumps(arguments)
        if arguments is not None
        else ""
    )
    return ToolCall(_string(raw.get("id")), _string(function.get("name")), text)


def _reasoning(message: Mapping[str, Any]) -> str:
    if text := _string(message.get("reasoning_content")):
        return text
    details = message.get("reasoning_details")
    return (
        "".join(_string(part.get("text")) for part in details if isinstance(part, Mapping))
        if isinstance(details, list)
        else ""
    )


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
