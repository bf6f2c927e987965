"""Checks a request against the rules of the spec before it is sent, so that a mistake costs
nothing.

Reads the compact table that the generator emits: JSON Schema cut down to what a request can break,
cross-field rules with their message. Growing sets (models, voices, templates) are open in the spec
and therefore never refused.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..errors import ValidationError
from . import sides

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]


class Violation(NamedTuple):
    """One broken rule: where, with which value, and what would be right."""

    path: Path
    value: object
    allowed: str
    rule: str = ""


NAME = re.compile(r"'[^']*'|\"[^\"]*\"|\b[a-z0-9]+(?:[._][a-z0-9]+)+\b")
"""A word of several parts, or a value, which stands in quotes."""
MISSING = object()
"""Stands for a value that should be there."""

Found = Sequence[Violation]
Check = Callable[[Any, Path], Found]


def _is_mapping(value: object) -> bool:
    return type(value) is dict or isinstance(
        value, Mapping
    )  # the first is fast and nearly always true


TYPES: dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    ),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, (list, tuple)),
    "object": _is_mapping,
    "null": lambda value: value is None,
}
NAMES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "True or False",
    "array": "a list",
    "object": "a mapping",
    "null": "None",
}


def check(
    schema: str,
    table: Mapping[str, Any],
    body: object,
    *,
    names: Mapping[tuple[str, ...], str] | None = None,
) -> None:
    """Raise a ValidationError for the first rule that `body` breaks; warn where the platform may
    refuse a request that breaks none.

    `names` maps wire paths to the names that the caller used. The wire's own name is told only
    where the last word of it is another one.
    """
    compiler = _compiler(table)
    violation = next(iter(compiler.named(schema)(body, ())), None)
    if violation is None:
        for doubt in compiler.doubts(schema)(body, ()):
            warnings.warn(_translated(doubt.rule, names or {}), UserWarning, stacklevel=2)
        return
    wire, path = _dotted(violation.path), _renamed(violation.path, names or {})
    name = _dotted(path)
    if violation.rule:
        raise ValidationError(
            _translated(violation.rule, names or {}),
            field=name,
            value=None if violation.value is MISSING else violation.value,
            allowed=violation.allowed,
        )
    where = (name if path[-1:] == violation.path[-1:] else f"{name} ({wire})") or "request"
    missing = violation.value is MISSING
    complaint = (
        f"{where} is missing" if missing else f"{where}: {_short(violation.value)} is not allowed"
    )
    raise ValidationError(
        f"{complaint}; it must be {violation.allowed}",
        field=name,
        value=None if missing else violation.value,
        allowed=violation.allowed,
    )


_compilers: dict[int, tuple[Mapping[str, Any], _Compiler]] = {}


def _compiler(table: Mapping[str, Any]) -> _Compiler:
    """The compiler of a table; there is one table per feature."""
    known = _compilers.get(id(table))
    if known is None or known[0] is not table:
        known = _compilers[id(table)] = (table, _Compiler(table))
    return known[1]


def violations(schema: Schema, table: Mapping[str, Any], value: object, path: Path) -> Found:
    """Every rule of a schema that a value breaks."""
    return _Compiler(table).compiled(schema)(value, path)


class _Compiler:
    """Turns the schemas of a table into functions, each when it is first needed: a check then runs
    nothing but what its schema asks for.

    A schema is looked at once and not on every call, which makes the check of a request five times
    as fast.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._named: dict[str, Check] = {}
        self._doubts: dict[str, Check] = {}

    def named(self, name: str) -> Check:
        """The check of a schema of the table."""
        check = self._named.get(name)
        if check is None:
            check = self._named[name] = self.compiled(self._table[name])
        return check

    def doubts(self, name: str) -> Check:
        """What warnings a schema of the table has for a request."""
        found = self._doubts.get(name)
        if found is None:
            rules = {"rules": self._table[name].get("warnings", ())}
            found = self._doubts[name] = self.compiled(rules)
        return found

    def compiled(self, schema: Schema) -> Check:
        """The check of any schema."""
        kinds = schema.get("type", ())
        wanted = tuple(kinds) if isinstance(kinds, (list, tuple)) else (kinds,)
        keywords = {*schema, *wanted}
        steps = [make(self, schema) for reads, make in STEPS if not reads.isdisjoint(keywords)]
        if not wanted:
            return _each(steps)
        allowed = " or ".join(NAMES[kind] for kind in wanted)
        first, rest = TYPES[wanted[0]], [TYPES[kind] for kind in wanted[1:]]
        further = _each(steps)

        def check(value: Any, path: Path) -> Found:
            if first(value) or any(fits(value) for fits in rest):
                return further(value, path) if steps else ()
            return (
                Violation(path, value, allowed),
            )  # every further rule would only say the same again

        return check

    def fits(self, schema: Schema) -> Callable[[object], bool]:
        """Whether a value breaks no rule of a schema."""
        check = self.compiled(schema)
        return lambda value: not check(value, ())

    def reference(self, schema: Schema) -> Check:
        name = schema["$ref"]
        return lambda value, path: self.named(name)(
            value, path
        )  # looked up when it is called: schemas may contain themselves

    def constant(self, schema: Schema) -> Check:
        constant = schema["const"]
        return lambda value, path: (
            () if _same(value, constant) else (Violation(path, value, repr(constant)),)
        )

    def enumeration(self, schema: Schema) -> Check:
        known = schema["enum"]
        allowed = "one of " + ", ".join(map(repr, known))
        return lambda value, path: (
            () if any(_same(value, each) for each in known) else (Violation(path, value, allowed),)
        )

    def text(self, schema: Schema) -> Check:
        low, high = schema.get("minLength", 0), schema.get("maxLength")
        pattern = _pattern(schema["pattern"]) if "pattern" in schema else None

        def check(value: Any, path: Path) -> Found:
            if not isinstance(value, str):
                return ()
            found: Found = ()
            if len(value) < low:
                found = (
                    Violation(
                        path,
                        value,
                        "at least 1 character long"
                        if low == 1
                        else f"at least {low} characters long",
                    ),
                )
            if high is not None and len(value) > high:
                found = (
                    *found,
                    Violation(
                        path, value, f"at most {high:,} characters long (it has {len(value):,})"
                    ),
                )
            if pattern is not None and not pattern.search(value):
                found = (*found, Violation(path, value, f"of the form {schema['pattern']}"))
            return found

        return check

    def content(self, schema: Schema) -> Check:
        wanted = schema["contentSchema"]
        fits = self.fits(wanted)
        kind = {"object": "a JSON object", "array": "a JSON list"}.get(wanted.get("type"), "JSON")

        def check(value: Any, path: Path) -> Found:
            if not isinstance(value, str):
                return ()
            try:
                if fits(json.loads(value)):
                    return ()
            except (ValueError, RecursionError):
                pass
            return (Violation(path, value, f"the text of {kind}"),)

        return check

    def trimmed(self, schema: Schema) -> Check:
        low, high = schema["x-trimmed-length"]

        def check(value: Any, path: Path) -> Found:
            if not isinstance(value, str) or low <= (length := len(value.strip())) <= high:
                return ()
            allowed = (
                f"at most {high:,} characters long without the blanks around it (it has {length:,})"
                if length > high
                else "more than blanks"
                if low == 1
                else f"at least {low} characters long without the blanks around it"
            )
            return (Violation(path, value, allowed),)

        return check

    def sides(self, schema: Schema) -> Check:
        rule = schema["x-sides"]
        return lambda value, path: (
            ()
            if not isinstance(value, str) or sides.fits(rule, value)
            else (Violation(path, value, sides.allowed(rule)),)
        )

    def number(self, schema: Schema) -> Check:
        low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
        high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
        step = schema.get("multipleOf")
        least = (
            f"at least {low}" if low is not None else f"above {above}" if above is not None else ""
        )
        most = (
            f"at most {high}" if high is not None else f"below {below}" if below is not None else ""
        )
        allowed = " and ".join(part for part in (least, most) if part) or "a finite number"

        def check(value: Any, path: Path) -> Found:
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                return ()
            inside = (
                (low is None or value >= low)
                and (high is None or value <= high)
                and (above is None or value > above)
                and (below is None or value < below)
            )
            found: Found = () if inside and value == value else (Violation(path, value, allowed),)
            if step and value % step:
                found = (*found, Violation(path, value, f"a multiple of {step}"))
            return found

        return check

    def mapping(self, schema: Schema) -> Check:
        required = schema.get("required", ())
        others = schema.get("additionalProperties")
        properties = {
            name: self.compiled(field) for name, field in schema.get("properties", {}).items()
        }
        further = self.compiled(others) if isinstance(others, Mapping) else None
        together = [
            (name, other)
            for name, needed in schema.get("dependentRequired", {}).items()
            for other in needed
        ]

        def check(value: Any, path: Path) -> Found:
            if not _is_mapping(value):
                return ()
            found: list[Violation] = [
                Violation((*path, name), MISSING, "given") for name in required if name not in value
            ]
            for name, item in value.items():
                checked = properties.get(name, further)
                if checked is not None:
                    found += checked(item, (*path, name))
                elif others is False:
                    found.append(
                        Violation(
                            (*path, name),
                            item,
                            f"left out; known fields are {', '.join(properties)}",
                        )
                    )
            for name, other in together:
                if name in value and other not in value:
                    found.append(Violation((*path, other), MISSING, f"given together with {name}"))
            return found

        return check

    def sequence(self, schema: Schema) -> Check:
        low, high = schema.get("minItems", 0), schema.get("maxItems")
        items = self.compiled(schema["items"]) if "items" in schema else None
        contains = self.fits(schema["contains"]) if "contains" in schema else None

        def check(value: Any, path: Path) -> Found:
            if not isinstance(value, (list, tuple)):
                return ()
            found: list[Violation] = []
            if len(value) < low or (high is not None and len(value) > high):
                found.append(
                    Violation(
                        path, value, f"a list of {_bounds(low, high)} items (it has {len(value)})"
                    )
                )
            if items is not None:
                for index, item in enumerate(value):
                    found += items(item, (*path, index))
            if contains is not None:
                count = sum(map(contains, value))
                if (
                    not schema.get("minContains", 1)
                    <= count
                    <= schema.get("maxContains", len(value))
                ):
                    found.append(Violation(path, value, "a list with the right items"))
            return found

        return check

    def any_of(self, schema: Schema) -> Check:
        return self._one_of(schema["anyOf"], exact=False)

    def one_of(self, schema: Schema) -> Check:
        return self._one_of(schema["oneOf"], exact=True)

    def _one_of(self, options: Sequence[Schema], *, exact: bool) -> Check:
        checks = [self.compiled(option) for option in options]
        tagged = [
            (tags, check)
            for option, check in zip(options, checks, strict=True)
            if (tags := self._tags(option))
        ]

        def check(value: Any, path: Path) -> Found:
            if tagged and _is_mapping(value):
                # The variant that an object claims to be by its const tag: a free variant beside it
                # does not excuse its mistakes.
                for tags, variant in tagged:
                    if all(name in value and _same(value[name], tag) for name, tag in tags):
                        return variant(value, path)
            fitting = 0
            for option in checks:
                if not option(value, ()):
                    if not exact:
                        return ()
                    fitting += 1
            return () if fitting == 1 else (_closest(checks, value, path),)

        return check

    def _tags(self, option: Schema) -> list[tuple[str, object]]:
        """The const tags of a variant; an option of a rule has none, since it is no schema of its
        own.
        """
        fields = self._table[option["$ref"]].get("properties", {}) if "$ref" in option else {}
        return [(name, field["const"]) for name, field in fields.items() if "const" in field]

    def negation(self, schema: Schema) -> Check:
        fits = self.fits(schema["not"])
        return lambda value, path: (
            (Violation(path, value, "something else"),) if fits(value) else ()
        )

    def condition(self, schema: Schema) -> Check:
        fits = self.fits(schema["if"])
        then, otherwise = (
            self.compiled(schema[branch]) if branch in schema else _nothing
            for branch in ("then", "else")
        )
        return lambda value, path: (then if fits(value) else otherwise)(value, path)

    def rules(self, schema: Schema) -> Check:
        rules = [(message, rule, self.compiled(rule)) for message, rule in schema["rules"]]

        def check(value: Any, path: Path) -> Found:
            found: list[Violation] = []
            for message, rule, broken in rules:
                first = next(iter(broken(value, path)), None)
                if first is not None:
                    found.append(first._replace(rule=message + _involved(rule, value)))
            return found

        return check


