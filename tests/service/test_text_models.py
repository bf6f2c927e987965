"""The model list and the token count, against the emulator and against answers that it does not
give.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

import minimax
from minimax import AuthenticationError, ChatReply, DecodeError, ValidationError
from minimax.emulator import Emulator

from ..unit.platform import Platform, Runner, openai_error

COUNT = {"object": "response.input_tokens", "input_tokens": 24}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
TOOL = {
    "type": "function",
    "function": {
        "name": "get_tide",
        "description": "Tide of a port",
        "parameters": {"type": "object", "properties": {}},
    },
}


def counted(runner: Runner, messages: Any, **options: Any) -> dict[str, Any]:
    """The body that a count sends."""
    platform = Platform(COUNT)
    assert runner(runner.client(platform).text.count_tokens(messages, **options)) == 24
    assert platform.requests[0].url.path == "/v1/responses/input_tokens"
    body: dict[str, Any] = platform.bodies[0]
    return body


def test_the_models_of_the_emulator_are_listed_and_answer(runner: Runner, client: Any) -> None:
    models = runner(client.text.models())

    assert models
    assert runner(client.text.chat("Hello!", model=models[0].id)).model == models[0].id


def test_longer_conversations_have_more_tokens(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    question = "When is high water in Husum?"
    calls = [
        {
            "id": "call_1",
            "type": "function",
            "function": {"name": "get_tide", "arguments": '{"port": "Husum"}'},
        }
    ]

    alone = runner(client.text.count_tokens(question))
    told = runner(
        client.text.count_tokens(question, system="Answer in one sentence.", tools=[TOOL])
    )
    answered = runner(
        client.text.count_tokens(
            [
                question,
                {"role": "assistant", "content": None, "tool_calls": calls},
                {"role": "tool", "tool_call_id": "call_1", "content": "14:20"},
            ]
        )
    )

    assert 0 < alone < told
    assert alone < answered
    assert {request.operation_id for request in emulator.requests()} == {"responses_input_tokens"}


def test_models_are_listed_in_the_order_of_the_platform(runner: Runner) -> None:
    rows = [
        {"id": "MiniMax-M3", "object": "model", "created": 1780272000, "owned_by": "minimax"},
        {"id": "MiniMax-M2.7", "object": "model", "created": "1773792000"},
        {"id": "MiniMax-M2"},
        {"object": "model"},
        None,
    ]
    client = runner.client(Platform({"object": "list", "data": rows}))

    models = runner(client.text.models())

    assert [model.id for model in models] == ["MiniMax-M3", "MiniMax-M2.7", "MiniMax-M2"]
    assert [model.created for model in models] == [1780272000, 1773792000, 0]
    assert models[0].created_at == datetime(2026, 6, 1, tzinfo=UTC)
    assert models[0].raw["owned_by"] == "minimax"


@pytest.mark.parametrize("answer", [{}, {"data": None}, {"data": "none"}])
def test_an_answer_without_models_is_an_empty_list(runner: Runner, answer: dict[str, Any]) -> None:
    assert runner(runner.client(Platform(answer)).text.models()) == []


def test_refused_keys_are_reported(runner: Runner) -> None:
    client = runner.client(
        Platform(openai_error(401, "invalid api key (2049)", "authorized_error"))
    )

    with pytest.raises(AuthenticationError):
        runner(client.text.models())


def test_a_question_is_counted_with_its_instructions_and_tools(runner: Runner) -> None:
    body = counted(
        runner,
        "When is high water?",
        model="MiniMax-M2.7",
        system="Be brief.",
        tools=[TOOL],
        tool_choice="auto",
    )

    assert body == {
        "model": "MiniMax-M2.7",
        "input": [{"type": "message", "role": "user", "content": "When is high water?"}],
        "instructions": "Be brief.",
        "tools": [{"type": "function", **TOOL["function"]}],  # type: ignore[dict-item]
        "tool_choice": "auto",
    }


def test_a_conversation_with_calls_becomes_items(runner: Runner) -> None:
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "get_tide", "arguments": '{"port": "Husum"}'},
    }
    reply = ChatReply(
        {
            "choices": [
                {
                    "message": {
                        "content": "",
                        "reasoning_content": "A tool knows.",
                        "tool_calls": [call],
                    }
                }
            ]
        }
    )

    body = counted(
        runner,
        [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": ["High water?", {"type": "text", "text": "In Husum."}]},
            reply,
            {"role": "tool", "tool_call_id": "call_1", "content": "14:20"},
            {
                "role": "assistant",
                "content": [{"type": "text", "text": "At 14:20."}],
                "reasoning_details": [{"text": "So "}, {"text": "it is."}],
            },
            "Thanks!",
        ],
    )

    assert body["input"] == [
        {"type": "message", "role": "system", "content": "Be brief."},
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_text", "text": each} for each in ("High water?", "In Husum.")
            ],
        },
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "A tool knows."}]},
        {
            "type": "function_call",
            "call_id": "call_1",
            "name": "get_tide",
            "arguments": '{"port": "Husum"}',
        },
        {"type": "function_call_output", "call_id": "call_1", "output": "14:20"},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "So it is."}]},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "At 14:20."}],
        },
        {"type": "message", "role": "user", "content": "Thanks!"},
    ]


def test_images_and_clips_are_counted(runner: Runner) -> None:
    content = [
        "What is this?",
        minimax.image(PNG, detail="low", max_long_side_pixel=512),
        minimax.video("mm_file://301", fps=2, max_long_side_pixel=512),
    ]

    body = counted(runner, [{"role": "user", "content": content}])

    assert body["input"][0]["content"] == [
        {"type": "input_text", "text": "What is this?"},
        {
            "type": "input_image",
            "image_url": {
                "url": f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
                "detail": "low",
            },
        },
        {
            "type": "input_video",
            "video_url": {"url": "mm_file://301", "fps": 2, "max_long_side_pixel": 512},
        },
    ]


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "assistant", "tool_calls": [{"type": "function"}]}],
        [{"content": "without a role"}],
        7,
    ],
)
def test_invalid_conversations_are_rejected_before_sending(runner: Runner, messages: Any) -> None:
    platform = Platform(COUNT)

    with pytest.raises(ValidationError):
        runner(runner.client(platform).text.count_tokens(messages))

    assert platform.requests == []


def test_counts_as_text_are_numbers(runner: Runner) -> None:
    assert runner(runner.client(Platform({"input_tokens": "588"})).text.count_tokens("Hi")) == 588


@pytest.mark.parametrize("count", [None, "many", True])
def test_missing_count_is_an_error_with_raw(runner: Runner, count: Any) -> None:
    with pytest.raises(DecodeError) as caught:
        runner(runner.client(Platform({"input_tokens": count})).text.count_tokens("Hi"))

    assert caught.value.raw == {"input_tokens": count}
