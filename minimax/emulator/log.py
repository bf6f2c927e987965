"""What was asked of the emulator, for tests that count calls: media elided, keys never kept."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

KEPT = 2_000
"""Requests that the log holds; older ones make room, so that memory stays flat."""

_KEYS = frozenset({"authorization", "x-api-key", "cookie", "proxy-authorization"})
_LONGEST_TEXT = 100_000
_DATA_URL = re.compile(r"data:[\w.+/-]*[^,]{0,100};base64,")
_BLOB = re.compile(r"[A-Za-z0-9+/_=-]{1000}")


@dataclass
class LoggedRequest:
    """One request and how it was answered. A WebSocket is one request: `json` lists what the client sent, text included."""

    number: int
    time: float
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    operation_id: str | None
    trace_id: str
    json: Any = None
    status: int | None = None
    code: int | None = None
    """Platform code of an error, None on success."""
    unknown_fields: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What else there is to know, such as what became of its webhook."""


class RequestLog:
    """The newest requests, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[LoggedRequest] = deque(maxlen=KEPT)
        self._count = 0

    def add(self, write: Callable[[int], LoggedRequest]) -> LoggedRequest:
        """Number a request and keep it."""
        self._count += 1
        entry = write(self._count)
        self._entries.append(entry)
        return entry

    def entries(self, operation_id: str | None = None) -> list[LoggedRequest]:
        """The requests, or those of one operation."""
        return [entry for entry in list(self._entries) if operation_id in (None, entry.operation_id)]

    def clear(self) -> None:
        self._entries.clear()
        self._count = 0


def safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers without the ones that carry a secret."""
    return {name: value for name, value in headers.items() if name.lower() not in _KEYS}


def elided(value: Any) -> Any:
    """A JSON value with its media and very long texts replaced by their size."""
    if isinstance(value, dict):
        return {key: elided(item) for key, item in value.items()}
    if isinstance(value, list):
        return [elided(item) for item in value]
    if not isinstance(value, str):
        return value
    if found := _DATA_URL.match(value):
        return f"{found[0]}<{len(value) - found.end()} characters>"
    if _BLOB.match(value) or len(value) > _LONGEST_TEXT:
        return f"<{len(value)} characters>"
    return value
