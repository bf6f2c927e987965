"""A reply of the Responses surface, the events of its stream, and the accumulator that makes one
from the other. Pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from minimax_generated.api import text as api

from ..core.call import Answer, frame
from ..core.pieces import GrowingFields, GrowingText, plain_text
from ..errors import APIError, Origin, error_from
from ..record import Record, Typed
from . import arguments
from .arguments import GrowingArguments
from .chat import ToolCall, Usage
from .conversation import OUTPUT_ONLY, call_id, turn
from .fields import identity, mapping, objects, parts, place, text
from .reply import Reply
from .thinking import ThinkSplitter, reasoning_in

Json = dict[str, Any]

UNDER_WAY = ("", "queued", "in_progress")
ENDS = ("response.completed", "response.incomplete", "response.failed")
STARTS = ("response.created", "response.queued", "response.in_progress")


class ResponseReply(Reply):
    """The model's turn as items.

    `raw` is the platform's response (for a stream, its last event, or what arrived so far);
    everything else is derived from it.
    """

    response = Typed(lambda: api.responses.OPERATION.response_model)
    """The response with every documented field, typed."""

    @property
    def output(self) -> list[Json]:
        """The received items, in order: reasoning, message, function_call, web_search_call and
        newer kinds.
        """
        return objects(self.raw.get("output"))

    @property
    def tool_calls(self) -> list[ToolCall]:
        """The tool calls of the model, in order. Calls that the platform ran itself are only in
        `output`.
        """
        calls = [item for item in self.output if item.get("type") == "function_call"]
        return [
            _tool_call(item, number, complete=not self._stopped_early)
            for number, item in enumerate(calls)
        ]

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped: "completed", "max_output_tokens", "content_filter"; None if it was
        cut off.
        """
        status = text(self.raw.get("status"))
        if status in UNDER_WAY:
            return None
        return text(mapping(self.raw.get("incomplete_details")).get("reason")) or status

    @property
    def usage(self) -> Usage | None:
        """Tokens of the call."""
        return Usage.of(self.raw.get("usage"))

    @property
    def citations(self) -> list[Json]:
        """The sources cited after a web search, with `title` and `url`."""
        messages = [item for item in self.output if item.get("type") == "message"]
        said = [part for message in messages for part in parts(message.get("content"))]
        return [note for part in said for note in objects(part.get("annotations"))]

    def as_items(self) -> list[Json]:
        """The turn, including reasoning, to append to the input of the next call.

        It is the received output, except for what a request does not accept: records of web
        searches are removed, a reasoning item without a summary gets its text as its summary, and
        arguments that are not a JSON object become one with the original text in its field
        `INVALID_JSON`.
        """
        kept = [item for item in self.output if item.get("type") not in OUTPUT_ONLY]
        numbers = count()
        return [_as_input(item, numbers) for item in kept]

    def _spoken(self) -> tuple[str, str]:
        said = "".join(
            _texts(item.get("content"), ("output_text", "text"))
            for item in self.output
            if item.get("type") == "message"
        )
        thought = "".join(map(_thought, self.output)) or reasoning_in(self.raw)
        return said or plain_text(self.raw.get("output_text")), thought


@dataclass(slots=True)
class ResponseEvent(Record):
    """One event of a Responses stream. `raw` is the received event."""

    type: Literal["text", "reasoning", "tool_call", "item", "finish"] | str
    """Any other value is the type of an event that is newer than this package; its content is in
    `raw`.
    """
    text: str
    """New text or reasoning; for "finish", the reason."""
    tool_call: ToolCall | None
    """For "tool_call": the call so far; its `delta` is the new piece."""
    item: Json | None
    """For "item": a complete item of any kind."""
    raw: Json


class Lane(NamedTuple):
    """A kind of text in an item: the kind of the item, its field, the kind of the part, and the
    name of the part's number.
    """

    item: str
    field: str
    part: str
    number: str

    def has(self, part: Mapping[str, Any]) -> bool:
        """Whether a part is of this kind."""
        return part.get("type") in (self.part, "text")


TEXT = Lane("message", "content", "output_text", "content_index")
THINKING = Lane("reasoning", "content", "reasoning_text", "content_index")
SUMMARY = Lane("reasoning", "summary", "summary_text", "summary_index")
LANES = {
    "response.output_text": TEXT,
    "response.reasoning": THINKING,
    "response.reasoning_text": THINKING,
    "response.reasoning_summary": SUMMARY,
    "response.reasoning_summary_text": SUMMARY,
}
"""By the first part of an event's name, before `.delta` and `.done`."""
Key = tuple[Lane, int]
ARGUMENTS = "response.function_call_arguments"
PARTS = ("response.content_part.added", "response.content_part.done")


