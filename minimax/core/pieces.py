"""Text that arrives in pieces, without I/O. A piece may end in the middle of a character, because
JSON can escape the halves of a surrogate pair separately, and it may repeat all of the text so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONSTANT = frozenset(
    {"call_id", "created", "format", "id", "index", "model", "name", "object", "role", "type"}
)
"""Fields that a stream repeats with every piece of an object; all other strings are appended to."""


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
        return {
            name: value.whole()
            if isinstance(value, GrowingFields)
            else str(value)
            if isinstance(value, GrowingText)
            else [*value]
            if isinstance(value, list)
            else value
            for name, value in self._values.items()
        }

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
