"""The rules that keep `spec/` fit for every consumer: strict requests, tolerant responses, named
schemas, no traps.

Each rule is one small function that yields findings; `findings()` runs them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .bundle import Json, Operation, Spec, ref_name, walk
from .emit import CHECKED

FAMILIES = {"native": "NativeError", "openai": "OpenAIError", "anthropic": "AnthropicError"}
STREAM_ENDS = {"aggregate", "done", "message_stop", "response", "status", "finish"}
OPERATION_KEYS = (
    "operationId",
    "summary",
    "description",
    "x-family",
    "x-billed",
    "x-rate-limit",
    "x-page",
    "x-source",
    "x-call",
)
RULE_KEYS = {
    "if",
    "then",
    "else",
    "not",
    "oneOf",
    "anyOf",
    "dependentRequired",
    "required",
    "properties",
    "x-message",
    "x-refusal",
    "x-refused",
}
SHOWN = ("application/json", "multipart/form-data")
"""Media types whose bodies are shown."""
COMBINERS = ("oneOf", "anyOf", "allOf")
PARTS = ("items", "contains", "not", "if", "then", "else", "contentSchema")
REMARKS = {"$ref", "description", "default", "format", "deprecated", "contentMediaType"}
KEYWORDS = {*CHECKED, *COMBINERS, *PARTS, *REMARKS, "properties"}


def findings(spec: Spec) -> list[str]:
    """Everything that is wrong with the spec, as sentences; empty when it is sound."""
    sides = _sides(spec)
    found = [*_operations(spec), *_references(spec), *_sides_apart(sides), *_options(spec)]
    found += [*_keys(spec), *_listed_models(spec), *_tables(spec)]
    for name, schema in spec.schemas.items():
        found += _named_objects(name, schema)
        found += _described(name, schema)
        if "request" in sides.get(name, set()):
            found += _strict(spec, name, schema)
        else:
            found += _tolerant(spec, name, schema)
    return found


def pages(spec: Spec, folder: Path) -> Iterator[str]:
    """What the pages in a folder lack for the operations of the spec."""
    for operation in spec.operations():
        page, marker = (
            folder / f"{operation.data.get('x-page')}.md",
            f"<!-- endpoint {operation.id} -->",
        )
        if not page.is_file():
            yield f"{operation.id}: there is no page api/{page.name}; write it, with {marker}"
        elif marker not in page.read_text(encoding="utf-8"):
            yield f"{operation.id}: api/{page.name} lacks the block {marker} ... <!-- end -->"


def _keys(spec: Spec) -> Iterator[str]:
    """Keys of our own that nobody has explained. The names of security schemes are none."""
    for feature, part in spec.written.items():
        for path, node in walk(part):
            for key in sorted(map(str, node)):
                if (
                    key.startswith("x-")
                    and key not in spec.tables["keys"]
                    and "/security" not in path
                ):
                    yield f"{feature}{path}: {key} is not explained in spec/README.md"


def _listed_models(spec: Spec) -> Iterator[str]:
    """Lists of models that are written out, and would have to be kept in step with the table."""
    ids = {row["id"] for row in spec.tables["models"]["models"]}
    for feature, part in spec.written.items():
        for path, node in walk(part):
            for key in ("x-known", "x-models", "enum"):
                written = node.get(key)
                if isinstance(written, list) and (known := ids.intersection(map(str, written))):
                    yield (
                        f"{feature}{path}: {key} lists {', '.join(sorted(known))}, which the"
                        " table of models has; select them, such as {models: chat}"
                    )


def _tables(spec: Spec) -> Iterator[str]:
    """Rows of the tables that say the same twice, something else, or nothing that anybody reads."""
    models, prices = spec.tables["models"], spec.tables["prices"]["prices"]
    operations = {operation.data.get("operationId") for operation in spec.operations()}
    for row in models["models"]:
        for column in row.keys() - models["columns"].keys():
            yield f"models: {row['id']}: the column {column} is not explained under `columns`"
        lengths = row.get("modes", {}).values()
        default = row.get("default", {})
        if lengths and not any(
            default.get("duration") in sizes.get(default.get("resolution"), []) for sizes in lengths
        ):
            yield f"models: {row['id']}: the default is none of the sizes that it makes"
    named = {name for row in models["models"] for name in row.get("apis", [])}
    for name in sorted(named.difference(operations)):
        yield f"models: apis: there is no operation {name}"
    limits = [
        f"the limit of {row['class']} {model}".strip()
        for row in models["rate_limits"]
        for model in row["models"] or [""]
    ]
    costs = [
        f"the price of {row['item']} per {row['unit']} {row.get('when', '')}".strip()
        for row in prices
    ]
    ids = [f"the model {row['id']}" for row in models["models"]]
    for fact in _twice([*ids, *limits, *costs]):
        yield f"{fact} is in the table twice"
    classes = {row["class"] for row in models["rate_limits"]}
    for operation in spec.operations():
        name = operation.data.get("x-rate-limit", "")
        if name and name not in classes:
            yield f"{operation.path}: x-rate-limit: there is no class {name} in rate_limits"


def _twice(facts: list[str]) -> list[str]:
    return [fact for fact, count in Counter(facts).items() if count > 1]


def _operations(spec: Spec) -> Iterator[str]:
    seen: set[str] = set()
    for operation in spec.operations():
        data = operation.data
        where = f"{operation.feature}: {operation.method.upper()} {operation.path}"
        for key in OPERATION_KEYS:
            if key not in data:
                yield f"{where}: {key} is missing"
        if bool(data.get("x-call", True)) == ("x-low-level" in data):
            yield f"{where}: name its methods in x-call, or say in x-low-level why there are none"
        if data.get("operationId") in seen:
            yield f"{where}: operationId {data['operationId']} is taken"
        seen.add(str(data.get("operationId")))
        if data.get("tags") != [operation.feature]:
            yield f"{where}: tags must be [{operation.feature}]"
        yield from _responses(operation, where)
        requests = data.get("requestBody", {}).get("content", {})
        if len(requests) > 1:
            yield f"{where}: one content type per request"
        answers = data.get("responses", {}).get("200", {}).get("content", {})
        for side, contents in (("request", requests), ("response", answers)):
            for kind, content in contents.items():
                if kind in SHOWN and not content.get("examples"):
                    yield f"{where}: the {side} needs an example; the suite and the page show it"


def _responses(operation: Operation, where: str) -> Iterator[str]:
    responses = operation.data.get("responses", {})
    if "200" not in responses:
        yield f"{where}: no 200 response"
        return
    contents = operation.response_contents()
    if "text/event-stream" in contents and next(iter(contents)) == "text/event-stream":
        yield f"{where}: text/event-stream must not be the first content type"
    if ("text/event-stream" in contents) != ("x-stream" in operation.data):
        yield f"{where}: x-stream and text/event-stream belong together"
    if operation.data.get("x-stream", {}).get("end", "done") not in STREAM_ENDS:
        yield f"{where}: x-stream.end must be one of {sorted(STREAM_ENDS)}"
    family = operation.data.get("x-family", "")
    expected = f"#/components/responses/{FAMILIES.get(family)}"
    if responses.get("default", {}).get("$ref") != expected:
        yield f"{where}: default response must be {expected}"


def _references(spec: Spec) -> Iterator[str]:
    for path, node in walk(spec.document):
        name = ref_name(node)
        if name is not None and name not in spec.schemas:
            yield f"{path}: unknown schema {name}"
        if "discriminator" in node and "propertyName" in node.get("discriminator", {}):
            yield f"{path}: use const tags, not a discriminator"


def _sides(spec: Spec) -> dict[str, set[str]]:
    """For every schema: is it reachable from requests, from responses, from both?"""
    sides: dict[str, set[str]] = {}
    for operation in spec.operations():
        _mark(spec, operation.data.get("requestBody", {}), "request", sides)
        _mark(spec, operation.data["responses"].get("200", {}), "response", sides)
    for name, schema in spec.schemas.items():
        if schema.get("x-sender") == "client":
            sides.setdefault(name, set()).add("request")
            _mark(spec, schema, "request", sides)
    return sides


def _mark(spec: Spec, node: Any, side: str, sides: dict[str, set[str]]) -> None:
    for _, mapping in walk(node):
        name = ref_name(mapping)
        if name in spec.schemas and side not in sides.setdefault(str(name), set()):
            sides[str(name)].add(side)
            _mark(spec, spec.schemas[str(name)], side, sides)


def _sides_apart(sides: dict[str, set[str]]) -> Iterator[str]:
    for name, used in sorted(sides.items()):
        if len(used) > 1:
            yield f"{name}: used by requests and by responses; write two schemas"


def _options(spec: Spec) -> Iterator[str]:
    operations = {operation.data.get("operationId") for operation in spec.operations()}
    for feature, data in spec.features.items():
        for name, options in data.get("x-options", {}).items():
            for schema in options["schemas"]:
                if schema not in spec.schemas:
                    yield f"{feature}: x-options {name}: unknown schema {schema}"
            for operation in options.get("operations", []):
                if operation not in operations:
                    yield f"{feature}: x-options {name}: unknown operation {operation}"


def _named_objects(name: str, schema: Json) -> Iterator[str]:
    if [set(part) for part in schema.get("allOf", [])] == [{"$ref"}]:
        yield f"{name}: allOf with one $ref is an alias; refer to the schema itself"
    for path, node in walk(_without_rules(schema)):
        if (
            path
            and "properties" in node
            and node.get("type") == "object"
            and not path.endswith("/properties")
        ):
            yield f"{name}{path}: an object with properties must be a named component"
        if "additional_properties" in node.get("properties", {}):
            yield f"{name}{path}: no property may be called additional_properties"
        if len(node.get("allOf", [])) == 1 and "$ref" in node["allOf"][0]:
            yield f"{name}{path}: allOf with one $ref is an alias; refer to the schema itself"


def _described(name: str, schema: Json) -> Iterator[str]:
    if not schema.get("description"):
        yield f"{name}: no description"
    for field, value in schema.get("properties", {}).items():
        if "$ref" not in value and "const" not in value and not value.get("description"):
            yield f"{name}.{field}: no description"


def _strict(spec: Spec, name: str, schema: Json) -> Iterator[str]:
    properties = schema.get("properties", {})
    for field in schema.get("required", []):
        if field not in properties:
            yield f"{name}: required field {field} is not a property"
    for rule in (*schema.get("allOf", []), *schema.get("x-warnings", [])):
        if "$ref" in rule:
            yield f"{name}: allOf is for rules; write the properties out"
        elif "x-message" not in rule:
            yield f"{name}: a rule without x-message: {rule}"
        elif set(rule) - RULE_KEYS:
            yield f"{name}: a rule with unknown keywords {sorted(set(rule) - RULE_KEYS)}"
        elif "x-refused" not in rule:
            yield f"{name}: a rule without x-refused, a request that breaks it: {rule['x-message']}"
    for path, part in _subschemas(schema, name):
        read = REMARKS if "$ref" in part else KEYWORDS
        ignored = sorted(key for key in part if key not in read and not key.startswith("x-"))
        if ignored:
            yield f"{path}: {', '.join(ignored)} would not be checked before sending"
    yield from _unions(spec, name, schema)


def _subschemas(schema: Json, path: str) -> Iterator[tuple[str, Json]]:
    """A schema and every schema inside it."""
    yield path, schema
    for name, field in schema.get("properties", {}).items():
        yield from _subschemas(field, f"{path}.{name}")
    for key in PARTS:
        if isinstance(schema.get(key), dict):
            yield from _subschemas(schema[key], f"{path}/{key}")
    for key in COMBINERS:
        for index, option in enumerate(schema.get(key, [])):
            yield from _subschemas(option, f"{path}/{key}/{index}")


def _tolerant(spec: Spec, name: str, schema: Json) -> Iterator[str]:
    for path, node in walk(schema):
        if path.endswith("/properties") or "/x-" in path:
            continue
        if "required" in node:
            yield f"{name}{path}: a response requires nothing"
        if "enum" in node:
            yield f"{name}{path}: a response has no closed enum; use x-known"
        if node.get("format") == "date-time":
            yield f"{name}{path}: times stay integers or strings"
    for field, value in schema.get("properties", {}).items():
        if "const" not in value and not _nullable(value):
            yield f"{name}.{field}: a response field must be nullable"
    yield from _unions(spec, name, schema)


def _nullable(schema: Json) -> bool:
    kind = schema.get("type")
    if kind == "null" or (isinstance(kind, list) and "null" in kind):
        return True
    if not {"type", "$ref", *COMBINERS} & set(schema):
        return True  # anything goes
    return any(_nullable(option) for key in ("oneOf", "anyOf") for option in schema.get(key, []))


def _unions(spec: Spec, name: str, schema: Json) -> Iterator[str]:
    """A union of two or more object schemas must be told apart by const tags."""
    for path, node in walk(_without_rules(schema)):
        for key in ("oneOf", "anyOf"):
            variants = [ref_name(option) for option in node.get(key, []) if ref_name(option)]
            if len(variants) < 2:
                continue
            for variant in variants:
                properties = spec.schemas.get(str(variant), {}).get("properties", {})
                if not any("const" in value for value in properties.values()):
                    yield f"{name}{path}: variant {variant} has no const tag"


def _without_rules(schema: Json) -> Json:
    return {key: value for key, value in schema.items() if key != "allOf"}
