"""MiniMaxModel with pydantic-ai itself."""

from __future__ import annotations

import asyncio

import pytest

pytest.importorskip("pydantic_ai")

from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent, ModelHTTPError
from pydantic_ai.messages import ThinkingPart

from minimax import AsyncMiniMax
from minimax.emulator import Emulator, media
from minimax.integrations.pydantic_ai import MiniMaxModel

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def agent(**options: object) -> Agent[None, str]:
    found: Agent[None, str] = Agent(MiniMaxModel(), **options)  # type: ignore[arg-type]

    @found.tool_plain
    def weather(city: str) -> str:
        """The weather of a city."""
        return f"sunny in {city}"

    return found


def replies(emulator: Emulator) -> None:
    emulator.reply(reasoning="They ask for Oslo.", tool_calls=[("weather", {"city": "Oslo"})])
    emulator.reply("It is sunny.")


@pytest.mark.parametrize("streamed", [False, True])
def test_reasoning_is_separate_and_sent_back_unchanged(streamed: bool, emulator: Emulator) -> None:
    replies(emulator)

    async def asked() -> tuple[str, list[object]]:
        if not streamed:
            run = await agent().run("The weather in Oslo?")
            return run.output, list(run.all_messages())
        async with agent().run_stream("The weather in Oslo?") as stream:
            return await stream.get_output(), list(stream.all_messages())

    output, messages = asyncio.run(asked())
    assert output == "It is sunny."
    thoughts = [
        part.content
        for message in messages
        for part in message.parts  # type: ignore[attr-defined]
        if isinstance(part, ThinkingPart)
    ]
    assert thoughts[0] == "They ask for Oslo."
    turn = emulator.requests("chat_completions")[-1].json["messages"]
    (turn,) = [message for message in turn if message["role"] == "assistant"]
    assert turn["reasoning_details"][0]["text"] == "They ask for Oslo."


def test_instructions_and_settings_are_sent(emulator: Emulator) -> None:
    found = agent(instructions="Be brief.", model_settings={"max_tokens": 99, "temperature": 0.5})
    found.run_sync("Hello")
    (request,) = emulator.requests("chat_completions")
    assert request.json["messages"][0] == {"role": "system", "content": "Be brief."}
    assert (request.json["max_completion_tokens"], request.json["temperature"]) == (99, 0.5)


def test_structured_output(emulator: Emulator) -> None:
    class City(BaseModel):
        name: str

    emulator.reply(tool_calls=[("final_result", {"name": "Oslo"})])
    found = Agent(MiniMaxModel(), output_type=City).run_sync("Which city is the capital?")
    assert found.output == City(name="Oslo")
    assert found.usage().input_tokens > 0


def test_images_are_sent_to_the_model(emulator: Emulator) -> None:
    picture = BinaryContent(
        media.image("a cat", width=64, height=64, format="png"), media_type="image/png"
    )
    agent().run_sync(["What is this?", picture])
    content = emulator.requests("chat_completions")[0].json["messages"][0]["content"]
    assert content[1]["image_url"]["url"].startswith("data:image/png")


@pytest.mark.parametrize("streamed", [False, True])
def test_errors_are_http_errors(streamed: bool, emulator: Emulator) -> None:
    emulator.fault("insufficient_balance")

    async def main() -> None:
        async with AsyncMiniMax(max_retries=0) as client:
            found = Agent(MiniMaxModel(client=client))
            if streamed:
                async with found.run_stream("hi") as stream:
                    await stream.get_output()
            else:
                await found.run("hi")

    with pytest.raises(ModelHTTPError, match="1008"):
        asyncio.run(main())
