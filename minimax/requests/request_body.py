"""Build the wire body of an operation from arguments under their Python names, and check it against
the rules of the spec before it is sent, so that mistakes cost nothing.

The rules come from a compact table that the generator emits: the parts of JSON Schema that apply to
requests, and rules between fields with their messages. Sets that may grow (models, voices,
templates) are open in the spec, so unknown values are never rejected.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from minimax_generated.operation import AnyOperation

from ..config import is_whole
from ..errors import ValidationError, shortened
from .schema import RULE, Broken, Json, Place, Schemas, describe_sides, types

SWITCH = "stream"
"""The field that requests a streamed response. Services set it themselves, after `build`."""
ID_DIGITS = 100
"""More digits than any id has."""
_SCHEMAS: dict[str, Schemas] = {}
"""Those that were needed so far, by feature."""
NAME = re.compile(r"'[^']*'|\"[^\"]*\"|\b[a-z0-9]+(?:[._][a-z0-9]+)+\b")
"""A name with several parts, or a quoted value."""
NAMES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "True or False",
    "array": "a list",
    "object": "a mapping",
    "null": "None",
}


def build(target: AnyOperation, values: Mapping[str, Any]) -> dict[str, Any]:
    """The wire body for values under their Python names. None is omitted; 0 and False are sent;
    `extra` is merged into the result.
    """
    paths, ids = target.fields, target.ids
    body: dict[str, Any] = {}
    for name, value in values.items():
        if value is None or name == "extra":
            continue
        path = paths.get(name)
        if path is None:
            raise _unknown(name, paths, target)
        if name == SWITCH:
            raise ValidationError(
                "stream is not a parameter; streaming is a separate call, such as text.stream(...)",
                field=name,
                value=value,
            )
        inner = body
        for step in path[:-1]:
            inner = inner.setdefault(step, {})
        inner[path[-1]] = _number(name, value) if name in ids else value
    return _overlaid(body, values.get("extra") or {})


def validate(target: AnyOperation, body: Mapping[str, Any]) -> None:
    """Raise a ValidationError if a body breaks a rule of the spec."""
    if target.request is not None:
        check(_schemas(target), target.request, body, names=_names(target))


def query(target: AnyOperation, values: Mapping[str, Any]) -> dict[str, Any]:
    """The query parameters for values under their Python names. None is omitted."""
    return {
        target.parameters[name].name: target.parameters[name].encode(value)
        for name, value in values.items()
        if value is not None
    }


def refuse_foreign(
    mine: AnyOperation, theirs: AnyOperation, values: Mapping[str, Any], *, model: str, models: str
) -> None:
    """Raise a ValidationError for a field that only the other operation of a call supports, namely
    the one for `models`.
    """
    for name, value in values.items():
        if value is not None and name in theirs.fields and name not in mine.fields:
            raise ValidationError(
                f"{name} works with {models}, not with {model}",
                field=name,
                value=value,
                allowed=f"model {models}",
            )


def _schemas(target: AnyOperation) -> Schemas:
    """The compiled request schemas of a feature, which its operations share."""
    found = _SCHEMAS.get(target.feature)
    if found is None:
        found = _SCHEMAS[target.feature] = schemas_of(target.checks)
    return found


@cache
def _names(target: AnyOperation) -> dict[tuple[str, ...], str]:
    return {path: name for name, path in target.fields.items()}


def _unknown(name: str, known: Mapping[str, Any], target: AnyOperation) -> ValidationError:
    call = f"{target.calls[0]}()" if target.calls else target.name
    problem = f"{name!r} is not a parameter of {call}"
    if name == "max_retries":
        return ValidationError(f"{problem}; use retry=Retry(attempts=...)", field=name)
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    takes = f"it takes {', '.join(sorted(set(known) - {SWITCH}))}."
    hint = f"did you mean {near[0]!r}?" if near else takes
    newer = "Pass fields that are newer than this package in extra={...}."
    return ValidationError(f"{problem}; {hint} {newer}", field=name)


def _number(name: str, value: object) -> int:
    """An id as the API expects it. Ids are strings in Python, because some endpoints return the
    same id as a string and others as a number.
    """
    if is_whole(value):
        return value
    if isinstance(value, str) and value.strip().isdecimal() and len(value) <= ID_DIGITS:
        return int(value)
    raise ValidationError(
        f"{name}: {value!r} is not a valid id; an id consists of digits",
        field=name,
        value=value,
        allowed="digits",
    )


def _overlaid(body: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Merge into a new body, since nested mappings may belong to the caller."""
    if not isinstance(extra, Mapping):
        raise ValidationError(
            f"extra must be a mapping of wire fields, not {type(extra).__name__}",
            field="extra",
            value=extra,
        )
    result = dict(body)
    for name, value in extra.items():
        inner = result.get(name)
        if isinstance(value, Mapping) and isinstance(inner, Mapping):
            value = _overlaid(inner, value)
        result[name] = value
    return result


