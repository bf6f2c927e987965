"""Build the wire body of an operation from arguments under their Python names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from minimax_generated.operation import AnyOperation

from ..errors import ValidationError
from . import checks
from .schema import Schemas

SWITCH = "stream"
"""The field that requests a streamed response. Services set it themselves, after `build`."""
ID_DIGITS = 100
"""More digits than any id has."""
_SCHEMAS: dict[str, Schemas] = {}
"""Those that were needed so far, by feature."""


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
        checks.check(_schemas(target), target.request, body, names=_names(target))


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
        found = _SCHEMAS[target.feature] = checks.schemas_of(target.checks)
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
    hint = (
        f"did you mean {near[0]!r}?"
        if near
        else f"it takes {', '.join(sorted(set(known) - {SWITCH}))}."
    )
    newer = "Pass fields that are newer than this package in extra={...}."
    return ValidationError(f"{problem}; {hint} {newer}", field=name)


def _number(name: str, value: object) -> int:
    """An id as the API expects it. Ids are strings in Python, because some endpoints return the
    same id as a string and others as a number.
    """
    if isinstance(value, int) and not isinstance(value, bool):
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
        result[name] = (
            _overlaid(inner, value)
            if isinstance(value, Mapping) and isinstance(inner, Mapping)
            else value
        )
    return result
