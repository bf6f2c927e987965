"""Typed replies and repair requests, against the emulator."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any, Literal, TypedDict

import attrs
import pydantic
import pytest

from minimax import APIError, ConfigError, ParseError, ValidationError
from minimax.emulator import Emulator

from ..unit.platform import Runner


@dataclasses.dataclass
class City:
    name: str
    population: int


@attrs.define
class Trip:
    stops: list[City]


class Answer(TypedDict):
    name: str
    population: int


class Model(pydantic.BaseModel):
    name: str
    population: int = pydantic.Field(ge=0)


LIMA = '{"name": "Lima", "population": 10000000}'


@pytest.mark.parametrize(
    "kind",
    [
        City,
        Answer,
        Model,
        list[City],
        Trip,
        dict[str, int],
        Literal["yes", "no"],
        int,
        bool,
        str | None,
    ],
)
def test_emulator_replies_match_the_type(runner: Runner, client: Any, kind: Any) -> None:
    parsed = runner(client.text.parse("Lima has 3 people, yes?", kind))

    assert parsed.value == parsed.reply.parse(kind)
    assert len(parsed.reply.turns) == 1


def test_valid_replies_are_values(runner: Runner, client: Any, emulator: Emulator) -> None:
    emulator.reply(
        f"Here you are:\n```json\n{LIMA}\n```",
        reasoning='Something like {"name": "Cusco", "population": 1}?',
    )

    value, reply = runner(
        client.text.parse("Tell me of Lima.", City, system="Be exact.", temperature=0)
    )

    assert value == City("Lima", 10_000_000)
    assert [message["role"] for message in reply.messages] == ["user", "assistant"]
    (body,) = [request.json for request in emulator.requests("chat_completions")]
    system = body["messages"][0]["content"]
    assert system.startswith("Be exact.\n\n")
    assert '"population":{"type":"integer"}' in system
    assert body["temperature"] == 0


def test_invalid_replies_are_reported_to_the_model_for_a_repair(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    emulator.reply('{"name": "Lima", "population": "many"}')
    emulator.reply(LIMA)

    value, reply = runner(client.text.parse("Tell me of Lima.", City))

    assert value == City("Lima", 10_000_000)
    assert (len(reply.turns), reply.total_usage.total_tokens) == (
        2,
        sum(turn.usage.total_tokens for turn in reply.turns),
    )
    repair = emulator.requests("chat_completions")[1].json["messages"]
    assert [message["role"] for message in repair] == ["system", "user", "assistant", "user"]
    assert repair[2] == reply.turns[0].as_message()
    assert "Expected `int`, got `str`, at $.population" in repair[3]["content"]


@pytest.mark.parametrize(("repairs", "requests"), [(0, 1), (1, 2), (2, 3)])
def test_permanently_invalid_replies_are_an_error_with_the_text(
    runner: Runner, client: Any, emulator: Emulator, repairs: int, requests: int
) -> None:
    for number in range(requests):
        emulator.reply(f"I do not know, {number} 🤷.")

    with pytest.raises(ParseError, match="does not match City: it contains no JSON") as caught:
        runner(client.text.parse("Tell me of Lima.", City, repairs=repairs))

    error = caught.value
    assert (error.raw, error.path) == (f"I do not know, {requests - 1} 🤷.", "$")
    assert len(error.reply.turns) == len(emulator.requests("chat_completions")) == requests


def test_cut_off_replies_are_reported(runner: Runner, client: Any, emulator: Emulator) -> None:
    emulator.reply(LIMA, reasoning="")

    with pytest.raises(ParseError, match="The reply was cut off; allow more tokens"):
        runner(client.text.parse("Tell me of Lima.", City, max_tokens=4, repairs=0))


def test_failed_repairs_keep_the_first_reply(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    emulator.reply("Lima is large.")
    emulator.fault("insufficient_balance", on="chat_completions", every=2)

    with pytest.raises(APIError) as caught:
        runner(client.text.parse("Tell me of Lima.", City))

    assert caught.value.partial.text == "Lima is large."


def test_response_format_is_sent_for_plain_schemas_to_supporting_models(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    plain = runner(client.text.parse("Lima has 3 people.", City, model="MiniMax-Text-01"))
    nested = runner(client.text.parse("Lima has 3 people.", Trip, model="MiniMax-Text-01"))

    assert (plain.value, nested.value) == (City("Lima", 3), Trip([City("Lima", 3)]))
    asked = [
        request.json.get("response_format") for request in emulator.requests("chatcompletion_v2")
    ]
    assert asked[0]["json_schema"]["schema"]["required"] == ["name", "population"]
    assert asked[1] is None


def test_replies_of_every_api_can_be_parsed(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    for _ in range(3):
        emulator.reply(LIMA)
    with runner.opened(client.text.stream("Tell me of Lima.")) as stream:
        streamed = runner(stream.final())
    message = runner(client.text.messages.create("Tell me of Lima.", max_tokens=500))
    response = runner(client.text.responses.create("Tell me of Lima."))

    assert [reply.parse(City) for reply in (streamed, message, response)] == [
        City("Lima", 10_000_000)
    ] * 3


@pytest.mark.parametrize(
    ("kind", "arguments", "words"),
    [
        (object(), {}, "is not supported"),
        (City | Trip, {}, "more than one dataclass or attrs type"),
        (City, {"repairs": -1}, "repairs: -1 is not allowed"),
        (City, {"temperature": 9}, "temperature"),
    ],
)
def test_invalid_arguments_are_rejected_before_sending(
    runner: Runner, client: Any, emulator: Emulator, kind: Any, arguments: Any, words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        runner(client.text.parse("Tell me of Lima.", kind, **arguments))

    assert words in str(caught.value)
    assert emulator.requests() == []


def test_missing_extra_is_reported_before_sending(
    runner: Runner, client: Any, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msgspec", None)

    with pytest.raises(ConfigError, match=r"minimax-sdk\[tools\]"):
        runner(client.text.parse("Tell me of Lima.", City))
    assert emulator.requests() == []
