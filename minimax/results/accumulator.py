"""Assembles a reply from the events of a stream, for all chat APIs.

A reply grows in parts: blocks, items, or the message and the tool calls of a chat. Each API has a
table with the step for each kind of event; the steps are implemented here. Bytes in, events out,
without I/O.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Literal, TypeVar

from ..core.call import Answer, frame
from ..core.parsing import (
    GrowingFields,
    GrowingText,
    identity,
    mapping,
    parts,
    plain_text,
    repair,
    text,
)
from ..errors import Origin
from .reply import CallFormat, Reply, ToolCall, read_arguments, write_arguments
from .thinking import ThinkSplitter

Json = dict[str, Any]
E = TypeVar("E")
R = TypeVar("R", bound=Reply)
P = TypeVar("P", bound="Part")


@dataclass(frozen=True, eq=False, slots=True)
class TextField:
    """A field of a part whose text grows, and the events that report its pieces."""

    event: Literal["text", "reasoning"]
    type: str
    """The type of the part."""
    name: str
    entry: str = ""
    """The type of its entries if the field is a list of texts; "" if it is a text."""
    index_name: str = ""
    """The name of an entry's position in events."""


Key = tuple[TextField, int]
"""A field, and the position of an entry in it."""


class GrowingArguments:
    """Arguments that a stream delivers in pieces of text or as objects."""

    def __init__(self) -> None:
        self._text = GrowingText()

    @property
    def whole_characters(self) -> str:
        """The text so far, without an incomplete last character."""
        return self._text.whole_characters

    def replace(self, whole: object) -> None:
        """Replace the arguments."""
        self._text = GrowingText(write_arguments(whole))

    def add(self, piece: object, *, restated: bool = False) -> None:
        """Add a piece. A piece that restates the call may repeat all of the text so far."""
        if isinstance(piece, Mapping) and piece:
            whole = {**(read_arguments(str(self)) or {}), **piece}
            self._text = GrowingText(write_arguments(whole))
            return
        text = write_arguments(piece)
        if restated and len(text) >= len(self._text) and self and text.startswith(str(self)):
            self._text = GrowingText()
        self._text.feed(text)

    def complete_with(self, whole: object) -> bool:
        """Accept the complete arguments, as repeated at the end of a stream. Returns whether they
        contained anything new.
        """
        text, so_far = write_arguments(whole), str(self)
        if len(text) <= len(so_far) or not text.startswith(so_far):
            return False
        self._text.finish(text)
        return True

    def __bool__(self) -> bool:
        return bool(str(self).strip())

    @property
    def complete(self) -> bool:
        """Whether they are already a complete object."""
        return bool(self) and read_arguments(str(self)) is not None

    def __str__(self) -> str:
        return str(self._text)


