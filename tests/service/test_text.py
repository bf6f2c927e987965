"""Chat against the emulator."""

from __future__ import annotations

from typing import Any

import pytest

import minimax
from minimax import (
    APIError,
    AuthenticationError,
    DecodeError,
    InsufficientBalanceError,
    NetworkError,
    RateLimitError,
    Retry,
    ServerError,
    StreamInterrupted,
)
from minimax.emulator import Emulator

from ..unit.platform import Runner

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


def test_a_question_is_answered(runner: Runner, client: Any, emulator: Emulator) -> None:
    emulator.reply("Lima.", reasoning="A capital is asked for.")

    reply = runner(
        client.text.chat("What is the capital of Peru?", system="Be brief.", temperature=0)
    )

    assert (reply.text, reply.reasoning, reply.finish_reason) == (
        "Lima.",
        "A capital is asked for.",
        "stop",
    )
    assert reply.usage.total_tokens > 0
    assert reply.trace_id
    body = emulator.requests("chat_completions")[0].json
    assert body["messages"][0] == {"role": "system", "content": "Be brief."}
    assert body["temperature"] == 0


def test_streams_yield_the_same_reply_in_pieces(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    emulator.reply("One two three four five.", reasoning="Counting.")

    with runner.opened(client.text.stream("Count to five.")) as stream:
        pieces = runner.list(stream.text)

    assert len(pieces) > 1
    assert "".join(pieces) == "One two three four five."
    reply = runner(stream.final())
    assert (reply.text, reply.reasoning) == ("One two three four five.", "Counting.")
    assert reply.usage.total_tokens > 0


def test_native_models_use_the_native_endpoint(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    runner(client.text.chat("Who are you?", model="M2-her"))
    with runner.opened(client.text.stream("And who am I?", model="M2-her")) as stream:
        text = "".join(runner.list(stream.text))

    assert runner(stream.final()).text == text, "the closing frame is not appended"
    assert [request.operation_id for request in emulator.requests()] == ["chatcompletion_v2"] * 2


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"mask_sensitive_info": True}, "mask_sensitive_info works with M2-her, .* not with Mini"),
        ({"model": "MiniMax-Text-01", "effort": "low"}, "effort works with other models, such as"),
    ],
)
def test_fields_of_the_other_endpoint_name_its_models(
    runner: Runner, client: Any, emulator: Emulator, options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(minimax.ValidationError, match=complaint):
        runner(client.text.chat("hi", **options))
    assert emulator.requests() == []


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_is_called_and_its_result_is_used(
    runner: Runner, client: Any, streamed: bool
) -> None:
    def ask(messages: list[Any]) -> Any:
        if not streamed:
            return runner(client.text.chat(messages, tools=[WEATHER]))
        with runner.opened(client.text.stream(messages, tools=[WEATHER])) as stream:
            return runner(stream.final())

    conversation: list[Any] = ["What is the weather in Paris? Use get_weather."]
    reply = ask(conversation)
    call = reply.tool_calls[0]
    conversation += [
        reply,
        {"role": "tool", "tool_call_id": call.id, "content": "14 degrees, drizzle"},
    ]
    answer = ask(conversation)

    assert reply.finish_reason == "tool_calls"
    assert call.name == "get_weather"
    assert set(call.arguments) == {"city"}
    assert "drizzle" in answer.text


def test_images_are_sent_as_data_urls(runner: Runner, client: Any, emulator: Emulator) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 32

    runner(
        client.text.chat(
            [{"role": "user", "content": ["What is this?", minimax.image(png, detail="low")]}]
        )
    )

    part = emulator.requests("chat_completions")[0].json["messages"][0]["content"][1]
    assert part["type"] == "image_url"
    assert part["image_url"]["detail"] == "low"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("rate_limit", RateLimitError),
        ("server_error", ServerError),
        ("http_502_html", ServerError),
        ("error_in_200", APIError),
        ("insufficient_balance", InsufficientBalanceError),
        ("wrong_region", AuthenticationError),
    ],
)
def test_errors_raise_the_matching_class(
    runner: Runner, connect: Any, emulator: Emulator, fault: str, error: type
) -> None:
    emulator.fault(fault)
    client = connect(retry=Retry(attempts=1))

    with pytest.raises(error):
        runner(client.text.chat("hello"))
    with pytest.raises(error), runner.opened(client.text.stream("hello")) as stream:
        runner(stream.final())


def test_rate_limits_are_retried_but_ambiguous_failures_are_not(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    emulator.fault("rate_limit", on="chat_completions", first=2)
    runner(client.text.chat("hello"))
    assert len(emulator.requests("chat_completions")) == 3

    emulator.reset()
    emulator.fault("server_error", on="chat_completions", first=1)
    with pytest.raises(ServerError):
        runner(client.text.chat("hello"))
    assert len(emulator.requests("chat_completions")) == 1, (
        "a paid call that may have run goes out once"
    )


def test_wrong_region_error_names_both_hosts(runner: Runner, connect: Any) -> None:
    client = connect(api_key="sk-global-key")

    with pytest.raises(AuthenticationError, match=r"api\.minimax\.io"):
        runner(client.text.chat("hello"))


@pytest.mark.parametrize("fault", ["drop_mid_stream", "error_frame_mid_stream"])
def test_broken_streams_keep_received_data(
    runner: Runner, client: Any, emulator: Emulator, fault: str
) -> None:
    emulator.reply("A reply that is long enough to be cut somewhere in the middle of it.")
    emulator.fault(fault)

    with (
        pytest.raises((StreamInterrupted, APIError)) as caught,
        runner.opened(client.text.stream("hello")) as stream,
    ):
        runner(stream.final())

    assert caught.value.partial.text
    assert "A reply that is long".startswith(caught.value.partial.text[:10])


@pytest.mark.parametrize("fault", ["split_every_byte", "unknown_fields", "unknown_enum_values"])
def test_unusual_but_valid_streams_are_read(
    runner: Runner, client: Any, emulator: Emulator, fault: str
) -> None:
    emulator.reply("Grüße, 你好, 🎻.")
    emulator.fault(fault)

    with runner.opened(client.text.stream("hello")) as stream:
        assert runner(stream.final()).text == "Grüße, 你好, 🎻."


def test_empty_responses_are_an_error(runner: Runner, client: Any, emulator: Emulator) -> None:
    emulator.fault("null_data")

    with pytest.raises(DecodeError):
        runner(client.text.chat("hello"))
    with pytest.raises(DecodeError), runner.opened(client.text.stream("hello")) as stream:
        runner(stream.final())


def test_an_error_in_place_of_a_stream_is_raised(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    emulator.fault("json_instead_of_stream")

    with pytest.raises(APIError), runner.opened(client.text.stream("hello")) as stream:
        runner(stream.final())


def test_unreachable_servers_are_a_network_error(runner: Runner, connect: Any) -> None:
    client = connect(base_url="http://127.0.0.1:9", retry=Retry(attempts=1))

    with pytest.raises(NetworkError) as caught:
        runner(client.text.chat("hello"))

    assert not caught.value.sent
