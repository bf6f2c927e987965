"""`python -m generator --compare`: what an official document has that the spec lacks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import compare
from generator.__main__ import main
from generator.bundle import Spec
from generator.documents import SpecError

OFFICIAL = Path(__file__).parent / "official"


@pytest.fixture
def compared(spec: Spec, tmp_path: Path) -> Callable[[Any], str]:
    """Compares a document that is given as data."""

    def compared(document: Any) -> str:
        file = tmp_path / "official.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        return compare.report(spec, file)[0]

    return compared


def one(path: str, method: str = "post", **data: Any) -> dict[str, Any]:
    """A document with one operation."""
    operation = {"responses": {"200": {"description": "ok"}}, **data}
    return {"openapi": "3.1.0", "paths": {path: {method: operation}}}


def body(**properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def test_every_kind_of_difference_is_found_in_a_page(spec: Spec) -> None:
    text, new = compare.report(spec, OFFICIAL / "speech.md")
    assert new
    for line in (
        "POST /v1/t2a_v2",
        "~ request model: new values 'speech-9-hd'",
        "~ request text: maxLength is 20000 there, 10000 here",
        "set {maxLength: 20000}",
        "~ request voice_setting: required there, optional here",
        "~ request voice_setting.emotion: new values 'bored'; values no longer listed: 'sad'",
        "~ request voice_setting.speed: type is integer there, number here; maximum is 4 there",
        "+ request warmth: number, minimum 0, maximum 1, default 0.5",
        "+ response data.loudness: number",
        "~ response data.status: type is string there, integer here",
        "- only in the spec: request aigc_watermark,",
        "differences to resolve.",
    ):
        assert line in text


def test_a_new_operation_and_parameters_are_found_behind_references(spec: Spec) -> None:
    text, new = compare.report(spec, OFFICIAL / "unknown.json")
    assert new
    for line in (
        "GET /v1/dreams/{dream}",
        "+ a new operation: add it to one of spec/account.yaml,",
        "GET /v1/files/list",
        "+ parameter after: string, maxLength 64",
        "+ response files[].colour: string",
    ):
        assert line in text


def test_every_edit_names_a_line_of_the_spec_that_is_about_the_field(
    spec: Spec, root: Path
) -> None:
    text = compare.report(spec, OFFICIAL / "speech.md")[0].splitlines()
    for field in ("text", "voice_setting.speed", "voice_setting.emotion"):
        index = next(n for n, line in enumerate(text) if f"request {field}:" in line)
        file, line = text[index + 1].split(": ")[0].strip().split(":")
        written = (root / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert written.strip() == f"{field.rpartition('.')[2]}:"


@pytest.mark.slow
def test_spec_has_no_differences_to_itself(spec: Spec, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    text = json.dumps(spec.document)
    file.write_text(yaml.safe_dump(json.loads(text), allow_unicode=True), encoding="utf-8")
    assert compare.report(spec, file) == (
        "Nothing new: the spec covers this document.",
        False,
    )


def test_intended_differences_are_not_reported(
    compared: Callable[[Any], str],
) -> None:
    share = {"type": "number", "minimum": 0, "maximum": 1, "default": 0.95}
    purpose = {"in": "query", "name": "purpose", "required": True, "schema": {"type": "string"}}

    assert "Nothing new" in compared(one("/v1/chat/completions", **body(top_p=share)))
    assert "Nothing new" in compared(one("/v1/files/list", "get", parameters=[purpose]))
    share["default"], purpose["required"] = 0.8, False
    assert "default is 0.8 there, 0.95 here" in compared(
        one("/v1/chat/completions", **body(top_p=share))
    )
    assert "optional there" in compared(one("/v1/files/list", "get", parameters=[purpose]))


def test_a_list_in_a_parameter_is_compared_with_its_items(compared: Callable[[Any], str]) -> None:
    ids = {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 9}}
    parameter = {"in": "query", "name": "filter.task_ids", "schema": ids}
    text = compared(one("/v2/query/video_generation", "get", parameters=[parameter]))
    assert "~ parameter filter.task_ids: maxItems is 3 there, not set here" in text
    assert "~ parameter filter.task_ids[]: maxLength is 9 there, not set here" in text


def test_parts_of_new_items_are_not_reported_separately(compared: Callable[[Any], str]) -> None:
    shape = {"type": "object", "properties": {"side": {"type": "integer"}}}
    text = compared(one("/v1/t2a_v2", **body(shape=shape)))
    assert "+ request shape: object" in text
    assert "side" not in text.replace("only in the spec", "")


def test_recursive_schemas_end(compared: Callable[[Any], str]) -> None:
    document = one("/v1/t2a_v2", **body(tree={"$ref": "#/components/schemas/Tree"}))
    document["components"] = {
        "schemas": {
            "Tree": {
                "type": "object",
                "properties": {"left": {"$ref": "#/components/schemas/Tree"}},
            }
        }
    }
    assert "+ request tree: object" in compared(document)


def test_the_command_prints_the_report_and_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--compare", str(OFFICIAL / "speech.md")]) == 1
    assert "+ request warmth" in capsys.readouterr().out


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("", "not an OpenAPI document", id="empty"),
        pytest.param("[1, 2]", "not an OpenAPI document", id="a list"),
        pytest.param("just words", "not an OpenAPI document", id="words"),
        pytest.param('{"info": {}}', "must have the keys openapi and paths", id="no paths"),
        pytest.param('{"a": ', "neither JSON nor YAML", id="broken JSON"),
        pytest.param("a: [1", "neither JSON nor YAML", id="broken YAML"),
        pytest.param("[" * 100_000, "neither JSON nor YAML", id="deep"),
        pytest.param(BOMB, "aliases", id="a bomb"),
        pytest.param("openapi: 3.1.0\npaths: {}\n", "not an OpenAPI document", id="empty paths"),
        pytest.param("openapi: '2.0'\npaths: {/a: {}}\n", "2.0 is not supported", id="too old"),
        pytest.param(
            "openapi: 3.1.0\npaths: {/a: {x: {}}}\n", "contains no operations", id="no operation"
        ),
        pytest.param(
            json.dumps(one("/v1/t2a_v2", **body(a={"$ref": "other.yaml#/A"}))),
            "refers to 'other.yaml#/A'",
            id="an outside reference",
        ),
    ],
)
def test_incomparable_input_is_reported_in_one_sentence(
    spec: Spec, tmp_path: Path, text: str, complaint: str
) -> None:
    file = tmp_path / "official"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=complaint):
        compare.report(spec, file)


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--compare", str(tmp_path / "absent.yaml")]) == 1
    assert "absent.yaml: cannot be read" in capsys.readouterr().err