class Part:
    """A part of an incomplete reply: its last complete state, and what events have added since."""

    call: ClassVar[CallFormat]
    """The format of tool calls in this API."""

    def __init__(self, stated: Mapping[str, Any]) -> None:
        self.stated = dict(stated)
        self.more = GrowingFields()
        """Unknown fields."""
        self.texts: dict[Key, GrowingText] = {}
        self.entries: dict[Key, Json] = {}
        """Entries of a field in their last complete state, without the text added since."""
        self.arguments = GrowingArguments()
        if isinstance(begun := stated.get(self.call.arguments), str):
            self.arguments.add(begun)
        self.done = False
        self._emitted = ""

    @property
    def type(self) -> str:
        return text(self.stated.get("type"))

    @property
    def is_call(self) -> bool:
        """Whether the part is a tool call."""
        return self.type == self.call.type

    @property
    def names(self) -> list[str]:
        """The ids of the part, in addition to its number."""
        return names_of(self.stated)

    def is_like(self, whole: Mapping[str, Any]) -> bool:
        """Whether a part at the same position may be this one with a different id."""
        found, known = identity(whole.get("call_id")), identity(self.stated.get("call_id"))
        is_same_call = found == known or not (found and known)
        return is_same_call and text(whole.get("type")) in ("", self.type)

    def growing(self, field: TextField, number: int = 0) -> GrowingText:
        """One of the texts. Pieces of reasoning may repeat all of it so far."""
        key = (field, number)
        if key not in self.texts:
            begun = "" if field.entry else repair(plain_text(self.stated.get(field.name)))
            self.texts[key] = GrowingText(begun, snapshots=field.event == "reasoning")
        return self.texts[key]

    def tool_call(self, index: int) -> ToolCall:
        """The call so far, with the piece added since it was last read."""
        so_far = self.arguments.whole_characters
        written = {self.call.arguments: so_far} if self.arguments else {}
        call = self.call.read({**self.stated, **written}, index)
        new, self._emitted = call.raw_arguments.removeprefix(self._emitted), call.raw_arguments
        return replace(call, delta=new)

    def whole(self) -> Json:
        """The part as in a response that was not streamed."""
        made = {**self.stated, **self.more.whole()}
        if self.arguments:
            made[self.call.arguments] = self._sent_arguments()
        for (field, number), growing in sorted(self.texts.items(), key=_position):
            if not field.entry:
                made[field.name] = str(growing) or made.get(field.name, "")
                continue
            entries = made[field.name] = parts(made.get(field.name), field.entry)
            if number >= len(entries):
                entries.append({"type": field.entry})
            at = min(number, len(entries) - 1)
            stated = self.entries.get((field, number), {})
            entries[at] = {**stated, **entries[at], "text": str(growing)}
        return made

    def _sent_arguments(self) -> Any:
        return str(self.arguments)


def _position(text: tuple[Key, GrowingText]) -> tuple[str, int]:
    (field, number), _ = text
    return field.name, number


class Parts(Generic[P]):
    """The parts of a stream, in order. A part is found by its id, or by its number as long as no
    newer part has the same number.
    """

    def __init__(self) -> None:
        self.all: list[P] = []
        self.newest: list[P] = []
        """The part that was added or changed last, if any."""
        self._by_name: dict[str, P] = {}
        self._by_number: dict[int, list[P]] = {}

    def add(self, part: P, number: int | None) -> P:
        """Add a part."""
        self.all.append(part)
        return self.know(part, number)

    def know(self, part: P, number: int | None = None) -> P:
        """Update the ids and the number of a part."""
        self.newest = [part]
        self._by_name.update(dict.fromkeys(part.names, part))
        if number is not None:
            had = self._by_number.get(number, [])
            self._by_number[number] = [part, *(each for each in had if each is not part)]
        return part

    def named(self, names: Iterable[str]) -> P | None:
        """Find a part by one of its ids."""
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    def at(self, number: int | None) -> list[P]:
        """The parts that had a number, newest first; without a number, the newest part of all."""
        return self.newest if number is None else self._by_number.get(number, [])

    def stated(self, wholes: Sequence[Json]) -> Iterator[tuple[P | None, Json]]:
        """Match the parts repeated at the end of a stream with the received ones: by id, else by
        position, unless that part belongs to another one.
        """
        streamed, names = self.all[:], {name for whole in wholes for name in names_of(whole)}
        for number, whole in enumerate(wholes):
            part = self.named(names_of(whole))
            for same_place in streamed[number : number + 1] if part is None else ():
                if same_place.is_like(whole) and names.isdisjoint(same_place.names):
                    part = same_place
            yield part, whole


