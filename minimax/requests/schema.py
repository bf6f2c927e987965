"""Validate values against the subset of JSON Schema that the spec uses: requests before they are
sent, and what the emulator receives and returns.

It is designed for readable errors: a violation of a rule of the spec is reported once, with its own
message, and a value of a union is compared with the variant that it is meant to be. Supporting only
the keywords of the spec avoids a dependency and is several times faster; a test compares the
results with those of a full validator.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from . import sides

Json = Mapping[str, Any]
Place = tuple[str | int, ...]

RULE = "x-message"
"""The message of a rule between fields."""


class Broken(NamedTuple):
    """A keyword that a value violates: the path, the keyword, its argument, the value, and the
    schema or rule that contains the keyword.
    """

    place: Place
    keyword: str
    wanted: Any
    value: Any
    node: Json


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)  # JSON has no others
    return isinstance(value, int) and not isinstance(value, bool)


TYPES: dict[str, Callable[[object], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, (list, tuple)),
    "string": lambda value: isinstance(value, str),
    # In JSON Schema, 2.0 is an integer, but the platform rejects it.
    "integer": lambda value: type(value) is int,
    "number": _is_number,
    "null": lambda value: value is None,
}


def type_of(value: object) -> str:
    """The JSON name of a value's type; every number is a "number"."""
    fitting = (name for name, fits in TYPES.items() if name != "integer" and fits(value))
    return next(fitting, "number")


def types(node: Json) -> tuple[str, ...]:
    """The types that a schema allows."""
    kinds = node.get("type", ())
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


