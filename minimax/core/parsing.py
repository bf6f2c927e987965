"""The JSON of frames, as fast as the scanner that `json.loads` ends at, and the counts in it, read
without trust.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping
from typing import Any

_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
# Stands in for a text while the rest of a frame is parsed. No payload can hold it, since every
# process draws its own: where it turns up in a field, the text taken out is proved to be the value
# of that field and no other.
STAND_IN = os.urandom(12).hex()


def parse(data: bytes | bytearray) -> Any:
    """What `json.loads` gives for UTF-8. Raises ValueError or RecursionError for what is not JSON.

    A bytearray, as large events come in, is emptied on the way: it is not held beside its text
    while that is parsed.
    """
    text = data.decode("utf-8", "surrogatepass")
    if isinstance(data, bytearray):
        data.clear()
    try:
        return _parsed(text)
    except (ValueError, RecursionError):
        if isinstance(data, bytearray):
            data += text.encode("utf-8", "surrogatepass")  # for the error that shows it
        raise


def _parsed(text: str) -> Any:
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        return json.loads(text)  # blanks in front, or no JSON
    return value if end == len(text) else json.loads(text)


MOST_DIGITS = 1000
"""Longer numbers are none; int() refuses them from some length on."""


def mapping(value: object) -> Mapping[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def number(value: object) -> float:
    """A number, whether it came as one or as digits, or 0.0."""
    try:
        found = float(value) if isinstance(value, (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return found if math.isfinite(found) else 0.0


def count(value: object) -> int:
    """A whole number, whether it came as one or as digits, or 0; exact for large ones, as ids and
    times are.
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
    """The first count that is not 0, by the names that it may have."""
    for *outer, name in paths:
        inner = mapping(usage.get(outer[0])) if outer else usage
        if found := count(inner.get(name)):
            return found
    return 0
