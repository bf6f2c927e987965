"""JSON Schema as the spec uses it, held against a value; the schemas are those of the document.

Written for a person who gets the answer: a broken rule of the spec is one fault with its own
sentence, and a union is judged by the variant that the value is meant to be. Only the keywords of
the spec are known, which makes a check five times as fast as jsonschema does it, and saves every
start its import; a test holds the two against each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from minimax.emulator import spec
from minimax.requests import sides

Json = dict[str, Any]
Place = tuple[str | int, ...]

RULE = "x-message"
REFUSAL = "x-refusal"
"""The platform's own words where a schema or a rule is broken."""


class Broken(NamedTuple):
    """A keyword that a value breaks: where, which, what it wants there, the value, and the schema
    or the rule around the keyword.
    """

    place: Place
    keyword: str
    wanted: Any
    value: Any
    node: Json


TYPES: dict[str, Callable[[object], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    # To JSON Schema 2.0 is an integer; the platform reads it into one and fails.
    "integer": lambda value: type(value) is int,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


def type_of(value: object) -> str:
    """The JSON name of a value's type; every number is a "number"."""
    return next(name for name, fits in TYPES.items() if name != "integer" and fits(value))


def broken(node: Json, value: object, place: Place = ()) -> Iterator[Broken]:
    """Everything in which a value breaks a schema, in the order of the schema."""
    for keyword, wanted in node.items():
        if keyword in _PLAIN:
            if not _PLAIN[keyword](wanted, value):
                yield Broken(place, keyword, wanted, value, node)
        elif keyword in _NESTED:
            yield from _NESTED[keyword](node, value, place)


def fits(node: Json, value: object) -> bool:
    """Whether a value breaks nothing of a schema."""
    return next(broken(node, value), None) is None


def meant_variant(variants: list[Json], value: object) -> Json | None:
    """The variant of a union that a value is meant to be: by its type, and for an object by its
    tag.

    None where the variants say nothing about types (a rule such as "one of these two is required").
    """
    kind = type_of(value)
    fitting = [variant for variant in variants if kind in types_of(variant)]
    tagged = [(variant, _tags(spec.resolve(variant))) for variant in fitting]
    if isinstance(value, dict):
        for variant, tags in tagged:
            if tags and all(
                (value.get(name) or _default(variant, name)) == wanted
                for name, wanted in tags.items()
            ):
                return variant
    free = [variant for variant, tags in tagged if not tags]
    return free[-1] if free else None


def types_of(variant: Json) -> tuple[str, ...]:
    """The types that a variant of a union names, as `type_of` calls them too."""
    kinds = spec.resolve(variant).get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    return (*kinds, "number") if "integer" in kinds else kinds


def _default(variant: Json, name: str) -> object:
    return spec.resolve(variant)["properties"][name].get("default")


def _tags(node: Json) -> Json:
    return {
        name: field["const"]
        for name, field in node.get("properties", {}).items()
        if "const" in field
    }


# Keywords that look at the value alone


def _typed(kinds: str | list[str], value: object) -> bool:
    return (
        TYPES[kinds](value) if isinstance(kinds, str) else any(TYPES[kind](value) for kind in kinds)
    )


def _same(value: object, other: object) -> bool:
    """Equal as JSON: True is not 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _number(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda wanted, value: not TYPES["number"](value) or holds(value, wanted)


def _text(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda wanted, value: not isinstance(value, str) or holds(value, wanted)


def _list(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda wanted, value: not isinstance(value, list) or holds(value, wanted)


def _object(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda wanted, value: not isinstance(value, dict) or holds(value, wanted)


def _holds_json(wanted: Json, value: str) -> bool:
    try:
        return fits(wanted, json.loads(value))
    except (ValueError, RecursionError):
        return False


_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "type": _typed,
    "const": lambda wanted, value: _same(value, wanted),
    "enum": lambda known, value: any(_same(value, each) for each in known),
    "minimum": _number(lambda value, bound: value >= bound),
    "maximum": _number(lambda value, bound: value <= bound),
    "exclusiveMinimum": _number(lambda value, bound: value > bound),
    "exclusiveMaximum": _number(lambda value, bound: value < bound),
    "multipleOf": _number(lambda value, step: not value % step),
    "minLength": _text(lambda value, bound: len(value) >= bound),
    "maxLength": _text(lambda value, bound: len(value) <= bound),
    "pattern": _text(lambda value, pattern: re.search(pattern, value) is not None),
    "contentSchema": _text(lambda value, wanted: _holds_json(wanted, value)),
    "x-trimmed-length": _text(lambda value, span: span[0] <= len(value.strip()) <= span[1]),
    "x-sides": _text(lambda value, rule: sides.fits(rule, value)),
    "minItems": _list(lambda value, bound: len(value) >= bound),
    "maxItems": _list(lambda value, bound: len(value) <= bound),
    "required": _object(lambda value, names: all(name in value for name in names)),
    "dependentRequired": _object(
        lambda value, pairs: all(
            other in value for name in pairs if name in value for other in pairs[name]
        )
    ),
    "not": lambda node, value: not fits(node, value),
}


# Keywords that look into the value, or at it with further schemas


def _reference(node: Json, value: object, place: Place) -> Iterator[Broken]:
    return broken(spec.resolve(node), value, place)


def _properties(node: Json, value: object, place: Place) -> Iterator[Broken]:
    if isinstance(value, dict):
        for name, field in node["properties"].items():
            if name in value:
                yield from broken(field, value[name], (*place, name))


def _further_properties(node: Json, value: object, place: Place) -> Iterator[Broken]:
    wanted, named = node["additionalProperties"], node.get("properties", ())
    for name, item in value.items() if isinstance(value, dict) else ():
        if name in named:
            continue
        if wanted is False:
            yield Broken(place, "additionalProperties", wanted, value, node)
        else:
            yield from broken(wanted, item, (*place, name))


def _items(node: Json, value: object, place: Place) -> Iterator[Broken]:
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from broken(node["items"], item, (*place, index))


def _contains(node: Json, value: object, place: Place) -> Iterator[Broken]:
    if isinstance(value, list):
        count = sum(fits(node["contains"], item) for item in value)
        if not node.get("minContains", 1) <= count <= node.get("maxContains", count):
            yield Broken(place, "contains", node["contains"], value, node)


def _condition(node: Json, value: object, place: Place) -> Iterator[Broken]:
    return broken(node.get("then" if fits(node["if"], value) else "else", {}), value, place)


def _all_of(node: Json, value: object, place: Place) -> Iterator[Broken]:
    for entry in node["allOf"]:
        if RULE not in entry:
            yield from broken(entry, value, place)
        elif not fits(entry, value):
            yield Broken(place, RULE, entry[RULE], value, entry)


def _union(keyword: str, node: Json, value: object, place: Place) -> Iterator[Broken]:
    variants = node[keyword]
    variant = meant_variant(variants, value)
    if variant is not None:
        yield from broken(variant, value, place)
        return
    count = sum(fits(each, value) for each in variants)
    if not count or (count > 1 and keyword == "oneOf"):
        yield Broken(place, keyword, variants, value, node)


_NESTED: dict[str, Callable[[Json, object, Place], Iterator[Broken]]] = {
    "$ref": _reference,
    "properties": _properties,
    "additionalProperties": _further_properties,
    "items": _items,
    "contains": _contains,
    "if": _condition,
    "allOf": _all_of,
    "anyOf": partial(_union, "anyOf"),
    "oneOf": partial(_union, "oneOf"),
}

KEYWORDS = frozenset({*_PLAIN, *_NESTED})
"""What is looked at, beside the keywords that only belong to one of these, such as `then`."""
