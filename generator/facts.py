"""Inserts facts of the tables into the document, so that each fact is written only once.

A list of values may be a selection instead:

{models: chat}                             the models that serve an operation or an API {models:
chat, with: effort}               those that have a column; `without`: those that lack it {models:
image_generation, values: sizes}  members of a column; `modes.*` goes one level down {field:
T2ARequest.language_boost}         the known values of another field

`x-defaults` names a column with the behaviour of the platform if the field is omitted, by model.
The message of a rule may name the selected models, as `{models}`. For `x-by-model` see
`model_rules`. `x-task` names a kind of the table of tasks. The servers of the document are those of
the regions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import model_rules
from .documents import Json, SpecError, walk
from .model_rules import listed, serves

SELECTED = ("x-known", "x-models", "enum")
"""Keys whose value may be a selection instead of a list."""
SELECTION = {"models", "with", "without", "values"}
"""Keys of a selection of models."""


def complete(tables: Json) -> None:
    """Copy shared facts of models to the rows of their aliases."""
    rows = {row["id"]: row for row in tables["models"]["models"]}
    for row in rows.values():
        if "alias_of" in row:
            if row["alias_of"] not in rows:
                raise SpecError(f"models: {row['id']}: alias_of names no model: {row['alias_of']}")
            for column, value in rows[row["alias_of"]].items():
                row.setdefault(column, value)
    for limit in tables["models"]["rate_limits"]:
        limit["models"] += [
            row["id"]
            for row in rows.values()
            if row.get("alias_of") in limit["models"] and row["id"] not in limit["models"]
        ]


def servers(tables: Json) -> list[Json]:
    """The servers of the document, the default region first."""
    regions = tables["regions"]["regions"]
    ordered = sorted(regions.items(), key=lambda item: item[0] != tables["regions"]["default"])
    return [{"url": row["base_url"], "description": row["name"]} for _, row in ordered]


def fill(part: Json, tables: Json, schemas: Json) -> None:
    """Replace the selections in a part of the document with facts of the tables. `schemas` are
    those of all parts.
    """
    filler = _Filler(tables, schemas)
    for path, node in list(walk(part)):
        filler.fill(path, node)


class _Filler:
    def __init__(self, tables: Json, schemas: Json) -> None:
        self._tables = tables
        self._models: list[Json] = tables["models"]["models"]
        self._schemas = schemas

    def fill(self, path: str, node: Json) -> None:
        if "x-message" in node:  # before the selections inside it are replaced
            node["x-message"] = self._worded(path, node)
        if isinstance(node.get("x-defaults"), str):
            node["x-defaults"] = self._defaults(path, node["x-defaults"])
        if isinstance(node.get("x-task"), str):
            node["x-task"] = self._task(path, node["x-task"])
        if "x-by-model" in node:
            rules = model_rules.made(path, node, self._tables["models"])
            node["allOf"] = [*node.get("allOf", []), *rules]
        for key in SELECTED:
            if isinstance(node.get(key), dict) and not path.endswith("/properties"):
                node[key] = self._selected(f"{path}/{key}", node[key])

    def _selected(self, path: str, selection: Json) -> list[Any]:
        if selection.keys() == {"field"}:
            return self._known_of(path, selection["field"])
        if "models" not in selection or selection.keys() - SELECTION:
            raise SpecError(f"{path}: not a selection: {selection}")
        rows = [
            row
            for row in self._models
            if serves(row, selection["models"])
            and ("with" not in selection or _has(row, selection["with"]))
            and ("without" not in selection or not _has(row, selection["without"]))
        ]
        values: list[Any] = [row["id"] for row in rows]
        if "values" in selection:
            column, *steps = selection["values"].split(".")
            found = (each for row in rows for each in _members(row.get(column, ()), steps))
            values = list(dict.fromkeys(found))
        if not values:
            raise SpecError(f"{path}: the table of models has nothing for {selection}")
        return values

    def _known_of(self, path: str, place: str) -> list[Any]:
        schema, _, field = place.partition(".")
        known = self._schemas.get(schema, {}).get("properties", {}).get(field, {}).get("x-known")
        if known is None:
            raise SpecError(f"{path}: {place} has no known values")
        return self._selected(path, known) if isinstance(known, dict) else known

    def _defaults(self, path: str, column: str) -> Json:
        found = {row["id"]: row[column] for row in self._models if column in row}
        if not found:
            raise SpecError(f"{path}: x-defaults: no model has the column {column}")
        return found

    def _task(self, path: str, kind: str) -> Json:
        kinds = self._tables["tasks"]["kinds"]
        if kind not in kinds:
            raise SpecError(f"{path}: x-task: {kind} is not in the table of tasks")
        return {"kind": kind, "query": kinds[kind]["query"]}

    def _worded(self, path: str, rule: Json) -> str:
        """The message of a rule, with the selected models named."""
        words: str = rule["x-message"]
        if "{models}" not in words:
            return words
        for _, node in walk(rule):
            selection = node.get("enum")
            if isinstance(selection, dict) and "values" not in selection:
                return words.replace("{models}", listed(self._selected(path, selection)))
        raise SpecError(f"{path}: x-message contains {{models}}, but the rule selects none")


def _has(row: Json, column: str) -> bool:
    """Whether a row has a column; `modes.subject` looks into it."""
    value: Any = row
    for step in column.split("."):
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[step]
    return True


def _members(column: Any, steps: list[str]) -> Iterator[Any]:
    """The members of a list or the keys of a mapping; with `*`, those of each value of a
    mapping.
    """
    if steps:
        for inner in column.values():
            yield from _members(inner, steps[1:])
    else:
        yield from column
