"""Emits what the program needs of the spec at run time, so that no YAML is read by `import
minimax`.

`wire/` endpoint facts, field paths and request checks per feature; `options/` typed keywords;
`tables/`; `openapi/` the document for the emulator.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import fields
from .bundle import Json, Spec, ref_name
from .options import Writer

CHECKED = (
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "required",
    "dependentRequired",
    "minContains",
    "maxContains",
    "additionalProperties",
)
GENERATED = "Generated from `spec/` by `python -m generator`; never edited by hand."


def write(spec: Spec, target: Path) -> None:
    """Write everything beside the low-level client into `target`."""
    for feature in spec.features:
        _module(target / "wire" / f"{feature}.py", _wire(spec, feature))
        _module(target / "options" / f"{feature}.py", Writer(spec, feature).module())
        _json(target / "openapi" / f"{feature}.json", spec.features[feature])
    _json(target / "openapi" / "root.json", spec.root)
    for package, text in (
        ("wire", "Endpoint facts, one module per feature."),
        ("options", "Typed keywords of the ergonomic calls, one module per feature."),
        ("tables", "Errors, models, voices, templates, prices and regions as data."),
    ):
        _module(target / package / "__init__.py", f'"""{text} {GENERATED}"""\n')
    _module(target / "tables" / "errors.py", _errors(spec.tables["errors"]))
    for name, text in (
        (
            "models",
            "What is known about each model, newest first; an unknown model is never refused.",
        ),
        ("prices", "What calls cost, with the date of the figures."),
        ("regions", "Hosts per region."),
        ("tasks", "How tasks are polled, and every spelling of their status."),
        ("templates", "Video templates."),
        ("voices", "System voices by the official tables; the live list is the truth."),
    ):
        _module(target / "tables" / f"{name}.py", _table(name, text, spec.tables[name]))
    (target / "py.typed").touch()


def _wire(spec: Spec, feature: str) -> str:
    endpoints: Json = {}
    requests: Json = {}
    paths: Json = {}
    parameters: Json = {}
    ids: Json = {}
    media: Json = {}
    for operation in spec.operations():
        if operation.feature != feature:
            continue
        data = operation.data
        request = operation.request_schema()
        endpoints[operation.id] = {
            "method": operation.method.upper(),
            "path": operation.path,
            "family": data["x-family"],
            "billed": data["x-billed"],
            "rate_class": data["x-rate-limit"],
            "slow": bool(data.get("x-slow")),
            "request": request,
            "response": _response(operation.response_contents()),
            "stream_end": data.get("x-stream", {}).get("end"),
            "task": data.get("x-task", {}).get("kind"),
            "poll": data.get("x-task", {}).get("query"),
            "source": list(data["x-source"]),
            "purposes": data.get("x-purposes", []),
        }
        if request:
            _collect(spec, request, requests)
            found = fields.of(spec, request)
            paths[request] = {name: field.path for name, field in found.items()}
            ids[request] = [name for name, field in found.items() if field.schema.get("x-id")]
        if data.get("parameters"):
            parameters[operation.id] = {
                name: field.path for name, field in fields.parameters(data).items()
            }
    for name, schema in spec.features[feature].get("components", {}).get("schemas", {}).items():
        media |= {
            f"{name}.{field}": found["x-media"]
            for field, found in schema.get("properties", {}).items()
            if "x-media" in found
        }
        if schema.get("x-sender") == "client":
            _collect(spec, name, requests)
            paths[name] = {field: found.path for field, found in fields.of(spec, name).items()}
    return (
        f'"""Facts of the {feature} endpoints.\n\n{GENERATED}\n"""\n\nfrom typing import'
        f' Any\n\nENDPOINTS: dict[str, dict[str, Any]] = {endpoints!r}\n"""By operation'
        f' id."""\n\nPATHS: dict[str, dict[str, tuple[str, ...]]] = {paths!r}\n"""Where a field'
        ' goes on the wire: request schema -> Python name -> path."""\n\nIDS: dict[str, list[str]]'
        f' = {ids!r}\n"""Fields that the wire wants as numbers and Python callers give as text:'
        ' request schema -> Python names."""\n\nPARAMETERS: dict[str, dict[str, tuple[str, str]]]'
        f' = {parameters!r}\n"""Query, path and header parameters: operation id -> Python name ->'
        f' place and wire name."""\n\nMEDIA: dict[str, dict[str, Any]] = {media!r}\n"""What a field'
        " takes of pictures, clips and sounds: `Schema.field` -> kind, formats and"
        f' limits."""\n\nCHECKS: dict[str, Any] = {requests!r}\n"""Request schemas, cut down to'
        ' what is checked before sending."""\n'
    )