class Accumulator(ABC, Generic[E, R, P]):
    """Assembles the events of one stream.

    Handles reasoning in a separate field, in several fields at once, as snapshots, or in `<think>`
    tags split anywhere; tool calls in pieces; split characters; and final events that repeat the
    whole.
    """

    reply: ClassVar[type[Any]]
    """The class of the result."""
    event: ClassVar[Any]
    """Makes an event from its type, text, tool call, complete part, and received event."""
    steps: ClassVar[Mapping[str, Callable[[Any, Json], None]]]
    """The step for each type of event."""

    def __init__(self, where: Origin) -> None:
        self.complete = False
        self._where = where
        self._head: Json = {}
        self._parts = Parts[P]()
        self._splitter = ThinkSplitter()
        self._reasoning: TextField | None = None
        """The field whose reasoning is reported in events; others may repeat it."""
        self._finish: str | None = None
        self._answer: R | None = None
        self._events: list[E] = []
        self._raw: Json = {}

    def feed(self, data: bytes | bytearray) -> Sequence[E]:
        """Return the events of one frame. Raises the APIError that it reports, if any."""
        return self._read(frame(data, self._where), self._step)

    def whole(self, answer: Answer) -> Sequence[E]:
        """Return the events of a complete response sent instead of a stream."""
        events = self._read(answer.payload, self._replay)
        self._answer = self.reply(answer.payload, answer.trace_id)
        self.complete = True
        return events

    def result(self) -> R:
        """The reply so far."""
        if self._answer is None:
            reply: R = self.reply(self._written())
            return reply
        return self._answer

    def _read(self, payload: object, step: Callable[[Json], None]) -> list[E]:
        self._events = []
        if isinstance(payload, dict):
            self._raw = payload
            step(payload)
        return self._events

    def _step(self, event: Json) -> None:
        """Add one event."""
        name = text(event.get("type"))
        if name in self.steps:
            self.steps[name](self, event)
        elif name:
            self._newer(event)
            self._emit(name)

    def _newer(self, event: Json) -> None:
        """Keep the content of an event type that this package does not know."""

    @abstractmethod
    def _replay(self, event: Json) -> None:
        """Emit the events of a complete response."""

    @abstractmethod
    def _written(self) -> Json:
        """The response received so far."""

    def _emit(
        self, type: Any, text: str = "", call: ToolCall | None = None, whole: Json | None = None
    ) -> None:
        """Emit an event."""
        self._events.append(self.event(type, text, call, whole, self._raw))

    def _keep(self, fields: Mapping[str, Any]) -> None:
        """Store fields of the response; null values are ignored. Counts at the end replace those at
        the start.
        """
        for name, value in fields.items():
            if name == "usage" and isinstance(value, Mapping):
                known = {key: count for key, count in value.items() if count is not None}
                self._head[name] = {**mapping(self._head.get(name)), **known}
            elif value is not None:
                self._head[name] = value

    def _grow(self, part: Part, field: TextField, piece: object, number: int = 0) -> None:
        """Add a piece of a text."""
        self._emit_text(part, field, part.growing(field, number).feed(plain_text(piece)))

    def _complete(self, part: Part, field: TextField, whole: object, number: int = 0) -> None:
        """Add a text that is repeated in full: only what its pieces lacked is reported."""
        if found := plain_text(whole):
            self._emit_text(part, field, part.growing(field, number).finish(found))

    def _emit_text(self, part: Part, field: TextField, new: str) -> None:
        """Emit the events of new text. Once reasoning has arrived separately, a `<think>` in the
        reply is part of its text.
        """
        if not new or part.type != field.type:
            return
        if field.event == "text":
            pieces = [("text", new)] if self._reasoning else self._splitter.feed(new)
            for kind, piece in pieces:
                self._emit(kind, piece)
        elif self._reasoning in (None, field):
            self._flush()
            self._reasoning = field
            self._emit("reasoning", new)

    def _emit_call(self, part: P) -> None:
        """Emit the event of a tool call."""
        calls = [each for each in self._parts.all if each.is_call]
        self._emit("tool_call", call=part.tool_call(calls.index(part)))

    def _close(self, part: Part) -> None:
        """Emit an incomplete last character."""
        for (field, _), growing in part.texts.items():
            self._emit_text(part, field, growing.close())

    def _flush(self) -> None:
        """Emit an incomplete last tag as text."""
        for kind, piece in self._splitter.close():
            self._emit(kind, piece)

    def _end(self, reason: str | None) -> None:
        """Report the end of the turn once, with its reason if known."""
        if self._finish:
            return
        for part in self._with_texts():
            self._close(part)
        self._flush()
        self._finish = reason
        if reason:
            self._emit("finish", reason)

    def _with_texts(self) -> Iterable[Part]:
        """The parts that contain text."""
        return self._parts.all


def names_of(stated: Mapping[str, Any]) -> list[str]:
    """The ids of a part: its own and that of its call."""
    return [found for name in ("id", "call_id") if (found := identity(stated.get(name)))]
