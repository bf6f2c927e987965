"""Requests that break the spec are answered with the field and what is wrong; fields that it does
not know are noted.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator, spec
from minimax.emulator.checks import SCHEMAS, check, unknown_fields
from minimax.emulator.envelopes import PlatformError, envelope

from .conftest import CHAT, SPEECH, chat, spoken


def refusal(schema: str, body: object) -> str:
    with pytest.raises(PlatformError) as refused:
        check(schema, body)
    message: str = envelope("native", refused.value, "r")[1]["base_resp"]["status_msg"]
    return message.removeprefix("invalid params, ")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"model": None}, "model is empty"),
        ({"text": ""}, "text is empty"),
        ({"text": 7}, "text: expected string, got number"),
        ({"text": "a" * 10_001}, "text: 10001 characters, at most 10000 allowed"),
        ({"stream": "yes"}, "stream: expected boolean, got string"),
        (
            {"voice_setting": {"voice_id": "v", "speed": 3}},
            "voice_setting.speed: 3 is out of range (from 0.5 to 2)",
        ),
        (
            {"voice_setting": {"voice_id": "v", "vol": 0}},
            "voice_setting.vol: 0 is out of range (above 0 to 10)",
        ),
        (
            {"voice_setting": {"voice_id": "v", "pitch": 1.5}},
            "voice_setting.pitch: expected integer, got number",
        ),
        ({"voice_setting": {}}, "voice_setting.voice_id is empty"),
        ({"voice_setting": "calm"}, "voice_setting: expected object, got string"),
        (
            {"audio_setting": {"format": "aac"}},
            (
                "audio_setting.format: 'aac' is not one of mp3, pcm, flac, wav, pcmu_raw, pcmu_wav,"
                " opus"
            ),
        ),
        (
            {"timbre_weights": [{"voice_id": "v", "weight": 101}]},
            "timbre_weights[0].weight: 101 is out of range (from 1 to 100)",
        ),
        (
            {"timbre_weights": [{"voice_id": "v", "weight": 1}] * 5},
            "timbre_weights: 5 items, at most 4 allowed",
        ),
        (
            {"pronunciation_dict": {"tone": ["omg"]}},
            "pronunciation_dict.tone[0]: 'omg' does not match .+/.+",
        ),
    ],
)
def test_message_names_the_field_and_the_problem(more: dict[str, Any], message: str) -> None:
    assert refusal("T2ARequest", spoken(**more)) == message


def test_bodies_that_are_not_objects_are_reported() -> None:
    assert refusal("T2ARequest", [1]) == "expected object, got array"


def test_broken_rules_use_the_message_of_the_spec() -> None:
    rule = next(
        rule["x-message"]
        for rule in spec.schema("T2ARequest")["allOf"]
        if "word_streaming" in rule["x-message"]
    )
    assert refusal("T2ARequest", spoken(subtitle_type="word_streaming")) == rule


def test_field_errors_precede_rule_errors() -> None:
    assert (
        refusal("T2ARequest", {**spoken(stream=True, output_format="url"), "text": 1})
        == "text: expected string, got number"
    )


def test_null_is_equal_to_missing(http: httpx.Client) -> None:
    assert (
        http.post(CHAT, json=chat(temperature=None, tools=None, stream=None, stop=None)).status_code
        == 200
    )


def test_zero_and_false_are_values() -> None:
    assert (
        refusal("NativeChatRequest", chat(temperature=0))
        == "temperature: 0 is out of range (above 0 to 1)"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (5, "messages[0].content: got number, expected string or array"),
        ([{"type": "image_url"}], "messages[0].content[0].image_url is empty"),
        (
            [
                {"type": "text", "text": "a"},
                {"type": "image_url", "image_url": {"url": "u", "detail": "auto"}},
            ],
            "messages[0].content[1].image_url.detail: 'auto' is not one of low, default, high",
        ),
        (["text"], "messages[0].content[0]: got string, expected object"),
    ],
)
def test_unions_are_checked_against_the_selected_variant(content: Any, message: str) -> None:
    assert refusal("ChatCompletionRequest", chat(content)) == message


def test_unknown_part_types_are_accepted() -> None:
    check("ChatCompletionRequest", chat([{"type": "hologram", "hologram_url": "u"}]))


def test_long_values_are_truncated() -> None:
    assert len(refusal("T2ARequest", spoken(subtitle_type="x" * 5000))) < 200


def test_unknown_fields_are_found_at_every_depth() -> None:
    body = chat(
        [{"type": "text", "text": "a", "txet": 1}],
        temprature=1,
        tools=[
            {"type": "function", "function": {"name": "f", "parameters": {"x": 1}, "strict": True}}
        ],
    )
    assert [str(place) for place in unknown_fields("ChatCompletionRequest", body)] == [
        "messages[0].content[0].txet",
        "temprature",
        "tools[0].function.strict",
    ]


def test_unchanged_replies_have_no_unknown_fields() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}, "index": 0}
    turn = {
        "role": "assistant",
        "name": "MiniMax AI",
        "content": "",
        "audio_content": "",
        "reasoning_content": "r",
        "tool_calls": [call],
    }
    assert unknown_fields("ChatCompletionRequest", {"model": "m", "messages": [turn]}) == []


def test_an_unknown_field_is_ignored_and_noted(emulator: Emulator, http: httpx.Client) -> None:
    assert http.post(CHAT, json=chat(temprature=1)).status_code == 200
    assert emulator.requests()[0].unknown_fields == ["temprature"]


def test_strict_mode_rejects_unknown_fields_with_a_suggestion(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.configure(strict=True)
    response = http.post(CHAT, json=chat(temprature=1))
    assert response.status_code == 400
    assert (
        response.json()["error"]["message"]
        == "invalid params, temprature: unknown field, rejected by --strict; did you mean"
        " temperature? (2013)"
    )
    assert (
        http.post(SPEECH, json=spoken(voice_setting={"voice_id": "v", "sped": 1})).json()[
            "base_resp"
        ]["status_code"]
        == 2013
    )


def test_query_and_path_parameters_are_checked_too(http: httpx.Client) -> None:
    path = "/v1/query/t2a_async_query_v2"
    assert http.get(path).json()["base_resp"]["status_msg"] == "invalid params, task_id is empty"
    assert (
        http.get(path, params={"task_id": "abc"}).json()["base_resp"]["status_msg"]
        == "invalid params, task_id: abc is not an integer"
    )


JSON_OPERATIONS = [
    operation for operation in spec.operations() if operation.media_type == "application/json"
]


@pytest.mark.parametrize("operation", JSON_OPERATIONS, ids=lambda operation: operation.id)
def test_every_example_of_the_spec_passes_its_own_check(operation: spec.Operation) -> None:
    assert operation.body_schema is not None
    content = spec.load_bundle()["paths"][operation.path][operation.method.lower()]["requestBody"][
        "content"
    ]
    for example in content["application/json"].get("examples", {}).values():
        check(operation.body_schema, example["value"])
        assert unknown_fields(operation.body_schema, example["value"]) == []


def test_rules_about_required_fields_have_no_selected_variant() -> None:
    assert SCHEMAS.meant_variant([{"required": ["a"]}, {"required": ["b"]}], {"a": 1}) is None