def _response(contents: Json) -> str | None:
    content = contents.get("application/json")
    return ref_name(content["schema"]) if content else None


def _collect(spec: Spec, name: str, into: Json) -> None:
    """Put the checks of a schema, and of every schema that it mentions, into one flat table."""
    if name in into:
        return
    into[name] = {}  # breaks cycles
    into[name] = _checks(spec, spec.schemas[name], into)


def _checks(spec: Spec, schema: Json, into: Json) -> Json:
    name = ref_name(schema)
    if name:
        _collect(spec, name, into)
        return {"$ref": name}
    checks: Json = {key: schema[key] for key in CHECKED if key in schema}
    if schema.get("format") == "binary":
        return {}
    if "properties" in schema:
        checks["properties"] = {
            key: _checks(spec, value, into) for key, value in schema["properties"].items()
        }
    for key in ("items", "contains", "not", "if", "then", "else", "contentSchema"):
        if key in schema:
            checks[key] = _checks(spec, schema[key], into)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            checks[key] = [_checks(spec, option, into) for option in schema[key]]
    if "allOf" in schema:
        checks["rules"] = [
            (rule["x-message"], _checks(spec, rule, into)) for rule in schema["allOf"]
        ]
    return checks


def _errors(table: Json) -> str:
    def fact(row: Json) -> str:
        ran = False if row.get("ran") is False else None
        known = (
            row["error"],
            str(row.get("retry", "no")),
            ran,
            row.get("meaning", ""),
            row.get("hint", ""),
        )
        return (
            f"Fact({', '.join(map(repr, known))}, {row.get('side', '')!r}, {bool(row.get('soft'))},"
            f" {row.get('http') or 0})"
        )

    def rows(key: str, *names: str) -> str:
        keys = ((row, tuple(row[name] for name in names)) for row in table[key])
        return (
            "{"
            + ", ".join(f"{key if len(key) > 1 else key[0]!r}: {fact(row)}" for row, key in keys)
            + "}"
        )

    return (
        f'"""What each error means. {GENERATED}"""\n\nfrom typing import NamedTuple\n\n\n'
        "class Fact(NamedTuple):\n"
        '    """One row of the error table."""\n\n'
        "    error: str\n    retry: str\n    ran: bool | None\n    meaning: str\n    hint: str\n   "
        " side: str\n"
        "    soft: bool\n    http: int\n\n\n"
        f"CODES: dict[int, Fact] = {rows('codes', 'code')}\n"
        f"STATUSES: dict[int, Fact] = {rows('http', 'status')}\n"
        f"TYPES: dict[str, Fact] = {rows('types', 'type')}\n"
        f"MESSAGES: dict[tuple[int, str], Fact] = {rows('messages', 'code', 'words')}\n"
    )


def _table(name: str, text: str, data: Any) -> str:
    head = f'"""{text} {GENERATED}"""\n\nfrom typing import Any\n\n'
    if name == "voices":
        rows = tuple((row["voice_id"], row["language"], row["display_name"] or "") for row in data)
        return (
            f'{head}VOICES: tuple[tuple[str, str, str], ...] = {rows!r}\n"""Voice id, language,'
            ' display name."""\n'
        )
    return f"{head}{name.upper()}: dict[str, Any] = {data!r}\n"


def _module(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _json(path: Path, data: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
