"""Access to the spec for the emulator: the bundled OpenAPI document, its operations, and tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import minimax_generated

Json = dict[str, Any]

SOCKETS = ("ws_t2a_v2", "ws_t2a_v2_bidi")
"""Ids of the WebSockets, which the document cannot describe as operations."""
METHODS = ("get", "post", "put", "patch", "delete")
ROOT = "root.json"


@dataclass(frozen=True)
class Operation:
    """One HTTP operation: its path, its request, and the family of its errors."""

    id: str
    method: str
    path: str
    feature: str
    family: str
    media_type: str | None
    body_schema: str | None
    parameters: tuple[Json, ...]
    stream_switch: str | None
    task_query: str | None
    """The operation that polls the task created by this one."""
    takes_x_api_key: bool
    billed: bool
    rate_class: str
    """The class whose requests are counted together for rate limits."""


@cache
def load_bundle() -> Json:
    """The OpenAPI document, merged from one file per feature."""
    folder = Path(minimax_generated.__file__).parent / "openapi"
    document: Json = json.loads((folder / ROOT).read_text(encoding="utf-8"))
    for file in sorted(folder.glob("*.json")):
        if file.name != ROOT:
            _merge(document, json.loads(file.read_text(encoding="utf-8")))
    return document


@cache
def operations() -> tuple[Operation, ...]:
    """All operations of the document."""
    return tuple(
        _operation(path, method, item[method])
        for path, item in load_bundle()["paths"].items()
        for method in METHODS
        if method in item
    )


@cache
def task_queries() -> frozenset[str]:
    """Operations that query the status of a task."""
    return frozenset(operation.task_query for operation in operations() if operation.task_query)


@cache
def task_words(*stages: str) -> frozenset[str]:
    """All spellings of the states of a task, in lower case."""
    from minimax_generated.tables.tasks import TASKS

    return frozenset(word for stage in stages for word in TASKS["statuses"][stage])


def schema(name: str) -> Json:
    """A schema by its name under components."""
    found: Json = load_bundle()["components"]["schemas"][name]
    return found


def resolve(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow the `$ref` of a schema, if it has one."""
    return schema(node["$ref"].rpartition("/")[2]) if "$ref" in node else node


def default(schema_name: str, path: str) -> Any:
    """The server's default for the field at a dotted path; None if the spec has none."""
    field = schema(schema_name)
    for name in path.split("."):
        field = resolve(field)["properties"][name]
    return field.get("default", resolve(field).get("default"))


@cache
def purposes(operation_id: str) -> tuple[Json, ...]:
    """The files that an operation accepts: one row per purpose and kind of media, with formats and
    limits.
    """
    items = (
        item[method]
        for item in load_bundle()["paths"].values()
        for method in METHODS
        if method in item
    )
    return next(
        tuple(item.get("x-purposes", ())) for item in items if item["operationId"] == operation_id
    )


@cache
def models(kind: str) -> dict[str, Json]:
    """Rows of the model table by lower-case id."""
    from minimax_generated.tables.models import MODELS

    return {row["id"].lower(): row for row in MODELS["models"] if row["kind"] == kind}


def model(kind: str, name: str) -> Json | None:
    """The row of a working model, by its case-insensitive id; None if there is none. An old id is
    served by another model.
    """
    row = models(kind).get(name.lower())
    if row is None or row["state"] == "retired":
        return None
    return {**row, "id": row.get("alias_of", row["id"])}


@cache
def system_voices() -> frozenset[str]:
    """Ids of the voices available to every account."""
    from minimax_generated.tables.voices import VOICES

    return frozenset(voice for voice, _, _ in VOICES)


def http_status(code: int) -> int:
    """The HTTP status of a platform code outside the native family; 0 if unknown."""
    from minimax_generated.tables.errors import CODES

    return CODES[code].http if code in CODES else 0


def meaning(code: int) -> str:
    """A short description of a platform code."""
    from minimax_generated.tables.errors import CODES

    return CODES[code].meaning.rstrip(".").lower() if code in CODES else "error"


def _operation(path: str, method: str, data: Json) -> Operation:
    content = data.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), None)
    reference = content[media_type]["schema"].get("$ref", "") if media_type else ""
    schemes = {name for requirement in data.get("security", ()) for name in requirement}
    return Operation(
        id=data["operationId"],
        method=method.upper(),
        path=path,
        feature=data["tags"][0],
        family=data["x-family"],
        media_type=media_type,
        body_schema=reference.rpartition("/")[2] or None,
        parameters=tuple(data.get("parameters", ())),
        stream_switch=data.get("x-stream", {}).get("switch"),
        task_query=data.get("x-task", {}).get("query"),
        takes_x_api_key=data["x-family"] == "anthropic" or "x-api-key" in schemes,
        billed=data["x-billed"],
        rate_class=data["x-rate-limit"],
    )


def _merge(target: Json, source: Json) -> None:
    for key, value in source.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = value
