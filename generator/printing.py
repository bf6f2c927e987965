"""The bundled document for others to read: what `spec/` says in our own keys is said in plain
OpenAPI, too.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from .bundle import Json, Spec, ref_name, walk

EVENTS = "text/event-stream"
JSON = "application/json"
EVENT_FIELDS = frozenset({"data", "event", "retry"})


def document(spec: Spec) -> Json:
    """The document as `--print` writes it."""
    printed: Json = copy.deepcopy(spec.document)
    for _, schema in walk(printed["components"]["schemas"]):
        _say_plainly(schema)
    for operation in spec.operations():
        answers: Json = printed["paths"][operation.path][operation.method]["responses"]
        contents: Json = answers["200"].get("content", {})
        if operation.data.get("x-family") == "native" and JSON not in contents:
            # A native error comes with HTTP 200, also where a success is no JSON.
            contents[JSON] = copy.deepcopy(_error_content(printed, answers["default"]))
        if EVENTS in contents:
            contents[EVENTS]["schema"] = _event(spec, contents[EVENTS]["schema"])
    return printed


def _say_plainly(schema: Json) -> None:
    """Add to a schema what plain JSON Schema can say of our own keys, as far as it can."""
    if isinstance(schema.get("x-trimmed-length"), list):
        schema |= {"minLength": 1, "pattern": r"\S"} if schema["x-trimmed-length"][0] else {}
    if isinstance(schema.get("x-sides"), dict):
        rule = schema["x-sides"]
        pair = f"[1-9][0-9]*{re.escape(rule['separator'])}[1-9][0-9]*"
        schema["pattern"] = f"^({'|'.join([*rule.get('words', ()), pair])})$"


def _error_content(printed: Json, answer: Json) -> Any:
    name = answer["$ref"].rpartition("/")[2]
    return printed["components"]["responses"][name]["content"][JSON]


def _event(spec: Spec, frame: Json) -> Json:
    """The schema of a stream, which some readers hold against the JSON in an event, and some
    against the event itself.

    Only where the JSON has members that are called like the fields of an event does it matter to
    say both.
    """
    fields = set(spec.schemas[str(ref_name(frame))].get("properties", {}))
    if not fields & EVENT_FIELDS:
        return frame
    data = {"type": "string", "contentMediaType": JSON, "contentSchema": frame}
    return {
        "anyOf": [frame, {"type": "object", "properties": {"data": data}, "required": ["data"]}]
    }
