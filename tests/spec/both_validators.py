"""A request judged twice: by jsonschema with the printed document, and by the checks that run
before sending.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError as Invalid

from generator.documents import ref_name, walk
from minimax.errors import ValidationError
from minimax.requests import request_body

from ..the_spec import the_spec

Json = dict[str, Any]


_wrong: Any = Invalid


def json_text(validator: Any, wanted: Json, instance: object, schema: Json) -> Iterator[Any]:
    """The text of a JSON value that fits; to JSON Schema alone the keyword is only a remark."""
    if not isinstance(instance, str):
        return
    try:
        fits = validator.evolve(schema=wanted).is_valid(json.loads(instance))
    except (ValueError, RecursionError):
        fits = False
    if not fits:
        yield _wrong(f"{instance!r} is not the JSON text of {wanted}")


def _trimmed(_: Any, span: list[int], value: Any, __: Any) -> Iterator[Any]:
    if isinstance(value, str) and not span[0] <= len(value.strip()) <= span[1]:
        yield _wrong(f"{len(value.strip())} characters")


def _sides(_: Any, rule: Json, value: Any, __: Any) -> Iterator[Any]:
    if not isinstance(value, str) or value in rule["words"]:
        return
    numbers = value.split(rule["separator"])
    if len(numbers) != 2 or not all(
        number.isascii() and number.isdigit() and number[0] != "0" for number in numbers
    ):
        yield _wrong("no two numbers")
        return
    width, height = map(int, numbers)
    least, most = rule.get("each", [1, 10**9])
    smallest, largest = rule.get("product", [1, 10**18])
    if not (least <= width <= most and least <= height <= most):
        yield _wrong("a number is out of range")
    if not smallest <= width * height <= largest:
        yield _wrong("the product is out of range")
    if max(width, height) > rule["ratio"] * min(width, height):
        yield _wrong("the ratio is out of range")


OURS = {"contentSchema": json_text, "x-trimmed-length": _trimmed, "x-sides": _sides}
"""What jsonschema does not check by itself: JSON texts, and keywords of our own."""
_extend: Any = validators.extend
WHOLE_NUMBERS = Draft202012Validator.TYPE_CHECKER.redefine(
    "integer", lambda _, value: type(value) is int
)
"""To JSON Schema 2.0 is an integer; the platform reads it into one and fails."""
OurValidator: Any = _extend(Draft202012Validator, OURS, type_checker=WHOLE_NUMBERS)


@cache
def _components() -> Json:
    """The schemas with one deliberate change: an object that carries the tag of a variant is judged
    as that variant.

    By plain JSON Schema the free last variant of a union would excuse every mistake in the others.
    """
    components: Json = copy.deepcopy(the_spec().document["components"])
    for _, node in list(walk(components["schemas"])):
        for key in ("anyOf", "oneOf"):
            if isinstance(node.get(key), list):
                tagged = [
                    (option, tags)
                    for option in node[key]
                    if "$ref" in option and (tags := _tags(option))
                ]
                if tagged:
                    node["allOf"] = [
                        *node.get("allOf", []),
                        _dispatched(tagged, {key: node.pop(key)}),
                    ]
    return components


def _tags(option: Json) -> Json:
    schema = the_spec().schemas[str(ref_name(option))]
    return {
        name: field["const"]
        for name, field in schema.get("properties", {}).items()
        if "const" in field
    }


def _dispatched(tagged: list[tuple[Json, Json]], otherwise: Json) -> Json:
    if not tagged:
        return otherwise
    (option, tags), *rest = tagged
    mark = {
        "type": "object",
        "required": list(tags),
        "properties": {name: {"const": value} for name, value in tags.items()},
    }
    return {"if": mark, "then": option, "else": _dispatched(rest, otherwise)}


@cache
def validator(name: str, *, dispatched: bool = True) -> Any:
    components = _components() if dispatched else the_spec().document["components"]
    return OurValidator({"$ref": f"#/components/schemas/{name}", "components": components})


@cache
def table(name: str) -> Mapping[str, Any]:
    """The generated checks of the feature that a request schema belongs to."""
    feature = next(
        feature
        for feature, data in the_spec().features.items()
        if name in data.get("components", {}).get("schemas", {})
    )
    checked: Mapping[str, Any] = import_module(f"minimax_generated.checks.{feature}").CHECKS
    return checked


def complaint(name: str, body: object) -> str | None:
    """What the checks before sending say against a request; None when it may be sent."""
    try:
        request_body.check(request_body.schemas_of(table(name)), name, body)
    except ValidationError as error:
        return str(error)
    return None


def judge(name: str, body: object) -> str | None:
    """The complaint that both validators share; an AssertionError when they differ."""
    said = complaint(name, body)
    wrong = [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(body)]
    assert (said is None) == (not wrong), f"{name} {body!r}\nchecks: {said}\njsonschema: {wrong}"
    return said
