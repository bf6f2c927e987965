"""Emits the parts of the spec that are needed at run time, so that `import minimax` reads no YAML.

The facts of operations in endpoint modules; `checks/`: the rules for requests, per feature;
`options/`: typed keywords; `services/`: stubs for editors; `tables/`; `openapi/`: the document for
the emulator; and copies of the modules in `runtime/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import fields, options, stubs
from .bundle import Operation, Spec
from .documents import Json, ref_name
from .rendering import as_json, render

CHECKED = (
    *("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "required"),
    *("dependentRequired", "minContains", "maxContains", "additionalProperties"),
    *("x-trimmed-length", "x-sides", "x-message"),
)
PARTS = ("items", "contains", "not", "if", "then", "else", "contentSchema")
"""Keywords that contain a schema."""
COMBINERS = ("oneOf", "anyOf", "allOf")
"""Keywords that contain a list of schemas."""
RUNTIME = Path(__file__).parent / "runtime"
TABLES = {
    "models": "Facts about each model, newest first; unknown models are never rejected.",
    "prices": "Prices of calls, with their date.",
    "regions": "Hosts by region.",
    "tasks": "How tasks are polled, and all spellings of their status.",
    "templates": "Video templates.",
    "voices": "System voices in the official tables; the live list is authoritative.",
}
PACKAGES = {
    "checks": "Rules for requests, one module per feature.",
    "options": "Typed keywords of the client's calls, one module per feature.",
    "tables": "Errors, models, voices, templates, prices and regions as data.",
}


def write(spec: Spec, target: Path) -> None:
    """Write everything except models and endpoint modules into `target`."""
    files = {module.name: module.read_text(encoding="utf-8") for module in RUNTIME.glob("*.py")}
    about = "The operations by feature."
    files["api/__init__.py"] = render(
        "modules/package", about=about, names=spec.features, dots=".."
    )
    for feature, data in spec.features.items():
        names = [row.id for row in spec.operations() if row.feature == feature]
        about = f"The {feature} operations, one module each, imported on first use."
        package = render("modules/package", about=about, names=names, dots="...")
        files[f"api/{feature}/__init__.py"] = package
        files[f"checks/{feature}.py"] = _checked(spec, feature)
        files[f"options/{feature}.py"] = options.module(spec, feature)
        files[f"openapi/{feature}.json"] = as_json(data, indent=1) + "\n"
    files["openapi/root.json"] = as_json(spec.root, indent=1) + "\n"
    files["tables/errors.py"] = render("modules/errors", data=spec.tables["errors"])
    for name, about in TABLES.items():
        data = spec.tables[name]
        files[f"tables/{name}.py"] = render("modules/table", table=name, about=about, data=data)
    for package, about in PACKAGES.items():
        names = ["errors", *TABLES] if package == "tables" else [*spec.features]
        init = render("modules/package", about=about, names=names, dots="..")
        files[f"{package}/__init__.py"] = init
    files["py.typed"] = ""
    files |= {f"services/{name}": text for name, text in stubs.files().items()}
    for name, text in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def facts(spec: Spec, operation: Operation) -> Json:
    """The facts about an operation, under the names in `Operation`; defaults are omitted."""
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
        for field, found in schema.get("properties", {}).items():
            media |= {f"{name}.{field}": found["x-media"]} if "x-media" in found else {}
        if schema.get("x-sender") == "client":
            _collect(spec, name, requests)
            events[name] = {field: found.path for field, found in fields.of(spec, name).items()}
    return render("modules/checks", feature=feature, requests=requests, media=media, events=events)


def _response(contents: Json) -> str | None:
    schemas = [content["schema"] for content in contents.values()]
    if schemas and schemas[0].get("format") == "binary":
        return "File"
    return next((ref_name(schema) for schema in schemas if ref_name(schema)), None)


def _collect(spec: Spec, name: str, into: Json) -> None:
    """Collect the checks of a schema, and of all schemas that it refers to, in one flat table."""
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
    for key in filter(schema.__contains__, PARTS):
        checks[key] = _checks(spec, schema[key], into)
    for key in filter(schema.__contains__, (*COMBINERS, "x-warnings")):
        checks[key] = [_checks(spec, option, into) for option in schema[key]]
    return checks
