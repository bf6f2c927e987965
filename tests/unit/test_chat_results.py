from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from minimax.core.call import Answer
from minimax.errors import DecodeError, Origin
from minimax.results.chat import ChatAccumulator, ChatEvent, ChatReply
from minimax.results.reply import ToolCall, Usage

from .platform import CHAT, delta

HERE = Origin("POST /v1/chat/completions")


def reply(content: Any = "", finish: str | None = "stop", **message: Any) -> ChatReply:
    return ChatReply(
        {
            "choices": [
                {
                    "finish_reason": finish,
                    "message": {"role": "assistant", "content": content, **message},
                }
            ]
        }
    )


def fed(*chunks: Any) -> tuple[list[ChatEvent], ChatReply, ChatAccumulator]:
    """Events, result and accumulator of a stream of these chunks."""
    accumulator = ChatAccumulator(HERE)
    events = [event for chunk in chunks for event in accumulator.feed(json.dumps(chunk).encode())]
    return events, accumulator.result(), accumulator


def type_and_text(events: list[ChatEvent]) -> list[tuple[str, str]]:
    """What the events say, with neighbours of one kind joined."""
    joined: list[tuple[str, str]] = []
    for event in events:
        if joined and joined[-1][0] == event.type != "tool_call":
            joined[-1] = (event.type, joined[-1][1] + event.text)
        else:
            joined.append((event.type, event.text))
    return joined


def call_piece(
    index: int | None = None,
    id: str | None = None,
    name: str | None = None,
    arguments: str | None = None,
) -> dict[str, Any]:
    function = {
        key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None
    }
    return {
        key: value
        for key, value in (("index", index), ("id", id), ("function", function))
        if value is not None
    }


def closing(content: Any, **message: Any) -> dict[str, Any]:
    """The frame at the end of a native stream, which repeats everything."""
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": content, **message},
    }
    return {
        "object": "chat.completion",
        "model": "MiniMax-M3",
        "choices": [choice],
        "usage": {"total_tokens": 20},
    }


