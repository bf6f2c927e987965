"""Rewrite links to results in responses: the recorder routes downloads through itself, to record
them, and the replay serves the recorded files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from minimax.emulator.recordings import exchanges
from minimax.emulator.storage import MEDIA_TYPES

PATH = "/_recorded"
"""Path prefix of recorded links. No path of the platform starts with it."""
_ENDINGS = frozenset({*MEDIA_TYPES, ".zip", ".json", ".txt", ".srt", ".vtt", ".pcm", ".jpg"})


def is_result(text: str) -> bool:
    """Whether a text is a link to a result: a URL with a file name or a signature."""
    if not text.startswith(("http://", "https://")) or any(each.isspace() for each in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return PurePosixPath(parts.path).suffix.lower() in _ENDINGS or "ignature=" in parts.query


def token(url: str) -> str:
    """The name of a link in a recording, independent of its signature."""
    return hashlib.sha256(exchanges.scrubbed_url(url).encode("utf-8", "replace")).hexdigest()[:32]


def rewritten(value: Any, change: Callable[[str], str]) -> Any:
    """Replace the links to results in a JSON value."""
    if isinstance(value, Mapping):
        return {name: rewritten(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [rewritten(inner, change) for inner in value]
    return change(value) if isinstance(value, str) and is_result(value) else value
