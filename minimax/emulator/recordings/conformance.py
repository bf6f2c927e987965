"""Compare responses with the spec, to find what the platform sends but the spec does not describe,
and what the spec describes but the platform does not send. Pure, over decoded JSON.

`differences` compares a value with a schema; `response_differences` compares a complete response,
or a stream of events, with its operation. `minimax doctor --probe` and checks of recordings use
both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from minimax.errors import Origin, error_from

from .exchanges import HIDDEN

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

Json = Mapping[str, Any]

UNKNOWN_FIELD = "unknown field"
MISSING_FIELD = "missing field"
WRONG_TYPE = "wrong type"
UNKNOWN_VALUE = "unknown value"
UNKNOWN_EVENT = "unknown event"
UNKNOWN_STATUS = "unknown status"
UNKNOWN_MEDIA_TYPE = "unknown media type"
NOT_JSON = "not JSON"

TAG = "type"
"""The field that distinguishes the variants of an object."""
DONE = "[DONE]"
"""Data of the event that ends a chat stream."""
UNNAMED = "message"
"""Name of an event that was sent without one."""
JSON, EVENTS = "application/json", "text/event-stream"
LONGEST_SHOWN = 60
NUMBER = re.compile(r"\[\d+\]")


class Difference(NamedTuple):
    """One difference between a response and the spec."""

    kind: str
    """One of the kinds of this module, such as "unknown field"."""
    place: str
    """Its path: names with dots, `[]` for each item of a list; "" for the whole response."""
    received: str
    """What was received, without revealing content: a type, or a short value of a field whose
    values are documented.
    """
    documented: str
    """What the spec documents; "" for nothing."""


class Event(NamedTuple):
    """One event of a stream: its name, and its data, decoded if it is JSON."""

    name: str
    data: Any


def match_operation(method: str, path: str) -> AnyOperation | None:
    """The operation of a request such as `GET /v1/models/MiniMax-M3`, None if the spec has none.
    The query is ignored.
    """
    from minimax_generated.operations import list_operations

    steps = path.partition("?")[0].strip("/").split("/")
    fitting = [
        operation
        for operation in list_operations()
        if operation.method == method.upper() and _fits_path(operation.path, steps)
    ]
    return min(fitting, key=lambda operation: operation.path.count("{"), default=None)


def response_differences(
    operation: AnyOperation,
    *,
    status: int,
    media_type: str,
    body: Any = None,
    events: Sequence[Event] | None = None,
    indexed: bool = False,
) -> list[Difference]:
    """The differences between a response and those that the spec documents for an operation.

    Args:
        operation: the operation that was called.
        status: HTTP status.
        media_type: content type without parameters.
        body: decoded JSON; text, bytes or None for everything else.
        events: the events of a stream, instead of a body.
        indexed: identify list items by number, `[0]`, instead of `[]` for all of them.
    """
    found: list[Difference] = []
    spec = document(operation.feature)
    answers = spec["paths"][operation.path][operation.method.lower()]["responses"]
    answer = answers.get(str(status)) or (answers.get("default") if status >= 400 else None)
    if answer is None:
        found.append(Difference(UNKNOWN_STATUS, "", f"HTTP {status}", ", ".join(answers)))
        answer = answers["200"]
    if "$ref" in answer:
        answer = spec["components"]["responses"][_name(answer)]
    content = answer.get("content", {})
    if media_type not in content:
        return [*found, Difference(UNKNOWN_MEDIA_TYPE, "", media_type, ", ".join(content))]
    schemas = spec["components"]["schemas"]
    if events is not None and operation.event is not None:
        schema = schemas[operation.event]
        found += [each for event in events for each in event_differences(event, schema, schemas)]
    elif media_type == JSON:
        if not isinstance(body, (Mapping, list)):
            return [*found, Difference(NOT_JSON, "", "text", "a JSON object")]
        found += differences(body, content[JSON]["schema"], schemas, indexed=indexed)
        refusal = error_from(body, Origin(operation.name), http_status=status)
        if refusal is None:
            examples = [each["value"] for each in content[JSON].get("examples", {}).values()]
            found += _missing(body, examples, "")
        elif refusal.status_code is not None and not _is_known(refusal.status_code):
            found.append(Difference(UNKNOWN_STATUS, "", f"code {refusal.status_code}", ""))
    return list(dict.fromkeys(found))


def event_differences(
    event: Event,
    schema: Json,
    schemas: Mapping[str, Json],
    *,
    tag: str = "type",
    indexed: bool = False,
) -> list[Difference]:
    """The differences between one event of a stream and its schema, which is selected by the name
    of the event, or the tag of its data.
    """
    if event.data == DONE:
        return []
    if not isinstance(event.data, Mapping):
        return [Difference(NOT_JSON, event.name, type_of(event.data), "a JSON object")]
    kinds = schema.get("properties", {}).get(tag, {}).get("x-known", ())
    name = event.data.get(tag, event.name) if kinds else ""
    if name and name != UNNAMED and name not in kinds:
        return [Difference(UNKNOWN_EVENT, "", _short(name), ", ".join(kinds))]
    prefix = f"{name}: " if name else ""
    found = differences(event.data, schema, schemas, indexed=indexed)
    return [each._replace(place=f"{prefix}{each.place}") for each in found]


def differences(
    value: Any, schema: Json, schemas: Mapping[str, Json], *, indexed: bool = False
) -> list[Difference]:
    """The differences between a decoded JSON value and a schema of the spec: unknown fields, wrong
    types and unknown values. Missing fields are not reported.

    Args:
        value: the value.
        schema: its schema.
        schemas: the schemas that a `$ref` can refer to.
        indexed: identify list items by number, `[0]`, instead of `[]` for all of them.
    """
    found = dict.fromkeys(_walk(value, schema, schemas, ""))
    if indexed:
        return list(found)
    return list(dict.fromkeys(each._replace(place=_without_numbers(each.place)) for each in found))


def type_of(value: Any) -> str:
    """The JSON type of a decoded value."""
    for name, kinds in TYPES.items():
        if isinstance(value, kinds):
            return name
    return "null"


TYPES: dict[str, type | tuple[type, ...]] = {
    "boolean": bool,  # before integer, which it is in Python
    "integer": int,
    "number": float,
    "string": str,
    "array": (list, tuple),
    "object": Mapping,
}


def _walk(value: Any, node: Json, schemas: Mapping[str, Json], place: str) -> Iterator[Difference]:
    node = _schema(node, schemas)
    variants = node.get("oneOf") or node.get("anyOf")
    if variants:
        yield from _walk_variant(value, variants, schemas, place)
        return
    kinds = _types(node)
    if kinds and not _fits(value, kinds):
        yield Difference(WRONG_TYPE, place, type_of(value), " or ".join(kinds))
        return
    yield from _values(value, node, place)
    if isinstance(value, Mapping) and "properties" in node:
        further = node.get("additionalProperties")
        for name, inner in value.items():
            at = f"{place}.{name}" if place else str(name)
            if name in node["properties"]:
                yield from _walk(inner, node["properties"][name], schemas, at)
            elif isinstance(further, Mapping):
                yield from _walk(inner, further, schemas, at)
            else:
                yield Difference(UNKNOWN_FIELD, at, type_of(inner), "")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _walk(item, node.get("items", {}), schemas, f"{place}[{index}]")
    elif isinstance(value, str) and node.get("contentMediaType") == "application/json" and value:
        try:
            inner = json.loads(value)
        except ValueError:
            yield Difference(NOT_JSON, place, "text", "JSON inside a string")
        else:
            yield from _walk(inner, node.get("contentSchema", {}), schemas, place)


def _walk_variant(
    value: Any, variants: Sequence[Json], schemas: Mapping[str, Json], place: str
) -> Iterator[Difference]:
    """Compare with the variant that a value is meant to be, selected by its type, then by its tag,
    then by the smallest number of differences.
    """
    known = [_schema(variant, schemas) for variant in variants]
    fitting = [node for node in known if not _types(node) or _fits(value, _types(node))]
    if not fitting:
        kinds = dict.fromkeys(kind for node in known for kind in _types(node))
        yield Difference(WRONG_TYPE, place, type_of(value), " or ".join(kinds))
        return
    if isinstance(value, Mapping):
        tags = [(_tag(node), node) for node in fitting]
        named = [node for tag, node in tags if tag is not None and tag == value.get(TAG)]
        if not named and TAG in value and any(tag is not None for tag, _ in tags):
            documented = ", ".join(str(tag) for tag, _ in tags if tag is not None)
            at = f"{place}.{TAG}" if place else TAG
            yield Difference(UNKNOWN_VALUE, at, _short(value[TAG]), documented)
            return
        # An object without properties represents unknown variants.
        fitting = named or [node for node in fitting if "properties" in node] or fitting
    found = [list(_walk(value, node, schemas, place)) for node in fitting]
    yield from min(found, key=len)


def _values(value: Any, node: Json, place: str) -> Iterator[Difference]:
    """Report a value that is not among the known ones."""
    known = [node["const"]] if "const" in node else node.get("enum") or node.get("x-known")
    if value in ("", HIDDEN):  # nothing to report
        return
    if isinstance(known, list) and isinstance(value, (str, int)) and value not in known:
        yield Difference(UNKNOWN_VALUE, place, _short(value), ", ".join(map(str, known)))


def _missing(value: Any, examples: Sequence[Any], place: str) -> Iterator[Difference]:
    """Report fields that are missing in a value but present in all examples of the spec."""
    if isinstance(value, Mapping):
        alike = [example for example in examples if isinstance(example, Mapping)]
        for name in alike[0] if alike else ():
            if not all(name in example for example in alike):
                continue
            at = f"{place}.{name}" if place else name
            inner = [example[name] for example in alike]
            if name not in value:
                yield Difference(MISSING_FIELD, at, "nothing", type_of(inner[0]))
            else:
                yield from _missing(value[name], inner, at)
    elif isinstance(value, (list, tuple)):
        items = [item for example in examples if isinstance(example, list) for item in example]
        for item in value:
            tag = item.get(TAG) if isinstance(item, Mapping) else None
            alike = [each for each in items if isinstance(each, Mapping) and each.get(TAG) == tag]
            yield from _missing(item, alike, f"{place}[]")


def _schema(node: Json, schemas: Mapping[str, Json]) -> Json:
    while "$ref" in node:
        node = schemas[_name(node)]
    return node


def _without_numbers(place: str) -> str:
    return NUMBER.sub("[]", place)


def _name(reference: Json) -> str:
    """The name in a `$ref`."""
    return str(reference["$ref"]).rpartition("/")[2]


def _fits_path(template: str, steps: Sequence[str]) -> bool:
    names = template.strip("/").split("/")
    return len(names) == len(steps) and all(
        name == step or (name.startswith("{") and step)
        for name, step in zip(names, steps, strict=True)
    )


def _types(node: Json) -> list[str]:
    kinds = node.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _fits(value: Any, kinds: Sequence[str]) -> bool:
    kind = type_of(value)
    return (
        kind in kinds
        or (kind == "integer" and "number" in kinds)
        or (kind == "number" and "integer" in kinds and float(value).is_integer())
    )


def _tag(node: Json) -> Any:
    return node.get("properties", {}).get(TAG, {}).get("const")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def _is_known(code: int) -> bool:
    from minimax_generated.tables.errors import CODES

    return code in CODES


@cache
def document(feature: str) -> Json:
    """The OpenAPI document of a feature, including shared components. Each file is read once."""
    folder = files("minimax_generated.openapi")
    shared, own = (
        json.loads(folder.joinpath(f"{name}.json").read_text("utf-8")) for name in ("root", feature)
    )
    parts = {
        kind: {**shared["components"].get(kind, {}), **own.get("components", {}).get(kind, {})}
        for kind in ("schemas", "responses")
    }
    return {**shared, **own, "components": parts}
