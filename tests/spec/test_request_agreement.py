"""Requests near the limits of every schema: jsonschema and the checks before sending must come to
the same verdict.
"""

from __future__ import annotations

import copy
import math
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.documents import ref_name

from .both_validators import judge, the_spec

Json = dict[str, Any]

EXAMPLES = {
    str(operation.request_schema()): [example["value"] for example in content["examples"].values()]
    for operation in the_spec().operations()
    for content in operation.data.get("requestBody", {}).get("content", {}).values()
}
EVENTS = [name for name, schema in the_spec().schemas.items() if schema.get("x-sender") == "client"]
STRANGERS = [None, True, False, 0, -1, 1.5, 6.0, "", "x", [], ["x"], [None], {}, {"type": "text"}]
LONGEST_LIST = 13  # one above the longest list that a rule counts


class Near:
    """Makes requests at, just inside and just outside the limits of their schema; now and then
    something else altogether.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def request(self, name: str) -> Any:
        """An example with a few fields changed, or a request out of nothing."""
        schema = the_spec().schemas[name]
        if name not in EXAMPLES or self.random.random() < 0.2:
            return self.value(schema)
        body = copy.deepcopy(self.random.choice(EXAMPLES[name]))
        for _ in range(self.random.choice([0, 1, 1, 2, 3])):
            self.change(schema, body)
        return body

    def change(self, schema: Json, body: Json) -> None:
        properties = schema["properties"]
        name = self.random.choice([*properties, *properties, "newer_field"])
        if self.random.random() < 0.15:
            body.pop(name, None)
        else:
            body[name] = self.value(properties.get(name, {}))

    def value(self, schema: Json, depth: int = 0) -> Any:
        name = ref_name(schema)
        schema = the_spec().schemas[name] if name else schema
        if schema.get("format") == "binary":
            # the checks leave files alone, for in Python they are paths, bytes or open files
            return "voice.mp3"
        if depth and self.random.random() < 0.04:
            return copy.deepcopy(self.random.choice(STRANGERS))
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return self.value(self.random.choice(schema[key]), depth)
        kind = schema.get("type", "string")
        if isinstance(kind, list):
            return self.value({**schema, "type": self.random.choice(kind)}, depth + 1)
        return getattr(self, f"_{kind}")(schema, depth)

    def _null(self, schema: Json, depth: int) -> None:
        return None

    def _boolean(self, schema: Json, depth: int) -> bool:
        return self.random.random() < 0.5

    def _string(self, schema: Json, depth: int) -> Any:
        if "x-known" in schema:
            return self.random.choice([*schema["x-known"], "new-1"])
        if "contentSchema" in schema:
            return self.random.choice(['{"a": 1}', '{"a": 1}', "{}", "", "[1]", '{"a": 1'])
        if "x-sides" in schema:
            return self._pair(schema["x-sides"])
        if "x-trimmed-length" in schema:
            low, high = schema["x-trimmed-length"]
            length = self.random.choice([low, high]) + self.random.choice([-1, 0, 0, 1])
            return self.random.choice(["", " \n"]) + "é" * length + self.random.choice(["", "\t"])
        edge = self.random.choice([schema.get("minLength", 0), schema.get("maxLength", 5), 10])
        length = max(0, edge + self.random.choice([-1, 0, 0, 1]))
        return (self.random.choice(["a", "é", "7", "-", "a/b "]) * length)[:length]

    def _pair(self, rule: Json) -> str:
        """Two numbers around the limits of their product or of each, and of their ratio."""
        smallest, largest = rule.get("product", [1, 90_000])
        ratio = self.random.choice([1, rule["ratio"], rule["ratio"], 1 / rule["ratio"]])
        short = math.isqrt(int(self.random.choice([smallest, largest, smallest + 1]) / ratio))
        nudge = self.random.choice([0, 0, 1, -1])
        pair = f"{short}{rule['separator']}{round(short * ratio) + nudge}"
        return self.random.choice([*rule["words"], pair, pair, pair, "16/9"])

    def _integer(self, schema: Json, depth: int) -> Any:
        edges = [
            schema[key]
            for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
            if key in schema
        ] or [0, 100]
        inside = (edges[0] + edges[-1]) // 2
        number = self.random.choice([*edges, inside]) + self.random.choice(
            [0, 0, 1, -1]
        ) * schema.get("multipleOf", 1)
        return self.random.choice([number, number, number, float(number)])

    def _number(self, schema: Json, depth: int) -> Any:
        return self._integer(schema, depth) + self.random.choice([0, 0, 0.25, -0.25])

    def _array(self, schema: Json, depth: int) -> list[Any]:
        low, high = schema.get("minItems", 0), schema.get("maxItems", 2 if depth else LONGEST_LIST)
        size = self.random.choice([low - 1, low, low, low + 1, low + 2, high, high + 1])
        return [self.value(schema.get("items", {}), depth + 1) for _ in range(max(size, 0))]

    def _object(self, schema: Json, depth: int) -> Json:
        properties = schema.get("properties", {})
        if depth > 4 or not properties:
            return self.random.choice([{}, {"x": 1}])
        required = schema.get("required", [])
        often = 0.3 if depth else 0.15
        return {
            name: self.value(field, depth + 1)
            for name, field in properties.items()
            if self.random.random() < (0.97 if name in required else often)
        }


@pytest.mark.parametrize("name", sorted({*EXAMPLES, *EVENTS}))
def test_both_validators_agree_near_the_limits(name: str) -> None:
    verdicts = {True: 0, False: 0}

    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 2**32))
    def agree(seed: int) -> None:
        verdicts[judge(name, Near(seed).request(name)) is None] += 1

    agree()

    assert verdicts[True] >= 3, "too few good requests: the limits were not tried from inside"
    assert verdicts[False] >= 3, "too few bad requests: the limits were not tried from outside"
