"""Prints the bundled document for other tools. Extension keys of `spec/` are also expressed in
OpenAPI, in a form that proxies, test generators and older validators support.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from .bundle import Spec
from .documents import Json, walk

EVENTS = "text/event-stream"
JSON = "application/json"
COUNTED = frozenset({"minContains", "maxContains"})
VERSIONS = {"3.1": "3.1.0", "3.2": "3.2.0"}
"""The OpenAPI versions that can be printed."""


def document(spec: Spec, version: str = "3.1") -> Json:
    """The document printed by `--print`, in one of the OpenAPI `VERSIONS`."""
    printed: Json = copy.deepcopy(spec.document)
    printed["openapi"] = VERSIONS[version]
    for operation in spec.operations():
        answers: Json = printed["paths"][operation.path][operation.method]["responses"]
        contents: Json = answers["200"].get("content", {})
        if operation.data.get("x-family") == "native" and JSON not in contents:
            # Native errors have HTTP 200, even if a successful response is not JSON.
            contents[JSON] = copy.deepcopy(_error_content(printed, answers["default"]))
        if EVENTS in contents:
            contents[EVENTS] = _stream(contents[EVENTS]["schema"], version)
    for _, schema in list(walk(printed["components"]["schemas"])):
        _use_plain_keywords(schema)
        _set_counts_apart(schema)
    return printed


def _use_plain_keywords(schema: Json) -> None:
    """Express our extension keys in plain JSON Schema, as far as possible."""
    if isinstance(schema.get("x-trimmed-length"), list):
        schema |= {"minLength": 1, "pattern": r"\S"} if schema["x-trimmed-length"][0] else {}
    if isinstance(schema.get("x-sides"), dict):
        rule = schema["x-sides"]
        pair = f"[1-9][0-9]*{re.escape(rule['separator'])}[1-9][0-9]*"
        schema["pattern"] = f"^({'|'.join([*rule.get('words', ()), pair])})$"


def _error_content(printed: Json, answer: Json) -> Any:
    name = answer["$ref"].rpartition("/")[2]
    return printed["components"]["responses"][name]["content"][JSON]


def _stream(frame: Json, version: str) -> Json:
    """The content of a stream whose events contain JSON of the schema `frame`.

    OpenAPI 3.2 describes one event. Tools for older versions apply the schema to the whole text, as
    proxies do, to each event, or to the JSON in it: all three are described.
    """
    data = {"type": "string", "contentMediaType": JSON, "contentSchema": frame}
    event = {
        "type": "object",
        "description": "One event; a stream may end with an event whose data is [DONE].",
        "properties": {"event": {"type": "string"}, "data": data},
        "required": ["data"],
    }
    if version == "3.2":
        return {"itemSchema": event}
    text = {"type": "string", "description": "Server-sent events, each with JSON after `data:`."}
    return {"schema": {"anyOf": [text, frame, event]}, "x-event-schema": frame}


def _set_counts_apart(node: Json) -> None:
    """Move a count of matching items into `dependentSchemas`. Older validators do not know the
    count keywords and would require a match of `contains` even if none is allowed; this way they
    ignore the whole rule.
    """
    properties = node.get("properties")
    if not isinstance(properties, dict):
        return
    counted = {
        name: field
        for name, field in properties.items()
        if isinstance(field, dict) and COUNTED & field.keys()
    }
    for name, field in counted.items():
        del properties[name]
        apart: Json = node.setdefault("dependentSchemas", {})
        apart[name] = {"properties": {name: field}}
    if counted and not properties:
        del node["properties"]
