"""Spec to low-level client, with openapi-python-client used as a library.

`document()` removes what that generator does not support and adds limits and defaults to
descriptions; `write()` runs it with our templates and fails on any warning.
"""

from __future__ import annotations

import contextlib
import copy
import io
import re
import subprocess
import sys
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.schemas import Class

from . import emit, fields
from .bundle import Operation, Spec
from .documents import Json, SpecError, walk
from .limits import described, sentence
from .rendering import TEMPLATES

DROPPED = ("default", "example", "examples", "contentMediaType")


def document(spec: Spec) -> Json:
    """The bundle in a form that openapi-python-client supports."""
    doc = copy.deepcopy(spec.document)
    for schema in doc["components"]["schemas"].values():
        _plain_schema(schema)
    for item in doc["paths"].values():
        for operation in item.values():
            # The library ignores the global one.
            operation["security"] = spec.root["security"]
            success = operation["responses"]["200"]
            success["content"] = dict([*success.get("content", {}).items()][:1])
            operation["responses"] = {"200": success}
            for parameter in operation.get("parameters", []):
                _plain_field(parameter, parameter["schema"])
    doc["components"].pop("responses", None)
    for _, node in walk(doc):
        for key in [key for key in node if isinstance(key, str) and key.startswith("x-")]:
            del node[key]
    return doc


def write(spec: Spec, target: Path) -> None:
    """Write client, models and endpoint modules into an empty folder."""
    config = Config.from_sources(
        ConfigFile(
            project_name_override="minimax_generated",
            package_name_override="minimax_generated",
            use_path_prefixes_for_title_model_names=False,
            docstrings_on_attributes=True,
            literal_enums=True,
            post_hooks=[],
            class_overrides={},
        ),
        meta_type=MetaType.NONE,
        document_source=TEMPLATES,
        file_encoding="utf-8",
        overwrite=True,
        output_path=target,
    )
    parsed = GeneratorData.from_dict(document(spec), config=config)
    if not isinstance(parsed, GeneratorData):
        raise SpecError(f"{parsed.header}: {parsed.detail}")
    project = Project(openapi=parsed, config=config, custom_template_path=TEMPLATES)
    project.env.filters["described"] = described
    project.env.filters["without"] = lambda text, pattern: re.sub(pattern, "", text)
    project.env.tests["in_models"] = lambda line: (
        " ...models." in line or (" import " in line and "...models" in line)
    )
    project.env.globals["facts"] = _facts(spec, config)
    stock = PackageLoader("openapi_python_client")
    project.env.loader = ChoiceLoader(
        [FileSystemLoader(TEMPLATES), PrefixLoader({"stock": stock}), stock]
    )
    with contextlib.redirect_stdout(io.StringIO()):
        problems = project.build()
    if problems:
        raise SpecError(
            "\n".join(
                f"openapi-python-client: {problem.header} {problem.detail}" for problem in problems
            )
        )


def _facts(spec: Spec, config: Config) -> dict[str, Json]:
    """The data for the template of endpoint modules, by operation id."""

    def of(operation: Operation) -> Json:
        known, imports = emit.facts(spec, operation), []
        for key in ("request", "response", "event"):
            if known.get(key, "File") != "File":
                model = Class.from_string(string=known[key], config=config)
                known[key] = model.name
                imports.append(f"from ...models.{model.module_name} import {model.name}")
        parameters = {field.path[1]: field for field in fields.parameters(operation.data).values()}
        body = spec.schemas.get(operation.request_schema() or "", {})
        text = any(kind in known.get("response_types", ()) for kind in ("text/plain", "text/vtt"))
        return {
            "arguments": known,
            "parameters": parameters,
            "about_body": described(body),
            "imports": imports,
            "body": known.get("request", "None"),
            "response": f"{known.get('response', 'None')}{' | str' * text}",
            "event": known.get("event", "None"),
            "operation": operation,
        }

    return {operation.id: of(operation) for operation in spec.operations()}


def format_tree(target: Path) -> None:
    """Format with the pinned ruff and only this configuration, so that the output is the same
    everywhere.
    """
    options = "--isolated --no-cache --quiet --line-length 120 --target-version py311"
    for command in ("check --fix --select F401,I --exit-zero", "format"):
        words = f"{command} {options}".split()
        subprocess.run([sys.executable, "-m", "ruff", *words, str(target)], check=True)


def _plain_schema(schema: Json) -> None:
    schema.pop("allOf", None)  # cross-field rules
    for _, node in walk(schema):
        # A variant that is any object would become an empty class.
        for key in {"oneOf", "anyOf"} & node.keys():
            node[key] = [{} if option == {"type": "object"} else option for option in node[key]]
    for field in schema.get("properties", {}).values():
        _plain_field(field, field)
    for _, node in walk(schema):
        if "properties" not in node or not isinstance(node["properties"], dict):
            for key in DROPPED:
                node.pop(key, None)


def _plain_field(described: Json, schema: Json) -> None:
    """Add the limits to the description, because the library silently drops them."""
    text = f"{described.get('description', '')} {sentence(schema)}".strip()
    alone = {"$ref": described.get("$ref")}  # keys next to a reference are not supported
    replaced = alone if "$ref" in described else {**described, "description": text}
    described.clear()
    described.update(replaced)
