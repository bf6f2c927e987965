"""A chat reply, the events of a chat stream, and the accumulator that makes one from the other.
Pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from minimax_generated.api import text as api

from ..core.call import Answer, frame
from ..core.pieces import GrowingFields, GrowingText, plain_text
from ..errors import DecodeError, Origin
from ..record import Record, Typed
from . import arguments
from .arguments import GrowingArguments
from .conversation import call_id, turn
from .fields import count, identity, mapping, objects, parts, place
from .reply import Reply
from .thinking import REASONING, ThinkSplitter, answer_in, reasoning_in, reasoning_of_detail


@dataclass(frozen=True, slots=True)
class ToolCall(Record):
    """A tool call of the model. Reply with a message `{"role": "tool", "tool_call_id": call.id,
    "content": ...}`.
    """

    id: str
    name: str
    raw_arguments: str
    """The arguments as written by the model, normally JSON."""
    complete: bool = True
    """False if the turn was cut off, so that the arguments may be truncated or missing."""
    delta: str = field(default="", compare=False)
    """In a stream event, the new piece of `raw_arguments`, which has all that arrived so far;
    otherwise "".
    """
    index: int = field(default=0, compare=False)
    """Index among the calls of the turn, from 0."""

    _names = ("id", "name", "raw_arguments", "complete", "index")

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments as a dictionary. Raises DecodeError, with the text in `raw`, if they are
        not a JSON object, or if the turn was cut off.
        """
        found = arguments.read(self.raw_arguments)
        if found is not None and self.complete:
            return found
        problem = "are not a JSON object" if found is None else "may lack their end"
        if not self.complete:
            problem += ", for the turn was cut off"
        raise DecodeError(
            f"The model's arguments for {self.name!r} {problem}: {self.raw_arguments[:200]!r}",
            raw=self.raw_arguments,
        )


CACHED = (
    ("prompt_tokens_details", "cached_tokens"),
    ("input_tokens_details", "cached_tokens"),
    ("prompt_cache_hit_tokens",),
    ("cache_read_input_tokens",),
    ("cached_tokens",),
)
"""Where platforms and gateways tell how much of a prompt came out of the cache."""


def counted(usage: Mapping[str, Any], *paths: tuple[str, ...]) -> int:
    """The first count in a usage that is not 0, by the names that it may have."""
    for *outer, name in paths:
        inner = mapping(usage.get(outer[0])) if outer else usage
        if found := count(inner.get(name)):
            return found
    return 0


