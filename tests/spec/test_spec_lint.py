"""The rules of the spec: they hold on the real one, and each of them notices when it is broken."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import __main__ as command
from generator.bundle import Spec, build
from generator.documents import SpecError
from generator.lint import RULES, findings, pages

Break = Callable[[Spec], object]


def broken(spec: Spec, change: Break) -> Spec:
    """The spec after a change to one of its files, bundled anew."""
    root, written, tables = duplicate((spec.root, spec.written, spec.tables))
    change(Spec(root, written, {}, tables, written))
    return build(root, written, tables)


def duplicate(data: Any) -> Any:
    """A deep copy, many times faster than `copy.deepcopy`."""
    return pickle.loads(pickle.dumps(data))


def operation(spec: Spec, path: str = "/v1/t2a_v2", method: str = "post") -> Any:
    return next(
        feature["paths"][path][method]
        for feature in spec.features.values()
        if path in feature.get("paths", {})
    )


def schema(spec: Spec, name: str) -> Any:
    schemas = (
        feature.get("components", {}).get("schemas", {}) for feature in spec.features.values()
    )
    return next(found[name] for found in schemas if name in found)


def field(spec: Spec, name: str, key: str) -> Any:
    return schema(spec, name)["properties"][key]


def answer(spec: Spec, path: str = "/v1/t2a_v2") -> Any:
    return operation(spec, path)["responses"]["200"]["content"]


def reorder(contents: dict[str, Any]) -> None:
    contents["application/json"] = contents.pop("application/json")


ADDRESS = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "Town."}},
    "description": "Where.",
}
ALIAS = {"description": "Another name.", "allOf": [{"$ref": "#/components/schemas/BaseResp"}]}
LOUD = {"description": "Loud.", "allOf": [{"$ref": "#/components/schemas/TimbreWeight"}]}


def alone(spec: Spec, name: str, body: dict[str, Any]) -> None:
    """A schema that nobody uses counts as part of an answer."""
    spec.features["speech"]["components"]["schemas"][name] = body


def without(key: str) -> Break:
    return lambda spec: operation(spec).pop(key)


BREAKS: dict[str, tuple[Break, str]] = {
    **{
        f"operation without {key}": (
            without(key),
            f'speech: POST /v1/t2a_v2: "{key}" is a required property',
        )
        for key in RULES["$defs"]["operation"]["required"]
    },
    "operation id twice": (
        lambda spec: operation(spec, "/v1/t2a_async_v2").update(operationId="t2a_v2"),
        "speech: POST /v1/t2a_async_v2: operationId t2a_v2 is taken",
    ),
    "foreign tag": (
        lambda spec: operation(spec).update(tags=["music"]),
        "speech: POST /v1/t2a_v2: tags must be [speech]",
    ),
    "no answer": (
        lambda spec: operation(spec)["responses"].pop("200"),
        "speech: POST /v1/t2a_v2: no 200 response",
    ),
    "event stream first": (
        lambda spec: reorder(answer(spec)),
        "speech: POST /v1/t2a_v2: text/event-stream must not be the first content type",
    ),
    "x-stream without a stream": (
        lambda spec: answer(spec).pop("text/event-stream"),
        "speech: POST /v1/t2a_v2: x-stream and text/event-stream belong together",
    ),
    "stream without x-stream": (
        lambda spec: operation(spec).pop("x-stream"),
        "speech: POST /v1/t2a_v2: x-stream and text/event-stream belong together",
    ),
    "unknown end of a stream": (
        lambda spec: operation(spec)["x-stream"].update(end="bell"),
        'speech: POST /v1/t2a_v2/x-stream/end: "bell" is not one of "aggregate", "done"',
    ),
    "unknown family of errors": (
        lambda spec: operation(spec).update({"x-family": "soap"}),
        'speech: POST /v1/t2a_v2/x-family: "soap" is not one of "native"',
    ),
    "errors of another family": (
        lambda spec: operation(spec)["responses"].update(
            default={"$ref": "#/components/responses/OpenAIError"}
        ),
        "speech: POST /v1/t2a_v2: the default response must be that of x-family, which is",
    ),
    "two request bodies": (
        lambda spec: operation(spec)["requestBody"]["content"].update({"application/xml": {}}),
        "speech: POST /v1/t2a_v2: one content type per request",
    ),
    "unknown schema": (
        lambda spec: field(spec, "T2ARequest", "voice_modify").update(
            {"$ref": "#/components/schemas/Vice"}
        ),
        "/components/schemas/T2ARequest/properties/voice_modify: unknown schema Vice",
    ),
    "discriminator": (
        lambda spec: schema(spec, "VideoV2Request")["properties"]["content"]["items"].update(
            discriminator={"propertyName": "type"}
        ),
        "VideoV2Request.content/items: use const tags, not a discriminator",
    ),
    "schema on both sides": (
        lambda spec: field(spec, "T2AResponse", "data").update(
            oneOf=[{"$ref": "#/components/schemas/TimbreWeight"}, {"type": "null"}]
        ),
        "TimbreWeight: used by requests and by responses; write two schemas",
    ),
    "options of an unknown schema": (
        lambda spec: spec.features["speech"]["x-options"]["SynthesizeOptions"].update(
            schemas=["T3ARequest"]
        ),
        "speech: x-options SynthesizeOptions: unknown schema T3ARequest",
    ),
    "options of an unknown operation": (
        lambda spec: spec.features["speech"]["x-options"]["SynthesizeOptions"].update(
            operations=["t3a"]
        ),
        "speech: x-options SynthesizeOptions: unknown operation t3a",
    ),
    "object without a name": (
        lambda spec: schema(spec, "T2ARequest")["properties"].update(
            address=copy.deepcopy(ADDRESS)
        ),
        "T2ARequest.address: an object with properties must be a named component",
    ),
    "field called additional_properties": (
        lambda spec: schema(spec, "T2AResponse")["properties"].update(
            additional_properties={"type": ["string", "null"], "description": "No."}
        ),
        "T2AResponse: no property may be called additional_properties",
    ),
    "alias of an answer": (
        lambda spec: alone(spec, "Status", ALIAS),
        "Status: allOf with one $ref is an alias; refer to the schema itself",
    ),
    "alias inside a field": (
        lambda spec: schema(spec, "T2ARequest")["properties"].update(loud=copy.deepcopy(LOUD)),
        "T2ARequest.loud: allOf with one $ref is an alias; refer to the schema itself",
    ),
    "schema without a description": (
        lambda spec: schema(spec, "T2ARequest").pop("description"),
        "T2ARequest: no description",
    ),
    "field without a description": (
        lambda spec: field(spec, "T2ARequest", "text").pop("description"),
        "T2ARequest.text: no description",
    ),
    "required field that is not there": (
        lambda spec: schema(spec, "T2ARequest")["required"].append("tempo"),
        "T2ARequest: required field tempo is not a property",
    ),
    "inherited request": (
        lambda spec: schema(spec, "T2ARequest")["allOf"].append(
            {"$ref": "#/components/schemas/VoiceSetting"}
        ),
        "T2ARequest/allOf/6: allOf is for rules; write the properties out",
    ),
    "rule without a message": (
        lambda spec: schema(spec, "T2ARequest")["allOf"].append({"not": {"required": ["stream"]}}),
        'T2ARequest/allOf/6: "x-message" is a required property',
    ),
    "rule with a foreign keyword": (
        lambda spec: schema(spec, "T2ARequest")["allOf"].append(
            {"x-message": "no.", "maxProperties": 3}
        ),
        "T2ARequest/allOf/6: Additional properties are not allowed ('maxProperties' was",
    ),
    "rule without an example": (
        lambda spec: schema(spec, "T2ARequest")["allOf"][0].pop("x-refused"),
        'T2ARequest/allOf/0: "x-refused" is a required property',
    ),
    "key that nobody explains": (
        lambda spec: field(spec, "T2ARequest", "text").update({"x-mood": "calm"}),
        "/properties/text: x-mood is not explained in spec/README.md",
    ),
    "models written out": (
        lambda spec: field(spec, "T2ARequest", "model").update({"x-known": ["speech-2.8-hd"]}),
        "/properties/model: x-known lists speech-2.8-hd, which the table of models has",
    ),
    "request without an example": (
        lambda spec: operation(spec)["requestBody"]["content"]["application/json"].pop("examples"),
        "speech: POST /v1/t2a_v2: the request needs an example",
    ),
    "unknown class of limits": (
        lambda spec: operation(spec).update({"x-rate-limit": "opera"}),
        "/v1/t2a_v2: x-rate-limit: there is no class opera in rate_limits",
    ),
    "column that nobody explains": (
        lambda spec: spec.tables["models"]["models"][0].update(mood="calm"),
        "models: MiniMax-M3.1-Flash: the column mood is not explained under `columns`",
    ),
    "model of an unknown operation": (
        lambda spec: spec.tables["models"]["models"][-1].update(apis=["sing", "embeddings"]),
        "models: apis: there is no operation sing",
    ),
    "model twice": (
        lambda spec: spec.tables["models"]["models"].append(
            {"id": "embo-01", "kind": "embedding", "state": "legacy", "apis": ["embeddings"]}
        ),
        "the model embo-01 is in the table twice",
    ),
    "two prices for one thing": (
        lambda spec: spec.tables["prices"]["prices"].append(
            {"item": "image-01", "kind": "image", "unit": "image", "per": 1, "usd": 9}
        ),
        "the price of image-01 per image is in the table twice",
    ),
    "default that a model does not make": (
        lambda spec: next(
            row for row in spec.tables["models"]["models"] if row["id"] == "MiniMax-H3"
        )["default"].update(duration=99),
        "models: MiniMax-H3: the default is not one of its sizes",
    ),
    "limit that is not checked": (
        lambda spec: field(spec, "T2ARequest", "timbre_weights").update(uniqueItems=True),
        "T2ARequest.timbre_weights: uniqueItems would not be checked before sending",
    ),
    "limit beside a reference": (
        lambda spec: field(spec, "T2ARequest", "voice_modify").update(minProperties=1),
        "T2ARequest.voice_modify: minProperties would not be checked before sending",
    ),
    "union without tags in a request": (
        lambda spec: field(spec, "VideoV2TextItem", "type").pop("const"),
        "VideoV2Request.content/items: variant VideoV2TextItem has no const tag",
    ),
    "union without tags in an answer": (
        lambda spec: field(spec, "AnthropicTextBlock", "type").pop("const"),
        "AnthropicMessagesResponse.content/items: variant AnthropicTextBlock has no const tag",
    ),
    "answer that requires a field": (
        lambda spec: schema(spec, "T2AResponse").update(required=["data"]),
        "T2AResponse: a response requires nothing",
    ),
    "closed set in an answer": (
        lambda spec: field(spec, "T2AExtraInfo", "audio_format").update(enum=["mp3", None]),
        "T2AExtraInfo.audio_format: a response has no closed enum; use x-known",
    ),
    "date in an answer": (
        lambda spec: field(spec, "T2AResponse", "trace_id").update(format="date-time"),
        "T2AResponse.trace_id: times stay integers or strings",
    ),
    "answer that is never null": (
        lambda spec: field(spec, "T2AResponse", "trace_id").update(type="string"),
        "T2AResponse.trace_id: a response field must be nullable",
    ),
    "object in an answer that is never null": (
        lambda spec: field(spec, "T2AResponse", "data").update(
            oneOf=[{"$ref": "#/components/schemas/T2AData"}]
        ),
        "T2AResponse.data: a response field must be nullable",
    ),
}


def test_spec_has_no_lint_errors(spec: Spec) -> None:
    assert findings(spec) == []


@pytest.mark.parametrize("name", BREAKS)
def test_lint_errors_are_reported(spec: Spec, name: str) -> None:
    change, sentence = BREAKS[name]

    found = findings(broken(spec, change))

    assert any(sentence in each for each in found), "\n".join(found)
    assert len(found) <= 4, "one mistake, few findings:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("selection", "complaint"),
    [
        ({"models": "sing"}, "the table of models has nothing for"),
        ({"models": "chat", "tempo": 3}, "not a selection"),
        ({"model": "chat"}, "not a selection"),
        ({"field": "T2ARequest.tempo"}, "T2ARequest.tempo has no known values"),
    ],
)
def test_empty_selections_are_rejected(
    spec: Spec, selection: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SpecError, match=complaint):
        broken(spec, lambda spec: field(spec, "T2ARequest", "model").update({"x-known": selection}))


def test_a_task_of_an_unknown_kind_is_refused(spec: Spec) -> None:
    with pytest.raises(SpecError, match=r"x-task: song is not in the table of tasks"):
        broken(
            spec, lambda spec: operation(spec, "/v1/video_generation").update({"x-task": "song"})
        )


def test_every_operation_requires_a_page(spec: Spec, tmp_path: Path) -> None:
    (tmp_path / "file.md").write_text("<!-- endpoint files_list -->\n", encoding="utf-8")

    lacking = [*pages(spec, tmp_path)]

    assert not any(each.startswith("files_list:") for each in lacking)
    assert any(
        each.startswith("files_upload: api/file.md lacks the block <!-- endpoint files_upload -->")
        for each in lacking
    )
    assert any(each.startswith("t2a_v2: there is no page api/") for each in lacking)


FILES = {
    "unknown key twice in a file": (
        "files.yaml",
        "components:",
        "paths: {}\ncomponents:",
        "duplicate key: paths",
    ),
    "schema of another feature": (
        "files.yaml",
        "components:\n  schemas:\n",
        "components:\n  schemas:\n    T2ARequest: {type: object, description: Mine.}\n",
        "defined twice: files: components: schemas: T2ARequest: type",
    ),
    "no YAML": ("files.yaml", "components:", "components: [", "files.yaml: "),
    "no mapping": (
        "tables/regions.yaml",
        None,
        "- one\n",
        "regions.yaml: expected a mapping at the top",
    ),
    "file without a tag": (
        "games.yaml",
        None,
        "paths: {}\n",
        "spec files without a tag in openapi.yaml: games",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_contradicting_files_are_rejected(
    root: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, old, new, sentence = FILES[name]
    folder = tmp_path / "spec"
    (folder / "tables").mkdir(parents=True)
    for source in (root / "spec").rglob("*.*"):
        (folder / source.relative_to(root / "spec")).write_bytes(source.read_bytes())
    text = new if old is None else (folder / path).read_text(encoding="utf-8").replace(old, new, 1)
    (folder / path).write_text(text, encoding="utf-8")

    assert command.main(["--lint", "--root", str(tmp_path)]) == 1
    assert sentence in capsys.readouterr().err


def test_dates_remain_text(spec: Spec) -> None:
    table = spec.tables["models"]

    assert all(isinstance(row["since"], str) for row in table["models"] if "since" in row)
