"""Fills a JSON schema from a sentence: the arguments of a tool call, or an answer that has to be
JSON.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, TypeGuard

from minimax.emulator import language

Json = dict[str, Any]

_SCHEMA_WORDS = {"properties": dict, "items": dict, "$defs": dict, "enum": list, "anyOf": list}
_TYPES = ("object", "array", "string", "integer", "number", "boolean")
_DEEPEST = 8
_MOST_BRACES = 200
_LONGEST_SENTENCE = 4_000
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+\w")
_URL = re.compile(r"https?://[^\s\"'<>)]+[^\s\"'<>).,;:!?]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d{1,2}:\d\d")
_PATH = re.compile(r"(?<!\w)[\w./-]*[\w-]+\.[a-z]{2,4}\b")
_SUM = re.compile(r"-?\d+(?:\.\d+)?(?:\s*[-+*/x×÷^]\s*-?\d+(?:\.\d+)?)+")
_LEAD = re.compile(
    r"^.*?\b(?:search|look|looking|query|google)\b(?: up)?(?: the web| online)?(?: for)?\s+",
    re.IGNORECASE | re.DOTALL,
)

# What a text property is likely to hold, by a word in its name: the first row with that word wins.
_BY_NAME: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = (
    (frozenset({"email", "mail", "recipient", "to"}), _EMAIL),
    (frozenset({"url", "uri", "link", "href"}), _URL),
    (frozenset({"date", "day", "when"}), _DATE),
    (frozenset({"time"}), _TIME),
    (frozenset({"path", "file", "filename"}), _PATH),
    (frozenset({"expression", "formula", "equation", "sum"}), _SUM),
)
_WHOLE_NAMES = "query q question text message prompt input content body search request term topic"
_WHOLE = frozenset(_WHOLE_NAMES.split())
_SAMPLES = {
    "email": "ada@example.com",
    "uri": "https://example.com",
    "date": "2026-01-01",
    "date-time": "2026-01-01T12:00:00Z",
    "time": "12:00:00",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def fill(schema: Json, sentence: str) -> Any:
    """A value that fits the schema, with what the sentence has to offer."""
    return _Filler(schema, sentence[:_LONGEST_SENTENCE]).value(schema, "", 0)


def find_schema(text: str) -> tuple[Json, str] | None:
    """The JSON schema inside a prompt, and the prompt without it."""
    decoder = json.JSONDecoder()
    for brace in list(re.finditer(r"\{", text))[:_MOST_BRACES]:
        try:
            found, end = decoder.raw_decode(text, brace.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and _is_schema(found):
            return found, text[: brace.start()] + text[end:]
    return None


def _is_schema(found: Json) -> bool:
    """What tells a schema from any other JSON in a prompt."""
    return found.get("type") in _TYPES or any(
        isinstance(found.get(word), kind) for word, kind in _SCHEMA_WORDS.items()
    )


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


class _Filler:
    """Uses numbers, quotes and names of the sentence up, one property after the other."""

    def __init__(self, root: Json, sentence: str) -> None:
        self._root = root
        self._sentence = sentence
        self._numbers = language.numbers(sentence)
        self._quotes = language.quotes(sentence)
        self._names = language.names(sentence)

    def value(self, schema: Any, name: str, depth: int) -> Any:
        schema = self._resolve(schema)
        if "const" in schema:
            return schema["const"]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return self._find_mentioned(schema["enum"]) or schema.get("default", schema["enum"][0])
        kind = schema.get("type") or ("object" if "properties" in schema else "string")
        kind = (
            next((each for each in kind if each != "null"), "null")
            if isinstance(kind, list)
            else kind
        )
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, name, depth)
        if kind in ("integer", "number"):
            return self._number(schema, whole=kind == "integer")
        if kind == "boolean":
            return schema.get(
                "default",
                not re.search(
                    r"\b(?:not|no|off|without|disable|stop)\b|don't|关闭", self._sentence
                ),
            )
        return None if kind == "null" else self._text(schema, name)

    def _resolve(self, schema: Any) -> Json:
        for _ in range(_DEEPEST):
            if not isinstance(schema, dict):
                return {}
            if isinstance(schema.get("$ref"), str):
                schema = self._resolve_reference(schema["$ref"])
                continue
            options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
            if not isinstance(options, list) or "type" in schema or "properties" in schema:
                return schema
            real = [
                option
                for option in options
                if isinstance(option, dict) and option.get("type") != "null"
            ]
            schema = real[0] if real else {}
        return {}

    def _resolve_reference(self, reference: str) -> Any:
        found: Any = self._root
        for part in reference.removeprefix("#").split("/")[1:]:
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def _find_mentioned(self, allowed: list[Any]) -> Any:
        sentence = self._sentence.lower()
        return next(
            (
                value
                for value in allowed
                if isinstance(value, str) and language.contains(sentence, value.lower())
            ),
            None,
        )

    def _object(self, schema: Json, depth: int) -> Json:
        properties = schema.get("properties")
        if depth >= _DEEPEST or not isinstance(properties, dict):
            return {}
        required = schema.get("required")
        wanted = required if isinstance(required, list) else []
        offered = [
            name for name in properties if name in wanted or self._speaks_of(name, properties[name])
        ]
        return {
            name: self.value(properties[name], name, depth + 1) for name in offered or properties
        }

    def _speaks_of(self, name: str, schema: Any) -> bool:
        """Whether the sentence gives a reason to fill an optional property."""
        resolved = self._resolve(schema)
        allowed = resolved.get("enum")
        if isinstance(allowed, list):
            return self._find_mentioned(allowed) is not None
        return bool(language.significant_words(name) & language.significant_words(self._sentence))

    def _array(self, schema: Json, name: str, depth: int) -> list[Any]:
        items = self._resolve(schema.get("items", {}))
        fewest = schema.get("minItems")
        fewest = fewest if isinstance(fewest, int) else 1
        if depth >= _DEEPEST:
            return []
        if items.get("type") in ("integer", "number") and len(self._numbers) > 1:
            return [
                self._number(items, whole=items["type"] == "integer")
                for _ in range(len(self._numbers))
            ]
        if items.get("type", "string") == "string" and "enum" not in items:
            found: list[Any] = self._quotes or self._names
            if len(found) >= max(fewest, 1):
                return list(found)
        return [self.value(items, name, depth + 1) for _ in range(min(max(fewest, 1), 20))]

    def _number(self, schema: Json, *, whole: bool) -> float | int:
        if not self._numbers and _is_number(schema.get("default")):
            given: float = schema["default"]
            return given
        number = self._numbers.pop(0) if self._numbers else 1.0
        low, high = schema.get("minimum"), schema.get("maximum")
        number = max(number, low) if _is_number(low) else number
        number = min(number, high) if _is_number(high) else number
        return int(number) if whole or number == int(number) else number

    def _text(self, schema: Json, name: str) -> str:
        parts = language.significant_words(name) | {name.lower()} | set(name.lower().split("_"))
        for row, pattern in _BY_NAME:
            if parts & row and (found := pattern.search(self._sentence)):
                return found[0].strip()
        if self._quotes:
            return self._quotes.pop(0)
        if sample := _SAMPLES.get(str(schema.get("format"))):
            return sample
        if isinstance(schema.get("default"), str):
            return str(schema["default"])
        if parts & _WHOLE:
            return _LEAD.sub("", self._sentence.strip()).rstrip("?!. ") or self._sentence
        if self._names:
            return self._names.pop(0)
        return language.place(self._sentence) or self._sentence.strip() or "example"
