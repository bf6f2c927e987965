"""ChatMiniMax with LangChain itself: its standard suite, and what is special about the model."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

pytest.importorskip("langchain_core")
pytest.importorskip("langchain_tests")

from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests
from pydantic import BaseModel

from minimax import AsyncMiniMax, ConfigError, MiniMax, RateLimitError
from minimax.emulator import Emulator, media
from minimax.integrations.langchain import ChatMiniMax

pytestmark = [
    pytest.mark.slow,
    # A model that makes its clients itself is not closed by anybody.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Facts:
    """What the standard suite has to know."""

    @property
    def chat_model_class(self) -> type[ChatMiniMax]:
        return ChatMiniMax

    @property
    def chat_model_params(self) -> dict[str, Any]:
        # The suite expects replies that are nothing but text.
        return {"model": "MiniMax-M3", "thinking": False}

    @property
    def has_tool_choice(self) -> bool:
        return False  # the platform documents "auto" and "none"


class TestUnits(Facts, ChatModelUnitTests):
    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"model": "MiniMax-M3", "api_key": "sk-langchain"}

    @property
    def init_from_env_params(self) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
        return {"MINIMAX_API_KEY": "sk-env"}, {"model": "MiniMax-M3"}, {"api_key": "sk-env"}


@pytest.mark.anyio
@pytest.mark.usefixtures("emulator")
class TestStandardSuite(Facts, ChatModelIntegrationTests):
    @property
    def supports_model_override(self) -> bool:
        return True

    @property
    def model_override_value(self) -> str:
        return "MiniMax-M3"


@tool
def weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"


def as_one(chunks: list[AIMessageChunk]) -> AIMessageChunk:
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole = whole + chunk
    return whole


def replies(emulator: Emulator) -> None:
    emulator.reply(
        "Let me look.", reasoning="They ask for Oslo.", tool_calls=[("weather", {"city": "Oslo"})]
    )
    emulator.reply("It is sunny.")


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke", "astream"])
def test_reasoning_is_separate_and_sent_back_unchanged(way: str, emulator: Emulator) -> None:
    replies(emulator)
    model = ChatMiniMax().bind_tools([weather])
    question = HumanMessage("The weather in Oslo?")

    async def asked() -> AIMessage:
        if way == "ainvoke":
            return await model.ainvoke([question])
        return as_one([chunk async for chunk in model.astream([question])])  # type: ignore[misc]

    first = (
        asyncio.run(asked())
        if way.startswith("a")
        else model.invoke([question])
        if way == "invoke"
        else as_one(list(model.stream([question])))  # type: ignore[arg-type]
    )
    assert first.text == "Let me look."
    assert first.additional_kwargs["reasoning_content"] == "They ask for Oslo."
    assert [call["args"] for call in first.tool_calls] == [{"city": "Oslo"}]
    assert {"type": "reasoning", "reasoning": "They ask for Oslo."} in first.content_blocks
    assert first.usage_metadata is not None

    answer = ToolMessage("sunny", tool_call_id=first.tool_calls[0]["id"])
    assert model.invoke([question, first, answer]).text == "It is sunny."
    turn = emulator.requests("chat_completions")[-1].json["messages"][1]
    assert turn["reasoning_details"][0]["text"] == "They ask for Oslo."


def test_modified_turns_are_sent_as_modified(emulator: Emulator) -> None:
    emulator.reply("One.", reasoning="Thinking.")
    model = ChatMiniMax()
    first = model.invoke("Say one.")
    first.content = "Two."
    model.invoke([HumanMessage("Say one."), first, HumanMessage("And?")])
    turn = emulator.requests("chat_completions")[-1].json["messages"][1]
    assert (turn["content"], "reasoning_details" in turn) == ("Two.", False)


@pytest.mark.parametrize("streamed", [False, True])
def test_stop_texts_end_replies(streamed: bool, emulator: Emulator) -> None:
    emulator.reply("one, two, three, four")
    model = ChatMiniMax(stop=["three"])
    found = (
        as_one(list(model.stream("Count.")))  # type: ignore[arg-type]
        if streamed
        else model.invoke("Count.")
    )
    assert found.text == "one, two, "
    assert found.usage_metadata is not None


def test_required_tools_are_requested(emulator: Emulator) -> None:
    ChatMiniMax().bind_tools([weather], tool_choice="any").invoke("The weather in Oslo?")
    (request,) = emulator.requests("chat_completions")
    assert "tool_choice" not in request.json
    assert "calling weather" in request.json["messages"][0]["content"]


def test_structured_output(emulator: Emulator) -> None:
    class City(BaseModel):
        """A city."""

        name: str
        people: int

    emulator.reply(tool_calls=[("City", {"name": "Oslo", "people": 700_000})])
    found = ChatMiniMax().with_structured_output(City).invoke("Which city is the capital?")
    assert found == City(name="Oslo", people=700_000)


def test_a_call_that_was_cut_off_is_not_run(emulator: Emulator) -> None:
    emulator.reply(tool_calls=[("weather", {"city": "Oslo"})], finish_reason="length")
    found = ChatMiniMax().bind_tools([weather]).invoke("The weather in Oslo?")
    assert found.tool_calls == []  # the turn was cut off
    assert found.invalid_tool_calls[0]["name"] == "weather"


def test_images_are_sent_to_the_model(emulator: Emulator) -> None:
    data = base64.b64encode(media.image("a cat", width=64, height=64, format="png")).decode()
    message = HumanMessage(
        [
            {"type": "text", "text": "What is this?"},
            {"type": "image", "base64": data, "mime_type": "image/png"},
        ]
    )
    ChatMiniMax().invoke([message])
    (request,) = emulator.requests("chat_completions")
    sent = request.json["messages"][0]["content"][1]["image_url"]["url"]
    assert sent.startswith("data:image/png;base64,")


def test_errors_are_package_errors(emulator: Emulator) -> None:
    emulator.fault("rate_limit", on="chat_completions")
    with pytest.raises(RateLimitError):
        ChatMiniMax(max_retries=0).invoke("hi")


class TestClients:
    def test_clients_can_be_passed(self, emulator: Emulator) -> None:
        emulator.reply("Lima.")
        with MiniMax() as client:
            assert ChatMiniMax(client=client).invoke("The capital of Peru?").text == "Lima."

    def test_async_calls_run_in_threads_with_a_sync_client(self, emulator: Emulator) -> None:
        emulator.reply("Lima.")
        with MiniMax() as client:
            found = asyncio.run(ChatMiniMax(client=client).ainvoke("The capital of Peru?"))
        assert found.text == "Lima."

    def test_sync_calls_require_a_sync_client(self, emulator: Emulator) -> None:
        with pytest.raises(ConfigError, match="only supports async calls"):
            ChatMiniMax(client=AsyncMiniMax()).invoke("hi")

    def test_the_key_is_not_shown(self, emulator: Emulator) -> None:
        model = ChatMiniMax(api_key="sk-very-secret")  # type: ignore[arg-type]
        assert "very-secret" not in f"{model!r} {model} {model.model_dump()}"
