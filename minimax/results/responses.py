"""Replies of the Responses API, the events of its streams, and their accumulator. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, Literal

from minimax_generated.api import text as api

from ..core.parsing import GrowingFields, identity, mapping, objects, parts, place, plain_text, text
from ..errors import APIError, Origin, error_from
from ..record import Record, Typed
from .accumulator import Accumulator, Json, Part, TextField, names_of
from .conversation import OUTPUT_ONLY, turn
from .reply import ITEM_CALL, Reply, ToolCall, Usage, call_id, write_arguments
from .thinking import reasoning_in

STARTS = ("created", "queued", "in_progress")
ENDS = ("completed", "incomplete", "failed")
UNDER_WAY = ("", "queued", "in_progress")
"""Statuses of a response that has not ended."""


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
        content = [part for message in messages for part in parts(message.get("content"))]
        return [note for part in content for note in objects(part.get("annotations"))]

    def as_items(self) -> list[Json]:
        """The turn, reasoning included, to append to the input of the next call.

        It is unchanged except for what a request does not accept: web search records are omitted, a
        reasoning item without a summary gets its own text as the summary, and arguments that are
        not a JSON object become one with the model's text in its field `INVALID_JSON`.
        """
        kept = [item for item in self.output if item.get("type") not in OUTPUT_ONLY]
        numbers = count()
        return [_as_input(item, numbers) for item in kept]

    def _check(self, where: Origin) -> None:
        if (failure := failure_of(self.raw, where)) is not None:
            raise failure

    @property
    def _has_content(self) -> bool:
        is_output = isinstance(self.raw.get("output"), list)
        return is_output and bool(self.output or self.finish_reason)

    def _turn(self) -> list[Json]:
        return self.as_items()

    def _calls(self) -> Iterator[ToolCall]:
        calls = (item for item in self.output if item.get("type") == ITEM_CALL.type)
        return map(ITEM_CALL.read, calls)

    def _raw_texts(self) -> tuple[str, str]:
        text = "".join(
            _texts(item.get("content"), ("output_text", "text"))
            for item in self.output
            if item.get("type") == "message"
        )
        thought = "".join(map(_thought, self.output)) or reasoning_in(self.raw)
        return text or plain_text(self.raw.get("output_text")), thought


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
    """For "tool_call", the call so far: `raw_arguments` is the text so far, `delta` the new
    piece.
    """
    item: Json | None
    """For "item", a complete item of any type."""
    raw: Json


TEXT = TextField("text", "message", "content", "output_text", "content_index")
THINKING = TextField("reasoning", "reasoning", "content", "reasoning_text", "content_index")
SUMMARY = TextField("reasoning", "reasoning", "summary", "summary_text", "summary_index")
FIELDS = {
    "response.output_text": TEXT,
    "response.reasoning": THINKING,
    "response.reasoning_text": THINKING,
    "response.reasoning_summary": SUMMARY,
    "response.reasoning_summary_text": SUMMARY,
}
"""Keyed by the first part of an event's name, before `.delta` or `.done`."""


class Item(Part):
    """An incomplete item."""

    call = ITEM_CALL


