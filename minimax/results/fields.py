"""Fields of an answer, read without trust: what is null, missing or of the wrong type becomes empty
and never crashes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

MOST_DIGITS = 1000
"""Longer numbers are none; int() refuses them from some length on."""


def text(value: object) -> str:
    """A text, or ""."""
    return value if isinstance(value, str) else ""


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


def moment(seconds: int) -> datetime:
    """A time in Unix seconds as UTC; one that is in no calendar counts as 0, as one that was not
    told does.
    """
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def identity(value: object) -> str:
    """An id as text, however it came, or ""."""
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list, or an empty list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
