"""Fields of an answer, read without trust: what is null, missing or of the wrong type becomes empty and never crashes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


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
    """A whole number, whether it came as one or as digits, or 0; exact for large ones, as ids and times are."""
    return value if isinstance(value, int) else int(value) if isinstance(value, str) and value.strip().isdecimal() else int(number(value))
