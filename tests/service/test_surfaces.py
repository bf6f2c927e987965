"""The Messages and the Responses surface against the emulator: what holds for both, and what only
one of them has.
"""

from __future__ import annotations

import json
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
    SensitiveContentError,
    ServerError,
    StreamInterrupted,
    ValidationError,
)
from minimax.emulator import Emulator

from ..unit.platform import Platform, Runner
from ..unit.transcripts import MESSAGE, RESPONSE

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(16)
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
ABOUT = {"name": "get_weather", "description": "The weather of a city"}
TOOLS = {
    "chat": {"type": "function", "function": {**ABOUT, "parameters": SCHEMA}},
    "messages": {**ABOUT, "input_schema": SCHEMA},
    "responses": {"type": "function", **ABOUT, "parameters": SCHEMA},
}
SEARCH = {
    "messages": {"type": "web_search_20250305", "name": "web_search"},
    "responses": {"type": "web_search"},
}
OPERATIONS = {"messages": "anthropic_messages", "responses": "responses"}
ENDS = {
    "messages": ("end_turn", "tool_use", "max_tokens"),
    "responses": ("completed", "completed", "max_output_tokens"),
}
THINKING = {"messages": "thinking", "responses": "reasoning"}


class Surface:
    """A surface on one client: `create` and `stream` give a reply, whole or as it was written."""

    def __init__(self, name: str, runner: Runner, client: Any, emulator: Emulator) -> None:
        self.name = name
        self.operation = OPERATIONS[name]
        self.service = getattr(client.text, name)
        self._runner = runner
        self._emulator = emulator

    def create(self, *args: Any, **options: Any) -> Any:
        return self._runner(self.service.create(*args, **options))

    def stream(self, *args: Any, **options: Any) -> Any:
        with self._runner.opened(self.service.stream(*args, **options)) as stream:
            return self._runner(stream.final())

    def body(self, number: int = -1) -> Any:
        return self._emulator.requests(self.operation)[number].json


@pytest.fixture(params=["messages", "responses"])
def surface(
    request: pytest.FixtureRequest, runner: Runner, client: Any, emulator: Emulator
) -> Surface:
    return Surface(request.param, runner, client, emulator)


@pytest.fixture
def messages(runner: Runner, client: Any, emulator: Emulator) -> Surface:
    return Surface("messages", runner, client, emulator)


@pytest.fixture
def responses(runner: Runner, client: Any, emulator: Emulator) -> Surface:
    return Surface("responses", runner, client, emulator)


@pytest.mark.parametrize("way", ["create", "stream"])
def test_a_question_is_answered(surface: Surface, emulator: Emulator, way: str) -> None:
    emulator.reply("Lima, 利马 🏙.", reasoning="A capital is asked for.")

    reply = getattr(surface, way)(
        "What is the capital of Peru?", temperature=0, **{THINKING[surface.name]: True}
    )

    assert (reply.text, reply.reasoning, reply.finish_reason) == (
        "Lima, 利马 🏙.",
        "A capital is asked for.",
        ENDS[surface.name][0],
    )
    assert reply.usage.total_tokens > 0
    assert (reply.model, bool(reply.trace_id)) == ("MiniMax-M3", True)
    assert surface.body()["temperature"] == 0


def test_thinking_is_off_by_default(surface: Surface) -> None:
    assert surface.create("Hello!").reasoning == ""
    assert surface.create("Hello!", **{THINKING[surface.name]: False}).reasoning == ""


def test_streams_yield_text_and_reasoning_in_pieces(
    surface: Surface, runner: Runner, emulator: Emulator
) -> None:
    emulator.reply("One two three four five.", reasoning="Counting.")

    with runner.opened(
        surface.service.stream("Count to five.", **{THINKING[surface.name]: True})
    ) as stream:
        events = runner.list(stream)

    pieces = [event.text for event in events if event.type == "text"]
    assert len(pieces) > 1
    assert (
        "".join(pieces)
        == runner(stream.final()).text
        == stream.snapshot.text
        == "One two three four five."
    )
    assert "".join(event.text for event in events if event.type == "reasoning") == "Counting."
    assert (events[-1].type, events[-1].text) == ("finish", ENDS[surface.name][0])


