"""The rules for `spec/`: strict requests, tolerant responses, named schemas, no pitfalls.

Rules that JSON Schema can express are in `lint.yaml`. Rules across several places of the spec are
functions here that yield findings; `findings()` runs them all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from .bundle import Spec
from .documents import REF, Json, read, ref_name, walk
from .emit import CHECKED, COMBINERS, PARTS

RULES = read(Path(__file__).with_name("lint.yaml"))
REMARKS = {"$ref", "description", "default", "format", "deprecated", "contentMediaType"}
KEYWORDS = {*CHECKED, *COMBINERS, *PARTS, *REMARKS, "properties"}


def findings(spec: Spec) -> list[str]:
    """All problems of the spec, as sentences; empty if there are none."""
    found = [*_operations(spec), *_references(spec), *_options(spec), *_keys(spec)]
    found += [*_listed_models(spec), *_tables(spec)]
    reached = sides(spec)
    for name, schema in spec.schemas.items():
        if len(reached[name]) > 1:
            found.append(f"{name}: used by requests and by responses; write two schemas")
        found += _schema(spec, name, schema, strict="request" in reached[name])
    return found


def pages(spec: Spec, folder: Path) -> Iterator[str]:
    """What the pages in a folder lack with respect to the operations of the spec."""
    for operation in spec.operations():
        page = folder / f"{operation.data.get('x-page')}.md"
        marker = f"<!-- endpoint {operation.id} -->"
        if not page.is_file():
            yield f"{operation.id}: there is no page api/{page.name}; write it, with {marker}"
        elif marker not in page.read_text(encoding="utf-8"):
            yield f"{operation.id}: api/{page.name} lacks the block {marker} ... <!-- end -->"


def sides(spec: Spec) -> dict[str, set[str]]:
    """Whether each schema, by name, is used by requests, responses or both."""
    found: dict[str, set[str]] = defaultdict(set)

    def reach(node: Any, side: str) -> None:
        for _, mapping in walk(node):
            name = ref_name(mapping)
            if name in spec.schemas and side not in found[str(name)]:
                found[str(name)].add(side)
                reach(spec.schemas[str(name)], side)

    for operation in spec.operations():
        reach(operation.data.get("requestBody"), "request")
        reach(operation.data["responses"].get("200"), "response")
    for name, schema in spec.schemas.items():
        if schema.get("x-sender") == "client":
            reach({"$ref": REF + name}, "request")
    return found


@cache
def _validator(rule: str) -> Draft202012Validator:
    return Draft202012Validator({**RULES, "$ref": f"#/$defs/{rule}"})


def _broken(rule: str, where: str, data: Json) -> Iterator[str]:
    """The violations of `lint.yaml`, each message once."""
    found = []
    for error in _validator(rule).iter_errors(data):
        place = "".join(f"/{step}" for step in error.instance_path)
        message, schema = f"{where}{place}: {error.message}", RULES
        for step in error.schema_path[:-1]:
            schema = schema[step if isinstance(schema, list) else str(step)]
            if isinstance(schema, dict) and "x-says" in schema:
                message = f"{where}: {schema['x-says']}"
        found.append(message)
    yield from dict.fromkeys(found)


def _operations(spec: Spec) -> Iterator[str]:
    ids = Counter(operation.data.get("operationId") for operation in spec.operations())
    for operation in spec.operations():
        data = operation.data
        where = f"{operation.feature}: {operation.method.upper()} {operation.path}"
        yield from _broken("operation", where, data)
        if ids[data.get("operationId")] > 1:
            yield f"{where}: operationId {data.get('operationId')} is taken"
        if data.get("tags") != [operation.feature]:
            yield f"{where}: tags must be [{operation.feature}]"
        if next(iter(operation.response_contents()), "") == "text/event-stream":
            yield f"{where}: text/event-stream must not be the first content type"


def _references(spec: Spec) -> Iterator[str]:
    for path, node in walk(spec.document):
        name = ref_name(node)
        if name is not None and name not in spec.schemas:
            yield f"{path}: unknown schema {name}"


def _options(spec: Spec) -> Iterator[str]:
    operations = {operation.data.get("operationId") for operation in spec.operations()}
    for feature, data in spec.features.items():
        for name, options in data.get("x-options", {}).items():
            for schema in sorted(set(options["schemas"]) - spec.schemas.keys()):
                yield f"{feature}: x-options {name}: unknown schema {schema}"
            for operation in sorted(set(options.get("operations", [])) - operations):
                yield f"{feature}: x-options {name}: unknown operation {operation}"


def _keys(spec: Spec) -> Iterator[str]:
    """Undocumented extension keys, except the names of security schemes."""
    for path, node in _written(spec):
        for key in sorted(map(str, node)) if "/security" not in path else ():
            if key.startswith("x-") and key not in spec.tables["keys"]:
                yield f"{path}: {key} is not explained in spec/README.md"


def _listed_models(spec: Spec) -> Iterator[str]:
    """Lists of models that are written out, which would have to be kept in sync with the table."""
    ids = {row["id"] for row in spec.tables["models"]["models"]}
    for path, node in _written(spec):
        for key in ("x-known", "x-models", "enum"):
            values = node.get(key)
            if isinstance(values, list) and (known := ids.intersection(map(str, values))):
                yield (
                    f"{path}: {key} lists {', '.join(sorted(known))}, which the table of models"
                    " has; select them, such as {models: chat}"
                )


def _written(spec: Spec) -> Iterator[tuple[str, Json]]:
    """All mappings in the feature files, as written."""
    for feature, part in spec.written.items():
        yield from ((f"{feature}{path}", node) for path, node in walk(part))


def _tables(spec: Spec) -> Iterator[str]:
    """Rows of the tables that are duplicates, contradictory, or unused."""
    models, prices = spec.tables["models"], spec.tables["prices"]["prices"]
    for row in models["models"]:
        for column in row.keys() - models["columns"].keys():
            yield f"models: {row['id']}: the column {column} is not explained under `columns`"
        made, default = row.get("modes", {}).values(), row.get("default", {})
        if made and not any(
            default.get("duration") in sizes.get(default.get("resolution"), []) for sizes in made
        ):
            yield f"models: {row['id']}: the default is not one of its sizes"
    served = {name for row in models["models"] for name in row.get("apis", [])}
    for name in sorted(
        served.difference(each.data.get("operationId") for each in spec.operations())
    ):
        yield f"models: apis: there is no operation {name}"
    facts = [f"the model {row['id']}" for row in models["models"]]
    for limit in models["rate_limits"]:
        facts += [f"the limit of {limit['class']} {name}" for name in limit["models"] or [""]]
    facts += [f"the price of {row['item']} per {row['unit']} {row.get('when')}" for row in prices]
    for fact in (fact for fact, count in Counter(facts).items() if count > 1):
        yield f"{fact.removesuffix(' None').strip()} is in the table twice"
    classes = {"", *(row["class"] for row in models["rate_limits"])}
    for operation in spec.operations():
        if (name := operation.data.get("x-rate-limit", "")) not in classes:
            yield f"{operation.path}: x-rate-limit: there is no class {name} in rate_limits"


def _schema(spec: Spec, name: str, schema: Json, *, strict: bool) -> Iterator[str]:
    yield from _broken("component", name, schema)
    for field, value in schema.get("properties", {}).items():
        for rule in ("field",) if strict else ("field", "response-field"):
            yield from _broken(rule, f"{name}.{field}", value)
    if strict:
        for field in sorted(set(schema.get("required", [])) - schema.get("properties", {}).keys()):
            yield f"{name}: required field {field} is not a property"
        for key in ("allOf", "x-warnings"):
            for index, rule in enumerate(schema.get(key, [])):
                yield from _broken("rule", f"{name}/{key}/{index}", rule)
    for path, part in _subschemas(schema, name):
        for rule in ("part", *["inner"] * (path != name), *["response-part"] * (not strict)):
            yield from _broken(rule, path, part)
        yield from _untagged(spec, path, part)
        known = REMARKS if "$ref" in part else KEYWORDS
        ignored = sorted(key for key in part.keys() - known if not key.startswith("x-"))
        if strict and ignored:
            yield f"{path}: {', '.join(ignored)} would not be checked before sending"


def _subschemas(schema: Json, path: str) -> Iterator[tuple[str, Json]]:
    """A schema and all nested schemas."""
    inner: list[tuple[str, Json]] = [
        *((f"{path}.{name}", field) for name, field in schema.get("properties", {}).items()),
        *((f"{path}/{key}", schema[key]) for key in PARTS if isinstance(schema.get(key), dict)),
    ]
    for key in COMBINERS:
        inner += ((f"{path}/{key}/{n}", option) for n, option in enumerate(schema.get(key, [])))
    yield path, schema
    for place, part in inner:
        yield from _subschemas(part, place)


def _untagged(spec: Spec, path: str, part: Json) -> Iterator[str]:
    """Check that the variants of a union of objects have distinct const tags."""
    for key in ("oneOf", "anyOf"):
        variants = [name for option in part.get(key, []) if (name := ref_name(option))]
        for variant in variants if len(variants) > 1 else ():
            fields: Iterable[Json] = spec.schemas.get(variant, {}).get("properties", {}).values()
            if not any("const" in field for field in fields):
                yield f"{path}: variant {variant} has no const tag"
