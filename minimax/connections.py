"""The connections under the drivers: stacks of our own, or the httpx client that was passed in.

The only code that knows the HTTP library, which is httpx or its continuation httpx2: their interfaces are alike, their classes are not.

Connections of our own are stacks, one per host, of transports with one connection each. A call takes the transport that came back
last, or makes a new one: that costs the same with one call in flight and with a thousand, where a pool of httpx looks at every
connection for every call. To call a transport and no client saves a quarter of the CPU of a call, too: cookies, redirects and
authentication are not needed here. Proxies that the environment names are left to a client of httpx, which knows their rules.
"""

from __future__ import annotations

import os
import ssl
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from .errors import ConfigError, NetworkError, RequestTimeout, without_frames

if TYPE_CHECKING:
    import asyncio

    from .flow import Request, Streamed

KEPT = 100
"""Idle connections that are kept per host."""
KEPT_SECONDS = 30.0
"""How long an idle connection is kept."""
PROXIES = ("http", "https", "all")
ENCODINGS = ("gzip", "deflate")
"""What is unpacked: one layer of what requests ask for. Of layers upon layers, a few bytes would fill the memory at once."""
Host = tuple[bytes, bytes, int | None]


class Body:
    """An answer whose bytes are still coming."""

    __slots__ = ("_free", "chunks", "headers", "loop", "status", "url", "waited")

    def __init__(
        self,
        response: httpx.Response,
        url: str,
        chunks: Iterator[bytes] | AsyncIterator[bytes],
        free: Callable[[], Any],
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.status = response.status_code
        self.headers = _plain(response.headers.raw)
        self.url = url
        self.chunks = chunks
        self.loop = loop
        """Where the answer is read, on the async face."""
        self.waited = 0.0
        """Seconds of waiting for bytes, until somebody sets it back."""
        self._free: Callable[[], Any] | None = free

    def close(self) -> Any:
        """Free the connection; on the async face a coroutine does it. Once: a connection must not be free for two calls."""
        free, self._free = self._free, None
        return free() if free is not None else _nothing() if self.loop is not None else None

    def abandon(self) -> None:
        """Let go without awaiting, when a flow is thrown away: the sync face closes at once, the async face has its loop do it soon."""
        if self.loop is None:
            self.close()
        elif not self.loop.is_closed():
            import asyncio

            self.loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self.close()))


class _Stack:
    """The idle transports to one host, each with the time at which it came back."""

    __slots__ = ("idle", "is_open")

    def __init__(self) -> None:
        self.idle: deque[tuple[Any, float]] = deque()
        self.is_open = True

    def take(self) -> Any:
        """The transport that came back last, None when there is none."""
        try:
            return self.idle.pop()[0]
        except IndexError:
            return None

    def put_back(self, transport: Any) -> Any:
        """Keep a transport. Gives the one that is to be closed in its place, if there is one."""
        if not self.is_open:
            return transport
        now = time.monotonic()
        self.idle.append((transport, now))
        try:
            oldest, since = self.idle[0]
            if (len(self.idle) > KEPT or now - since > KEPT_SECONDS) and oldest is not transport:
                return self.idle.popleft()[0]
        except IndexError:  # another thread took it
            pass
        return None

    def close(self) -> list[Any]:
        """Give out everything that is to be closed; what comes back later is refused."""
        self.is_open = False
        found = []
        while (transport := self.take()) is not None:
            found.append(transport)
        return found


