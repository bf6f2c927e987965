"""Compares an official OpenAPI document with `spec/`, and suggests edits to make them agree.

The document may be OpenAPI 3 in JSON or YAML, or a Markdown page with such documents in fenced
blocks, and describe one endpoint or many. Operations are matched by method and path. Both sides are
flattened to fields by their path ("voice_setting.speed", "messages[].role"), so it does not matter
how either side divides its schemas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml

from minimax.documents import read_yaml

from .bundle import METHODS, Spec
from .documents import Json, SpecError, place_of

FACTS = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "pattern", "default"),
)
"""Keywords of requests whose values are compared."""
UNIONS = ("oneOf", "anyOf")
PARAMETER, REQUEST = STRICT = ("parameter", "request")
"""Sides that are strict; responses and stream events are tolerant."""
FENCE = re.compile(
    r"^(`{3,})[ \t]*(?:ya?ml|json)\b[^\n]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE
)
DEPTH = 40
PLACEHOLDER = "Describe what it means."
"""Description in a suggested edit; the official text is not copied."""


class Field(NamedTuple):
    """One field of a request or a response."""

    types: frozenset[str]
    """JSON types without "null"; empty when any type is allowed."""
    required: bool
    values: tuple[Any, ...] | None
    """The only allowed values, None if the field is open."""
    known: tuple[Any, ...]
    """Documented values of an open field."""
    facts: Json
    """Bounds and default."""
    place: str
    """File and line in the spec."""


Fields = dict[str, Field]


def report(spec: Spec, file: Path) -> tuple[str, bool]:
    """The comparison as text, and whether the official document has anything new.

    Raises:
        SpecError: the file is not an OpenAPI document.
    """
    official = read(file)
    ours = {(each.method, _normalized(each.path)): each for each in spec.operations()}
    lines: list[str] = []
    total = 0
    for method, path, data in operations(official, file):
        mine = ours.get((method, _normalized(path)))
        only_here: list[str] = []
        if mine is None:
            files = ", ".join(f"spec/{feature}.yaml" for feature in sorted(spec.features))
            found = [f"  + a new operation: add it to one of {files}"]
        else:
            known = dict(_sides(spec.document, mine.data))
            found = []
            for (side, media), theirs in _sides(official, data):
                if side == REQUEST or (side, media) in known:
                    here = known.get((side, media), {})
                    place = place_of(mine.data, "parameters", place_of(mine.data, "operationId"))
                    found += _differences(side, theirs, here, place)
                    only_here += _only_here(side, theirs, here)
        total += len(found)
        found += [f"  - only in the spec: {', '.join(only_here)}"] if only_here else []
        lines += [f"{method.upper()} {path}", *found, ""] if found else []
    verdict = f"{total} {'difference' if total == 1 else 'differences'} to resolve."
    lines.append(verdict if total else "Nothing new: the spec covers this document.")
    return "\n".join(lines), bool(total)


# Reading


def read(file: Path) -> Json:
    """Read an OpenAPI document, or all documents in the fenced blocks of a page as one.

    Raises:
        SpecError: it is not an OpenAPI 3 document.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        blocks = [match[2] for match in FENCE.finditer(text)] or [text]
        parsed = [_mapping(_parsed(block)) for block in blocks]
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{file}: cannot be read: {error}") from None
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{file} is neither JSON nor YAML: {str(error)[:300]}") from None
    documents = [each for each in parsed if "openapi" in each and _mapping(each.get("paths"))]
    if not documents:
        raise SpecError(
            f"{file} is not an OpenAPI document: it must have the keys openapi and paths. Save the"
            " document itself, or a page that contains it in a fenced block"
        )
    whole: Json = {}
    for document in documents:
        version = str(document["openapi"])
        if not version.startswith("3."):
            raise SpecError(f"{file}: OpenAPI {version} is not supported; convert it to 3.x first")
        _overlay(whole, {**document, "servers": documents[0].get("servers")})
    return whole


def operations(official: Json, file: Path) -> list[tuple[str, str, Json]]:
    """The method, path and description of every operation of the document.

    Raises:
        SpecError: there is none.
    """
    server = _mapping(next(iter(_list(official.get("servers"))), None))
    prefix = urlsplit(str(server.get("url", ""))).path.rstrip("/")
    found = []
    for path, item in official["paths"].items():
        for method in METHODS:
            data = _mapping(item).get(method)
            if isinstance(data, dict):
                parameters = [*_list(item.get("parameters")), *_list(data.get("parameters"))]
                found.append((method, prefix + str(path), {**data, "parameters": parameters}))
    if not found:
        raise SpecError(f"{file}: the document contains no operations")
    return found


def _parsed(text: str) -> Any:
    return json.loads(text) if text.lstrip()[:1] in ("{", "[") else read_yaml(text)


def _overlay(target: Json, source: Json) -> None:
    for key, value in source.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _overlay(target[key], value)
        else:
            target[str(key)] = value


def _normalized(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("/"))


# Flattening


