"""Endpoints as the generated tables describe them, and the way from Python names to a wire body."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from . import checks
from .errors import ValidationError

SWITCH = "stream"
"""The field that turns an answer into a stream. Services set it themselves, after `build`."""
ID_DIGITS = 100
"""More than any id has."""


class Endpoint(NamedTuple):
    """Facts of one operation; see `x-` keys in `spec/`."""

    feature: str
    id: str
    method: str
    path: str
    family: str
    billed: bool
    rate_class: str
    slow: bool
    request: str | None
    response: str | None
    stream_end: str | None
    task: str | None
    poll: str | None
    source: tuple[str, ...]
    purposes: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """Method and path, as errors and events name the call."""
        return f"{self.method} {self.path}"


@cache
def endpoint(feature: str, operation_id: str) -> Endpoint:
    """The endpoint of an operation, for example `endpoint("speech", "t2a_v2")`."""
    facts = _tables(feature).ENDPOINTS[operation_id]
    return Endpoint(
        feature,
        operation_id,
        **{**facts, "source": tuple(facts["source"]), "purposes": tuple(facts["purposes"])},
    )


def build(target: Endpoint, values: Mapping[str, Any]) -> dict[str, Any]:
    """The wire body for values under their Python names. None is left out; 0 and False are sent;
    `extra` is laid over the result.
    """
    tables = _tables(target.feature)
    paths, ids = tables.PATHS[target.request], tables.IDS.get(target.request, ())
    body: dict[str, Any] = {}
    for name, value in values.items():
        if value is None or name == "extra":
            continue
        path = paths.get(name)
        if path is None:
            raise _unknown(name, paths, target)
        if name == SWITCH:
            raise ValidationError(
                "stream is no option: streaming is a call of its own, such as text.stream(...)",
                field=name,
                value=value,
            )
        inner = body
        for step in path[:-1]:
            inner = inner.setdefault(step, {})
        inner[path[-1]] = _number(name, value) if name in ids else value
    return _overlaid(body, values.get("extra") or {})


def validate(target: Endpoint, body: Mapping[str, Any]) -> None:
    """Raise a ValidationError when a body breaks a rule of the spec."""
    if target.request is not None:
        checks.check(
            target.request,
            _tables(target.feature).CHECKS,
            body,
            names=_names(target.feature, target.request),
        )


def query(target: Endpoint, values: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a call under their wire names, for values under their Python names. None is
    left out.
    """
    places = _tables(target.feature).PARAMETERS[target.id]
    return {places[name][1]: value for name, value in values.items() if value is not None}


def takes(target: Endpoint, name: str) -> bool:
    """Whether a request has a field of that Python name."""
    return name in _tables(target.feature).PATHS[target.request]


def media(feature: str, field: str) -> Mapping[str, Any]:
    """What a field takes of pictures, clips and sounds, for example `media("video",
    "VideoV2ImageItem.image_url")`.
    """
    facts: Mapping[str, Any] = _tables(feature).MEDIA[field]
    return facts


@cache
def _names(feature: str, request: str) -> dict[tuple[str, ...], str]:
    return {path: name for name, path in _tables(feature).PATHS[request].items()}


def _tables(feature: str) -> Any:
    return import_module(f"minimax_generated.wire.{feature}")


def _unknown(name: str, known: Mapping[str, Any], target: Endpoint) -> ValidationError:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    hint = (
        f"did you mean {near[0]!r}?"
        if near
        else f"{target.name} takes {', '.join(sorted(set(known) - {SWITCH}))}."
    )
    return ValidationError(
        f"{name!r} is no option of {target.name}; {hint} Newer wire fields go into extra={{...}}.",
        field=name,
    )


def _number(name: str, value: object) -> int:
    """An id as the wire wants it. Ids are text in Python, for the same id comes as text from one
    endpoint and as a number from the next.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().isdecimal() and len(value) <= ID_DIGITS:
        return int(value)
    raise ValidationError(
        f"{name}: {value!r} is no id; an id is made of digits",
        field=name,
        value=value,
        allowed="digits",
    )


def _overlaid(body: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """A new body: the mappings inside may be the caller's own."""
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