class _Connections:
    """What both faces share: the library, the stacks, and how a request is put together."""

    client_kind: str
    transport_kind: str

    def __init__(self, given: Any = None) -> None:
        self._library = _library(given, self.client_kind)
        self.problems: tuple[type[Exception], ...] = (self._library.HTTPError, self._library.InvalidURL, UnicodeError)
        self._given = given
        self._proxied: Any = None
        self._direct = given is None and getproxies().keys().isdisjoint(PROXIES)  # asked once: it reads the whole environment
        self._stacks: dict[Host, _Stack] = {}
        self._process = os.getpid()

    def _client(self) -> Any:
        """The client to send through; None for connections of our own."""
        if self._direct:
            return None
        client = self._given or self._proxied
        if client is None:
            limits = self._library.Limits(max_connections=None, max_keepalive_connections=KEPT, keepalive_expiry=KEPT_SECONDS)
            client = self._proxied = _set_up(getattr(self._library, self.client_kind), True, limits)
        elif client.is_closed:
            raise ConfigError("the http_client that was passed in is closed; keep it open for as long as this client is in use")
        return client

    def _stack(self, host: Host) -> _Stack:
        if self._process != os.getpid():  # after a fork: the sockets that are open here are the parent's
            self._stacks, self._process = {}, os.getpid()
        return self._stacks.get(host) or self._stacks.setdefault(host, _Stack())

    def _transport(self, host: Host) -> Any:
        limits = self._library.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEPT_SECONDS)
        return _set_up(getattr(self._library, self.transport_kind), host[0] == b"https", limits)

    def _prepared(self, request: Request, stream: Callable[[Streamed], Any]) -> tuple[Any, Host]:
        silence = request.timeout.silence()
        timeouts = {"connect": request.timeout.connect, "read": silence, "write": silence, "pool": request.timeout.connect}
        headers, content = request.headers, request.content
        if content is not None and not isinstance(content, bytes):
            headers = [*headers, ("Content-Type", content.content_type), ("Content-Length", str(content.length))]
            content = stream(content)
        url, host = _parsed(self._library, request.url)
        return self._library.Request(request.method, url, headers=headers, content=content, extensions={"timeout": timeouts}), host

    def raise_mapped(self, error: Exception, url: str) -> NoReturn:
        """Raise what the library raises as an error of ours that names the host, never the headers."""
        library = self._library
        without_frames(error)
        if isinstance(error, (library.InvalidURL, UnicodeError)):  # a host that no network name can spell
            raise ConfigError(f"{url!r} is no URL: {error}") from None
        if isinstance(error, library.UnsupportedProtocol):
            raise ConfigError(f"{url}: {error}") from None
        host = urlsplit(url).hostname or url
        sent = not isinstance(error, (library.ConnectError, library.ConnectTimeout, library.PoolTimeout, library.ProxyError))
        if isinstance(error, library.TimeoutException):
            phase = "for the next bytes" if sent else "to connect"
            raise RequestTimeout(f"{host}: waited too long {phase}; see the timeout option", sent=sent) from None
        raise NetworkError(f"{host}: {error or type(error).__name__}", sent=sent) from None


class Connections(_Connections):
    """Blocking. Safe to use from many threads: a transport is in the hands of one call at a time."""

    client_kind, transport_kind = "Client", "HTTPTransport"

    def open(self, request: Request) -> Body:
        """Send a request; gives its answer, unread."""
        try:
            prepared, host = self._prepared(request, _blocking)
            client = self._client()
            if client is not None:
                response = client.send(prepared, stream=True, follow_redirects=False)
                return Body(response, request.url, response.iter_raw() if _odd(response) else response.iter_bytes(), response.close)
            stack = self._stack(host)
            transport = stack.take() or self._transport(host)
            try:
                response = transport.handle_request(prepared)
            except BaseException:
                transport.close()
                raise
            # The stream itself is fewer layers away than the response, which is needed to decompress.
            chunks = response.iter_bytes() if _encoding(response) in ENCODINGS else iter(response.stream)
            return Body(response, request.url, chunks, partial(_put_back, response, stack, transport))
        except self.problems as error:
            self.raise_mapped(error, request.url)

    def receive(self, body: Body) -> bytes:
        """The next bytes of an answer, b"" at its end."""
        try:
            return next(body.chunks, b"")  # type: ignore[arg-type]
        except self.problems as error:
            self.raise_mapped(error, body.url)

    def close(self) -> None:
        """Close what was opened here; a client that was passed in stays open."""
        stacks, self._stacks = self._stacks, {}
        for stack in stacks.values():
            for transport in stack.close():
                transport.close()
        if self._proxied is not None:
            self._proxied.close()
            self._proxied = None


