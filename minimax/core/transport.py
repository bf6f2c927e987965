"""Sends requests through our own httpx client or a custom one, of httpx or its successor httpx2.

Every function is written once, as a coroutine. With a sync client it never suspends, and `run`
returns its result. Requests of the default client go through `httpx.Client.send` and
`httpx.HTTPTransport`, so tools that observe, mock or record httpx see them.
"""

from __future__ import annotations

import os
import ssl
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from ..errors import ConfigError, MinimaxError, NetworkError, RequestTimeout
from .connections import AsyncConnections, SyncConnections, current_loop, interrupt
from .proxies import proxy_for
from .secret import without_frames

if TYPE_CHECKING:
    from typing import Self

    from .http import Request, Streamed

ENCODINGS = ("gzip", "deflate")
"""The accepted content encodings. Only one layer is decoded: with nested layers, a few bytes could
fill the memory.
"""
SLOWEST = 1024
"""Bytes per second below which a response is considered stalled."""


class Body:
    """An open response."""

    def __init__(self, transport: Transport, url: str, response: Any, idle: float) -> None:
        self._transport = transport
        # Break the cycle between response and stream, so that a dropped body frees its socket at
        # once.
        self._stream, response.stream = response.stream, transport.library.ByteStream(b"")
        encoding = response.headers.get("content-encoding", "").strip().lower()
        source = self._stream
        if response.is_stream_consumed or response.is_closed:  # by a hook, or for an auth flow
            source, encoding = transport.library.ByteStream(_content_of(response)), ""
        self._chunks = aiter(source) if transport.is_async else iter(source)
        self._decompressor = Decompressor(encoding) if encoding in ENCODINGS else None
        self._network_stream = response.extensions.get("network_stream")
        self._idle = idle
        self._received = 0
        self._reading = False
        self._open = True
        self.url = url
        self.status: int = response.status_code
        self.headers = {
            name.decode("latin-1").lower(): _text(value) for name, value in response.headers.raw
        }
        """With names in lower case."""
        self.waited = 0.0
        """Seconds spent waiting for bytes since it was last reset."""
        self._loop = current_loop() if transport.is_async else None

    @property
    def is_open(self) -> bool:
        """Whether there may be more to read."""
        return self._open

    async def read(self) -> bytes:
        """Return the next bytes, b"" at the end or after the response was closed.

        Raises:
            NetworkError: the connection broke.
            RequestTimeout: no bytes arrived within the timeout.
        """
        if not self._open:
            return b""
        clock = self._transport.clock
        self._reading, began = True, clock.monotonic()
        try:
            chunk = await self._transport.next_chunk(self._chunks)
            if self._decompressor is not None:
                chunk = await self._decompressed(chunk, self._decompressor)
        except GeneratorExit:  # the coroutine is being discarded and can no longer await
            self.abandon()
            raise
        except BaseException as error:
            was_open = self._open
            await self._end()
            if not isinstance(error, self._transport.problems):
                raise
            if not was_open:
                return b""
            raise self._transport.mapped(error, self.url) from None
        finally:
            self._reading = False
        if not (chunk and self._open):
            await self._end()
            chunk = b""
        self.waited += clock.monotonic() - began
        self._received += len(chunk)
        return chunk

    async def _decompressed(self, chunk: bytes, decompressor: Decompressor) -> bytes:
        """Decompress a chunk, and further ones until there is some content."""
        while chunk:
            if content := decompressor.feed(chunk):
                return content
            chunk = await self._transport.next_chunk(self._chunks)
        if not decompressor.is_complete:
            raise EOFError("the compressed response ended too early")
        return b""

    async def read_steadily(self) -> bytes:
        """`read` for a body that the server already has in full: a very slow one raises a timeout,
        like a stalled one.
        """
        chunk = await self.read()
        if self.waited > self._idle + self._received / SLOWEST:
            await self._end()
            raise RequestTimeout(
                f"{urlsplit(self.url).hostname}: the response is too slow, {self._received:,} bytes"
                f" in {self.waited:.0f} s; see the timeout option"
            )
        return chunk

    async def close(self) -> None:
        """Stop reading. Can be called from another thread or task during a read."""
        if self._open and self._reading:
            self._open = False
            await self._transport.interrupt(self._stream, self._network_stream)
        else:
            await self._end()

    async def _end(self) -> None:
        self._open = False
        stream, self._stream = self._stream, None
        if stream is not None:
            await self._transport.close_stream(stream, self._chunks)

    async def close_after(self, error: BaseException) -> None:
        """Close the response because of an error. A coroutine that is being discarded can no longer
        await, so the response is abandoned.
        """
        if isinstance(error, GeneratorExit):
            self.abandon()
        else:
            await self.close()

    def abandon(self) -> None:
        """Close without awaiting: at once on the sync client, later in the event loop on the async
        client.
        """
        if self._stream is None:
            return
        if self._loop is None:
            with suppress(StopIteration):
                self.close().send(None)
            return
        with suppress(RuntimeError):  # the event loop has ended
            if hasattr(self._loop, "run_sync_soon"):
                import trio

                self._loop.run_sync_soon(trio.lowlevel.spawn_system_task, self.close)
            else:
                import asyncio

                self._loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self.close()))