def check(
    schemas: Schemas,
    name: str,
    body: object,
    *,
    names: Mapping[tuple[str, ...], str] | None = None,
) -> None:
    """Raise a ValidationError for the first rule that `body` breaks of the schema with a name. Warn
    if the platform may reject a request although it breaks none.

    `names` maps wire paths to the names that the caller used. A wire name is only mentioned if its
    last part differs.
    """
    names = names or {}
    schema = schemas.resolve({"$ref": name})
    if broken := schemas.broken(schema, body):
        raise _error(schemas, broken[0], names)
    for doubt in schema.get("x-warnings", ()):
        if not schemas.fits(doubt, body):
            message = doubt[RULE] + _involved(doubt, body)
            warnings.warn(_translated(message, names), UserWarning, stacklevel=2)


def schemas_of(table: Mapping[str, Any]) -> Schemas:
    """The schemas of a table, whose references are names."""
    return Schemas(lambda node: table[node["$ref"]] if "$ref" in node else node)


def _error(
    schemas: Schemas, broken: Broken, names: Mapping[tuple[str, ...], str]
) -> ValidationError:
    rule = ""
    if broken.keyword == RULE:
        rule = _translated(broken.wanted + _involved(broken.node, broken.value), names)
        broken = schemas.broken(broken.node, broken.value, broken.place)[0]
    place, wanted = located(broken), allowed(schemas, broken)
    is_missing = place != broken.place
    value = None if is_missing else broken.value
    path = _renamed(place, names)
    name = _dotted(path)
    if rule:
        return ValidationError(rule, field=name, value=value, allowed=wanted)
    where = (name if path[-1:] == place[-1:] else f"{name} ({_dotted(place)})") or "request"
    complaint = " is missing" if is_missing else f": {shortened(value)} is not allowed"
    message = f"{where}{complaint}; it must be {wanted}"
    return ValidationError(message, field=name, value=value, allowed=wanted)


def located(broken: Broken) -> Place:
    """The field that an error is about, including a missing one."""
    if broken.keyword == "required":
        return (*broken.place, next(name for name in broken.wanted if name not in broken.value))
    if broken.keyword == "dependentRequired":
        return (*broken.place, _missing_companion(broken)[1])
    return broken.place


def allowed(schemas: Schemas, broken: Broken) -> str:
    """Describe the allowed values."""
    if broken.keyword not in ("anyOf", "oneOf"):
        return ALLOWED[broken.keyword](broken)
    kinds = [kind for variant in broken.wanted for kind in schemas.types_of(variant)]
    found = [schemas.broken(variant, broken.value) for variant in broken.wanted]
    complaints = [each[0] for each in found if each]
    if len(complaints) < len(found):
        return "of exactly one kind"
    words = [NAMES[kind] for kind in kinds] or [allowed(schemas, each) for each in complaints]
    return " or ".join(dict.fromkeys(words))


def _range(broken: Broken) -> str:
    words = {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
    }
    return " and ".join(
        f"{word} {broken.node[keyword]}"
        for keyword, word in words.items()
        if keyword in broken.node
    )


def _type(broken: Broken) -> str:
    if isinstance(broken.value, float) and "number" in types(broken.node):
        return "a finite number"
    return " or ".join(NAMES[kind] for kind in types(broken.node))


