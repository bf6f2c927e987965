"""Responses: the fields of a reply, and how stream events become one."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from typing import Any

import pytest

from minimax.core.call import Answer
from minimax.errors import APIError, DecodeError, Origin, SensitiveContentError, ServerError
from minimax.results.reply import ToolCall, Usage
from minimax.results.responses import ResponseAccumulator, ResponseEvent, ResponseReply

from .transcripts import RESPONSE, response_events

HERE = Origin("POST /v1/responses")
TOLD = [
    ("reasoning", "The user greets. 好"),
    ("item", ""),
    ("text", "Grüße, 世界 <b>"),
    ("item", ""),
    ("tool_call", ""),
    ("item", ""),
    ("finish", "completed"),
]


def fed(*events: Any) -> tuple[list[ResponseEvent], ResponseReply, ResponseAccumulator]:
    """Events, result and accumulator of a stream of these events."""
    accumulator = ResponseAccumulator(HERE)
    found = [each for event in events for each in accumulator.feed(json.dumps(event).encode())]
    return found, accumulator.result(), accumulator


def type_and_text(events: Sequence[ResponseEvent]) -> list[tuple[str, str]]:
    """What the events say, with neighbours of one kind joined."""
    joined: list[tuple[str, str]] = []
    for event in events:
        if joined and joined[-1][0] == event.type:
            joined[-1] = (event.type, joined[-1][1] + event.text)
        else:
            joined.append((event.type, event.text))
    return joined


def completed(*output: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "response.completed",
        "response": {"id": "0731", "status": "completed", "output": [*output], **more},
    }


def delta(kind: str, piece: str, index: int | None = 0, **more: Any) -> dict[str, Any]:
    return {
        "type": f"response.{kind}.delta",
        "delta": piece,
        **({} if index is None else {"output_index": index}),
        **more,
    }


def added(index: int, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "response.output_item.added",
        "output_index": index,
        "item": {"type": kind, **more},
    }


class TestAReply:
    def test_has_the_fields_of_the_response(self) -> None:
        reply = ResponseReply(RESPONSE)
        assert (reply.text, reply.reasoning, reply.finish_reason) == (
            "Grüße, 世界 <b>",
            "The user greets. 好",
            "completed",
        )
        assert reply.tool_calls == [ToolCall("c1", "look", '{"at": ["🎻", 1]}')]
        assert reply.usage == Usage(
            input_tokens=30, output_tokens=20, total_tokens=50, reasoning_tokens=9, cached_tokens=16
        )
        assert [source["title"] for source in reply.citations] == ["Tide"]
        assert (reply.trace_id, reply.model, str(reply)) == (
            "0731",
            "MiniMax-M3",
            "Grüße, 世界 <b>",
        )
        assert reply.raw is RESPONSE

    def test_as_items_omit_rejected_fields(self) -> None:
        calls = [
            {"type": "function_call", "name": "look", "arguments": '{"at": '},
            {"type": "function_call", "call_id": 7, "name": "look", "arguments": None},
            {"type": "function_call", "call_id": "c", "name": "look", "arguments": {"at": 1}},
        ]
        said = {"type": "message", "role": "", "content": "Hi"}
        search = {"type": "web_search_call", "status": "completed"}
        reply = ResponseReply({"status": "completed", "output": [search, said, *calls]})
        message, *items = reply.as_items()
        assert message == {**said, "role": "assistant"}
        assert [item["arguments"] for item in items] == [
            '{"INVALID_JSON": "{\\"at\\": "}',
            "{}",
            '{"at": 1}',
        ]
        assert [item["call_id"] for item in items] == [call.id for call in reply.tool_calls]
        assert [item["call_id"] for item in items] == ["call_0", "7", "c"]

    @pytest.mark.parametrize(
        ("raw", "item"),
        [
            ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, {}),
            ({"status": "incomplete"}, {}),
            ({"status": "cancelled"}, {}),
            ({"status": "completed"}, {"status": "incomplete"}),
        ],
    )
    def test_arguments_of_cut_off_turns_are_an_error(
        self, raw: dict[str, Any], item: dict[str, Any]
    ) -> None:
        call = {"type": "function_call", "call_id": "c", "name": "wipe", "arguments": "{}"}
        reply = ResponseReply({**raw, "output": [{**call, **item}]})
        with pytest.raises(DecodeError, match="the turn was cut off"):
            _ = reply.tool_calls[0].arguments

    @pytest.mark.parametrize(
        ("item", "said"),
        [
            ({"type": "message", "content": "Hi"}, ("Hi", "")),
            ({"type": "message", "content": ["H", {"type": "text", "text": "i"}]}, ("Hi", "")),
            ({"type": "message", "content": {"type": "output_text", "text": 7}}, ("7", "")),
            ({"type": "message", "content": [{"text": "Hi"}]}, ("Hi", "")),
            ({"type": "message", "content": "<mm:think>Hm.</mm:think>Hi"}, ("Hi", "Hm.")),
            ({"type": "reasoning", "content": "Hm."}, ("", "Hm.")),
            ({"type": "reasoning", "summary": ["Hm."]}, ("", "Hm.")),
            ({"type": "reasoning", "text": "Hm."}, ("", "Hm.")),
            ({"type": "message", "content": "\ud83d\ude00\ud83d"}, ("😀\ufffd", "")),
            ({"type": "message", "content": "Hi", "reasoning_content": "Hm."}, ("Hi", "Hm.")),
        ],
    )
    def test_content_in_any_form_is_read(self, item: dict[str, Any], said: tuple[str, str]) -> None:
        reply = ResponseReply({"status": "completed", "output": [item]})
        assert (reply.text, reply.reasoning) == said
        streamed = fed(completed(item))[1]
        assert (streamed.text, streamed.reasoning) == said

    @pytest.mark.parametrize(
        "cached",
        [{"prompt_tokens_details": {"cached_tokens": 64}}, {"prompt_cache_hit_tokens": 64}],
    )
    def test_reads_cached_tokens_under_every_name(self, cached: dict[str, Any]) -> None:
        usage = ResponseReply({"usage": {"input_tokens": 100, **cached}}).usage
        assert usage == Usage(100, 0, 0, 0, 64)

    def test_is_sent_back_with_reasoning_items(self) -> None:
        items = ResponseReply(RESPONSE).as_items()
        summary = [{"type": "summary_text", "text": "The user greets. 好"}]
        assert items == [{**RESPONSE["output"][0], "summary": summary}, *RESPONSE["output"][2:]]
        assert ResponseReply({"output": items}).as_items() == items
        assert RESPONSE["output"][0]["summary"] == []

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (
                {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
                "max_output_tokens",
            ),
            (
                {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}},
                "content_filter",
            ),
            ({"status": "incomplete", "incomplete_details": None}, "incomplete"),
            ({"status": "in_progress"}, None),
            ({"status": None}, None),
        ],
    )
    def test_has_the_finish_reason(self, raw: dict[str, Any], reason: str | None) -> None:
        assert ResponseReply(raw).finish_reason == reason

    def test_reasoning_summaries_are_read(self) -> None:
        item = {
            "type": "reasoning",
            "summary": [{"type": "summary_text", "text": "Hm."}],
            "content": None,
        }
        assert ResponseReply({"output": [item]}).reasoning == "Hm."

    def test_pickle_and_repr(self) -> None:
        assert pickle.loads(pickle.dumps(ResponseReply(RESPONSE))) == ResponseReply(RESPONSE)
        assert repr(ResponseReply(RESPONSE)).startswith("ResponseReply(text='Grüße")

    @pytest.mark.parametrize(
        "raw",
        [
            {},
            {"output": None, "usage": None, "model": 7, "id": []},
            {"output": "odd", "output_text": None, "usage": "odd"},
            {"output": [None, 7, {}, {"type": None}, {"type": ["message"]}]},
            {"output": [{"type": "message"}, {"type": "message", "content": None}]},
            {"output": [{"type": "message", "content": [None, {"type": "output_text"}]}]},
            {
                "output": [
                    {"type": "reasoning", "content": {}, "summary": [{"type": "summary_text"}]}
                ],
                "incomplete_details": 7,
            },
        ],
    )
    def test_missing_fields_are_empty(self, raw: dict[str, Any]) -> None:
        reply = ResponseReply(raw)
        assert (
            reply.text,
            reply.reasoning,
            reply.tool_calls,
            reply.finish_reason,
            reply.citations,
        ) == ("", "", [], None, [])
        assert (reply.usage, reply.model, reply.trace_id) == (None, "", None)
        assert isinstance(reply.as_items(), list)
        assert repr(reply)


class TestAStream:
    def test_result_equals_that_of_a_call(self) -> None:
        events, reply, accumulator = fed(*response_events())
        assert type_and_text(events) == TOLD
        assert reply.raw == {name: value for name, value in RESPONSE.items() if value is not None}
        assert [event.item for event in events if event.type == "item"] == RESPONSE["output"]
        assert [event.tool_call for event in events if event.tool_call][-1] == ToolCall(
            "c1", "look", '{"at": ["🎻", 1]}'
        )
        assert accumulator.complete

    def test_complete_response_gives_the_same_events(self) -> None:
        accumulator = ResponseAccumulator(HERE)
        assert (
            type_and_text(accumulator.whole(Answer(RESPONSE, None, {"trace-id": "0755"}))) == TOLD
        )
        assert (accumulator.complete, accumulator.result(), accumulator.result().trace_id) == (
            True,
            ResponseReply(RESPONSE),
            "0755",
        )

    @pytest.mark.parametrize("ending", [".delta", ".done", ".added", "_item.done"])
    def test_redundant_events_can_be_missing(self, ending: str) -> None:
        events, reply, _ = fed(
            *(event for event in response_events() if not event["type"].endswith(ending))
        )
        assert [each for each in type_and_text(events) if each[1]] == [
            each for each in TOLD if each[1]
        ]
        assert reply.output == RESPONSE["output"]
        assert [event.tool_call for event in events if event.tool_call][-1] == ToolCall(
            "c1", "look", '{"at": ["🎻", 1]}'
        )

    def test_an_item_repeated_without_its_type_keeps_it(self) -> None:
        _, reply, _ = fed(
            added(0, "message", id="i"),
            delta("output_text", "Hi"),
            completed({"id": "i", "content": [{"text": "Hi"}]}),
        )
        assert reply.text == "Hi"

    def test_deltas_and_end_are_sufficient(self) -> None:
        events, reply, _ = fed(
            added(0, "reasoning"),
            delta("reasoning_text", "Let "),
            delta("reasoning_text", "me see."),
            added(1, "message"),
            delta("output_text", "Ye", 1),
            delta("output_text", "s.", 1),
            added(2, "function_call", call_id="c1", name="look"),
            delta("function_call_arguments", '{"a"', 2),
            delta("function_call_arguments", ": 1}", 2),
            {"type": "response.completed"},
        )
        assert (reply.reasoning, reply.text, reply.tool_calls) == (
            "Let me see.",
            "Yes.",
            [ToolCall("c1", "look", '{"a": 1}')],
        )
        assert type_and_text(events) == [
            ("reasoning", "Let me see."),
            ("text", "Yes."),
            ("tool_call", ""),
            ("finish", "completed"),
        ]

    def test_missing_summary_and_other_model_are_accepted(self) -> None:
        """As recorded in September 2026: ids derived from that of the response, the name of the
        function beside its arguments, an empty error, and a model that no page lists.
        """
        call = {"id": "r1_fc_1", "call_id": "c1", "name": "tides"}
        text = {"type": "message", "id": "r1_msg", "role": "assistant"}
        thought = {"type": "reasoning", "content": [{"type": "reasoning_text", "text": "Look."}]}
        events, reply, accumulator = fed(
            {"type": "response.created", "response": {"id": "r1", "model": "MiniMax-M3.1"}},
            {"type": "response.in_progress", "response": {"id": "r1", "model": "MiniMax-M3.1"}},
            added(0, "reasoning"),
            delta("reasoning_text", "Look."),
            added(1, "message", id="r1_msg"),
            {"type": "response.content_part.added", "output_index": 1, "content_index": 0},
            delta("output_text", "One moment.", 1),
            {"type": "response.output_text.done", "output_index": 1, "text": "One moment."},
            {"type": "response.content_part.done", "output_index": 1, "content_index": 0},
            {"type": "response.output_item.done", "output_index": 1, "item": text},
            added(2, "function_call", **call),
            delta("function_call_arguments", '{"port": "Brest"}', 2),
            {
                "type": "response.function_call_arguments.done",
                "output_index": 2,
                "name": "tides",
                "arguments": '{"port": "Brest"}',
            },
            completed(
                thought,
                {**text, "content": [{"type": "output_text", "text": "One moment."}]},
                {**call, "type": "function_call", "arguments": '{"port": "Brest"}'},
                model="MiniMax-M3.1",
                error=None,
            ),
        )

        assert accumulator.complete
        assert (reply.model, reply.text) == ("MiniMax-M3.1", "One moment.")
        assert reply.tool_calls == [ToolCall("c1", "tides", '{"port": "Brest"}')]
        assert ("reasoning", "Look.") in type_and_text(events)

    def test_missing_item_start_and_index_are_accepted(self) -> None:
        _, reply, _ = fed(
            delta("output_text", "A", None),
            delta("output_text", "nd", None, item_id="x"),
            completed(),
        )
        assert reply.text == "And"

    @pytest.mark.parametrize("names", [("added", "done"), ("added",), ("done",)])
    @pytest.mark.parametrize("told", ["all", "nothing", "all with other ids"])
    def test_items_are_matched_by_id_and_index(self, names: tuple[str, ...], told: str) -> None:
        def item(call_id: str, mark: str = "i") -> dict[str, Any]:
            return {
                "id": mark + call_id,
                "type": "function_call",
                "status": "completed",
                "call_id": call_id,
                "name": "look",
                "arguments": json.dumps({"at": call_id}),
            }

        output = {"all": ["i", "i"], "nothing": [], "all with other ids": ["j", "j"]}[told]
        _, reply, _ = fed(
            *(
                {"type": f"response.output_item.{name}", "output_index": 0, "item": item(call_id)}
                for call_id in "ab"
                for name in names
            ),
            completed(*map(item, "ab", output)),
        )
        assert [(call.id, call.arguments) for call in reply.tool_calls] == [
            ("a", {"at": "a"}),
            ("b", {"at": "b"}),
        ]
        assert len(reply.output) == 2

    def test_deltas_go_to_the_named_item(self) -> None:
        calls = [("a", 0), ("b", 0)]
        pieces = [("a", '{"at"'), ("b", '{"by"'), ("a", ": 1}"), ("b", ": 2}")]
        _, reply, _ = fed(
            *(added(at, "function_call", id=name, call_id=name, name="look") for name, at in calls),
            *(delta("function_call_arguments", piece, 0, item_id=name) for name, piece in pieces),
            completed(),
        )
        assert [call.arguments for call in reply.tool_calls] == [{"at": 1}, {"by": 2}]

    def test_changing_item_ids_are_followed(self) -> None:
        call = {"type": "function_call", "call_id": "c", "name": "look"}
        _, reply, _ = fed(
            added(0, "message", id="m1"),
            delta("output_text", "Hi", 0, item_id="m2"),
            {
                "type": "response.output_item.done",
                "output_index": 0,
                "item": {"type": "message", "id": "m3", "content": "Hi"},
            },
            added(1, "function_call", **call, id="f1"),
            delta("function_call_arguments", "{}", 1, item_id="f2"),
            completed({"type": "message", "id": "m4", "content": "Hi"}, {**call, "id": "f3"}),
        )
        assert [item["type"] for item in reply.output] == ["message", "function_call"]
        assert (reply.text, reply.tool_calls) == ("Hi", [ToolCall("c", "look", "{}")])

    def test_items_that_appear_only_in_the_end_are_kept(self) -> None:
        messages = [{"type": "message", "id": name, "content": name} for name in ("m0", "m1")]
        done = {"type": "response.output_item.done", "output_index": 0, "item": messages[1]}
        events, reply, _ = fed(done, completed(*messages))
        assert reply.text == "m0m1"
        assert [event.text for event in events if event.type == "text"] == ["m1", "m0"]

    def test_items_have_the_order_of_the_final_event(self) -> None:
        _, reply, _ = fed(
            added(0, "message", id="m"),
            delta("output_text", "Hi"),
            completed({"type": "reasoning", "id": "r"}, {"type": "message", "id": "m"}),
        )
        assert [item["type"] for item in reply.output] == ["reasoning", "message"]
        assert reply.text == "Hi"

    @pytest.mark.parametrize("arguments", [{"at": 1}, '{"at": 1}'])
    def test_arguments_of_any_type_are_accepted(self, arguments: Any) -> None:
        name = "response.function_call_arguments"
        start = added(0, "function_call", call_id="c", name="look", arguments="")
        for told in (
            [{"type": f"{name}.delta", "output_index": "0", "delta": arguments}],
            [{"type": f"{name}.done", "output_index": 0, "arguments": arguments}],
            [{"type": f"{name}.done", "output_index": 0, "arguments": ""}],
        ):
            end = completed({**start["item"], "arguments": arguments})
            _, reply, _ = fed(start, *told, end)
            assert reply.tool_calls[0].arguments == {"at": 1}

    def test_split_characters_are_joined(self) -> None:
        for kind, field in (("message", "output_text"), ("reasoning", "reasoning_text")):
            pieces = ("a\ud83d", "\ude00b", "\ud83d")
            events, reply, _ = fed(
                added(0, kind), *(delta(field, piece) for piece in pieces), completed()
            )
            said = [event.text for event in events if event.type in ("text", "reasoning")]
            assert said == ["a", "😀b", "\ufffd"]
            assert reply.text + reply.reasoning == "a😀b\ufffd"

    def test_unknown_text_fields_are_joined(self) -> None:
        events, reply, _ = fed(
            added(0, "message"), delta("refusal", "I can"), delta("refusal", "not.")
        )
        assert [event.type for event in events] == ["response.refusal.delta"] * 2
        assert reply.output == [{"type": "message", "refusal": "I cannot."}]

    def test_reasoning_and_summary_are_not_duplicated(self) -> None:
        events, reply, _ = fed(
            added(0, "reasoning"),
            delta("reasoning_summary_text", "In short.", summary_index=0),
            delta("reasoning_text", "At length."),
            completed(),
        )
        assert ("reasoning", "In short.") in type_and_text(events)
        assert "At length." not in str(type_and_text(events))
        assert reply.reasoning == "At length."

    def test_unknown_events_and_parts_are_kept(self) -> None:
        note = {"type": "response.web_search_call.searching", "output_index": 0}
        part = {
            "type": "response.content_part.added",
            "output_index": 0,
            "part": {"type": "refusal", "refusal": "No."},
        }
        events, reply, _ = fed(note, part, completed({"type": "x_future", "seed": 1}))
        assert [event.type for event in events] == [note["type"], part["type"], "item", "finish"]
        assert [event.raw for event in events[:2]] == [note, part]
        assert reply.output == [{"type": "x_future", "seed": 1}]

    def test_may_be_incomplete(self) -> None:
        response = {
            "status": "incomplete",
            "incomplete_details": {"reason": "max_output_tokens"},
            "output": None,
        }
        events, reply, accumulator = fed(
            added(0, "message"),
            delta("output_text", "Ye"),
            {"type": "response.incomplete", "response": response},
        )
        assert (reply.text, reply.finish_reason, accumulator.complete) == (
            "Ye",
            "max_output_tokens",
            True,
        )
        assert type_and_text(events)[-1] == ("finish", "max_output_tokens")

    @pytest.mark.parametrize("cut", range(1, len(response_events())))
    def test_is_incomplete_before_the_last_event(self, cut: int) -> None:
        _, reply, accumulator = fed(*response_events()[:-cut])
        assert (accumulator.complete, reply.finish_reason) == (False, None)
        assert "The user greets. 好".startswith(reply.reasoning)

    def test_failures_raise_the_matching_class(self) -> None:
        failed = {
            "id": "0731",
            "status": "failed",
            "output": [],
            "error": {"code": "1027", "message": "output new_sensitive"},
        }
        with pytest.raises(SensitiveContentError, match="1027: output new_sensitive") as caught:
            fed({"type": "response.failed", "response": failed})
        assert (caught.value.status_code, caught.value.trace_id, caught.value.raw) == (
            1027,
            "0731",
            failed,
        )
        for odd in (None, {"status": "failed", "error": None}, {"error": "odd"}):
            with pytest.raises(APIError):
                fed({"type": "response.failed", "response": odd})

    def test_error_events_raise_the_matching_class(self) -> None:
        with pytest.raises(ServerError) as caught:
            fed(
                {
                    "type": "error",
                    "error": {
                        "type": "server_error",
                        "message": "unknown error (1000)",
                        "http_code": "500",
                    },
                    "request_id": "07",
                }
            )
        assert (caught.value.status_code, caught.value.trace_id) == (1000, "07")
        with pytest.raises(SensitiveContentError, match="1027: output new_sensitive"):
            fed(
                {
                    "type": "error",
                    "code": "1027",
                    "message": "output new_sensitive",
                    "param": None,
                    "sequence_number": 4,
                }
            )

    @pytest.mark.parametrize(
        "event",
        [
            None,
            7,
            [],
            {},
            {"type": None},
            {"type": ["odd"]},
            {"type": "response.created"},
            {"type": "response.created", "response": 7},
            {"type": "response.output_item.added"},
            {"type": "response.output_item.added", "output_index": "0", "item": None},
            {"type": "response.output_item.done", "item": 7},
            {"type": "response.content_part.done", "part": None},
            {
                "type": "response.content_part.added",
                "output_index": 3,
                "content_index": 8,
                "part": {"type": "output_text", "text": None},
            },
            {"type": "response.output_text.delta", "delta": None},
            {"type": "response.output_text.done", "text": {}, "content_index": -4},
            {"type": "response.reasoning_text.delta", "output_index": {}, "delta": []},
            {"type": "response.function_call_arguments.delta"},
            {
                "type": "response.function_call_arguments.done",
                "arguments": None,
                "item_id": ["odd"],
            },
        ],
    )
    def test_unusual_events_do_not_complete_it(self, event: Any) -> None:
        _, reply, accumulator = fed(event, event)
        assert (reply.text, reply.reasoning, reply.finish_reason, accumulator.complete) == (
            "",
            "",
            None,
            False,
        )
        assert repr(reply)

    def test_invalid_json_is_a_decode_error_with_raw(self) -> None:
        with pytest.raises(DecodeError) as caught:
            ResponseAccumulator(HERE).feed(b"<html>")
        assert caught.value.raw == b"<html>"
