"""Defensive access to fields of a response: null, missing or wrongly typed values are read as
empty.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ..core.parsing import MOST_DIGITS as MOST_DIGITS
from ..core.parsing import count as count
from ..core.parsing import identity as identity
from ..core.parsing import mapping as mapping
from ..core.parsing import number as number
from ..core.parsing import plain_text, repair
from ..errors import DecodeError


def text(value: object) -> str:
    """A string with unpaired surrogates replaced, or ""."""
    return repair(value) if isinstance(value, str) else ""


def moment(seconds: int) -> datetime:
    """Convert Unix seconds to UTC; an impossible or missing time counts as 0."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def place(value: object) -> int | None:
    """An index or a count, sent as a number or as digits; otherwise None."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) <= MOST_DIGITS:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list, one object as a list of it unless it is empty, or an empty list."""
    if isinstance(value, dict):
        return [value] if value else []
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def parts(value: object, kind: str = "text") -> list[dict[str, Any]]:
    """The parts of a content in any form: a list of parts, one part, or a text, which becomes a
    part of the given kind.
    """
    found = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            found.append(each)
        elif text := plain_text(each):
            found.append({"type": kind, "text": text})
    return found


def missing(what: str, raw: object) -> DecodeError:
    """The error for a successful response without what was requested."""
    message = f"The platform reported success but sent no {what}; the response is in `raw`."
    return DecodeError(message, raw=raw)
