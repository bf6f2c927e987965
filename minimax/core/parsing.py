"""The JSON of frames, as fast as the scanner that `json.loads` ends at."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
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