def _sides(document: Json, data: Json) -> Iterator[tuple[tuple[str, str], Fields]]:
    """The fields of an operation by side and media type: parameters, request, responses, and the
    event of a stream.
    """
    place = place_of(data, "operationId")
    yield (PARAMETER, ""), _parameters(document, data)
    for content in [*_contents(document, data.get("requestBody")).values()][:1]:
        yield (REQUEST, ""), _fields(document, content, place)
    responses = _mapping(data.get("responses"))
    success = next((each for code, each in responses.items() if str(code)[:1] == "2"), None)
    for media, content in _contents(document, success).items():
        side = "event" if media == "text/event-stream" else "response"
        yield (side, media), _fields(document, content, place)


def _contents(document: Json, body: Any) -> Json:
    """The contents of a request or response by media type."""
    return _mapping(_resolved(document, _mapping(body)).get("content"))


def _parameters(document: Json, data: Json) -> Fields:
    """The query and path parameters; the place of each is that of its name."""
    found: Fields = {}
    for each in data.get("parameters", ()):
        parameter = _resolved(document, _mapping(each))
        if parameter.get("in") in ("query", "path"):
            name, place = str(parameter.get("name")), place_of(parameter, "name")
            required = parameter.get("required") is True
            walk = _walk(document, parameter.get("schema", {}), place, name, required=required)
            found |= {path: field._replace(place=place) for path, field in walk}
    return found


def _fields(document: Json, content: Any, place: str) -> Fields:
    """All fields of a schema by path, and the schema itself under an empty one; the variants of a
    union are merged.
    """
    found: Fields = {}
    for path, field in _walk(document, _mapping(content).get("schema"), place):
        found[path] = _merged(found[path], field) if path in found else field
    return found


def _walk(
    document: Json,
    schema: Any,
    place: str,
    path: str = "",
    *,
    required: bool = True,
    refs: tuple[str, ...] = (),
) -> Iterator[tuple[str, Field]]:
    """Yield a schema and then the fields below it, with their places or the nearest known one."""
    if not isinstance(schema, dict) or len(refs) > DEPTH or schema.get("$ref") in refs:
        return
    if "$ref" in schema:
        refs = (*refs, str(schema["$ref"]))
        schema = _resolved(document, schema)
    properties = _mapping(schema.get("properties"))
    inside = place_of(schema, "properties", place)
    yield path, _field(schema, place if path else inside, required=required)
    needed = _list(schema.get("required"))
    for name, part in properties.items():
        child = f"{path}.{name}" if path else str(name)
        own = place_of(properties, name, place)
        yield from _walk(document, part, own, child, required=name in needed, refs=refs)
    for key, suffix in (("items", "[]"), ("additionalProperties", ".*")):
        own = place_of(schema, key, place)
        yield from _walk(document, schema.get(key), own, path + suffix, required=False, refs=refs)
    for key in ("allOf", *UNIONS):
        for option in _list(schema.get(key)):
            if "x-message" in _mapping(option):  # a rule between fields, not a part
                continue
            for child, field in _walk(document, option, place, path, required=required, refs=refs):
                optional = key in UNIONS and child != path
                yield child, field._replace(required=field.required and not optional)


def _field(schema: Json, place: str, *, required: bool) -> Field:
    types = schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type")]
    values = [schema["const"]] if "const" in schema else _list(schema.get("enum"))
    # What the page says if the spec differs on purpose.
    official = {**schema, **_mapping(schema.get("x-official"))}
    return Field(
        frozenset(str(each) for each in types if each not in ("null", None)),
        official["required"] if isinstance(official.get("required"), bool) else required,
        tuple(value for value in values if value is not None) if values else None,
        tuple(_list(schema.get("x-known"))),
        {key: official[key] for key in FACTS if key in official},
        place,
    )


def _merged(first: Field, second: Field) -> Field:
    """Merge the fields of two variants of a union: the result accepts what either accepts."""
    bare = not first.types and first.values is None and not first.facts
    both = first.values is not None and second.values is not None
    values = tuple(dict.fromkeys((*(first.values or ()), *(second.values or ()))))
    return Field(
        first.types | second.types if first.types or bare else first.types,
        first.required and second.required,
        values if both or (bare and second.values) else None,
        tuple(dict.fromkeys((*first.known, *second.known, *(() if both else values)))),
        {**second.facts, **first.facts},
        first.place,
    )


def _resolved(document: Json, part: Json) -> Json:
    """Resolve a `$ref`, including the keys next to it; a part without one is returned unchanged."""
    if "$ref" not in part:
        return part
    ref = str(part["$ref"])
    node: Any = document
    for step in ref.removeprefix("#/").split("/"):
        node = _mapping(node).get(step.replace("~1", "/").replace("~0", "~"))
    if not ref.startswith("#/") or not isinstance(node, dict):
        raise SpecError(f"the document refers to {ref!r}, which it does not contain")
    beside = {key: value for key, value in part.items() if key != "$ref"}
    return {**node, **beside} if beside else node


