"""Shared by all chat APIs: replies and their streams, tool calls, usage, and the model list.

Arguments of tool calls are parsed leniently, as written by the model, and sent back strictly, as
the text of a JSON object, which the platform requires. No I/O.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol, TypeVar, overload

from ..core.call import Answer
from ..core.parsing import (
    CACHED,
    INPUT,
    OUTPUT,
    REASONING,
    count,
    first_count,
    identity,
    mapping,
    missing,
    moment,
    objects,
    place,
    plain_text,
    repair,
    repair_all,
    text,
)
from ..core.sources import refused
from ..core.streaming import AsyncStream, Stream
from ..errors import DecodeError, Origin
from ..record import Data, Record, Table, Typed, wire
from .thinking import split_thinking

if TYPE_CHECKING:
    from minimax_generated.models import OpenAIModel as OpenAIModel


INVALID = "INVALID_JSON"
"""The field in which arguments that are not a JSON object are sent back to the model."""
_UNREADABLE = (ValueError, RecursionError)


def write_arguments(arguments: object) -> str:
    """Arguments as text, from any form; "" for none. Raises ValidationError if they cannot be
    written as JSON.
    """
    if isinstance(arguments, str):
        return arguments
    if arguments is None or arguments in ({}, []):
        return ""
    try:
        return json.dumps(arguments, ensure_ascii=False)
    except (TypeError, *_UNREADABLE) as error:
        raise refused(
            "arguments", f"{arguments!r:.200} cannot be written as JSON: {error}", arguments
        ) from None


def read_arguments(arguments: object) -> dict[str, Any] | None:
    """Parse arguments to an object; None if they are not one. Whitespace, `null` and an empty list
    mean no arguments; raw line breaks in strings and doubly encoded objects are accepted.
    """
    value = arguments
    for _ in range(2):
        if not isinstance(value, str):
            break
        if not value.strip():
            return {}
        try:
            value = json.loads(value, strict=False)
        except _UNREADABLE:
            return None
    if value is None or value == []:
        return {}
    try:
        return repair_all(dict(value)) if isinstance(value, Mapping) else None
    except RecursionError:
        return None


def sendable_arguments(arguments: object) -> str:
    """Arguments as a request may contain them: unchanged if they are a JSON object, else as parsed,
    else the original text inside a JSON object.
    """
    if isinstance(arguments, str) and _is_object(arguments):
        return arguments
    return json.dumps(sendable_object(arguments), ensure_ascii=False)


def sendable_object(arguments: object) -> dict[str, Any]:
    """The same as an object, for APIs that require one."""
    text, found = write_arguments(arguments), read_arguments(arguments)
    if found is not None and _is_object(write_arguments(found) or "{}"):
        return found
    return {INVALID: text}


def _is_object(text: str) -> bool:
    """Whether a text is a JSON object in strict JSON, as the platform requires."""
    try:
        return isinstance(json.loads(text, parse_constant=_refuse), dict)
    except _UNREADABLE:
        return False


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


@dataclass(frozen=True, slots=True)
class ToolCall(Record):
    """A tool call of the model. Answer it with a message `{"role": "tool", "tool_call_id": call.id,
    "content": ...}`.

    In the events of a stream it is the call so far: `raw_arguments` is the text so far, `delta` the
    new piece.
    """

    id: str
    name: str
    raw_arguments: str
    """The arguments as written by the model, normally JSON."""
    complete: bool = True
    """False when the turn was cut off: the arguments may be truncated or missing."""
    delta: str = field(default="", compare=False)
    """In an event, the text that it adds to `raw_arguments`; the deltas of all events together are
    the arguments. "" in a reply.
    """
    index: int = field(default=0, compare=False)
    """Position among the calls of the turn, from 0."""

    _names = ("id", "name", "raw_arguments", "complete", "index")

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments as a dictionary. Raises DecodeError, with the text in `raw`, if they are
        not a JSON object, or if the turn was cut off.
        """
        found = read_arguments(self.raw_arguments)
        if found is not None and self.complete:
            return found
        problem = "are not a JSON object" if found is None else "may be truncated"
        if not self.complete:
            problem += ", because the turn was cut off"
        raise DecodeError(
            f"The model's arguments for {self.name!r} {problem}: {self.raw_arguments[:200]!r}",
            raw=self.raw_arguments,
        )


