"""The log of requests, for tests and for the inspector. Media are abbreviated, and keys are never
stored.

The number of requests and the size of their bodies and answers are limited, so that memory usage is
bounded. The oldest entries are dropped.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from minimax.emulator.envelopes import encode

KEPT = 2_000
"""Maximum number of requests in the log."""
KEPT_REQUEST_BYTES = 32 * 2**20
KEPT_ANSWER_BYTES = 48 * 2**20
LARGEST_ANSWER = 24 * 2**20
"""Maximum number of bytes to keep of one answer; longer ones are truncated."""
GONE = "<no longer kept>"
"""Replacement for a body that was dropped."""

_KEYS = frozenset({"authorization", "x-api-key", "cookie", "proxy-authorization"})
_LONGEST_TEXT = 100_000
_LONGEST_VALUE = 2_000  # of a path, a parameter or a header
_MOST_FIELDS = 1_000
_SMALL = 4_096
_DATA_URL = re.compile(r"data:[\w.+/-]*[^,]{0,100};base64,")
_BLOB = re.compile(r"[A-Za-z0-9+/_=-]{1000}")


@dataclass
class Answer:
    """The data sent: the body of an answer, or the messages of a WebSocket, one per line. `size`
    includes data that was not kept.
    """

    media_type: str = ""
    data: bytearray = field(default_factory=bytearray, repr=False)
    size: int = 0


@dataclass
class LoggedRequest:
    """One request and how it was answered. A WebSocket is one request: `json` lists what the client
    sent, text included.
    """

    number: int
    time: float
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    operation_id: str | None
    trace_id: str
    account: str | None = None
    """Name of the account, derived from the key by `auth.account_name`."""
    json: Any = None
    status: int | None = None
    code: int | None = None
    """Platform code of an error, None on success."""
    unknown_fields: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Additional remarks, such as the result of its webhook."""
    seconds: float | None = None
    """Duration on the clock of the platform; None while it is in progress."""
    events: int = 0
    """Frames of a stream, or messages of a WebSocket in both directions."""
    answer: Answer | None = field(default=None, repr=False, compare=False)
    """The data sent; None before that, and after it was dropped."""
    revision: int = field(default=0, repr=False, compare=False)
    """Increases with every change, across all requests of a log."""

    def searchable(self) -> bytes:
        """All searchable text of the request, in lower case."""
        asked = encode([self.method, self.path, dict(self.query), self.operation_id, self.json])
        answer = bytes(self.answer.data) if self.answer else b""
        return (asked + b" " + answer).decode("utf-8", "replace").lower().encode()


