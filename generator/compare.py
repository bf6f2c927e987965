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
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml

from minimax.documents import read_yaml

from .bundle import METHODS, Operation, Spec
from .documents import Json, SpecError

Pointer = tuple[str, ...]
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
PLACEHOLDER = (
    "Describe what it means.Description in a suggested edit; the official text is not copied."
)


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
    pointer: Pointer
    """Its location in the document."""


Fields = dict[str, Field]


def report(spec: Spec, root: Path, file: Path) -> tuple[str, bool]:
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
        if mine is None:
            files = ", ".join(f"spec/{feature}.yaml" for feature in sorted(spec.features))
            found, only_here = [f"  + a new operation: add it to one of {files}"], ""
        else:
            found, only_here = _Comparison(spec, root, mine).with_official(official, data)
        total += len(found)
        found += [f"  - only in the spec: {only_here}"] if only_here else []
        lines += [f"{method.upper()} {path}", *found, ""] if found else []
    verdict = f"{total} {'difference' if total == 1 else 'differences'} to resolve."
    lines.append(verdict if total else "Nothing new: the spec covers this document.")
    return "\n".join(lines), bool(total)


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


def operations(official: Json, file: Path) -> Iterator[tuple[str, str, Json]]:
    """The method, path and description of every operation of the document.

    Raises:
        SpecError: there is none.
    """
    server = _mapping(next(iter(_list(official.get("servers"))), None))
    prefix = urlsplit(str(server.get("url", ""))).path.rstrip("/")
    empty = True
    for path, item in official["paths"].items():
        for method in METHODS:
            data = _mapping(item).get(method)
            if isinstance(data, dict):
                empty = False
                parameters = [*_list(item.get("parameters")), *_list(data.get("parameters"))]
                yield method, prefix + str(path), {**data, "parameters": parameters}
    if empty:
        raise SpecError(f"{file}: the document contains no operations")


class _Comparison:
    """Compares an operation of the spec with the same one in an official document."""

    def __init__(self, spec: Spec, root: Path, mine: Operation) -> None:
        self._spec, self._root, self._mine = spec, root, mine
        self._home: Pointer = ("paths", mine.path, mine.method)

    def with_official(self, official: Json, data: Json) -> tuple[list[str], str]:
        """The differences to the official document, and the fields that only the spec has."""
        found: list[str] = []
        only_here: list[str] = []
        for side, theirs, ours in self._sides(official, data):
            for path in sorted({*theirs, *ours}):
                parent = path.rpartition(".")[0] or path.removesuffix("[]")
                parent = "" if parent == path else parent.removesuffix("[]")
                label = f"{side} {path}"
                if path in theirs and path in ours:
                    found += self._changes(side, label, theirs[path], ours[path])
                elif path in ours:
                    only_here += [label] if not parent or parent in theirs else []
                elif not parent or _has_parts(parent, ours):
                    top = next(
                        (each.pointer[:-1] for name, each in ours.items() if "." not in name),
                        self._home,
                    )
                    pointer = ours[parent].pointer if parent else top
                    addition = {path.rpartition(".")[2]: _schema(theirs[path], side)}
                    text = f"{label}: {_described(theirs[path])}"
                    found.append(self._difference("+", text, pointer, f"add\n{_yaml(addition)}"))
        return found, ", ".join(only_here)

    def _sides(self, official: Json, data: Json) -> Iterator[tuple[str, Fields, Fields]]:
        """The fields of both documents: parameters, request, response and event of the stream."""
        spec, mine = self._spec.document, self._mine
        theirs = _parameters(official, data, ())
        yield PARAMETER, theirs, _parameters(spec, mine.data, self._home)
        bodies = _contents(official, data.get("requestBody"))
        for content in [*bodies.values()][:1]:
            ours = next(iter(mine.request_contents().values()), None)
            yield REQUEST, _fields_of(official, content, ()), _fields_of(spec, ours, self._home)
        responses = _mapping(data.get("responses"))
        success = next((each for code, each in responses.items() if str(code)[:1] == "2"), None)
        answers = mine.response_contents()
        for media, content in _contents(official, success).items():
            if media in answers:
                side = "event" if media == "text/event-stream" else "response"
                ours = _fields_of(spec, answers[media], self._home)
                yield side, _fields_of(official, content, ()), ours

    def _changes(self, side: str, label: str, theirs: Field, ours: Field) -> Iterator[str]:
        edits: Json = {}
        notes = [*_types(side, theirs, ours, edits), *_values(theirs, ours, edits)]
        for key in FACTS if side in STRICT else ():
            there, here = theirs.facts.get(key), ours.facts.get(key)
            if key in theirs.facts and there != here:
                notes.append(
                    f"{key} is {there!r} there, {'not set' if here is None else here} here"
                )
                edits[key] = there
        if side in STRICT and theirs.required != ours.required:
            must, may = ("required", "optional")[:: 1 if theirs.required else -1]
            where = "the required list of its schema" if side == REQUEST else "required: true"
            change = f"{'add it to' if theirs.required else 'take it out of'} {where}"
            text = f"{label}: {must} there, {may} here"
            yield self._difference("~", text, ours.pointer, change)
        if notes:
            change = f"set {_yaml(edits, flow=True)}"
            yield self._difference("~", f"{label}: {'; '.join(notes)}", ours.pointer, change)

    def _difference(self, sign: str, text: str, pointer: Pointer, edit: str) -> str:
        """Format a difference and the edit that resolves it, with file and line. The sign is + for
        additions in the official document and ~ for changes.
        """
        is_schema = pointer[:2] == ("components", "schemas")
        feature = self._spec.feature_of(pointer[2]) if is_schema else self._mine.feature
        file = f"spec/{'openapi' if feature == 'root' else feature}.yaml"
        place = f"{file}:{_line(_composed(self._root / file), pointer)}"
        return f"  {sign} {text}\n      {place}: " + edit.replace("\n", "\n      ")


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


