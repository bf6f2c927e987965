"""The connection pools of the sync and async client, as httpx transports.

Each connection is an httpx transport that holds one socket. httpx's own pool inspects every
connection for every call, and a cancelled call can block it forever. Here a call takes the
connection that was returned last, and costs the same with one call in flight as with a thousand.
Mocks, recorders and tracers of httpx see every request, because they hook into
`httpx.HTTPTransport`, `httpx.AsyncHTTPTransport` or the layers below.

Pitfalls:

- A reference cycle (`extensions["trace"]`, a stream that refers to its response) would keep the
  socket of a dropped stream open until the garbage collector runs.
- `task.cancel()` of asyncio reaches code that anyio shields. So the socket is closed first, and
  every further step runs even if the one before it raises.
- httpcore loses the socket of a cancelled TLS handshake; its `trace` extension provides it.
- httpx's async bodies are nested generators. Closing the outermost does not close the others;
  reading after the socket is closed ends them all.
- An async connection can only be closed under its own event loop.
"""

from __future__ import annotations

import os
import ssl
import sys
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Hashable
from contextlib import AsyncExitStack, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from socket import SHUT_RDWR
from typing import TYPE_CHECKING, Any

import httpcore  # noqa: F401 - httpx imports it later, maybe while another thread forks
import httpx

from minimax_generated.lazy import fork_gate

from ..errors import ConfigError
from .forks import restart_after_fork
from .proxies import Proxy, proxy_for

if TYPE_CHECKING:
    from typing import Self

IDLE_LIMIT = 100
"""Maximum number of idle connections, over all hosts."""
IDLE_SECONDS = 30.0
"""How long an idle connection is kept, in seconds."""
LIMITS = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=IDLE_SECONDS)


class Deadline:
    """A time limit for several reads of a socket together. httpx's timeouts limit each read
    separately, so a server that sends a byte now and then could go on forever.
    """

    def __init__(self) -> None:
        self.seconds: float | None = None
        """None for no limit."""
        self._at: float | None = None

    def restart(self) -> None:
        """Allow the same number of seconds from now on."""
        self._at = None if self.seconds is None else time.monotonic() + self.seconds

    def watch(self, stream: Any) -> None:
        """Apply the limit to the reads of an httpcore network stream."""
        read, stream_of = type(stream).read, weakref.ref(stream)  # no cycle

        def read_in_time(max_bytes: int, timeout: float | None = None) -> Any:
            return read(stream_of(), max_bytes, self._left(timeout))

        stream.read = read_in_time

    def _left(self, timeout: float | None) -> float | None:
        if self._at is None:
            return timeout
        left = self._at - time.monotonic()
        if left <= 0:
            raise httpx.ReadTimeout("the response is too slow")
        return left if timeout is None else min(timeout, left)