class AsyncConnections(_Connections):
    """The same for one event loop."""

    client_kind, transport_kind = "AsyncClient", "AsyncHTTPTransport"

    async def open(self, request: Request) -> Body:
        """Send a request; gives its answer, unread."""
        import asyncio

        loop = asyncio.get_running_loop()
        try:
            prepared, host = self._prepared(request, _awaited)
            client = self._client()
            if client is not None:
                response = await client.send(prepared, stream=True, follow_redirects=False)
                return Body(
                    response, request.url, response.aiter_raw() if _odd(response) else response.aiter_bytes(), response.aclose, loop
                )
            stack = self._stack(host)
            transport = stack.take() or self._transport(host)
            try:
                response = await transport.handle_async_request(prepared)
            except BaseException:
                await transport.aclose()
                raise
            chunks = response.aiter_bytes() if _encoding(response) in ENCODINGS else aiter(response.stream)
            return Body(response, request.url, chunks, partial(_aput_back, response, stack, transport), loop)
        except self.problems as error:
            self.raise_mapped(error, request.url)

    async def receive(self, body: Body) -> bytes:
        """The next bytes of an answer, b"" at its end."""
        try:
            return await anext(body.chunks, b"")  # type: ignore[arg-type]
        except self.problems as error:
            self.raise_mapped(error, body.url)

    async def close(self) -> None:
        """Close what was opened here; a client that was passed in stays open."""
        stacks, self._stacks = self._stacks, {}
        for stack in stacks.values():
            for transport in stack.close():
                await transport.aclose()
        if self._proxied is not None:
            await self._proxied.aclose()
            self._proxied = None


def _put_back(response: Any, stack: _Stack, transport: Any) -> None:
    try:
        response.close()
    except BaseException:
        transport.close()
        raise
    surplus = stack.put_back(transport)
    if surplus is not None:
        surplus.close()


async def _aput_back(response: Any, stack: _Stack, transport: Any) -> None:
    try:
        await response.aclose()
    except BaseException:
        await transport.aclose()
        raise
    surplus = stack.put_back(transport)
    if surplus is not None:
        await surplus.aclose()


def _encoding(response: Any) -> str:
    return str(response.headers.get("content-encoding", "")).strip().lower()


def _odd(response: Any) -> bool:
    """Whether an answer is packed in a way that nobody asked for."""
    return _encoding(response) not in ("", *ENCODINGS)


def _plain(raw: list[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """Headers by their name in lower case. A plain dictionary, for every answer is asked for several of them."""
    return {name.decode("latin-1").lower(): _text(value) for name, value in raw}


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def _nothing() -> None:
    """What is left to do for an answer that is closed already."""


def _library(given: object, kind: str) -> Any:
    """The library of a client that was passed in; httpx when there is none."""
    for library in (httpx, sys.modules.get("httpx2")):
        if library is not None and (given is None or isinstance(given, getattr(library, kind))):
            return library
    name = f"{type(given).__module__.partition('.')[0]}.{type(given).__name__}"
    raise ConfigError(f"http_client must be an httpx.{kind} (or the same of httpx2), not {name}")


@lru_cache(maxsize=256)
def _parsed(library: Any, url: str) -> tuple[Any, Host]:
    """A URL as the library wants it, and the host that it leads to."""
    parsed = library.URL(url)
    return parsed, (parsed.raw_scheme, parsed.raw_host, parsed.port)


def _set_up(kind: Callable[..., Any], tls: bool, limits: Any) -> Any:
    try:
        return kind(verify=verified_tls(tls), limits=limits)
    except (ImportError, OSError, ValueError) as error:  # what comes of a proxy or a certificate file that the environment names
        raise ConfigError(
            f"No connection can be set up: {error}. Check the environment (HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE), or pass http_client."
        ) from error


def _blocking(content: Streamed) -> Iterator[bytes]:
    count = 0
    for block in content.blocks():
        yield block
        count += len(block)
        content.sent(count)


async def _awaited(content: Streamed) -> AsyncIterator[bytes]:
    """The same with the reading in a thread; progress is told on the event loop."""
    import asyncio

    blocks, count = content.blocks(), 0
    while block := await asyncio.to_thread(next, blocks, b""):
        yield block
        count += len(block)
        content.sent(count)


_tls_lock = threading.Lock()
_tls_context: ssl.SSLContext | None = None


def verified_tls(tls: bool) -> ssl.SSLContext:
    """One verified TLS context for the whole process: making one costs some 45 ms. Plain http gets one that trusts nobody, for nothing."""
    if not tls:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    global _tls_context
    with _tls_lock:
        if _tls_context is None:
            _tls_context = httpx.create_ssl_context()
        return _tls_context
