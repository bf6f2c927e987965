"""Every response and every frame of the emulator matches the spec."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from minimax.emulator import spec
from minimax.emulator.app import application
from minimax.emulator.endpoints import ENDPOINTS
from minimax.emulator.state import Platform

from .conftest import CHAT, NATIVE, SPEECH, chat, frames, spoken

TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "weather",
        "parameters": {"properties": {"city": {"type": "string"}}},
    },
}
BODIES = [
    (
        CHAT,
        chat(
            "What is the weather in Paris?",
            tools=[TOOL],
            reasoning_split=True,
            stream_options={"include_usage": True},
        ),
    ),
    (CHAT, chat()),
    (NATIVE, chat("What is the weather in Paris?", tools=[TOOL])),
    (SPEECH, spoken(subtitle_enable=True, subtitle_type="word")),
]


def validator(path: str, media_type: str, status: str = "200") -> Any:
    document = spec.load_bundle()
    response = document["paths"][path]["post"]["responses"][status]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    reference = response["content"][media_type]["schema"]["$ref"]
    registry: Registry[Any] = Registry().with_resource(
        "urn:spec", DRAFT202012.create_resource(document)
    )
    return Draft202012Validator(
        {"$ref": f"urn:spec{reference}"}, registry=registry
    ), reference.rpartition("/")[2]


def unknown(schema: str, value: Any) -> list[str]:
    """Members of an answer that the spec does not describe."""

    def walk(node: dict[str, Any], value: Any, place: str) -> list[str]:
        options = [option for option in node.get("oneOf", ()) if "$ref" in option]
        node = spec.resolve(options[0] if options else node)
        if isinstance(value, list):
            return [
                found for item in value for found in walk(node.get("items", {}), item, f"{place}[]")
            ]
        if not isinstance(value, dict) or "properties" not in node:
            return []
        found = [f"{place}.{name}" for name in value if name not in node["properties"]]
        return found + [
            each
            for name, item in value.items()
            for each in walk(node["properties"].get(name, {}), item, f"{place}.{name}")
        ]

    return walk(spec.schema(schema), value, schema)


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_responses_match_the_spec(http: httpx.Client, path: str, body: Any) -> None:
    check, schema = validator(path, "application/json")
    answer = http.post(path, json=body).json()
    check.validate(answer)
    assert unknown(schema, answer) == []


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_frames_match_the_spec(http: httpx.Client, path: str, body: Any) -> None:
    check, schema = validator(path, "text/event-stream")
    for frame in frames(http.post(path, json={**body, "stream": True})):
        if frame != "[DONE]":
            check.validate(frame)
            assert unknown(schema, frame) == []


@pytest.mark.parametrize("path", [CHAT, NATIVE, SPEECH, "/anthropic/v1/messages"])
def test_errors_have_the_envelope_of_the_operation(http: httpx.Client, path: str) -> None:
    check, schema = validator(path, "application/json", "default")
    answer = http.post(path, json={}).json()
    check.validate(answer)
    if path != NATIVE:
        assert [place for place in unknown(schema, answer) if not place.endswith(".data")] == []


def test_every_operation_of_the_spec_has_a_route_and_every_endpoint_an_operation() -> None:
    routes = {
        (route.path, method) for route in application(Platform()).routes for method in route.methods
    }  # type: ignore[attr-defined]
    assert {(operation.path, operation.method) for operation in spec.operations()} <= routes
    registered = {ENDPOINTS[operation.id] and operation.id for operation in spec.operations()}
    assert set(ENDPOINTS) == registered


def test_every_native_call_has_an_envelope(http: httpx.Client) -> None:
    for operation in spec.operations():
        answer = http.request(
            operation.method,
            operation.path.replace("{", "").replace("}", ""),
            headers={"Authorization": "Bearer sk-bad"},
        )
        assert answer.status_code == (200 if operation.family == "native" else 401), operation.id
        assert "2049" in answer.text
