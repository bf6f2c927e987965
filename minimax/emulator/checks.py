"""Requests checked against the spec: the first fault as the platform words it, and the fields that it does not know."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from minimax.emulator import spec
from minimax.emulator.envelopes import Field, PlatformError, invalid

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Json = dict[str, Any]

_MOST_ERRORS = 100
DOCUMENT = "urn:minimax"
RULE = "x-message"

# Part of an assistant turn as the platform returns it; the turn is to be sent back unchanged.
ECHOED = frozenset({"audio_content", "index"})
ECHOED_IN = {
    "ResponsesMessageRequest": frozenset({"id", "status"}),
    "ResponsesOutputTextPart": frozenset({"annotations"}),
    "ResponsesFunctionCallRequest": frozenset({"id", "status"}),
    "ResponsesReasoningItemRequest": frozenset({"id", "status", "content"}),
}

_PYTHON_TYPES: tuple[tuple[str, type | tuple[type, ...]], ...] = (
    ("boolean", bool),
    ("object", dict),
    ("array", list),
    ("string", str),
    ("number", (int, float)),
    ("null", type(None)),
)


def read_json(text: str) -> object:
    """The value of a JSON text; ValueError for anything else, which includes NaN and numbers that are too large for a float."""
    return json.loads(text, parse_constant=_no_json, parse_float=_finite)


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{clip(text)} is too large")
    return number


def check(schema_name: str, body: object) -> None:
    """Raise what the platform answers to a request body that breaks the schema; nothing otherwise."""
    # A list of a million wrong items has a million errors; what is answered is one.
    errors = sorted(islice(_validator(schema_name).iter_errors(without_nulls(body)), _MOST_ERRORS), key=_order)
    if errors:
        raise _refusal(errors[0])


def without_nulls(value: object) -> object:
    """The value with every null member left out: the platform takes null for "not given"."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def unknown_fields(schema_name: str, body: object) -> list[Field]:
    """Places in a request body that the spec has no name for."""
    return [Field(place) for place in islice(_unknown(spec.schema(schema_name), body, ()), _MOST_ERRORS)]


def refuse_unknown(schema_name: str, unknown: list[Field]) -> None:
    """Raise an error that names the first unknown field, with the known one that looks like it."""
    for place in unknown:
        known = spec.schema(schema_name).get("properties", {}) if len(place) == 1 else ()
        near = difflib.get_close_matches(str(place[-1]), known, n=1)
        guess = f"; did you mean {near[0]}?" if near else ""
        raise invalid(f"unknown field, refused by --strict{guess}", place)


def parameter(declared: Json, text: str | None) -> Any:
    """A query or path parameter as its schema types it; raises what the platform answers to a bad one."""
    name = declared["name"]
    if not text:
        if declared.get("required"):
            raise invalid("is empty", (name,))
        return None
    kinds = declared["schema"].get("type", "string")
    if "integer" in (kinds if isinstance(kinds, list) else [kinds]):
        if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 19:
            raise invalid(f"{clip(text)} is not an integer", (name,))
        _require(int(text), declared)
        return int(text)
    _require(text, declared)
    return text


def _require(value: object, declared: Json) -> None:
    """Hold a parameter against the limits of its schema."""
    errors = _checker()(declared["schema"]).iter_errors(value)
    for error in errors:
        refused = _refusal(error)
        raise invalid(refused.text, (declared["name"],))


def clip(value: object, length: int = 60) -> str:
    """A value as a message can show it."""
    text = str(value)
    return text if len(text) <= length else f"{text[:length]}... ({len(text)} characters)"


def type_of(value: object) -> str:
    """The JSON name of a value's type."""
    return next(name for name, kind in _PYTHON_TYPES if isinstance(value, kind))


@cache
def _validator(schema_name: str) -> Any:
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    registry: Registry[Any] = Registry().with_resource(DOCUMENT, DRAFT202012.create_resource(spec.load_bundle()))
    return _checker()({"$ref": f"{DOCUMENT}#/components/schemas/{schema_name}"}, registry=registry)


@cache
def _checker() -> Any:
    """Draft 2020-12 that answers for a person: a broken rule is one error with its own sentence, a union is
    judged by the variant that the value is meant to be."""
    from jsonschema import Draft202012Validator, validators
    from jsonschema.exceptions import ValidationError

    def rules(validator: Any, entries: list[Json], instance: object, schema: Json) -> Iterator[ValidationError]:
        for index, entry in enumerate(entries):
            errors = validator.descend(instance, entry, schema_path=index)
            if RULE not in entry:
                yield from errors
            elif next(errors, None) is not None:
                broken: Any = ValidationError
                yield broken(entry[RULE], validator=RULE)

    def union(keyword: str) -> Callable[..., Iterator[ValidationError]]:
        stock = Draft202012Validator.VALIDATORS[keyword]

        def meant(validator: Any, variants: list[Json], instance: object, schema: Json) -> Iterator[ValidationError]:
            variant = meant_variant(variants, instance)
            if variant is None:
                yield from stock(validator, variants, instance, schema) or ()
            else:
                yield from validator.descend(instance, variant, schema_path=variants.index(variant))

        return meant

    extend: Any = validators.extend
    # To JSON schema 2.0 is an integer; the platform reads it into one and fails.
    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    keywords = {"allOf": rules, "anyOf": union("anyOf"), "oneOf": union("oneOf")}
    return extend(Draft202012Validator, keywords, type_checker=types)


