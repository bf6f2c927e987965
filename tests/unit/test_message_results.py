"""Messages: the fields of a reply, and how stream events become one."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from typing import Any

import pytest

from minimax.core.call import Answer
from minimax.errors import APIError, DecodeError, Origin, SensitiveContentError, ServerError
from minimax.results.messages import Message, MessageAccumulator, MessageEvent
from minimax.results.reply import MessageUsage, ToolCall

from .transcripts import MESSAGE, block_events, message_events

HERE = Origin("POST /anthropic/v1/messages")
START = {
    "type": "message_start",
    "message": {"id": "0744", "role": "assistant", "model": "MiniMax-M3", "content": []},
}
STOP = {"type": "message_stop"}


def fed(*events: Any) -> tuple[list[MessageEvent], Message, MessageAccumulator]:
    """Events, result and accumulator of a stream of these events."""
    accumulator = MessageAccumulator(HERE)
    found = [each for event in events for each in accumulator.feed(json.dumps(event).encode())]
    return found, accumulator.result(), accumulator


def type_and_text(events: Sequence[MessageEvent]) -> list[tuple[str, str]]:
    """What the events say, with neighbours of one kind joined."""
    joined: list[tuple[str, str]] = []
    for event in events:
        if joined and joined[-1][0] == event.type:
            joined[-1] = (event.type, joined[-1][1] + event.text)
        else:
            joined.append((event.type, event.text))
    return joined


def ended(reason: str = "end_turn", **usage: int) -> dict[str, Any]:
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage}


def grown(index: int, kind: str, **field: Any) -> dict[str, Any]:
    return {
        "type": "content_block_delta",
        "index": index,
        "delta": {"type": f"{kind}_delta", **field},
    }


class TestAMessage:
    def test_has_the_fields_of_the_response(self) -> None:
        message = Message(MESSAGE)
        assert (message.text, message.reasoning, message.finish_reason) == (
            "Grüße, 世界 <b>",
            "The user greets. 好",
            "tool_use",
        )
        assert message.tool_calls == [ToolCall("c1", "look", '{"at": ["🎻", 1]}')]
        assert message.tool_calls[0].arguments == {"at": ["🎻", 1]}
        assert (message.trace_id, message.model, str(message)) == (
            "0744",
            "MiniMax-M3",
            "Grüße, 世界 <b>",
        )
        assert [block["type"] for block in message.content][2:4] == [
            "server_tool_use",
            "web_search_tool_result",
        ]
        assert message.raw is MESSAGE

    def test_separates_cache_tokens(self) -> None:
        usage = Message(MESSAGE).usage
        assert usage is not None
        assert usage == MessageUsage(
            input_tokens=12,
            output_tokens=20,
            cache_creation_input_tokens=64,
            cache_read_input_tokens=128,
        )
        assert (usage.prompt_tokens, usage.total_tokens) == (204, 224)
        assert Message(
            {"usage": {"input_tokens": "7", "output_tokens": None}}
        ).usage == MessageUsage(7, 0, 0, 0)

    def test_is_sent_back_verbatim(self) -> None:
        assert Message(MESSAGE).as_message() == {"role": "assistant", "content": MESSAGE["content"]}

    def test_pickle_and_repr(self) -> None:
        assert pickle.loads(pickle.dumps(Message(MESSAGE))) == Message(MESSAGE)
        assert repr(Message(MESSAGE)).startswith("Message(text='Grüße")

    @pytest.mark.parametrize(
        "raw",
        [
            {},
            {"content": None, "usage": None, "model": None},
            {"content": "", "usage": []},
            {"content": [None, [], {}]},
            {
                "content": [
                    {"type": None},
                    {"type": "text"},
                    {"type": "text", "text": None},
                    {"type": "thinking", "thinking": None},
                ]
            },
            {"content": [{"type": ["text"]}], "stop_reason": {}, "id": []},
            {"content": {"type": "text"}, "usage": "odd"},
        ],
    )
    def test_missing_fields_are_empty(self, raw: dict[str, Any]) -> None:
        message = Message(raw)
        assert (message.text, message.reasoning, message.tool_calls, message.finish_reason) == (
            "",
            "",
            [],
            None,
        )
        assert (message.usage, message.model, message.trace_id) == (None, "", None)
        assert message.as_message()["role"] == "assistant"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("Hi", ("Hi", "")),
            ({"type": "text", "text": "Hi"}, ("Hi", "")),
            (["H", {"type": "text", "text": "i"}], ("Hi", "")),
            ([{"text": "Hi"}], ("Hi", "")),
            ([{"type": "text", "text": 7}], ("7", "")),
            ([{"type": "thinking", "thinking": "Hm."}, "Hi"], ("Hi", "Hm.")),
            ([{"type": "reasoning", "text": "Hm."}, "Hi"], ("Hi", "Hm.")),
            ("<mm:think>Hm.</mm:think>Hi", ("Hi", "Hm.")),
            ("\ud83d\ude00\ud83d", ("😀\ufffd", "")),
        ],
    )
    def test_content_in_any_form_is_read(self, content: Any, said: tuple[str, str]) -> None:
        message = Message({"content": content})
        assert (message.text, message.reasoning) == said
        assert all(isinstance(block, dict) for block in message.as_message()["content"])

    def test_as_message_omits_rejected_fields(self) -> None:
        calls = [
            {"type": "tool_use", "name": "look", "input": '{"at": '},
            {"type": "tool_use", "id": 7, "name": "look", "input": None},
            {"type": "tool_use", "name": "look", "input": '{"at": 1}'},
        ]
        message = Message({"content": calls, "stop_reason": "tool_use"})
        sent = message.as_message()["content"]
        assert [block["input"] for block in sent] == [
            {"INVALID_JSON": '{"at": '},
            {},
            {"at": 1},
        ]
        assert [block["id"] for block in sent] == [call.id for call in message.tool_calls]
        assert [block["id"] for block in sent] == ["call_0", "7", "call_2"]

    @pytest.mark.parametrize("reason", ["max_tokens", "refusal", "model_context_window_exceeded"])
    def test_arguments_of_cut_off_turns_are_an_error(self, reason: str) -> None:
        block = {"type": "tool_use", "id": "c", "name": "wipe", "input": {}}
        message = Message({"content": [block], "stop_reason": reason})
        assert message.cut_off
        with pytest.raises(DecodeError, match="the turn was cut off"):
            _ = message.tool_calls[0].arguments

    @pytest.mark.parametrize(
        "cached",
        [{"prompt_tokens_details": {"cached_tokens": 64}}, {"prompt_cache_hit_tokens": 64}],
    )
    def test_reads_cached_tokens_under_every_name(self, cached: dict[str, Any]) -> None:
        usage = Message({"usage": {"input_tokens": 36, **cached}}).usage
        assert usage == MessageUsage(36, 0, 0, 64)

    @pytest.mark.parametrize("given", [None, 7, "text", [], "[" * 100_000])
    def test_unusual_arguments_are_kept(self, given: Any) -> None:
        call = Message(
            {"content": [{"type": "tool_use", "id": 7, "name": None, "input": given}]}
        ).tool_calls[0]
        assert (call.id, call.name) == ("7", "")
        if given:
            with pytest.raises(DecodeError):
                _ = call.arguments
        else:
            assert call.arguments == {}


class TestAStream:
    def test_result_equals_that_of_a_call(self) -> None:
        events, message, accumulator = fed(*message_events())
        assert message.content == MESSAGE["content"]
        assert (message.finish_reason, message.usage, message.model) == (
            "tool_use",
            Message(MESSAGE).usage,
            "MiniMax-M3",
        )
        assert accumulator.complete
        assert type_and_text(events) == [
            ("reasoning", "The user greets. 好"),
            ("block", ""),
            ("text", "Grüße, 世界 <b>"),
            ("block", ""),
            ("tool_call", ""),
            ("block", ""),
            ("finish", "tool_use"),
        ]
        assert [event.block for event in events if event.type == "block"] == MESSAGE["content"]
        assert [event.tool_call for event in events if event.tool_call][-1] == ToolCall(
            "c1", "look", '{"at": ["🎻", 1]}'
        )

    def test_complete_message_gives_the_same_events(self) -> None:
        accumulator = MessageAccumulator(HERE)
        events = accumulator.whole(Answer(MESSAGE, None, {"trace-id": "0755"}))
        assert type_and_text(events) == type_and_text(fed(*message_events())[0])
        assert (accumulator.complete, accumulator.result(), accumulator.result().trace_id) == (
            True,
            Message(MESSAGE),
            "0755",
        )

    def test_final_usage_replaces_initial_usage(self) -> None:
        start = {
            **START,
            "message": {
                "usage": {
                    "input_tokens": 0,
                    "output_tokens": 1,
                    "cache_read_input_tokens": 0,
                    "service_tier": "standard",
                }
            },
        }
        _, message, _ = fed(
            start, ended(input_tokens=5, output_tokens=9, cache_read_input_tokens=512), STOP
        )
        assert message.usage == MessageUsage(5, 9, 0, 512)
        assert message.raw["usage"]["service_tier"] == "standard"

    def test_unknown_events_deltas_and_blocks_are_kept(self) -> None:
        note = {"type": "x_note", "about": [1]}
        events, message, _ = fed(
            START,
            note,
            {
                "type": "content_block_start",
                "index": 0,
                "content_block": {"type": "x_block", "seed": 1},
            },
            {"type": "content_block_delta", "index": 0, "delta": {"type": "x_delta", "more": 2}},
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": "odd"},
            },
            {"type": "content_block_stop", "index": 0},
            ended(),
            STOP,
        )
        assert [event.type for event in events] == [
            "x_note",
            "x_delta",
            "text_delta",
            "block",
            "finish",
        ]
        assert events[0].raw == note
        assert events[1].raw["delta"] == {"type": "x_delta", "more": 2}
        assert message.content == [{"type": "x_block", "seed": 1, "more": 2, "text": "odd"}]
        assert message.text == ""

    def test_missing_block_start_and_index_are_accepted(self) -> None:
        _, message, _ = fed(
            {"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "Hm."}},
            {"type": "content_block_start", "content_block": {"type": "text", "text": "A"}},
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "nd"}},
            ended("max_tokens"),
            STOP,
        )
        assert (message.reasoning, message.text, message.finish_reason) == (
            "Hm.",
            "And",
            "max_tokens",
        )

    def test_invalid_arguments_are_kept_as_text(self) -> None:
        block = {"type": "tool_use", "id": "c1", "name": "look", "input": {}}
        _, message, _ = fed(
            {"type": "content_block_start", "index": 0, "content_block": block},
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "input_json_delta", "partial_json": '{"at": '},
            },
            ended("max_tokens"),
            STOP,
        )
        assert message.tool_calls[0].raw_arguments == '{"at": '
        with pytest.raises(DecodeError, match="not a JSON object, because the turn was cut off"):
            _ = message.tool_calls[0].arguments

    def test_blocks_are_separated_by_their_start(self) -> None:
        """However often a number is used again."""
        call = {"type": "tool_use", "name": "look", "input": {}}
        events, message, _ = fed(
            *block_events(0, {"type": "thinking", "thinking": "Hm."}),
            *block_events(0, {"type": "text", "text": "I look."}),
            *block_events(0, {**call, "id": "a", "input": {"at": 1}}),
            *block_events(0, {**call, "id": "b", "input": {"at": 2}}),
            ended("tool_use"),
            STOP,
        )
        assert [block["type"] for block in message.content] == [
            "thinking",
            "text",
            "tool_use",
            "tool_use",
        ]
        assert (message.reasoning, message.text) == ("Hm.", "I look.")
        assert [(each.id, each.arguments) for each in message.tool_calls] == [
            ("a", {"at": 1}),
            ("b", {"at": 2}),
        ]
        assert [event.block for event in events if event.type == "block"] == message.content

    def test_calls_with_the_same_id_are_separate(self) -> None:
        call = {"type": "tool_use", "id": "a", "name": "look", "input": {}}
        _, message, _ = fed(
            *block_events(0, {**call, "input": {"at": 1}}),
            *block_events(1, {**call, "input": {"at": 2}}),
            ended("tool_use"),
            STOP,
        )
        assert [each.arguments for each in message.tool_calls] == [{"at": 1}, {"at": 2}]

    def test_deltas_of_different_kinds_are_not_mixed(self) -> None:
        """Even where the start of a block was lost."""
        _, message, _ = fed(
            grown(0, "thinking", thinking="Hm."),
            grown(0, "text", text="Hi"),
            grown(0, "input_json", partial_json="{}"),
            grown(0, "thinking", thinking=" Yes."),
        )
        assert (message.reasoning, message.text) == ("Hm. Yes.", "Hi")
        assert [block["type"] for block in message.content] == ["thinking", "text", "tool_use"]

    @pytest.mark.parametrize(
        ("pieces", "input"),
        [
            ([{"at": 1}], {"at": 1}),
            ([{"at": 1}, {"by": 2}], {"at": 1, "by": 2}),
            ([None, '{"at"', ": 1}"], {"at": 1}),
            ([" "], {}),
            ([[1]], "[1]"),
        ],
    )
    def test_arguments_of_any_type_are_accepted(self, pieces: list[Any], input: Any) -> None:
        block = {"type": "tool_use", "id": "c", "name": "look", "input": {}}
        start = {"type": "content_block_start", "index": "0", "content_block": block}
        _, message, _ = fed(
            start, *(grown(0, "input_json", partial_json=piece) for piece in pieces), ended()
        )
        assert message.content == [{**block, "input": input}]

    def test_split_characters_are_joined(self) -> None:
        for kind in ("text", "thinking"):
            start = {"type": "content_block_start", "index": 0, "content_block": {"type": kind}}
            events, message, _ = fed(
                start,
                *(grown(0, kind, **{kind: piece}) for piece in ("a\ud83d", "\ude00b", "\ud83d")),
                {"type": "content_block_stop", "index": 0},
                ended(),
            )
            said = [event.text for event in events if event.type in ("text", "reasoning")]
            assert said == ["a", "😀b", "\ufffd"]
            assert message.content == [{"type": kind, kind: "a😀b\ufffd"}]

    def test_unknown_text_fields_are_joined(self) -> None:
        poem = {"type": "content_block_delta", "index": 0}
        _, message, _ = fed(
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text"}},
            {**poem, "delta": {"type": "x_delta", "poem": "Roses "}},
            {**poem, "delta": {"type": "text_delta", "text": "Hi", "poem": "are red."}},
            {**poem, "delta": {"type": "citations_delta", "citation": {"url": "a"}}},
            {**poem, "delta": {"type": "citations_delta", "citation": {"url": "b"}}},
            ended(),
        )
        assert message.content == [
            {
                "type": "text",
                "poem": "Roses are red.",
                "text": "Hi",
                "citations": [{"url": "a"}, {"url": "b"}],
            }
        ]

    def test_calls_without_arguments(self) -> None:
        block = {"type": "tool_use", "id": "c1", "name": "look", "input": {}}
        _, message, _ = fed(*block_events(0, block), ended("tool_use"), STOP)
        assert message.content == [block]
        assert message.tool_calls[0].arguments == {}

    @pytest.mark.parametrize("cut", range(1, len(message_events())))
    def test_is_incomplete_before_the_last_event(self, cut: int) -> None:
        _, message, accumulator = fed(*message_events()[:-cut])
        assert not accumulator.complete
        assert MESSAGE["content"][0]["thinking"].startswith(message.reasoning)
        assert message.as_message()

    def test_error_events_raise_the_matching_class(self) -> None:
        with pytest.raises(ServerError) as caught:
            fed(
                START,
                {
                    "type": "error",
                    "error": {"type": "overloaded_error", "message": "busy"},
                    "request_id": "07",
                },
            )
        assert (caught.value.trace_id, caught.value.retryable) == ("07", True)
        with pytest.raises(SensitiveContentError):
            fed(
                {
                    "type": "error",
                    "error": {"type": "api_error", "message": "output new_sensitive (1027)"},
                }
            )
        with pytest.raises(APIError):
            fed(
                {
                    "type": "message_stop",
                    "base_resp": {"status_code": 1000, "status_msg": "unknown error"},
                }
            )

    @pytest.mark.parametrize(
        "event",
        [
            None,
            7,
            "text",
            [],
            {},
            {"type": None},
            {"type": ["ping"]},
            {"type": "message_start"},
            {"type": "message_start", "message": None},
            {"type": "message_start", "message": {"usage": 7, "content": ""}},
            {"type": "content_block_start"},
            {"type": "content_block_start", "index": "0", "content_block": None},
            {
                "type": "content_block_start",
                "index": 0,
                "content_block": {"type": None, "text": 7, "input": 7},
            },
            {"type": "content_block_delta"},
            {"type": "content_block_delta", "index": None, "delta": None},
            {"type": "content_block_delta", "index": 9, "delta": {"type": ["odd"]}},
            {
                "type": "content_block_delta",
                "index": 9,
                "delta": {"type": "text_delta", "text": None},
            },
            {"type": "content_block_delta", "index": -1, "delta": {"type": "signature_delta"}},
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "input_json_delta", "partial_json": 7},
            },
            {"type": "content_block_stop", "index": {}},
            {"type": "message_delta"},
            {"type": "message_delta", "delta": 7, "usage": "odd"},
            {"type": "message_delta", "delta": {"stop_reason": 7}},
        ],
    )
    def test_unusual_events_do_not_complete_it(self, event: Any) -> None:
        _, message, accumulator = fed(event, event)
        assert (message.text, message.finish_reason, accumulator.complete) == ("", None, False)
        assert message.as_message()
        assert repr(message)
        assert message.usage is None or message.usage.total_tokens == 0