@pytest.mark.parametrize("kind", ["text", "reasoning"])
def test_a_stream_iterates_strings(
    surface: Surface, runner: Runner, emulator: Emulator, kind: str
) -> None:
    emulator.reply("One two three.", reasoning="Counting.")

    with runner.opened(
        surface.service.stream("Count.", **{THINKING[surface.name]: True})
    ) as stream:
        told = "".join(runner.list(getattr(stream, kind)))

    assert told == {"text": "One two three.", "reasoning": "Counting."}[kind]


@pytest.mark.parametrize("way", ["create", "stream"])
@pytest.mark.parametrize("form", ["own", "chat"])
def test_a_tool_is_called_and_its_result_is_used(surface: Surface, way: str, form: str) -> None:
    tools = [TOOLS[surface.name if form == "own" else "chat"]]
    conversation: list[Any] = ["What is the weather in Paris? Use get_weather."]
    reply = getattr(surface, way)(conversation, tools=tools, **{THINKING[surface.name]: True})
    call = reply.tool_calls[0]
    result = {"role": "tool", "tool_call_id": call.id, "content": "14 degrees, drizzle"}
    if form == "own":
        result = {
            "messages": {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": call.id,
                        "content": "14 degrees, drizzle",
                    }
                ],
            },
            "responses": {
                "type": "function_call_output",
                "call_id": call.id,
                "output": "14 degrees, drizzle",
            },
        }[surface.name]
    answer = getattr(surface, way)([*conversation, reply, result], tools=tools, tool_choice="auto")

    assert reply.finish_reason == ENDS[surface.name][1]
    assert (call.name, set(call.arguments)) == ("get_weather", {"city"})
    assert reply.reasoning
    assert "drizzle" in answer.text


@pytest.mark.parametrize("way", ["create", "stream"])
def test_search_results_are_kept_and_sent_back(surface: Surface, way: str) -> None:
    reply = getattr(surface, way)(
        "Search the web: what is new in Peru?",
        tools=[SEARCH[surface.name]],
        **{THINKING[surface.name]: True},
    )
    surface.create(["Search!", reply, "And in Chile?"])

    sent = (
        surface.body()["messages"][1]["content"]
        if surface.name == "messages"
        else surface.body()["input"][1:-1]
    )
    kinds = [each["type"] for each in sent]
    if surface.name == "messages":
        assert kinds == ["thinking", "text", "server_tool_use", "web_search_tool_result", "text"]
        assert sent == reply.content
        assert sent[0]["signature"]
        assert sent[2]["input"]["query"]
    else:
        assert kinds == ["reasoning", "message"], "a request does not take the search itself"
        assert sent == reply.as_items()
        assert [item["type"] for item in reply.output] == [
            "reasoning",
            "web_search_call",
            "message",
        ]
        assert reply.citations[0]["url"].startswith("https://")


