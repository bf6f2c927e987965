"""Records in results: named fields in JSON, and the typed response behind `raw`."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

import minimax
import minimax_generated.models as models
from minimax.core.parsing import count, text
from minimax.record import Record, brief, wire
from minimax.results.chat import ChatReply
from minimax.results.messages import Message
from minimax.results.records import Balance, Quota, Voice
from minimax.results.reply import Model, ToolCall, Usage
from minimax.results.responses import ResponseReply
from minimax.results.sound import Speech
from minimax.results.transcript import Transcript
from minimax.services.files import File

from .platform import Platform, Runner

for name in minimax.__all__:
    getattr(minimax, name)  # loads its module
RECORDS = [each for each in Record.__subclasses__() if "__slots__" in vars(each)]
NOTHING: dict[str, Any] = {}


def quota(*rows: dict[str, Any]) -> Quota:
    return Quota.read({"model_remains": [*rows]}, trace_id=None)


def balance(raw: dict[str, Any]) -> Balance:
    return Balance.read(raw, currency="USD", trace_id="t")


FILE = {"file_id": 7, "filename": "a.wav", "bytes": 9, "purpose": "p", "created_at": 1700000000}
RESULTS: dict[str, tuple[Callable[[], Any], type]] = {
    "chat": (lambda: ChatReply({"id": "c"}), models.ChatCompletionResponse),
    "messages": (lambda: Message({"id": "m"}), models.AnthropicMessagesResponse),
    "responses": (lambda: ResponseReply({"id": "r"}), models.ResponsesResponse),
    "speech": (lambda: Speech(b"", {"trace_id": "t"}), models.T2AResponse),
    "transcript": (lambda: Transcript({"text": "Hi"}), models.SpeechToTextResponse),
    "quota": (quota, models.TokenPlanRemainsResponse),
    "balance": (lambda: balance({"cash_balance": "1"}), models.BalanceResponse),
    "file": (lambda: File.of(FILE), models.FileObject),
    "model": (lambda: Model("m", 0, {"id": "m"}), models.OpenAIModel),
    "voice": (lambda: Voice("v", "cloned", "", "", "", None, NOTHING), models.ClonedVoice),
}


@pytest.mark.parametrize("record", RECORDS, ids=lambda each: each.__qualname__)
def test_a_record_has_slots_and_named_fields_and_is_not_a_tuple(record: type[Record]) -> None:
    names = [field.name for field in fields(record)]  # type: ignore[arg-type]
    kinds: dict[str, Callable[[int], Any]] = {"str": str, "bytes": bytes}
    types = {field.name: field.type for field in fields(record)}  # type: ignore[arg-type]
    values = {name: kinds.get(str(types[name]), int)(index) for index, name in enumerate(names)}
    one = record(**values)
    assert not isinstance(one, tuple)
    assert not hasattr(one, "__dict__")
    shown = ", ".join(f"{name}={brief(values[name])}" for name in names if f"{name}=" in repr(one))
    assert repr(one) == f"{record.__name__}({shown})"
    assert "raw=" not in repr(one)
    assert pickle.loads(pickle.dumps(one)) == deepcopy(one) == one
    assert not names or one != record(**{**values, names[0]: -1})
    if not record._names:
        assert one.to_dict(media="bytes") == {
            name: value for name, value in values.items() if name != "raw"
        }


def test_a_record_keeps_its_names_in_json() -> None:
    day = date(2026, 11, 30)
    voice = Voice("v", "cloned", "n", "en", "", day, {"voice_id": "v"})
    assert json.loads(json.dumps(voice.to_dict()))["created"] == "2026-11-30"
    money = balance({"available_amount": "1E+2"})
    assert money.to_dict()["available"] == "100"
    row = {"model_name": "m", "start_time": 1700000000000}
    entry = quota(row).to_dict()["entries"][0]
    assert entry["interval"]["starts_at"] == datetime.fromtimestamp(1700000000, UTC).isoformat()
    assert money.available == Decimal(100)


def test_records_compare_by_value() -> None:
    assert Usage(1, 2, 3, 0, 0) == Usage(1, 2, 3, 0, 0) != Usage(1, 2, 4, 0, 0)
    assert Usage(1, 2, 3, 0, 0) != (1, 2, 3, 0, 0)
    assert ToolCall("i", "n", "{}").arguments == {}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_has_its_typed_response(name: str) -> None:
    make, model = RESULTS[name]
    result = make()
    assert type(result.response) is model
    assert result.response.to_dict() == {**result.raw}


@pytest.mark.parametrize("name", ["chat", "speech", "quota", "balance"])
def test_a_response_is_built_once(name: str) -> None:
    result = RESULTS[name][0]()
    assert result.response is result.response
    assert pickle.loads(pickle.dumps(result)).raw == result.raw


def test_a_text_transcript_is_its_own_response() -> None:
    assert Transcript("1\n00:00", format="srt").response == "1\n00:00"


def test_a_call_gives_the_typed_response(runner: Runner) -> None:
    answer = {"choices": [{"message": {"content": "Hi"}}], "input_sensitive": True}
    reply = runner(runner.client(Platform(httpx.Response(200, json=answer))).text.chat("Hi"))
    assert reply.response.input_sensitive is True


@dataclass(frozen=True, slots=True)
class Wired(Record):
    """A record of every kind of field."""

    size: int = field(metadata=wire(count, "bytes", "length"))
    name: str = field(metadata=wire(text))
    owner: str
    raw: Mapping[str, Any]


@pytest.mark.parametrize(
    ("raw", "size", "name"),
    [
        ({"bytes": "7", "length": 9, "name": "a"}, 7, "a"),
        ({"bytes": None, "length": 9, "size": 1}, 9, ""),
        ({"name": 7}, 0, ""),
        ({}, 0, ""),
    ],
)
def test_a_record_is_read_by_its_names_on_the_wire(raw: Any, size: int, name: str) -> None:
    assert Wired.read(raw, owner="me") == Wired(size, name, "me", raw)


@pytest.mark.parametrize("raw", [None, [], "text", 7])
def test_a_record_of_anything_but_an_object_is_empty(raw: Any) -> None:
    assert Wired.read(raw, owner="me") == Wired(0, "", "me", {})
