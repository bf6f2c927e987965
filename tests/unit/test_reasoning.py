"""One rule for every surface: `reply.reasoning` is apart from `reply.text`, in whatever way the
platform tells it, whole or streamed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest

from minimax.core.call import Answer
from minimax.errors import Origin
from minimax.results.chat import ChatAccumulator
from minimax.results.messages import MessageAccumulator
from minimax.results.responses import ResponseAccumulator

from .platform import delta
from .transcripts import message_events, response_events

Json = dict[str, Any]
HERE = Origin("POST /")
THOUGHT, ANSWER = "Let me see. 好", "Yes, a < b."


class Way(NamedTuple):
    """How a surface tells: the answer as a whole, and the frames of a stream for texts in these
    pieces, `(kind, piece)` each.
    """

    accumulator: Callable[[Origin], Any]
    whole: Callable[[str, str], Json]
    frames: Callable[[Sequence[tuple[str, str]]], list[Json]]


def chat_whole(field: str) -> Callable[[str, str], Json]:
    def whole(thought: str, answer: str) -> Json:
        reasoning = (
            {field: [{"index": 0, "text": thought}] if field == "reasoning_details" else thought}
            if thought
            else {}
        )
        return {
            "choices": [
                {
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": answer, **reasoning},
                }
            ]
        }

    return whole


def chat_frames(field: str) -> Callable[[Sequence[tuple[str, str]]], list[Json]]:
    def frame(kind: str, piece: str) -> Json:
        if kind == "text":
            return delta(piece)
        return delta(
            None,
            None,
            **{field: [{"index": 0, "text": piece}] if field == "reasoning_details" else piece},
        )

    return lambda pieces: [*(frame(kind, piece) for kind, piece in pieces), delta("", "stop")]


def native_frames(pieces: Sequence[tuple[str, str]]) -> list[Json]:
    """As chat, and in the end everything once more."""
    said = {
        kind: "".join(piece for each, piece in pieces if each == kind)
        for kind in ("reasoning", "text")
    }
    return [
        *chat_frames("reasoning_content")(pieces),
        chat_whole("reasoning_content")(said["reasoning"], said["text"]),
    ]


def message_whole(thought: str, answer: str) -> Json:
    thinking = [{"type": "thinking", "thinking": thought, "signature": "9f"}] if thought else []
    return {
        "content": [*thinking, {"type": "text", "text": answer}],
        "stop_reason": "end_turn",
        "usage": {},
    }


def message_frames(pieces: Sequence[tuple[str, str]]) -> list[Json]:
    kinds = list(dict.fromkeys(kind for kind, _ in pieces))
    names = {"reasoning": "thinking", "text": "text"}
    starts = [
        {
            "type": "content_block_start",
            "index": index,
            "content_block": {"type": names[kind], names[kind]: ""},
        }
        for index, kind in enumerate(kinds)
    ]
    deltas = [
        {
            "type": "content_block_delta",
            "index": kinds.index(kind),
            "delta": {"type": f"{names[kind]}_delta", names[kind]: piece},
        }
        for kind, piece in pieces
    ]
    ends = [
        event
        for event in message_events({"content": [], "stop_reason": "end_turn", "usage": {}})
        if event["type"] != "message_start"
    ]
    return [*starts, *deltas, *ends]


def response_whole(field: str) -> Callable[[str, str], Json]:
    kind = {"content": "reasoning_text", "summary": "summary_text"}[field]

    def whole(thought: str, answer: str) -> Json:
        item = {"id": "rs", "type": "reasoning", field: [{"type": kind, "text": thought}]}
        message = {
            "id": "m",
            "type": "message",
            "content": [{"type": "output_text", "text": answer}],
        }
        return {"status": "completed", "output": [*([item] if thought else []), message]}

    return whole


def response_frames(event: str) -> Callable[[Sequence[tuple[str, str]]], list[Json]]:
    def frames(pieces: Sequence[tuple[str, str]]) -> list[Json]:
        kinds = list(dict.fromkeys(kind for kind, _ in pieces))
        names = {"reasoning": ("reasoning", event), "text": ("message", "output_text")}
        starts = [
            {
                "type": "response.output_item.added",
                "output_index": index,
                "item": {"type": names[kind][0]},
            }
            for index, kind in enumerate(kinds)
        ]
        deltas = [
            {
                "type": f"response.{names[kind][1]}.delta",
                "output_index": kinds.index(kind),
                "delta": piece,
            }
            for kind, piece in pieces
        ]
        return [*starts, *deltas, response_events({"status": "completed", "output": []})[-1]]

    return frames


WAYS = {
    "native chat": Way(ChatAccumulator, chat_whole("reasoning_content"), native_frames),
    "chat, reasoning_content": Way(
        ChatAccumulator, chat_whole("reasoning_content"), chat_frames("reasoning_content")
    ),
    "chat, reasoning": Way(ChatAccumulator, chat_whole("reasoning"), chat_frames("reasoning")),
    "chat, reasoning_details": Way(
        ChatAccumulator, chat_whole("reasoning_details"), chat_frames("reasoning_details")
    ),
    "messages": Way(MessageAccumulator, message_whole, message_frames),
    "responses": Way(
        ResponseAccumulator, response_whole("content"), response_frames("reasoning_text")
    ),
    "responses, summary": Way(
        ResponseAccumulator, response_whole("summary"), response_frames("reasoning_summary_text")
    ),
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def whole(way: Way, payload: Json) -> tuple[str, str]:
    """Text and reasoning of an answer that came whole, which its events say, too."""
    accumulator = way.accumulator(HERE)
    return text_and_reasoning(accumulator.whole(Answer(payload, None, {})), accumulator)


def streamed(way: Way, pieces: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Text and reasoning of a stream, which its events say, too."""
    accumulator = way.accumulator(HERE)
    events = [
        event
        for frame in way.frames(pieces)
        for event in accumulator.feed(json.dumps(frame).encode())
    ]
    return text_and_reasoning(events, accumulator)


