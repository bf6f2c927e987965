"""Compares an official OpenAPI document with `spec/` and says which edits bring them together.

The document may be OpenAPI 3 in JSON or YAML, or a Markdown page with such documents in fenced
blocks, and describe one endpoint or many. Operations are matched by method and path. Both sides are
flattened to fields by their path ("voice_setting.speed", "messages[].role"), so it does not matter
how either side divides its schemas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml

from minimax.documents import read_yaml

from .bundle import METHODS, Json, Operation, Spec, SpecError

Pointer = tuple[str, ...]
BOUNDS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
)
UNIONS = ("oneOf", "anyOf")
PARAMETER, REQUEST = "parameter", "request"
EVENTS = "text/event-stream"
FENCE = re.compile(
    r"^(`{3,})[ \t]*(?:ya?ml|json)\b[^\n]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE
)
DEPTH = 40
PLACEHOLDER = "Say what it means."
"""Description in a suggested edit; the official text is not copied."""


class Field(NamedTuple):
    """One field of a request or a response."""

    types: frozenset[str]
    """JSON types without "null"; empty when any type is allowed."""
    required: bool
    values: tuple[Any, ...] | None
    """The only values it takes, None when it is open."""
    known: tuple[Any, ...]
    """Values that are documented although it is open."""
    facts: Json
    """Bounds and default."""
    pointer: Pointer
    """Where it is written in its document."""


class Difference(NamedTuple):
    """One difference, and the edit that settles it."""

    sign: str
    """"+" for what only the official document has, "~" for what it says differently."""
    text: str
    edit: str


def report(spec: Spec, root: Path, file: Path) -> tuple[str, bool]:
    """The comparison as text, and whether the official document has anything new.

    Raises:
        SpecError: the file is not an OpenAPI document.
    """
    official = read(file)
    places = Places(spec, root)
    ours = {(each.method, _normalized(each.path)): each for each in spec.operations()}
    lines: list[str] = []
    total = 0
    for method, path, data in operations(official, file):
        name = f"{method.upper()} {path}"
        mine = ours.get((method, _normalized(path)))
        if mine is None:
            files = ", ".join(f"spec/{feature}.yaml" for feature in sorted(spec.features))
            lines += [name, f"  + a new operation: add it to one of {files}", ""]
            total += 1
            continue
        found, only_here = _compare(spec, places, mine, official, data)
        total += len(found)
        if found or only_here:
            lines += [name, *map(_shown, found)]
            lines += [f"  - only in the spec: {', '.join(only_here)}"] if only_here else []
            lines.append("")
    verdict = f"{total} {'difference' if total == 1 else 'differences'} to settle."
    lines.append(verdict if total else "Nothing new: the spec covers this document.")
    return "\n".join(lines), bool(total)


def read(file: Path) -> Json:
    """An OpenAPI document, or all documents in the fenced blocks of a page as one.

    Raises:
        SpecError: it is not an OpenAPI 3 document.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{file}: cannot be read: {error}") from None
    blocks = [match[2] for match in FENCE.finditer(text)] or [text]
    documents = [found for block in blocks if _is_openapi(found := _parsed(block, file))]
    if not documents:
        raise SpecError(
            f"{file} is not an OpenAPI document: it needs the keys openapi and paths. Save the"
            " document itself, or a page that holds it in a fenced block"
        )
    whole: Json = {"paths": {}, "components": {}, "servers": documents[0].get("servers")}
    for document in documents:
        version = str(document["openapi"])
        if not version.startswith("3."):
            raise SpecError(f"{file}: OpenAPI {version} is not supported; convert it to 3.x first")
        _lay(whole["paths"], document["paths"])
        _lay(whole["components"], document.get("components"))
    return whole


def operations(official: Json, file: Path) -> Iterator[tuple[str, str, Json]]:
    """Method, path and description of every operation of the document.

    Raises:
        SpecError: there is none.
    """
    server = (official.get("servers") or [{}])[0]
    prefix = urlsplit(str(_mapping(server).get("url", ""))).path.rstrip("/")
    count = 0
    for path, item in official["paths"].items():
        for method in METHODS:
            data = _mapping(item).get(method)
            if isinstance(data, dict):
                count += 1
                shared = _mapping(item).get("parameters") or []
                merged = {**data, "parameters": [*shared, *(data.get("parameters") or [])]}
                yield method, prefix + str(path), merged
    if not count:
        raise SpecError(f"{file}: the document describes no operation")