def test_replies_of_every_api_continue_on_every_other(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    question = "What is the weather in Paris? Use get_weather."
    ways = {
        "chat": client.text.chat,
        "messages": client.text.messages.create,
        "responses": client.text.responses.create,
    }
    for origin, first in ways.items():
        for name, second in ways.items():
            reply = runner(first(question, tools=[TOOLS["chat"]]))
            result = {
                "role": "tool",
                "tool_call_id": reply.tool_calls[0].id,
                "content": "14 degrees, drizzle",
            }
            assert "drizzle" in runner(second([question, reply, result])).text, (
                f"{origin} to {name}"
            )


def test_images_and_videos_are_sent_in_the_form_of_the_api(surface: Surface) -> None:
    surface.create(
        [
            {
                "role": "user",
                "content": [
                    "What is this?",
                    minimax.image(PNG, detail="low"),
                    minimax.video("mm_file://301", fps=2),
                ],
            }
        ]
    )

    content = surface.body()["messages" if surface.name == "messages" else "input"][0]["content"]
    if surface.name == "messages":
        assert content[0] == {"type": "text", "text": "What is this?"}
        picture = content[1]["source"]
        assert (content[1]["type"], picture["type"], picture["media_type"], picture["detail"]) == (
            "image",
            "base64",
            "image/png",
            "low",
        )
        assert content[2] == {
            "type": "video",
            "source": {"type": "url", "url": "mm_file://301", "fps": 2},
        }
    else:
        assert content[0] == {"type": "input_text", "text": "What is this?"}
        assert (content[1]["type"], content[1]["image_url"]["detail"]) == ("input_image", "low")
        assert content[1]["image_url"]["url"].startswith("data:image/png;base64,")
        assert content[2] == {
            "type": "input_video",
            "video_url": {"url": "mm_file://301", "fps": 2},
        }


def test_tools_can_return_images(messages: Surface) -> None:
    reply = messages.create(
        "What is the weather in Paris? Use get_weather.", tools=[TOOLS["messages"]]
    )
    result = {
        "type": "tool_result",
        "tool_use_id": reply.tool_calls[0].id,
        "content": ["Look:", minimax.image(PNG)],
    }
    messages.create(["Weather?", reply, {"role": "user", "content": [result]}])

    parts = messages.body()["messages"][2]["content"][0]["content"]
    assert [part["type"] for part in parts] == ["text", "image"]
    assert parts[1]["source"]["media_type"] == "image/png"


def test_results_of_several_tools_go_back_in_one_message(
    messages: Surface, emulator: Emulator
) -> None:
    emulator.reply(
        tool_calls=[("get_weather", {"city": "Paris"}), ("get_weather", {"city": "Oslo"})]
    )
    reply = messages.create("Compare.", tools=[TOOLS["messages"]])
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": "4"} for call in reply.tool_calls
    ]
    messages.create(["Compare.", reply, *results], tools=[TOOLS["messages"]])

    assert [each["role"] for each in messages.body()["messages"]] == ["user", "assistant", "user"]
    assert [block["tool_use_id"] for block in messages.body()["messages"][2]["content"]] == [
        call.id for call in reply.tool_calls
    ]


@pytest.mark.parametrize("way", ["create", "stream"])
def test_the_cache_is_written_and_read_and_both_are_counted(messages: Surface, way: str) -> None:
    rules = {
        "type": "text",
        "text": "A rule to be kept at all times. " * 200,
        "cache_control": {"type": "ephemeral"},
    }

    first = getattr(messages, way)("Hello!", model="MiniMax-M2.7", system=[rules, "And be brief."])
    second = getattr(messages, way)(
        "Good evening!", model="MiniMax-M2.7", system=[rules, "And be brief."]
    )

    written, read = first.usage.cache_creation_input_tokens, second.usage.cache_read_input_tokens
    assert (written > 512, first.usage.cache_read_input_tokens) == (True, 0)
    assert (read == written, second.usage.cache_creation_input_tokens) == (True, 0)
    assert second.usage.prompt_tokens == second.usage.input_tokens + read
    assert messages.body()["system"][1] == {"type": "text", "text": "And be brief."}


def test_the_cache_is_counted_on_responses(responses: Surface) -> None:
    rules = "A rule to be kept at all times. " * 200
    responses.create("Hello!", instructions=rules, prompt_cache_key="rules")

    assert (
        responses.create(
            "Good evening!", instructions=rules, prompt_cache_key="rules"
        ).usage.cached_tokens
        > 512
    )


def test_an_answer_is_cut_at_its_limit(surface: Surface) -> None:
    limit = {"messages": "max_tokens", "responses": "max_output_tokens"}[surface.name]

    for way in (surface.create, surface.stream):
        assert way("Tell me a long story.", **{limit: 3}).finish_reason == ENDS[surface.name][2]


