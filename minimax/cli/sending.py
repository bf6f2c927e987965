"""Track which requests of a command were sent, so that Ctrl-C can report whether they may have been
billed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from ..core.http import Request, Streamed
from ..core.io import IO, IOWrapper
from ..core.secret import Secret
from ..core.transport import Body
from .exits import Interrupted

if TYPE_CHECKING:
    from ..client import MiniMax

MAY_BE_BILLED = "the request was sent and may have been billed"
TYPE = "content-type"
_sendings: WeakKeyDictionary[MiniMax, Sending] = WeakKeyDictionary()


class Sending(IOWrapper):
    """Records which requests have started to be sent, which is not the case while connecting."""

    def __init__(self, inner: IO) -> None:
        super().__init__(inner)
        self.out: set[tuple[str, str]] = set()
        """Method and URL of the requests."""
        self.spoken = False
        """Whether text has been sent into a socket."""

    async def open(self, request: Request) -> Body:
        return await self.inner.open(self._watched(request))

    def _watched(self, request: Request) -> Request:
        """The same request with a body that records when it is read. Requests without a body are
        free.
        """
        if request.content is None:
            return request
        headers = request.headers.reveal()
        kind = next((value for name, value in headers if name.lower() == TYPE), "")
        others = Secret(tuple(pair for pair in headers if pair[0].lower() != TYPE))
        return request._replace(headers=others, content=_Watched(self, request, kind))


class _Watched:
    """A body that is recorded as soon as the connection reads it."""

    def __init__(self, sending: Sending, request: Request, kind: str) -> None:
        self._sending = sending
        self._key = (request.method, request.url)
        self._content: bytes | Streamed = request.content or b""
        self.content_type = kind if isinstance(self._content, bytes) else self._content.content_type

    @property
    def length(self) -> int:
        return len(self._content) if isinstance(self._content, bytes) else self._content.length

    @property
    def is_sent(self) -> bool:
        return not isinstance(self._content, bytes) and self._content.is_sent

    def blocks(self) -> Iterator[bytes]:
        self._sending.out.add(self._key)
        yield from [self._content] if isinstance(self._content, bytes) else self._content.blocks()

    def sent(self, count: int) -> None:
        if not isinstance(self._content, bytes):
            self._content.sent(count)


@contextmanager
def accounted(client: MiniMax, *, free: bool) -> Iterator[MiniMax]:
    """Let an interrupt report whether the request may have been billed, unless the client is
    `free`, and add its notes.
    """
    sending = Sending(client.io)
    view = client.with_io(sending)
    _sendings[view] = sending
    try:
        yield view
    except Interrupted:  # it already has the message
        raise
    except KeyboardInterrupt as interrupt:
        paid = (
            MAY_BE_BILLED
            if not free and (sending.spoken or _billed(sending, client.base_url))
            else ""
        )
        raise Interrupted(
            "; ".join(filter(None, ("interrupted", paid, *getattr(interrupt, "__notes__", ()))))
        ) from None


def forwarded(pieces: Iterable[str], client: MiniMax) -> Iterator[str]:
    """Pass text on to a socket, and record that it was sent."""
    for piece in pieces:
        if client in _sendings:
            _sendings[client].spoken = True
        yield piece


def _billed(sending: Sending, base_url: str) -> bool:
    from minimax_generated.operations import FEATURES

    from ..batch.operations import billed_paths

    base = len(urlsplit(base_url).path)
    out = {(method, urlsplit(url).path[base:]) for method, url in sending.out}
    return any(not out.isdisjoint(billed_paths(feature)) for feature in FEATURES)
