"""How the events of a stream become a reply, on every chat surface.

A reply grows in parts: blocks, items, or the message and the tool calls of a chat. A surface has a
table that says which step each kind of event takes; the steps themselves, and what they tell a
reader, are here. Pure: bytes in, events out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Literal, TypeVar

from ..core.call import Answer, frame
from ..core.pieces import GrowingFields, GrowingText, plain_text, repair
from ..errors import Origin
from .arguments import GrowingArguments
from .fields import identity, mapping, parts, text
from .reply import Reply
from .thinking import ThinkSplitter
from .tool_calls import CallFormat, ToolCall

Json = dict[str, Any]
E = TypeVar("E")
R = TypeVar("R", bound=Reply)
P = TypeVar("P", bound="Part")


@dataclass(frozen=True, eq=False, slots=True)
class TextField:
    """A field of a part whose text grows, and the events that its pieces become."""

    event: Literal["text", "reasoning"]
    type: str
    """The type of the part."""
    name: str
    entry: str = ""
    """The type of its entries where the field is a list of texts; "" where it is a text."""
    index_name: str = ""
    """What events call the position of an entry."""


Key = tuple[TextField, int]
"""A field, and the position of an entry in it."""


class Part:
    """A part of a reply under way: as it was last stated, and what events have added since."""

    call: ClassVar[CallFormat]
    """How the surface writes tool calls."""

    def __init__(self, stated: Mapping[str, Any]) -> None:
        self.stated = dict(stated)
        self.more = GrowingFields()
        """Fields that nobody knows."""
        self.texts: dict[Key, GrowingText] = {}
        self.entries: dict[Key, Json] = {}
        """Entries of a field as they were last stated, without the text that has come since."""
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
        """Whether the part asks for a tool."""
        return self.type == self.call.type

    @property
    def names(self) -> list[str]:
        """What the part is known by, beside its number."""
        return names_of(self.stated)

    def is_like(self, whole: Mapping[str, Any]) -> bool:
        """Whether a part at the same position may be this one under another id."""
        found, known = identity(whole.get("call_id")), identity(self.stated.get("call_id"))
        is_same_call = found == known or not (found and known)
        return is_same_call and text(whole.get("type")) in ("", self.type)

    def growing(self, field: TextField, number: int = 0) -> GrowingText:
        """One of the texts. Reasoning may come as all of it so far."""
        key = (field, number)
        if key not in self.texts:
            begun = "" if field.entry else repair(plain_text(self.stated.get(field.name)))
            self.texts[key] = GrowingText(begun, snapshots=field.event == "reasoning")
        return self.texts[key]

    def tool_call(self, index: int) -> ToolCall:
        """The call so far, with the piece that has come since it was asked for last."""
        so_far = self.arguments.whole_characters
        written = {self.call.arguments: so_far} if self.arguments else {}
        call = self.call.read({**self.stated, **written}, index)
        new, self._emitted = call.raw_arguments.removeprefix(self._emitted), call.raw_arguments
        return replace(call, delta=new)

    def whole(self) -> Json:
        """The part as a response without a stream would have it."""
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
    """The parts of a stream, in their order. A part is known by its id, and by its number only
    while no newer part has that.
    """

    def __init__(self) -> None:
        self.all: list[P] = []
        self.newest: list[P] = []
        """The part that was added or changed last, if any."""
        self._by_name: dict[str, P] = {}
        self._by_number: dict[int, list[P]] = {}

    def add(self, part: P, number: int | None) -> P:
        """A new part."""
        self.all.append(part)
        return self.know(part, number)

    def know(self, part: P, number: int | None = None) -> P:
        """Note the names and the number that a part has now."""
        self.newest = [part]
        self._by_name.update(dict.fromkeys(part.names, part))
        if number is not None:
            had = self._by_number.get(number, [])
            self._by_number[number] = [part, *(each for each in had if each is not part)]
        return part

    def named(self, names: Iterable[str]) -> P | None:
        """The part that has one of some names."""
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    def at(self, number: int | None) -> list[P]:
        """The parts that had a number, the newest first; without a number the newest of all."""
        return self.newest if number is None else self._by_number.get(number, [])

    def stated(self, wholes: Sequence[Json]) -> Iterator[tuple[P | None, Json]]:
        """The parts as the end of a stream repeats them, each with the one that has come: known by
        its names, else at the same position, where that is not another's.
        """
        streamed, names = self.all[:], {name for whole in wholes for name in names_of(whole)}
        for number, whole in enumerate(wholes):
            part = self.named(names_of(whole))
            for same_place in streamed[number : number + 1] if part is None else ():
                if same_place.is_like(whole) and names.isdisjoint(same_place.names):
                    part = same_place
            yield part, whole


class Accumulator(ABC, Generic[E, R, P]):
    """Puts the events of one stream together.

    Knows reasoning that comes in a field of its own, in several of them at once, as snapshots, or
    in `<think>` tags cut anywhere; tool calls in pieces; characters in halves; and a whole that
    repeats what the pieces have told.
    """

    reply: ClassVar[type[Any]]
    """The class of the result."""
    steps: ClassVar[Mapping[str, Callable[[Any, Json], None]]]
    """By the type of an event: the step that it takes."""

    def __init__(self, where: Origin) -> None:
        self.complete = False
        self._where = where
        self._head: Json = {}
        self._parts = Parts[P]()
        self._splitter = ThinkSplitter()
        self._reasoning: TextField | None = None
        """The field whose reasoning becomes events; others may repeat it."""
        self._finish: str | None = None
        self._answer: R | None = None
        self._events: list[E] = []
        self._raw: Json = {}

    def feed(self, data: bytes | bytearray) -> Sequence[E]:
        """The events of one frame. Raises the APIError that it holds."""
        return self._read(frame(data, self._where), self._step)

    def whole(self, answer: Answer) -> Sequence[E]:
        """The events of a complete response that came instead of a stream."""
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
        """What one event adds."""
        name = text(event.get("type"))
        if name in self.steps:
            self.steps[name](self, event)
        elif name:
            self._newer(event)
            self._emit(name)

    def _newer(self, event: Json) -> None:
        """Take what an event holds that is newer than this package."""

    @abstractmethod
    def _replay(self, event: Json) -> None:
        """The events of a complete response."""

    @abstractmethod
    def _written(self) -> Json:
        """The response that has come so far."""

    @abstractmethod
    def _emit(
        self, type: Any, text: str = "", call: ToolCall | None = None, whole: Json | None = None
    ) -> None:
        """Give an event to the reader."""

    def _keep(self, fields: Mapping[str, Any]) -> None:
        """Note fields of the response; what is null tells nothing. Counts of the end take the place
        of those of the start.
        """
        for name, value in fields.items():
            if name == "usage" and isinstance(value, Mapping):
                known = {key: count for key, count in value.items() if count is not None}
                self._head[name] = {**mapping(self._head.get(name)), **known}
            elif value is not None:
                self._head[name] = value

    def _grow(self, part: Part, field: TextField, piece: object, number: int = 0) -> None:
        """One more piece of a text."""
        self._emit_text(part, field, part.growing(field, number).feed(plain_text(piece)))

    def _complete(self, part: Part, field: TextField, whole: object, number: int = 0) -> None:
        """A text that is stated whole: only what its pieces lacked becomes an event."""
        if found := plain_text(whole):
            self._emit_text(part, field, part.growing(field, number).finish(found))

    def _emit_text(self, part: Part, field: TextField, new: str) -> None:
        """Events of new text. Once reasoning has come apart, a `<think>` in the answer is part of
        what the model says.
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
        """The event of a tool call."""
        calls = [each for each in self._parts.all if each.is_call]
        self._emit("tool_call", call=part.tool_call(calls.index(part)))

    def _close(self, part: Part) -> None:
        """What waited for the second half of a character that never came."""
        for (field, _), growing in part.texts.items():
            self._emit_text(part, field, growing.close())

    def _flush(self) -> None:
        """What waited for the rest of a tag that never came."""
        for kind, piece in self._splitter.close():
            self._emit(kind, piece)

    def _end(self, reason: str | None) -> None:
        """The turn is over, for a reason if one is known. This is reported once."""
        if self._finish:
            return
        for part in self._with_texts():
            self._close(part)
        self._flush()
        self._finish = reason
        if reason:
            self._emit("finish", reason)

    def _with_texts(self) -> Iterable[Part]:
        """The parts that have texts."""
        return self._parts.all


def names_of(stated: Mapping[str, Any]) -> list[str]:
    """What a part is known by: its id, and that of its call."""
    return [found for name in ("id", "call_id") if (found := identity(stated.get(name)))]