def _has_parts(path: str, fields: Fields) -> bool:
    """Whether a document describes the content of a field."""
    return any(each.startswith((f"{path}.", f"{path}[]")) for each in fields)


def _parameters(document: Json, data: Json, home: Pointer) -> Fields:
    found = {}
    for index, each in enumerate(data.get("parameters", ())):
        parameter = _resolved(document, _mapping(each))
        if parameter.get("in") not in ("query", "path"):
            continue
        name, pointer = str(parameter.get("name")), (*home, "parameters", str(index))
        schema = {
            "properties": {name: parameter.get("schema", {})},
            "required": [name] if parameter.get("required") else [],
        }
        for path, field in _flat(document, schema, pointer).items():
            found[path] = field._replace(pointer=pointer)
    return found


def _contents(document: Json, body: Any) -> Json:
    """The contents of a request or response by media type."""
    return _mapping(_resolved(document, _mapping(body)).get("content"))


def _fields_of(document: Json, content: Any, home: Pointer) -> Fields:
    return _flat(document, _mapping(_mapping(content).get("schema")), home)


def _flat(document: Json, schema: Json, pointer: Pointer) -> Fields:
    """All fields of a schema by path; the variants of a union are merged."""
    found: Fields = {}
    for path, field in _walk(document, schema, pointer):
        if path:
            found[path] = _merged(found[path], field) if path in found else field
    return found


def _walk(
    document: Json,
    schema: Any,
    pointer: Pointer,
    path: str = "",
    *,
    required: bool = True,
    refs: Pointer = (),
) -> Iterator[tuple[str, Field]]:
    """Yield the schema itself, with an empty path at the top, and then the fields below it."""
    if not isinstance(schema, dict) or len(refs) > DEPTH or schema.get("$ref") in refs:
        return
    origin = pointer
    if "$ref" in schema:
        ref = str(schema["$ref"])
        refs, pointer = (*refs, ref), tuple(ref.removeprefix("#/").split("/"))
        schema = _resolved(document, schema)
    yield path, _field(schema, origin if path else pointer, required=required)
    needed = _list(schema.get("required"))
    for name, part in _mapping(schema.get("properties")).items():
        child = f"{path}.{name}" if path else str(name)
        place = (*pointer, "properties", str(name))
        yield from _walk(document, part, place, child, required=name in needed, refs=refs)
    for key, suffix in (("items", "[]"), ("additionalProperties", ".*")):
        part, place = schema.get(key), (*pointer, key)
        yield from _walk(document, part, place, path + suffix, required=False, refs=refs)
    for key in ("allOf", *UNIONS):
        for index, option in enumerate(_list(schema.get(key))):
            if "x-message" in _mapping(option):  # a rule between fields, not a part
                continue
            place = (*pointer, key, str(index))
            for child, field in _walk(document, option, place, path, required=required, refs=refs):
                optional = key in UNIONS and child != path
                yield child, field._replace(required=field.required and not optional)


def _field(schema: Json, pointer: Pointer, *, required: bool) -> Field:
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
        pointer,
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
        first.pointer,
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
    return {**node, **{key: value for key, value in part.items() if key != "$ref"}}


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
    ).strip()
    return text if flow else "  " + text.replace("\n", "\n  ")


@cache
def _composed(file: Path) -> yaml.Node | None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.compose(file.read_text(encoding="utf-8"), Loader=loader)


def _line(node: yaml.Node | None, pointer: Pointer) -> int:
    """The line of the target of a pointer, or of its nearest existing parent."""
    line = 1
    for step in pointer:
        if isinstance(node, yaml.MappingNode):
            inner = [(key, value) for key, value in node.value if key.value == step]
        elif isinstance(node, yaml.SequenceNode) and step.isdecimal():
            inner = [(each, each) for each in node.value[int(step) :]]
        else:
            break
        if not inner:
            break
        line, node = inner[0][0].start_mark.line + 1, inner[0][1]
    return line


def _parsed(text: str) -> Any:
    return json.loads(text) if text.lstrip()[:1] in ("{", "[") else read_yaml(text)


def _overlay(target: Json, source: Any) -> None:
    for key, value in _mapping(source).items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _overlay(target[key], value)
        else:
            target[str(key)] = value


def _normalized(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("/"))


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
