"""A reply of the Responses surface, the events of its stream, and the accumulator that makes one
from the other. Pure, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from minimax_generated.api import text as api

from ..call import Answer, frame
from ..errors import APIError, Origin, error_from
from ..thinking import SnapshotBuffer, ThinkSplitter
from .chat import ToolCall, Usage
from .fields import count, identity, mapping, objects, text
from .record import Record, Typed
from .reply import Reply

Json = dict[str, Any]

UNDER_WAY = ("", "queued", "in_progress")
ENDS = ("response.completed", "response.incomplete", "response.failed")
STARTS = ("response.created", "response.queued", "response.in_progress")


class ResponseReply(Reply):
    """The model's turn as items.

    `raw` is the platform's answer as it came (for a stream: its last event, or what came so far);
    everything else reads from it.
    """

    response = Typed(lambda: api.responses.OPERATION.response_model)
    """The response with every documented field, typed."""

    @property
    def output(self) -> list[Json]:
        """The items as they came, in order: reasoning, message, function_call, web_search_call and
        what is newer.
        """
        return objects(self.raw.get("output"))

    @property
    def tool_calls(self) -> list[ToolCall]:
        """Calls that the model asks for, in its order. What the platform ran itself is in `output`
        only.
        """
        return [_tool_call(item) for item in self.output if item.get("type") == "function_call"]

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped: "completed", "max_output_tokens", "content_filter"; None when cut
        off.
        """
        status = text(self.raw.get("status"))
        if status in UNDER_WAY:
            return None
        return text(mapping(self.raw.get("incomplete_details")).get("reason")) or status

    @property
    def usage(self) -> Usage | None:
        """Tokens of the call."""
        raw = self.raw.get("usage")
        if not isinstance(raw, Mapping):
            return None
        return Usage(
            count(raw.get("input_tokens")),
            count(raw.get("output_tokens")),
            count(raw.get("total_tokens")),
            count(mapping(raw.get("output_tokens_details")).get("reasoning_tokens")),
            count(mapping(raw.get("input_tokens_details")).get("cached_tokens")),
        )

    @property
    def citations(self) -> list[Json]:
        """Sources that the answer names after a web search, with `title` and `url`."""
        parts = [
            part
            for item in self.output
            if item.get("type") == "message"
            for part in objects(item.get("content"))
        ]
        return [note for part in parts for note in objects(part.get("annotations"))]

    def as_items(self) -> list[Json]:
        """The turn verbatim, reasoning and server tools included, to append to the input of the
        next call.

        A request documents thinking as a summary only, so a reasoning item without one gets its own
        text as that, too.
        """
        return [
            _with_summary(item) if item.get("type") == "reasoning" else item for item in self.output
        ]

    def _spoken(self) -> tuple[str, str]:
        said = "".join(
            _texts(item, "content", "output_text")
            for item in self.output
            if item.get("type") == "message"
        )
        return said or text(self.raw.get("output_text")), "".join(map(_thought, self.output))


@dataclass(slots=True)
class ResponseEvent(Record):
    """One step of a Responses stream. `raw` is the event that it came with."""

    type: Literal["text", "reasoning", "tool_call", "item", "finish"] | str
    """Any other value is the type of an event that is newer than this package; all it holds is in
    `raw`.
    """
    text: str
    """New text or reasoning; for "finish" the reason."""
    tool_call: ToolCall | None
    """For "tool_call": the call as far as it has come."""
    item: Json | None
    """For "item": an item that is complete, of any kind."""
    raw: Json


class Place(NamedTuple):
    """Where text stands in an item: the kind of the item, its field, the kind of the part, and the
    name of the part's number.
    """

    item: str
    field: str
    part: str
    number: str


TEXT = Place("message", "content", "output_text", "content_index")
THINKING = Place("reasoning", "content", "reasoning_text", "content_index")
SUMMARY = Place("reasoning", "summary", "summary_text", "summary_index")
PLACES = {
    "response.output_text": TEXT,
    "response.reasoning_text": THINKING,
    "response.reasoning_summary_text": SUMMARY,
}
"""By the first part of an event's name, before `.delta` and `.done`."""
Key = tuple[Place, int]
ARGUMENTS = "response.function_call_arguments"
PARTS = ("response.content_part.added", "response.content_part.done")