def meant_variant(variants: list[Json], value: object) -> Json | None:
    """The variant of a union that a value is meant to be: by its type, and for an object by its tag.

    None where the variants say nothing about types (a rule such as "one of these two is required").
    """
    kind = type_of(value)
    fitting = [variant for variant in variants if kind in _types(spec.resolve(variant))]
    tagged = [(variant, _tags(spec.resolve(variant))) for variant in fitting]
    if isinstance(value, dict):
        for variant, tags in tagged:
            if tags and all((value.get(name) or _default(variant, name)) == wanted for name, wanted in tags.items()):
                return variant
    free = [variant for variant, tags in tagged if not tags]
    return free[-1] if free else None


def _types(node: Json) -> tuple[str, ...]:
    kinds = node.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    return (*kinds, "number") if "integer" in kinds else kinds


def _default(variant: Json, name: str) -> object:
    return spec.resolve(variant)["properties"][name].get("default")


def _tags(node: Json) -> Json:
    return {name: field["const"] for name, field in node.get("properties", {}).items() if "const" in field}


def _unknown(node: Json, value: object, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    echoed = ECHOED | ECHOED_IN.get(node.get("$ref", "").rpartition("/")[2], frozenset())
    node = spec.resolve(node)
    for keyword in ("anyOf", "oneOf"):
        if keyword in node and "properties" not in node:
            variant = meant_variant(node[keyword], value)
            yield from _unknown(variant, value, place) if variant else ()
            return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(node.get("items", {}), item, (*place, index))
    elif isinstance(value, dict) and "properties" in node:
        for name, item in value.items():
            if name in node["properties"]:
                yield from _unknown(node["properties"][name], item, (*place, name))
            elif name not in echoed and "additionalProperties" not in node:
                yield (*place, name)


def _order(error: ValidationError) -> tuple[bool, int]:
    """Plain faults before broken rules, which often only follow from them; the outer ones first."""
    return error.validator == RULE, len(error.absolute_path)


def _refusal(error: ValidationError) -> PlatformError:
    fault: Any = error
    place = tuple(fault.absolute_path)
    if fault.validator == "required":
        missing = next(name for name in fault.validator_value if name not in fault.instance)
        return invalid("is empty", (*place, missing))
    if fault.validator == RULE:
        return invalid(fault.message)
    sentence = _SENTENCES.get(fault.validator, _not_allowed)
    return invalid(sentence(fault.instance, fault.validator_value, fault.schema), place)


def _not_allowed(value: object, wanted: object, node: Json) -> str:
    return f"{clip(value)} is not allowed"


def _range(value: object, bound: object, node: Json) -> str:
    low = f"from {node['minimum']}" if "minimum" in node else f"above {node['exclusiveMinimum']}" if "exclusiveMinimum" in node else ""
    high = f"to {node['maximum']}" if "maximum" in node else f"below {node['exclusiveMaximum']}" if "exclusiveMaximum" in node else ""
    return f"{clip(value)} is out of range ({' '.join(part for part in (low, high) if part)})"


def _kind(value: object, wanted: object, node: Json) -> str:
    names = [wanted] if isinstance(wanted, str) else [name for name in _listed(wanted) if name != "null"]
    return f"expected {' or '.join(map(str, names))}, got {type_of(value)}"


def _length(value: Any, bound: object, node: Json) -> str:
    if not value:
        return "is empty"
    unit = "characters" if isinstance(value, str) else "items"
    limit = "at least" if len(value) < int(str(bound)) else "at most"
    return f"{len(value)} {unit}, {limit} {bound} allowed"


def _listed(values: object) -> list[Any]:
    return list(values) if isinstance(values, list) else [values]


_SENTENCES: dict[str, Callable[[Any, Any, Json], str]] = {
    "type": _kind,
    "enum": lambda value, allowed, _: f"{clip(value)!r} is not one of {', '.join(map(str, allowed))}",
    "const": lambda value, wanted, _: f"{clip(value)!r} is not {wanted}",
    "pattern": lambda value, pattern, _: f"{clip(value)!r} does not match {pattern}",
    "multipleOf": lambda value, step, _: f"{clip(value)} is not a multiple of {step}",
    "minimum": _range,
    "maximum": _range,
    "exclusiveMinimum": _range,
    "exclusiveMaximum": _range,
    "minLength": _length,
    "maxLength": _length,
    "minItems": _length,
    "maxItems": _length,
    "anyOf": lambda value, variants, _: f"got {type_of(value)}, expected {' or '.join(_offered(variants))}",
    "oneOf": lambda value, variants, _: f"got {type_of(value)}, expected {' or '.join(_offered(variants))}",
}


def _offered(variants: list[Json]) -> list[str]:
    names = dict.fromkeys(name for variant in variants for name in _types(spec.resolve(variant)))
    return [name for name in names if name != "null"]