class Connection:
    """A transport that holds one socket, in use by one request at a time."""

    def __init__(self, transport: Any, key: tuple[Hashable, ...], generation: int) -> None:
        self.transport = transport
        self.key = key
        self.generation = generation
        self.deadline = Deadline()
        self.streams: list[Any] = []
        """The network streams opened so far, TCP before TLS."""

    def trace(self, event: str, info: dict[str, Any]) -> Any:
        """The `trace` extension of the first request."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self.streams.append(info["return_value"])
            self.deadline.watch(info["return_value"])


class AsyncConnection(Connection):
    """The same for the async client."""

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        super().trace(event, info)

    async def close(self, *steps: Callable[[], Awaitable[object]]) -> None:
        """Close the socket, then run further steps, each even if another one raises."""
        import anyio

        if self.key[0] != current_loop():
            return  # its event loop has ended, or runs in another thread
        with anyio.CancelScope(shield=True):
            async with AsyncExitStack() as stack:
                for step in (*reversed(steps), *(stream.aclose for stream in self.streams)):
                    stack.push_async_callback(step)
                stack.push_async_callback(self.transport.aclose)


class ResponseStream(httpx.SyncByteStream):
    """The body of a response. Its connection is reused if it is read to the end, and closed
    otherwise.
    """

    def __init__(self, stream: Any, connection: Connection, owner: SyncConnections) -> None:
        self._stream, self._chunks = stream, iter(stream)
        self._connection, self._owner = connection, owner
        self._over = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        self._connection.deadline.restart()
        chunk: bytes | None = next(self._chunks, None)
        if chunk is not None:
            return chunk
        if not self._over:
            self._over = True
            self._stream.close()
            for surplus in self._owner.put(self._connection):
                surplus.transport.close()
        raise StopIteration

    def close(self) -> None:
        if not self._over:
            self._over = True
            self._stream.close()
            self._connection.transport.close()


class AsyncResponseStream(httpx.AsyncByteStream):
    """The same for the async client."""

    def __init__(self, stream: Any, connection: AsyncConnection, owner: AsyncConnections) -> None:
        self._stream, self._chunks = stream, aiter(stream)
        self._connection, self._owner = connection, owner
        self._over = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        self._connection.deadline.restart()
        try:
            chunk: bytes = await anext(self._chunks)
        except StopAsyncIteration:
            await self._finish()
            raise
        return chunk

    async def _finish(self) -> None:
        if self._over:
            return
        try:
            await self._stream.aclose()
        except BaseException:
            await self.aclose()
            raise
        self._over = True
        for surplus in self._owner.put(self._connection):
            await surplus.close()

    async def aclose(self) -> None:
        if not self._over:
            self._over = True
            await self._connection.close(self._stream.aclose, self._drain)

    async def _drain(self) -> None:
        with suppress(Exception):
            async for _ in self._chunks:
                pass


class Connections:
    """The idle connections of both transports; the one returned last is at the end."""

    connection_type: type[Connection]
    transport_type: type[Any]
    _closed = False

    def __init__(self) -> None:
        self._generation = 0
        self._idle: dict[Any, float] = {}
        # Reentrant, because a signal handler may make a call while this thread holds the lock.
        self._lock = threading.RLock()
        self._inherited: list[Any] = []
        restart_after_fork(self)

    def open(self, request: httpx.Request, loop: Hashable = None) -> Any:
        """Return a connection for a request: an idle one to its host, or a new one."""
        url = request.url
        key = (loop, url.scheme, url.host, url.port)
        connection = self.take(key)
        if connection is None:
            connection = self._new(url, key)
            request.extensions["trace"] = connection.trace
        connection.deadline.seconds = request.extensions.get("timeout", {}).get("read")
        connection.deadline.restart()
        return connection

    def take(self, key: object) -> Any:
        """Return the connection to a host that was returned last, or None."""
        with self._lock:
            for connection in reversed(self._idle):
                if connection.key == key:
                    del self._idle[connection]
                    return connection
        return None

    def put(self, connection: Any) -> list[Any]:
        """Keep a connection. Returns the connections that are to be closed."""
        with self._lock:
            if connection.generation != self._generation or self.is_closed(connection.key[0]):
                return [connection]
            now = self._idle[connection] = time.monotonic()
            old: list[Any] = []
            for each, since in self._idle.items():
                if len(self._idle) - len(old) <= IDLE_LIMIT and now - since <= IDLE_SECONDS:
                    break
                old.append(each)
            for each in old:
                del self._idle[each]
            return old

    def is_closed(self, loop: Any = None) -> bool:
        """Whether this was closed, of the async client for an event loop, by default the running
        one.
        """
        return self._closed

    def empty(self, loop: Any = None) -> list[Any]:
        """Remove the idle connections, of the async client those of an event loop."""
        with self._lock:
            mine = [connection for connection in self._idle if connection.key[0] == loop]
            for connection in mine:
                del self._idle[connection]
        return mine

    def start_anew(self) -> None:
        """Reset after a fork: the sockets belong to the parent. They are not closed, because an
        event loop would remove them from a selector that parent and child share.
        """
        self._inherited.append(self._idle)
        self._idle, self._lock = {}, threading.RLock()
        self._generation += 1

    def _new(self, url: httpx.URL, key: tuple[Hashable, ...]) -> Connection:
        proxy = proxy_for(str(url))
        transport = self.transport_type(
            verify=verified_tls() if url.scheme == "https" else NO_TLS,
            limits=LIMITS,
            proxy=None if proxy is None else _httpx_proxy(proxy),
        )
        return self.connection_type(transport, key, self._generation)


class SyncConnections(Connections, httpx.BaseTransport):
    """The transport of the sync client. Safe to use from many threads."""

    connection_type, transport_type = Connection, httpx.HTTPTransport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        connection = self.open(request)
        try:
            response: httpx.Response = connection.transport.handle_request(request)
        except BaseException:
            connection.transport.close()
            raise
        finally:
            request.extensions.pop("trace", None)
        response.stream = ResponseStream(response.stream, connection, self)
        return response

    def close(self) -> None:
        """Close the idle connections and keep no further ones."""
        self._closed = True
        for connection in self.empty():
            connection.transport.close()


class AsyncConnections(Connections, httpx.AsyncBaseTransport):
    """The transport of the async client. Works under several event loops, each with connections of
    its own.
    """

    connection_type, transport_type = AsyncConnection, httpx.AsyncHTTPTransport

    def __init__(self) -> None:
        super().__init__()
        self._loops: weakref.WeakSet[Any] = weakref.WeakSet()
        self._closed_loops: weakref.WeakSet[Any] = weakref.WeakSet()

    def is_closed(self, loop: Any = None) -> bool:
        return bool(self._closed_loops) and (loop or current_loop()) in self._closed_loops

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        loop = current_loop()
        if loop not in self._loops:
            self._loops.add(loop)
            self._forget_ended_loops()
        connection: AsyncConnection = self.open(request, loop)
        try:
            response: httpx.Response = await connection.transport.handle_async_request(request)
        except BaseException:
            await connection.close()
            raise
        finally:
            request.extensions.pop("trace", None)
        response.stream = AsyncResponseStream(response.stream, connection, self)
        return response

    async def aclose(self) -> None:
        """Close the idle connections of the running event loop and keep no further ones for it."""
        loop = current_loop()
        self._closed_loops.add(loop)
        for connection in self.empty(loop):
            await connection.close()

    def _forget_ended_loops(self) -> None:
        """Drop connections of ended event loops, which they would keep alive."""
        with self._lock:
            for connection in list(self._idle):
                is_closed = getattr(connection.key[0], "is_closed", None)  # asyncio only
                if is_closed is not None and is_closed():
                    del self._idle[connection]


def current_loop() -> Any:
    """The running asyncio event loop, or the trio token."""
    from anyio.lowlevel import current_token

    return current_token().native_token


def interrupt(network_stream: Any) -> None:
    """Interrupt a read that blocks in another thread; closing the socket would not wake it."""
    with suppress(OSError, AttributeError):
        network_stream.get_extra_info("socket").shutdown(SHUT_RDWR)


def _httpx_proxy(proxy: Proxy) -> httpx.Proxy:
    try:
        if proxy.url.startswith("socks"):
            import_module("socksio")  # required by httpx
        tls = verified_tls() if proxy.url.startswith("https:") else None
        return httpx.Proxy(proxy.url, ssl_context=tls)
    except ImportError:
        raise ConfigError(
            f"the SOCKS proxy {proxy.address} from {proxy.setting} needs the package socksio. Run:"
            ' pip install "httpx[socks]", or exclude the host with NO_PROXY'
        ) from None
    except (ValueError, httpx.InvalidURL):
        raise proxy.unusable() from None


NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For plain HTTP: without certificates, which httpx would load for each connection."""


def verified_tls() -> ssl.SSLContext:
    """A TLS context that verifies certificates with the trust store of the operating system, or
    with the certificates of SSL_CERT_FILE or SSL_CERT_DIR.

    Raises:
        ConfigError: the certificates cannot be read.
    """
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if sys.platform in ("darwin", "win32") and not (file or folder):
        import truststore

        # One per connection: it holds a lock during a handshake, even with a slow host.
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        with fork_gate:  # so that concurrent calls read them once, and no fork copies a held lock
            return _load_certificates(file or None, folder or None)
    except OSError as error:
        raise ConfigError(
            f"the certificates of {'SSL_CERT_FILE' if file else 'SSL_CERT_DIR'}"
            f" ({file or folder}) cannot be used: {error}"
        ) from None


@cache
def _load_certificates(file: str | None, folder: str | None) -> ssl.SSLContext:
    """Read certificates once per process; truststore would read them for each connection."""
    if file or folder:
        return ssl.create_default_context(cafile=file, capath=folder)
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    hashed = any(Path(paths.capath).glob("*.0")) if paths.capath else False
    if not hashed and not context.cert_store_stats()["x509_ca"]:
        import certifi

        context.load_verify_locations(certifi.where())
    return context
