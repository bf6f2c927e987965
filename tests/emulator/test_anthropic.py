"""Anthropic Messages over HTTP: responses, events, tools, thinking, caching, search and errors."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator, checks
from minimax.emulator.prompt_cache import FEWEST, LIFETIME, Block, Cached, PromptCache

from .conftest import drain
from .events import events, kinds
from .test_conformance import validator

MESSAGES, COUNT = "/anthropic/v1/messages", "/anthropic/v1/messages/count_tokens"
WEATHER = {
    "name": "get_weather",
    "description": "Current weather of a city.",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
SEARCH = {"type": "web_search_20250305", "name": "web_search"}
ADAPTIVE = {"type": "adaptive"}
LONG = "The harbour opens at six and closes at nine in the evening, every day of the year. " * 60
PNG = {
    "type": "image",
    "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="},
}


def ask(content: Any = "Reply with exactly: pong", **more: Any) -> dict[str, Any]:
    return {
        "model": "MiniMax-M3",
        "max_tokens": 1000,
        "messages": [{"role": "user", "content": content}],
        **more,
    }


def answer(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def texts(body: dict[str, Any]) -> str:
    return "".join(block["text"] for block in body["content"] if block["type"] == "text")


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    body = response.json()
    assert (body["type"], body["request_id"]) == ("error", response.headers["trace-id"])
    return response.status_code, body["error"]["type"], body["error"]["message"]


def turns(http: httpx.Client, **more: Any) -> list[dict[str, Any]]:
    """A question that calls the weather tool, and the assistant turn that came back."""
    question = {"role": "user", "content": "What is the weather in Paris?"}
    body = answer(
        http.post(
            MESSAGES,
            json={"model": "MiniMax-M3", "messages": [question], "tools": [WEATHER], **more},
        )
    )
    return [question, {"role": "assistant", "content": body["content"]}]


# Answers


def test_responses_have_every_field_of_the_platform(http: httpx.Client) -> None:
    response = http.post(MESSAGES, json=ask(thinking=ADAPTIVE))
    body = answer(response)
    thinking, text = body.pop("content")
    usage = body.pop("usage")
    assert body == {
        "id": response.headers["trace-id"],
        "type": "message",
        "role": "assistant",
        "model": "MiniMax-M3",
        "stop_reason": "end_turn",
    }
    assert (
        thinking["thinking"]
        == 'The user says: "Reply with exactly: pong" I can answer from these words.'
    )
    assert re.fullmatch("[0-9a-f]{64}", thinking["signature"])
    assert text == {"type": "text", "text": "pong"}
    assert usage["output_tokens"] > usage["input_tokens"] > 0
    assert (usage["cache_creation_input_tokens"], usage["cache_read_input_tokens"]) == (0, 0)


@pytest.mark.parametrize(
    ("model", "thinking", "thinks"),
    [
        ("MiniMax-M3", None, False),
        ("MiniMax-M3", "disabled", False),
        ("MiniMax-M3", "adaptive", True),
        ("MiniMax-M2.7", None, True),
        ("MiniMax-M2.7", "disabled", True),
        ("MiniMax-M3.1-Flash", None, True),
        ("M2-her", "adaptive", False),
    ],
)
def test_models_have_the_documented_thinking_defaults(
    http: httpx.Client, model: str, thinking: str | None, thinks: bool
) -> None:
    body = answer(
        http.post(
            MESSAGES, json=ask(model=model, thinking={"type": thinking} if thinking else None)
        )
    )
    assert ([block["type"] for block in body["content"]] == ["thinking", "text"]) is thinks


def test_flash_thinking_cannot_be_disabled(http: httpx.Client) -> None:
    status, kind, message = refusal(
        http.post(MESSAGES, json=ask(model="MiniMax-M3.1-Flash", thinking={"type": "disabled"}))
    )
    assert (status, kind) == (400, "invalid_request_error")
    assert "requires adaptive thinking" in message


def test_max_tokens_is_optional_and_limits_the_response(http: httpx.Client) -> None:
    cut = answer(http.post(MESSAGES, json=ask("Why is the sky blue?", max_tokens=6)))
    assert (cut["stop_reason"], cut["usage"]["output_tokens"]) == ("max_tokens", 6)
    free = ask("Why is the sky blue?")
    del free["max_tokens"]
    assert answer(http.post(MESSAGES, json=free))["stop_reason"] == "end_turn"


def test_system_text_and_blocks_are_read(http: httpx.Client) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    rule = f"Answer in JSON: {json.dumps(schema)}"
    for system in (rule, [{"type": "text", "text": "Be brief."}, {"type": "text", "text": rule}]):
        assert json.loads(
            texts(answer(http.post(MESSAGES, json=ask("Ada is 36.", system=system))))
        ) == {"age": 36}


def test_system_text_in_the_middle_is_not_the_question(http: httpx.Client) -> None:
    content = [
        {"type": "text", "text": "Reply with exactly: pong"},
        {"type": "mid_conv_system", "text": "Reply with exactly: ping"},
    ]
    assert texts(answer(http.post(MESSAGES, json=ask(content)))) == "pong"
    aside = {"role": "user", "content": [content[1]]}
    talk = [{"role": "user", "content": "Reply with exactly: pong"}, aside]
    assert texts(answer(http.post(MESSAGES, json=ask(messages=talk)))) == "pong"


def test_images_and_videos_are_accepted(http: httpx.Client) -> None:
    video = {"type": "video", "source": {"type": "url", "url": "mm_file://1", "fps": 2}}
    body = answer(
        http.post(MESSAGES, json=ask([{"type": "text", "text": "What is this?"}, PNG, video]))
    )
    assert texts(body).startswith("I see 1 image and 1 video. ")
    assert body["usage"]["input_tokens"] > 2_000


def test_chinese_response(http: httpx.Client) -> None:
    assert "模拟器" in texts(answer(http.post(MESSAGES, json=ask("你好"))))


# Tools


def test_tools_are_called_and_results_reported(http: httpx.Client) -> None:
    question, turn = turns(http, thinking=ADAPTIVE)
    thinking, used = turn["content"]
    assert thinking["type"] == "thinking"
    assert used == {
        "type": "tool_use",
        "id": used["id"],
        "name": "get_weather",
        "input": {"city": "Paris"},
    }
    assert re.fullmatch(r"call_function_\w+_1", used["id"])

    for content in ('{"celsius": 21}', [{"type": "text", "text": '{"celsius": 21}'}, PNG]):
        result = {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": used["id"], "content": content}],
        }
        body = answer(
            http.post(MESSAGES, json=ask(messages=[question, turn, result], tools=[WEATHER]))
        )
        assert (
            texts(body) == 'About "What is the weather in Paris?": get_weather returned celsius 21.'
        )
        assert body["stop_reason"] == "end_turn"


def test_a_call_ends_the_turn_with_tool_use(http: httpx.Client) -> None:
    assert (
        answer(http.post(MESSAGES, json=ask("Weather in Oslo?", tools=[WEATHER])))["stop_reason"]
        == "tool_use"
    )


def test_text_after_a_result_is_the_next_question(http: httpx.Client) -> None:
    question, turn = turns(http)
    result = {"type": "tool_result", "tool_use_id": turn["content"][0]["id"]}
    more = {
        "role": "user",
        "content": [result, {"type": "text", "text": "Reply with exactly: pong"}],
    }
    assert texts(answer(http.post(MESSAGES, json=ask(messages=[question, turn, more])))) == "pong"


def test_tool_choice_none_calls_nothing(http: httpx.Client) -> None:
    body = answer(
        http.post(
            MESSAGES,
            json=ask("Weather in Oslo?", tools=[WEATHER, SEARCH], tool_choice={"type": "none"}),
        )
    )
    assert [block["type"] for block in body["content"]] == ["text"]


# Streams


def test_a_stream_goes_from_message_start_to_message_stop(http: httpx.Client) -> None:
    whole = answer(http.post(MESSAGES, json=ask("Why is the sky blue?", thinking=ADAPTIVE)))
    found = events(
        http.post(MESSAGES, json=ask("Why is the sky blue?", thinking=ADAPTIVE, stream=True))
    )
    block = ["content_block_start", "content_block_delta", "content_block_stop"]
    assert kinds(found) == [
        "message_start",
        "ping",
        *block,
        *block,
        "message_delta",
        "message_stop",
    ]
    start = found[0]["message"]
    counts = {
        "input_tokens": 0,
        "output_tokens": 0,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
    }
    assert start == {
        "id": start["id"],
        "type": "message",
        "role": "assistant",
        "model": "MiniMax-M3",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": counts,
        "service_tier": "standard",
    }
    assert (found[1], found[-1]) == ({"type": "ping"}, {"type": "message_stop"})
    assert found[-2] == {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn"},
        "usage": whole["usage"],
    }
    starts = [event["content_block"] for event in found if event["type"] == "content_block_start"]
    assert starts == [{"type": "thinking", "thinking": ""}, {"type": "text", "text": ""}]
    deltas = [event["delta"] for event in found if event["type"] == "content_block_delta"]
    assert "".join(delta.get("thinking", "") for delta in deltas) == whole["content"][0]["thinking"]
    assert "".join(delta.get("text", "") for delta in deltas) == texts(whole)
    signed = [delta["type"] for delta in deltas].index("signature_delta")
    assert {delta["type"] for delta in deltas[:signed]} == {"thinking_delta"}
    assert {delta["type"] for delta in deltas[signed + 1 :]} == {"text_delta"}


def test_streamed_tool_calls_start_with_the_name(http: httpx.Client) -> None:
    found = events(http.post(MESSAGES, json=ask("Weather in Oslo?", tools=[WEATHER], stream=True)))
    start = next(event for event in found if event["type"] == "content_block_start")[
        "content_block"
    ]
    assert (start["type"], start["name"], start["input"]) == ("tool_use", "get_weather", {})
    pieces = [event["delta"] for event in found if event["type"] == "content_block_delta"]
    assert {piece["type"] for piece in pieces} == {"input_json_delta"}
    assert len(pieces) > 2
    assert json.loads("".join(piece["partial_json"] for piece in pieces)) == {"city": "Oslo"}
    assert found[-2]["delta"] == {"stop_reason": "tool_use"}


# Search


def test_questions_trigger_web_search(http: httpx.Client) -> None:
    body = answer(
        http.post(MESSAGES, json=ask("Which city hosts the next winter games?", tools=[SEARCH]))
    )
    lead, used, result, said = body["content"]
    assert (lead["type"], said["type"], body["stop_reason"]) == ("text", "text", "end_turn")
    assert used == {
        "type": "server_tool_use",
        "id": result["tool_use_id"],
        "name": "web_search",
        "input": {"query": "Which city hosts the next winter games"},
    }
    assert result["type"] == "web_search_tool_result"
    page = result["content"][0]
    assert set(page) == {"type", "title", "url", "page_age", "content"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", page["page_age"])
    assert page["content"] in said["text"]
    assert body["usage"]["service_tier"] == "standard"
    assert body["base_resp"] == {"status_code": 0, "status_msg": ""}


@pytest.mark.parametrize("content", ["Reply with exactly: pong?", "The ferry was late."])
def test_other_prompts_do_not_trigger_web_search(http: httpx.Client, content: str) -> None:
    assert [
        block["type"]
        for block in answer(http.post(MESSAGES, json=ask(content, tools=[SEARCH])))["content"]
    ] == ["text"]


def test_turns_with_search_can_be_sent_back(http: httpx.Client) -> None:
    question = {"role": "user", "content": "What is new in Peru?"}
    turn = {
        "role": "assistant",
        "content": answer(http.post(MESSAGES, json=ask(messages=[question], tools=[SEARCH])))[
            "content"
        ],
    }
    again = ask(
        messages=[question, turn, {"role": "user", "content": "Reply with exactly: pong"}],
        tools=[SEARCH],
    )
    assert texts(answer(http.post(MESSAGES, json=again))) == "pong"


def test_streamed_searches_have_complete_results(http: httpx.Client) -> None:
    found = events(
        http.post(MESSAGES, json=ask("What is new in Peru?", tools=[SEARCH], stream=True))
    )
    starts = [event["content_block"] for event in found if event["type"] == "content_block_start"]
    assert [block["type"] for block in starts] == [
        "text",
        "server_tool_use",
        "web_search_tool_result",
        "text",
    ]
    assert starts[1]["input"] == {}
    assert len(starts[2]["content"]) == 3


def test_a_search_is_charged_for(emulator: Emulator, http: httpx.Client) -> None:
    http.post(
        MESSAGES,
        json=ask(
            messages=[{"role": "user", "content": "What is new?"}],
            tools=[SEARCH],
            model="MiniMax-M2-Stable",
        ),
    )
    (account,) = emulator.platform.accounts.values()
    assert float(account.ledger.spent) == 0.03


# Prompt cache


def counts(body: dict[str, Any]) -> tuple[int, int, int]:
    usage = body["usage"]
    return (
        usage["input_tokens"],
        usage["cache_creation_input_tokens"],
        usage["cache_read_input_tokens"],
    )


def test_repeated_long_prefixes_are_read_from_the_cache(http: httpx.Client) -> None:
    first = counts(answer(http.post(MESSAGES, json=ask("Hello", system=LONG))))
    again = counts(answer(http.post(MESSAGES, json=ask("Goodbye", system=LONG))))
    assert first[1:] == (0, 0)
    assert again[1] == 0
    assert again[2] >= FEWEST
    assert abs(sum(again) - sum(first)) < 5


def test_short_prefixes_are_not_cached(http: httpx.Client) -> None:
    for _ in range(2):
        assert counts(answer(http.post(MESSAGES, json=ask("Hello", system="Be brief."))))[1:] == (
            0,
            0,
        )


def test_different_tools_are_different_prefixes(http: httpx.Client) -> None:
    http.post(MESSAGES, json=ask("Hello", system=LONG))
    assert (
        counts(answer(http.post(MESSAGES, json=ask("Hello", system=LONG, tools=[WEATHER]))))[2] == 0
    )


def test_cache_control_writes_the_cache_and_the_next_call_reads_it(
    emulator: Emulator, http: httpx.Client
) -> None:
    system = [{"type": "text", "text": LONG, "cache_control": {"type": "ephemeral"}}]
    body = ask("Hello", model="MiniMax-M2.7", system=system, tools=[WEATHER])
    first, again = (counts(answer(http.post(MESSAGES, json=body))) for _ in range(2))
    assert first[1] >= FEWEST
    assert again == (first[0], 0, first[1])
    emulator.clock.advance(LIFETIME)
    assert counts(answer(http.post(MESSAGES, json=body))) == first


def test_m3_supports_explicit_and_automatic_caching(http: httpx.Client) -> None:
    system = [{"type": "text", "text": LONG, "cache_control": {"type": "ephemeral"}}]
    first, again = (counts(answer(http.post(MESSAGES, json=ask(system=system)))) for _ in range(2))
    assert first[1] == again[1] == 0
    assert again[2] >= FEWEST


def test_the_cache_belongs_to_one_key_and_one_model(http: httpx.Client) -> None:
    body = ask(system=LONG)
    http.post(MESSAGES, json=body)
    other = http.post(MESSAGES, json=body, headers={"Authorization": "Bearer sk-other"})
    assert counts(answer(other))[2] == 0
    assert counts(answer(http.post(MESSAGES, json={**body, "model": "MiniMax-M2.5"})))[2] == 0


def test_cache_is_shared_by_all_apis(http: httpx.Client) -> None:
    body = {"model": "MiniMax-M3", "messages": [{"role": "user", "content": LONG}]}
    for _ in range(2):
        usage = http.post("/v1/chat/completions", json=body).json()["usage"]
    assert usage["prompt_tokens_details"]["cached_tokens"] >= FEWEST


def test_four_cache_marks_with_a_lookback_of_twenty_blocks() -> None:
    marked = [Block(f"block {index}", 100, marked=True) for index in range(6)]
    cache = PromptCache()
    options = {"unasked": False, "at_marks": True}
    assert cache.look_up("m", marked, 0.0, **options) == Cached(0, 600)
    plain = [block._replace(marked=False) for block in marked]
    second_of_six = [*plain[:1], marked[1], Block("other", 10, marked=True)]
    assert cache.look_up("m", second_of_six, 0.0, **options) == Cached(0, 210), (
        "the first two marks were not kept"
    )
    near = [*plain, *[Block(f"later {index}", 1) for index in range(20)]]
    assert cache.look_up(
        "m", [*near[:-1], near[-1]._replace(marked=True)], 0.0, **options
    ) == Cached(600, 20)
    far = [*plain, *[Block(f"much later {index}", 1) for index in range(21)]]
    assert cache.look_up("m", [*far[:-1], far[-1]._replace(marked=True)], 0.0, **options) == Cached(
        0, 621
    )


# Counting


def test_count_tokens_equals_the_input_tokens(http: httpx.Client) -> None:
    body = ask(
        [{"type": "text", "text": "Weather in Oslo?"}, PNG], system="Be brief.", tools=[WEATHER]
    )
    counted = answer(http.post(COUNT, json=body))
    assert counted == {
        "input_tokens": answer(http.post(MESSAGES, json=body))["usage"]["input_tokens"]
    }
    assert refusal(http.post(COUNT, json=ask(model="nope")))[0] == 404


# Refusals


@pytest.mark.parametrize(
    "model", ["claude-sonnet-4-5", "gpt-5", "MiniMax-Text-01", "abab6.5s-chat"]
)
def test_other_models_are_not_found(http: httpx.Client, model: str) -> None:
    assert refusal(http.post(MESSAGES, json=ask(model=model))) == (
        404,
        "not_found_error",
        f"unknown model '{model}'",
    )


def test_newer_model_ids_are_served_by_m3(http: httpx.Client) -> None:
    assert answer(http.post(MESSAGES, json=ask(model="MiniMax-M3.1")))["model"] == "MiniMax-M3"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"model": "MiniMax-M3"}, "messages: is empty"),
        (
            ask([{"type": "text", "text": "Hi"}, {"type": "foo"}]),
            "messages.0.content.1: unsupported content type 'foo'",
        ),
        (ask([{"text": "Hi"}]), "messages.0.content.0: unsupported content type 'None'"),
        (ask([{"type": "image"}]), "messages.0.content.0.source: is empty"),
        (
            ask([{"type": "image", "source": {"type": "file"}}]),
            "messages.0.content.0.source: unsupported source type 'file'",
        ),
        (
            ask([{"type": "tool_use", "id": "a", "name": "b", "input": "{}"}]),
            "messages.0.content.0.input: expected object, got string",
        ),
        (
            ask([{"type": "tool_result", "tool_use_id": "x"}]),
            "messages.0.content.0.tool_use_id: tool id not found: x",
        ),
        (ask(max_tokens=0), "max_tokens: 0 is out of range (from 1)"),
        (ask(temperature=3), "temperature: 3 is out of range (from 0 to 2)"),
        (
            ask(tools=[{"type": "bash_20250124", "name": "bash"}]),
            "tools.0: unsupported tool type 'bash_20250124'",
        ),
    ],
)
def test_invalid_requests_name_the_path(http: httpx.Client, body: Any, message: str) -> None:
    assert refusal(http.post(MESSAGES, json=body)) == (400, "invalid_request_error", message)


def test_tool_results_contain_only_text_and_images(http: httpx.Client) -> None:
    question, turn = turns(http)
    result = {
        "type": "tool_result",
        "tool_use_id": turn["content"][0]["id"],
        "content": [{"type": "video", "source": {}}],
    }
    message = refusal(
        http.post(
            MESSAGES, json=ask(messages=[question, turn, {"role": "user", "content": [result]}])
        )
    )[2]
    assert message == "messages.2.content.0.content.0: unsupported content type 'video'"


def test_an_image_over_the_limit_is_413(http: httpx.Client) -> None:
    image = {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": "A" * (14 * 2**20)},
    }
    status, kind, message = refusal(http.post(MESSAGES, json=ask([image])))
    assert (status, kind) == (413, "request_too_large")
    assert message.startswith("messages.0.content.0: image of ")


def test_x_api_key_is_accepted_and_authorization_has_precedence(anonymous: httpx.Client) -> None:
    assert anonymous.post(MESSAGES, json=ask(), headers={"x-api-key": "sk-1"}).status_code == 200
    both = {"x-api-key": "sk-1", "Authorization": "Bearer sk-bad"}
    assert refusal(anonymous.post(MESSAGES, json=ask(), headers=both)) == (
        401,
        "authentication_error",
        "invalid api key (2049)",
    )
    assert refusal(anonymous.post(MESSAGES, json=ask()))[:2] == (401, "authentication_error")


def test_ignored_fields_are_noted_and_rejected_in_strict_mode(
    emulator: Emulator, http: httpx.Client
) -> None:
    answer(
        http.post(
            MESSAGES,
            json=ask(top_k=5),
            headers={"anthropic-beta": "x", "anthropic-version": "2023-06-01"},
        )
    )
    assert emulator.requests("anthropic_messages")[0].unknown_fields == ["top_k"]
    emulator.configure(strict=True)
    assert "top_k: unknown field" in refusal(http.post(MESSAGES, json=ask(top_k=5)))[2]


# Scripts, faults, log


def test_scripted_replies_are_used(emulator: Emulator, http: httpx.Client) -> None:
    emulator.reply("Lima.", reasoning="Peru, then.", finish_reason="length")
    emulator.reply(tool_calls={"get_weather": {"city": "Lima"}})
    emulator.reply("It is dry.", tool_calls={"web_search": {"query": "Lima rain"}})
    first, second, third = (
        answer(http.post(MESSAGES, json=ask(thinking=ADAPTIVE, tools=[SEARCH]))) for _ in range(3)
    )
    assert first["content"][0]["thinking"] == "Peru, then."
    assert (texts(first), first["stop_reason"]) == ("Lima.", "max_tokens")
    assert second["content"][-1]["input"] == {"city": "Lima"}
    assert third["content"][2]["input"] == {"query": "Lima rain"}
    assert third["content"][-1]["text"] == "It is dry."


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        ("rate_limit", 429, "rate_limit_error"),
        ("server_error", 500, "api_error"),
        ("overloaded", 529, "overloaded_error"),
        ("wrong_region", 401, "authentication_error"),
    ],
)
def test_error_faults_have_the_format_of_the_api(
    emulator: Emulator, http: httpx.Client, fault: str, status: int, kind: str
) -> None:
    emulator.fault(fault, on="anthropic_messages")
    assert refusal(http.post(MESSAGES, json=ask()))[:2] == (status, kind)


def test_stream_errors_are_separate_events(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("error_frame_mid_stream", value=2064)
    response = http.post(MESSAGES, json=ask("Why is the sky blue?", stream=True))
    found = events(response)
    assert found[0]["type"] == "message_start"
    assert found[-1] == {
        "type": "error",
        "request_id": response.headers["trace-id"],
        "error": {"type": "overloaded_error", "message": "the cluster is overloaded (2064)"},
    }
    assert "message_delta" not in kinds(found)


def test_json_instead_of_a_stream_and_broken_streams(
    emulator: Emulator, http: httpx.Client
) -> None:
    with emulator.fault("json_instead_of_stream"):
        assert http.post(MESSAGES, json=ask(stream=True)).json()["error"]["type"] == "api_error"
    emulator.fault("drop_mid_stream")
    with pytest.raises(httpx.RemoteProtocolError):
        drain(http, bytearray(), "POST", MESSAGES, json=ask(stream=True))


def test_distorting_faults_do_not_change_tool_arguments(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.fault("unknown_fields")
    emulator.fault("unknown_enum_values")
    body = answer(http.post(MESSAGES, json=ask("Weather in Oslo?", tools=[WEATHER])))
    assert body["stop_reason"] == "new_stop_reason"
    assert "x_future_field" in body["content"][0]
    assert body["content"][0]["input"] == {"city": "Oslo"}


def test_log_contains_the_request(emulator: Emulator, http: httpx.Client) -> None:
    http.post(MESSAGES, json=ask([{**PNG, "source": {**PNG["source"], "data": "A" * 5000}}]))  # type: ignore[dict-item]
    (entry,) = emulator.requests("anthropic_messages")
    assert entry.json["messages"][0]["content"][0]["source"]["data"] == "<5000 characters>"
    assert (entry.status, entry.code) == (200, None)


# Conformance

BODIES = [
    ask(thinking=ADAPTIVE),
    ask("Weather in Oslo?", tools=[WEATHER]),
    ask("What is new?", tools=[SEARCH]),
]


@pytest.mark.parametrize("body", BODIES)
def test_responses_and_events_match_the_spec(http: httpx.Client, body: Any) -> None:
    check, schema = validator(MESSAGES, "application/json")
    check.validate(whole := answer(http.post(MESSAGES, json=body)))
    assert checks.unknown_fields(schema, whole) == []
    check, schema = validator(MESSAGES, "text/event-stream")
    for event in events(http.post(MESSAGES, json={**body, "stream": True})):
        check.validate(event)
        assert checks.unknown_fields(schema, event) == []
