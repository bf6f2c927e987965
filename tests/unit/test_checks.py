"""The checker itself, keyword by keyword. That it agrees with JSON Schema on the requests of the
spec is shown in `tests/spec`.
"""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest

from minimax.errors import ValidationError
from minimax.requests.request_body import allowed, check, located, schemas_of
from minimax.requests.schema import KEYWORDS

FEATURES = ("text", "speech", "voices", "video", "images", "music", "files", "account")


def broken(
    schema: dict[str, Any], value: Any, table: dict[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """Path and what would be allowed, for every broken rule."""
    schemas = schemas_of(table or {})
    return [(located(each), allowed(schemas, each)) for each in schemas.broken(schema, value)]


class TestEachKeyword:
    @pytest.mark.parametrize(
        ("schema", "good", "bad", "allowed"),
        [
            ({"type": "string"}, ["", "a"], [1, None, b"a", ["a"]], "a text"),
            ({"type": "integer"}, [1, -1], [1.5, 2.0, True, "1", None], "a whole number"),
            ({"type": "number"}, [1, 1.5], [False, "1"], "a number"),
            ({"type": "boolean"}, [True, False], [0, 1, "true", None], "True or False"),
            ({"type": "array"}, [[], [1], (1,)], ["a", {}], "a list"),
            ({"type": "object"}, [{}, {"a": 1}], [[], "a"], "a mapping"),
            ({"type": ["string", "null"]}, ["a", None], [1], "a text or None"),
            ({"const": True}, [True], [1, "True", None], "True"),
            ({"const": 1}, [1, 1.0], [True, "1"], "1"),
            ({"enum": ["hex", "url"]}, ["hex"], ["HEX", "", None], "one of 'hex', 'url'"),
            ({"enum": [1, 2]}, [1, 2.0], [3, True], "one of 1, 2"),
            (
                {"minimum": 0.5, "maximum": 2},
                [0.5, 1, 2],
                [0.49, 2.01, float("nan")],
                "at least 0.5 and at most 2",
            ),
            ({"exclusiveMinimum": 0, "maximum": 10}, [0.01, 10], [0, -1], "above 0 and at most 10"),
            ({"exclusiveMaximum": 1}, [0.99], [1], "below 1"),
            ({"type": "number"}, [0.0], [float("nan")], "a finite number"),
            ({"multipleOf": 8}, [0, 512], [513], "a multiple of 8"),
            ({"minLength": 1}, ["a"], [""], "at least 1 character long"),
            ({"minLength": 2}, ["ab", "字字"], ["a"], "at least 2 characters long"),
            ({"maxLength": 3}, ["abc", "字字字"], ["abcd"], "at most 3 characters long (it has 4)"),
            ({"pattern": "^[a-z]+$"}, ["abc"], ["ABC"], "of the form ^[a-z]+$"),
            (
                {"contentSchema": {"type": "object"}},
                ["{}", ' {"a": [1]}\n', 7, None],
                ["", " ", "null", "[]", "{'a': 1}", '{"a": 1', "[" * 100_000],
                "the text of a JSON object",
            ),
            ({"minItems": 1}, [[1]], [[]], "a list of at least 1 item (it has 0)"),
            ({"maxItems": 1}, [[], [1]], [[1, 2]], "a list of at most 1 item (it has 2)"),
            (
                {"minItems": 2, "maxItems": 2},
                [[1, 2]],
                [[1]],
                "a list of exactly 2 items (it has 1)",
            ),
            (
                {"minItems": 1, "maxItems": 2},
                [[1, 2]],
                [[1, 2, 3]],
                "a list of 1 to 2 items (it has 3)",
            ),
            ({"items": {"type": "integer"}}, [[], [1]], [[1, "a"]], "a whole number"),
            ({"contains": {"const": 1}}, [[1], [2, 1]], [[], [2]], "a list with the right items"),
            (
                {"contains": {"const": 1}, "maxContains": 1},
                [[1]],
                [[1, 1]],
                "a list with the right items",
            ),
            (
                {"contains": {"const": 1}, "minContains": 0, "maxContains": 1},
                [[], [1]],
                [[1, 1]],
                "a list with the right items",
            ),
            ({"required": ["a"]}, [{"a": None}], [{}], "given"),
            (
                {"properties": {"a": {"type": "string"}}},
                [{}, {"a": ""}, {"b": 1}],
                [{"a": 1}],
                "a text",
            ),
            (
                {"properties": {"a": {}}, "additionalProperties": False},
                [{"a": 1}],
                [{"b": 1}],
                "left out; known fields are a",
            ),
            ({"additionalProperties": {"type": "string"}}, [{}, {"a": "x"}], [{"a": 1}], "a text"),
            (
                {"dependentRequired": {"a": ["b"]}},
                [{}, {"b": 1}, {"a": 1, "b": 1}],
                [{"a": 1}],
                "given together with a",
            ),
            (
                {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                ["a", 1],
                [None],
                "a text or a whole number",
            ),
            (
                {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
                [{"a": 1}],
                [{"a": 1, "b": 1}],
                "of exactly one kind",
            ),
            ({"not": {"const": "none"}}, ["low"], ["none"], "something else"),
            ({"if": {"const": 1}, "then": {"const": 2}}, [2, 3], [1], "2"),
            ({"if": {"type": "string"}, "else": {"const": 2}}, ["a", 2], [1], "2"),
        ],
        ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
    )
    def test_accepts_and_rejects_values(
        self, schema: dict[str, Any], good: list[Any], bad: list[Any], allowed: str
    ) -> None:
        for value in good:
            assert broken(schema, value) == []
        for value in bad:
            assert allowed in [found for _, found in broken(schema, value)]

    def test_keywords_of_other_types_are_ignored(self) -> None:
        schema = {"minLength": 3, "minimum": 3, "minItems": 3, "required": ["a"]}
        assert broken(schema, None) == broken(schema, True) == []

    def test_recursive_references_are_followed(self) -> None:
        table = {"Tree": {"type": "object", "properties": {"leaf": {"$ref": "Tree"}}}}
        assert broken({"$ref": "Tree"}, {"leaf": {"leaf": {"leaf": 1}}}, table) == [
            (("leaf", "leaf", "leaf"), "a mapping")
        ]

    def test_tagged_variants_are_selected_by_tag(self) -> None:
        text = {
            "required": ["type", "text"],
            "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
        }
        union = {"anyOf": [{"$ref": "Text"}, {"type": "object"}]}
        assert broken(union, {"type": "text", "text": 1}, {"Text": text}) == [(("text",), "a text")]
        assert broken(union, {"type": "text"}, {"Text": text}) == [(("text",), "given")]
        assert broken(union, {"type": "hologram", "text": 1}, {"Text": text}) == []

    def test_errors_describe_the_best_matching_variant(self) -> None:
        schema = {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "object", "required": ["text"]}},
            ]
        }
        assert broken(schema, [{"text": 1}, {}]) == [((1, "text"), "given")]


TABLE: dict[str, Any] = {
    "Request": {
        "type": "object",
        "required": ["model"],
        "properties": {
            "model": {"type": "string"},
            "voice_setting": {
                "properties": {"vol": {"type": "number", "maximum": 10, "exclusiveMinimum": 0}}
            },
            "timbre_weights": {
                "type": "array",
                "items": {"properties": {"weight": {"type": "integer", "maximum": 100}}},
            },
            "stream": {"type": "boolean"},
            "output_format": {"type": "string"},
        },
        "allOf": [
            {
                "x-message": "output_format cannot be combined with stream.",
                "if": {"required": ["stream"], "properties": {"stream": {"const": True}}},
                "then": {"properties": {"output_format": {"const": "hex"}}},
            }
        ],
    }
}
NAMES = {
    ("voice_setting", "vol"): "volume",
    ("timbre_weights",): "mix",
    ("output_format",): "output",
}


def complaint(**body: Any) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        check(schemas_of(TABLE), "Request", {"model": "m", **body}, names=NAMES)
    return caught.value


class TestTheError:
    def test_names_the_python_field_the_value_and_the_allowed_values(self) -> None:
        error = complaint(voice_setting={"vol": 11})
        assert (
            str(error)
            == "volume (voice_setting.vol): 11 is not allowed; it must be above 0 and at most 10"
        )
        assert (error.field, error.value, error.allowed) == ("volume", 11, "above 0 and at most 10")

    def test_names_the_path_inside_the_argument(self) -> None:
        error = complaint(timbre_weights=[{"weight": 1}, {"weight": 101}])
        assert error.field == "mix[1].weight"
        assert str(error).startswith("mix[1].weight: 101 is not allowed")

    def test_names_wire_fields_without_python_name(self) -> None:
        assert (
            str(complaint(stream="yes")) == "stream: 'yes' is not allowed; it must be True or False"
        )

    def test_missing_fields_have_no_value(self) -> None:
        with pytest.raises(
            ValidationError, match=r"^model is missing; it must be given$"
        ) as caught:
            check(schemas_of(TABLE), "Request", {})
        assert caught.value.value is None

    def test_rules_are_reported_with_their_message(self) -> None:
        error = complaint(stream=True, output_format="output_format")
        assert (
            str(error)
            == "output cannot be combined with stream. (given: stream=True, output='output_format')"
        )
        assert (error.field, error.value, error.allowed) == ("output", "output_format", "'hex'")

    def test_long_values_are_truncated(self) -> None:
        error = complaint(stream="x" * 100_000)
        assert len(str(error)) < 200
        assert error.value == "x" * 100_000

    def test_request_that_is_not_a_mapping(self) -> None:
        with pytest.raises(
            ValidationError, match=r"^request: \[\] is not allowed; it must be a mapping$"
        ):
            check(schemas_of(TABLE), "Request", [])

    def test_is_none_for_valid_requests(self) -> None:
        check(
            schemas_of(TABLE),
            "Request",
            {"model": "m", "voice_setting": {"vol": 10}, "unknown": 1},
            names=NAMES,
        )


def test_warnings_use_python_names() -> None:
    doubt = {"x-message": "audio_setting.rate above 10 is loud", "properties": LOW}
    table = {"Song": {"x-warnings": [doubt]}}
    names = {("audio_setting", "rate"): "rate"}

    check(schemas_of(table), "Song", {"rate": 10})
    with pytest.warns(UserWarning, match=r"^rate above 10 is loud$"):
        check(schemas_of(table), "Song", {"rate": 11}, names=names)


LOW = {"rate": {"maximum": 10}}


def test_all_keywords_in_tables_are_supported() -> None:
    further = {"then", "else", "minContains", "maxContains", "x-message", "x-warnings"}

    def keywords(schema: dict[str, Any]) -> set[str]:
        inner = [
            schema[key]
            for key in ("items", "contains", "not", "if", "then", "else", "contentSchema")
            if key in schema
        ]
        inner += schema.get("properties", {}).values()
        lists = ("anyOf", "oneOf", "allOf", "x-warnings")
        inner += [option for key in lists for option in schema.get(key, ())]
        return set(schema).union(*map(keywords, inner))

    tables = [
        importlib.import_module(f"minimax_generated.checks.{feature}").CHECKS
        for feature in FEATURES
    ]
    assert {
        word for table in tables for schema in table.values() for word in keywords(schema)
    } <= KEYWORDS | further
