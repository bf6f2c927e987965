"""The connections under the drivers: stacks of our own, or the client that was passed in.

Connections of our own are stacks, one per host. A call takes the connection that came back last, or
makes a new one: that costs the same with one call in flight and with a thousand, where a pool of
httpx looks at every connection for every call. To have no client above the connections saves a
third of the CPU of a call, too: cookies, redirects and authentication are not needed here. Proxies
that the environment names are left to a client of httpx, which knows their rules.

Clients that are passed in are httpx's or those of its continuation httpx2: their interfaces are
alike, their classes are not.
"""

from __future__ import annotations

import os
import ssl
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpcore

from .errors import ConfigError, NetworkError, RequestTimeout, reason_of, without_frames
from .http11 import (
    ENCODINGS,
    KEPT_SECONDS,
    PROBLEMS,
    AsyncLine,
    Line,
    Place,
    encoding_of,
    place_of,
    plain,
    request_to,
)

if TYPE_CHECKING:
    import asyncio

    from .flow import Request, Streamed

KEPT = 100
"""Idle connections that are kept per host."""
PROXIES = ("http", "https", "all")
T = TypeVar("T")


class Body:
    """An answer whose bytes are still coming."""

    __slots__ = ("_free", "chunks", "headers", "loop", "status", "url", "waited")

    def __init__(
        self,
        status: int,
        headers: dict[str, str],
        url: str,
        chunks: Iterator[bytes] | AsyncIterator[bytes],
        free: Callable[[], Any],
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.status = status
        self.headers = headers
        """By their names in lower case."""
        self.url = url
        self.chunks = chunks
        self.loop = loop
        """Where the answer is read, on the async face."""
        self.waited = 0.0
        """Seconds of waiting for bytes, until somebody sets it back."""
        self._free: Callable[[], Any] | None = free

    def close(self) -> Any:
        """Free the connection; on the async face a coroutine does it. Once: a connection must not
        be free for two calls.
        """
        free, self._free = self._free, None
        return free() if free is not None else _nothing() if self.loop is not None else None

    def abandon(self) -> None:
        """Let go without awaiting, when a flow is thrown away: the sync face closes at once, the
        async face has its loop do it soon.
        """
        if self.loop is None:
            self.close()
        elif not self.loop.is_closed():
            import asyncio

            self.loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self.close()))


class _Stack:
    """The idle connections to one host, each with the time at which it came back."""

    __slots__ = ("idle", "is_open")

    def __init__(self) -> None:
        self.idle: deque[tuple[Any, float]] = deque()
        self.is_open = True

    def take(self) -> Any:
        """The connection that came back last, None when there is none."""
        try:
            return self.idle.pop()[0]
        except IndexError:
            return None

    def put_back(self, line: Any) -> Any:
        """Keep a connection. Gives the one that is to be closed in its place, if there is one."""
        now = time.monotonic()
        self.idle.append((line, now))
        if not self.is_open:  # asked only now, so that nothing comes in behind the back of `close`
            return self.take()
        try:
            oldest, since = self.idle[0]
            if (len(self.idle) > KEPT or now - since > KEPT_SECONDS) and oldest is not line:
                return self.idle.popleft()[0]
        except IndexError:  # another thread took it
            pass
        return None

    def close(self) -> list[Any]:
        """Give out everything that is to be closed; what comes back later is refused."""
        self.is_open = False
        found = []
        while (line := self.take()) is not None:
            found.append(line)
        return found


