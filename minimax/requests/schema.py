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
from collections.abc import Callable, Mapping, Sequence
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


Check: TypeAlias = "Callable[[Any, Place, list[Broken]], None]"
"""A compiled schema: appends the violations of a value at a path to a list."""


def is_object(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether a value is an object of JSON."""
    return type(value) is dict or isinstance(value, Mapping)


TYPES: dict[str, Callable[[object], bool]] = {
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
    """The schemas of one document. Each is compiled into functions the first time it is needed.

    Args:
        resolve: gives the schema that a `$ref` names, and any other schema itself.
    """

    def __init__(self, resolve: Callable[[Json], Json]) -> None:
        self.resolve = resolve
        self._compiled: dict[int, tuple[Json, Check]] = {}

    def broken(self, node: Json, value: object, place: Place = ()) -> list[Broken]:
        """The violations of a schema by a value, in the order of the schema: all of them, or the
        first MOST.
        """
        found: list[Broken] = []
        self._check_of(node)(value, place, found)
        return found

    def fits(self, node: Json, value: object) -> bool:
        """Whether a value is valid for a schema."""
        return not self.broken(node, value)

    def _check_of(self, node: Json) -> Check:
        """The compiled form of a schema."""
        known = self._compiled.get(id(node))
        if known is None:  # the schema is kept, so that no other one can get its id
            known = self._compiled[id(node)] = node, self._compile(node)
        return known[1]

    def _compile(self, node: Json) -> Check:
        steps = [
            _plain(keyword, wanted, node) if keyword in PLAIN else NESTED[keyword](self, node)
            for keyword, wanted in node.items()
            if keyword in KEYWORDS
        ]
        if len(steps) == 1:
            return steps[0]

        def check(value: object, place: Place, found: list[Broken]) -> None:
            for step in steps:
                step(value, place, found)

        return check

    def _predicate(self, node: Json) -> Callable[[object], bool]:
        """Whether a value is valid for a schema, as a function."""
        check = self._check_of(node)

        def fits(value: object) -> bool:
            found: list[Broken] = []
            check(value, (), found)
            return not found

        return fits

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
        return types(self.resolve(variant))

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
            for name, field in self.resolve(variant).get("properties", {}).items()
            if "const" in field
        }

    # ---- keywords that apply schemas to the value or its parts

    def _reference(self, node: Json) -> Check:
        target = list[Check]()

        def check(value: object, place: Place, found: list[Broken]) -> None:
            if not target:  # not earlier, since schemas may refer to each other in a circle
                target.append(self._check_of(self.resolve(node)))
            target[0](value, place, found)

        return check

    def _properties(self, node: Json) -> Check:
        checks = [(name, self._check_of(field)) for name, field in node["properties"].items()]

        def check(value: object, place: Place, found: list[Broken]) -> None:
            if is_object(value):
                for name, field in checks:
                    if name in value:
                        field(value[name], (*place, name), found)

        return check

    def _further_properties(self, node: Json) -> Check:
        wanted, named = node["additionalProperties"], node.get("properties", ())
        field = None if wanted is False else self._check_of(wanted)

        def check(value: object, place: Place, found: list[Broken]) -> None:
            for name, item in value.items() if is_object(value) else ():
                if name in named:
                    continue
                if field is None:
                    found.append(Broken((*place, name), "additionalProperties", wanted, item, node))
                else:
                    field(item, (*place, name), found)
                if len(found) >= MOST:
                    return

        return check

    def _items(self, node: Json) -> Check:
        each = self._check_of(node["items"])

        def check(value: object, place: Place, found: list[Broken]) -> None:
            for index, item in enumerate(value if isinstance(value, (list, tuple)) else ()):
                each(item, (*place, index), found)
                if len(found) >= MOST:
                    return

        return check

    def _contains(self, node: Json) -> Check:
        fits = self._predicate(node["contains"])
        least, most = node.get("minContains", 1), node.get("maxContains", math.inf)

        def holds(value: object) -> bool:
            return not isinstance(value, (list, tuple)) or least <= sum(map(fits, value)) <= most

        return _rule(holds, "contains", node["contains"], node)

    def _content(self, node: Json) -> Check:
        fits = self._predicate(node["contentSchema"])

        def holds(value: object) -> bool:
            try:
                return not isinstance(value, str) or fits(json.loads(value))
            except (ValueError, RecursionError):
                return False

        return _rule(holds, "contentSchema", node["contentSchema"], node)

    def _negation(self, node: Json) -> Check:
        fits = self._predicate(node["not"])
        return _rule(lambda value: not fits(value), "not", node["not"], node)

    def _condition(self, node: Json) -> Check:
        applies = self._predicate(node["if"])
        then, otherwise = (self._check_of(node.get(branch, NOTHING)) for branch in ("then", "else"))

        def check(value: object, place: Place, found: list[Broken]) -> None:
            (then if applies(value) else otherwise)(value, place, found)

        return check

    def _all_of(self, node: Json) -> Check:
        checks = [
            _rule(self._predicate(entry), RULE, entry[RULE], entry)
            if RULE in entry
            else self._check_of(entry)
            for entry in node["allOf"]
        ]

        def check(value: object, place: Place, found: list[Broken]) -> None:
            for each in checks:
                each(value, place, found)

        return check

    def _union(self, keyword: str, node: Json) -> Check:
        variants = node[keyword]
        predicates = [self._predicate(variant) for variant in variants]

        def check(value: object, place: Place, found: list[Broken]) -> None:
            meant = self._tagged_variant(variants, value)
            if meant is None:
                fitting = 0
                for fits in predicates:
                    if fits(value):
                        fitting += 1
                        if keyword == "anyOf":
                            return
                if fitting == 1:
                    return
                meant = None if fitting else self.meant_variant(variants, value)
            if meant is not None:
                self._check_of(meant)(value, place, found)
            else:
                found.append(Broken(place, keyword, variants, value, node))

        return check


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


def _rule(holds: Callable[[Any], bool], keyword: str, wanted: object, node: Json) -> Check:
    """Check that a value as a whole has a property."""

    def check(value: object, place: Place, found: list[Broken]) -> None:
        if not holds(value):
            found.append(Broken(place, keyword, wanted, value, node))

    return check


def _plain(keyword: str, wanted: Any, node: Json) -> Check:
    return _rule(PLAIN[keyword](wanted), keyword, wanted, node)


def _typed(kinds: str | Sequence[str]) -> Callable[[Any], bool]:
    if isinstance(kinds, str):
        return TYPES[kinds]
    tests = [TYPES[kind] for kind in kinds]
    return lambda value: any(test(value) for test in tests)


def _listed(known: Sequence[object]) -> Callable[[Any], bool]:
    texts = frozenset(each for each in known if isinstance(each, str))

    def holds(value: object) -> bool:
        return value in texts if type(value) is str else any(same(value, each) for each in known)

    return holds


def _when(
    kind: type | tuple[type, ...], holds: Callable[[Any, Any], bool]
) -> Callable[[Any], Callable[[Any], bool]]:
    """A keyword that only applies to values of certain types."""
    return lambda wanted: lambda value: not isinstance(value, kind) or holds(value, wanted)


def _number(holds: Callable[[Any, Any], bool]) -> Callable[[Any], Callable[[Any], bool]]:
    return lambda wanted: lambda value: not is_number(value) or holds(value, wanted)


def _pattern(pattern: str) -> Callable[[Any], bool]:
    if pattern.endswith("$"):  # Python's $ lets a line break follow
        pattern = pattern.removesuffix("$") + r"\Z"
    search = re.compile(pattern).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _required(names: Sequence[str]) -> Callable[[Any], bool]:
    wanted = frozenset(names)
    return lambda value: not is_object(value) or wanted <= value.keys()


PLAIN: dict[str, Callable[[Any], Callable[[Any], bool]]] = {
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

NESTED: dict[str, Callable[[Schemas, Json], Check]] = {
    "$ref": Schemas._reference,
    "properties": Schemas._properties,
    "additionalProperties": Schemas._further_properties,
    "items": Schemas._items,
    "contains": Schemas._contains,
    "contentSchema": Schemas._content,
    "not": Schemas._negation,
    "if": Schemas._condition,
    "allOf": Schemas._all_of,
    "anyOf": lambda schemas, node: schemas._union("anyOf", node),
    "oneOf": lambda schemas, node: schemas._union("oneOf", node),
}

KEYWORDS = frozenset({*PLAIN, *NESTED})
"""All supported keywords, except those that only modify one of these, such as `then`."""
