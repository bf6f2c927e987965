"""Requests and responses, as used by the transport and all layers above it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping
from sys import maxsize
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ..config import Timeout
from ..errors import DecodeError
from .secret import Secret

if TYPE_CHECKING:
    from .secret import Headers

UNENCODED = ("", "identity")
READABLE = (*UNENCODED, "gzip", "deflate")
"""Content encodings that can be read."""


class Streamed(Protocol):
    """A body that is read while it is sent, and read again from the beginning for a retry."""

    @property
    def content_type(self) -> str: ...
    @property
    def length(self) -> int: ...
    @property
    def is_sent(self) -> bool:
        """Whether the whole body has been read for sending."""
        ...

    def blocks(self) -> Iterator[bytes]: ...
    def sent(self, count: int) -> None: ...


class Request(NamedTuple):
    """One HTTP request, ready to send."""

    method: str
    url: str
    headers: Secret[Headers]
    content: bytes | Streamed | None
    timeout: Timeout
    to_platform: bool = True
    """Whether to add the headers, cookies, parameters and auth of a custom `http_client`. File
    hosts get none of them.
    """
    through: Callable[[Any, Request], Coroutine[Any, Any, Any]] | None = None
    """The middleware for the request, None if there is none."""

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url})"


class Response:
    """A complete response. Its repr omits headers and content, because a server may echo the key in
    them.
    """

    __slots__ = ("content", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.status = status
        self.headers = headers
        self.content = content

    def __repr__(self) -> str:
        return f"Response(HTTP {self.status}, {len(self.content):,} bytes)"


class Collector(Protocol):
    """Decodes a response while it arrives, so that a large one is never in memory undecoded."""

    def feed(self, chunk: bytes) -> None: ...
    def content(self) -> bytes: ...
    def decode(self, content: bytes) -> tuple[Any, Any]:
        """Return the payload and the media of the collected content."""
        ...


class ResponseBuffer:
    """Collects the bytes of a response, in a collector or in memory, up to a limit."""

    __slots__ = ("_collector", "_left", "_limit", "_pieces")

    def __init__(self, limit: int = maxsize, collector: Collector | None = None) -> None:
        self._collector = collector
        self._limit = self._left = limit
        self._pieces: list[bytes] = []

    def add(self, chunk: bytes) -> None:
        """Add the next bytes. Raises DecodeError if the limit is exceeded."""
        self._left -= len(chunk)
        if self._left < 0:
            raise DecodeError(
                f"the response is larger than {self._limit:,} bytes; if that is expected, increase"
                " the client option max_response_bytes"
            )
        if self._collector is None:
            self._pieces.append(chunk)
        else:
            self._collector.feed(chunk)

    @property
    def received(self) -> int:
        """The number of bytes so far."""
        return self._limit - self._left

    def content(self) -> bytes:
        """All bytes, or the content of the collector."""
        return b"".join(self._pieces) if self._collector is None else self._collector.content()


def encoding_of(headers: Mapping[str, str]) -> str:
    """The content encoding of a body, "" if there is none."""
    return headers.get("content-encoding", "").strip().lower()