class Places:
    """Finds the line of a schema or field in `spec/`."""

    def __init__(self, spec: Spec, root: Path) -> None:
        self._spec = spec
        self._root = root
        self._nodes = cache(self._composed)

    def of(self, feature: str, pointer: Pointer) -> str:
        """File and line of what a pointer leads to, or of its nearest parent."""
        if pointer[:2] == ("components", "schemas"):
            feature = self._spec.feature_of(pointer[2])
        name = "openapi" if feature == "root" else feature
        node = self._nodes(name)
        line = 1
        for step in pointer:
            inner = _child(node, step)
            if inner is None:
                break
            line, node = inner
        return f"spec/{name}.yaml:{line}"

    def _composed(self, name: str) -> yaml.Node | None:
        text = (self._root / "spec" / f"{name}.yaml").read_text(encoding="utf-8")
        return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def fields(document: Json, schema: Json, pointer: Pointer) -> dict[str, Field]:
    """Every field of a schema by its path; the variants of a union are laid over each other."""
    found: dict[str, Field] = {}
    for path, field in _fields(document, schema, pointer, "", required=True, refs=()):
        if path:
            found[path] = _merged(found[path], field) if path in found else field
    return found


def _fields(
    document: Json, schema: Any, pointer: Pointer, path: str, *, required: bool, refs: Pointer
) -> Iterator[tuple[str, Field]]:
    if not isinstance(schema, dict) or len(refs) > DEPTH:
        return
    if "$ref" in schema:
        ref = str(schema["$ref"])
        if ref in refs:
            return
        refs += (ref,)
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        origin, schema = pointer, {**_resolved(document, ref), **beside}
        pointer = tuple(ref.removeprefix("#/").split("/"))
    else:
        origin = pointer
    yield path, _field(schema, origin if path else pointer, required=required)
    needed = schema.get("required")
    for name, inner in _mapping(schema.get("properties")).items():
        child = f"{path}.{name}" if path else str(name)
        must = isinstance(needed, list) and name in needed
        place = (*pointer, "properties", str(name))
        yield from _fields(document, inner, place, child, required=must, refs=refs)
    for key, suffix in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(schema.get(key), dict):
            place = (*pointer, key)
            yield from _fields(
                document, schema[key], place, path + suffix, required=False, refs=refs
            )
    for key in ("allOf", *UNIONS):
        for index, option in enumerate(schema.get(key) or ()):
            if "x-message" in _mapping(option):  # a rule between fields, not a part
                continue
            place = (*pointer, key, str(index))
            for inner_path, field in _fields(
                document, option, place, path, required=required, refs=refs
            ):
                optional = key in UNIONS and inner_path != path
                yield inner_path, field._replace(required=field.required and not optional)


def _field(schema: Json, pointer: Pointer, *, required: bool) -> Field:
    kinds = schema.get("type")
    types = frozenset(map(str, kinds if isinstance(kinds, list) else [kinds] if kinds else ()))
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    known = schema.get("x-known") or schema.get("examples")
    # What the page says where the spec differs on purpose.
    official = {**schema, **_mapping(schema.get("x-official"))}
    facts = {key: official[key] for key in (*BOUNDS, "default") if key in official}
    always = official["required"] if isinstance(official.get("required"), bool) else required
    return Field(
        types - {"null"},
        always,
        tuple(value for value in values if value is not None) if values else None,
        tuple(known) if isinstance(known, list) and "x-known" in schema else (),
        facts,
        pointer,
    )


def _merged(first: Field, second: Field) -> Field:
    """One field for two variants of a union: what either takes."""
    unions = bool(first.types and second.types)
    both = first.values is not None and second.values is not None
    bare = not first.types and first.values is None and not first.facts
    values = tuple(dict.fromkeys((*(first.values or ()), *(second.values or ()))))
    return Field(
        first.types | second.types if unions or bare or not second.types else first.types,
        first.required and second.required,
        values if both or (bare and second.values) else None,
        tuple(dict.fromkeys((*first.known, *second.known, *(() if both else values)))),
        {**second.facts, **first.facts},
        first.pointer,
    )