class Schemas:
    """The schemas of one document.

    Args:
        resolve: gives the schema that a `$ref` names, and any other schema itself.
    """

    def __init__(self, resolve: Callable[[Json], Json]) -> None:
        self._resolve = resolve

    def broken(self, node: Json, value: object, place: Place = ()) -> Iterator[Broken]:
        """All violations of a schema by a value, in the order of the schema."""
        for keyword, wanted in node.items():
            if keyword in PLAIN:
                if not PLAIN[keyword](wanted, value):
                    yield Broken(place, keyword, wanted, value, node)
            elif keyword in NESTED:
                yield from NESTED[keyword](self, node, value, place)

    def fits(self, node: Json, value: object) -> bool:
        """Whether a value is valid for a schema."""
        return next(self.broken(node, value), None) is None

    def meant_variant(self, variants: Sequence[Json], value: object) -> Json | None:
        """The variant of a union that a value is meant to be: by its type, and for an object by its
        tag.

        None where the variants say nothing about types (a rule such as "one of these two is
        required").
        """
        kind = type_of(value)
        kinds = ("number", "integer") if kind == "number" else (kind,)
        fitting = [each for each in variants if not set(kinds).isdisjoint(self.types_of(each))]
        tagged = self._tagged_variant(fitting, value)
        free = [each for each in fitting if not self._tags(each)]
        return tagged or (free[-1] if free else None)

    def types_of(self, variant: Json) -> tuple[str, ...]:
        """The types that a variant of a union allows."""
        return types(self._resolve(variant))

    def _tagged_variant(self, variants: Sequence[Json], value: object) -> Json | None:
        """The variant that an object claims to be by its tag, even if a variant without a tag would
        accept it.
        """
        if isinstance(value, Mapping):
            for variant in variants:
                tags = self._tags(variant)
                if tags and all(
                    (value.get(name) or default) == wanted
                    for name, (wanted, default) in tags.items()
                ):
                    return variant
        return None

    def _tags(self, variant: Json) -> dict[str, tuple[object, object]]:
        """The fields with a constant value that identify a variant, and the default if missing."""
        return {
            name: (field["const"], field.get("default"))
            for name, field in self._resolve(variant).get("properties", {}).items()
            if "const" in field
        }

    # ---- keywords that apply schemas to the value or its parts

    def _reference(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        return self.broken(self._resolve(node), value, place)

    def _properties(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        if isinstance(value, Mapping):
            for name, field in node["properties"].items():
                if name in value:
                    yield from self.broken(field, value[name], (*place, name))

    def _further_properties(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        wanted, named = node["additionalProperties"], node.get("properties", ())
        for name, item in value.items() if isinstance(value, Mapping) else ():
            if name in named:
                continue
            if wanted is False:
                yield Broken((*place, name), "additionalProperties", wanted, item, node)
            else:
                yield from self.broken(wanted, item, (*place, name))

    def _items(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        for index, item in enumerate(value if isinstance(value, (list, tuple)) else ()):
            yield from self.broken(node["items"], item, (*place, index))

    def _contains(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        if isinstance(value, (list, tuple)):
            count = sum(self.fits(node["contains"], item) for item in value)
            if not node.get("minContains", 1) <= count <= node.get("maxContains", count):
                yield Broken(place, "contains", node["contains"], value, node)

    def _content(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        if not isinstance(value, str):
            return
        try:
            holds = self.fits(node["contentSchema"], json.loads(value))
        except (ValueError, RecursionError):
            holds = False
        if not holds:
            yield Broken(place, "contentSchema", node["contentSchema"], value, node)

    def _negation(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        if self.fits(node["not"], value):
            yield Broken(place, "not", node["not"], value, node)

    def _condition(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        branch = "then" if self.fits(node["if"], value) else "else"
        return self.broken(node.get(branch, {}), value, place)

    def _all_of(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        for entry in node["allOf"]:
            if RULE not in entry:
                yield from self.broken(entry, value, place)
            elif not self.fits(entry, value):
                yield Broken(place, RULE, entry[RULE], value, entry)

    def _any_of(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        return self._union("anyOf", node, value, place)

    def _one_of(self, node: Json, value: object, place: Place) -> Iterator[Broken]:
        return self._union("oneOf", node, value, place)

    def _union(self, keyword: str, node: Json, value: object, place: Place) -> Iterator[Broken]:
        variants = node[keyword]
        tagged = self._tagged_variant(variants, value)
        if tagged is not None:
            yield from self.broken(tagged, value, place)
            return
        fitting = 0
        for variant in variants:
            if self.fits(variant, value):
                fitting += 1
                if keyword == "anyOf":
                    return
        if fitting == 1:
            return
        meant = None if fitting else self.meant_variant(variants, value)
        if meant is not None:
            yield from self.broken(meant, value, place)
        else:
            yield Broken(place, keyword, variants, value, node)


def _typed(kinds: str | Sequence[str], value: object) -> bool:
    if isinstance(kinds, str):
        return TYPES[kinds](value)
    return any(TYPES[kind](value) for kind in kinds)


def same(value: object, other: object) -> bool:
    """Equal as JSON: True is not 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _when(
    kind: type | tuple[type, ...], holds: Callable[[Any, Any], bool]
) -> Callable[[Any, Any], bool]:
    """A keyword that only applies to values of certain types."""
    return lambda wanted, value: not isinstance(value, kind) or holds(value, wanted)


def _number(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda wanted, value: (
        not isinstance(value, (int, float)) or isinstance(value, bool) or holds(value, wanted)
    )


def _matches(value: str, pattern: str) -> bool:
    if pattern.endswith("$"):  # Python's $ lets a line break follow
        pattern = pattern.removesuffix("$") + r"\Z"
    return re.search(pattern, value) is not None


PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "type": _typed,
    "const": lambda wanted, value: same(value, wanted),
    "enum": lambda known, value: any(same(value, each) for each in known),
    "minimum": _number(lambda value, bound: value >= bound),
    "maximum": _number(lambda value, bound: value <= bound),
    "exclusiveMinimum": _number(lambda value, bound: value > bound),
    "exclusiveMaximum": _number(lambda value, bound: value < bound),
    "multipleOf": _number(lambda value, step: not value % step),
    "minLength": _when(str, lambda value, bound: len(value) >= bound),
    "maxLength": _when(str, lambda value, bound: len(value) <= bound),
    "pattern": _when(str, _matches),
    "x-trimmed-length": _when(str, lambda value, span: span[0] <= len(value.strip()) <= span[1]),
    "x-sides": _when(str, lambda value, rule: sides.fits(rule, value)),
    "minItems": _when((list, tuple), lambda value, bound: len(value) >= bound),
    "maxItems": _when((list, tuple), lambda value, bound: len(value) <= bound),
    "required": _when(Mapping, lambda value, names: all(name in value for name in names)),
    "dependentRequired": _when(
        Mapping,
        lambda value, pairs: all(
            other in value for name in pairs if name in value for other in pairs[name]
        ),
    ),
}
"""Keywords that only depend on the value itself."""

NESTED: dict[str, Callable[[Schemas, Json, object, Place], Iterator[Broken]]] = {
    "$ref": Schemas._reference,
    "properties": Schemas._properties,
    "additionalProperties": Schemas._further_properties,
    "items": Schemas._items,
    "contains": Schemas._contains,
    "contentSchema": Schemas._content,
    "not": Schemas._negation,
    "if": Schemas._condition,
    "allOf": Schemas._all_of,
    "anyOf": Schemas._any_of,
    "oneOf": Schemas._one_of,
}

KEYWORDS = frozenset({*PLAIN, *NESTED})
"""All supported keywords, except those that only modify one of these, such as `then`."""
