"""What of a command has gone out, so that one that is interrupted can say whether it may have been
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
    """Notes which requests have begun to be sent. While the client still connects, nothing has."""

    def __init__(self, inner: IO) -> None:
        super().__init__(inner)
        self.out: set[tuple[str, str]] = set()
        """Method and URL of the requests."""
        self.spoken = False
        """Whether text has been sent into a socket."""

    async def open(self, request: Request) -> Body:
        return await self.inner.open(self._watched(request))

    def _watched(self, request: Request) -> Request:
        """The same request with a body that tells when it is asked for. A request without a body
        costs nothing.
        """
        if request.content is None:
            return request
        headers = request.headers.reveal()
        kind = next((value for name, value in headers if name.lower() == TYPE), "")
        others = Secret(tuple(pair for pair in headers if pair[0].lower() != TYPE))
        return request._replace(headers=others, content=_Watched(self, request, kind))


class _Watched:
    """A body that is noted as soon as the connection takes it."""

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
    """Let an interrupt say whether money may be spent, unless the client is `free`, and what was
    noted about a result.
    """
    sending = Sending(client.io)
    view = client.with_io(sending)
    _sendings[view] = sending
    try:
        yield view
    except Interrupted:  # it has said what is to be said
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


def told(pieces: Iterable[str], client: MiniMax) -> Iterator[str]:
    """Text on its way into a socket."""
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