def _compare(
    spec: Spec, places: Places, mine: Operation, official: Json, data: Json
) -> tuple[list[Difference], list[str]]:
    """The differences of one operation, and the fields that only the spec has."""
    found: list[Difference] = []
    only_here: list[str] = []
    for side, theirs, ours in _sides(spec, mine, official, data):
        for path in sorted({*theirs, *ours}):
            parent = path.rpartition(".")[0] or path.removesuffix("[]")
            parent = parent.removesuffix("[]") if parent != path else ""
            label = f"{side} {path}"
            if path in theirs and path in ours:
                found += _differing(places, mine.feature, side, label, theirs[path], ours[path])
            elif path in ours:
                if not parent or parent in theirs:
                    only_here.append(label)
            elif not parent or _has_parts(parent, ours):
                pointer = ours[parent].pointer if parent else _home(ours, mine)
                addition = {path.rpartition(".")[2]: _schema(theirs[path], side)}
                edit = f"{places.of(mine.feature, pointer)}: add\n{_yaml(addition)}"
                found.append(Difference("+", f"{label}: {_described(theirs[path])}", edit))
    return found, only_here


def _sides(
    spec: Spec, mine: Operation, official: Json, data: Json
) -> Iterator[tuple[str, dict[str, Field], dict[str, Field]]]:
    """The fields of both documents: parameters, request, response and event of the stream."""
    home: Pointer = ("paths", mine.path, mine.method)
    yield (
        PARAMETER,
        _parameters(official, data, ()),
        _parameters(spec.document, mine.data, home),
    )
    ours = _content(spec.document, mine.data.get("requestBody"))
    for content in list(_content(official, data.get("requestBody")).values())[:1]:
        yield REQUEST, _of(official, content, ()), _of(spec.document, _first(ours), home)
    responses = _mapping(data.get("responses"))
    success = next((each for code, each in responses.items() if str(code)[:1] == "2"), None)
    ours = _content(spec.document, mine.data["responses"]["200"])
    for media, content in _content(official, success).items():
        if media in ours:
            side = "event" if media == EVENTS else "response"
            yield side, _of(official, content, ()), _of(spec.document, ours[media], home)


def _differing(
    places: Places, feature: str, side: str, label: str, theirs: Field, ours: Field
) -> Iterator[Difference]:
    edits: Json = {}
    notes = [*_types(side, theirs, ours, edits), *_values(theirs, ours, edits)]
    if side in (REQUEST, PARAMETER):
        for key in (*BOUNDS, "default"):
            there, here = theirs.facts.get(key), ours.facts.get(key)
            if key in theirs.facts and there != here:
                notes.append(
                    f"{key} is {there!r} there, {'not set' if here is None else here} here"
                )
                edits[key] = there
        if theirs.required != ours.required:
            must, may = ("required", "optional")[:: 1 if theirs.required else -1]
            where = "the required list of its schema" if side == REQUEST else "required: true"
            change = f"{'add it to' if theirs.required else 'take it out of'} {where}"
            edit = f"{places.of(feature, ours.pointer)}: {change}"
            yield Difference("~", f"{label}: {must} there, {may} here", edit)
    if notes:
        edit = f"{places.of(feature, ours.pointer)}: set {_yaml(edits, flow=True)}"
        yield Difference("~", f"{label}: {'; '.join(notes)}", edit)


def _has_parts(path: str, fields: Mapping[str, Field]) -> bool:
    """Whether a document says what is inside a field."""
    return any(each.startswith((f"{path}.", f"{path}[]")) for each in fields)


def _home(fields: Mapping[str, Field], mine: Operation) -> Pointer:
    """Where the fields of a body or the parameters of an operation are written."""
    top = next((field for path, field in fields.items() if "." not in path), None)
    return top.pointer[:-1] if top else ("paths", mine.path, mine.method)


def _types(side: str, theirs: Field, ours: Field, edits: Json) -> Iterator[str]:
    accepted = ours.types | ({"integer"} if "number" in ours.types else set())
    narrower = side == REQUEST and accepted - theirs.types == {"number"}
    if not theirs.types or not ours.types or (theirs.types <= accepted and not narrower):
        return
    kinds = sorted(theirs.types if side == REQUEST else theirs.types | ours.types)
    edits["type"] = kinds[0] if side == REQUEST and len(kinds) == 1 else kinds
    if side not in (REQUEST, PARAMETER):
        edits["type"] = [*kinds, "null"]
    yield f"type is {_words(theirs.types)} there, {_words(ours.types)} here"


