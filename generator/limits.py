"""Describes the limits of fields in words, for descriptions and the tables in `api/`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .documents import Json


def described(schema: Json) -> str:
    """The description of a field, with its limits."""
    return " ".join(f"{schema.get('description', '')} {sentence(schema)}".split())


def sentence(schema: Json) -> str:
    """The limits, default and models of a field as short sentences."""
    parts = [values(schema), ranges(schema), default(schema), models(schema), certainty(schema)]
    if schema.get("deprecated"):
        parts.append("Deprecated.")
    return " ".join(filter(None, parts))


def values(schema: Json) -> str:
    """The allowed values of a field."""
    words = [f"Always {in_words(schema['const'])}."] if "const" in schema else []
    for key, lead in (("enum", "One of"), ("x-known", "Known values:")):
        if key in schema:
            words.append(f"{lead} {', '.join(map(in_words, schema[key]))}.")
    return " ".join(words)


def ranges(schema: Json) -> str:
    """The limits of numbers, and of the lengths of texts and lists."""
    words = [f"Range {bounds(schema)}."] if bounds(schema) else []
    if "multipleOf" in schema:
        words.append(f"A multiple of {schema['multipleOf']}.")
    if "x-trimmed-length" in schema:
        low, high = schema["x-trimmed-length"]
        words.append(f"{span(low, high, 'characters')} without the blanks around it.")
    if "x-sides" in schema:
        words.append(sides(schema["x-sides"]))
    for kind, unit in (("Length", "characters"), ("Items", "items")):
        if text := span(schema.get(f"min{kind}"), schema.get(f"max{kind}"), unit):
            words.append(f"{text}.")
    return " ".join(words)


def sides(rule: Json) -> str:
    """The limits of two numbers in one string, such as a size in pixels."""
    pair = f'two whole numbers with "{rule["separator"]}" between them'
    parts = [" or ".join([*rule.get("words", ()), pair])]
    parts += ["Each {:,} to {:,}".format(*rule["each"])] if "each" in rule else []
    parts += ["{:,} to {:,} pixels".format(*rule["product"])] if "product" in rule else []
    parts += [f"Ratio 1:{rule['ratio']} to {rule['ratio']}:1"] if "ratio" in rule else []
    return "".join(f"{part}. " for part in parts).strip()


def bounds(schema: Json) -> str:
    """A numeric range in interval notation."""
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is None and high is None and above is None and below is None:
        return ""
    left = f"({above}" if above is not None else f"[{low}" if low is not None else "(-∞"
    right = f"{below})" if below is not None else f"{high}]" if high is not None else "∞)"
    return f"{left}, {right}"


def span(low: int | None, high: int | None, unit: str) -> str:
    """A length or count range in words."""

    def count(number: int) -> str:
        return f"{number:,} {unit if number != 1 else unit.removesuffix('s')}"

    if low is not None and low == high:
        return f"Exactly {count(low)}"
    if high is not None:
        return f"{low} to {count(high)}" if low else f"At most {count(high)}"
    return f"At least {count(low)}" if low else ""


def default(schema: Json) -> str:
    """The behaviour of the platform if the field is omitted."""
    if "x-defaults" in schema:
        return f"Default {defaults(schema, in_words)}."
    return f"Default {in_words(schema['default'])}." if schema.get("default") is not None else ""


def defaults(schema: Json, worded: Callable[[Any], str]) -> str:
    """The defaults of a field by model: each value with its models."""
    by_value: dict[Any, list[str]] = {}
    for model, value in schema["x-defaults"].items():
        by_value.setdefault(value, []).append(model)
    return "; ".join(f"{worded(value)} on {', '.join(ids)}" for value, ids in by_value.items())


def models(schema: Json) -> str:
    """The models and regions that support the field."""
    parts = []
    if schema.get("x-models"):
        parts.append("Models: " + ", ".join(schema["x-models"]) + ".")
    if schema.get("x-regions"):
        parts.append("Documented for region " + ", ".join(schema["x-regions"]) + " only.")
    return " ".join(parts)


def certainty(schema: Json) -> str:
    """A remark on a field that no official page is known to describe."""
    return "Not confirmed by an official page." if schema.get("x-unconfirmed") else ""


def in_words(value: Any) -> str:
    """A value as text; anything but a nonempty string as JSON."""
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
