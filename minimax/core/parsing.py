"""Parses the JSON of frames as fast as the scanner inside `json.loads`, and reads counts in it
defensively.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping
from typing import Any

_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
# A placeholder for a text while the rest of a frame is parsed. It is random per process, so no
# payload can contain it: the field in which it appears is certainly the one that the text was cut
# from.
STAND_IN = os.urandom(12).hex()


def parse(data: bytes | bytearray) -> Any:
    """Parse UTF-8 JSON like `json.loads`. Raises ValueError or RecursionError if it is not JSON.

    A bytearray, used for large events, is emptied meanwhile, so that the bytes and their text are
    not both in memory.
    """
    text = data.decode("utf-8", "surrogatepass")
    if isinstance(data, bytearray):
        data.clear()
    try:
        return _parsed(text)
    except (ValueError, RecursionError):
        if isinstance(data, bytearray):
            data += text.encode("utf-8", "surrogatepass")  # for the error message
        raise


def _parsed(text: str) -> Any:
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        return json.loads(text)  # leading whitespace, or not JSON
    return value if end == len(text) else json.loads(text)


def json_or(text: str | bytes | bytearray, otherwise: Any) -> Any:
    """The value of a JSON text, or another value if it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return otherwise


MOST_DIGITS = 1000
"""Longer numbers are invalid; int() refuses very long ones."""


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def number(value: object) -> float:
    """A number, sent as a number or as digits; otherwise 0.0."""
    try:
        found = float(value) if isinstance(value, (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return found if math.isfinite(found) else 0.0


def count(value: object) -> int:
    """An integer, sent as a number or as digits; otherwise 0. Exact even for large ids and
    timestamps.
    """
    if isinstance(value, str) and value.strip().isdecimal() and len(value) <= MOST_DIGITS:
        return int(value)
    return value if isinstance(value, int) else int(number(value))


Path = tuple[str, ...]

INPUT: tuple[Path, ...] = (("prompt_tokens",), ("input_tokens",))
OUTPUT: tuple[Path, ...] = (("completion_tokens",), ("output_tokens",))
REASONING: tuple[Path, ...] = (
    ("completion_tokens_details", "reasoning_tokens"),
    ("output_tokens_details", "reasoning_tokens"),
    ("reasoning_tokens",),
)
CACHED: tuple[Path, ...] = (
    ("prompt_tokens_details", "cached_tokens"),
    ("input_tokens_details", "cached_tokens"),
    ("prompt_cache_hit_tokens",),
    ("cache_read_input_tokens",),
    ("cached_tokens",),
)


def first_count(usage: Mapping[str, Any], paths: tuple[Path, ...]) -> int:
    """The first nonzero count under any of these names."""
    for *outer, name in paths:
        inner = mapping(usage.get(outer[0])) if outer else usage
        if found := count(inner.get(name)):
            return found
    return 0