class TestAReply:
    def test_has_the_fields_of_the_response(self) -> None:
        answer = ChatReply(CHAT, "0721")
        assert (answer.text, answer.finish_reason, answer.model, answer.trace_id) == (
            "Hello.",
            "stop",
            "MiniMax-M3",
            "0721",
        )
        assert answer.usage == Usage(9, 3, 12, 0, 0)
        assert str(answer) == "Hello."
        assert answer.raw is CHAT
        assert ChatReply(CHAT).trace_id == "07f1c2"
        assert ChatReply({**CHAT, "id": 71}).trace_id == "71"

    def test_equality_and_pickle(self) -> None:
        assert pickle.loads(pickle.dumps(ChatReply(CHAT))) == ChatReply(CHAT)
        assert ChatReply(CHAT) != reply("Hello.")
        assert "Hello." in repr(ChatReply(CHAT))

    @pytest.mark.parametrize(
        ("message", "text", "reasoning"),
        [
            ({"content": "Yes."}, "Yes.", ""),
            ({"content": "Yes.", "reasoning_content": "Hm."}, "Yes.", "Hm."),
            (
                {"content": "Yes.", "reasoning_details": [{"text": "H"}, {"text": "m."}]},
                "Yes.",
                "Hm.",
            ),
            (
                {
                    "content": "Yes.",
                    "reasoning_content": "Hm.",
                    "reasoning_details": [{"text": "Hm."}],
                },
                "Yes.",
                "Hm.",
            ),
            ({"content": "<think>Hm.</think>\n\nYes."}, "Yes.", "Hm."),
            ({"content": "Hm.</think>Yes."}, "Yes.", "Hm."),
            ({"content": "<think>Hm."}, "", "Hm."),
            (
                {"content": "Write <think> first.", "reasoning_content": "Hm."},
                "Write <think> first.",
                "Hm.",
            ),
            ({"content": None, "reasoning_content": None, "reasoning_details": None}, "", ""),
            ({"content": None, "reasoning_details": [None, {"text": None}, "odd"]}, "", ""),
            ({"content": "Yes.", "reasoning": "Hm."}, "Yes.", "Hm."),
            ({"content": "Yes.", "reasoning": {"text": "Hm."}}, "Yes.", "Hm."),
            ({"content": "Yes.", "reasoning_details": {"summary": "Hm."}}, "Yes.", "Hm."),
            ({"content": "<mm:think>Hm.</mm:think>Yes."}, "Yes.", "Hm."),
            ({"content": "Hm.</mm:think>Yes."}, "Yes.", "Hm."),
            ({"content": ["Ye", {"type": "text", "text": "s."}]}, "Yes.", ""),
            ({"content": {"type": "text", "text": "Yes."}}, "Yes.", ""),
            (
                {"content": [{"type": "thinking", "thinking": "Hm."}, {"text": "Yes."}]},
                "Yes.",
                "Hm.",
            ),
            ({"content": 42}, "42", ""),
            ({"content": "Ye\ud83ds.", "reasoning": "\ud83d\ude00"}, "Ye\ufffds.", "😀"),
        ],
    )
    def test_separates_text_and_reasoning(
        self, message: dict[str, Any], text: str, reasoning: str
    ) -> None:
        answer = reply(**message)
        assert (answer.text, answer.reasoning) == (text, reasoning)

    @pytest.mark.parametrize(
        "raw",
        [
            {},
            {"choices": None, "usage": None, "model": None, "id": None},
            {"choices": []},
            {"choices": [None]},
            {"choices": ["odd"]},
            {"choices": {"odd": 1}},
            {"choices": [{"message": None, "finish_reason": None}]},
            {"choices": [{"message": {"content": None, "tool_calls": None}}], "usage": []},
            {
                "choices": [{"message": {"tool_calls": [None, "odd"]}, "finish_reason": 7}],
                "model": 7,
                "trace_id": True,
            },
        ],
    )
    def test_missing_fields_are_empty(self, raw: dict[str, Any]) -> None:
        answer = ChatReply(raw)
        assert (answer.text, answer.reasoning, answer.tool_calls, answer.finish_reason) == (
            "",
            "",
            [],
            None,
        )
        assert (answer.usage, answer.model, answer.trace_id) == (None, "", None)
        assert answer.as_message()["role"] == "assistant"
        assert repr(answer)

    @pytest.mark.parametrize(
        ("finish", "cut_off"),
        [
            ("stop", False),
            ("tool_calls", False),
            ("STOP", False),
            ("length", True),
            ("content_filter", True),
            ("a reason of tomorrow", True),
            (None, True),
        ],
    )
    def test_cut_off(self, finish: str | None, cut_off: bool) -> None:
        assert reply("Yes.", finish).cut_off == cut_off

    @pytest.mark.parametrize(
        ("message", "sent"),
        [
            ({"role": ""}, {"role": "assistant"}),
            ({"role": None, "content": None}, {"role": "assistant", "content": None}),
            ({"content": 42}, {"role": "assistant", "content": "42"}),
            ({"tool_calls": []}, {"role": "assistant"}),
            (
                {"tool_calls": {"id": 7, "function": {"name": "look", "arguments": {"a": 1}}}},
                {
                    "role": "assistant",
                    "tool_calls": [
                        {
                            "id": "7",
                            "type": "function",
                            "function": {"name": "look", "arguments": '{"a": 1}'},
                        }
                    ],
                },
            ),
        ],
    )
    def test_as_message_omits_rejected_fields(
        self, message: dict[str, Any], sent: dict[str, Any]
    ) -> None:
        assert ChatReply({"choices": [{"message": message}]}).as_message() == sent

    def test_tool_calls_without_id_get_one(self) -> None:
        calls = [{"function": {"name": name, "arguments": "{}"}} for name in ("look", "hear")]
        answer = reply(tool_calls=calls)
        assert [call.id for call in answer.tool_calls] == ["call_0", "call_1"]
        assert [call["id"] for call in answer.as_message()["tool_calls"]] == ["call_0", "call_1"]

    def test_as_message_is_verbatim(self) -> None:
        message = {
            "role": "assistant",
            "name": "MiniMax AI",
            "content": "<think>Hm.</think>Yes.",
            "audio_content": "",
            "reasoning_details": [
                {
                    "type": "reasoning.text",
                    "id": "r",
                    "format": "MiniMax-response-v1",
                    "index": 0,
                    "text": "Hm.",
                }
            ],
            "tool_calls": [
                {
                    "id": "c",
                    "type": "function",
                    "index": 0,
                    "function": {"name": "f", "arguments": "{ }"},
                }
            ],
            "future": [1],
        }
        assert ChatReply({"choices": [{"message": message}]}).as_message() == message


