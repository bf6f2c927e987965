"""Check requests against the spec, for errors in the platform's wording, and unknown fields."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from minimax.emulator import spec
from minimax.emulator.envelopes import Field, PlatformError, invalid, refused
from minimax.requests.schema import RULE, Broken, Schemas, describe_sides, type_of

Json = dict[str, Any]
Node = Mapping[str, Any]
Place = tuple[str | int, ...]

SCHEMAS = Schemas(spec.resolve)
REFUSAL = "x-refusal"
"""The platform's own messages for violations of a schema or rule."""
UNKNOWN: Node = {}
"""The schema of a field that is not in the spec."""
_MOST_ERRORS = 100
_KNOWN = "x-known"
_LOOKED_UP = ("model", "purpose")
"""Fields for which endpoints reject unknown values with a message of their own."""

# Fields of assistant turns from the platform, which clients should send back unchanged.
ECHOED = frozenset({"audio_content", "index"})
ECHOED_IN = {
    "ResponsesMessageRequest": frozenset({"id", "status"}),
    "ResponsesOutputTextPart": frozenset({"annotations"}),
    "ResponsesFunctionCallRequest": frozenset({"id", "status"}),
    "ResponsesReasoningItemRequest": frozenset({"id", "status", "content"}),
}


class UnlistedValue(NamedTuple):
    """A value that is not listed in the spec, and the listed ones."""

    place: Field
    value: str
    known: list[str]


def read_json(text: str) -> object:
    """Parse JSON text. Raises ValueError for invalid JSON, including NaN and numbers that are too
    large for a float.
    """
    return json.loads(text, parse_constant=_no_json, parse_float=_finite)


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{clip(text)} is too large")
    return number


def check(schema_name: str, body: object) -> None:
    """Raise the platform's error if a request body violates the schema."""
    errors = sorted(SCHEMAS.broken(spec.schema(schema_name), without_nulls(body)), key=_order)
    if errors:
        raise _refusal(errors[0])


def without_nulls(value: object) -> object:
    """The value without null members, which the platform treats as missing."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def unknown_fields(schema_name: str, body: object) -> list[Field]:
    """Fields of a request body that are not in the spec."""
    members = _members(spec.schema(schema_name), body)
    found = (Field(place) for place, node, _ in members if node is UNKNOWN)
    return [*islice(found, _MOST_ERRORS)]


def unlisted_values(schema_name: str, body: object) -> list[UnlistedValue]:
    """Values that are not listed in open sets of the spec, such as unknown roles and languages."""
    found = (
        UnlistedValue(Field(place), value, node[_KNOWN])
        for place, node, value in _members(spec.schema(schema_name), body)
        if isinstance(value, str) and value not in node.get(_KNOWN, [value])
        if place[-1] not in _LOOKED_UP
    )
    return [*islice(found, _MOST_ERRORS)]


def warnings_about(schema_name: str, body: object) -> list[str]:
    """Warnings of the spec about a request that violates no rule."""
    rules = spec.schema(schema_name).get("x-warnings", ())
    return [rule[RULE] for rule in rules if not SCHEMAS.fits(rule, body)]


def refuse_unknown(schema_name: str, unknown: list[Field]) -> None:
    """Raise an error for the first unknown field, with a similar known field."""
    for place in unknown:
        known = spec.schema(schema_name).get("properties", {}) if len(place) == 1 else ()
        near = difflib.get_close_matches(str(place[-1]), known, n=1)
        guess = f"; did you mean {near[0]}?" if near else ""
        raise invalid(f"unknown field, rejected by --strict{guess}", place)


def refuse_unlisted(strange: list[UnlistedValue]) -> None:
    """Raise an error for the first value that is not listed, with a similar known value."""
    for place, value, known in strange:
        near = difflib.get_close_matches(value, known, n=1, cutoff=0.5)
        raise invalid(
            f"unknown value {clip(value)!r}, rejected by --strict"
            f"{f'; did you mean {near[0]}?' if near else ''}",
            place,
        )


def known_model(kind: str, name: str) -> Json:
    """The row of a model. Raises the platform's error if there is no such model."""
    row = spec.model(kind, name)
    if row is None:
        raise unknown_model(name)
    return row


def unknown_model(name: str) -> PlatformError:
    """The error of native and OpenAI-compatible paths for an unknown model."""
    return invalid(f"unknown model '{clip(name.lower())}'")


def parameter(declared: Json, text: str | None) -> Any:
    """Convert a query or path parameter to the type in its schema. Raises the platform's error if
    it is invalid.
    """
    name = declared["name"]
    if not text:
        if declared.get("required"):
            raise invalid("is empty", (name,))
        return None
    kinds = declared["schema"].get("type", "string")
    if kinds == "array":
        values = [each.strip() for each in text.split(",") if each.strip()]
        _require(values, declared)
        return values
    if "integer" in (kinds if isinstance(kinds, list) else [kinds]):
        if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 19:
            raise invalid(f"{clip(text)} is not an integer", (name,))
        _require(int(text), declared)
        return int(text)
    _require(text, declared)
    return text