class Decompressor:
    """Decompresses a gzip or deflate body. Unlike httpx, it detects truncated bodies and reads all
    members of a gzip body.
    """

    def __init__(self, encoding: str) -> None:
        self._is_gzip = encoding == "gzip"
        self._member: Any = None

    @property
    def is_complete(self) -> bool:
        """Whether the data is complete."""
        return self._member is None or bool(self._member.eof)

    def feed(self, data: bytes) -> bytes:
        """Decompress the next bytes. Raises zlib.error."""
        content = b""
        while data:
            if self._member is None or self._member.eof:
                if self._member is not None:
                    data = data.lstrip(b"\0") if self._is_gzip else b""  # padding at the end
                    if not data:
                        break
                self._member = self._start(data)
            content += self._member.decompress(data)
            data = self._member.unused_data
        return content

    def _start(self, data: bytes) -> Any:
        if self._is_gzip:
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        is_zlib = data[0] & 0x0F == 8 and (len(data) < 2 or int.from_bytes(data[:2]) % 31 == 0)
        return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


class Transport:
    """Sends requests and returns open responses.

    A sync one blocks, and never suspends; it is safe to use from many threads. An async one awaits,
    under asyncio and trio, and works under several event loops, in turn or at the same time.
    """

    def __init__(self, http_client: Any = None, clock: Any = time, *, is_async: bool) -> None:
        self.clock, self.is_async = clock, is_async
        self.library = _library_of(http_client, "AsyncClient" if is_async else "Client")
        self._http_client = http_client
        self._connections: Any = AsyncConnections() if is_async else SyncConnections()
        kind: Any = _AsyncClient if is_async else _SyncClient
        self._client: Any = http_client or kind(transport=self._connections, trust_env=False)
        self.problems: tuple[type[Exception], ...] = (
            self.library.HTTPError,
            self.library.InvalidURL,
            ssl.SSLError,
            UnicodeError,
            zlib.error,
            EOFError,  # a compressed body that ended too early
        )

    async def open(self, request: Request) -> Body:
        """Send a request and wait for the head of its response."""
        self.check_open()
        try:
            prepared = self._build(request)
        except self.problems as error:
            raise self.mapped(error, request.url, opening=True) from None
        try:
            options = {} if request.to_platform else {"auth": None}
            sending = self._client.send(prepared, stream=True, follow_redirects=False, **options)
            response = await sending if self.is_async else sending
        except self.library.HTTPStatusError as error:  # raised by an event hook
            response = error.response
        except self.library.InvalidURL as error:  # httpx reads the target even if it does not go on
            host = urlsplit(request.url).hostname
            raise NetworkError(f"{host}: it redirects to an invalid link: {error}") from None
        except self.problems as error:
            raise self.mapped(error, request.url, opening=True) from None
        return Body(self, request.url, response, request.timeout.silence())

    def check_open(self) -> None:
        """Raise a ConfigError if this client or the custom `http_client` is closed."""
        if self._connections.is_closed():
            raise ConfigError("this client is closed; create a new one")
        if self._http_client is not None and self._http_client.is_closed:
            raise ConfigError(
                "the http_client is closed; keep it open as long as this client is in use"
            )

    def _build(self, request: Request) -> Any:
        content: Any = request.content
        more: tuple[tuple[str, str], ...] = ()
        if content is not None and not isinstance(content, bytes):
            more = (
                ("Content-Type", content.content_type),
                ("Content-Length", str(content.length)),
            )
            content = _AsyncUpload(content) if self.is_async else _upload(content)
        idle, connect = request.timeout.silence(), request.timeout.connect
        timeouts = {"connect": connect, "read": idle, "write": idle, "pool": connect}
        url = _parsed(self.library.URL, request.url)
        if url.scheme not in ("http", "https") or not url.host:
            raise self.library.UnsupportedProtocol("it must begin with http:// or https://")
        given = self._http_client if request.to_platform else None
        return (self.library.Request if given is None else given.build_request)(
            request.method,
            url,
            headers=[*request.headers.reveal(), *more],
            content=content,
            extensions={"timeout": timeouts},
        )

    def mapped(self, error: Exception, url: str, *, opening: bool = False) -> MinimaxError:
        """Convert an httpx error to an SDK error. It names the host, never the headers."""
        library, reason = self.library, _reason(error)
        without_frames(error)
        if isinstance(error, (library.UnsupportedProtocol, library.InvalidURL, UnicodeError)):
            return ConfigError(f"{url.partition('?')[0]!r} is not a valid URL: {error}")
        host = urlsplit(url).hostname or url
        unsent = opening and isinstance(
            error,
            (library.ConnectError, library.ConnectTimeout, library.PoolTimeout, library.ProxyError),
        )
        if not unsent and isinstance(error, library.TimeoutException):
            return RequestTimeout(
                f"{host}: waited too long for the next bytes; see the timeout option"
            )
        if not unsent:
            return NetworkError(f"{host}: {reason or 'the connection was closed'}")
        proxy = proxy_for(url) if self._http_client is None else None
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        if proxy is not None:
            origin = f"{origin} through the proxy {proxy.address} from {proxy.setting}"
        if isinstance(error, library.TimeoutException):
            return RequestTimeout(
                f"waited too long to connect to {origin}; see the timeout option", sent=False
            )
        return NetworkError(
            f"could not connect to {origin}: {reason or 'the connection failed'}", sent=False
        )

    async def next_chunk(self, chunks: Any) -> bytes:
        """Return the next bytes of a body, b"" at the end."""
        if self.is_async:
            async for chunk in chunks:
                if chunk:
                    return chunk  # type: ignore[no-any-return]
        else:
            for chunk in chunks:
                if chunk:
                    return chunk  # type: ignore[no-any-return]
        return b""

    async def close_stream(self, stream: Any, chunks: Any) -> None:
        """Return the connection of a response to the pool, or close it. A transport of a custom
        `http_client` that fails to close must not lose a response.
        """
        if not self.is_async:
            with suppress(Exception):
                stream.close()
            return
        import anyio

        with anyio.CancelScope(shield=True):
            with suppress(Exception):
                await stream.aclose()
            if self._http_client is None:
                with suppress(Exception):  # loops warn about generators that are not exhausted
                    async for _ in chunks:
                        pass

    async def interrupt(self, stream: Any, network_stream: Any) -> None:
        """Interrupt a read in another thread or task."""
        await stream.aclose() if self.is_async else interrupt(network_stream)

    async def close(self) -> None:
        """Close the connections, of an async client those of the running event loop, and refuse
        further calls. A custom `http_client` stays open.
        """
        await self._connections.aclose() if self.is_async else self._connections.close()