class TestUsage:
    def test_reads_token_counts(self) -> None:
        raw = {
            "total_tokens": "40",
            "prompt_tokens": 30,
            "completion_tokens": 10,
            "completion_tokens_details": {"reasoning_tokens": 6},
            "prompt_tokens_details": {"cached_tokens": 20},
        }
        assert Usage.of(raw) == Usage(
            input_tokens=30, output_tokens=10, total_tokens=40, reasoning_tokens=6, cached_tokens=20
        )

    @pytest.mark.parametrize(
        "cached",
        [
            {"prompt_tokens_details": {"cached_tokens": 64}},
            {"input_tokens_details": {"cached_tokens": 64}},
            {"prompt_tokens_details": {"cached_tokens": 0}, "prompt_cache_hit_tokens": 64},
            {"prompt_cache_hit_tokens": 64, "prompt_cache_miss_tokens": 36},
            {"cache_read_input_tokens": "64"},
            {"cached_tokens": 64},
        ],
    )
    def test_reads_cached_tokens_under_every_name(self, cached: dict[str, Any]) -> None:
        assert Usage.of({"prompt_tokens": 100, **cached}) == Usage(100, 0, 0, 0, 64)

    @pytest.mark.parametrize("details", [None, [], "odd", {"reasoning_tokens": None}])
    def test_missing_counts_are_zero(self, details: Any) -> None:
        raw = {
            "total_tokens": None,
            "completion_tokens_details": details,
            "prompt_tokens_details": details,
        }
        assert Usage.of(raw) == Usage(0, 0, 0, 0, 0)


class TestToolCalls:
    def test_arguments_are_a_mapping(self) -> None:
        call = reply(
            tool_calls=[{"id": "c1", "function": {"name": "look", "arguments": '{"a": [1]}'}}]
        ).tool_calls[0]
        assert (call.id, call.name, call.arguments) == ("c1", "look", {"a": [1]})

    @pytest.mark.parametrize(
        ("raw", "arguments"),
        [
            ("", {}),
            (" \n", {}),
            ("null", {}),
            ("[]", {}),
            (None, {}),
            ([], {}),
            ({"a": 1}, {"a": 1}),
            ('"{\\"a\\": 1}"', {"a": 1}),
            ('{"a": "1\n2"}', {"a": "1\n2"}),
            ('{"a": "\\ud83d"}', {"a": "\ufffd"}),
        ],
    )
    def test_missing_and_parsed_arguments_are_accepted(self, raw: Any, arguments: Any) -> None:
        call = reply(
            tool_calls=[{"id": "c1", "function": {"name": "look", "arguments": raw}}]
        ).tool_calls[0]
        assert call.arguments == arguments

    @pytest.mark.parametrize("raw", ['{"a": ', "[1]", "7", "look(1)", "[" * 100_000])
    def test_invalid_arguments_are_an_error_with_the_text(self, raw: str) -> None:
        with pytest.raises(DecodeError, match="for 'look' are not a JSON object") as caught:
            _ = ToolCall("c1", "look", raw).arguments
        assert caught.value.raw == raw
        assert len(str(caught.value)) < 400

    @pytest.mark.parametrize("raw", [[1], 7, "look", True])
    def test_arguments_of_other_types_are_an_error(self, raw: Any) -> None:
        call = reply(
            tool_calls=[{"id": "c1", "function": {"name": "look", "arguments": raw}}]
        ).tool_calls[0]
        with pytest.raises(DecodeError) as caught:
            _ = call.arguments
        assert caught.value.raw == (raw if isinstance(raw, str) else json.dumps(raw))

    @pytest.mark.parametrize("finish", ["length", "content_filter", "max_tokens", "incomplete"])
    @pytest.mark.parametrize("raw", ["", '{"path": "/"', '{"path": "/tmp"}'])
    def test_arguments_of_cut_off_turns_are_an_error(self, raw: str, finish: str) -> None:
        call = reply(
            finish=finish,
            tool_calls=[{"id": "c1", "function": {"name": "wipe", "arguments": raw}}],
        ).tool_calls[0]
        assert not call.complete
        with pytest.raises(DecodeError, match="the turn was cut off") as caught:
            _ = call.arguments
        assert caught.value.raw == call.raw_arguments == raw


