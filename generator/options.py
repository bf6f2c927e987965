"""Emits `minimax_generated/options/`: the typed options of every call, one TypedDict each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from . import fields
from .bundle import Spec
from .documents import Json, SpecError, ref_name
from .limits import described
from .rendering import render

FURTHER = "The other options of a call; None means omitted."
NAMED = "The most common options of a call; None means omitted."
ALL = "All options of a call; None means omitted."
OBJECTS = re.compile(r"Sequence\[(\w+Param(?: \| \w+Param)*)\]")
TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "Mapping[str, Any]",
    "null": "None",
}


class Member(NamedTuple):
    """A keyword, a field of an object, or an alias of a type."""

    name: str
    type: str
    about: str


class Class(NamedTuple):
    """A TypedDict."""

    name: str
    bases: str
    about: str
    members: list[Member]


EXTRA = Member(
    "extra",
    "Mapping[str, Any] | None",
    "Fields that this version does not know, merged into the request unchanged.",
)


def module(spec: Spec, feature: str) -> str:
    """The module of a feature: its options and the objects that they refer to."""
    writer = _Writer(spec, feature)
    declared = spec.features[feature].get("x-options", {})
    calls = [writer.call(name, entry) for name, entry in declared.items()]
    return render("modules/options", feature=feature, objects=writer.objects.values(), calls=calls)


class _Writer:
    def __init__(self, spec: Spec, feature: str) -> None:
        self.spec = spec
        self.feature = feature
        self.objects: dict[str, Class] = {}

    def call(self, name: str, entry: Json) -> tuple[list[Member], list[Class]]:
        """The aliases for the types of the named keywords of a call, and its classes."""
        merged: dict[str, dict[str, fields.Field]] = {}
        for place, field in self._sources(entry):
            merged.setdefault(field.name, {})[place] = field
        for key, schema in entry.get("own", {}).items():
            merged[key] = {"": fields.Field(key, (key,), schema, False)}
        managed = entry.get("managed", {}).keys()
        apart = {*entry.get("named", []), *entry.get("first", [])}
        wire_names = {field.path[-1] for found in merged.values() for field in found.values()}
        known = {*wire_names, *merged, *entry.get("beyond", [])}
        for stranger in sorted((apart | managed) - known):
            schemas = ", ".join(entry["schemas"])
            raise SpecError(
                f"{self.feature}: x-options {name}: {stranger} is not a field of {schemas}"
            )
        aliases: list[Member] = []
        named: dict[str, Member] = {}
        further: list[Member] = []
        for key, found in merged.items():
            wire_name = next(iter(found.values())).path[-1]
            if key in managed or (wire_name in managed and key not in apart):
                continue
            kind = " | ".join(dict.fromkeys(self._type(field.schema) for field in found.values()))
            about = _merged({place: described(field.schema) for place, field in found.items()})
            widened = OBJECTS.sub(r"Sequence[\1 | Mapping[str, Any]]", kind)
            if key not in apart:
                further.append(Member(key, f"{widened} | None", about))
                continue
            alias = name.removesuffix("Options") + "".join(map(str.capitalize, key.split("_")))
            aliases.append(Member(alias, kind, about))
            shown = alias if "Literal" in kind and widened == kind else widened
            named[key] = Member(key, f"{shown} | None", about)
        ordered = {key: named[key] for key in entry.get("named", []) if key in named}
        return aliases, [*_classes(name, entry, ordered, [*further, EXTRA])]

    def _sources(self, entry: Json) -> Iterator[tuple[str, fields.Field]]:
        """All fields of a call with their location: those of the request schemas, then the
        parameters of `operations`.
        """
        operations = list(self.spec.operations())
        paths = {each.request_schema(): each.path for each in reversed(operations)}
        for schema in entry["schemas"]:
            for field in fields.of(self.spec, schema).values():
                yield paths.get(schema, schema), field
        for operation in operations:
            if operation.id in entry.get("operations", []):
                for field in fields.parameters(operation.data).values():
                    yield operation.path, field

    def _type(self, schema: Json) -> str:
        if name := ref_name(schema):
            return self._object(name)
        kind = schema.get("type")
        options = schema.get("anyOf") or schema.get("oneOf")
        if not options and isinstance(kind, list) and not {"const", "enum"} & schema.keys():
            options = [{**schema, "type": one} for one in kind if one != "null"]
        if options:
            kinds = dict.fromkeys(map(self._type, options))
            return "Any" if "Any" in kinds else " | ".join(kinds)
        if "const" in schema or "enum" in schema:
            values = schema.get("enum", [schema.get("const")])
            return f"Literal[{', '.join(map(repr, values))}]"
        if "x-known" in schema and kind == "string":
            return f"Literal[{', '.join(map(repr, schema['x-known']))}] | str"
        if schema.get("x-id"):
            return "str | int"
        if kind == "array":
            return f"Sequence[{self._type(schema.get('items', {}))}]"
        return TYPES.get(str(kind), "Any")

    def _object(self, name: str) -> str:
        schema = self.spec.schemas[name]
        if "properties" not in schema:
            return self._type(schema)
        kind = f"{name}Param"
        if kind not in self.objects:
            about = schema.get("description", name).strip().splitlines()[0]
            self.objects[kind] = Class(kind, "TypedDict", about, [])  # first, to break cycles
            for field, value in schema["properties"].items():
                needed = field in schema.get("required", [])
                annotation = f"Required[{self._type(value)}]" if needed else self._type(value)
                text = described(self.spec.resolve(value))
                self.objects[kind].members.append(Member(field, annotation, text))
        return kind


def _classes(
    name: str, entry: Json, named: dict[str, Member], further: list[Member]
) -> Iterator[Class]:
    """The options of a call in addition to its named keywords, and, for calls with the same
    arguments, all of them. Type checkers reject a keyword that is both named and in the TypedDict.
    """
    if "fields" in entry:
        yield Class(entry["fields"], "WaitOptions", FURTHER, further)
        yield Class(name, f"{entry['fields']}, CallOptions", FURTHER, [])
    elif "first" not in entry:
        yield Class(name, "CallOptions", FURTHER, further)
    else:
        beside = f"{name.removesuffix('Options')}FurtherOptions"
        yield Class(beside, "CallOptions", FURTHER, further)
        base = "TypedDict"
        variants = sorted(entry.get("without", {}).items(), key=lambda each: -len(each[1]))
        for variant, without in [*variants, (name, [])]:
            members = [named.pop(key) for key in list(named) if key not in without]
            own = f"{variant.removesuffix('Options')}NamedOptions"
            yield Class(own, base, NAMED, members)
            # The named ones come first in help() and editors, which read bases from the left.
            yield Class(variant, f"{own}, {beside}", ALL, [])
            base = own


def _merged(texts: dict[str, str]) -> str:
    """One description for a field with several locations, where it may have different meanings or
    limits.
    """
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "\n\n".join(f"On {place}: {text}" for place, text in texts.items())