class _Connections:
    """What both faces share: the library below, the stacks, and what a request consists of."""

    client_kind: str
    line_kind: type[Line] | type[AsyncLine]

    def __init__(self, given: Any = None) -> None:
        self._given = given
        self._proxied: Any = None
        self._direct = given is None and getproxies().keys().isdisjoint(
            PROXIES
        )  # asked once: it reads the whole environment
        self._library: Any = httpcore if self._direct else _library_of(given, self.client_kind)
        self.problems: tuple[type[Exception], ...] = (
            (*PROBLEMS, UnicodeError)
            if self._direct
            else (self._library.HTTPError, self._library.InvalidURL, ssl.SSLError, UnicodeError)
        )
        self._stacks: dict[tuple[str, str, int], _Stack] = {}
        self._process = os.getpid()

    def _own(self) -> None:
        """After a fork, let go of what was open before: those sockets are the parent's."""
        if self._process != os.getpid():
            self._stacks, self._proxied, self._process = {}, None, os.getpid()

    def _client(self) -> Any:
        """The client that was passed in, or one that knows the proxies of the environment."""
        self._own()
        client = self._given or self._proxied
        if client is None:
            limits = self._library.Limits(
                max_connections=None, max_keepalive_connections=KEPT, keepalive_expiry=KEPT_SECONDS
            )
            kind = getattr(self._library, self.client_kind)
            client = self._proxied = _set_up(lambda: kind(verify=verified_tls(), limits=limits))
        elif client.is_closed:
            raise ConfigError(
                "the http_client that was passed in is closed; keep it open for as long as this"
                " client is in use"
            )
        return client

    def _stack(self, place: Place) -> _Stack:
        self._own()
        key = (place.scheme, place.host, place.port)
        return self._stacks.get(key) or self._stacks.setdefault(key, _Stack())

    def _line(self, place: Place) -> Any:
        return self.line_kind(place, _set_up(verified_tls) if place.scheme == "https" else None)

    def _parts(
        self, request: Request, stream: Callable[[Streamed], Any]
    ) -> tuple[Sequence[tuple[str, str]], Any, dict[str, float | None]]:
        """Headers, content and timeouts of a request, as every library takes them."""
        headers, content = list(request.headers.reveal()), request.content
        if isinstance(content, bytes):
            headers += [("Content-Length", str(len(content)))]
        elif content is not None:
            headers += [
                ("Content-Type", content.content_type),
                ("Content-Length", str(content.length)),
            ]
            content = stream(content)
        elif request.method == "POST":
            headers += [("Content-Length", "0")]
        silence = request.timeout.silence()
        return (
            headers,
            content,
            {
                "connect": request.timeout.connect,
                "read": silence,
                "write": silence,
                "pool": request.timeout.connect,
            },
        )

    def _clients_request(self, request: Request, stream: Callable[[Streamed], Any]) -> Any:
        headers, content, timeouts = self._parts(request, stream)
        return self._library.Request(
            request.method,
            request.url,
            headers=headers,
            content=content,
            extensions={"timeout": timeouts},
        )

    def raise_mapped(self, error: Exception, url: str) -> NoReturn:
        """Raise what the library raises as an error of ours that names the host, never the
        headers.
        """
        library = self._library
        without_frames(error)
        if isinstance(
            error,
            (
                library.UnsupportedProtocol,
                getattr(library, "InvalidURL", UnicodeError),
                UnicodeError,
            ),
        ):
            raise ConfigError(f"{url!r} is no URL: {error}") from None
        host = urlsplit(url).hostname or url
        sent = not isinstance(
            error,
            (library.ConnectError, library.ConnectTimeout, library.PoolTimeout, library.ProxyError),
        )
        if isinstance(error, library.TimeoutException):
            phase = "for the next bytes" if sent else "to connect"
            raise RequestTimeout(
                f"{host}: waited too long {phase}; see the timeout option", sent=sent
            ) from None
        raise NetworkError(f"{host}: {reason_of(error)}", sent=sent) from None


class Connections(_Connections):
    """Blocking. Safe to use from many threads: a connection is in the hands of one call at a
    time.
    """

    client_kind, line_kind = "Client", Line

    def open(self, request: Request) -> Body:
        """Send a request; gives its answer, unread."""
        try:
            return self._open_line(request) if self._direct else self._open_client(request)
        except self.problems as error:
            self.raise_mapped(error, request.url)

    def _open_line(self, request: Request) -> Body:
        place = place_of(request.url)
        stack = self._stack(place)
        line = stack.take() or self._line(place)
        try:
            line.send(request_to(place, request.method, *self._parts(request, _blocking)))
        except BaseException as error:
            line.close()
            error.__traceback__ = None  # frames of the libraries hold the headers
            raise
        return Body(
            line.status, line.headers, request.url, line.content(), partial(_put_back, line, stack)
        )

    def _open_client(self, request: Request) -> Body:
        response = self._client().send(
            self._clients_request(request, _blocking), stream=True, follow_redirects=False
        )
        headers = plain(response.headers.raw)
        chunks = response.iter_bytes() if _is_expected(headers) else response.iter_raw()
        return Body(response.status_code, headers, request.url, chunks, response.close)

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
            for line in stack.close():
                line.close()
        if self._proxied is not None:
            self._proxied.close()
            self._proxied = None