class TestAStreamOfText:
    def test_deltas_are_joined(self) -> None:
        events, result, accumulator = fed(delta("Hel"), delta("lo"), delta("", "stop"))
        assert type_and_text(events) == [("text", "Hello"), ("finish", "stop")]
        assert (result.text, result.finish_reason, result.model) == ("Hello", "stop", "MiniMax-M3")
        assert result.raw["object"] == "chat.completion"
        assert accumulator.complete

    def test_reasoning_content_is_separate(self) -> None:
        events, result, _ = fed(
            delta(None, reasoning_content="H"),
            delta(None, reasoning_content="m."),
            delta("Yes.", "stop"),
        )
        assert type_and_text(events) == [("reasoning", "Hm."), ("text", "Yes."), ("finish", "stop")]
        assert (result.text, result.reasoning) == ("Yes.", "Hm.")

    @pytest.mark.parametrize(
        "texts",
        [["Let ", "me ", "see."], ["Let ", "Let me ", "Let me see."]],
        ids=["increments", "snapshots"],
    )
    def test_reasoning_details_are_read(self, texts: list[str]) -> None:
        detail = {"type": "reasoning.text", "id": "r1", "format": "MiniMax-response-v1", "index": 0}
        events, result, _ = fed(
            *(delta(None, reasoning_details=[{**detail, "text": text}]) for text in texts),
            delta("Yes.", "stop"),
        )
        assert type_and_text(events) == [
            ("reasoning", "Let me see."),
            ("text", "Yes."),
            ("finish", "stop"),
        ]
        assert result.reasoning == "Let me see."
        assert result.as_message()["reasoning_details"] == [{**detail, "text": "Let me see."}]

    def test_reasoning_in_both_forms_is_not_duplicated(self) -> None:
        chunks = [
            delta(None, reasoning_content=text, reasoning_details=[{"id": "r", "text": text}])
            for text in ("H", "m.")
        ]
        events, result, _ = fed(*chunks, delta("Yes.", "stop"))
        assert type_and_text(events) == [("reasoning", "Hm."), ("text", "Yes."), ("finish", "stop")]
        assert result.reasoning == "Hm."
        assert result.as_message()["reasoning_details"] == [{"id": "r", "text": "Hm."}]

    def test_several_reasoning_blocks_are_kept(self) -> None:
        _, result, _ = fed(
            delta(None, reasoning_details=[{"index": 0, "text": "A"}]),
            delta(None, reasoning_details=[{"index": 1, "text": "B"}]),
            delta(None, reasoning_details=[{"index": 0, "text": "a"}]),
        )
        assert result.as_message()["reasoning_details"] == [
            {"index": 0, "text": "Aa"},
            {"index": 1, "text": "B"},
        ]

    def test_think_tags_are_removed_at_any_split(self) -> None:
        content = "<think>Let me see.</think>\n\nYes, a < b."
        for first in range(len(content) + 1):
            for second in range(first, len(content) + 1, 5):
                pieces = (content[:first], content[first:second], content[second:])
                events, result, _ = fed(*(delta(piece) for piece in pieces), delta("", "stop"))
                assert type_and_text(events) == [
                    ("reasoning", "Let me see."),
                    ("text", "Yes, a < b."),
                    ("finish", "stop"),
                ]
                assert (result.text, result.reasoning) == ("Yes, a < b.", "Let me see.")
                assert result.as_message()["content"] == content

    def test_think_tags_are_text_if_reasoning_is_separate(self) -> None:
        events, result, _ = fed(
            delta(None, reasoning_content="Hm."),
            delta("Write <thi"),
            delta("nk> and </think>.", "stop"),
        )
        assert type_and_text(events) == [
            ("reasoning", "Hm."),
            ("text", "Write <think> and </think>."),
            ("finish", "stop"),
        ]
        assert result.text == "Write <think> and </think>."

    def test_incomplete_tags_are_text(self) -> None:
        events, result, _ = fed(delta("a <thi", "stop"))
        assert type_and_text(events) == [("text", "a <thi"), ("finish", "stop")]
        assert result.text == "a <thi"

    def test_additional_message_fields_are_kept(self) -> None:
        _, result, _ = fed(delta("Hi", name="MiniMax AI", audio_content=""), delta("", "stop"))
        assert result.as_message() == {"role": "assistant", "content": "Hi", "name": "MiniMax AI"}

    def test_unknown_text_fields_are_joined(self) -> None:
        _, result, _ = fed(
            delta("Hi", name="MiniMax AI", poem="Roses ", notes=[{"a": 1}], audio={"data": "QU"}),
            delta("", name="MiniMax AI", poem="are ", notes=[{"b": 2}], audio={"data": "FB"}, at=1),
            delta("", "stop", poem="red.", refusal=None, at=0),
        )
        assert result.as_message() == {
            "role": "assistant",
            "content": "Hi",
            "name": "MiniMax AI",
            "poem": "Roses are red.",
            "notes": [{"a": 1}, {"b": 2}],
            "audio": {"data": "QUFB"},
            "at": 0,
        }

    @pytest.mark.parametrize("field", ["content", "reasoning_content", "reasoning", "poem"])
    def test_split_characters_are_joined(self, field: str) -> None:
        pieces = ("a\ud83d", "\ude00b", "\ud83d")
        chunks = [{"choices": [{"delta": {field: piece}}]} for piece in pieces]
        events, result, _ = fed(*chunks, delta("", "stop"))
        said = [event.text for event in events if event.type in ("text", "reasoning")]
        assert said == ([] if field == "poem" else ["a", "😀b", "\ufffd"])
        assert result.as_message()[field] == "a😀b\ufffd"

    def test_split_characters_in_arguments_are_joined(self) -> None:
        pieces = [call_piece(0, "c", "look", '{"a": "\ud83d'), call_piece(0, arguments='\ude00"}')]
        _, result, _ = fed(
            *(delta(None, tool_calls=[piece]) for piece in pieces), delta("", "tool_calls")
        )
        assert result.tool_calls[0].arguments == {"a": "😀"}

    def test_content_parts_are_accepted(self) -> None:
        picture = {"type": "image_url", "image_url": {"url": "https://a.test/b.png"}}
        events, result, _ = fed(
            delta([{"type": "thinking", "thinking": "Hm."}]),
            delta([{"type": "text", "text": "Ye"}, "s"]),
            delta([picture]),
            delta(["."], "stop"),
        )
        assert type_and_text(events) == [("reasoning", "Hm."), ("text", "Yes."), ("finish", "stop")]
        assert (result.text, result.reasoning) == ("Yes.", "Hm.")
        assert result.message["content"] == [{"type": "text", "text": "Yes."}, picture]

    def test_numeric_content_is_accepted(self) -> None:
        events, result, _ = fed(delta(4), delta(0), delta("", "stop"))
        assert type_and_text(events) == [("text", "40"), ("finish", "stop")]
        assert result.text == "40"

    def test_reasoning_after_a_partial_tag(self) -> None:
        events, _, _ = fed(delta("a <thi"), delta(None, reasoning_content="Hm."), delta("nk>"))
        assert type_and_text(events) == [("text", "a <thi"), ("reasoning", "Hm."), ("text", "nk>")]

    def test_empty_deltas_are_ignored(self) -> None:
        _, result, _ = fed(
            {"choices": [{"index": 0, "delta": {"role": "", "content": "Hi"}}]},
            {"choices": [{"index": 0, "delta": None, "finish_reason": "stop"}]},
            {"choices": None},
            closing("", role=""),
        )
        assert (result.text, result.as_message()["role"]) == ("Hi", "assistant")


