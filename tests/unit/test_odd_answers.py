"""Answers and streams with any value in any place: whatever comes, a reply is read from it, or an error of ours is raised."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax import MinimaxError
from minimax.call import Answer
from minimax.errors import Origin
from minimax.results.messages import MessageAccumulator
from minimax.results.responses import ResponseAccumulator

from .transcripts import MESSAGE, RESPONSE, message_events, response_events

HERE = Origin("POST /")
VALUES = st.sampled_from(
    [None, True, -1, 7, 1.5, "", "odd", "9" * 5000, [], [None], ["odd"], {}, {"odd": None}, [[]], {"type": ["odd"]}, 10**30]
)
SURFACES = [
    pytest.param(MessageAccumulator, message_events(), MESSAGE, id="messages"),
    pytest.param(ResponseAccumulator, response_events(), RESPONSE, id="responses"),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a decoded JSON value."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with another value in one place."""
    copy = json.loads(json.dumps(value))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return copy


def read(accumulator: Any) -> None:
    """Everything that a reply tells."""
    reply = accumulator.result()
    assert isinstance(reply.text + reply.reasoning + reply.model, str)
    assert reply.finish_reason is None or isinstance(reply.finish_reason, str)
    assert reply.usage is None or reply.usage.total_tokens is not None
    for call in reply.tool_calls:
        assert isinstance(call.id + call.name + call.raw_arguments, str)
    json.dumps(reply.as_message() if hasattr(reply, "as_message") else reply.as_items())


@pytest.mark.parametrize(("kind", "events", "answer"), SURFACES)
@given(data=st.data())
def test_any_value_in_any_place_is_survived(kind: Callable[[Origin], Any], events: list[Any], answer: Any, data: st.DataObject) -> None:
    streamed, whole = kind(HERE), kind(HERE)
    odd = changed(events, data.draw(st.sampled_from(list(places(events)))), data.draw(VALUES))
    for event in odd:
        with suppress(MinimaxError):
            streamed.feed(json.dumps(event).encode())
        read(streamed)

    payload = changed(answer, data.draw(st.sampled_from(list(places(answer)))), data.draw(VALUES))
    with suppress(MinimaxError):
        whole.whole(Answer(payload, None, {}))
    read(whole)
