"""Checks a request against the rules of the spec before it is sent, so that a mistake costs nothing.

Reads the compact table that the generator emits: JSON Schema cut down to what a request can break, cross-field rules with their message.
Growing sets (models, voices, templates) are open in the spec and therefore never refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from .errors import ValidationError

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]


class Violation(NamedTuple):
    """One broken rule: where, with which value, and what would be right."""

    path: Path
    value: object
    allowed: str
    rule: str = ""


MISSING = object()
"""Stands for a value that should be there."""

TYPES: dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer()),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, (list, tuple)),
    "object": lambda value: isinstance(value, Mapping),
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


def check(schema: str, table: Mapping[str, Any], body: object, *, names: Mapping[tuple[str, ...], str] | None = None) -> None:
    """Raise a ValidationError for the first rule that `body` breaks. `names` maps wire paths to the names that the caller used."""
    violation = next(violations(table[schema], table, body, ()), None)
    if violation is None:
        return
    wire = _dotted(violation.path)
    name = _dotted(_renamed(violation.path, names or {}))
    if violation.rule:
        raise ValidationError(
            violation.rule, field=name, value=None if violation.value is MISSING else violation.value, allowed=violation.allowed
        )
    where = (name if name == wire else f"{name} ({wire})") or "request"
    missing = violation.value is MISSING
    complaint = f"{where} is missing" if missing else f"{where}: {_short(violation.value)} is not allowed"
    raise ValidationError(
        f"{complaint}; it must be {violation.allowed}",
        field=name,
        value=None if missing else violation.value,
        allowed=violation.allowed,
    )


def violations(schema: Schema, table: Mapping[str, Any], value: object, path: Path) -> Iterator[Violation]:
    """Every rule of a schema that a value breaks."""
    if "$ref" in schema:
        yield from violations(table[schema["$ref"]], table, value, path)
    kinds = schema.get("type")
    if kinds is not None:
        wanted = kinds if isinstance(kinds, (list, tuple)) else (kinds,)
        if not any(TYPES[kind](value) for kind in wanted):
            yield Violation(path, value, " or ".join(NAMES[kind] for kind in wanted))
            return  # every further rule would only say the same again
    if "const" in schema and not _same(value, schema["const"]):
        yield Violation(path, value, repr(schema["const"]))
    if "enum" in schema and not any(_same(value, allowed) for allowed in schema["enum"]):
        yield Violation(path, value, "one of " + ", ".join(map(repr, schema["enum"])))
    if isinstance(value, str):
        yield from _text(schema, value, path)
    elif isinstance(value, Mapping):
        yield from _object(schema, table, value, path)
    elif isinstance(value, (list, tuple)):
        yield from _array(schema, table, value, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number(schema, value, path)
    yield from _combined(schema, table, value, path)
    for message, rule in schema.get("rules", ()):
        broken = next(violations(rule, table, value, path), None)
        if broken is not None:
            yield broken._replace(rule=message + _involved(rule, value))


def _text(schema: Schema, value: str, path: Path) -> Iterator[Violation]:
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    if len(value) < low:
        yield Violation(path, value, "not empty" if low == 1 else f"at least {low} characters long")
    if high is not None and len(value) > high:
        yield Violation(path, value, f"at most {high:,} characters long (it has {len(value):,})")
    if "pattern" in schema and not _pattern(schema["pattern"]).search(value):
        yield Violation(path, value, f"of the form {schema['pattern']}")


def _number(schema: Schema, value: float, path: Path) -> Iterator[Violation]:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    inside = (
        (low is None or value >= low)
        and (high is None or value <= high)
        and (above is None or value > above)
        and (below is None or value < below)
    )
    if not inside or value != value:
        least = f"at least {low}" if low is not None else f"above {above}" if above is not None else ""
        most = f"at most {high}" if high is not None else f"below {below}" if below is not None else ""
        yield Violation(path, value, " and ".join(part for part in (least, most) if part) or "a finite number")
    step = schema.get("multipleOf")
    if step and value % step:
        yield Violation(path, value, f"a multiple of {step}")


def _object(schema: Schema, table: Mapping[str, Any], value: Mapping[str, Any], path: Path) -> Iterator[Violation]:
    for name in schema.get("required", ()):
        if name not in value:
            yield Violation((*path, name), MISSING, "given")
    properties, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, item in value.items():
        if name in properties:
            yield from violations(properties[name], table, item, (*path, name))
        elif others is False:
            yield Violation((*path, name), item, f"left out; known fields are {', '.join(properties)}")
        elif isinstance(others, Mapping):
            yield from violations(others, table, item, (*path, name))
    for name, needed in schema.get("dependentRequired", {}).items():
        for other in needed:
            if name in value and other not in value:
                yield Violation((*path, other), MISSING, f"given together with {name}")


def _array(schema: Schema, table: Mapping[str, Any], value: list[Any] | tuple[Any, ...], path: Path) -> Iterator[Violation]:
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    if len(value) < low or (high is not None and len(value) > high):
        bounds = (
            f"exactly {low}" if low == high else f"at least {low}" if high is None else f"at most {high}" if not low else f"{low} to {high}"
        )
        yield Violation(path, value, f"a list of {bounds} items (it has {len(value)})")
    if "items" in schema:
        for index, item in enumerate(value):
            yield from violations(schema["items"], table, item, (*path, index))
    if "contains" in schema:
        count = sum(_fits(schema["contains"], table, item) for item in value)
        if not schema.get("minContains", 1) <= count <= schema.get("maxContains", len(value)):
            yield Violation(path, value, "a list with the right items")


def _combined(schema: Schema, table: Mapping[str, Any], value: object, path: Path) -> Iterator[Violation]:
    for options, exact in ((schema.get("anyOf"), False), (schema.get("oneOf"), True)):
        if options is None:
            continue
        tagged = _tagged(options, table, value)
        if tagged is not None:
            yield from violations(tagged, table, value, path)
            continue
        fitting = sum(_fits(option, table, value) for option in options)
        if fitting == 0 or (exact and fitting > 1):
            yield _closest(options, table, value, path)
    if "not" in schema and _fits(schema["not"], table, value):
        yield Violation(path, value, "something else")
    if "if" in schema:
        branch = "then" if _fits(schema["if"], table, value) else "else"
        if branch in schema:
            yield from violations(schema[branch], table, value, path)


def _tagged(options: list[Schema], table: Mapping[str, Any], value: object) -> Schema | None:
    """The variant that an object claims to be by its const tag, so that a free variant beside it does not excuse its mistakes."""
    if not isinstance(value, Mapping):
        return None
    for option in options:
        if "$ref" not in option:
            continue  # an option of a rule, not a variant
        schema = table[option["$ref"]]
        tags = [(name, field["const"]) for name, field in schema.get("properties", {}).items() if "const" in field]
        if tags and all(name in value and _same(value[name], tag) for name, tag in tags):
            return option
    return None


def _closest(options: list[Schema], table: Mapping[str, Any], value: object, path: Path) -> Violation:
    """Of several variants the complaint that helps: the deepest one, for that variant fitted best."""
    found = [violation for option in options for violation in violations(option, table, value, path)]
    if not found:
        return Violation(path, value, "of exactly one kind")
    deepest = max(len(violation.path) for violation in found)
    best = [violation for violation in found if len(violation.path) == deepest]
    return best[0]._replace(allowed=" or ".join(dict.fromkeys(violation.allowed for violation in best if violation.path == best[0].path)))


def _fits(schema: Schema, table: Mapping[str, Any], value: object) -> bool:
    return next(violations(schema, table, value, ()), None) is None


def _same(value: object, other: object) -> bool:
    """Equal as JSON: True is not 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _involved(rule: Schema, value: object) -> str:
    """The values that a cross-field rule is about, as they were given."""
    if not isinstance(value, Mapping):
        return ""
    names = dict.fromkeys(name for part in ("if", "then", "else", "not") for name in rule.get(part, {}).get("properties", {}))
    given = [f"{name}={_short(value[name])}" for name in names if name in value and not isinstance(value[name], (Mapping, list, tuple))]
    return f" (given: {', '.join(given)})" if given else ""


def _renamed(path: Path, names: Mapping[Any, str]) -> Path:
    """A wire path with its beginning under the name that the caller used."""
    for length in range(len(path), 0, -1):
        name = names.get(path[:length])
        if name is not None:
            return (name, *path[length:])
    return path


def _dotted(path: Path) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


@lru_cache(maxsize=64)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.removesuffix("$") + r"\Z" if text.endswith("$") else text)  # Python's $ lets a line break follow
