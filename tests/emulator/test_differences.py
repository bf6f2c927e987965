"""Differences between responses and the spec."""

from __future__ import annotations

from typing import Any

import pytest

from minimax.emulator.recordings import conformance
from minimax.emulator.recordings.conformance import (
    Difference,
    Event,
    differences,
    response_differences,
)
from minimax_generated.operations import find_operation, list_operations

SCHEMAS: dict[str, Any] = {
    "Usage": {
        "type": "object",
        "properties": {"total": {"type": ["integer", "null"]}, "cost": {"type": "number"}},
    },
    "Text": {
        "type": "object",
        "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
    },
    "Call": {"type": "object", "properties": {"type": {"const": "call"}, "id": {"type": "string"}}},
    "Map": {"type": "object", "properties": {}, "additionalProperties": {"type": "integer"}},
    "Reply": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "integer", "null"]},
            "state": {"type": "string", "x-known": ["done", "failed"]},
            "ok": {"type": "boolean"},
            "usage": {"oneOf": [{"$ref": "#/components/schemas/Usage"}, {"type": "null"}]},
            "parts": {
                "type": "array",
                "items": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/Text"},
                        {"$ref": "#/components/schemas/Call"},
                        {"type": "object"},
                    ]
                },
            },
            "free": {"type": "object"},
            "map": {"$ref": "#/components/schemas/Map"},
            "json": {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": {"$ref": "#/components/schemas/Usage"},
            },
        },
    },
}


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"id": 1, "state": "done", "ok": False, "usage": None, "parts": []},
        {"id": None, "usage": {"total": None, "cost": 1}},
        {"usage": {"total": 3.0, "cost": 0.5}},
        {"parts": [{"type": "text", "text": ""}, {"type": "call", "id": "c"}]},
        {"free": {"anything": [1, {"goes": True}]}, "map": {"a": 1}},
        {"json": '{"total": 3}'},
        {"json": ""},
        {"state": ""},
        {"state": "***"},
    ],
)
def test_valid_values_have_no_differences(value: Any) -> None:
    assert differences(value, SCHEMAS["Reply"], SCHEMAS) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], ("wrong type", "", "array", "object")),
        ({"new": [1]}, ("unknown field", "new", "array", "")),
        ({"usage": {"new": 1.5}}, ("unknown field", "usage.new", "number", "")),
        ({"usage": {"total": "3"}}, ("wrong type", "usage.total", "string", "integer or null")),
        ({"usage": {"total": True}}, ("wrong type", "usage.total", "boolean", "integer or null")),
        ({"usage": {"total": 3.5}}, ("wrong type", "usage.total", "number", "integer or null")),
        ({"usage": "3"}, ("wrong type", "usage", "string", "object or null")),
        ({"ok": 1}, ("wrong type", "ok", "integer", "boolean")),
        ({"ok": None}, ("wrong type", "ok", "null", "boolean")),
        ({"id": {}}, ("wrong type", "id", "object", "string or integer or null")),
        ({"state": "lost"}, ("unknown value", "state", "lost", "done, failed")),
        ({"state": "x" * 99}, ("unknown value", "state", "x" * 57 + "...", "done, failed")),
        ({"parts": [{"type": "image"}]}, ("unknown value", "parts[].type", "image", "text, call")),
        (
            {"parts": [{"type": "text", "text": 1}]},
            ("wrong type", "parts[].text", "integer", "string"),
        ),
        (
            {"parts": [{"type": "call", "text": "x"}]},
            ("unknown field", "parts[].text", "string", ""),
        ),
        ({"parts": ["x"]}, ("wrong type", "parts[]", "string", "object")),
        ({"map": {"a": "1"}}, ("wrong type", "map.a", "string", "integer")),
        ({"json": "{"}, ("not JSON", "json", "text", "JSON inside a string")),
        ({"json": '{"total": "3"}'}, ("wrong type", "json.total", "string", "integer or null")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_kind_of_difference_is_found(value: Any, expected: tuple[str, ...]) -> None:
    assert differences(value, SCHEMAS["Reply"], SCHEMAS) == [Difference(*expected)]


def test_the_same_difference_in_many_items_is_reported_once() -> None:
    value = {"parts": [{"type": "text", "new": 1}, {"type": "text", "new": 2}]}
    assert len(differences(value, SCHEMAS["Reply"], SCHEMAS)) == 1


@pytest.mark.parametrize("operation", list_operations(), ids=lambda operation: operation.id)
def test_the_examples_of_the_spec_conform_to_it(operation: Any) -> None:
    answers = conformance.document(operation.feature)["paths"][operation.path]
    content = answers[operation.method.lower()]["responses"]["200"].get("content", {})
    for example in content.get("application/json", {}).get("examples", {}).values():
        found = response_differences(
            operation, status=200, media_type="application/json", body=example["value"]
        )
        assert found == []


def chat(**more: Any) -> dict[str, Any]:
    operation = find_operation("chat_completions")
    item = conformance.document("text")["paths"][operation.path]["post"]
    examples = item["responses"]["200"]["content"]["application/json"]["examples"]
    return {**examples["answer"]["value"], **more}


@pytest.mark.parametrize(
    ("given", "kind", "place"),
    [
        ({"body": {k: v for k, v in chat().items() if k != "created"}}, "missing field", "created"),
        (
            {"body": chat(choices=[{"index": 0, "finish_reason": "stop", "message": {}}])},
            "missing field",
            "choices[].message.role",
        ),
        ({"body": chat(), "status": 206}, "unknown status", ""),
        ({"body": chat(), "media_type": "text/html"}, "unknown media type", ""),
        ({"body": "plain"}, "not JSON", ""),
        ({"body": None}, "not JSON", ""),
        (
            {"body": {"base_resp": {"status_code": 98765, "status_msg": "new"}}},
            "unknown status",
            "",
        ),
        (
            {"body": {"error": {"message": "no", "new": 1}}, "status": 400},
            "unknown field",
            "error.new",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_complete_response(given: dict[str, Any], kind: str, place: str) -> None:
    options = {"status": 200, "media_type": "application/json", **given}
    found = response_differences(find_operation("chat_completions"), **options)
    assert (kind, place) in [(each.kind, each.place) for each in found]


@pytest.mark.parametrize(
    ("operation", "event", "expected"),
    [
        ("chat_completions", Event("message", "[DONE]"), None),
        ("chat_completions", Event("message", {"object": "chat.completion.chunk"}), None),
        ("chat_completions", Event("message", {"new": 1}), ("unknown field", "new")),
        ("chat_completions", Event("message", "ping"), ("not JSON", "message")),
        ("anthropic_messages", Event("message_stop", {"type": "message_stop"}), None),
        ("anthropic_messages", Event("ping", {"type": "pong"}), ("unknown event", "")),
        ("anthropic_messages", Event("pong", {}), ("unknown event", "")),
        (
            "anthropic_messages",
            Event("message_stop", {"type": "message_stop", "new": 1}),
            ("unknown field", "message_stop: new"),
        ),
        ("responses", Event("response.new", {"type": "response.new"}), ("unknown event", "")),
    ],
)
def test_events(operation: str, event: Event, expected: tuple[str, str] | None) -> None:
    found = response_differences(
        find_operation(operation), status=200, media_type="text/event-stream", events=[event]
    )
    assert [(each.kind, each.place) for each in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("method", "path", "id"),
    [
        ("POST", "/v1/chat/completions", "chat_completions"),
        ("get", "/v1/models/MiniMax-M3?x=/y", "retrieve_model"),
        ("GET", "/v1/models", "list_models"),
        ("GET", "/v2/query/video_generation/1", "query_video_generation_v2"),
        ("GET", "/v1/models/", "list_models"),
        ("PUT", "/v1/models", None),
        ("GET", "/nowhere", None),
    ],
)
def test_operations_are_matched_by_request(method: str, path: str, id: str | None) -> None:
    found = conformance.match_operation(method, path)
    assert (found.id if found else None) == id
