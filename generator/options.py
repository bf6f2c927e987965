"""Emits `minimax_generated/options/`: the typed long-tail keywords of every ergonomic call, one
TypedDict each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import fields
from .bundle import Json, Spec, SpecError, ref_name
from .limits import sentence

HEADER = '''"""Typed keywords of the {feature} calls.

Generated from `spec/{feature}.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from minimax.config import CallOptions

'''
EXTRA = (
    "    extra: Mapping[str, Any] | None\n"
    + '    """Wire fields that this version does not know, laid over the request as they are."""\n'
)


FURTHER = "Further keywords of a call; None is the same as leaving one out."
NAMED = "The keywords that are used most; None is the same as leaving one out."
ALL = "All keywords of a call; None is the same as leaving one out."
CLASS = 'class {name}({base}, total=False):\n    """{about}"""\n\n'
OBJECTS = re.compile(r"Sequence\[(\w+Param(?: \| \w+Param)*)\]")


class Writer:
    """Collects the TypedDicts of one feature: the options themselves and the nested objects that
    they mention.
    """

    def __init__(self, spec: Spec, feature: str) -> None:
        self.spec = spec
        self.feature = feature
        self.nested: dict[str, str] = {}

    def module(self) -> str:
        declared = self.spec.features[self.feature].get("x-options", {})
        body = "\n\n".join(self._options(name, entry) for name, entry in declared.items())
        return HEADER.format(feature=self.feature) + "\n\n".join([*self.nested.values(), body])

    def _options(self, name: str, entry: Json) -> str:
        merged: dict[str, dict[str, fields.Field]] = {}
        for place, field in self._sources(entry):
            merged.setdefault(field.name, {})[place] = field
        for key, schema in entry.get("own", {}).items():
            merged[key] = {"": fields.Field(key, (key,), schema, False)}
        apart = {*entry.get("named", []), *entry.get("first", [])}
        hidden = {*apart, *entry.get("managed", {})}
        wire_names = {
            field.path[-1] for found in merged.values() for field in found.values()
        } | set(merged)
        for stranger in sorted(hidden - wire_names - set(entry.get("beyond", []))):
            raise SpecError(
                f"{self.feature}: x-options {name}: {stranger} is no field of"
                f" {', '.join(entry['schemas'])}"
            )
        aliases: list[str] = []
        named: dict[str, str] = {}
        further: list[str] = []
        stem = name.removesuffix("Options")
        managed = set(entry.get("managed", {}))
        for key, found in merged.items():
            wire_name = next(iter(found.values())).path[-1]
            if key in managed or (wire_name in managed and key not in apart):
                continue
            kind = " | ".join(dict.fromkeys(self._type(field.schema) for field in found.values()))
            about = _merged({place: _text(field.schema) for place, field in found.items()})
            widened = OBJECTS.sub(r"Sequence[\1 | Mapping[str, Any]]", kind)
            alias = stem + "".join(word.capitalize() for word in key.split("_"))
            shown = alias if key in apart and "Literal" in kind and widened == kind else widened
            member = f"    {key}: {shown} | None\n{_doc(about, indent='    ')}"
            if key not in apart:
                further.append(member)
                continue
            aliases.append(f"{alias}: TypeAlias = {kind}\n{_doc(about, indent='')}")
            if key in entry.get("named", []):
                named[key] = member
        return (
            "\n".join(aliases)
            + "\n\n\n"
            + self._classes(
                name,
                entry,
                {key: named[key] for key in entry.get("named", []) if key in named},
                further,
            )
        )

    def _classes(self, name: str, entry: Json, named: dict[str, str], further: list[str]) -> str:
        """The keywords of a call beside its named ones, and, for calls that take the same, all of
        them; a type checker refuses a keyword that is named and in the TypedDict, too.
        """
        if "first" not in entry:
            text = "\n".join([*further, EXTRA])
            if "fields" not in entry:
                return CLASS.format(name=name, base="CallOptions", about=FURTHER) + text
            own = CLASS.format(name=entry["fields"], base="TypedDict", about=FURTHER) + text
            bases = f"{entry['fields']}, CallOptions"
            return f"{own}\n\n{CLASS.format(name=name, base=bases, about=FURTHER)}"
        beside = f"{name.removesuffix('Options')}FurtherOptions"
        classes = [
            CLASS.format(name=beside, base="CallOptions", about=FURTHER)
            + "\n".join([*further, EXTRA])
        ]
        left, base = dict(named), "TypedDict"
        for variant, without in [
            *sorted(entry.get("without", {}).items(), key=lambda each: -len(each[1])),
            (name, []),
        ]:
            members = [left.pop(key) for key in list(left) if key not in without]
            own = f"{variant.removesuffix('Options')}NamedOptions"
            classes.append(CLASS.format(name=own, base=base, about=NAMED) + "\n".join(members))
            # The named ones come first, in help() and where an editor lists them: bases are read
            # from the left.
            classes.append(CLASS.format(name=variant, base=f"{own}, {beside}", about=ALL))
            base = own
        return "\n\n".join(classes)

    def _sources(self, entry: Json) -> Iterator[tuple[str, fields.Field]]:
        """Every field of a call with the place it goes to: those of the request schemas, then the
        parameters of `operations`.
        """
        operations = list(self.spec.operations())
        for schema in entry["schemas"]:
            place = next(
                (
                    operation.path
                    for operation in operations
                    if operation.request_schema() == schema
                ),
                schema,
            )
            yield from ((place, field) for field in fields.of(self.spec, schema).values())
        for operation in operations:
            if operation.id in entry.get("operations", []):
                yield from (
                    (operation.path, field) for field in fields.parameters(operation.data).values()
                )

    def _type(self, schema: Json) -> str:
        name = ref_name(schema)
        if name:
            return self._object(name)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                kinds = dict.fromkeys(self._type(option) for option in schema[key])
                return "Any" if "Any" in kinds else " | ".join(kinds)
        if "const" in schema:
            return f"Literal[{schema['const']!r}]"
        if "enum" in schema:
            return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
        if "x-known" in schema and schema.get("type") == "string":
            return f"Literal[{', '.join(repr(value) for value in schema['x-known'])}] | str"
        kind = schema.get("type")
        if isinstance(kind, list):
            return " | ".join(
                dict.fromkeys(self._type({**schema, "type": one}) for one in kind if one != "null")
            )
        if schema.get("x-id"):
            return "str | int"
        if kind == "array":
            return f"Sequence[{self._type(schema.get('items', {}))}]"
        if kind == "object":
            return (
                "Mapping[str, Any]"
                if "properties" not in schema
                else self._object(self._name(schema))
            )
        return {
            "string": "str",
            "integer": "int",
            "number": "float",
            "boolean": "bool",
            "null": "None",
        }.get(str(kind), "Any")

    def _name(self, schema: Json) -> str:
        for name, known in self.spec.schemas.items():
            if known.get("properties") == schema["properties"]:
                return name
        raise SpecError(f"{self.feature}: an object without a name: {sorted(schema['properties'])}")

    def _object(self, name: str) -> str:
        schema = self.spec.schemas[name]
        if "properties" not in schema:
            return self._type({key: value for key, value in schema.items() if key != "$ref"})
        kind = f"{name}Param"
        if kind not in self.nested:
            self.nested[kind] = ""  # breaks cycles
            lines = []
            for field, value in schema["properties"].items():
                annotation = self._type(value)
                if field in schema.get("required", []):
                    annotation = f"Required[{annotation}]"
                lines.append(
                    f"    {field}:"
                    f" {annotation}\n{_doc(_text(self.spec.resolve(value)), indent='    ')}"
                )
            text = schema.get("description", name).strip().splitlines()[0]
            self.nested[kind] = (
                f'class {kind}(TypedDict, total=False):\n    """{text}"""\n\n' + "\n".join(lines)
            )
        return kind


def _text(schema: Json) -> str:
    return " ".join(f"{schema.get('description', '')} {sentence(schema)}".split())


def _merged(texts: dict[str, str]) -> str:
    """One text for a field that goes to several places, where it may mean or allow different
    things.
    """
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "\n\n".join(f"On {place}: {text}" for place, text in texts.items())


def _doc(text: str, *, indent: str) -> str:
    text = text.replace("\\", "\\\\").replace('"""', "'''").replace("\n\n", f"\n\n{indent}")
    text = text + " " if text.endswith('"') else text
    return f'{indent}"""{text}"""\n' if text else ""