def _values(theirs: Field, ours: Field, edits: Json) -> Iterator[str]:
    if theirs.values is None:
        return
    closed = ours.values is not None
    here = [*(ours.values or ()), *ours.known]
    new = [value for value in theirs.values if value not in here]
    gone = [value for value in here if closed and value not in theirs.values]
    if new:
        yield f"new values {', '.join(map(repr, new))}"
    if gone:
        yield f"values no longer listed: {', '.join(map(repr, gone))}"
    if new or gone:
        edits["enum" if closed else "x-known"] = [v for v in here if v not in gone] + new


def _parameters(document: Json, data: Json, home: Pointer) -> dict[str, Field]:
    found = {}
    for index, each in enumerate(data.get("parameters") or ()):
        parameter = _resolved(document, each["$ref"]) if "$ref" in _mapping(each) else each
        if not isinstance(parameter, dict) or parameter.get("in") not in ("query", "path"):
            continue
        pointer = (*home, "parameters", str(index))
        schema = parameter.get("schema") or {}
        inner = fields(document, {"properties": {"": schema}}, pointer)
        field = next(iter(inner.values()), _field(schema, pointer, required=False))
        found[str(parameter.get("name"))] = field._replace(
            required=bool(parameter.get("required")) or field.required, pointer=pointer
        )
    return found


def _content(document: Json, part: Any) -> Json:
    """The contents of a body by media type."""
    part = _mapping(part)
    if "$ref" in part:
        part = _mapping(_resolved(document, str(part["$ref"])))
    return _mapping(part.get("content"))


def _first(contents: Json) -> Json:
    return _mapping(next(iter(contents.values()), {}))


def _of(document: Json, content: Any, home: Pointer) -> dict[str, Field]:
    return fields(document, _mapping(_mapping(content).get("schema")), home)


def _resolved(document: Json, ref: str) -> Json:
    node: Any = document
    for step in ref.removeprefix("#/").split("/"):
        node = _mapping(node).get(step.replace("~1", "/").replace("~0", "~"))
    if not ref.startswith("#/") or not isinstance(node, dict):
        raise SpecError(f"the document refers to {ref!r}, which it does not contain")
    return node


def _schema(field: Field, side: str) -> Json:
    """A field as the spec would write it: strict in a request, tolerant in a response."""
    kinds = sorted(field.types)
    if side not in (REQUEST, PARAMETER):
        kinds.append("null")
        return (
            {"type": kinds, "description": PLACEHOLDER}
            if field.types
            else {"description": PLACEHOLDER}
        )
    schema: Json = {"type": kinds[0] if len(kinds) == 1 else kinds} if kinds else {}
    if field.values is not None:
        schema["enum"] = list(field.values)
    return {**schema, **field.facts, "description": PLACEHOLDER}


def _described(field: Field) -> str:
    words = [_words(field.types)]
    if field.required:
        words.append("required")
    if field.values is not None:
        words.append("one of " + ", ".join(map(repr, field.values)))
    return ", ".join([*words, *(f"{key} {value!r}" for key, value in field.facts.items())])


def _shown(difference: Difference) -> str:
    edit = difference.edit.replace("\n", "\n      ")
    return f"  {difference.sign} {difference.text}\n      {edit}"


def _words(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds)) or "any type"


def _yaml(value: Json, *, flow: bool = False) -> str:
    text: str = yaml.safe_dump(
        value, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=1000
    ).strip()
    return text if flow else "  " + text.replace("\n", "\n  ")


def _child(node: yaml.Node | None, step: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        inner = node.value[int(step)]
        return inner.start_mark.line + 1, inner
    return None


def _parsed(text: str, file: Path) -> Any:
    try:
        return json.loads(text) if text.lstrip()[:1] in ("{", "[") else read_yaml(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{file} is neither JSON nor YAML: {str(error)[:300]}") from None


def _is_openapi(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and "openapi" in document
        and bool(_mapping(document.get("paths")))
    )


def _lay(target: Json, source: Any) -> None:
    for key, value in _mapping(source).items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _lay(target[key], value)
        else:
            target[str(key)] = value


def _normalized(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("/"))


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