class _Item:
    """An item under way: the item as it was last told, and the texts that its events have added."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = dict(told)
        self.texts: dict[Key, list[str]] = {}
        self.thinking: dict[Key, SnapshotBuffer] = {}
        self.parts: dict[Key, Json] = {}
        self.arguments = text(told.get("arguments"))
        self.done = False

    @property
    def kind(self) -> str:
        return text(self.told.get("type"))

    def new(self, key: Key, piece: str) -> str:
        """What a delta adds; thinking may come as all of it so far."""
        return (
            piece if key[0] is TEXT else self.thinking.setdefault(key, SnapshotBuffer()).feed(piece)
        )

    def said(self, key: Key) -> str:
        return "".join(self.texts.get(key, ()))

    def whole(self) -> Json:
        """The item as an answer that is no stream would have it."""
        item = dict(self.told)
        if self.arguments:
            item["arguments"] = self.arguments
        for place, index in sorted(self.texts):
            parts = item[place.field] = objects(item.get(place.field))
            if index >= len(parts):
                index = len(parts)
                parts.append({"type": place.part})
            parts[index] = {
                **self.parts.get((place, index), {}),
                **parts[index],
                "text": self.said((place, index)),
            }
        return item


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
        self._items: dict[int, _Item] = {}
        self._current = -1
        self._splitter = ThinkSplitter()
        self._thought: Place | None = None
        self._answer: ResponseReply | None = None

    def feed(self, data: bytes | bytearray) -> Sequence[ResponseEvent]:
        """The events of one frame; raises the APIError of a response that failed."""
        event = frame(data, self._where)
        return list(self._event(event)) if isinstance(event, dict) else []

    def whole(self, answer: Answer) -> Sequence[ResponseEvent]:
        """A complete answer that came instead of a stream."""
        events = list(self._ended(answer.payload, answer.payload))
        self._answer = ResponseReply(answer.payload, answer.trace_id)
        return events

    def result(self) -> ResponseReply:
        """The reply as far as it has come."""
        if self._answer is not None:
            return self._answer
        items = [item.whole() for _, item in sorted(self._items.items())]
        return ResponseReply({**self._head, "output": items})

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
            yield from self._told(self._index(event), mapping(event.get("item")), event)
        elif name in PARTS:
            yield from self._part(event)
        elif subject in PLACES and step in ("delta", "done"):
            key = _key(PLACES[subject], event)
            item = self._item(event, PLACES[subject].item)
            if step == "done":
                yield from self._caught_up(item, key, event.get("text"), event)
            else:
                yield from self._added(item, key, item.new(key, text(event.get("delta"))), event)
        elif subject == ARGUMENTS and step in ("delta", "done"):
            yield from self._called(self._item(event, "function_call"), event)
        elif name:
            yield ResponseEvent(name, "", None, None, event)

    def _keep(self, response: Mapping[str, Any]) -> None:
        self._head.update(_given(response))

    def _index(self, event: Json) -> int:
        """The number of the item that an event is about: as told, else by the item's id, else the
        last one.
        """
        number = event.get("output_index")
        if isinstance(number, int):
            return number
        named = event.get("item_id") or mapping(event.get("item")).get("id")
        return next(
            (
                index
                for index, item in self._items.items()
                if named and item.told.get("id") == named
            ),
            self._current,
        )

    def _item(self, event: Json, kind: str) -> _Item:
        """The item that an event is about, made anew if its start was lost."""
        return self._items.setdefault(self._index(event), _Item({"type": kind}))

    def _started(self, event: Json) -> Iterator[ResponseEvent]:
        number = event.get("output_index")
        self._current = number if isinstance(number, int) else len(self._items)
        start = mapping(event.get("item"))
        if not start:
            return
        item = self._items[self._current] = _Item(start)
        if item.kind == "function_call":
            yield ResponseEvent("tool_call", "", _tool_call(item.whole()), None, event)

    def _part(self, event: Json) -> Iterator[ResponseEvent]:
        part = mapping(event.get("part"))
        place = next((place for place in PLACES.values() if place.part == part.get("type")), None)
        if place is None:
            yield ResponseEvent(text(event.get("type")), "", None, None, event)
            return
        item, key = self._item(event, place.item), _key(place, event)
        item.parts[key] = dict(part)
        yield from self._caught_up(item, key, part.get("text"), event)

    def _added(self, item: _Item, key: Key, piece: str, raw: Json) -> Iterator[ResponseEvent]:
        place = key[0]
        item.texts.setdefault(key, []).append(piece)
        if not piece or item.kind != place.item:
            return
        if place is TEXT:
            yield from self._said(piece, raw)
        elif self._thought in (None, place):  # thinking and its summary are not both told
            yield from self._flushed(raw)
            self._thought = place
            yield ResponseEvent("reasoning", piece, None, None, raw)

    def _caught_up(
        self, item: _Item, key: Key, whole: object, raw: Json
    ) -> Iterator[ResponseEvent]:
        """Text that is told whole: what deltas did not tell comes now, and nothing twice."""
        said = item.said(key)
        if not isinstance(whole, str) or not whole or whole == said:
            return
        if whole.startswith(said):
            yield from self._added(item, key, whole[len(said) :], raw)
        item.texts[key] = [whole]

    def _called(self, item: _Item, event: Json) -> Iterator[ResponseEvent]:
        whole = event.get("arguments")
        arguments = whole if isinstance(whole, str) else item.arguments + text(event.get("delta"))
        if arguments == item.arguments:
            return
        item.arguments = arguments
        if item.kind == "function_call":
            yield ResponseEvent("tool_call", "", _tool_call(item.whole()), None, event)

    def _told(self, index: int, whole: Mapping[str, Any], raw: Json) -> Iterator[ResponseEvent]:
        """An item that is complete."""
        item = self._items.setdefault(max(index, 0), _Item({}))
        if item.done or not whole:
            return
        before, item.done = item.told and _tool_call(item.whole()), True
        item.told = {
            name: item.told.get(name) if value is None else value for name, value in whole.items()
        }
        for place in PLACES.values():
            for number, part in enumerate(objects(whole.get(place.field))):
                if item.kind == place.item and part.get("type") == place.part:
                    yield from self._caught_up(item, (place, number), part.get("text"), raw)
        item.arguments = text(whole.get("arguments")) or item.arguments
        complete = item.whole()
        called = _tool_call(complete)
        if item.kind == "function_call" and called != before:
            yield ResponseEvent("tool_call", "", called, None, raw)
        yield ResponseEvent("item", "", None, complete, raw)

    def _ended(self, response: Mapping[str, Any], raw: Json) -> Iterator[ResponseEvent]:
        self._keep(response)
        failure = failure_of(response, self._where)
        if failure is not None:
            raise failure
        for index, whole in enumerate(objects(response.get("output"))):
            yield from self._told(index, whole, raw)
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


def _given(fields: Mapping[str, Any]) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _key(place: Place, event: Mapping[str, Any]) -> Key:
    number = event.get(place.number)
    return place, max(number, 0) if isinstance(number, int) else 0


def _tool_call(item: Mapping[str, Any]) -> ToolCall:
    return ToolCall(
        identity(item.get("call_id")), text(item.get("name")), text(item.get("arguments"))
    )


def _texts(item: Mapping[str, Any], field: str, kind: str) -> str:
    return "".join(
        text(part.get("text")) for part in objects(item.get(field)) if part.get("type") == kind
    )


def _thought(item: Mapping[str, Any]) -> str:
    if item.get("type") != "reasoning":
        return ""
    return _texts(item, "content", "reasoning_text") or _texts(item, "summary", "summary_text")


def _with_summary(item: Json) -> Json:
    thought = _thought(item)
    return (
        {**item, "summary": [{"type": "summary_text", "text": thought}]}
        if thought and not item.get("summary")
        else item
    )