@dataclass(frozen=True, slots=True)
class Usage(Record):
    """Tokens of a call; counts that the platform did not send are 0."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    reasoning_tokens: int
    cached_tokens: int

    @classmethod
    def of(cls, raw: object) -> Usage | None:
        """The usage in a response, None if it has none."""
        if not isinstance(raw, Mapping):
            return None
        return cls(
            counted(raw, ("prompt_tokens",), ("input_tokens",)),
            counted(raw, ("completion_tokens",), ("output_tokens",)),
            counted(raw, ("total_tokens",)),
            counted(
                raw,
                ("completion_tokens_details", "reasoning_tokens"),
                ("output_tokens_details", "reasoning_tokens"),
                ("reasoning_tokens",),
            ),
            counted(raw, *CACHED),
        )


class ChatReply(Reply):
    """The model's turn.

    `raw` is the platform's response (for a stream, assembled from its chunks); everything else is
    derived from it.
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
        """The tool calls of the model, in order."""
        return [
            _tool_call(call, number, complete=not self._stopped_early)
            for number, call in enumerate(objects(self.message.get("tool_calls")))
        ]

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped: "stop", "length", "tool_calls", "content_filter"; None if it was
        cut off.
        """
        return _string(self._choice.get("finish_reason")) or None

    @property
    def usage(self) -> Usage | None:
        """Tokens of the call."""
        return Usage.of(self.raw.get("usage"))

    def as_message(self) -> dict[str, Any]:
        """The turn, including reasoning and tool calls, to append to `messages` for the next call.

        It is the received message, except for what the platform would reject: an empty role, calls
        without an id, and arguments that are not a JSON object. The latter become an object with
        the original text in its field `INVALID_JSON`.
        """
        message = {"role": "assistant", **self.message}
        if "tool_calls" in message:
            message["tool_calls"] = objects(message["tool_calls"])
        content = message.get("content")
        if content is not None and not isinstance(content, (str, list)):
            message["content"] = answer_in(content)
        return turn(message)

    @property
    def _choice(self) -> dict[str, Any]:
        choices = self.raw.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        return first if isinstance(first, dict) else {}

    def _spoken(self) -> tuple[str, str]:
        return answer_in(self.message.get("content")), reasoning_in(self.message)


DETAILS = "reasoning_details"
PLAIN = frozenset({"role", "content"})
KNOWN_OF_A_DELTA = PLAIN | frozenset({"tool_calls", DETAILS, *REASONING})
KNOWN_OF_A_DETAIL = frozenset({"text"})
KNOWN_OF_A_CALL = frozenset({"index", "id", "function"})
KNOWN_OF_A_FUNCTION = frozenset({"name", "arguments"})


@dataclass(slots=True)
class ChatEvent(Record):
    """One event of a chat stream. `raw` is its chunk."""

    type: Literal["text", "reasoning", "tool_call", "finish"]
    text: str
    """New text or reasoning; for "finish", the reason."""
    tool_call: ToolCall | None
    """For "tool_call": the call so far; its `delta` is the new piece."""
    raw: dict[str, Any]


class _Call:
    """A tool call under way."""

    def __init__(self, index: int | None, number: int) -> None:
        self.index = index
        self.number = number
        self.id = self.name = ""
        self.arguments = GrowingArguments()
        self._more, self._more_of_function = GrowingFields(), GrowingFields()

    def add(self, piece: Mapping[str, Any]) -> None:
        """Take one more piece of the call."""
        function = mapping(piece.get("function"))
        name = plain_text(function.get("name"))
        self.id, self.name = identity(piece.get("id")) or self.id, name or self.name
        self.arguments.add(function.get("arguments"), restated=bool(name))
        self._more.add(piece, KNOWN_OF_A_CALL)
        self._more_of_function.add(function, KNOWN_OF_A_FUNCTION)

    def is_continued_by(self, piece: Mapping[str, Any]) -> bool:
        """Whether a piece for the same place belongs to this call, and does not begin another."""
        function = mapping(piece.get("function"))
        found, name = identity(piece.get("id")), plain_text(function.get("name"))
        if found and self.id and found != self.id:
            return not name and not self.arguments.complete
        if found or not name or not self.name:
            return True
        # A name without an id: of another function, or of one whose arguments are all there.
        written = arguments.written(function.get("arguments"))
        repeats = not written or written.startswith(str(self.arguments))
        return name == self.name and (repeats or not self.arguments.complete)

    def told(self) -> ToolCall:
        """The call so far, with the piece that came since it was asked for last."""
        so_far = str(self.arguments)
        return ToolCall(
            self.id, self.name, so_far, delta=self.arguments.pop_new(), index=self.number
        )

    def whole(self) -> dict[str, Any]:
        """The call as a response without a stream would have it."""
        function = {"name": self.name, "arguments": str(self.arguments)}
        return {
            "id": self.id,
            "type": "function",
            **self._more.whole(),
            "function": {**self._more_of_function.whole(), **function},
        }


class _Calls:
    """The tool calls of a stream. A call is known by its id, and by its place only while no other
    call has taken that.
    """

    def __init__(self) -> None:
        self.all: list[_Call] = []
        self._by_id: dict[str, _Call] = {}
        self._by_index: dict[int, _Call] = {}

    def add(self, piece: Mapping[str, Any]) -> _Call:
        """Take one more piece of a call; gives the call that it belongs to."""
        index = place(piece.get("index"))
        call = self._known(piece, index)
        if call is None:
            call = _Call(index, len(self.all))
            self.all.append(call)
        call.add(piece)
        if call.id:
            self._by_id[call.id] = call
        if index is not None:
            self._by_index[index] = call
        return call

    def add_whole(self, calls: Sequence[Mapping[str, Any]]) -> Iterator[_Call]:
        """Take all calls, as a closing frame repeats them; gives those that were not all told."""
        streamed = len(self.all)
        for number, raw in enumerate(calls):
            function = mapping(raw.get("function"))
            call = self._by_id.get(identity(raw.get("id")))
            if call is None and number < streamed:
                call = self.all[number] if self.all[number].name in function.values() else None
            if call is None:
                call = _Call(None, len(self.all))
                self.all.append(call)
                call.add(raw)
                yield call
            elif call.arguments.complete_with(function.get("arguments")):
                yield call

    def _known(self, piece: Mapping[str, Any], index: int | None) -> _Call | None:
        named = self._by_id.get(identity(piece.get("id")))
        if named is not None:
            is_start = bool(mapping(piece.get("function")).get("name"))
            if not is_start or index in (None, named.index) or named.index is None:
                return named
        last = (
            self._by_index.get(index) if index is not None else self.all[-1] if self.all else None
        )
        return last if last is not None and last.is_continued_by(piece) else None


class _Detail:
    """One of the `reasoning_details` under way."""

    def __init__(self) -> None:
        self.fields = GrowingFields()
        self.text = GrowingText(snapshots=True)

    def whole(self) -> dict[str, Any]:
        text = str(self.text)
        return {**self.fields.whole(), **({"text": text} if text else {})}


class ChatAccumulator:
    """Puts the chunks of a chat stream together, on both chat surfaces.

    Knows the closing frame that repeats the whole text (never appended), deltas that are snapshots,
    tool calls in pieces, and `<think>` tags cut anywhere.
    """

    def __init__(self, where: Origin) -> None:
        self.complete = False
        self._where = where
        self._head: dict[str, Any] = {}
        self._content = GrowingText()
        self._other_parts: list[dict[str, Any]] = []
        self._splitter = ThinkSplitter()
        self._reasoning: dict[str, GrowingText] = {}
        self._details: dict[tuple[str, str], _Detail] = {}
        self._spelling = ""
        """The field whose reasoning becomes events; others may repeat it."""
        self._calls = _Calls()
        self._more = GrowingFields()
        self._closing_message: dict[str, Any] = {}
        self._finish: str | None = None

    def feed(self, data: bytes | bytearray) -> Sequence[ChatEvent]:
        """The events of one frame."""
        return self._events(frame(data, self._where))

    def whole(self, answer: Answer) -> Sequence[ChatEvent]:
        """A complete response that arrived instead of a stream."""
        return self._events(answer.payload)

    def result(self) -> ChatReply:
        """The reply so far."""
        said: Any = str(self._content)
        if self._other_parts:
            said = [*parts(said), *self._other_parts]
        pieces: dict[str, Any] = {
            **self._more.whole(),
            "content": said,
            **{name: str(text) for name, text in self._reasoning.items()},
            DETAILS: [detail.whole() for detail in self._details.values()],
            "tool_calls": [call.whole() for call in self._calls.all],
        }
        # The closing frame gives what the pieces lack, and nothing else.
        message = {
            "role": "assistant",
            "content": "",
            **{key: value for key, value in self._closing_message.items() if key != "role"},
            **{key: value for key, value in pieces.items() if value not in ("", [])},
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
        for choice in objects(chunk.get("choices")):
            message = choice.get("message")
            if isinstance(message, dict):  # the closing frame: the whole text once more
                self._closing(message, chunk, events)
            elif isinstance(delta := choice.get("delta"), dict):
                self._delta(delta, chunk, events)
            reason = choice.get("finish_reason")
            if reason and isinstance(reason, str) and not self._finish:
                self._flush(chunk, events)
                self._finish, self.complete = reason, True
                events.append(ChatEvent("finish", reason, None, chunk))
        return events

    def _closing(
        self, message: dict[str, Any], chunk: dict[str, Any], events: list[ChatEvent]
    ) -> None:
        """Everything once more, of which only that counts which no delta has told."""
        self.complete = True
        self._closing_message = message
        reply, said = ChatReply({"choices": [{"message": message}]}), str(self._content)
        if reply.reasoning and not (said or self._spelling):
            events.append(ChatEvent("reasoning", reply.reasoning, None, chunk))
        whole = answer_in(message.get("content"))
        if said and whole.startswith(said):
            self._split(self._content.finish(whole), chunk, events)
        elif reply.text and not said:
            events.append(ChatEvent("text", reply.text, None, chunk))
        for call in self._calls.add_whole(objects(message.get("tool_calls"))):
            events.append(ChatEvent("tool_call", "", call.told(), chunk))

    def _delta(self, delta: dict[str, Any], chunk: dict[str, Any], events: list[ChatEvent]) -> None:
        content, reasoning = delta.get("content"), ""
        if not (delta.keys() <= PLAIN and isinstance(content, str)):  # as hardly any delta is
            self._more.add(delta, KNOWN_OF_A_DELTA)
            reasoning = self._new_reasoning(delta, content)
        if reasoning:
            events.append(ChatEvent("reasoning", reasoning, None, chunk))
        if isinstance(content, str):
            if content:
                self._split(self._content.feed(content), chunk, events)
        elif content is not None:
            for part in parts(content):
                text = answer_in([part])
                self._split(self._content.feed(text), chunk, events)
                if not (text or reasoning):
                    self._other_parts.append(part)
        for piece in objects(delta["tool_calls"]) if "tool_calls" in delta else ():
            events.append(ChatEvent("tool_call", "", self._calls.add(piece).told(), chunk))

    def _split(self, text: str, chunk: dict[str, Any], events: list[ChatEvent]) -> None:
        """Events of new text, told from reasoning unless that comes apart."""
        if text and self._spelling:
            events.append(ChatEvent("text", text, None, chunk))
        elif text:
            for kind, piece in self._splitter.feed(text):
                events.append(ChatEvent(kind, piece, None, chunk))

    def _flush(self, chunk: dict[str, Any], events: list[ChatEvent]) -> None:
        """Events of what waited for more that never came."""
        for spelling, text in self._growing_reasoning():
            if (rest := text.close()) and spelling == self._spelling:
                events.append(ChatEvent("reasoning", rest, None, chunk))
        self._split(self._content.close(), chunk, events)
        for kind, piece in self._splitter.close():
            events.append(ChatEvent(kind, piece, None, chunk))

    def _growing_reasoning(self) -> Iterator[tuple[str, GrowingText]]:
        yield from self._reasoning.items()
        for detail in self._details.values():
            yield DETAILS, detail.text

    def _new_reasoning(self, delta: Mapping[str, Any], content: object) -> str:
        """Reasoning comes in one of several fields, or in some of them with the same text. The
        field that was the first to have some is the one that counts for events.
        """
        new = ""
        for name in REASONING:
            piece = plain_text(delta.get(name))
            if not piece and name == REASONING[0] and isinstance(content, list):
                piece = reasoning_in({"content": content})
            if piece:
                text = self._reasoning.get(name)
                if text is None:
                    text = self._reasoning[name] = GrowingText(snapshots=True)
                new += self._counted(name, text.feed(piece))
        for raw in objects(delta.get(DETAILS)):
            key = (identity(raw.get("index")), identity(raw.get("id")))
            detail = self._details.get(key)
            if detail is None:
                detail = self._details[key] = _Detail()
            detail.fields.add(raw, KNOWN_OF_A_DETAIL)
            new += self._counted(DETAILS, detail.text.feed(reasoning_of_detail(raw)))
        return new

    def _counted(self, spelling: str, new: str) -> str:
        if new and not self._spelling:
            self._spelling = spelling
        return new if spelling == self._spelling else ""


def _tool_call(raw: Mapping[str, Any], number: int, *, complete: bool) -> ToolCall:
    function = mapping(raw.get("function"))
    return ToolCall(
        call_id(raw.get("id"), number),
        plain_text(function.get("name")),
        arguments.written(function.get("arguments")),
        complete,
        index=number,
    )


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