class CallFormat(NamedTuple):
    """The format of tool calls in an API: the type of the object, and the names of two fields."""

    type: str
    id: str
    arguments: str

    def read(self, raw: Mapping[str, Any], index: int = 0) -> ToolCall:
        """Read a call from an object of a response."""
        return ToolCall(
            identity(raw.get(self.id)),
            plain_text(raw.get("name")),
            write_arguments(raw.get(self.arguments)),
            raw.get("status") != "incomplete",
            index=index,
        )


CHAT_CALL = CallFormat("function", "id", "arguments")
"""The fields of its `function` must be at the top level."""
BLOCK_CALL = CallFormat("tool_use", "id", "input")
ITEM_CALL = CallFormat("function_call", "call_id", "arguments")


def call_id(found: object, number: int) -> str:
    """The id of a call as text; without an id, it is derived from the position in the turn."""
    return identity(found) or f"call_{number}"


T = TypeVar("T")

FINISHED = (
    "stop",
    "stop_sequence",
    "end_turn",
    "tool_calls",
    "tool_use",
    "function_call",
    "completed",
    "eos",
)
"""Finish reasons of complete turns, in all APIs."""


class Reply(Data, ABC):
    """The model's turn.

    `raw` is the platform's response (for a stream, assembled from its events); everything else is
    derived from it.
    """

    _names = ("text", "reasoning", "tool_calls", "finish_reason", "usage", "model", "trace_id")
    _shown = ("text", "tool_calls", "finish_reason")

    def __init__(self, raw: dict[str, Any], trace_id: str | None = None) -> None:
        self.raw = raw
        self.trace_id = trace_id or identity(raw.get("trace_id")) or identity(raw.get("id")) or None

    @property
    def text(self) -> str:
        """The reply, without reasoning."""
        return self._parts[0]

    @property
    def reasoning(self) -> str:
        """The reasoning before the reply, "" if there is none or it is not disclosed."""
        return self._parts[1]

    @property
    def tool_calls(self) -> list[ToolCall]:
        """The tool calls of the model, in order, without those that the platform ran itself."""
        return [
            replace(
                call,
                id=call_id(call.id, index),
                index=index,
                complete=call.complete and not self._stopped_early,
            )
            for index, call in enumerate(self._calls())
        ]

    @property
    @abstractmethod
    def finish_reason(self) -> str | None:
        """Why the model stopped, as reported by the API; None if it was cut off."""

    @property
    def cut_off(self) -> bool:
        """Whether the turn ended early: at the token limit, by the content filter, or with its
        stream. Its text is incomplete, and its tool calls must not be run, even if they look
        complete.
        """
        return (self.finish_reason or "").lower() not in FINISHED

    @property
    def model(self) -> str:
        """The model that served the call; it can differ from the requested one."""
        return text(self.raw.get("model"))

    @overload
    def parse(self, into: type[T]) -> T: ...
    @overload
    def parse(self, into: Any) -> Any: ...
    def parse(self, into: Any) -> Any:
        """Parse the reply as a value of a type: the whole reply, a fenced block in it, or JSON
        within other text, whichever matches first.

        Numbers and booleans may be strings; fields that the type does not have are ignored.

        Args:
            into: a dataclass, attrs class, TypedDict, pydantic model, or a type such as
                `list[City]`, `Literal["yes", "no"]` or `int`. A NamedTuple is an array in JSON.

        Raises:
            ParseError: the reply does not match; the error has `problem`, `path`, the text in `raw`
                and this reply in `reply`.
            ValidationError: the type cannot be represented in JSON.
            ConfigError: the extra is not installed: pip install "minimax-sdk[tools]".
        """
        from .. import schemas

        try:
            return schemas.parse(self.text, into)
        except schemas.ParseError as error:
            error.reply = self
            if self._stopped_early:
                error.args = (f"{error}. The reply was cut off; allow more tokens",)
            raise

    @property
    def _stopped_early(self) -> bool:
        """Whether the platform reports that the turn was cut off."""
        return self.finish_reason is not None and self.cut_off

    def _check(self, where: Origin) -> None:
        """Raise the APIError of a response that failed although its envelope reports success."""

    @property
    @abstractmethod
    def _has_content(self) -> bool:
        """Whether the reply has any content."""

    @abstractmethod
    def _turn(self) -> list[dict[str, Any]]:
        """The turn as accepted by a request of the same API."""

    @abstractmethod
    def _raw_texts(self) -> tuple[str, str]:
        """Text and reasoning as in the response, including `<think>` tags."""

    @abstractmethod
    def _calls(self) -> Iterator[ToolCall]:
        """The tool calls as in the response."""

    @property
    def _parts(self) -> tuple[str, str]:
        """Text and reasoning. If the reasoning is separate, a `<think>` in the text is kept as
        text.
        """
        text, reasoning = map(repair, self._raw_texts())
        return (text, reasoning) if reasoning else split_thinking(text)

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.raw == other.raw

    __hash__ = None  # type: ignore[assignment]


