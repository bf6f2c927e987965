"""Emits what the program needs of the spec at run time, so that no YAML is read by `import
minimax`.

What an endpoint module says of its operation; `checks/` what requests may hold, per feature;
`options/` typed keywords; `tables/`; `openapi/` the document for the emulator; and the few modules
of `runtime/`, as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import fields
from .bundle import Json, Operation, Spec, ref_name
from .options import Writer

CHECKED = (
    *("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "required"),
    *("dependentRequired", "minContains", "maxContains", "additionalProperties"),
    *("x-trimmed-length", "x-sides"),
)
RUNTIME = Path(__file__).parent / "runtime"
GENERATED = "Generated from `spec/` by `python -m generator`; never edited by hand."
TABLES = {
    "models": "What is known about each model, newest first; an unknown model is never refused.",
    "prices": "What calls cost, with the date of the figures.",
    "regions": "Hosts per region.",
    "tasks": "How tasks are polled, and every spelling of their status.",
    "templates": "Video templates.",
    "voices": "System voices by the official tables; the live list is the truth.",
}


def write(spec: Spec, target: Path) -> None:
    """Write everything except models and endpoint modules into `target`."""
    ids: dict[str, tuple[str, ...]] = {
        feature: tuple(row.id for row in spec.operations() if row.feature == feature)
        for feature in spec.features
    }
    modules = {module.name: module.read_text(encoding="utf-8") for module in RUNTIME.glob("*.py")}
    modules["api/__init__.py"] = _package("The operations by feature.", ids)
    for feature, names in ids.items():
        about = f"The {feature} operations, one module each, imported on first use."
        modules[f"api/{feature}/__init__.py"] = _package(about, names, dots="...")
        modules[f"checks/{feature}.py"] = _checked(spec, feature)
        modules[f"options/{feature}.py"] = Writer(spec, feature).module()
        _json(target / "openapi" / f"{feature}.json", spec.features[feature])
    _json(target / "openapi" / "root.json", spec.root)
    modules["tables/errors.py"] = _errors(spec.tables["errors"])
    for name, text in TABLES.items():
        modules[f"tables/{name}.py"] = _table(name, text, spec.tables[name])
    packages: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("checks", "Rules for requests, one module per feature.", ids),
        ("options", "Typed keywords of the client's calls, one module per feature.", ids),
        (
            "tables",
            "Errors, models, voices, templates, prices and regions as data.",
            ["errors", *TABLES],
        ),
    )
    for package, about, members in packages:
        modules[f"{package}/__init__.py"] = _package(about, members)
    for name, text in modules.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (target / "py.typed").touch()


PACKAGE = """{about}

from typing import TYPE_CHECKING

from {dots}lazy import lazy_package

if TYPE_CHECKING:
    {imports}

__all__ = {names}

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
"""


def _package(about: str, names: Iterable[str], *, dots: str = "..") -> str:
    imports = "\n    ".join(f"from . import {name} as {name}" for name in names)
    about = f'"""{about} {GENERATED}"""'
    return PACKAGE.format(about=about, dots=dots, imports=imports, names=list(names))


def facts(spec: Spec, operation: Operation) -> Json:
    """What is known about an operation, by the names of `Operation`; defaults are left out."""
    data, request = operation.data, operation.request_schema()
    found = fields.of(spec, request) if request else {}
    contents = operation.response_contents()
    known: Json = {
        "summary": data["summary"],
        "family": data["x-family"],
        "billed": data["x-billed"],
        "rate_class": data["x-rate-limit"],
        "slow": bool(data.get("x-slow")),
        "media_type": operation.media_type(),
        "response_types": tuple(contents),
        "request": request,
        "response": _response(contents),
        "event": ref_name(contents.get("text/event-stream", {}).get("schema", {})),
        "stream_end": data.get("x-stream", {}).get("end"),
        "task": data.get("x-task", {}).get("kind"),
        "query": data.get("x-task", {}).get("query"),
        "fields": {name: field.path for name, field in found.items()},
        "ids": tuple(name for name, field in found.items() if field.schema.get("x-id")),
        "parameters": {
            name: (*field.path, field.required) for name, field in fields.parameters(data).items()
        },
        "purposes": tuple(data.get("x-purposes", ())),
        "calls": tuple(data["x-call"]),
        "source": tuple(data["x-source"]),
    }
    usual: tuple[Any, ...] = (False, None, (), {}, ("application/json",))
    return {name: value for name, value in known.items() if name == "billed" or value not in usual}


def _checked(spec: Spec, feature: str) -> str:
    requests: Json = {}
    events: Json = {}
    media: Json = {}
    for operation in spec.operations():
        if operation.feature == feature and (request := operation.request_schema()):
            _collect(spec, request, requests)
    for name, schema in spec.features[feature].get("components", {}).get("schemas", {}).items():
        media |= {
            f"{name}.{field}": found["x-media"]
            for field, found in schema.get("properties", {}).items()
            if "x-media" in found
        }
        if schema.get("x-sender") == "client":
            _collect(spec, name, requests)
            events[name] = {field: found.path for field, found in fields.of(spec, name).items()}
    return (
        f'"""Rules for the requests of the {feature} operations. {GENERATED}"""\n\n'
        f"from typing import Any\n\nCHECKS: dict[str, Any] = {requests!r}\n"
        '"""Request schemas, reduced to what is checked before sending."""\n\n'
        f"MEDIA: dict[str, dict[str, Any]] = {media!r}\n"
        '"""Kind, formats and limits of media, by `Schema.field`."""\n\n'
        f"FIELDS: dict[str, dict[str, tuple[str, ...]]] = {events!r}\n"
        '"""Events that a client sends over a WebSocket: Python name of a field -> its path."""\n'
    )


def _response(contents: Json) -> str | None:
    schemas = [content["schema"] for content in contents.values()]
    if schemas and schemas[0].get("format") == "binary":
        return "File"
    return next((ref_name(schema) for schema in schemas if ref_name(schema)), None)


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
    for key, name in (("allOf", "rules"), ("x-warnings", "warnings")):
        if key in schema:
            checks[name] = [(rule["x-message"], _checks(spec, rule, into)) for rule in schema[key]]
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


def _json(path: Path, data: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
