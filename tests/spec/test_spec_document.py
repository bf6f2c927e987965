"""The bundled document as other people's tools see it, and our own `x-` facts in it."""

from __future__ import annotations

import io
import json
import keyword
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, OpenAPIV32SpecValidator

from generator import __main__ as command
from generator import fields, lint
from generator.bundle import Spec
from generator.documents import ref_name, walk

from .test_request_agreement import EXAMPLES, Near

# What was there once may not be lost; new endpoints need no entry in these lists.
OPERATIONS = """
POST   /v1/text/chatcompletion_v2
POST   /v1/chat/completions
POST   /v1/responses
POST   /v1/responses/input_tokens
POST   /anthropic/v1/messages
POST   /anthropic/v1/messages/count_tokens
GET    /v1/models
GET    /v1/models/{model_id}
GET    /anthropic/v1/models
GET    /anthropic/v1/models/{model_id}
POST   /v1/embeddings
POST   /v1/t2a_v2
POST   /v1/t2a_async_v2
GET    /v1/query/t2a_async_query_v2
POST   /v1/speech_to_text
POST   /v1/voice_clone
POST   /v1/voice_design
POST   /v1/get_voice
POST   /v1/delete_voice
POST   /v1/video_generation
GET    /v1/query/video_generation
POST   /v2/video_generation
GET    /v2/query/video_generation/{task_id}
GET    /v2/query/video_generation
DELETE /v2/video_generation/{task_id}
POST   /v2/h3_context_ir
POST   /v2/video_regeneration
POST   /v1/video_template_generation
GET    /v1/query/video_template_generation
POST   /v1/image_generation
POST   /v1/images/generations
POST   /v1/images/edits
POST   /v1/music_generation
POST   /v1/lyrics_generation
POST   /v1/music_cover_preprocess
POST   /v1/files/upload
GET    /v1/files/list
GET    /v1/files/retrieve
GET    /v1/files/retrieve_content
POST   /v1/files/delete
GET    /v1/token_plan/remains
GET    /v1/api/openplatform/coding_plan/remains
GET    /account/query_balance
POST   /v1/coding_plan/search
POST   /v1/coding_plan/vlm
"""
STREAMED = {
    "chatcompletion_v2": "aggregate",
    "chat_completions": "done",
    "responses": "response",
    "anthropic_messages": "message_stop",
    "t2a_v2": "status",
    "speech_to_text": "finish",
    "music_generation": "status",
}
TASKS = {
    "t2a_async_v2": ("speech", "query_t2a_async_v2"),
    "video_generation": ("video", "query_video_generation"),
    "video_generation_v2": ("video-v2", "query_video_generation_v2"),
    "h3_context_ir": ("video-prompt", "query_video_generation_v2"),
    "video_regeneration": ("video-v2", "query_video_generation_v2"),
    "video_template_generation": ("video-template", "query_video_template_generation"),
}
OFFICIAL = re.compile(r"https://platform\.(minimax\.io|minimax\.cn|minimaxi\.com)/docs/[\w/.-]+")


@pytest.fixture(scope="module")
def printed(root: Path) -> Any:
    """What `python -m generator --print` writes."""
    return _printed(root)


def _printed(root: Path, *options: str) -> Any:
    out = io.StringIO()
    with redirect_stdout(out):
        assert command.main(["--print", *options, "--root", str(root)]) == 0
    return json.loads(out.getvalue())


def contents(spec: Spec) -> list[tuple[str, dict[str, Any]]]:
    """Every body of a request or of a success, with a name for the test report."""
    found = []
    for operation in spec.operations():
        for kind, content in operation.data.get("requestBody", {}).get("content", {}).items():
            found.append((f"{operation.id} request {kind}", content))
        for kind, content in operation.response_contents().items():
            found.append((f"{operation.id} answer {kind}", content))
    return found