# Differences


def _differences(side: str, theirs: Fields, ours: Fields, place: str) -> Iterator[str]:
    """The changes and additions of the official document, each with the edit that resolves it.
    `place` is that of the operation.
    """
    for path in sorted({*theirs, *ours} - {""}):
        label, parent = f"{side} {path}", _parent(path)
        if path in theirs and path in ours:
            yield from _changes(side, label, theirs[path], ours[path])
        elif path in theirs and (not parent or _has_parts(parent, ours)):
            text = f"{label}: {_described(theirs[path])}"
            addition = _yaml({path.rpartition(".")[2]: _schema(theirs[path], side)})
            edit = "add\n  " + addition.replace("\n", "\n  ")
            yield _edit("+", text, ours[parent].place if parent in ours else place, edit)


def _only_here(side: str, theirs: Fields, ours: Fields) -> list[str]:
    """The fields that only the spec has, without those inside of others."""
    lacking = sorted(ours.keys() - theirs.keys() - {""})
    return [f"{side} {path}" for path in lacking if _parent(path) in {"", *theirs}]


def _parent(path: str) -> str:
    """The path of the field that contains a field, "" for one at the top."""
    parent = path.rpartition(".")[0] or path.removesuffix("[]")
    return "" if parent == path else parent.removesuffix("[]")


def _has_parts(path: str, fields: Fields) -> bool:
    """Whether a document describes the content of a field."""
    return any(each.startswith((f"{path}.", f"{path}[]")) for each in fields)


def _changes(side: str, label: str, theirs: Field, ours: Field) -> Iterator[str]:
    edits: Json = {}
    notes = [*_types(side, theirs, ours, edits), *_values(theirs, ours, edits)]
    for key in FACTS if side in STRICT else ():
        there, here = theirs.facts.get(key), ours.facts.get(key)
        if key in theirs.facts and there != here:
            notes.append(f"{key} is {there!r} there, {'not set' if here is None else here} here")
            edits[key] = there
    if side in STRICT and theirs.required != ours.required:
        must, may = ("required", "optional")[:: 1 if theirs.required else -1]
        where = "the required list of its schema" if side == REQUEST else "required: true"
        change = f"{'add it to' if theirs.required else 'take it out of'} {where}"
        yield _edit("~", f"{label}: {must} there, {may} here", ours.place, change)
    if notes:
        yield _edit(
            "~", f"{label}: {'; '.join(notes)}", ours.place, f"set {_yaml(edits, flow=True)}"
        )


def _types(side: str, theirs: Field, ours: Field, edits: Json) -> Iterator[str]:
    accepted = ours.types | ({"integer"} if "number" in ours.types else set())
    narrower = side == REQUEST and accepted - theirs.types == {"number"}
    if not theirs.types or not ours.types or (theirs.types <= accepted and not narrower):
        return
    kinds = sorted(theirs.types if side == REQUEST else theirs.types | ours.types)
    edits["type"] = kinds[0] if side == REQUEST and len(kinds) == 1 else kinds
    edits["type"] = edits["type"] if side in STRICT else [*kinds, "null"]
    yield f"type is {_words(theirs.types)} there, {_words(ours.types)} here"


def _values(theirs: Field, ours: Field, edits: Json) -> Iterator[str]:
    closed = ours.values is not None
    here = [*(ours.values or ()), *ours.known]
    there = here if theirs.values is None else theirs.values
    new = [value for value in there if value not in here]
    gone = [value for value in here if closed and value not in there]
    if new:
        yield f"new values {', '.join(map(repr, new))}"
    if gone:
        yield f"values no longer listed: {', '.join(map(repr, gone))}"
    if new or gone:
        edits["enum" if closed else "x-known"] = [v for v in here if v not in gone] + new


def _edit(sign: str, text: str, place: str, edit: str) -> str:
    """A difference and the edit that resolves it. The sign is + for additions in the official
    document and ~ for changes.
    """
    return f"  {sign} {text}\n      {place}: " + edit.replace("\n", "\n      ")


def _schema(field: Field, side: str) -> Json:
    """A field as it would be written in the spec: strict in a request, tolerant in a response."""
    strict = side in STRICT
    kinds = [*sorted(field.types), *(() if strict else ("null",))]
    schema: Json = {"type": kinds[0] if len(kinds) == 1 else kinds} if field.types else {}
    if strict and field.values is not None:
        schema["enum"] = list(field.values)
    return {**schema, **(field.facts if strict else {}), "description": PLACEHOLDER}


def _described(field: Field) -> str:
    words = [_words(field.types), *(["required"] if field.required else [])]
    if field.values is not None:
        words.append("one of " + ", ".join(map(repr, field.values)))
    return ", ".join([*words, *(f"{key} {value!r}" for key, value in field.facts.items())])


def _words(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds)) or "any type"


def _yaml(value: Json, *, flow: bool = False) -> str:
    text: str = yaml.safe_dump(
        value, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=1000
    )
    return text.strip()


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
