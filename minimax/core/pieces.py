"""Text that arrives in pieces. A piece may end in the middle of a character, for JSON can spell the
two halves of a surrogate pair apart, and it may be all of the text so far. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONSTANT = frozenset(
    {"call_id", "created", "format", "id", "index", "model", "name", "object", "role", "type"}
)
"""Fields that a stream repeats with every piece of an object; all other texts grow."""


def repair(text: str) -> str:
    """The text as UTF-8 can hold it: halves of a character that meet are joined, and a half that
    stands alone becomes U+FFFD. Any other text is returned as it is.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def whole_characters(text: str) -> tuple[str, str]:
    """The text, repaired, up to the first half of a character at its end, and that half."""
    end = len(text) - ("\ud800" <= text[-1:] <= "\udbff")
    return repair(text[:end]), text[end:]


def repair_all(value: Any) -> Any:
    """A JSON value with every text in it repaired, names of fields included."""
    if isinstance(value, str):
        return repair(value)
    if isinstance(value, dict):
        return {repair_all(name): repair_all(each) for name, each in value.items()}
    return [repair_all(each) for each in value] if isinstance(value, (list, tuple)) else value


def plain_text(value: object) -> str:
    """The text in a value, in whatever form it came: a text, a number, a part with a text, or a
    list of these; "" for nothing.
    """
    if isinstance(value, str):
        return value
    try:
        if isinstance(value, Mapping):
            return plain_text(value.get("text") or value.get("content"))
        if isinstance(value, list):
            return "".join(map(plain_text, value))
    except RecursionError:
        return ""  # no text is that deep
    return str(value) if isinstance(value, (int, float)) else ""


def identity(value: object) -> str:
    """An id as text, however it came, or ""."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    known = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return str(value) if known else ""


class GrowingText:
    """A text that a stream brings piece by piece, handed out in whole characters.

    snapshots: a piece may also be all of the text so far, as some models send their reasoning.
    """

    __slots__ = ("_half", "_length", "_parts", "_snapshots")

    def __init__(self, text: str = "", *, snapshots: bool = False) -> None:
        self._parts = [text] if text else []  # joined only when a snapshot is possible
        self._length = len(text)
        self._half = ""  # the first half of a character whose second half has not come
        self._snapshots = snapshots

    def feed(self, piece: str) -> str:
        """The part of a piece that is new, without a character that is not whole yet."""
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
        """What waited for the second half of a character that never came."""
        rest, self._half = repair(self._half), ""
        if rest:
            self._parts.append(rest)
            self._length += len(rest)
        return rest

    def finish(self, whole: str) -> str:
        """Take the whole text, as the end of a stream repeats it; gives what the pieces lacked."""
        whole, so_far = repair(whole), "".join(self._parts)
        new = whole[len(so_far) :] if whole.startswith(so_far) else ""
        self._parts, self._length, self._half = [whole], len(whole), ""
        return new

    @property
    def whole_characters(self) -> str:
        """The text so far, without a character that is not whole yet."""
        return "".join(self._parts)

    def __len__(self) -> int:
        """Characters so far."""
        return self._length

    def __str__(self) -> str:
        """All of the text so far."""
        return "".join(self._parts) + repair(self._half)


class GrowingFields:
    """The fields of an object that a stream brings in pieces: texts grow, lists get longer, and of
    everything else the last value counts.
    """

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def add(self, fields: Mapping[str, Any], known: frozenset[str] = frozenset()) -> None:
        """Take one more piece of the object, without the fields that are known."""
        for name, value in fields.items():
            if name not in known and value is not None and value not in ("", [], {}):
                self._add(name, value)

    def whole(self) -> dict[str, Any]:
        """The object so far."""
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