def _length(broken: Broken) -> str:
    length = len(broken.value)
    if broken.keyword == "maxLength":
        return f"at most {broken.wanted:,} characters long (it has {length:,})"
    return f"at least {broken.wanted} character{'' if broken.wanted == 1 else 's'} long"


def _trimmed_length(broken: Broken) -> str:
    (low, high), length = broken.wanted, len(broken.value.strip())
    if length > high:
        return f"at most {high:,} characters long without surrounding blanks (it has {length:,})"
    if low == 1:
        return "more than just blanks"
    return f"at least {low} characters long without surrounding blanks"


def _count(broken: Broken) -> str:
    low, high = broken.node.get("minItems", 0), broken.node.get("maxItems")
    if low == high:
        bounds = f"exactly {low}"
    elif high is None:
        bounds = f"at least {low}"
    else:
        bounds = f"{low} to {high}" if low else f"at most {high}"
    noun = "item" if (low if high is None else high) == 1 else "items"
    return f"a list of {bounds} {noun} (it has {len(broken.value)})"


def _missing_companion(broken: Broken) -> tuple[str, str]:
    """A field that is present, and the missing one that it requires."""
    return next(
        (name, other)
        for name, others in broken.wanted.items()
        if name in broken.value
        for other in others
        if other not in broken.value
    )


def _json_text(broken: Broken) -> str:
    kinds = {"object": "a JSON object", "array": "a JSON list"}
    return f"the text of {kinds.get(broken.wanted.get('type'), 'JSON')}"


ALLOWED: dict[str, Callable[[Broken], str]] = {
    "type": _type,
    "const": lambda broken: repr(broken.wanted),
    "enum": lambda broken: "one of " + ", ".join(map(repr, broken.wanted)),
    "minimum": _range,
    "maximum": _range,
    "exclusiveMinimum": _range,
    "exclusiveMaximum": _range,
    "multipleOf": lambda broken: f"a multiple of {broken.wanted}",
    "minLength": _length,
    "maxLength": _length,
    "pattern": lambda broken: f"of the form {broken.wanted}",
    "contentSchema": _json_text,
    "x-trimmed-length": _trimmed_length,
    "x-sides": lambda broken: describe_sides(broken.wanted),
    "minItems": _count,
    "maxItems": _count,
    "contains": lambda broken: "a list with the right items",
    "required": lambda broken: "given",
    "dependentRequired": lambda broken: f"given together with {_missing_companion(broken)[0]}",
    "additionalProperties": lambda broken: (
        f"left out; known fields are {', '.join(broken.node.get('properties', ()))}"
    ),
    "not": lambda broken: "something else",
}
"""Descriptions of allowed values, by keyword."""


def _involved(rule: Json, value: object) -> str:
    """The values of the fields in a cross-field rule."""
    if not isinstance(value, Mapping):
        return ""
    names = dict.fromkeys(
        name
        for part in ("if", "then", "else", "not")
        for name in rule.get(part, {}).get("properties", {})
    )
    given = [
        f"{name}={shortened(value[name])}"
        for name in names
        if name in value and not isinstance(value[name], (Mapping, list, tuple))
    ]
    return f" (given: {', '.join(given)})" if given else ""


def _renamed(path: Place, names: Mapping[Any, str]) -> Place:
    """Replace the beginning of a wire path by the name that the caller used."""
    for length in range(len(path), 0, -1):
        name = names.get(path[:length])
        if name is not None:
            return (name, *path[length:])
    return path


def _translated(rule: str, names: Mapping[tuple[str, ...], str]) -> str:
    """The message of a rule, with wire names replaced by the caller's names. Only words that are
    clearly names are replaced.
    """
    ends = {path[-1]: (name,) for path, name in names.items()}

    def name(word: re.Match[str]) -> str:
        if word[0][0] in "'\"":
            return word[0]
        path = tuple(word[0].split("."))
        known = _renamed(path, names)
        return _dotted(known if known != path else ends.get(path[-1], path))

    return NAME.sub(name, rule)


def _dotted(path: Place) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