class RequestLog:
    """The newest requests, oldest first."""

    def __init__(self) -> None:
        self._entries: dict[int, LoggedRequest] = {}
        self._requests = _ByteBudget(KEPT_REQUEST_BYTES)
        self._answers = _ByteBudget(KEPT_ANSWER_BYTES)
        self._count = 0
        self.revision = 0
        """The revision of the newest change."""
        self.epoch = 0
        """Number of times the log was cleared."""
        self.finished: Callable[[LoggedRequest], object] = lambda _: None
        """Called with every finished request."""

    def add(self, write: Callable[[int], LoggedRequest]) -> LoggedRequest:
        """Add a request with a new number."""
        self._count += 1
        entry = write(self._count)
        entry.path = _short(entry.path)
        entry.query = {name: _short(value) for name, value in entry.query.items()}
        self._entries[entry.number] = entry
        if len(self._entries) > KEPT:
            self._forget(next(iter(self._entries)))
        self.touch(entry)
        return entry

    def touch(self, entry: LoggedRequest) -> None:
        """Mark an entry as changed."""
        self.revision += 1
        entry.revision = self.revision

    def keep(self, entry: LoggedRequest, data: bytes) -> None:
        """Append data to the answer of a request, unless the answer was already dropped."""
        answer = entry.answer
        if answer is None:
            return
        answer.size += len(data)
        kept = data[: max(LARGEST_ANSWER - len(answer.data), 0)]
        if kept and self.find(entry.number) is entry:
            answer.data += kept
            for number in self._answers.use(entry.number, len(kept)):
                self._entries[number].answer = None

    def finish(self, entry: LoggedRequest, *, seconds: float, received: int) -> None:
        """Mark a request as finished, with its duration and the size of its body."""
        entry.seconds = seconds
        del entry.unknown_fields[_MOST_FIELDS:]
        if self.find(entry.number) is entry and entry.json is not None:
            size = received if received < _SMALL else len(encode(entry.json))
            for number in self._requests.use(entry.number, size):
                self._entries[number].json = GONE
        self.touch(entry)
        self.finished(entry)

    def find(self, number: int) -> LoggedRequest | None:
        """Return a request by its number."""
        return self._entries.get(number)

    def entries(
        self, operation_id: str | None = None, account: str | None = None
    ) -> list[LoggedRequest]:
        """Return all requests, or those of one operation or one account."""
        return [
            entry
            for entry in list(self._entries.values())
            if operation_id in (None, entry.operation_id) and account in (None, entry.account)
        ]

    def search(self, words: str) -> list[int]:
        """The numbers of requests that contain all of these words, ignoring case, in their path,
        query, body or answer. May take a moment.
        """
        wanted = [word.encode() for word in words.lower().split()]
        return [
            entry.number
            for entry in self.entries()
            if all(word in text for text in [entry.searchable()] for word in wanted)
        ]

    def since(self, revision: int) -> list[LoggedRequest]:
        """Return the requests that changed after a revision."""
        return (
            [entry for entry in list(self._entries.values()) if entry.revision > revision]
            if revision < self.revision
            else []
        )

    def clear(self, account: str | None = None) -> None:
        """Delete all requests, or those of one account."""
        if account is not None:
            for entry in self.entries(account=account):
                self._forget(entry.number)
            self.epoch += 1
            return
        self._entries.clear()
        self._requests.clear()
        self._answers.clear()
        self._count = 0
        self.epoch += 1

    def _forget(self, number: int) -> None:
        del self._entries[number]
        self._requests.release(number)
        self._answers.release(number)


class _ByteBudget:
    """A budget of bytes, used by numbered entries; the lowest number is dropped first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.clear()

    def clear(self) -> None:
        self._sizes: dict[int, int] = {}
        self._order: deque[int] = deque()
        self._total = 0

    def use(self, number: int, size: int) -> Iterator[int]:
        """Use more bytes for a number, and yield the numbers to drop."""
        if number not in self._sizes:
            self._order.append(number)
        self._sizes[number] = self._sizes.get(number, 0) + size
        self._total += size
        while self._total > self._most and self._order:
            leaving = self._order[0]
            self.release(leaving)
            yield leaving

    def release(self, number: int) -> None:
        """Release the bytes of a number."""
        if number in self._sizes:
            self._total -= self._sizes.pop(number)
            self._order.remove(number)


def safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers, without those that contain a secret."""
    return {name: _short(value) for name, value in headers.items() if name.lower() not in _KEYS}


def elide_media(value: Any) -> Any:
    """A JSON value with its media and very long texts replaced by their size."""
    if isinstance(value, dict):
        return {key: elide_media(item) for key, item in value.items()}
    if isinstance(value, list):
        return [elide_media(item) for item in value]
    if not isinstance(value, str):
        return value
    if found := _DATA_URL.match(value):
        return f"{found[0]}<{len(value) - found.end()} characters>"
    if _BLOB.match(value) or len(value) > _LONGEST_TEXT:
        return f"<{len(value)} characters>"
    return value


def _short(text: str) -> str:
    return (
        text
        if len(text) <= _LONGEST_VALUE
        else f"{text[:_LONGEST_VALUE]}… <{len(text)} characters>"
    )