class TestAStreamOfToolCalls:
    def test_pieces_with_index(self) -> None:
        events, result, _ = fed(
            delta(None, tool_calls=[call_piece(0, "c1", "look", "")]),
            delta(None, tool_calls=[call_piece(0, None, None, '{"a"')]),
            delta(
                None,
                tool_calls=[call_piece(1, "c2", "hear", "{}"), call_piece(0, None, None, ": 1}")],
            ),
            delta("", "tool_calls"),
        )
        assert result.tool_calls == [
            ToolCall("c1", "look", '{"a": 1}'),
            ToolCall("c2", "hear", "{}"),
        ]
        assert result.finish_reason == "tool_calls"
        assert [event.tool_call for event in events if event.type == "tool_call"] == [
            ToolCall("c1", "look", ""),
            ToolCall("c1", "look", '{"a"'),
            ToolCall("c2", "hear", "{}"),
            ToolCall("c1", "look", '{"a": 1}'),
        ]

    def test_pieces_without_index(self) -> None:
        _, result, _ = fed(
            delta(None, tool_calls=[call_piece(None, "c1", "look", '{"a"')]),
            delta(None, tool_calls=[call_piece(None, None, None, ": 1}")]),
            delta(
                None,
                tool_calls=[call_piece(None, "c2", "hear", "{"), call_piece(None, "c1", None, "")],
            ),
            delta(None, tool_calls=[call_piece(None, "c2", None, "}")]),
        )
        assert result.tool_calls == [
            ToolCall("c1", "look", '{"a": 1}'),
            ToolCall("c2", "hear", "{}"),
        ]

    def test_pieces_with_and_without_index_are_not_mixed(self) -> None:
        pieces = [call_piece(1, "c1", "look", "{}"), call_piece(None, "c2", "hear", "{}")]
        _, result, _ = fed(delta(None, tool_calls=pieces))
        assert [call.id for call in result.tool_calls] == ["c1", "c2"]

    @pytest.mark.parametrize(
        ("pieces", "calls"),
        [
            (  # a new id at the same place
                [
                    call_piece(0, "a", "look", '{"at": 1}'),
                    call_piece(0, "b", "look", '{"at": 2}'),
                ],
                [("a", '{"at": 1}'), ("b", '{"at": 2}')],
            ),
            (  # what follows without an id belongs to the newer one, and what has one to its own
                [
                    call_piece(0, "a", "look", '{"at"'),
                    call_piece(0, "b", "hear", '{"at"'),
                    call_piece(0, None, None, ": 2}"),
                    call_piece(0, "a", None, ": 1}"),
                ],
                [("a", '{"at": 1}'), ("b", '{"at": 2}')],
            ),
            (  # no ids: another name, or arguments that are complete, begin a call
                [
                    call_piece(0, None, "look", '{"at": 1}'),
                    call_piece(0, None, "look", '{"at": 2}'),
                    call_piece(0, None, "hear", ""),
                ],
                [("call_0", '{"at": 1}'), ("call_1", '{"at": 2}'), ("call_2", "")],
            ),
            (  # neither ids nor places
                [
                    call_piece(None, None, "look", '{"at": 1}'),
                    call_piece(None, None, "hear", '{"at": 2}'),
                ],
                [("call_0", '{"at": 1}'), ("call_1", '{"at": 2}')],
            ),
            (  # one id at two places
                [
                    call_piece(0, "a", "look", '{"at": 1}'),
                    call_piece(1, "a", "hear", '{"at": 2}'),
                ],
                [("a", '{"at": 1}'), ("a", '{"at": 2}')],
            ),
            (  # a call that is told once more, or longer each time
                [
                    call_piece(0, "a", "look", '{"at"'),
                    call_piece(0, "a", "look", '{"at": 1}'),
                    call_piece(0, "a", "look", '{"at": 1}'),
                ],
                [("a", '{"at": 1}')],
            ),
            (  # a name with every piece
                [call_piece(0, None, "look", piece) for piece in ('{"at"', ": ", "1}")],
                [("call_0", '{"at": 1}')],
            ),
            (  # ids of another type, places as text, arguments as an object
                [
                    {"index": "0", "id": 7, "function": {"name": "look", "arguments": {"at": 1}}},
                    {"index": "1", "id": 8, "function": {"name": "look", "arguments": {}}},
                    {"index": "1", "function": {"arguments": '{"at": 2}'}},
                ],
                [("7", '{"at": 1}'), ("8", '{"at": 2}')],
            ),
        ],
    )
    def test_calls_are_matched_by_id_and_name(
        self, pieces: list[dict[str, Any]], calls: list[tuple[str, str]]
    ) -> None:
        _, result, _ = fed(
            *(delta(None, tool_calls=[piece]) for piece in pieces), delta("", "tool_calls")
        )
        assert [(call.id, call.raw_arguments) for call in result.tool_calls] == calls

    def test_unknown_fields_of_calls_are_kept(self) -> None:
        pieces = [
            {**call_piece(0, "a", "look", ""), "signature": "9f"},
            {**call_piece(0, None, None, "{}"), "signature": "a0", "type": "function"},
        ]
        _, result, _ = fed(*(delta(None, tool_calls=piece) for piece in pieces))
        assert result.message["tool_calls"] == [
            {
                "id": "a",
                "type": "function",
                "signature": "9fa0",
                "function": {"name": "look", "arguments": "{}"},
            }
        ]

    def test_complete_in_one_chunk(self) -> None:
        _, result, _ = fed(
            delta(None, "tool_calls", tool_calls=[call_piece(0, "c1", "look", '{"a": 1}')])
        )
        assert result.tool_calls[0].arguments == {"a": 1}
        assert result.as_message()["tool_calls"] == [
            {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"a": 1}'}}
        ]


