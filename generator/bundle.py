"""Reads `spec/` and bundles its feature files into one OpenAPI document."""

from __future__ import annotations

import csv
import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from . import facts
from .documents import Json, SpecError, merge, read, ref_name

T = TypeVar("T")
METHODS = ("get", "post", "put", "patch", "delete")
TABLES = ("errors", "models", "prices", "regions", "tasks", "templates")


class Operation(NamedTuple):
    """One HTTP operation and its location in the document."""

    feature: str
    path: str
    method: str
    data: Json

    @property
    def id(self) -> str:
        return str(self.data["operationId"])

    def request_schema(self) -> str | None:
        """Name of the schema of the request body."""
        return next((ref_name(each["schema"]) for each in self.request_contents().values()), None)

    def media_type(self) -> str | None:
        """Media type of the request body."""
        return next(iter(self.request_contents()), None)

    def request_contents(self) -> Json:
        """Media type to content of the request body."""
        contents: Json = self.data.get("requestBody", {}).get("content", {})
        return contents

    def response_contents(self) -> Json:
        """Media type to content of the success response, in the order of the document."""
        contents: Json = self.data["responses"].get("200", {}).get("content", {})
        return contents


@dataclass(frozen=True)
class Spec:
    """The contents of `spec/`: `features` completed with the facts of the `tables`, the bundled
    `document`, and `root` and `written` as in the files.
    """

    root: Json
    features: dict[str, Json]
    document: Json
    tables: dict[str, Any]
    written: dict[str, Json]

    @property
    def schemas(self) -> Json:
        schemas: Json = self.document["components"]["schemas"]
        return schemas

    def operations(self) -> Iterator[Operation]:
        for feature, data in self.features.items():
            for path, item in data.get("paths", {}).items():
                for method in METHODS:
                    if method in item:
                        yield Operation(feature, path, method, item[method])

    def resolve(self, schema: Json) -> Json:
        """Resolve the `$ref` of a schema, if any; keys next to the reference override those of its
        target.
        """
        if "$ref" not in schema:
            return schema
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {**self.schema(ref_name(schema) or schema["$ref"]), **beside}

    def schema(self, name: str) -> Json:
        """The schema with a name. Raises SpecError if there is none."""
        if name not in self.schemas:
            raise SpecError(f"unknown schema {name}")
        schema: Json = self.schemas[name]
        return schema

    def operation(self, id: str) -> Operation:
        """The operation with an id. Raises SpecError if there is none."""
        found = next((each for each in self.operations() if each.id == id), None)
        if found is None:
            raise SpecError(f"unknown operation {id}")
        return found


def load(folder: Path) -> Spec:
    """Read every file of a `spec/` folder."""
    root = read(folder / "openapi.yaml")
    features = {tag["name"]: read(folder / f"{tag['name']}.yaml") for tag in root["tags"]}
    stray = {path.stem for path in folder.glob("*.yaml")} - set(features) - {"openapi"}
    if stray:
        raise SpecError(f"spec files without a tag in openapi.yaml: {', '.join(sorted(stray))}")
    tables: dict[str, Any] = {name: read(folder / "tables" / f"{name}.yaml") for name in TABLES}
    with (folder / "tables" / "voices.tsv").open(encoding="utf-8", newline="") as file:
        tables["voices"] = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    explained = (folder / "README.md").read_text(encoding="utf-8")
    tables["keys"] = re.findall(r"^\| `(x-[a-z-]+)` \|", explained, re.MULTILINE)
    return build(root, features, tables)


def build(root: Json, written: dict[str, Json], tables: Json) -> Spec:
    """Bundle the feature files and insert the facts of the tables."""
    tables, features = _copied((tables, written))
    facts.complete(tables)
    schemas: Json = {}
    for name, feature in features.items():
        own = {"schemas": feature.get("components", {}).get("schemas", {})}
        merge(schemas, {"components": _copied(own)}, where=name)
    schemas = schemas["components"]["schemas"]
    for feature in features.values():
        facts.fill(feature, tables, schemas)
    root = {**root, "servers": facts.servers(tables)}
    document = _copied(root)
    for name, feature in features.items():
        merge(document, _copied(feature), where=name)
    return Spec(root, features, document, tables, written)


def _copied(data: T) -> T:
    """A deep copy, many times faster than `copy.deepcopy`."""
    copied: T = pickle.loads(pickle.dumps(data))
    return copied
