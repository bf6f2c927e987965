"""Reads what the platform sends, without I/O: the JSON of frames, as fast as the scanner inside
`json.loads`; counts, ids and texts of any type; and texts and objects that arrive in pieces.

A piece may end in the middle of a character, because JSON can escape the halves of a surrogate pair
separately, and it may repeat all of the text so far.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..errors import DecodeError

_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
# A placeholder for a text while the rest of a frame is parsed. It is random per process, so no
# payload can contain it: the field in which it appears is certainly the one that the text was cut
# from.
STAND_IN = os.urandom(12).hex()
CONSTANT = frozenset(
    {"call_id", "created", "format", "id", "index", "model", "name", "object", "role", "type"}
)
"""Fields that a stream repeats with every piece of an object; all other strings are appended to."""


def parse(data: bytes | bytearray) -> Any:
    """Parse UTF-8 JSON like `json.loads`; invalid bytes in a string become U+FFFD. Raises
    ValueError or RecursionError if it is not JSON.

    A bytearray, used for large events, is emptied meanwhile, so that the bytes and their text are
    not both in memory.
    """
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # a text that was cut within a character
        return _parsed(data.decode("utf-8", "replace"))
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


def repair(text: str) -> str:
    """Make a text encodable as UTF-8: adjacent surrogate halves are joined, and unpaired ones
    become U+FFFD. Other text is returned unchanged.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def whole_characters(text: str) -> tuple[str, str]:
    """Split off a trailing high surrogate; returns the repaired text before it, and the surrogate
    or "".
    """
    end = len(text) - ("\ud800" <= text[-1:] <= "\udbff")
    return repair(text[:end]), text[end:]


def repair_all(value: Any) -> Any:
    """Repair every string in a JSON value, including field names."""
    if isinstance(value, str):
        return repair(value)
    if isinstance(value, dict):
        return {repair_all(name): repair_all(each) for name, each in value.items()}
    return [repair_all(each) for each in value] if isinstance(value, (list, tuple)) else value


def plain_text(value: object) -> str:
    """The text of a value in any of its forms: a string, a number, a part with a text, or a list of
    these; "" for none.
    """
    if isinstance(value, str):
        return value
    try:
        if isinstance(value, Mapping):
            return plain_text(value.get("text") or value.get("content"))
        if isinstance(value, list):
            return "".join(map(plain_text, value))
    except RecursionError:
        return ""  # no text is nested that deeply
    return str(value) if isinstance(value, (int, float)) else ""


def identity(value: object) -> str:
    """An id as a string, whatever its type, or ""."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    known = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return str(value) if known else ""


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
    """The parts of a content in any form: a list of parts, one part, or a text. A text, and a part
    with a text but without a type, become a part of the given kind.
    """
    found = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            is_untyped = each.get("type") is None and isinstance(each.get("text"), str)
            found.append({**each, "type": kind} if is_untyped else each)
        elif text := plain_text(each):
            found.append({"type": kind, "text": text})
    return found


def missing(what: str, raw: object) -> DecodeError:
    """The error for a successful response without what was requested."""
    message = f"The platform reported success but sent no {what}; the response is in `raw`."
    return DecodeError(message, raw=raw)


class GrowingText:
    """A text that a stream delivers in pieces, returned in whole characters.

    snapshots: a piece may also repeat all of the text so far, as some models do for their
    reasoning.
    """

    __slots__ = ("_half", "_length", "_parts", "_snapshots")

    def __init__(self, text: str = "", *, snapshots: bool = False) -> None:
        self._parts = [text] if text else []  # joined only when a snapshot is possible
        self._length = len(text)
        self._half = ""  # a high surrogate whose low surrogate has not arrived
        self._snapshots = snapshots

    def feed(self, piece: str) -> str:
        """Add a piece and return its new text, without an incomplete last character."""
        if self._snapshots and len(piece) > self._length > 0:
            so_far = "".join(self._parts)
            if piece.startswith(so_far):
                piece, self._half = piece[len(so_far) :], ""
        if self._half or not piece.isascii():
            piece, self._half = whole_characters(self._half + piece)
        if piece:
            self._parts.append(piece)
            self._length += len(piece)
        return piece

    def close(self) -> str:
        """Return the replacement for an incomplete last character, or ""."""
        rest, self._half = repair(self._half), ""
        if rest:
            self._parts.append(rest)
            self._length += len(rest)
        return rest

    def finish(self, whole: str) -> str:
        """Accept the whole text, as repeated at the end of a stream, and return what the pieces
        lacked.
        """
        whole, so_far = repair(whole), "".join(self._parts)
        new = whole[len(so_far) :] if whole.startswith(so_far) else ""
        self._parts, self._length, self._half = [whole], len(whole), ""
        return new

    @property
    def whole_characters(self) -> str:
        """The text so far, without an incomplete last character."""
        return "".join(self._parts)

    def __len__(self) -> int:
        """Number of characters so far."""
        return self._length

    def __str__(self) -> str:
        """The text so far."""
        return "".join(self._parts) + repair(self._half)


class GrowingFields:
    """The fields of an object that a stream delivers in pieces: strings and lists are appended to;
    of other values the last one counts.
    """

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def add(self, fields: Mapping[str, Any], known: frozenset[str] = frozenset()) -> None:
        """Add a piece of the object, except for the known fields."""
        for name, value in fields.items():
            if name not in known and value is not None and value not in ("", [], {}):
                self._add(name, value)

    def whole(self) -> dict[str, Any]:
        """Return the object so far."""
        return {name: _whole(value) for name, value in self._values.items()}

    def _add(self, name: str, value: Any) -> None:
        growing = self._values.get(name)
        if isinstance(value, str) and name not in CONSTANT:
            if not isinstance(growing, GrowingText):
                growing = self._values[name] = GrowingText()
            growing.feed(value)
        elif isinstance(value, Mapping):
            if not isinstance(growing, GrowingFields):
                growing = self._values[name] = GrowingFields()
            growing.add(value)
        elif isinstance(value, list):
            if isinstance(growing, list):
                growing.extend(value)
            else:
                self._values[name] = [*value]
        else:
            self._values[name] = value


def _whole(value: Any) -> Any:
    if isinstance(value, GrowingFields):
        return value.whole()
    if isinstance(value, GrowingText):
        return str(value)
    return [*value] if isinstance(value, list) else value