class TestTheClosingFrame:
    def test_does_not_repeat_the_text(self) -> None:
        events, result, accumulator = fed(delta("Hel"), delta("lo", "stop"), closing("Hello"))
        assert type_and_text(events) == [("text", "Hello"), ("finish", "stop")]
        assert result.text == "Hello"
        assert result.usage == Usage(0, 0, 20, 0, 0)
        assert accumulator.complete

    @pytest.mark.parametrize(
        ("increments", "message"),
        [
            (
                [delta(None, reasoning_content="Hm."), delta("Yes.")],
                {"content": "Yes.", "reasoning_content": "Hm."},
            ),
            (
                [delta(None, reasoning_details=[{"index": 0, "text": "Hm."}]), delta("Yes.")],
                {"content": "Yes.", "reasoning_content": "Hm."},
            ),
            ([delta("<think>Hm.</think>Yes.")], {"content": "<think>Hm.</think>Yes."}),
        ],
        ids=["content", "details", "tags"],
    )
    def test_does_not_repeat_the_reasoning(
        self, increments: list[Any], message: dict[str, Any]
    ) -> None:
        events, result, _ = fed(*increments, closing(**message))
        assert type_and_text(events) == [("reasoning", "Hm."), ("text", "Yes."), ("finish", "stop")]
        assert (result.text, result.reasoning) == ("Yes.", "Hm.")

    def test_does_not_repeat_reasoning_that_came_before_any_text(self) -> None:
        events, result, _ = fed(
            delta(None, reasoning_details=[{"index": 0, "text": "Hm."}]),
            closing("Yes.", reasoning_content="Hm."),
        )
        assert type_and_text(events) == [("reasoning", "Hm."), ("text", "Yes."), ("finish", "stop")]
        assert (result.text, result.reasoning) == ("Yes.", "Hm.")

    def test_alone_is_a_complete_reply(self) -> None:
        call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
        events, result, accumulator = fed(
            closing("Yes.", reasoning_content="Hm.", tool_calls=[call], name="MiniMax AI")
        )
        assert type_and_text(events) == [
            ("reasoning", "Hm."),
            ("text", "Yes."),
            ("tool_call", ""),
            ("finish", "stop"),
        ]
        assert (result.text, result.reasoning, result.tool_calls) == (
            "Yes.",
            "Hm.",
            [ToolCall("c1", "look", "{}")],
        )
        assert result.as_message()["name"] == "MiniMax AI"
        assert accumulator.complete

    def test_adds_tool_calls_that_were_not_streamed(self) -> None:
        call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
        events, result, _ = fed(delta("Let me look."), closing("Let me look.", tool_calls=[call]))
        assert type_and_text(events) == [
            ("text", "Let me look."),
            ("tool_call", ""),
            ("finish", "stop"),
        ]
        assert result.tool_calls == [ToolCall("c1", "look", "{}")]
        assert result.text == "Let me look."

    def test_adds_missing_text(self) -> None:
        streamed = call_piece(0, "c1", "look", '{"a"')
        calls = [call_piece(None, "c1", "look", '{"a": 1}'), call_piece(None, "c2", "hear", "{}")]
        events, result, _ = fed(
            delta("Let me"),
            delta(None, tool_calls=[streamed]),
            closing("Let me look.", tool_calls=calls),
        )
        assert type_and_text(events)[2:] == [
            ("text", " look."),
            ("tool_call", ""),
            ("tool_call", ""),
            ("finish", "stop"),
        ]
        assert (result.text, result.tool_calls) == (
            "Let me look.",
            [ToolCall("c1", "look", '{"a": 1}'), ToolCall("c2", "hear", "{}")],
        )

    def test_usage_is_counted_once(self) -> None:
        events, result, _ = fed(closing("Yes."), closing("Yes."))
        assert type_and_text(events) == [("text", "Yes."), ("finish", "stop")]
        assert result.text == "Yes."

    def test_does_not_repeat_tool_calls(self) -> None:
        call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
        events, result, _ = fed(delta(None, tool_calls=[call]), closing("", tool_calls=[call]))
        assert type_and_text(events) == [("tool_call", ""), ("finish", "stop")]
        assert result.tool_calls == [ToolCall("c1", "look", "{}")]