STEPS: tuple[tuple[frozenset[str], Callable[[_Compiler, Schema], Check]], ...] = (
    (frozenset({"$ref"}), _Compiler.reference),
    (frozenset({"const"}), _Compiler.constant),
    (frozenset({"enum"}), _Compiler.enumeration),
    (frozenset({"minLength", "maxLength", "pattern"}), _Compiler.text),
    (frozenset({"contentSchema"}), _Compiler.content),
    (frozenset({"x-trimmed-length"}), _Compiler.trimmed),
    (frozenset({"x-sides"}), _Compiler.sides),
    (
        frozenset(
            {"number", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
        ),
        _Compiler.number,
    ),
    (
        frozenset({"required", "properties", "additionalProperties", "dependentRequired"}),
        _Compiler.mapping,
    ),
    (frozenset({"minItems", "maxItems", "items", "contains"}), _Compiler.sequence),
    (frozenset({"anyOf"}), _Compiler.any_of),
    (frozenset({"oneOf"}), _Compiler.one_of),
    (frozenset({"not"}), _Compiler.negation),
    (frozenset({"if"}), _Compiler.condition),
    (frozenset({"rules"}), _Compiler.rules),
)
"""The keywords, or the type, that each step reads; a schema without them goes without the step."""


def _each(steps: Sequence[Check]) -> Check:
    """One check after the other."""
    if len(steps) < 2:
        return steps[0] if steps else _nothing

    def check(value: Any, path: Path) -> Found:
        found: list[Violation] = []
        for step in steps:
            found += step(value, path)
        return found

    return check


def _nothing(value: Any, path: Path) -> Found:
    return ()


def _closest(options: Sequence[Check], value: object, path: Path) -> Violation:
    """Of several variants the complaint that helps: the deepest one, for that variant fitted
    best.
    """
    found = [violation for option in options for violation in option(value, path)]
    if not found:
        return Violation(path, value, "of exactly one kind")
    deepest = max(len(violation.path) for violation in found)
    best = [violation for violation in found if len(violation.path) == deepest]
    return best[0]._replace(
        allowed=" or ".join(
            dict.fromkeys(violation.allowed for violation in best if violation.path == best[0].path)
        )
    )


def _bounds(low: int, high: int | None) -> str:
    if low == high:
        return f"exactly {low}"
    return f"at least {low}" if high is None else f"{low} to {high}" if low else f"at most {high}"


def _same(value: object, other: object) -> bool:
    """Equal as JSON: True is not 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _involved(rule: Schema, value: object) -> str:
    """The values that a cross-field rule is about, as they were given."""
    if not isinstance(value, Mapping):
        return ""
    names = dict.fromkeys(
        name
        for part in ("if", "then", "else", "not")
        for name in rule.get(part, {}).get("properties", {})
    )
    given = [
        f"{name}={_short(value[name])}"
        for name in names
        if name in value and not isinstance(value[name], (Mapping, list, tuple))
    ]
    return f" (given: {', '.join(given)})" if given else ""


def _renamed(path: Path, names: Mapping[Any, str]) -> Path:
    """A wire path with its beginning under the name that the caller used."""
    for length in range(len(path), 0, -1):
        name = names.get(path[:length])
        if name is not None:
            return (name, *path[length:])
    return path


def _translated(rule: str, names: Mapping[tuple[str, ...], str]) -> str:
    """The words of a rule with the caller's names in place of those of the wire: only words that
    can be nothing but names.
    """
    ends = {path[-1]: (name,) for path, name in names.items()}

    def name(word: re.Match[str]) -> str:
        if word[0][0] in "'\"":
            return word[0]
        path = tuple(word[0].split("."))
        known = _renamed(path, names)
        return _dotted(known if known != path else ends.get(path[-1], path))

    return NAME.sub(name, rule)


def _dotted(path: Path) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


@lru_cache(maxsize=64)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(
        text.removesuffix("$") + r"\Z" if text.endswith("$") else text
    )  # Python's $ lets a line break follow