def test_tokens_are_counted(runner: Runner, client: Any) -> None:
    count = client.text.messages.count_tokens

    alone = runner(count("When is high water in Husum?"))
    told = runner(
        count(
            "When is high water in Husum?", system="Be brief.", tools=[TOOLS["chat"]], thinking=True
        )
    )

    assert 0 < alone < told


def test_missing_count_is_an_error_with_raw(runner: Runner) -> None:
    with pytest.raises(DecodeError) as caught:
        runner(runner.client(Platform({"input_tokens": None})).text.messages.count_tokens("Hi"))

    assert caught.value.raw == {"input_tokens": None}


@pytest.mark.parametrize(("name", "answer"), [("messages", MESSAGE), ("responses", RESPONSE)])
def test_complete_responses_instead_of_streams_are_accepted(
    runner: Runner, name: str, answer: dict[str, Any]
) -> None:
    with runner.opened(getattr(runner.client(Platform(answer)).text, name).stream("Hi")) as stream:
        events = runner.list(stream)

    assert runner(stream.final()).raw == answer
    assert [event.text for event in events if event.type == "text"] == ["Grüße, 世界 <b>"]


def test_a_response_that_failed_is_an_error(runner: Runner) -> None:
    failed = {
        **RESPONSE,
        "status": "failed",
        "output": [],
        "error": {"code": "1027", "message": "output new_sensitive"},
    }

    for streamed in (False, True):
        platform = Platform(failed)
        client = runner.client(platform)
        with pytest.raises(SensitiveContentError, match="1027") as caught:
            runner(
                client.text.responses.stream("Hi").final()
                if streamed
                else client.text.responses.create("Hi")
            )
        assert (caught.value.raw, len(platform.requests)) == (failed, 1)


def test_further_fields_of_a_request_can_be_set(surface: Surface) -> None:
    more = {
        "messages": {
            "metadata": {"user_id": "u1"},
            "effort": "low",
            "model": "MiniMax-M3.1-Flash",
            "tool_choice": "none",
        },
        "responses": {
            "metadata": {"job": "1"},
            "reasoning": "low",
            "model": "MiniMax-M3.1-Flash",
            "tool_choice": "none",
        },
    }[surface.name]
    surface.create("Hello!", service_tier="priority", top_p=0.5, **more)

    expected = {
        "messages": {
            "metadata": {"user_id": "u1"},
            "output_config": {"effort": "low"},
            "tool_choice": {"type": "none"},
        },
        "responses": {
            "metadata": {"job": "1"},
            "reasoning": {"effort": "low"},
            "tool_choice": "none",
        },
    }[surface.name]
    assert {name: surface.body()[name] for name in expected} == expected
    assert (surface.body()["service_tier"], surface.body()["top_p"]) == ("priority", 0.5)


def test_extra_sends_newer_fields(surface: Surface, emulator: Emulator) -> None:
    emulator.configure(strict=False)
    try:
        surface.create("Hello!", extra={"top_k": 5})
    finally:
        emulator.configure(strict=True)

    assert surface.body()["top_k"] == 5


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (7, "pass a question as text, or a list of messages"),
        ({"role": "user"}, "pass a question as text, or a list of messages"),
        ([7], "7 is not a valid message"),
        ([{"role": "user", "content": 7}], "7 is not allowed"),
        ([{"content": "Hi"}], "role"),
        (
            [{"role": "assistant", "content": "", "tool_calls": [{"type": "function"}]}],
            "is not a list of calls",
        ),
        (
            [{"role": "user", "content": [minimax.image("nowhere.png")]}],
            "cannot read 'nowhere.png'",
        ),
    ],
)
def test_invalid_conversations_are_rejected_before_sending(
    surface: Surface, emulator: Emulator, given: Any, message: str
) -> None:
    for way in (surface.create, surface.stream):
        with pytest.raises(ValidationError, match=message):
            way(given)

    assert emulator.requests() == []


