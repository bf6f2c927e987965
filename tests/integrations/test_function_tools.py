"""Bound methods of both clients as function tools of LangChain, pydantic-ai and openai-agents."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from minimax import AsyncMiniMax, MiniMax
from minimax.emulator import Emulator

pytestmark = [
    pytest.mark.slow,
    # A model that makes its client itself is not closed by anybody.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CALLS = ("text.chat", "images.generate", "speech.synthesize", "video.create", "files.upload")
HIDDEN = {"retry", "headers", "timeout", "extra", "on_progress"}


@pytest.fixture(params=[MiniMax, AsyncMiniMax])
def client(request: pytest.FixtureRequest, emulator: Emulator) -> Any:
    return request.param()


def calls(client: Any) -> list[Any]:
    return [
        getattr(getattr(client, service), name)
        for service, _, name in (call.partition(".") for call in CALLS)
    ]


def test_langchain(client: Any) -> None:
    tools = pytest.importorskip("langchain_core.tools")
    is_async = isinstance(client, AsyncMiniMax)
    for call in calls(client):
        given = {"coroutine": call, "name": call.__name__} if is_async else {"func": call}
        made = tools.StructuredTool.from_function(**given)
        shown = made.tool_call_schema.model_json_schema()["properties"]
        assert shown
        assert not HIDDEN & shown.keys()
    draw = client.images.generate
    made = tools.StructuredTool.from_function(
        **({"coroutine": draw, "name": "generate"} if is_async else {"func": draw})
    )
    images = (
        asyncio.run(made.ainvoke({"prompt": "a cat", "n": 2}))
        if is_async
        else made.invoke({"prompt": "a cat", "n": 2})
    )
    assert len(images) == 2


def test_pydantic_ai(client: Any, emulator: Emulator) -> None:
    ai = pytest.importorskip("pydantic_ai")
    from minimax.integrations.pydantic_ai import MiniMaxModel

    for call in calls(client):
        shown = ai.Tool(call).tool_def.parameters_json_schema["properties"]
        assert shown
        assert not HIDDEN & shown.keys()
    emulator.reply(tool_calls=[("list", {"kind": "system"})])
    emulator.reply("Many.")
    agent = ai.Agent(MiniMaxModel(), tools=[client.voices.list])
    ran = agent.run_sync("Which voices are there?")
    assert ran.output == "Many."
    assert "English_expressive_narrator" in str(ran.all_messages())
    roles = [each["role"] for each in emulator.requests("chat_completions")[-1].json["messages"]]
    assert roles[-1] == "tool"


def test_openai_agents(client: Any) -> None:
    agents = pytest.importorskip("agents")
    from agents.tool_context import ToolContext

    for call in calls(client):
        is_strict = call.__name__ not in ("chat", "create")  # they take objects with any keys
        made = agents.function_tool(call, strict_mode=is_strict)
        assert made.params_json_schema["properties"]
        assert not HIDDEN & made.params_json_schema["properties"].keys()
    made = agents.function_tool(client.images.generate)
    context = ToolContext(None, tool_name="generate", tool_call_id="1", tool_arguments="{}")
    told = asyncio.run(made.on_invoke_tool(context, '{"prompt": "a cat"}'))
    assert len(told) == 1
