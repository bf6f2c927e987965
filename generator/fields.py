"""The Python view of a request schema: a flat name for every field, and its location in the
request.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .bundle import Spec
from .documents import Json, SpecError


class Field(NamedTuple):
    """A field of a request under its Python name."""

    name: str
    path: tuple[str, ...]
    schema: Json
    required: bool


def of(spec: Spec, schema_name: str) -> dict[str, Field]:
    """The fields of a request schema by Python name; objects marked `x-flatten` are replaced by
    their members.
    """
    found: dict[str, Field] = {}
    for field in _flat(spec, spec.schemas[schema_name], ()):
        if field.name in found:
            raise SpecError(
                f"{schema_name}: two fields are called {field.name}: {found[field.name].path} and"
                f" {field.path}"
            )
        found[field.name] = field
    return found


def managed(spec: Spec, schema_name: str) -> Json:
    """Fields of a request that its methods set themselves: the keywords from which each is derived,
    or why callers need not set it.
    """
    return {
        field: made_from
        for feature in spec.features.values()
        for options in feature.get("x-options", {}).values()
        if schema_name in options["schemas"]
        for field, made_from in options.get("managed", {}).items()
    }


def parameters(data: Json) -> dict[str, Field]:
    """The query, path and header parameters of an operation by Python name."""
    return {
        parameter["schema"].get("x-name", parameter["name"]): Field(
            parameter["schema"].get("x-name", parameter["name"]),
            (parameter["in"], parameter["name"]),
            {**parameter["schema"], "description": parameter.get("description", "")},
            parameter.get("required", False),
        )
        for parameter in data.get("parameters", [])
    }


def _flat(spec: Spec, schema: Json, prefix: tuple[str, ...]) -> Iterator[Field]:
    for name, field in schema.get("properties", {}).items():
        resolved = spec.resolve(field)
        if field.get("x-flatten"):
            yield from _flat(spec, resolved, (*prefix, name))
        else:
            yield Field(
                field.get("x-name", name),
                (*prefix, name),
                {**resolved, **field},  # with the reference, which names the type
                name in schema.get("required", []),
            )
