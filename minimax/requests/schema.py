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
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeGuard

from ..config import is_number

Json = Mapping[str, Any]
Place = tuple[str | int, ...]

RULE = "x-message"
"""The message of a rule between fields."""
MOST = 100
"""Violations that are looked for: a list of a million invalid items has a million."""
NOTHING: Json = {}
MOST_DIGITS = 9
"""More than any number of a size has."""
SHAPES = {"x": "WIDTHxHEIGHT", ":": "X:Y"}
"""The format of two numbers, by separator."""


class Broken(NamedTuple):
    """A keyword that a value violates: the path, the keyword, its argument, the value, and the
    schema or rule that contains the keyword.
    """

    place: Place
    keyword: str
    wanted: Any
    value: Any
    node: Json


Test: TypeAlias = Callable[[Any], bool]
"""Whether a value is valid for a schema, or for one of its keywords."""
Part: TypeAlias = tuple[Place, Json | None, Any]
"""A part of a value: its path within the value, its schema, and the part itself. Without a schema,
the part as it is violates the keyword.
"""
Tags: TypeAlias = Mapping[str, tuple[object, object]]
"""The fields that identify a variant of a union: their constant values, and their defaults."""


def is_object(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether a value is an object of JSON."""
    return type(value) is dict or isinstance(value, Mapping)


TYPES: dict[str, Test] = {
    "boolean": lambda value: isinstance(value, bool),
    "object": is_object,
    "array": lambda value: isinstance(value, (list, tuple)),
    "string": lambda value: isinstance(value, str),
    # In JSON Schema, 2.0 is an integer, but the platform rejects it.
    "integer": lambda value: type(value) is int,
    # JSON has no infinite numbers.
    "number": lambda value: is_number(value) and (isinstance(value, int) or math.isfinite(value)),
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
    """The schemas of one document. Each is compiled into a function the first time it is needed.
    What a value violates is only looked for if it is not valid.

    Args:
        resolve: gives the schema that a `$ref` names, and any other schema itself.
    """

    def __init__(self, resolve: Callable[[Json], Json]) -> None:
        self.resolve = resolve
        self._compiled: dict[int, tuple[Json, Test]] = {}

    def fits(self, node: Json, value: object) -> bool:
        """Whether a value is valid for a schema."""
        return self._test(node)(value)

    def broken(self, node: Json, value: object, place: Place = ()) -> list[Broken]:
        """The violations of a schema by a value, in the order of the schema: all of them, or about
        the first MOST.
        """
        found: list[Broken] = []
        if self.fits(node, value):
            return found
        for keyword in node:
            if keyword not in KEYWORDS or self._compile(keyword, node)(value):
                continue
            for path, schema, part in self._parts(keyword, node, value):
                at = (*place, *path)
                if schema is None:
                    found.append(Broken(at, keyword, node[keyword], part, node))
                elif RULE not in schema:
                    found += self.broken(schema, part, at)
                elif not self.fits(schema, part):
                    found.append(Broken(at, RULE, schema[RULE], part, schema))
                if len(found) >= MOST:
                    return found
        return found

    def _test(self, node: Json) -> Test:
        """The compiled form of a schema."""
        known = self._compiled.get(id(node))
        if known is None:  # the schema is kept, so that no other one can get its id
            tests = [self._compile(keyword, node) for keyword in node if keyword in KEYWORDS]
            known = self._compiled[id(node)] = node, tests[0] if len(tests) == 1 else _all(tests)
        return known[1]

    def _compile(self, keyword: str, node: Json) -> Test:
        """The compiled form of a keyword of a schema."""
        if keyword in PLAIN:
            return PLAIN[keyword](node[keyword])
        return NESTED[keyword](self, node)

    def _parts(self, keyword: str, node: Json, value: Any) -> Iterable[Part]:
        """The parts of a value that a keyword applies schemas to, if the value violates it."""
        match keyword:
            case "$ref":
                return [((), self.resolve(node), value)]
            case "properties":
                fields = node["properties"].items()
                return [((name,), field, value[name]) for name, field in fields if name in value]
            case "additionalProperties":
                field = node["additionalProperties"] or None
                return (((name,), field, item) for name, item in _further(node, value))
            case "items":
                return (((index,), node["items"], item) for index, item in enumerate(value))
            case "if":
                branch = "then" if self.fits(node["if"], value) else "else"
                return [((), node.get(branch, NOTHING), value)]
            case "allOf":
                return [((), entry, value) for entry in node["allOf"]]
            case "anyOf" | "oneOf":
                variants = node[keyword]
                meant = _claimed(self._tagged(variants), value)
                if meant is None and not any(self.fits(each, value) for each in variants):
                    meant = self.meant_variant(variants, value)
                return [((), meant, value)]
            case _:
                return [((), None, value)]

    def meant_variant(self, variants: Sequence[Json], value: object) -> Json | None:
        """The variant of a union that a value is meant to be: by its type, and for an object by its
        tag.

        None where the variants say nothing about types (a rule such as "one of these two is
        required").
        """
        kind = type_of(value)
        kinds = ("number", "integer") if kind == "number" else (kind,)
        fitting = [each for each in variants if not set(kinds).isdisjoint(self.types_of(each))]
        tagged = self._tagged(fitting)
        free = [variant for variant, tags in tagged if not tags]
        return _claimed(tagged, value) or (free[-1] if free else None)

    def types_of(self, variant: Json) -> tuple[str, ...]:
        """The types that a variant of a union allows."""
        return types(self.resolve(variant))

    def _tagged(self, variants: Sequence[Json]) -> list[tuple[Json, Tags]]:
        """The variants of a union, each with the fields that identify it."""
        fields = [self.resolve(variant).get("properties", {}) for variant in variants]
        tags = [
            {
                name: (field["const"], field.get("default"))
                for name, field in each.items()
                if "const" in field
            }
            for each in fields
        ]
        return list(zip(variants, tags, strict=True))

    # ---- keywords that apply schemas to the value or its parts

    def _reference(self, node: Json) -> Test:
        target = list[Test]()

        def test(value: object) -> bool:
            if not target:  # not earlier, since schemas may refer to each other in a circle
                target.append(self._test(self.resolve(node)))
            return target[0](value)

        return test

    def _properties(self, node: Json) -> Test:
        fields = [(name, self._test(field)) for name, field in node["properties"].items()]

        def test(value: object) -> bool:
            if type(value) is dict or isinstance(value, Mapping):
                for name, fits in fields:
                    if name in value and not fits(value[name]):
                        return False
            return True

        return test

    def _further_properties(self, node: Json) -> Test:
        wanted = node["additionalProperties"]
        if wanted is False:
            return lambda value: not any(True for _ in _further(node, value))
        fits = self._test(wanted)
        return lambda value: all(fits(item) for _, item in _further(node, value))

    def _items(self, node: Json) -> Test:
        fits = self._test(node["items"])
        return lambda value: not isinstance(value, (list, tuple)) or all(map(fits, value))

    def _contains(self, node: Json) -> Test:
        fits = self._test(node["contains"])
        least, most = node.get("minContains", 1), node.get("maxContains", math.inf)
        return lambda value: (
            not isinstance(value, (list, tuple)) or least <= sum(map(fits, value)) <= most
        )

    def _content(self, node: Json) -> Test:
        fits = self._test(node["contentSchema"])

        def test(value: object) -> bool:
            try:
                return not isinstance(value, str) or fits(json.loads(value))
            except (ValueError, RecursionError):
                return False

        return test

    def _negation(self, node: Json) -> Test:
        fits = self._test(node["not"])
        return lambda value: not fits(value)

    def _condition(self, node: Json) -> Test:
        applies = self._test(node["if"])
        then, otherwise = (self._test(node.get(branch, NOTHING)) for branch in ("then", "else"))
        if "else" not in node:
            return lambda value: not applies(value) or then(value)
        return lambda value: then(value) if applies(value) else otherwise(value)

    def _all_of(self, node: Json) -> Test:
        return _all([self._test(entry) for entry in node["allOf"]])

    def _union(self, variants: Sequence[Json], holds: Callable[[Iterable[bool]], bool]) -> Test:
        tests = [self._test(variant) for variant in variants]
        tagged = self._tagged(variants)

        def test(value: object) -> bool:
            meant = _claimed(tagged, value)
            if meant is not None:
                return self.fits(meant, value)
            return holds(fits(value) for fits in tests)

        return test


def parse_sides(text: str, separator: str) -> tuple[int, int] | None:
    """Two whole numbers, as in the size "2720x1536" or the ratio "16:9"; None for a string in
    another format.
    """
    number = f"([1-9][0-9]{{0,{MOST_DIGITS - 1}}})"
    found = re.fullmatch(number + re.escape(separator) + number, text)
    return (int(found[1]), int(found[2])) if found else None


def _fits_sides(rule: Json, text: str) -> bool:
    """Whether a string is one of the words of an `x-sides` rule, or two numbers within its
    limits.
    """
    if text in rule.get("words", ()):
        return True
    sides = parse_sides(text, rule["separator"])
    if sides is None:
        return False
    short, long = sorted(sides)
    least, most = rule.get("each", (short, long))
    smallest, largest = rule.get("product", (short * long,) * 2)
    return bool(
        least <= short
        and long <= most
        and smallest <= short * long <= largest
        and long <= rule.get("ratio", long) * short
    )


def describe_sides(rule: Json) -> str:
    """What an `x-sides` rule allows, in words."""
    words = [f'"{word}"' for word in rule.get("words", ())]
    limits = []
    if "each" in rule:
        limits.append("numbers from {:,} to {:,}".format(*rule["each"]))
    if "product" in rule:
        limits.append("{:,} to {:,} pixels".format(*rule["product"]))
    if "ratio" in rule:
        limits.append(f"a ratio from 1:{rule['ratio']} to {rule['ratio']}:1")
    shape = SHAPES[rule["separator"]]
    return " or ".join([*words, f"{shape} with {' and '.join(limits)}" if limits else shape])


def same(value: object, other: object) -> bool:
    """Equal as JSON: True is not 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _all(tests: Sequence[Test]) -> Test:
    """Several tests of the same value as one."""

    def test(value: object) -> bool:
        for each in tests:  # noqa: SIM110 - all() with a generator takes twice as long
            if not each(value):
                return False
        return True

    return test


def _further(node: Json, value: object) -> Iterable[tuple[Any, Any]]:
    """The fields of an object that a schema does not list."""
    named = node.get("properties", ())
    if not is_object(value):
        return ()
    return ((name, item) for name, item in value.items() if name not in named)


def _claimed(tagged: Sequence[tuple[Json, Tags]], value: object) -> Json | None:
    """The variant that an object claims to be by its tags, even if a variant without tags would
    accept it.
    """
    if isinstance(value, Mapping):
        for variant, tags in tagged:
            if tags and all(
                (value.get(name) or default) == tag for name, (tag, default) in tags.items()
            ):
                return variant
    return None


def _typed(kinds: str | Sequence[str]) -> Test:
    if isinstance(kinds, str):
        return TYPES[kinds]
    tests = [TYPES[kind] for kind in kinds]
    return lambda value: any(test(value) for test in tests)


def _listed(known: Sequence[object]) -> Test:
    texts = frozenset(each for each in known if isinstance(each, str))

    def holds(value: object) -> bool:
        return value in texts if type(value) is str else any(same(value, each) for each in known)

    return holds


def _when(
    kind: type | tuple[type, ...], holds: Callable[[Any, Any], bool]
) -> Callable[[Any], Test]:
    """A keyword that only applies to values of certain types."""
    return lambda wanted: lambda value: not isinstance(value, kind) or holds(value, wanted)


def _number(holds: Callable[[Any, Any], bool]) -> Callable[[Any], Test]:
    return lambda wanted: lambda value: not is_number(value) or holds(value, wanted)


def _pattern(pattern: str) -> Test:
    if pattern.endswith("$"):  # Python's $ lets a line break follow
        pattern = pattern.removesuffix("$") + r"\Z"
    search = re.compile(pattern).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _required(names: Sequence[str]) -> Test:
    wanted = frozenset(names)

    def test(value: Any) -> bool:
        if type(value) is dict or isinstance(value, Mapping):
            return wanted <= value.keys()
        return True

    return test


PLAIN: dict[str, Callable[[Any], Test]] = {
    "type": _typed,
    "const": lambda wanted: lambda value: same(value, wanted),
    "enum": _listed,
    "minimum": _number(lambda value, bound: value >= bound),
    "maximum": _number(lambda value, bound: value <= bound),
    "exclusiveMinimum": _number(lambda value, bound: value > bound),
    "exclusiveMaximum": _number(lambda value, bound: value < bound),
    "multipleOf": _number(lambda value, step: not value % step),
    "minLength": _when(str, lambda value, bound: len(value) >= bound),
    "maxLength": _when(str, lambda value, bound: len(value) <= bound),
    "pattern": _pattern,
    "x-trimmed-length": _when(str, lambda value, span: span[0] <= len(value.strip()) <= span[1]),
    "x-sides": _when(str, lambda value, rule: _fits_sides(rule, value)),
    "minItems": _when((list, tuple), lambda value, bound: len(value) >= bound),
    "maxItems": _when((list, tuple), lambda value, bound: len(value) <= bound),
    "required": _required,
    "dependentRequired": _when(
        Mapping,
        lambda value, pairs: all(
            other in value for name in pairs if name in value for other in pairs[name]
        ),
    ),
}
"""Keywords that only depend on the value itself: the test of a value for an argument."""

NESTED: dict[str, Callable[[Schemas, Json], Test]] = {
    "$ref": Schemas._reference,
    "properties": Schemas._properties,
    "additionalProperties": Schemas._further_properties,
    "items": Schemas._items,
    "contains": Schemas._contains,
    "contentSchema": Schemas._content,
    "not": Schemas._negation,
    "if": Schemas._condition,
    "allOf": Schemas._all_of,
    "anyOf": lambda schemas, node: schemas._union(node["anyOf"], any),
    "oneOf": lambda schemas, node: schemas._union(node["oneOf"], lambda fits: sum(fits) == 1),
}

KEYWORDS = frozenset({*PLAIN, *NESTED})
"""All supported keywords, except those that only modify one of these, such as `then`."""
