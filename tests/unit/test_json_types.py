"""Calls of the client as tools: the schema of their parameters."""

from __future__ import annotations

import asyncio
import inspect
import json
import typing
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Annotated, Any, BinaryIO, Literal, Required, TypedDict

import pytest

import minimax
from minimax import AsyncMiniMax, MiniMax, ToolCall
from minimax.core.signatures import json_schema, json_type
from minimax.emulator import Emulator

TEXT, NULL = {"type": "string"}, {"type": "null"}


class Size(TypedDict, total=False):
    width: Required[int]
    height: int


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (str, TEXT),
        (float, {"type": "number"}),
        (str | None, {"anyOf": [TEXT, NULL]}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (Literal["a"] | str, TEXT),  # known values of a set that grows
        (
            Literal["a"] | Literal["b"] | None,
            {"anyOf": [{"type": "string", "enum": ["a", "b"]}, NULL]},
        ),
        (Sequence[str], {"type": "array", "items": TEXT}),
        (Mapping[str, Any], {"type": "object"}),
        (bool | Mapping[str, Any], {"type": "boolean"}),
        (str | PathLike[str] | bytes | BinaryIO | Any, TEXT),
        (Annotated[int, "a note"], {"type": "integer"}),
        (
            Size,
            {
                "type": "object",
                "properties": {"width": {"type": "integer"}, "height": {"type": "integer"}},
                "required": ["width"],
                "additionalProperties": False,
            },
        ),
        (bytes, None),
        (typing.Callable[[int], None] | None, None),
        (Sequence[bytes], None),
        (minimax.Retry, None),
    ],
)
def test_the_schema_of_a_type(hint: Any, schema: object) -> None:
    assert json_schema(hint) == schema


@pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])
def test_every_parameter_of_a_call_has_a_hint(kind: type[MiniMax | AsyncMiniMax]) -> None:
    call: Any = kind("sk-x").images.generate
    plain = typing.get_type_hints(call)
    hints = typing.get_type_hints(call, include_extras=True)
    assert plain.keys() == {*inspect.signature(call).parameters, "return"}
    assert plain["prompt"] is str  # without extras they are the types of the call
    given = {name for name, hint in hints.items() if getattr(json_type(hint), "schema", None)}
    assert {"prompt", "reference", "width", "output_format"} <= given
    assert not given & {"retry", "headers", "timeout", "extra", "return"}


@pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])
@pytest.mark.parametrize("name", ["text.chat", "video.create", "voices.clone", "files.upload"])
def test_a_call_is_a_tool(name: str, kind: type[MiniMax | AsyncMiniMax]) -> None:
    service, _, verb = name.partition(".")
    made = minimax.tool(getattr(getattr(kind("sk-x"), service), verb))
    assert made.name == f"{service}_{verb}"
    assert made.is_async is (kind is AsyncMiniMax)
    assert made.description
    assert made.parameters["properties"]
    assert not {"on_progress", "retry", "extra"} & made.parameters["properties"].keys()
    json.dumps(made.definition)


def test_tools_made_from_calls_run_them(minimax_emulator: Emulator) -> None:
    options = minimax_emulator.client_options()
    with MiniMax(**options) as client:
        images = minimax.tool(client.images.generate)(
            ToolCall("1", "images_generate", '{"prompt": "a cat", "n": 2}')
        )
        assert len(images) == 2
        with pytest.raises(minimax.ValidationError, match="n: 99 is not allowed"):
            minimax.tool(client.images.generate)(
                ToolCall("1", "images_generate", '{"prompt": "a cat", "n": 99}')
            )

    async def spoken() -> None:
        async with AsyncMiniMax(**options) as client:
            call = ToolCall("1", "speech_synthesize", '{"text": "Hello", "format": "wav"}')
            speech = await minimax.tool(client.speech.synthesize)(call)
            assert speech.format == "wav"

    asyncio.run(spoken())


def test_models_can_call_methods_of_the_client(minimax_emulator: Emulator) -> None:
    minimax_emulator.reply(tool_calls=[("voices_list", {"kind": "system"})])
    minimax_emulator.reply("There are many.")
    with MiniMax(**minimax_emulator.client_options()) as client:
        run = client.text.run_tools("Which voices are there?", tools=[client.voices.list])
    assert run.text == "There are many."
    (result,) = [message for message in run.messages if message.get("role") == "tool"]
    assert "English_expressive_narrator" in result["content"]


def test_models_receive_a_short_description_of_media(minimax_emulator: Emulator) -> None:
    minimax_emulator.reply(tool_calls=[("images_generate", {"prompt": "a cat"})])
    minimax_emulator.reply("Here it is.")
    with MiniMax(**minimax_emulator.client_options()) as client:
        run = client.text.run_tools("Draw a cat.", tools=[client.images.generate])
    (result,) = [message for message in run.messages if message.get("role") == "tool"]
    assert "Error" not in result["content"]
    assert len(result["content"]) < 1000
