"""Chat replies, the events of chat streams, and the accumulator for the chunks of both chat APIs;
and the results of several requests in a row. No I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Generic, Literal, TypeVar

from minimax_generated.api import text as api

from ..core.parsing import GrowingFields, identity, mapping, objects, parts, place, plain_text, text
from ..errors import Origin
from ..record import Record, Typed
from .accumulator import Accumulator, Json, Part, TextField, names_of
from .conversation import turn
from .reply import CHAT_CALL, Reply, ToolCall, Usage, write_arguments
from .thinking import REASONING, answer_in, reasoning_in, reasoning_of_detail, thought_in

T = TypeVar("T")


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
    def finish_reason(self) -> str | None:
        """Why the model stopped: "stop", "length", "tool_calls", "content_filter"; None if it was
        cut off.
        """
        reason = self._choice.get("finish_reason")
        return reason if isinstance(reason, str) and reason else None

    @property
    def usage(self) -> Usage | None:
        """Tokens of the call."""
        return Usage.of(self.raw.get("usage"))

    def as_message(self) -> dict[str, Any]:
        """The turn, reasoning and tool calls included, to append to `messages` for the next call.

        It is unchanged except for what the platform would reject: an empty role, calls without an
        id or a name, and arguments that are not a JSON object, which become one with the model's
        text in its field `INVALID_JSON`.
        """
        message = {"role": "assistant", **self.message}
        if "tool_calls" in message:
            message["tool_calls"] = [_named(call) for call in objects(message["tool_calls"])]
        content = message.get("content")
        if content is not None and not isinstance(content, (str, list)):
            message["content"] = answer_in(content)
        return turn(message)

    @property
    def _choice(self) -> dict[str, Any]:
        choices = self.raw.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        return first if isinstance(first, dict) else {}

    @property
    def _has_content(self) -> bool:
        return bool(self.finish_reason or self.tool_calls or self.text or self.reasoning)

    def _turn(self) -> list[dict[str, Any]]:
        return [self.as_message()]

    def _calls(self) -> Iterator[ToolCall]:
        for call in objects(self.message.get("tool_calls")):
            yield CHAT_CALL.read({"id": call.get("id"), **mapping(call.get("function"))})

    def _raw_texts(self) -> tuple[str, str]:
        return answer_in(self.message.get("content")), reasoning_in(self.message)


def _named(call: Json) -> Json:
    """A call whose function has a name, if only an empty one, so that it can be sent again."""
    function = mapping(call.get("function"))
    return {**call, "function": {**function, "name": plain_text(function.get("name"))}}


@dataclass(slots=True)
class ChatEvent(Record):
    """One event of a chat stream. `raw` is its chunk."""

    type: Literal["text", "reasoning", "tool_call", "finish"]
    text: str
    """New text or reasoning; for "finish", the reason."""
    tool_call: ToolCall | None
    """For "tool_call", the call so far: `raw_arguments` is the text so far, `delta` the new
    piece.
    """
    raw: dict[str, Any]


CONTENT = TextField("text", "", "content")
THOUGHTS = [TextField("reasoning", "", name) for name in REASONING]
DETAIL = TextField("reasoning", "", "text")
DETAILS = "reasoning_details"


def take_reasoning(field: TextField) -> Callable[[ChatAccumulator, Json], None]:
    """The step for a field that contains reasoning."""
    return lambda self, delta: self._grow(self._message, field, delta[field.name])


class ChatPart(Part):
    """The message itself, or one of its `reasoning_details`."""

    call = CHAT_CALL


class Call(ChatPart):
    """A tool call, with the fields of its function at the top level."""

    @property
    def is_call(self) -> bool:
        return True

    def __init__(self, number: int | None = None) -> None:
        super().__init__({})
        self.number = number
        self.more_of_function = GrowingFields()

    def add(self, piece: Mapping[str, Any]) -> None:
        """Add a piece of the call."""
        function = mapping(piece.get("function"))
        stated = {"id": identity(piece.get("id")), "name": plain_text(function.get("name"))}
        self.stated.update({name: value for name, value in stated.items() if value})
        self.arguments.add(function.get("arguments"), restated=bool(stated["name"]))
        self.more.add(piece, frozenset({"index", "id", "function"}))
        self.more_of_function.add(function, frozenset({"name", "arguments"}))

    def continues(self, piece: Mapping[str, Any]) -> bool:
        """Whether a piece for the same position belongs to this call, not to a new one."""
        function = mapping(piece.get("function"))
        found, name = identity(piece.get("id")), plain_text(function.get("name"))
        if found and self.names and found not in self.names:
            return not name and not self.arguments.complete
        if found or not name or not self.stated.get("name"):
            return True
        # A name without an id starts a new call if it is a different function, or if the arguments
        # of this call are complete.
        written = write_arguments(function.get("arguments"))
        repeats = not written or written.startswith(str(self.arguments))
        return name == self.stated["name"] and (repeats or not self.arguments.complete)

    def is_like(self, whole: Mapping[str, Any]) -> bool:
        """Whether a call at the same position may be this one with a different id."""
        return bool(self.stated.get("name") == mapping(whole.get("function")).get("name"))

    def whole(self) -> Json:
        name, written = self.stated.get("name", ""), str(self.arguments)
        function = {**self.more_of_function.whole(), "name": name, "arguments": written}
        return {
            "id": self.stated.get("id", ""),
            "type": "function",
            **self.more.whole(),
            "function": function,
        }


class ChatAccumulator(Accumulator[ChatEvent, ChatReply, Call]):
    """Assembles the chunks of a chat stream, for both chat APIs. A closing frame may repeat
    everything; only what no chunk contained is used.
    """

    reply = ChatReply
    event = staticmethod(lambda type, text, call, _, raw: ChatEvent(type, text, call, raw))

    def __init__(self, where: Origin) -> None:
        super().__init__(where)
        self._message = ChatPart({})
        self._details: dict[tuple[str, str], ChatPart] = {}
        self._other_parts: list[Json] = []
        self._closing: Json = {}

    def _step(self, event: Json) -> None:
        self._keep(event)
        for choice in objects(event.get("choices")):
            if isinstance(message := choice.get("message"), dict):
                self._close_with(message)
            elif isinstance(delta := choice.get("delta"), dict):
                self._take(delta)
            if reason := text(choice.get("finish_reason")):
                self.complete = True
                self._end(reason)

    _replay = _step

    def _written(self) -> Json:
        written = self._message.whole()
        content = written.get("content", "")
        if self._other_parts:
            written["content"] = [*parts(content), *self._other_parts]
        written[DETAILS] = [detail.whole() for detail in self._details.values()]
        written["tool_calls"] = [call.whole() for call in self._parts.all]
        # Only what the chunks lack is taken from the closing frame.
        message = {
            "content": "",
            **self._closing,
            **{name: value for name, value in written.items() if value not in ("", [])},
            "role": "assistant",
        }
        choice = {"index": 0, "message": message, "finish_reason": self._finish}
        return {**self._head, "object": "chat.completion", "choices": [choice]}

    def _with_texts(self) -> Iterable[Part]:
        return [self._message, *self._details.values()]

    def _close_with(self, message: Json) -> None:
        """Add a frame that repeats everything; only what no chunk contained is used."""
        text, is_first = self._message.growing(CONTENT), not self._closing
        self.complete, self._closing = True, message
        if len(text):
            if (whole := answer_in(message.get("content"))).startswith(str(text)):
                self._complete(self._message, CONTENT, whole)
        elif is_first:
            alone = ChatReply({"choices": [{"message": message}]})
            if alone.reasoning and not self._reasoning:
                self._emit("reasoning", alone.reasoning)
            if alone.text:
                self._emit("text", alone.text)
        for call, stated in self._parts.stated(objects(message.get("tool_calls"))):
            function = mapping(stated.get("function"))
            if call is None:
                self._call(stated)
            elif call.arguments.complete_with(function.get("arguments")):
                self._emit_call(call)

    def _take(self, delta: Json) -> None:
        for name, step in self.steps.items():
            if delta.get(name) not in (None, ""):
                step(self, delta)
        self._message.more.add(delta, KNOWN)

    def _take_details(self, delta: Json) -> None:
        for raw in objects(delta[DETAILS]):
            key = (identity(raw.get("index")), identity(raw.get("id")))
            detail = self._details.setdefault(key, ChatPart({}))
            detail.more.add(raw, frozenset({DETAIL.name}))
            self._grow(detail, DETAIL, reasoning_of_detail(raw))

    def _take_content(self, delta: Json) -> None:
        content = delta["content"]
        if isinstance(content, str):
            self._grow(self._message, CONTENT, content)
            return
        for part in parts(content):
            thought, text = thought_in(part), answer_in(part)
            if not delta.get(THOUGHTS[0].name):
                self._grow(self._message, THOUGHTS[0], thought)
            self._grow(self._message, CONTENT, text)
            if not (thought or text):
                self._other_parts.append(part)

    def _take_calls(self, delta: Json) -> None:
        for piece in objects(delta["tool_calls"]):
            number = place(piece.get("index"))
            call = self._known(piece, number)
            if call is None:
                self._call(piece, number)
            else:
                call.add(piece)
                self._parts.know(call, number)
                self._emit_call(call)

    def _call(self, piece: Json, number: int | None = None) -> None:
        """Add a call."""
        call = Call(number)
        call.add(piece)
        self._emit_call(self._parts.add(call, number))

    def _known(self, piece: Json, number: int | None) -> Call | None:
        """Find the call that a piece belongs to, by id or position."""
        named = self._parts.named(names_of(piece))
        if named is not None:
            is_start = bool(mapping(piece.get("function")).get("name"))
            if not is_start or number in (None, named.number) or named.number is None:
                return named
        newest = next(iter(self._parts.at(number)), None)
        return newest if newest is not None and newest.continues(piece) else None

    steps: ClassVar = {
        **{field.name: take_reasoning(field) for field in THOUGHTS},
        DETAILS: _take_details,
        "content": _take_content,
        "tool_calls": _take_calls,
    }


KNOWN = frozenset({"role", *ChatAccumulator.steps})
"""Fields of a delta that need their own step."""


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
