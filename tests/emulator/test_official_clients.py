"""The official clients of OpenAI and Anthropic, as they come, against a running emulator: sync and
async.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from minimax.emulator import Emulator

from .test_anthropic import SEARCH

pytestmark = [
    pytest.mark.slow,
    pytest.mark.shared_start,
]  # they take seconds to import: in one process is enough

MODEL = "MiniMax-M3"
QUESTION = "What is the weather in Paris?"
TOLD = f'About "{QUESTION}": get_weather returned celsius 21.'
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
ABOUT = {"name": "get_weather", "description": "Current weather of a city."}
CHAT_TOOL = {"type": "function", "function": {**ABOUT, "parameters": PARAMETERS}}
RESPONSES_TOOL = {"type": "function", **ABOUT, "parameters": PARAMETERS}
MESSAGES_TOOL = {**ABOUT, "input_schema": PARAMETERS}
REFUSALS = [
    (None, "sk-bad", 401, "AuthenticationError", "invalid api key (2049)"),
    ("rate_limit", "sk-1", 429, "RateLimitError", "rate limit, please retry later (1002)"),
    ("server_error", "sk-1", 500, "InternalServerError", "unknown error (1000)"),
]


class Runner:
    """Makes the sync and the async client of a library look the same."""

    def __init__(self, library: Any, *, is_async: bool, prefix: str, emulator: Emulator) -> None:
        self._loop = asyncio.new_event_loop() if is_async else None
        self._class = getattr(library, f"{'Async' if is_async else ''}{prefix}")
        self._base_url = emulator.base_url + {"OpenAI": "/v1", "Anthropic": "/anthropic"}[prefix]
        self._clients: list[Any] = []
        self.client = self.with_key("sk-1")

    def with_key(self, key: str) -> Any:
        self._clients.append(
            self._class(api_key=key, base_url=self._base_url, max_retries=0, timeout=10)
        )
        return self._clients[-1]

    def done(self, value: Any) -> Any:
        """A value, or what an awaitable comes to."""
        if self._loop is None:
            return value
        return (
            self._loop.run_until_complete(self._wait(value))
            if inspect.isawaitable(value)
            else value
        )

    def items(self, stream: Any) -> list[Any]:
        """Everything that a stream or a paged list gives."""
        stream = stream if hasattr(stream, "__aiter__") else self.done(stream)
        return self.done(self._collect(stream)) if hasattr(stream, "__aiter__") else list(stream)

    def streamed(self, manager: Any, final: str) -> tuple[list[Any], Any]:
        """The events of a stream manager, and what its method `final` gives."""
        if self._loop is not None:
            found: tuple[list[Any], Any] = self.done(self._streamed(manager, final))
            return found
        with manager as stream:
            return list(stream), getattr(stream, final)()

    def close(self) -> None:
        for client in self._clients:
            self.done(client.close())
        if self._loop is not None:
            self._loop.close()

    async def _wait(self, value: Any) -> Any:
        return await value

    async def _collect(self, stream: Any) -> list[Any]:
        return [item async for item in stream]

    async def _streamed(self, manager: Any, final: str) -> tuple[list[Any], Any]:
        async with manager as stream:
            return [event async for event in stream], await getattr(stream, final)()


@pytest.fixture(scope="module", autouse=True)
def _clean_environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "OPENAI_BASE_URL",
            "OPENAI_ORG_ID",
            "OPENAI_PROJECT_ID",
            "ANTHROPIC_BASE_URL",
            "ANTHROPIC_AUTH_TOKEN",
        ):
            patch.delenv(name, raising=False)
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield


@pytest.fixture(autouse=True)
def _strict(emulator: Emulator) -> None:
    # What these clients send, turns of the model included, is nothing that the API does not know.
    emulator.configure(strict=True)


@pytest.fixture(scope="module", params=["sync", "async"])
def gpt(request: pytest.FixtureRequest, running_emulator: Emulator) -> Iterator[Runner]:
    runner = Runner(
        import_module("openai"),
        is_async=request.param == "async",
        prefix="OpenAI",
        emulator=running_emulator,
    )
    yield runner
    runner.close()


@pytest.fixture(scope="module", params=["sync", "async"])
def claude(request: pytest.FixtureRequest, running_emulator: Emulator) -> Iterator[Runner]:
    runner = Runner(
        import_module("anthropic"),
        is_async=request.param == "async",
        prefix="Anthropic",
        emulator=running_emulator,
    )
    yield runner
    runner.close()


def user(text: str = "Reply with exactly: pong") -> dict[str, str]:
    return {"role": "user", "content": text}


# openai: chat completions


def test_openai_chats(gpt: Runner) -> None:
    made = gpt.done(
        gpt.client.chat.completions.create(
            model=MODEL, messages=[user()], extra_body={"reasoning_split": True}
        )
    )
    choice = made.choices[0]
    assert (choice.message.content, choice.finish_reason, made.model) == ("pong", "stop", MODEL)
    assert choice.message.reasoning_content
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens


def test_openai_streams_a_chat(gpt: Runner) -> None:
    create = gpt.client.chat.completions.create
    body = {"model": MODEL, "messages": [user()], "extra_body": {"thinking": {"type": "disabled"}}}
    chunks = gpt.items(create(**body, stream=True, stream_options={"include_usage": True}))
    assert (
        "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
        == "pong"
    )
    assert chunks[-1].usage.total_tokens > 0


def test_openai_calls_a_tool_and_sends_the_result_back(gpt: Runner) -> None:
    create = gpt.client.chat.completions.create
    body = {"model": MODEL, "tools": [CHAT_TOOL], "extra_body": {"reasoning_split": True}}
    turn = gpt.done(create(**body, messages=[user(QUESTION)])).choices[0].message
    (called,) = turn.tool_calls
    assert json.loads(called.function.arguments) == {"city": "Paris"}
    result = {"role": "tool", "tool_call_id": called.id, "content": '{"celsius": 21}'}
    told = gpt.done(create(**body, messages=[user(QUESTION), turn, result]))
    assert told.choices[0].message.content == TOLD


def test_openai_puts_a_streamed_tool_call_together(gpt: Runner) -> None:
    manager = gpt.client.chat.completions.stream(
        model=MODEL, messages=[user(QUESTION)], tools=[CHAT_TOOL]
    )
    events, made = gpt.streamed(manager, "get_final_completion")
    assert "tool_calls.function.arguments.done" in {event.type for event in events}
    assert made.choices[0].finish_reason == "tool_calls"
    assert made.choices[0].message.tool_calls[0].function.arguments == '{"city": "Paris"}'


# openai: responses


def test_openai_creates_a_response(gpt: Runner) -> None:
    made = gpt.done(
        gpt.client.responses.create(
            model=MODEL, input="Reply with exactly: pong", reasoning={"effort": "low"}
        )
    )
    assert (made.output_text, made.status, made.error) == ("pong", "completed", None)
    assert [item.type for item in made.output] == ["reasoning", "message"]
    assert made.output[0].content[0].text.startswith("The user says")
    assert made.usage.output_tokens_details.reasoning_tokens > 0


def test_openai_streams_a_response(gpt: Runner) -> None:
    create = gpt.client.responses.create
    events = gpt.items(
        create(model=MODEL, input="Why is the sky blue?", reasoning={"effort": "low"}, stream=True)
    )
    assert [event.sequence_number for event in events] == list(range(len(events)))
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert text == events[-1].response.output_text
    assert events[-1].type == "response.completed"

    collected, final = gpt.streamed(
        gpt.client.responses.stream(model=MODEL, input="Why is the sky blue?"), "get_final_response"
    )
    assert collected[0].type == "response.created"
    assert final.output_text == text


def test_openai_calls_a_function_of_a_response_and_sends_the_output_back(gpt: Runner) -> None:
    body = {"model": MODEL, "tools": [RESPONSES_TOOL], "reasoning": {"effort": "low"}}
    first = gpt.done(gpt.client.responses.create(**body, input=[user(QUESTION)]))
    called = first.output[-1]
    assert (called.type, json.loads(called.arguments)) == ("function_call", {"city": "Paris"})
    result = {
        "type": "function_call_output",
        "call_id": called.call_id,
        "output": '{"celsius": 21}',
    }
    second = gpt.done(
        gpt.client.responses.create(**body, input=[user(QUESTION), *first.output, result])
    )
    assert second.output_text == TOLD

    _, streamed = gpt.streamed(
        gpt.client.responses.stream(**body, input=[user(QUESTION)]), "get_final_response"
    )
    assert streamed.output[-1].arguments == called.arguments
    third = gpt.done(
        gpt.client.responses.create(**body, input=[user(QUESTION), *second.output, user()])
    )
    assert third.output_text == "pong"


def test_openai_sees_why_a_response_is_incomplete(gpt: Runner) -> None:
    made = gpt.done(
        gpt.client.responses.create(model=MODEL, input="Why is the sky blue?", max_output_tokens=5)
    )
    assert (made.status, made.incomplete_details.reason) == ("incomplete", "max_output_tokens")


def test_openai_searches_the_web(gpt: Runner) -> None:
    made = gpt.done(
        gpt.client.responses.create(
            model=MODEL, input="What is new in Peru?", tools=[{"type": "web_search"}]
        )
    )
    assert made.output[0].action.query == "What is new in Peru"
    assert made.output[1].content[0].annotations[0].url.startswith("https://")


# openai: models and errors


def test_openai_lists_and_fetches_models(gpt: Runner) -> None:
    listed = gpt.items(gpt.client.models.list())
    named = {each.id: each for each in listed}
    assert gpt.done(gpt.client.models.retrieve(MODEL)) == named[MODEL]


@pytest.mark.parametrize(("fault", "key", "status", "kind", "message"), REFUSALS)
def test_openai_knows_the_errors(
    emulator: Emulator,
    gpt: Runner,
    fault: str | None,
    key: str,
    status: int,
    kind: str,
    message: str,
) -> None:
    if fault:
        emulator.fault(fault)
    client = gpt.with_key(key)
    for call in (
        lambda: client.chat.completions.create(model=MODEL, messages=[user()]),
        lambda: client.responses.create(model=MODEL, input="Hi", stream=True),
    ):
        with pytest.raises(getattr(import_module("openai"), kind)) as caught:
            gpt.done(call())
        assert caught.value.status_code == status
        assert caught.value.body["message"] == message


def test_openai_knows_a_bad_request_and_what_is_not_there(gpt: Runner) -> None:
    with pytest.raises(import_module("openai").BadRequestError) as bad:
        gpt.done(gpt.client.chat.completions.create(model=MODEL, messages=[]))
    assert bad.value.body["message"] == "invalid params, messages is empty (2013)"  # type: ignore[index]
    with pytest.raises(import_module("openai").NotFoundError, match="model 'gpt-5' not found"):
        gpt.done(gpt.client.models.retrieve("gpt-5"))


def test_openai_raises_when_a_stream_fails(emulator: Emulator, gpt: Runner) -> None:
    emulator.fault("error_frame_mid_stream", value=1027)
    for stream in (
        gpt.client.chat.completions.create(model=MODEL, messages=[user()], stream=True),
        gpt.client.responses.create(model=MODEL, input="Why is the sky blue?", stream=True),
    ):
        with pytest.raises(
            import_module("openai").APIError, match=r"output new_sensitive \(1027\)"
        ):
            gpt.items(stream)


def test_openai_sees_a_response_that_fails(emulator: Emulator, gpt: Runner) -> None:
    emulator.fault("failed_mid_stream", value=1027)
    last = gpt.items(
        gpt.client.responses.create(model=MODEL, input="Why is the sky blue?", stream=True)
    )[-1]
    assert (last.type, last.response.status, last.response.error.code) == (
        "response.failed",
        "failed",
        "1027",
    )


# anthropic


def test_anthropic_creates_a_message(claude: Runner) -> None:
    made = claude.done(
        claude.client.messages.create(
            model=MODEL,
            max_tokens=500,
            messages=[user()],
            system="Be brief.",
            thinking={"type": "adaptive"},
        )
    )
    thinking, text = made.content
    assert (text.text, made.stop_reason, made.stop_sequence, made.model) == (
        "pong",
        "end_turn",
        None,
        MODEL,
    )
    assert len(thinking.signature) == 64
    assert made.usage.output_tokens > 1


def test_anthropic_streams_a_message(claude: Runner) -> None:
    body = {
        "model": MODEL,
        "max_tokens": 500,
        "messages": [user("Why is the sky blue?")],
        "thinking": {"type": "adaptive"},
    }
    raw = claude.items(claude.client.messages.create(**body, stream=True))
    assert (raw[0].type, raw[-1].type) == ("message_start", "message_stop")
    events, final = claude.streamed(claude.client.messages.stream(**body), "get_final_message")
    thinking, text = final.content
    assert text.text == "".join(event.text for event in events if event.type == "text")
    assert thinking.thinking == "".join(
        event.thinking for event in events if event.type == "thinking"
    )
    assert len(thinking.signature) == 64
    assert (final.stop_reason, final.usage.input_tokens) == ("end_turn", raw[-2].usage.input_tokens)


def test_anthropic_calls_a_tool_and_sends_the_result_back(claude: Runner) -> None:
    body = {
        "model": MODEL,
        "max_tokens": 500,
        "tools": [MESSAGES_TOOL],
        "thinking": {"type": "adaptive"},
    }
    created = claude.done(claude.client.messages.create(**body, messages=[user(QUESTION)]))
    _, streamed = claude.streamed(
        claude.client.messages.stream(**body, messages=[user(QUESTION)]), "get_final_message"
    )
    for turn in (created, streamed):
        assert (turn.stop_reason, turn.content[-1].input) == ("tool_use", {"city": "Paris"})
        result = {
            "type": "tool_result",
            "tool_use_id": turn.content[-1].id,
            "content": '{"celsius": 21}',
        }
        talk = [
            user(QUESTION),
            {"role": "assistant", "content": turn.content},
            {"role": "user", "content": [result]},
        ]
        told = claude.done(claude.client.messages.create(**body, messages=talk))
        assert told.content[-1].text == TOLD


# The platform's pages lack encrypted_content, of which the client warns when it copies a streamed
# block.
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_anthropic_searches_the_web(claude: Runner) -> None:
    body = {
        "model": MODEL,
        "max_tokens": 500,
        "messages": [user("What is new in Peru?")],
        "tools": [SEARCH],
    }
    created = claude.done(claude.client.messages.create(**body))
    _, streamed = claude.streamed(claude.client.messages.stream(**body), "get_final_message")
    for made in (created, streamed):
        _lead, used, result, _answer = made.content
        assert used.input == {"query": "What is new in Peru"}
        assert result.tool_use_id == used.id
        assert result.content[0].url.startswith("https://")


def test_anthropic_counts_tokens_and_sees_the_cache(claude: Runner) -> None:
    system = [
        {
            "type": "text",
            "text": "The harbour opens at six. " * 200,
            "cache_control": {"type": "ephemeral"},
        }
    ]
    body = {"model": "MiniMax-M2.7", "system": system, "messages": [user()]}
    counted = claude.done(claude.client.messages.count_tokens(**body)).input_tokens
    first, again = (
        claude.done(claude.client.messages.create(**body, max_tokens=500)).usage for _ in range(2)
    )
    assert counted == first.input_tokens + first.cache_creation_input_tokens
    assert again.cache_read_input_tokens == first.cache_creation_input_tokens > 500


def test_anthropic_lists_models_page_by_page_and_fetches_one(claude: Runner) -> None:
    listed = claude.items(claude.client.models.list(limit=3))
    named = {each.id: each for each in listed}
    assert len(named) == len(listed) > 3  # more than one page
    assert claude.done(claude.client.models.retrieve(MODEL)) == named[MODEL]


@pytest.mark.parametrize(("fault", "key", "status", "kind", "message"), REFUSALS)
def test_anthropic_knows_the_errors(
    emulator: Emulator,
    claude: Runner,
    fault: str | None,
    key: str,
    status: int,
    kind: str,
    message: str,
) -> None:
    if fault:
        emulator.fault(fault)
    client = claude.with_key(key)
    for stream in (False, True):
        with pytest.raises(getattr(import_module("anthropic"), kind)) as caught:
            claude.done(
                client.messages.create(model=MODEL, max_tokens=5, messages=[user()], stream=stream)
            )
        assert caught.value.status_code == status
        assert caught.value.body["error"]["message"] == message


def test_anthropic_knows_a_bad_request_and_what_is_not_there(claude: Runner) -> None:
    content = [{"type": "text", "text": "Hi"}, {"type": "document", "source": {}}]
    with pytest.raises(
        import_module("anthropic").BadRequestError,
        match=r"messages\.0\.content\.1: unsupported content type 'document'",
    ):
        claude.done(
            claude.client.messages.create(
                model=MODEL, max_tokens=5, messages=[{"role": "user", "content": content}]
            )
        )
    for call in (
        lambda: claude.client.messages.create(model="claude-next", max_tokens=5, messages=[user()]),
        lambda: claude.client.models.retrieve("claude-next"),
    ):
        with pytest.raises(import_module("anthropic").NotFoundError):
            claude.done(call())


def test_anthropic_raises_when_a_stream_fails(emulator: Emulator, claude: Runner) -> None:
    emulator.fault("error_frame_mid_stream", value=2064)
    with pytest.raises(
        import_module("anthropic").APIStatusError, match="the cluster is overloaded"
    ):
        claude.items(
            claude.client.messages.create(
                model=MODEL, max_tokens=500, messages=[user("Why?")], stream=True
            )
        )


def test_anthropic_works_with_a_bearer_token_too(emulator: Emulator) -> None:
    with import_module("anthropic").Anthropic(
        auth_token="sk-1", base_url=f"{emulator.base_url}/anthropic", max_retries=0
    ) as client:
        made = client.messages.create(
            model=MODEL,
            max_tokens=5,
            messages=[{"role": "user", "content": "Reply with exactly: pong"}],
        )
    assert made.content[0].text == "pong"  # type: ignore[union-attr]