def test_the_printed_document_is_valid_openapi(printed: Any) -> None:
    assert printed["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(printed).iter_errors()] == []


@pytest.mark.slow
def test_the_document_can_be_printed_as_openapi_3_2(root: Path) -> None:
    newer = _printed(root, "--openapi", "3.2")

    assert newer["openapi"].startswith("3.2")
    assert [error.message for error in OpenAPIV32SpecValidator(newer).iter_errors()] == []
    for frame, content in streams(newer).items():
        assert content.keys() == {"itemSchema"}
        data = content["itemSchema"]["properties"]["data"]
        assert (data["contentMediaType"], ref_name(data["contentSchema"])) == (
            "application/json",
            frame,
        )


RESTATED = {"x-trimmed-length", "x-sides"}
"""Keys of our own that are printed in plain JSON Schema, too."""


def streams(document: Any) -> dict[str, Any]:
    """The content of each stream by the name of its event schema."""
    found = {}
    for _, item in document["paths"].items():
        for operation in item.values():
            content = operation["responses"]["200"].get("content", {}).get("text/event-stream")
            if content is not None:
                (frame,) = {ref_name(node) for _, node in walk(content)} - {None}
                found[str(frame)] = content
    return found


def resolved(printed: Any, schema: Any) -> Any:
    return {**schema, "components": printed["components"]}


def test_streams_are_described_as_text_events_and_json(printed: Any, spec: Spec) -> None:
    found = streams(printed)

    assert found.keys() == streams(spec.document).keys()
    for frame, content in found.items():
        assert content["x-event-schema"] == {"$ref": f"#/components/schemas/{frame}"}
        validator = Draft202012Validator(resolved(printed, content["schema"]))
        assert validator.is_valid("data: {}\n\ndata: [DONE]\n\n")
        assert validator.is_valid({"event": "message", "data": '{"id": "1"}'})
        assert validator.is_valid({})
        assert not validator.is_valid(7)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_validators_without_min_contains_accept_the_examples(printed: Any, name: str) -> None:
    """As proxies do, which read the schemas by draft 7."""
    schema = resolved(printed, {"$ref": f"#/components/schemas/{name}"})

    for example in EXAMPLES[name]:
        wrong = [error.message for error in Draft7Validator(schema).iter_errors(example)]
        assert wrong == [], example


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_printed_schemas_match_the_spec(printed: Any, spec: Spec, name: str) -> None:
    if any(RESTATED & node.keys() for _, node in walk(spec.schemas[name])):
        pytest.skip("printed with more keywords than it has, to say what our own keys say")
    schema = {"$ref": f"#/components/schemas/{name}"}
    shown = Draft202012Validator(resolved(printed, schema))
    written = Draft202012Validator(resolved(spec.document, schema))
    bodies = [Near(seed).request(name) for seed in range(60)]

    verdicts = [written.is_valid(body) for body in bodies]

    assert [shown.is_valid(body) for body in bodies] == verdicts


def test_every_endpoint_of_the_platform_is_described(printed: Any) -> None:
    described = {
        (method.upper(), path) for path, item in printed["paths"].items() for method in item
    }

    wanted = {tuple(line.split()) for line in OPERATIONS.strip().splitlines()}
    assert wanted <= described, "an endpoint was lost"


def test_every_example_fits_its_schema(spec: Spec) -> None:
    problems = []
    for name, content in contents(spec):
        validator = Draft202012Validator(
            {**content["schema"], "components": spec.document["components"]}
        )
        for example, data in content.get("examples", {}).items():
            problems += [
                f"{name} {example}: {error.json_path}: {error.message}"
                for error in validator.iter_errors(data["value"])
            ]
    assert problems == []


def test_every_json_body_has_an_example(spec: Spec) -> None:
    without = [
        name
        for name, content in contents(spec)
        if "examples" not in content and name.endswith((" application/json", "form-data"))
    ]
    assert without == []


def test_examples_contain_only_known_fields(spec: Spec) -> None:
    """A misspelt field in an example passes validation, for unknown fields are allowed."""
    strangers = []
    for name, content in contents(spec):
        schema = spec.resolve(content["schema"])
        for example, data in content.get("examples", {}).items():
            known = set(schema.get("properties", {}))
            if known and isinstance(data["value"], dict):
                strangers += [
                    f"{name} {example}: {field}" for field in data["value"] if field not in known
                ]
    assert strangers == []


def test_operation_ids_are_python_names(spec: Spec) -> None:
    assert all(
        operation.id.isidentifier() and operation.id.islower() for operation in spec.operations()
    )


def test_path_parameters_are_declared(spec: Spec) -> None:
    for operation in spec.operations():
        declared = {
            parameter["name"]
            for parameter in operation.data.get("parameters", [])
            if parameter["in"] == "path"
        }
        assert declared == set(re.findall(r"{(\w+)}", operation.path)), operation.id


def test_every_operation_names_official_pages_or_none(spec: Spec) -> None:
    strangers = [
        url
        for operation in spec.operations()
        for url in operation.data["x-source"]
        if not OFFICIAL.fullmatch(url)
    ]
    assert strangers == []


def test_every_operation_has_its_page_with_its_endpoint_block(spec: Spec, root: Path) -> None:
    for operation in spec.operations():
        page = root / "api" / f"{operation.data['x-page']}.md"
        assert page.is_file(), operation.id
        assert f"<!-- endpoint {operation.id} -->" in page.read_text(encoding="utf-8"), operation.id


def test_extension_fields_have_known_values(spec: Spec) -> None:
    for operation in spec.operations():
        data = operation.data
        assert isinstance(data["x-billed"], bool), operation.id
        assert not (data["x-billed"] and operation.method in ("get", "delete")), (
            f"{operation.id}: reading costs nothing"
        )


def test_streams_define_their_end(spec: Spec) -> None:
    ends = {
        operation.id: operation.data["x-stream"]["end"]
        for operation in spec.operations()
        if "x-stream" in operation.data
    }
    assert STREAMED.items() <= ends.items()

    for operation in spec.operations():
        if operation.id in ends:
            switch = operation.data["x-stream"]["switch"]
            assert (
                spec.schemas[str(operation.request_schema())]["properties"][switch]["type"]
                == "boolean"
            ), operation.id
            assert (
                ref_name(operation.response_contents()["text/event-stream"]["schema"])
                in spec.schemas
            ), operation.id


def test_tasks_name_the_operation_that_polls_them(spec: Spec) -> None:
    tasks = {
        operation.id: operation.data["x-task"]
        for operation in spec.operations()
        if "x-task" in operation.data
    }
    found = {name: (task["kind"], task["query"]) for name, task in tasks.items()}
    assert TASKS.items() <= found.items()

    known = {operation.id for operation in spec.operations()}
    assert {task["query"] for task in tasks.values()} <= known


def test_native_answers_have_a_status(spec: Spec) -> None:
    for operation in spec.operations():
        answer = operation.response_contents().get("application/json")
        if operation.data["x-family"] == "native" and answer:
            assert "base_resp" in spec.resolve(answer["schema"])["properties"], operation.id


def test_ids_in_responses_can_be_text_or_numbers(spec: Spec) -> None:
    """The same id is a number at one endpoint and text at the next."""
    requests = {name for name, used in lint.sides(spec).items() if "request" in used}
    narrow = [
        f"{name}.{field}"
        for name, schema in spec.schemas.items()
        if name not in requests  # whose ids have one type
        for field, value in schema.get("properties", {}).items()
        if field.endswith(("file_id", "task_id"))
        and not {"string", "integer"} <= set(value.get("type", []))
    ]
    assert narrow == []


def test_numeric_ids_of_requests_are_marked(spec: Spec) -> None:
    for operation in spec.operations():
        request = operation.request_schema()
        for field in fields.of(spec, request).values() if request else ():
            if (
                field.path[-1] in ("file_id", "text_file_id")
                and field.schema.get("type") == "integer"
            ):
                assert field.schema.get("x-id") is True, f"{request}.{field.name}"


def test_known_values_are_open_sets(spec: Spec) -> None:
    for path, node in walk(spec.document):
        if "x-known" not in node or path.endswith("/properties"):
            continue
        known = node["x-known"]
        assert known, path
        assert len(known) == len(set(known)), f"{path}: a value is listed twice"
        assert "enum" not in node, f"{path}: x-known is for open sets"
        assert "const" not in node, f"{path}: x-known is for open sets"


def test_growing_sets_are_never_closed(spec: Spec) -> None:
    """Models, voices, templates, languages and file purposes: a new one works the day it
    appears.
    """
    for name, schema in spec.schemas.items():
        for field, value in schema.get("properties", {}).items():
            if field in ("model", "voice_id", "template_id", "language_boost", "purpose"):
                assert "enum" not in value, f"{name}.{field}"
    for operation in spec.operations():
        for parameter in operation.data.get("parameters", []):
            assert "enum" not in parameter["schema"] or parameter["name"] not in (
                "purpose",
                "model_id",
            ), operation.id


def test_closed_sets_have_no_duplicates(spec: Spec) -> None:
    for path, node in walk(spec.document):
        if isinstance(node.get("enum"), list):
            assert len({json.dumps(value) for value in node["enum"]}) == len(node["enum"]), path


def test_fields_name_only_known_models_and_regions(spec: Spec) -> None:
    models = {row["id"] for row in spec.tables["models"]["models"]}
    regions = set(spec.tables["regions"]["regions"])
    for path, node in walk(spec.document):
        assert set(node.get("x-models", [])) <= models, path
        assert set(node.get("x-regions", [])) <= regions, path


def test_known_models_of_requests_are_in_the_table(spec: Spec) -> None:
    models = {row["id"] for row in spec.tables["models"]["models"]}
    for operation in spec.operations():
        request = spec.schemas.get(str(operation.request_schema()), {})
        assert set(request.get("properties", {}).get("model", {}).get("x-known", [])) <= models, (
            operation.id
        )


def test_ergonomic_names_can_be_keyword_arguments(spec: Spec) -> None:
    for operation in spec.operations():
        request = operation.request_schema()
        found = {
            **(fields.of(spec, request) if request else {}),
            **fields.parameters(operation.data),
        }
        for name in found:
            assert name.isidentifier(), f"{operation.id}: {name}"
            assert not keyword.iskeyword(name), f"{operation.id}: {name}"


def test_flattened_fields_are_objects(spec: Spec) -> None:
    for name, schema in spec.schemas.items():
        for field, value in schema.get("properties", {}).items():
            if value.get("x-flatten"):
                assert "properties" in spec.resolve(value), f"{name}.{field}"


def test_defaults_are_allowed_values(spec: Spec) -> None:
    for name, schema in spec.schemas.items():
        for field, value in schema.get("properties", {}).items():
            if "default" in value:
                checked = {key: item for key, item in value.items() if key != "default"}
                validator = Draft202012Validator(
                    {**checked, "components": spec.document["components"]}
                )
                assert validator.is_valid(value["default"]), f"{name}.{field}: {value['default']!r}"


def test_rule_messages_are_sentences_that_name_what_is_allowed(spec: Spec) -> None:
    for name, schema in spec.schemas.items():
        for rule in schema.get("allOf", []):
            message = rule["x-message"]
            assert message.endswith("."), f"{name}: {message}"
            assert len(message.split()) >= 5, f"{name}: {message}"


def test_options_name_fields_that_exist(spec: Spec) -> None:
    for feature, data in spec.features.items():
        for name, options in data.get("x-options", {}).items():
            found = [
                field for schema in options["schemas"] for field in fields.of(spec, schema).values()
            ]
            found += [
                field
                for operation in spec.operations()
                if operation.id in options.get("operations", [])
                for field in fields.parameters(operation.data).values()
            ]
            known, wire = (
                {field.name for field in found} | set(options.get("own", ())),
                {field.path[-1] for field in found},
            )
            assert name.endswith("Options"), f"{feature}: {name}"
            assert set(options["named"]) - set(options.get("beyond", [])) <= known, (
                f"{feature}: {name}"
            )
            assert set(options.get("managed", {})) <= known | wire, f"{feature}: {name}"
            assert not set(options["named"]) & set(options.get("managed", {})), f"{feature}: {name}"


def test_spec_text_describes_only_the_platform(root: Path) -> None:
    for path in sorted((root / "spec").rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<!\w)/(home|root|tmp)/|\bTODO\b|\bFIXME\b", text), path.name