def test_unknown_options_are_rejected_with_a_hint(surface: Surface) -> None:
    with pytest.raises(
        ValidationError, match=r"'temprature' is not a parameter .* did you mean 'temperature'"
    ):
        surface.create("Hi", temprature=1)
    with pytest.raises(ValidationError, match="stream is not a parameter"):
        surface.create("Hi", stream=True)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("rate_limit", RateLimitError),
        ("overloaded", ServerError),
        ("http_502_html", ServerError),
        ("error_in_200", APIError),
        ("insufficient_balance", InsufficientBalanceError),
        ("wrong_region", AuthenticationError),
    ],
)
def test_errors_raise_the_matching_class(
    runner: Runner, connect: Any, emulator: Emulator, surface: Surface, fault: str, error: type
) -> None:
    emulator.fault(fault)
    strict = Surface(surface.name, runner, connect(retry=Retry(attempts=1)), emulator)

    for way in (strict.create, strict.stream):
        with pytest.raises(error) as caught:
            way("hello")
        assert caught.value.attempts == 1
        assert caught.value.raw


def test_empty_responses_are_an_error_with_raw(
    surface: Surface, messages: Surface, emulator: Emulator
) -> None:
    emulator.fault("null_data")

    for way in (surface.create, messages.stream):
        with pytest.raises(DecodeError) as caught:
            way("hello")
        assert caught.value.raw


def test_billed_calls_that_may_have_run_are_not_retried(
    surface: Surface, emulator: Emulator
) -> None:
    for way in (surface.create, surface.stream):
        emulator.reset()
        emulator.fault("server_error", on=surface.operation, first=1)
        with pytest.raises(ServerError):
            way("hello")
        assert len(emulator.requests(surface.operation)) == 1

        emulator.reset()
        emulator.fault("rate_limit", on=surface.operation, first=2)
        way("hello")
        assert len(emulator.requests(surface.operation)) == 3


@pytest.mark.parametrize(
    "fault", ["drop_mid_stream", "end_mid_stream", "error_frame_mid_stream", "failed_mid_stream"]
)
def test_broken_streams_keep_received_data(
    surface: Surface, emulator: Emulator, fault: str
) -> None:
    emulator.reply("A reply that is long enough to be cut somewhere in the middle of it.")
    emulator.fault(fault)

    with pytest.raises((StreamInterrupted, SensitiveContentError)) as caught:
        surface.stream("hello")

    assert caught.value.partial.text
    assert "A reply that is long".startswith(caught.value.partial.text[:10])
    assert caught.value.partial.finish_reason in (None, "failed")


@pytest.mark.parametrize(
    "fault", ["split_every_byte", "unknown_fields", "unknown_enum_values", "ids_as_ints"]
)
def test_unusual_but_valid_streams_are_read(
    surface: Surface, emulator: Emulator, fault: str
) -> None:
    emulator.reply("Grüße, 你好, 🎻.")
    emulator.fault(fault)

    assert surface.stream("hello").text == "Grüße, 你好, 🎻."


def test_streams_left_early_keep_received_data(
    surface: Surface, runner: Runner, emulator: Emulator
) -> None:
    emulator.reply("One two three four five six seven eight nine ten.")

    with runner.opened(surface.service.stream("Count.")) as stream:
        first = runner.next(stream.text)

    assert stream.snapshot.text.startswith(first)
    assert json.dumps(stream.snapshot.raw)


def test_unreachable_servers_are_a_network_error(
    runner: Runner, connect: Any, emulator: Emulator, surface: Surface
) -> None:
    gone = Surface(
        surface.name,
        runner,
        connect(base_url="http://127.0.0.1:9", retry=Retry(attempts=1)),
        emulator,
    )

    for way in (gone.create, gone.stream):
        with pytest.raises(NetworkError) as caught:
            way("hello")
        assert not caught.value.sent
