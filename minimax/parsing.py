"""The JSON of frames: as fast as the scanner that `json.loads` ends at, and not at all where a
frame repeats the one before it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from functools import cache, reduce
from operator import getitem
from typing import Any

_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_MOST_IN_VAIN = 8
"""So many frames are learned without one that repeats them; then it is clear that learning only
costs.
"""
_MOST_BYTES = 65536  # a larger frame comes alone, and should not be copied
# Stands in for a text while the rest of a frame is parsed. No payload can hold it, since every
# process draws its own: where it turns up in a field, the text taken out is proved to be the value
# of that field and no other.
STAND_IN = os.urandom(12).hex()


def parse(data: bytes | bytearray) -> Any:
    """What `json.loads` gives for UTF-8. Raises ValueError or RecursionError for what is no JSON.

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


class Repeats:
    """Tells frames that repeat the one before them but for one text, as nearly all frames of a
    stream do.

    Of such a frame only that text is read, and its result needs no second check: that saves more
    than half of a stream's time. Nothing is guessed: two JSON texts that differ only between the
    quotes of one string differ only in the value of that string.
    """

    __slots__ = ("_head", "_in_vain", "_tail", "name", "payload")

    def __init__(self) -> None:
        self.payload: Any = None
        """The frame before, with something else in the place of its text; None when it cannot be
        told again.
        """
        self.name = ""
        """The field of the text."""
        self._head = self._tail = b""
        self._in_vain = 0

    def text(self, data: bytes | bytearray) -> str | None:
        """The text of a frame that repeats the one before; None for any other."""
        head, tail = self._head, self._tail
        if (
            self.payload is None
            or not data.startswith(head)
            or not data.endswith(tail)
            or len(data) > _MOST_BYTES
        ):
            return None
        try:
            written = data[len(head) - 1 : len(data) - len(tail) + 1].decode()  # with its quotes
            text: str
            text, end = _scan(written, 0)
        except (ValueError, StopIteration):
            return None
        if end != len(written):
            return None  # the string ends before the last quote: the frame has more to say
        self._in_vain = 0
        return text

    def learn(self, data: bytes | bytearray, payload: Any, *path: str | int) -> None:
        """Take a frame, and what it was parsed to, for the one before. `path` leads to its text,
        through objects and lists.
        """
        self.payload = None
        *_, name = path
        written = None
        if self._in_vain < _MOST_IN_VAIN and len(data) <= _MOST_BYTES and _alone(payload, path):
            written = _field(str(name)).search(data)
        if written is None:
            return
        self._in_vain += 1
        head, tail = bytes(data[: written.start(1)]), bytes(data[written.end(1) :])
        like = parse(head + STAND_IN.encode() + tail)
        if reduce(getitem, path, like) == STAND_IN:
            self.payload, self.name, self._head, self._tail = like, str(name), head, tail

    def forget(self) -> None:
        """The frame before was one that must not be told again."""
        self.payload = None


def _alone(payload: Any, path: tuple[str | int, ...]) -> bool:
    """Whether only plain values stand beside a path, so that frames with another text can be made
    that share no object.
    """
    for key in path:
        entries = payload.items() if isinstance(payload, dict) else enumerate(payload)
        if any(isinstance(value, (dict, list)) for name, value in entries if name != key):
            return False
        payload = payload[key]
    return True


@cache
def _field(name: str) -> re.Pattern[bytes]:
    """The first field of a name whose value is a string, and what that string holds."""
    return re.compile(rb'"%b"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"' % name.encode(), re.DOTALL)