class _Item:
    """An item under way: the item as it was last told, and the texts that its events have added."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = dict(told)
        self.texts: dict[Key, GrowingText] = {}
        self.parts: dict[Key, Json] = {}
        self.arguments = GrowingArguments()
        self.arguments.add(told.get("arguments"))
        self.more = GrowingFields()
        self.done = False

    @property
    def kind(self) -> str:
        return text(self.told.get("type"))

    @property
    def names(self) -> list[str]:
        """What the item is known by, beside its number."""
        return _names(self.told)

    def is_like(self, whole: Mapping[str, Any]) -> bool:
        """Whether an item for the same place may be this one under another id."""
        found, known = identity(whole.get("call_id")), identity(self.told.get("call_id"))
        same_call = found == known or not (found and known)
        return same_call and text(whole.get("type")) in ("", self.kind)

    def growing(self, key: Key) -> GrowingText:
        """A text of the item; thinking may come as all of it so far."""
        if key not in self.texts:
            self.texts[key] = GrowingText(snapshots=key[0] is not TEXT)
        return self.texts[key]

    def whole(self) -> Json:
        """The item as a response without a stream would have it."""
        item = {**self.more.whole(), **self.told}
        if self.arguments:
            item["arguments"] = str(self.arguments)
        for (lane, index), growing in sorted(self.texts.items(), key=itemgetter(0)):
            found = item[lane.field] = parts(item.get(lane.field), lane.part)
            if index >= len(found):
                found.append({"type": lane.part})
            at = min(index, len(found) - 1)
            found[at] = {**self.parts.get((lane, index), {}), **found[at], "text": str(growing)}
        return item


class _Items:
    """The items of a stream. An item is known by its id, and by its number only while no other item
    has taken that.
    """

    def __init__(self) -> None:
        self.all: list[_Item] = []
        self.last: _Item | None = None
        self._by_name: dict[str, _Item] = {}
        self._by_index: dict[int, _Item] = {}

    def add(self, told: Mapping[str, Any], index: int | None) -> _Item:
        """A new item."""
        item = _Item(told)
        self.all.append(item)
        self._by_index[len(self.all) - 1 if index is None else index] = item
        return self.know(item)

    def know(self, item: _Item) -> _Item:
        """Take the names that an item has now."""
        self.last = item
        for name in item.names:
            self._by_name[name] = item
        return item

    def named(self, *names: str) -> _Item | None:
        """The item that has one of some names."""
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    def at(self, index: int | None) -> _Item | None:
        """The last item that had a number; without a number the last of all."""
        return self.last if index is None else self._by_index.get(index)


class ResponseAccumulator:
    """Puts the events of a Responses stream together.

    Knows items of any kind, texts that come in deltas, whole, or both, reasoning that comes as
    snapshots, and `<think>` tags cut anywhere. What is told whole counts; only what was not told
    before becomes an event.
    """

    def __init__(self, where: Origin) -> None:
        self.complete = False
        self._where = where
        self._head: Json = {"object": "response"}
        self._items = _Items()
        self._splitter = ThinkSplitter()
        self._thought: Lane | None = None
        self._answer: ResponseReply | None = None

    def feed(self, data: bytes | bytearray) -> Sequence[ResponseEvent]:
        """The events of one frame; raises the APIError of a response that failed."""
        event = frame(data, self._where)
        return list(self._event(event)) if isinstance(event, dict) else []

    def whole(self, answer: Answer) -> Sequence[ResponseEvent]:
        """A complete response that arrived instead of a stream."""
        events = list(self._ended(answer.payload, answer.payload))
        self._answer = ResponseReply(answer.payload, answer.trace_id)
        return events

    def result(self) -> ResponseReply:
        """The reply so far."""
        if self._answer is not None:
            return self._answer
        return ResponseReply({**self._head, "output": [item.whole() for item in self._items.all]})

    def _event(self, event: Json) -> Iterator[ResponseEvent]:
        name = text(event.get("type"))
        subject, _, step = name.rpartition(".")
        if name in STARTS:
            self._keep(mapping(event.get("response")))
        elif name in ENDS:
            yield from self._ended(
                {"status": name.rpartition(".")[2], **_given(mapping(event.get("response")))}, event
            )
        elif name == "response.output_item.added":
            yield from self._started(event)
        elif name == "response.output_item.done":
            whole = mapping(event.get("item"))
            yield from self._told(self._teller(event, whole), whole, event)
        elif name in PARTS:
            yield from self._part(event)
        elif subject in LANES and step in ("delta", "done"):
            lane = LANES[subject]
            item, key = self._item(event, lane.item), _key(lane, event)
            if step == "done":
                yield from self._caught_up(item, key, event.get("text"), event)
            else:
                new = item.growing(key).feed(plain_text(event.get("delta")))
                yield from self._added(item, lane, new, event)
        elif subject == ARGUMENTS and step in ("delta", "done"):
            yield from self._called(self._item(event, "function_call"), event)
        elif name:
            about = self._known(event)
            if about is not None and step == "delta":
                about.more.add({subject.rpartition(".")[2]: event.get("delta")})
            yield ResponseEvent(name, "", None, None, event)

    def _keep(self, response: Mapping[str, Any]) -> None:
        self._head.update(_given(response))

    def _known(self, event: Json) -> _Item | None:
        """The item that an event is about: by its id, else by its number, else the last one."""
        named = self._items.named(identity(event.get("item_id")))
        if named is not None:
            return named
        found = self._items.at(place(event.get("output_index")))
        return None if found and found.done and event.get("item_id") else found

    def _item(self, event: Json, kind: str) -> _Item:
        """The same, made anew if its start was lost."""
        found = self._known(event)
        if found is not None and found.kind in (kind, ""):
            return found
        start = _given({"type": kind, "id": identity(event.get("item_id")) or None})
        return self._items.add(start, place(event.get("output_index")))

    def _teller(self, event: Json, whole: Mapping[str, Any]) -> _Item:
        """The item that an event tells whole: by its names, else the one under way at its place."""
        index = place(event.get("output_index"))
        named, found = self._items.named(*_names(whole)), self._items.at(index)
        if named is None and found is not None and not found.done and found.is_like(whole):
            return found
        return named or self._items.add({}, index)

    def _started(self, event: Json) -> Iterator[ResponseEvent]:
        start = mapping(event.get("item"))
        if not start:
            return
        known = self._items.named(*_names(start))
        if known is not None:
            self._items.last = known
            return
        item = self._items.add(start, place(event.get("output_index")))
        if item.kind == "function_call":
            yield ResponseEvent("tool_call", "", self._so_far(item), None, event)

    def _so_far(self, item: _Item) -> ToolCall:
        """The call in an item so far, with the piece that came since it was asked for last."""
        calls = [each for each in self._items.all if each.kind == item.kind]
        call, new = _tool_call(item.whole()), item.arguments.pop_new()
        return replace(call, delta=new, index=calls.index(item))

    def _part(self, event: Json) -> Iterator[ResponseEvent]:
        part = mapping(event.get("part"))
        lane = next((lane for lane in LANES.values() if lane.has(part)), None)
        if lane is None:
            yield ResponseEvent(text(event.get("type")), "", None, None, event)
            return
        item, key = self._item(event, lane.item), _key(lane, event)
        item.parts[key] = dict(part)
        yield from self._caught_up(item, key, part.get("text"), event)

    def _added(self, item: _Item, lane: Lane, new: str, raw: Json) -> Iterator[ResponseEvent]:
        if not new or item.kind != lane.item:
            return
        if lane is TEXT:
            yield from self._said(new, raw)
        elif self._thought in (None, lane):  # thinking and its summary are not both told
            yield from self._flushed(raw)
            self._thought = lane
            yield ResponseEvent("reasoning", new, None, None, raw)

    def _caught_up(
        self, item: _Item, key: Key, whole: object, raw: Json
    ) -> Iterator[ResponseEvent]:
        """Text that is told whole: what deltas did not tell comes now, and nothing twice."""
        found = plain_text(whole)
        if found:
            yield from self._added(item, key[0], item.growing(key).finish(found), raw)

    def _called(self, item: _Item, event: Json) -> Iterator[ResponseEvent]:
        before = str(item.arguments)
        if arguments.written(event.get("arguments")):
            item.arguments.replace(event["arguments"])
        else:
            item.arguments.add(event.get("delta"))
        if str(item.arguments) != before and item.kind == "function_call":
            yield ResponseEvent("tool_call", "", self._so_far(item), None, event)

    def _told(self, item: _Item, whole: Mapping[str, Any], raw: Json) -> Iterator[ResponseEvent]:
        """An item that is complete."""
        if item.done or not whole:
            return
        before, item.done = item.told and _tool_call(item.whole()), True
        item.told = {
            name: item.told.get(name) if value is None else value for name, value in whole.items()
        }
        item.more = GrowingFields()
        self._items.know(item)
        for lane in dict.fromkeys(LANES.values()):
            for number, part in enumerate(parts(whole.get(lane.field), lane.part)):
                if item.kind == lane.item and lane.has(part):
                    yield from self._caught_up(item, (lane, number), part.get("text"), raw)
        if arguments.written(whole.get("arguments")):
            item.arguments.replace(whole["arguments"])
        complete = item.whole()
        called = self._so_far(item)
        if item.kind == "function_call" and called != before:
            yield ResponseEvent("tool_call", "", called, None, raw)
        yield ResponseEvent("item", "", None, complete, raw)

    def _ended(self, response: Mapping[str, Any], raw: Json) -> Iterator[ResponseEvent]:
        self._keep(response)
        failure = failure_of(response, self._where)
        if failure is not None:
            raise failure
        streamed, output = [*self._items.all], objects(response.get("output"))
        told = {name for whole in output for name in _names(whole)}
        ordered: dict[_Item, None] = {}
        for number, whole in enumerate(output):
            item = self._items.named(*_names(whole))
            if item is None and number < len(streamed):
                at_place = streamed[number]
                is_same = at_place.is_like(whole) and told.isdisjoint(at_place.names)
                item = at_place if is_same else None
            item = item or self._items.add({}, None)
            ordered[item] = None
            yield from self._told(item, whole, raw)
        self._items.all = [*dict.fromkeys([*ordered, *streamed])]
        for item in self._items.all:
            for (lane, _), growing in item.texts.items():
                yield from self._added(item, lane, growing.close(), raw)
        yield from self._flushed(raw)
        self.complete = True
        reason = self.result().finish_reason
        if reason:
            yield ResponseEvent("finish", reason, None, None, raw)

    def _said(self, piece: str, raw: Json) -> Iterator[ResponseEvent]:
        for kind, part in [("text", piece)] if self._thought else self._splitter.feed(piece):
            yield ResponseEvent(kind, part, None, None, raw)

    def _flushed(self, raw: Json) -> Iterator[ResponseEvent]:
        for kind, part in self._splitter.close():
            yield ResponseEvent(kind, part, None, None, raw)


def failure_of(response: Mapping[str, Any], where: Origin) -> APIError | None:
    """The error of a response that failed, which comes at HTTP 200 in a good envelope; None for any
    other.
    """
    if response.get("status") != "failed":
        return None
    error = error_from({**response, "type": "error"}, where)
    if error is not None:
        error.raw = response
    return error


def _names(item: Mapping[str, Any]) -> list[str]:
    """What an item is known by: its id, and that of its call."""
    return [found for name in ("id", "call_id") if (found := identity(item.get(name)))]


def _given(fields: Mapping[str, Any]) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _key(lane: Lane, event: Mapping[str, Any]) -> Key:
    return lane, max(place(event.get(lane.number)) or 0, 0)


def _tool_call(
    item: Mapping[str, Any], number: int | None = None, *, complete: bool = True
) -> ToolCall:
    found = item.get("call_id")
    return ToolCall(
        identity(found) if number is None else call_id(found, number),
        plain_text(item.get("name")),
        arguments.written(item.get("arguments")),
        complete and item.get("status") != "incomplete",
        index=number or 0,
    )


def _texts(content: object, kinds: Sequence[str]) -> str:
    found = parts(content, kinds[0])
    return "".join(plain_text(part) for part in found if part.get("type") in kinds)


def _thought(item: Mapping[str, Any]) -> str:
    if item.get("type") != "reasoning":
        return reasoning_in(item) if item.get("type") == "message" else ""
    return next(
        filter(None, (plain_text(item.get(name)) for name in ("content", "summary", "text"))), ""
    )


def _as_input(item: Json, numbers: Iterator[int]) -> Json:
    """An item as a request takes it."""
    thought = _thought(item)
    if thought and not item.get("summary"):
        return {**item, "summary": [{"type": "summary_text", "text": thought}]}
    if item.get("type") == "function_call":
        return turn({**item, "call_id": call_id(item.get("call_id"), next(numbers))})
    return turn(item) if "role" in item else item