def _upload(content: Streamed) -> Iterator[bytes]:
    """Read a body while it is sent, and report progress."""
    count = 0
    for block in content.blocks():
        yield block
        count += len(block)
        content.sent(count)


class _AsyncUpload:
    """The same, in a thread; progress is reported on the event loop."""

    def __init__(self, content: Streamed) -> None:
        self._content, self._blocks, self._count = content, content.blocks(), 0
        self._begun = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        from anyio.to_thread import run_sync

        if self._begun:
            self._content.sent(self._count)
        self._begun = True
        block = await run_sync(next, self._blocks, b"")
        if not block:
            raise StopAsyncIteration
        self._count += len(block)
        return block


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None: ...


class _CookieFree:
    """Ignores cookies: extracting them takes 7 % of a call, and no call depends on an earlier
    one.
    """

    cookies = _NoCookies()


class _SyncClient(_CookieFree, httpx.Client):  # type: ignore[misc]
    pass


class _AsyncClient(_CookieFree, httpx.AsyncClient):  # type: ignore[misc]
    pass


@lru_cache(maxsize=64)
def _parsed(kind: Any, url: str) -> Any:
    """A cached httpx URL; parsing takes 6 % of a call, and few different URLs are used."""
    return kind(url)


def _library_of(client: Any, name: str) -> Any:
    """The library of a custom `http_client`; httpx if there is none."""
    for library in (httpx, sys.modules.get("httpx2")):
        if library is not None and (client is None or isinstance(client, getattr(library, name))):
            return library
    given = f"{type(client).__module__.partition('.')[0]}.{type(client).__name__}"
    raise ConfigError(f"http_client must be an httpx.{name} or an httpx2.{name}, not {given}")


def _content_of(response: Any) -> bytes:
    """The content of a response that has been read or closed, b"" if it was only closed."""
    try:
        return response.content  # type: ignore[no-any-return]
    except RuntimeError:
        return b""


def _reason(error: BaseException | None) -> str:
    """What the system says about an error or one of its causes, else the first message of them; ""
    if there is none.
    """
    first = ""
    while error is not None:
        if isinstance(error, ConnectionError) and error.errno:
            return os.strerror(error.errno)  # asyncio puts the address there instead
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        first = first or str(error).strip()
        if isinstance(error, BaseExceptionGroup):  # one for each address of a host
            error = error.exceptions[0]
        else:
            error = error.__cause__ or error.__context__
    return first


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