class AsyncConnections(_Connections):
    """The same for one event loop."""

    client_kind, line_kind = "AsyncClient", AsyncLine

    async def open(self, request: Request) -> Body:
        """Send a request; gives its answer, unread."""
        try:
            return await (self._open_line(request) if self._direct else self._open_client(request))
        except self.problems as error:
            self.raise_mapped(error, request.url)

    async def _open_line(self, request: Request) -> Body:
        place = place_of(request.url)
        stack = self._stack(place)
        line = stack.take() or self._line(place)
        try:
            await line.send(request_to(place, request.method, *self._parts(request, _awaited)))
        except BaseException as error:
            await line.close()
            error.__traceback__ = None  # frames of the libraries hold the headers
            raise
        return Body(
            line.status,
            line.headers,
            request.url,
            line.content(),
            partial(_aput_back, line, stack),
            _running_loop(),
        )

    async def _open_client(self, request: Request) -> Body:
        response = await self._client().send(
            self._clients_request(request, _awaited), stream=True, follow_redirects=False
        )
        headers = plain(response.headers.raw)
        chunks = response.aiter_bytes() if _is_expected(headers) else response.aiter_raw()
        return Body(
            response.status_code, headers, request.url, chunks, response.aclose, _running_loop()
        )

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
            for line in stack.close():
                await line.close()
        if self._proxied is not None:
            await self._proxied.aclose()
            self._proxied = None


def _put_back(line: Line, stack: _Stack) -> None:
    try:
        line.release()
    except BaseException:
        line.close()
        raise
    surplus = stack.put_back(line)
    if surplus is not None:
        surplus.close()


async def _aput_back(line: AsyncLine, stack: _Stack) -> None:
    try:
        await line.release()
    except BaseException:
        await line.close()
        raise
    surplus = stack.put_back(line)
    if surplus is not None:
        await surplus.close()


def _running_loop() -> asyncio.AbstractEventLoop:
    import asyncio

    return asyncio.get_running_loop()


def _is_expected(headers: dict[str, str]) -> bool:
    """Whether an answer is packed in a way that was asked for, or not at all."""
    return encoding_of(headers) in ("", *ENCODINGS)


async def _nothing() -> None:
    """What is left to do for an answer that is closed already."""


def _library_of(given: object, kind: str) -> Any:
    """The library of a client that was passed in; httpx when there is none."""
    import httpx

    for library in (httpx, sys.modules.get("httpx2")):
        if library is not None and (given is None or isinstance(given, getattr(library, kind))):
            return library
    name = f"{type(given).__module__.partition('.')[0]}.{type(given).__name__}"
    raise ConfigError(f"http_client must be an httpx.{kind} (or the same of httpx2), not {name}")


def _set_up(make: Callable[[], T]) -> T:
    try:
        return make()
    except (
        ImportError,
        OSError,
        ValueError,
    ) as error:  # what comes of a proxy or a certificate file that the environment names
        raise ConfigError(
            f"No connection can be set up: {error}. Check the environment (HTTPS_PROXY, ALL_PROXY,"
            " SSL_CERT_FILE), or pass http_client."
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


def verified_tls() -> ssl.SSLContext:
    """One verified TLS context for the whole process: making one costs some 45 ms. Trusts what
    httpx trusts: the certificates of
    SSL_CERT_FILE or SSL_CERT_DIR, or else those of certifi.
    """
    global _tls_context
    with _tls_lock:
        if _tls_context is None:
            file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
            if not file and not folder:
                import certifi

                file = certifi.where()
            context = ssl.create_default_context(
                cafile=file or None, capath=None if file else folder
            )
            context.set_alpn_protocols(["http/1.1"])
            _tls_context = context
        return _tls_context
