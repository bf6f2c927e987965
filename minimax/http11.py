"""Connections of our own, over httpcore: a `Line` leads to one host and serves one call at a time,
without a pool or a client above it.

A call sends its request with `send`, which reads the head of the answer; then it reads `content`,
and then it calls `release`, whether it has read everything or not. The next call may `send` again:
the line opens a new connection when the old one cannot be used.

httpcore connects, encrypts, waits and writes. h11 reads the heads, and `framing` reads most
bodies in its place.
"""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import httpcore

from .framing import Chunks, Exchange, Packed, Sized

KEPT_SECONDS = 30.0
"""How long a connection may be idle and be used again."""
LARGE = 256 * 1024
"""From this length on, a download goes past h11; below, that costs more than it saves."""
ENCODINGS = ("gzip", "deflate")
"""What is unpacked, one layer of it: that is what requests ask for. With layers upon layers, few
bytes could fill the memory.
"""
PROBLEMS = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    EOFError,
    ssl.SSLError,
    zlib.error,
)
"""All that a line raises for what goes wrong with the network or the answer."""
PORTS = {"http": 80, "https": 443}
SAFE = "!$%&'()*+,/:;=?@[]~"
"""Characters of a path or a query that are not quoted. The percent sign is one of them: what comes
is mostly quoted already.
"""


class Place(NamedTuple):
    """Where a URL leads to."""

    url: httpcore.URL
    scheme: str
    host: str
    port: int
    name: bytes
    """The host and its port, as the header `Host` has them."""


@lru_cache(maxsize=256)
def place_of(url: str) -> Place:
    """Take a URL apart. Raises httpcore.UnsupportedProtocol when it cannot be called."""
    try:
        parts = urlsplit(url)
        host, port = _network_name(parts.hostname or ""), parts.port
    except ValueError as error:
        raise httpcore.UnsupportedProtocol(str(error)) from None
    if parts.scheme not in PORTS or not host:
        raise httpcore.UnsupportedProtocol("it must begin with http:// or https:// and a host")
    name = f"[{host}]" if ":" in host else host
    if port not in (None, PORTS[parts.scheme]):
        name += f":{port}"
    target = quote(parts.path or "/", SAFE) + (
        f"?{quote(parts.query, SAFE)}" if parts.query else ""
    )
    library_url = httpcore.URL(scheme=parts.scheme, host=host, port=port, target=target)
    return Place(
        library_url,
        parts.scheme,
        host,
        PORTS[parts.scheme] if port is None else port,
        name.encode(),
    )


def _network_name(host: str) -> str:
    if host.isascii() and "xn--" not in host:
        return host
    import idna

    return idna.encode(host, uts46=True).decode()


def request_to(
    place: Place,
    method: str,
    headers: Sequence[tuple[str, str]],
    content: Any,
    timeouts: Mapping[str, float | None],
) -> httpcore.Request:
    """A request as httpcore takes it."""
    written = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers]
    if not any(name.lower() == b"host" for name, _ in written):
        written.insert(0, (b"Host", place.name))
    return httpcore.Request(
        method, place.url, headers=written, content=content, extensions={"timeout": timeouts}
    )


