"""Arguments of tool calls: parsed leniently, as written by the model, and sent back strictly, as
the text of a JSON object, which the platform requires. No I/O.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from ..core.parsing import GrowingText, repair_all
from ..core.sources import refused

INVALID = "INVALID_JSON"
"""The field in which arguments that are not a JSON object are sent back to the model."""
_UNREADABLE = (ValueError, RecursionError)


def written(arguments: object) -> str:
    """Arguments as text, from any form; "" for none. Raises ValidationError if they cannot be
    written as JSON.
    """
    if isinstance(arguments, str):
        return arguments
    if arguments is None or arguments in ({}, []):
        return ""
    try:
        return json.dumps(arguments, ensure_ascii=False)
    except (TypeError, *_UNREADABLE) as error:
        raise refused(
            "arguments", f"{arguments!r:.200} cannot be written as JSON: {error}", arguments
        ) from None


def read(arguments: object) -> dict[str, Any] | None:
    """Parse arguments to an object; None if they are not one. Whitespace, `null` and an empty list
    mean no arguments; raw line breaks in strings and doubly encoded objects are accepted.
    """
    value = arguments
    for _ in range(2):
        if not isinstance(value, str):
            break
        if not value.strip():
            return {}
        try:
            value = json.loads(value, strict=False)
        except _UNREADABLE:
            return None
    if value is None or value == []:
        return {}
    try:
        return repair_all(dict(value)) if isinstance(value, Mapping) else None
    except RecursionError:
        return None


def sendable(arguments: object) -> str:
    """Arguments as a request may contain them: unchanged if they are a JSON object, else as parsed,
    else the original text inside a JSON object.
    """
    if isinstance(arguments, str) and _is_object(arguments):
        return arguments
    return json.dumps(sendable_object(arguments), ensure_ascii=False)


def sendable_object(arguments: object) -> dict[str, Any]:
    """The same as an object, for APIs that require one."""
    text, found = written(arguments), read(arguments)
    return found if found is not None and _is_object(written(found) or "{}") else {INVALID: text}


def _is_object(text: str) -> bool:
    """Whether a text is a JSON object in strict JSON, as the platform requires."""
    try:
        return isinstance(json.loads(text, parse_constant=_refuse), dict)
    except _UNREADABLE:
        return False


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


class GrowingArguments:
    """Arguments that a stream delivers in pieces of text or as objects."""

    def __init__(self) -> None:
        self._text = GrowingText()

    @property
    def whole_characters(self) -> str:
        """The text so far, without an incomplete last character."""
        return self._text.whole_characters

    def replace(self, whole: object) -> None:
        """Replace the arguments."""
        self._text = GrowingText(written(whole))

    def add(self, piece: object, *, restated: bool = False) -> None:
        """Add a piece. A piece that restates the call may repeat all of the text so far."""
        if isinstance(piece, Mapping) and piece:
            whole = {**(read(str(self)) or {}), **piece}
            self._text = GrowingText(written(whole))
            return
        text = written(piece)
        if restated and len(text) >= len(self._text) and self and text.startswith(str(self)):
            self._text = GrowingText()
        self._text.feed(text)

    def complete_with(self, whole: object) -> bool:
        """Accept the complete arguments, as repeated at the end of a stream. Returns whether they
        contained anything new.
        """
        text, so_far = written(whole), str(self)
        if len(text) <= len(so_far) or not text.startswith(so_far):
            return False
        self._text.finish(text)
        return True

    def __bool__(self) -> bool:
        return bool(str(self).strip())

    @property
    def complete(self) -> bool:
        """Whether they are already a complete object."""
        return bool(self) and read(str(self)) is not None

    def __str__(self) -> str:
        return str(self._text)