R = TypeVar("R", bound=Reply)


def read_reply(kind: type[R], answer: Answer, where: Origin) -> R:
    """Read the reply of a response. Raises its APIError, or DecodeError if it has no content."""
    reply = kind(answer.payload, answer.trace_id)
    reply._check(where)
    return require_content(reply)


def require_content(reply: R) -> R:
    """Return the reply. Raises DecodeError if it has no content, even if its envelope reports
    success.
    """
    if reply._has_content:
        return reply
    raise missing("reply", reply.raw)


def token_count(payload: dict[str, Any]) -> int:
    """The token count in a response. Raises DecodeError if there is none."""
    found = place(payload.get("input_tokens"))
    if found is None:
        raise missing("count", payload)
    return found


class ReplyEvent(Protocol):
    """An event of a chat stream of any API."""

    @property
    def type(self) -> str: ...

    @property
    def text(self) -> str: ...


E = TypeVar("E", bound=ReplyEvent)


class ReplyStream(Stream[E, R]):
    """A streamed reply. Iterate over it for events, over `text` or `reasoning` for strings."""

    @property
    def text(self) -> Iterator[str]:
        """Only the pieces of the text."""
        return self._pick(_text_of)

    @property
    def reasoning(self) -> Iterator[str]:
        """Only the pieces of the reasoning."""
        return self._pick(_reasoning_of)


class AsyncReplyStream(AsyncStream[E, R]):
    """A streamed reply. Iterate over it for events, over `text` or `reasoning` for strings."""

    @property
    def text(self) -> AsyncIterator[str]:
        """Only the pieces of the text."""
        return self._pick(_text_of)

    @property
    def reasoning(self) -> AsyncIterator[str]:
        """Only the pieces of the reasoning."""
        return self._pick(_reasoning_of)


def _text_of(event: ReplyEvent) -> str | None:
    return event.text if event.type == "text" else None


def _reasoning_of(event: ReplyEvent) -> str | None:
    return event.text if event.type == "reasoning" else None


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
        """The usage in a response, None when it has none."""
        if not isinstance(raw, Mapping):
            return None
        paths = (INPUT, OUTPUT, (("total_tokens",),), REASONING, CACHED)
        return cls(*(first_count(raw, names) for names in paths))


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
        """The usage in a response, None when it has none."""
        if not isinstance(raw, Mapping):
            return None
        paths = (INPUT[::-1], OUTPUT[::-1], (("cache_creation_input_tokens",),), CACHED)
        return cls(*(first_count(raw, names) for names in paths))


@dataclass(frozen=True, slots=True)
class Model(Record):
    """A language model that the account can call."""

    response = Typed["OpenAIModel"]("OpenAIModel")
    """The entry with every documented field, typed."""

    id: str = field(metadata=wire(identity))
    created: int = field(metadata=wire(count))
    """Unix seconds, 0 if unknown."""
    raw: Mapping[str, Any]

    @property
    def created_at(self) -> datetime:
        """The release date, in UTC."""
        return moment(self.created)


def read_models(payload: object) -> list[Model]:
    """The models of a response, in order."""
    models = map(Model.read, objects(mapping(payload).get("data")))
    return Table(model for model in models if model.id)
