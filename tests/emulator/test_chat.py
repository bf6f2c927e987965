"""Both chat APIs over HTTP, as JSON and as streams."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator, language

from .conftest import CHAT, NATIVE, chat, deltas, frames, joined

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Current weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


def message(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()["choices"][0]["message"]
    return found


def test_responses_have_every_field_of_the_platform(emulator: Emulator, http: httpx.Client) -> None:
    response = http.post(CHAT, json=chat("Reply with exactly: pong", reasoning_split=True))
    body = response.json()
    assert body["id"] == response.headers["trace-id"]
    assert len(body["id"]) == 32
    assert abs(body["created"] - emulator.clock.now()) < 5
    assert (body["model"], body["object"]) == ("MiniMax-M3", "chat.completion")
    assert body["choices"][0]["finish_reason"] == "stop"
    assert body["choices"][0]["message"] == {
        "role": "assistant",
        "name": "MiniMax AI",
        "content": "pong",
        "audio_content": "",
        "reasoning_content": (
            'The user says: "Reply with exactly: pong" I can answer from these words.'
        ),
        "reasoning_details": [
            {
                "type": "reasoning.text",
                "id": "reasoning-text-1",
                "format": "MiniMax-response-v1",
                "index": 0,
                "text": 'The user says: "Reply with exactly: pong" I can answer from these words.',
            }
        ],
    }
    usage = body["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["total_characters"] == 0
    assert usage["completion_tokens_details"]["reasoning_tokens"] == usage["completion_tokens"] - 1
    assert body["input_sensitive"] is body["output_sensitive"] is False
    assert body["base_resp"] == {"status_code": 0, "status_msg": ""}


def test_thinking_is_in_the_text_without_reasoning_split(http: httpx.Client) -> None:
    for model in ("MiniMax-M3", "MiniMax-M2.7"):
        found = message(http.post(CHAT, json=chat("Reply with exactly: pong", model=model)))
        assert found["content"].startswith("<think>\n")
        assert found["content"].endswith("\n</think>\n\npong")
        assert "reasoning_content" not in found


@pytest.mark.parametrize(
    ("model", "thinking", "thinks"),
    [
        ("MiniMax-M3", None, True),
        ("MiniMax-M3", "disabled", False),
        ("MiniMax-M3", "adaptive", True),
        ("MiniMax-M2.7", "disabled", True),
        ("M2-her", None, False),
    ],
)
def test_models_have_the_documented_thinking_defaults(
    http: httpx.Client, model: str, thinking: str | None, thinks: bool
) -> None:
    body = chat(
        model=model, reasoning_split=True, thinking={"type": thinking} if thinking else None
    )
    assert ("reasoning_content" in message(http.post(CHAT, json=body))) is thinks


def test_flash_always_splits_and_thinks_without_counting(
    http: httpx.Client,
) -> None:
    response = http.post(CHAT, json=chat(model="MiniMax-M3.1-Flash"))
    assert "reasoning_content" in message(response)
    assert "reasoning_details" not in message(response)
    assert "<think>" not in message(response)["content"]
    assert response.json()["usage"]["completion_tokens_details"]["reasoning_tokens"] == 0
    refused = http.post(CHAT, json=chat(model="MiniMax-M3.1-Flash", thinking={"type": "disabled"}))
    assert refused.status_code == 400
    assert "requires adaptive thinking" in refused.json()["error"]["message"]


def test_unknown_models_are_rejected_in_lower_case(http: httpx.Client) -> None:
    response = http.post(CHAT, json=chat(model="GPT-X"))
    assert response.status_code == 400
    assert response.json()["error"]["message"] == "invalid params, unknown model 'gpt-x' (2013)"


def test_model_ids_are_case_insensitive_and_newer_ones_are_served_by_m3(http: httpx.Client) -> None:
    assert http.post(CHAT, json=chat(model="minimax-m2.7")).json()["model"] == "MiniMax-M2.7"
    assert http.post(CHAT, json=chat(model="MiniMax-M9")).json()["model"] == "MiniMax-M3"


def test_max_tokens_ends_with_length(http: httpx.Client) -> None:
    for name in ("max_completion_tokens", "max_tokens"):
        body = http.post(CHAT, json=chat("Why is the sky blue?", **{name: 8})).json()
        assert body["choices"][0]["finish_reason"] == "length"
        assert body["usage"]["completion_tokens"] == 8


def test_tools_are_called_and_results_reported(http: httpx.Client) -> None:
    question = {"role": "user", "content": "What is the weather in Paris?"}
    asked = {
        "model": "MiniMax-M3",
        "messages": [question],
        "tools": [WEATHER],
        "reasoning_split": True,
    }
    first = http.post(CHAT, json=asked)
    assert first.json()["choices"][0]["finish_reason"] == "tool_calls"
    turn = message(first)
    call = turn["tool_calls"][0]
    assert call["function"] == {"name": "get_weather", "arguments": '{"city": "Paris"}'}
    assert call["id"].startswith("call_function_")
    assert call["id"].endswith("_1")
    assert (call["type"], call["index"]) == ("function", 0)

    result = {"role": "tool", "tool_call_id": call["id"], "content": '{"celsius": 21}'}
    second = http.post(CHAT, json={**asked, "messages": [question, turn, result]})
    assert (
        message(second)["content"]
        == 'About "What is the weather in Paris?": get_weather returned celsius 21.'
    )


def test_tool_choice_none_calls_nothing(http: httpx.Client) -> None:
    body = chat("What is the weather in Paris?", tools=[WEATHER], tool_choice="none")
    assert "tool_calls" not in message(http.post(CHAT, json=body))


def test_tool_results_without_call_are_rejected(http: httpx.Client) -> None:
    body = {
        "model": "MiniMax-M3",
        "messages": [{"role": "tool", "tool_call_id": "call_x", "content": "21"}],
    }
    message = http.post(CHAT, json=body).json()["error"]["message"]
    assert message == "invalid params, messages[0].tool_call_id: tool id not found: call_x (2013)"


def test_streams_have_the_same_text_in_pieces(http: httpx.Client) -> None:
    whole = message(http.post(CHAT, json=chat("Why is the sky blue?")))["content"]
    response = http.post(CHAT, json=chat("Why is the sky blue?", stream=True))
    assert joined(deltas(response), "content") == whole
    assert len(deltas(response)) > 10


def test_chunks_have_the_platforms_shape(http: httpx.Client) -> None:
    received = frames(
        http.post(
            CHAT, json=chat("Reply with exactly: pong", thinking={"type": "disabled"}, stream=True)
        )
    )
    assert received[-1] == "[DONE]"
    *before, last = received[:-1]
    assert all("finish_reason" not in chunk["choices"][0] for chunk in before)
    assert last["choices"][0] == {
        "index": 0,
        "finish_reason": "stop",
        "delta": {
            "role": "assistant",
            "name": "MiniMax AI",
            "audio_content": "",
            "content": "pong",
        },
    }
    assert {chunk["object"] for chunk in received[:-1]} == {"chat.completion.chunk"}
    assert all(chunk["usage"] is None for chunk in received[:-1])
    assert len({chunk["id"] for chunk in received[:-1]}) == 1


def test_usage_is_sent_in_a_separate_chunk_on_request(http: httpx.Client) -> None:
    received = frames(
        http.post(CHAT, json=chat(stream=True, stream_options={"include_usage": True}))
    )
    assert received[-1] == "[DONE]"
    assert received[-2]["choices"] == []
    assert received[-2]["usage"]["total_tokens"] > 0
    assert received[-3]["choices"][0]["finish_reason"] == "stop"


def test_reasoning_split_streams_reasoning_separately(http: httpx.Client) -> None:
    parts = deltas(
        http.post(CHAT, json=chat("Reply with exactly: pong", stream=True, reasoning_split=True))
    )
    assert joined(parts, "content") == "pong"
    assert joined(parts, "reasoning_content").startswith("The user says")
    details = [part["reasoning_details"][0] for part in parts if "reasoning_details" in part]
    assert joined(details, "text") == joined(parts, "reasoning_content")


def test_think_tags_are_split_across_chunks(http: httpx.Client) -> None:
    parts = deltas(http.post(CHAT, json=chat(stream=True)))
    assert [part["content"] for part in parts[:4]] == ["<", "think", ">", "\n"]


@pytest.mark.parametrize("path", [CHAT, NATIVE])
def test_streamed_tool_calls_start_with_the_name(http: httpx.Client, path: str) -> None:
    parts = deltas(
        http.post(path, json=chat("What is the weather in Paris?", tools=[WEATHER], stream=True))
    )
    pieces = [part["tool_calls"][0] for part in parts if "tool_calls" in part]
    assert pieces[0]["function"] == {"name": "get_weather", "arguments": ""}
    assert pieces[0]["id"].startswith("call_function_")
    assert {piece["index"] for piece in pieces} == {0}
    assert json.loads("".join(piece["function"]["arguments"] for piece in pieces)) == {
        "city": "Paris"
    }
    assert len(pieces) > 2


def test_native_api_returns_reasoning_content(http: httpx.Client) -> None:
    body = http.post(NATIVE, json=chat("Reply with exactly: pong")).json()
    assert body["choices"][0]["message"]["content"] == "pong"
    assert body["choices"][0]["message"]["reasoning_content"]
    assert body["base_resp"]["status_code"] == 0


def test_native_streams_end_with_the_complete_response(http: httpx.Client) -> None:
    *chunks, last = frames(http.post(NATIVE, json=chat("Why is the sky blue?", stream=True)))
    text = joined([chunk["choices"][0]["delta"] for chunk in chunks], "content")
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert "base_resp" not in chunks[0]
    assert last["object"] == "chat.completion"
    assert last["choices"][0]["message"]["content"] == text
    assert last["base_resp"]["status_code"] == 0
    assert set(last["usage"]) == {"total_tokens"}


def test_native_streams_include_usage_on_request(http: httpx.Client) -> None:
    last = frames(
        http.post(NATIVE, json=chat(stream=True, stream_options={"include_usage": True}))
    )[-1]
    assert last["usage"]["prompt_tokens"] > 0


def test_personal_data_is_masked_on_demand(http: httpx.Client) -> None:
    question = "Reply with exactly: ada@example.com or +49 170 1234567"
    masked = http.post(NATIVE, json=chat(question, mask_sensitive_info=True)).json()["choices"][0][
        "message"
    ]
    assert masked["content"] == "*** or ***"


def test_role_play_messages_can_have_only_a_name(http: httpx.Client) -> None:
    talk = [
        {"role": "group", "name": "Night crossing"},
        {"role": "user", "name": "Tom", "content": "Reply with exactly: aye"},
    ]
    assert (
        http.post(NATIVE, json={"model": "M2-her", "messages": talk}).json()["choices"][0][
            "message"
        ]["content"]
        == "aye"
    )


def test_a_response_format_is_followed(http: httpx.Client) -> None:
    properties = {"name": {"type": "string"}, "age": {"type": "integer"}}
    schema = {"type": "object", "properties": properties, "required": ["name", "age"]}
    wanted = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema}}
    answer = message(
        http.post(NATIVE, json=chat("Ada is 36.", model="MiniMax-Text-01", response_format=wanted))
    )
    assert json.loads(answer["content"]) == {"name": "Ada", "age": 36}


def test_images_and_videos_are_accepted(http: httpx.Client) -> None:
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}},
        {"type": "video_url", "video_url": {"url": "mm_file://1", "fps": 0.5}},
    ]
    response = http.post(CHAT, json=chat(parts, thinking={"type": "disabled"}))
    assert message(response)["content"].startswith("I see 1 image and 1 video. ")
    assert response.json()["usage"]["prompt_tokens"] > 600


def test_scripted_replies_are_used_in_order_before_generated_ones(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.reply("Lima.", reasoning="Peru, then.")
    emulator.reply(tool_calls=[("get_weather", {"city": "Lima"})])
    body = chat("Reply with exactly: pong", reasoning_split=True)
    first, second, third = (message(http.post(CHAT, json=body)) for _ in range(3))
    assert (first["content"], first["reasoning_content"]) == ("Lima.", "Peru, then.")
    assert second["tool_calls"][0]["function"] == {
        "name": "get_weather",
        "arguments": '{"city": "Lima"}',
    }
    assert third["content"] == "pong"


def test_rejected_requests_do_not_consume_scripted_replies(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.reply("Lima.")
    assert http.post(CHAT, json={"model": "MiniMax-M3"}).status_code == 400
    assert message(http.post(CHAT, json=chat(thinking={"type": "disabled"})))["content"] == "Lima."


def test_very_long_prompts_are_counted_completely(http: httpx.Client) -> None:
    text = "The quick brown fox jumps over the lazy dog. "
    few, many = (http.post(CHAT, json=chat(text * times)).json() for times in (1_000, 50_000))
    assert many["choices"][0]["message"]["content"] == few["choices"][0]["message"]["content"]
    assert many["usage"]["prompt_tokens"] == pytest.approx(
        50 * few["usage"]["prompt_tokens"], rel=0.01
    )


def test_very_long_replies_have_a_limited_number_of_chunks(
    http: httpx.Client,
) -> None:
    text = "la " * 70_000 + "end"
    answer = http.post(CHAT, json=chat(f"Say: {text}", thinking={"type": "disabled"})).json()
    assert answer["choices"][0]["message"]["content"] == text
    pieces = language.pieces(text)
    assert "".join(pieces) == text
    assert 10_000 < len(pieces) <= 20_001