class TestTheEndOfAStream:
    def test_usage_in_a_chunk_without_choices(self) -> None:
        _, result, _ = fed(
            delta("Hi", "stop"),
            {"choices": [], "usage": {"total_tokens": 5}},
            {"choices": None, "usage": None},
        )
        assert result.usage == Usage(0, 0, 5, 0, 0)
        assert (result.text, result.finish_reason) == ("Hi", "stop")

    def test_finish_reason_is_emitted_once(self) -> None:
        events, _, _ = fed(delta("Hi", "stop"), delta("", "stop"), closing("Hi"))
        assert type_and_text(events) == [("text", "Hi"), ("finish", "stop")]

    @pytest.mark.parametrize(
        "chunks",
        [[], [delta("Hi")], [{"choices": []}], [delta("Hi"), {"choices": [{"finish_reason": ""}]}]],
    )
    def test_is_incomplete_without_finish_reason(self, chunks: list[Any]) -> None:
        assert not fed(*chunks)[2].complete

    def test_complete_responses_are_complete_streams(self) -> None:
        accumulator = ChatAccumulator(HERE)
        events = accumulator.whole(Answer(CHAT, None, {}))
        assert type_and_text(list(events)) == [("text", "Hello."), ("finish", "stop")]
        assert accumulator.complete
        assert accumulator.result().usage == Usage(9, 3, 12, 0, 0)

    @pytest.mark.parametrize(
        "chunk",
        [
            None,
            7,
            "text",
            [],
            {},
            {"choices": None},
            {"choices": "odd"},
            {"choices": [None, 7]},
            {"choices": [{"delta": None}]},
            {
                "choices": [
                    {
                        "delta": {
                            "content": None,
                            "tool_calls": None,
                            "reasoning_details": None,
                            "reasoning_content": None,
                        }
                    }
                ]
            },
            {
                "choices": [
                    {
                        "delta": {
                            "content": {},
                            "tool_calls": "odd",
                            "reasoning_details": [None, 7],
                            "reasoning_content": {},
                        }
                    }
                ]
            },
            {
                "choices": [
                    {
                        "delta": {
                            "tool_calls": [
                                None,
                                {},
                                {"function": None},
                                {"index": "0", "function": {"name": None}},
                            ]
                        }
                    }
                ]
            },
            {"choices": [{"message": None, "delta": None, "finish_reason": None}]},
        ],
    )
    def test_empty_and_unusual_chunks_do_not_complete_it(self, chunk: Any) -> None:
        events, result, accumulator = fed(chunk)
        assert [event for event in events if event.type != "tool_call"] == []
        assert (result.text, accumulator.complete) == ("", False)

    def test_invalid_json_is_a_decode_error_with_raw(self) -> None:
        with pytest.raises(DecodeError, match="a frame is not JSON") as caught:
            ChatAccumulator(HERE).feed(b"<html>")
        assert caught.value.raw == b"<html>"