def plain(raw: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their name in lower case. A plain dictionary, for every answer is asked for
    several of them.
    """
    return {name.decode("latin-1").lower(): _text(value) for name, value in raw}


def encoding_of(headers: Mapping[str, str]) -> str:
    """How a body is packed; "" when it is not."""
    return headers.get("content-encoding", "").strip().lower()


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


class _Wire(Exchange, httpcore.NetworkStream):
    """The connection as h11 sees it."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        super().__init__()
        self._stream = stream

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if data := self.out(buffer):
            self._stream.write(data, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.cut(self.receive(max_bytes, timeout))

    def receive(self, most: int, timeout: float | None) -> bytes:
        """The next bytes, past h11."""
        return self.kept(most) if self.rest else self._stream.read(most, timeout)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _AsyncWire(Exchange, httpcore.AsyncNetworkStream):
    """The same, awaited."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        super().__init__()
        self._stream = stream

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if data := self.out(buffer):
            await self._stream.write(data, timeout)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.cut(await self.receive(max_bytes, timeout))

    async def receive(self, most: int, timeout: float | None) -> bytes:
        """The next bytes, past h11."""
        return self.kept(most) if self.rest else await self._stream.read(most, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Line:
    """A connection, opened when it is needed, and the answer that is read from it."""

    backend: type[Any]
    protocol: type[Any]

    def __init__(self, place: Place, tls: ssl.SSLContext | None) -> None:
        self._place = place
        self._tls = tls
        self._wire: Any = None
        self._http: Any = None
        self._answer: Any = None
        self._patience: float | None = None
        self._method = b""
        self._idle_since = 0.0
        self.status = 0
        self.headers: dict[str, str] = {}

    def _stands(self) -> bool:
        """Whether the connection can be used once more. Bytes that nobody asked for mean that it
        ends, or would pass for the next answer:
        they may be anywhere from h11 to the socket.
        """
        if self._http.is_closed() or time.monotonic() - self._idle_since > KEPT_SECONDS:
            return False
        unasked, _ = self._http._h11_state.trailing_data
        return not (
            unasked
            or self._wire.rest
            or self._wire.get_extra_info("is_readable")
            or self._tls_holds_more()
        )

    def _tls_holds_more(self) -> bool:
        """Whether TLS holds bytes that have left the socket. Only on the async face, where more may
        be read than was decrypted.
        """
        return False

    def _start(self, wire: Any) -> None:
        origin = httpcore.Origin(
            self._place.scheme.encode(), self._place.host.encode(), self._place.port
        )
        self._wire, self._http = wire, self.protocol(origin, wire)

    def _keep(self, request: httpcore.Request, answer: httpcore.Response) -> None:
        self._wire.in_head = False
        # Not the request itself: an idle connection would hold its content.
        self._patience, self._method = request.extensions["timeout"]["read"], request.method
        self._answer = answer
        self.status, self.headers = answer.status, plain(answer.headers)

    def _past_h11(self) -> Chunks | Sized | None:
        """What takes the body past h11; None where h11 has to read it."""
        if self.status not in (200, 206) or self._method == b"HEAD":
            return None
        if (
            "transfer-encoding" in self.headers
        ):  # in chunks: h11 knows nothing else, and has refused it
            return Chunks()
        length = int(self.headers.get("content-length", 0))
        return Sized(length) if length >= LARGE and self._method == b"GET" else None

    def _is_over(self, body: Chunks | Sized) -> bool:
        """After a body: whether h11 has nothing left to read. It saw nothing of a sized body, so a
        new one takes over the connection.
        """
        self._wire.rest = body.rest + self._wire.rest
        if isinstance(body, Chunks):
            return False
        ends = any(
            name.lower() == b"connection" and b"close" in value.lower()
            for name, value in self._answer.headers
        )
        if (
            not ends
            and not self._wire.rest
            and self._answer.extensions["http_version"] == b"HTTP/1.1"
        ):
            self._start(self._wire)
            self._answer = None
        return True


class Line(_Line):
    """Blocking."""

    backend, protocol = httpcore.SyncBackend, httpcore.HTTP11Connection

    def send(self, request: httpcore.Request) -> None:
        """Send a request and read the head of its answer."""
        timeouts = request.extensions["timeout"]
        if self._http and not self._stands():
            self.close()
        if not self._http:
            place, limit = self._place, timeouts["connect"]
            stream = self.backend().connect_tcp(place.host, place.port, limit, socket_options=())
            try:
                self._start(
                    _Wire(
                        stream
                        if self._tls is None
                        else stream.start_tls(self._tls, place.host, limit)
                    )
                )
            except BaseException:
                stream.close()
                raise
        self._keep(request, self._http.handle_request(request))

    def content(self) -> Iterator[bytes]:
        """The body of the answer as it comes, unpacked."""
        encoding = encoding_of(self.headers)
        return _unpacked(self._pieces(), encoding) if encoding in ENCODINGS else self._pieces()

    def _pieces(self) -> Iterator[bytes]:
        body, wire = (
            self._past_h11(),
            self._wire,
        )  # kept: after `close`, the line may have the wire of another call
        if body is not None:
            while wanted := body.wanted:
                if piece := body.take(wire.receive(wanted, self._patience)):
                    yield piece
            if self._is_over(body):
                return
        yield from self._answer.stream

    def release(self) -> None:
        """Have done with the answer. A connection whose answer was not read to its end is
        closed.
        """
        answer, self._answer = self._answer, None
        if answer is not None:
            answer.stream.close()
        self._idle_since = time.monotonic()

    def close(self) -> None:
        """Close the connection, if there is one."""
        http, self._http = self._http, None
        if http is not None:
            http.close()


class AsyncLine(_Line):
    """The same, awaited."""

    backend, protocol = httpcore.AnyIOBackend, httpcore.AsyncHTTP11Connection

    async def send(self, request: httpcore.Request) -> None:
        """Send a request and read the head of its answer."""
        timeouts = request.extensions["timeout"]
        if self._http and not self._stands():
            await self.close()
        if not self._http:
            place, limit = self._place, timeouts["connect"]
            stream = await self.backend().connect_tcp(
                place.host, place.port, limit, socket_options=()
            )
            try:
                self._start(
                    _AsyncWire(
                        stream
                        if self._tls is None
                        else await stream.start_tls(self._tls, place.host, limit)
                    )
                )
            except BaseException:  # a task that is cancelled in the handshake
                await stream.aclose()
                raise
        self._keep(request, await self._http.handle_async_request(request))

    def content(self) -> AsyncIterator[bytes]:
        """The body of the answer as it comes, unpacked."""
        encoding = encoding_of(self.headers)
        return _aunpacked(self._pieces(), encoding) if encoding in ENCODINGS else self._pieces()

    async def _pieces(self) -> AsyncIterator[bytes]:
        body, wire = (
            self._past_h11(),
            self._wire,
        )  # kept: after `close`, the line may have the wire of another call
        if body is not None:
            while wanted := body.wanted:
                if piece := body.take(await wire.receive(wanted, self._patience)):
                    yield piece
            if self._is_over(body):
                return
        async for piece in self._answer.stream:
            yield piece

    async def release(self) -> None:
        """Have done with the answer. A connection whose answer was not read to its end is
        closed.
        """
        answer, self._answer = self._answer, None
        if answer is not None:
            await answer.stream.aclose()
        self._idle_since = time.monotonic()

    def _tls_holds_more(self) -> bool:
        if self._tls is None:
            return False
        try:
            self._wire.get_extra_info("ssl_object").read(1)
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLError:
            pass
        return True

    async def close(self) -> None:
        """Close the connection, if there is one."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()


def _unpacked(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    packed = Packed(encoding)
    for piece in pieces:
        yield from packed.take(piece)
    if rest := packed.end():
        yield rest


async def _aunpacked(pieces: AsyncIterator[bytes], encoding: str) -> AsyncIterator[bytes]:
    packed = Packed(encoding)
    async for piece in pieces:
        for content in packed.take(piece):
            yield content
    if rest := packed.end():
        yield rest