def _require(value: object, declared: Json) -> None:
    """Check a parameter against the limits of its schema."""
    for error in SCHEMAS.broken(declared["schema"], value):
        raise invalid(_refusal(error).text, (declared["name"],))


def clip(value: object, length: int = 60) -> str:
    """A value, shortened for messages."""
    text = str(value)
    return text if len(text) <= length else f"{text[:length]}... ({len(text)} characters)"


def _members(node: Node, value: object, place: Place = ()) -> Iterator[tuple[Place, Node, object]]:
    """Every value in a request with its schema, `UNKNOWN` for a field that is not in the spec."""
    echoed = ECHOED | ECHOED_IN.get(node.get("$ref", "").rpartition("/")[2], frozenset())
    node = spec.resolve(node)
    for keyword in ("anyOf", "oneOf"):
        if keyword in node and "properties" not in node:
            variant = SCHEMAS.meant_variant(node[keyword], value)
            yield from _members(variant, value, place) if variant else ()
            return
    yield place, node, value
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _members(node.get("items", {}), item, (*place, index))
    elif isinstance(value, dict) and "properties" in node:
        for name, item in value.items():
            if name in node["properties"]:
                yield from _members(node["properties"][name], item, (*place, name))
            elif name not in echoed and "additionalProperties" not in node:
                yield (*place, name), UNKNOWN, item


def _order(error: Broken) -> tuple[bool, int]:
    """Order simple errors before violated rules, which often follow from them; outer ones first."""
    return error.keyword == RULE, len(error.place)


def _refusal(error: Broken) -> PlatformError:
    if REFUSAL in error.node:
        return refused(error.node[REFUSAL])
    if error.keyword == "required":
        missing = next(name for name in error.wanted if name not in error.value)
        return invalid("is empty", (*error.place, missing))
    if error.keyword == RULE:
        return invalid(error.wanted)
    sentence = _SENTENCES.get(error.keyword, _not_allowed)
    return invalid(sentence(error.value, error.wanted, error.node), error.place)


def _not_allowed(value: object, wanted: object, node: Node) -> str:
    return f"{clip(value)} is not allowed"


def _range(value: object, bound: object, node: Node) -> str:
    low = (
        f"from {node['minimum']}"
        if "minimum" in node
        else f"above {node['exclusiveMinimum']}"
        if "exclusiveMinimum" in node
        else ""
    )
    high = (
        f"to {node['maximum']}"
        if "maximum" in node
        else f"below {node['exclusiveMaximum']}"
        if "exclusiveMaximum" in node
        else ""
    )
    return f"{clip(value)} is out of range ({' '.join(part for part in (low, high) if part)})"


def _kind(value: object, wanted: object, node: Node) -> str:
    names = (
        [wanted]
        if isinstance(wanted, str)
        else [name for name in _as_list(wanted) if name != "null"]
    )
    return f"expected {' or '.join(map(str, names))}, got {type_of(value)}"


def _length(value: Any, bound: object, node: Node) -> str:
    if not value:
        return "is empty"
    unit = "characters" if isinstance(value, str) else "items"
    limit = "at least" if len(value) < int(str(bound)) else "at most"
    return f"{len(value)} {unit}, {limit} {bound} allowed"


def _trimmed(value: str, span: list[int], node: Node) -> str:
    return _length(value.strip(), span[0] if len(value.strip()) < span[0] else span[1], node)


def _as_list(values: object) -> list[Any]:
    return list(values) if isinstance(values, list) else [values]


_SENTENCES: dict[str, Callable[[Any, Any, Node], str]] = {
    "type": _kind,
    "enum": lambda value, allowed, _: (
        f"{clip(value)!r} is not one of {', '.join(map(str, allowed))}"
    ),
    "const": lambda value, wanted, _: f"{clip(value)!r} is not {wanted}",
    "pattern": lambda value, pattern, _: f"{clip(value)!r} does not match {pattern}",
    "contentSchema": lambda value, wanted, _: (
        f"{clip(value)!r} is not the JSON text of an {wanted['type']}"
    ),
    "multipleOf": lambda value, step, _: f"{clip(value)} is not a multiple of {step}",
    "minimum": _range,
    "maximum": _range,
    "exclusiveMinimum": _range,
    "exclusiveMaximum": _range,
    "x-trimmed-length": _trimmed,
    "x-sides": lambda value, rule, _: f"{clip(value)!r} is not {describe_sides(rule)}",
    "minLength": _length,
    "maxLength": _length,
    "minItems": _length,
    "maxItems": _length,
    "anyOf": lambda value, variants, _: (
        f"got {type_of(value)}, expected {' or '.join(_types_of(variants))}"
    ),
    "oneOf": lambda value, variants, _: (
        f"got {type_of(value)}, expected {' or '.join(_types_of(variants))}"
    ),
}


def _types_of(variants: list[Json]) -> list[str]:
    names = dict.fromkeys(name for variant in variants for name in SCHEMAS.types_of(variant))
    return [name for name in names if name != "null"]
