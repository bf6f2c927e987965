"""YAML documents: reading, merging and walking through them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
REF = "#/components/schemas/"


class Located(dict[str, Any]):
    """A mapping that was read from a file. `places` has the file and line of each key, such as
    "spec/speech.yaml:12".
    """

    places: dict[str, str]


class SpecError(Exception):
    """The files under `spec/` contradict themselves or each other."""


def ref_name(schema: Json) -> str | None:
    """The name of the component that a schema refers to."""
    ref = schema.get("$ref", "")
    return ref.removeprefix(REF) if ref.startswith(REF) else None


def merge(target: Json, source: Json, *, where: str) -> None:
    """Merge `source` into `target`. A key that both define is an error, because features must not
    redefine facts of others.
    """
    for key, value in source.items():
        if key not in target:
            target[key] = value
        elif isinstance(value, dict) and isinstance(target[key], dict):
            merge(target[key], value, where=f"{where}: {key}")
        else:
            raise SpecError(f"defined twice: {where}: {key}")


def walk(node: Any, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every mapping inside a document, with its path, in the order of the document."""
    waiting = [(path, node)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, dict):
            yield path, node
        parts = node.items() if isinstance(node, dict) else enumerate(node or ())
        inner = [(f"{path}/{key}", each) for key, each in parts if isinstance(each, (dict, list))]
        waiting += reversed(inner)


def place_of(mapping: Json, key: str, otherwise: str = "") -> str:
    """The file and line of a key of a mapping, if known."""
    return mapping.places.get(key, otherwise) if isinstance(mapping, Located) else otherwise


def read(path: Path) -> Json:
    """Read a file. Its mappings are `Located`."""
    try:
        with path.open("rb") as file:
            data = yaml.load(file, Loader=_Loader)
    except yaml.YAMLError as error:
        raise SpecError(f"{path.name}: {error}") from error
    if not isinstance(data, dict):
        raise SpecError(f"{path.name}: expected a mapping at the top")
    return data


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which dates stay strings and duplicate keys are errors."""

    def construct_unique(self, node: yaml.MappingNode) -> Located:
        self.flatten_mapping(node)  # `<<: *anchor` includes the members of another mapping
        file = "/".join(Path(node.start_mark.name).parts[-2:])
        mapping = Located()
        mapping.places = {}
        for key, value in node.value:
            name = self.construct_object(key, deep=True)
            if name in mapping:
                raise SpecError(f"duplicate key: {name} ({node.start_mark})")
            mapping[name] = self.construct_object(value, deep=True)
            mapping.places[name] = f"{file}:{key.start_mark.line + 1}"
        return mapping


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_unique)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_scalar)