class ResponseAccumulator(Accumulator[ResponseEvent, ResponseReply, Item]):
    """Assembles the events of a Responses stream. Texts arrive in deltas, in full, or both. The
    full text counts, and only what is new is reported in events.
    """

    reply = ResponseReply
    event = ResponseEvent

    def _written(self) -> Json:
        output = [item.whole() for item in self._parts.all]
        return {"object": "response", **self._head, "output": output}

    def _replay(self, event: Json) -> None:
        self._end_with(event)

    def _opened(self, event: Json) -> None:
        self._keep(mapping(event.get("response")))

    def _ended(self, event: Json) -> None:
        status = text(event.get("type")).rpartition(".")[2]
        response = mapping(event.get("response")).items()
        given = {name: value for name, value in response if value is not None}
        self._end_with({"status": status, **given})

    def _item_added(self, event: Json) -> None:
        start = mapping(event.get("item"))
        known = self._parts.named(names_of(start))
        if known is not None:
            self._parts.know(known)
        elif start:
            item = self._begin(start, event)
            if item.is_call:
                self._emit_call(item)

    def _item_done(self, event: Json) -> None:
        """Complete an item, found by its ids or else by its position."""
        whole = mapping(event.get("item"))
        item = self._parts.named(names_of(whole))
        if item is None:
            at_place = self._parts.at(place(event.get("output_index")))[:1]
            item = next((each for each in at_place if not each.done and each.is_like(whole)), None)
        self._state(item or self._begin({}, event), whole)

    def _part(self, event: Json) -> None:
        part = mapping(event.get("part"))
        field = next((field for field in FIELDS.values() if _is(part, field)), None)
        if field is None:
            self._emit(text(event.get("type")))
            return
        item, number = self._item(event, field.type), _number(field, event)
        item.entries[field, number] = dict(part)
        self._complete(item, field, part.get("text"), number)

    def _text(self, event: Json) -> None:
        subject, _, step = event["type"].rpartition(".")
        field = FIELDS[subject]
        item, number = self._item(event, field.type), _number(field, event)
        if step == "delta":
            self._grow(item, field, event.get("delta"), number)
        else:
            self._complete(item, field, event.get("text"), number)

    def _arguments(self, event: Json) -> None:
        item = self._item(event, ITEM_CALL.type)
        before = str(item.arguments)
        if write_arguments(event.get("arguments")):
            item.arguments.replace(event["arguments"])
        else:
            item.arguments.add(event.get("delta"))
        if str(item.arguments) != before and item.is_call:
            self._emit_call(item)

    def _newer(self, event: Json) -> None:
        subject, _, step = event["type"].rpartition(".")
        if step == "delta" and (item := self._known(event)):
            item.more.add({subject.rpartition(".")[2]: event.get("delta")})

    def _known(self, event: Json) -> Item | None:
        """Find the item of an event: by id, by number, or else the newest."""
        found = self._parts.named([identity(event.get("item_id"))])
        if found is not None:
            return found
        at_place = self._parts.at(place(event.get("output_index")))[:1]
        return next((each for each in at_place if not (each.done and event.get("item_id"))), None)

    def _item(self, event: Json, type: str) -> Item:
        """The item of an event; it is created if its start event is missing."""
        found = self._known(event)
        if found is not None and found.type in (type, ""):
            return found
        name = identity(event.get("item_id"))
        return self._begin({"type": type, **({"id": name} if name else {})}, event)

    def _begin(self, start: Mapping[str, Any], event: Json) -> Item:
        number = place(event.get("output_index"))
        return self._parts.add(Item(start), len(self._parts.all) if number is None else number)

    def _state(self, item: Item, whole: Mapping[str, Any]) -> None:
        """Add a complete item."""
        if item.done or not whole:
            return
        before, item.done = item.stated and ITEM_CALL.read(item.whole()), True
        known = item.stated
        item.stated = {
            name: known.get(name) if value is None else value for name, value in whole.items()
        }
        if item.type == "" and known.get("type"):
            item.stated["type"] = known["type"]  # its text is read by its type
        item.more = GrowingFields()
        self._parts.know(item)
        for field in dict.fromkeys(FIELDS.values()):
            for number, part in enumerate(parts(whole.get(field.name), field.entry)):
                if item.type == field.type and _is(part, field):
                    self._complete(item, field, part.get("text"), number)
        if write_arguments(whole.get("arguments")):
            item.arguments.replace(whole["arguments"])
        if item.is_call and ITEM_CALL.read(item.whole()) != before:
            self._emit_call(item)
        self._emit("item", whole=item.whole())

    def _end_with(self, response: Mapping[str, Any]) -> None:
        """Handle the last event, which may repeat the whole response or parts of it."""
        self._keep(response)
        failure = failure_of(response, self._where)
        if failure is not None:
            raise failure
        streamed, ordered = self._parts.all[:], dict[Item, None]()
        for known, whole in self._parts.stated(objects(response.get("output"))):
            item = known or self._begin({}, {})
            ordered[item] = None
            self._state(item, whole)
        self._parts.all = [*dict.fromkeys([*ordered, *streamed])]
        self.complete = True
        self._end(self.result().finish_reason)

    steps: ClassVar = {
        **dict.fromkeys([f"response.{status}" for status in STARTS], _opened),
        "response.output_item.added": _item_added,
        "response.content_part.added": _part,
        **dict.fromkeys([f"{name}.{step}" for name in FIELDS for step in ("delta", "done")], _text),
        "response.function_call_arguments.delta": _arguments,
        "response.function_call_arguments.done": _arguments,
        "response.content_part.done": _part,
        "response.output_item.done": _item_done,
        **dict.fromkeys([f"response.{status}" for status in ENDS], _ended),
    }


def failure_of(response: Mapping[str, Any], where: Origin) -> APIError | None:
    """The error of a failed response, which has HTTP 200 and no error envelope; None for any other
    response.
    """
    if response.get("status") != "failed":
        return None
    error = error_from({**response, "type": "error"}, where)
    if error is not None:
        error.raw = response
    return error


def _is(part: Mapping[str, Any], field: TextField) -> bool:
    return part.get("type") in (field.entry, "text")


def _number(field: TextField, event: Mapping[str, Any]) -> int:
    return max(place(event.get(field.index_name)) or 0, 0)


def _texts(content: object, types: Sequence[str]) -> str:
    found = parts(content, types[0])
    return "".join(plain_text(part) for part in found if part.get("type") in types)


def _thought(item: Mapping[str, Any]) -> str:
    if item.get("type") != "reasoning":
        return reasoning_in(item) if item.get("type") == "message" else ""
    return next(
        filter(None, (plain_text(item.get(name)) for name in ("content", "summary", "text"))), ""
    )


def _as_input(item: Json, numbers: Iterator[int]) -> Json:
    """An item as accepted by a request."""
    thought = _thought(item)
    if thought and not item.get("summary"):
        return {**item, "summary": [{"type": "summary_text", "text": thought}]}
    if item.get("type") == ITEM_CALL.type:
        return turn({**item, "call_id": call_id(item.get("call_id"), next(numbers))})
    return turn(item) if "role" in item else item
