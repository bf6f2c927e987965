"""The checks of the emulator and jsonschema: the same verdict and the same sentence on requests
near the limits of every schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from minimax.emulator import spec
from minimax.emulator.checks import SCHEMAS, without_nulls
from minimax.requests.schema import KEYWORDS, RULE

from ..spec.both_validators import OURS, WHOLE_NUMBERS
from ..spec.test_request_agreement import EVENTS, EXAMPLES, Near

DOCUMENT = "urn:minimax"
ROUNDS = 40
Json = dict[str, Any]
Found = set[tuple[tuple[str | int, ...], str, str]]


@cache
def reference(name: str) -> Any:
    """jsonschema, told what is our own: the sentences of rules, the variant that is meant, and that
    2.0 is no integer.
    """

    def rules(
        validator: Any, entries: list[Json], instance: object, schema: Json
    ) -> Iterator[ValidationError]:
        for entry in entries:
            errors = validator.descend(instance, entry)
            if RULE not in entry:
                yield from errors
            elif next(errors, None) is not None:
                rule: Any = ValidationError
                yield rule(entry[RULE], validator=RULE, validator_value=entry[RULE])

    def union(keyword: str) -> Callable[..., Iterator[ValidationError]]:
        def meant(
            validator: Any, variants: list[Json], instance: object, schema: Json
        ) -> Iterator[ValidationError]:
            variant = SCHEMAS.meant_variant(variants, instance)
            if variant is not None:
                return validator.descend(instance, variant)
            return Draft202012Validator.VALIDATORS[keyword](
                validator, variants, instance, schema
            ) or iter(())

        return meant

    extend: Any = validators.extend
    ours = extend(
        Draft202012Validator,
        {**OURS, "allOf": rules, "anyOf": union("anyOf"), "oneOf": union("oneOf")},
        type_checker=WHOLE_NUMBERS,
    )
    registry: Registry[Any] = Registry().with_resource(
        DOCUMENT, DRAFT202012.create_resource(spec.load_bundle())
    )
    return ours({"$ref": f"{DOCUMENT}#/components/schemas/{name}"}, registry=registry)


def by_jsonschema(name: str, body: object) -> Found:
    return {
        (tuple(error.absolute_path), str(error.validator), repr(error.validator_value))
        for error in reference(name).iter_errors(body)
    }


def by_us(name: str, body: object) -> Found:
    return {
        (error.place, error.keyword, repr(error.wanted))
        for error in SCHEMAS.broken(spec.schema(name), body)
    }


@pytest.mark.parametrize("name", sorted({*EXAMPLES, *EVENTS}))
def test_the_same_rules_are_broken_as_jsonschema_finds(name: str) -> None:
    bodies = [without_nulls(Near(seed).request(name)) for seed in range(ROUNDS)]
    found = [by_us(name, body) for body in bodies]
    assert found == [by_jsonschema(name, body) for body in bodies]
    assert any(found), "no request was refused: the limits were not tried"
    assert not all(found), "every request was refused: the limits were not tried"


VALUES = ("default", "enum", "const", "required", "dependentRequired")
"""Keywords that hold values and names, and no schemas."""
SILENT = {
    "description",
    "default",
    "format",
    "deprecated",
    "then",
    "minContains",
    "maxContains",
    "contentMediaType",
}
"""Keywords that refuse nothing by themselves."""


def keywords(node: object) -> Iterator[str]:
    """Every keyword of a schema and of the schemas in it."""
    if isinstance(node, list):
        for each in node:
            yield from keywords(each)
    if isinstance(node, dict):
        for keyword, value in node.items():
            if not keyword.startswith("x-"):
                yield keyword
                yield from keywords(
                    [*value.values()]
                    if keyword == "properties"
                    else value
                    if keyword not in VALUES
                    else None
                )


def test_no_keyword_of_the_document_goes_unchecked() -> None:
    used = set(keywords([*spec.load_bundle()["components"]["schemas"].values()]))
    assert used - SILENT <= KEYWORDS