def text_and_reasoning(events: Sequence[Any], accumulator: Any) -> tuple[str, str]:
    told = {
        kind: "".join(event.text for event in events if event.type == kind)
        for kind in ("text", "reasoning")
    }
    reply = accumulator.result()
    assert accumulator.complete
    assert (told["text"], told["reasoning"]) == (reply.text, reply.reasoning)
    return reply.text, reply.reasoning


def cut(kind: str, text: str, size: int) -> list[tuple[str, str]]:
    return [(kind, text[start : start + size]) for start in range(0, len(text), size)]


@every_way
def test_separate_reasoning(way: Way) -> None:
    assert whole(way, way.whole(THOUGHT, ANSWER)) == (ANSWER, THOUGHT)
    for size in (1, 3, 100):
        assert streamed(way, [*cut("reasoning", THOUGHT, size), *cut("text", ANSWER, size)]) == (
            ANSWER,
            THOUGHT,
        )


@every_way
def test_cumulative_reasoning(way: Way) -> None:
    snapshots = [("reasoning", THOUGHT[:end]) for end in range(1, len(THOUGHT) + 1)]
    assert streamed(way, [*snapshots, ("text", ANSWER)]) == (ANSWER, THOUGHT)


every_tag = pytest.mark.parametrize("tag", ["think", "mm:think"])


@every_way
@every_tag
def test_tags_split_anywhere(way: Way, tag: str) -> None:
    text = f"<{tag}>{THOUGHT}</{tag}>\n\n{ANSWER}"
    assert whole(way, way.whole("", text)) == (ANSWER, THOUGHT)
    for end in range(len(text) + 1):
        assert streamed(way, [("text", text[:end]), ("text", text[end:])]) == (ANSWER, THOUGHT)
    assert streamed(way, cut("text", text, 1)) == (ANSWER, THOUGHT)


@every_way
@every_tag
def test_unclosed_tags(way: Way, tag: str) -> None:
    text = f"<{tag}>{THOUGHT}"
    assert whole(way, way.whole("", text)) == ("", THOUGHT)
    assert streamed(way, cut("text", text, 2)) == ("", THOUGHT)


@every_way
@every_tag
def test_unopened_tags(way: Way, tag: str) -> None:
    text = f"{THOUGHT}</{tag}>{ANSWER}"
    given, written = way.accumulator(HERE), way.accumulator(HERE)
    given.whole(Answer(way.whole("", text), None, {}))
    for frame in way.frames(cut("text", text, 2)):
        written.feed(json.dumps(frame).encode())

    for reply in (
        given.result(),
        written.result(),
    ):  # only the whole tells that it began with reasoning
        assert (reply.text, reply.reasoning) == (ANSWER, THOUGHT)


@every_way
def test_blocks_end_with_the_matching_tag(way: Way) -> None:
    text = f"<think>a</mm:think>b</think>{ANSWER}"
    assert whole(way, way.whole("", text)) == (ANSWER, "a</mm:think>b")
    assert streamed(way, cut("text", text, 3)) == (ANSWER, "a</mm:think>b")


@every_way
def test_split_characters(way: Way) -> None:
    pieces = [("reasoning", "H\ud83d"), ("reasoning", "\ude00m"), ("text", "\ud83d")]
    assert streamed(way, [*pieces, ("text", "\ude00")]) == ("😀", "H😀m")


@every_way
def test_tags_mentioned_in_the_text(way: Way) -> None:
    text = "Write <think> and </think>."
    assert whole(way, way.whole(THOUGHT, text)) == (text, THOUGHT)
    assert streamed(way, [("reasoning", THOUGHT), *cut("text", text, 3)]) == (text, THOUGHT)


@every_way
def test_partial_tags_are_kept(way: Way) -> None:
    assert streamed(way, [("text", "a <thi")]) == ("a <thi", "")
    assert whole(way, way.whole("", "a <thi")) == ("a <thi", "")
