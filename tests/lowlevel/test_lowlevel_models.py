"""Models of answers take whatever comes, and give it back unchanged."""

from __future__ import annotations

from typing import Any

import pytest

from generator.lint import sides
from minimax_generated import models

from ..the_spec import the_spec

SPEC = the_spec()
REQUESTS = {name for name, used in sides(SPEC).items() if "request" in used}
CLASSES = {name.lower(): name for name in models.__all__}
ANSWERS = sorted(
    name for name, schema in SPEC.schemas.items() if name not in REQUESTS and "properties" in schema
)
WRONG: list[Any] = [
    None,
    7,
    0.5,
    "x",
    "",
    True,
    [],
    [1, "a", None, {}, [], {"type": "later"}],
    [[None], [{}]],
    {},
    {"later": {"deep": [1]}},
]


def model(name: str) -> Any:
    """The class of a schema; its spelling may differ in case (`T2AData`,
    `AnthropicImageBase64Source`).
    """
    return getattr(models, CLASSES[name.lower()])


def tags(name: str) -> dict[str, Any]:
    """The const tag of a variant: without it, it is another class."""
    return {
        field: value["const"]
        for field, value in SPEC.schemas[name]["properties"].items()
        if "const" in value
    }


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_without_any_field_is_read(name: str) -> None:
    assert model(name).from_dict({}).to_dict() == {}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_full_of_nulls_or_wrong_values_is_read_and_given_back(name: str) -> None:
    for wrong in WRONG:
        data = {**dict.fromkeys(SPEC.schemas[name]["properties"], wrong), **tags(name)}

        assert model(name).from_dict(data).to_dict() == data, wrong


@pytest.mark.parametrize("name", ANSWERS)
def test_unknown_fields_survive(name: str) -> None:
    data = {**tags(name), "later": {"a": [1, None]}, "also_later": "x"}

    answer = model(name).from_dict(data)

    assert answer.additional_keys == ["later", "also_later"]
    assert answer["later"] == {"a": [1, None]}
    assert answer.to_dict() == data


@pytest.mark.parametrize("name", sorted(name for name in ANSWERS if tags(name)))
def test_a_variant_with_the_tag_of_another_is_not_taken(name: str) -> None:
    with pytest.raises(ValueError, match="must match const"):
        model(name).from_dict(dict.fromkeys(tags(name), "something else"))


@pytest.mark.parametrize(
    ("operation", "example", "value"),
    [
        (operation.id, name, example["value"])
        for operation in SPEC.operations()
        for name, example in (
            operation.response_contents().get("application/json", {}).get("examples", {}).items()
        )
    ],
)
def test_the_examples_of_the_spec_survive_the_round_trip(
    operation: str, example: str, value: Any
) -> None:
    schema = next(
        found for found in SPEC.operations() if found.id == operation
    ).response_contents()["application/json"]["schema"]

    assert model(schema["$ref"].rpartition("/")[2]).from_dict(value).to_dict() == value


def test_new_values_of_known_sets_survive_requests_and_answers() -> None:
    request = models.VideoGenerationRequest.from_dict(
        {"model": "MiniMax-Hailuo-9", "resolution": "4K", "duration": 60, "mood": "blue"}
    )
    answer = models.ChatCompletionResponse.from_dict(
        {"choices": [{"finish_reason": "bored"}], "object": "chat.daydream"}
    )

    assert request.to_dict() == {
        "model": "MiniMax-Hailuo-9",
        "resolution": "4K",
        "duration": 60,
        "mood": "blue",
    }
    assert answer.to_dict() == {"choices": [{"finish_reason": "bored"}], "object": "chat.daydream"}


def test_ids_keep_the_form_in_which_they_came() -> None:
    assert models.T2AAsyncResponse.from_dict(
        {"task_id": "95260011", "file_id": 95260012}
    ).to_dict() == {
        "task_id": "95260011",
        "file_id": 95260012,
    }


def test_requests_can_be_built_from_plain_objects_inside_lists() -> None:
    request = models.T2ARequest(
        model="speech-2.8-hd", text="Hi.", timbre_weights=[{"voice_id": "v", "weight": 1}]
    )  # type: ignore[list-item]

    assert request.to_dict()["timbre_weights"] == [{"voice_id": "v", "weight": 1}]
