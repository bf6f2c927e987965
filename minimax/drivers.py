"""The two drivers: they perform the effects of a flow, blocking (`Sync`) or awaited (`Async`).

The only place (with `transfer`) that knows httpx. Everything that goes wrong on the network leaves here as an error of ours.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, cast

import httpx

from .errors import ConfigError, NetworkError, RequestTimeout
from .flow import (
    Acquire,
    Close,
    Emit,
    Flow,
    Gather,
    Now,
    Open,
    Receive,
    Request,
    Response,
    Send,
    Sleep,
    Streamed,
    StreamFlow,
    Work,
)
from .limits import Limiter

if TYPE_CHECKING:
    from .config import Limits

T = TypeVar("T")
POOL = httpx.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=30.0)


class Clock(Protocol):
    """Time as a driver sees it; tests and the emulator put their own in its place."""

    def monotonic(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...
    async def asleep(self, seconds: float) -> None: ...


class SystemClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Body(NamedTuple):
    """An answer whose bytes are still coming."""

    response: httpx.Response
    chunks: Iterator[bytes] | AsyncIterator[bytes]
    loop: asyncio.AbstractEventLoop | None = None
    """Where the answer is read, on the async face."""

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers

    def abandon(self) -> None:
        """Let go without awaiting, when a flow is thrown away: the sync face closes at once, the async face has its loop do it soon."""
        if self.loop is None:
            self.response.close()
        elif not self.loop.is_closed():
            self.loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self.response.aclose()))


class Done(NamedTuple):
    """A flow has returned."""

    value: Any


EFFECTS = {
    Send: "send",
    Open: "open",
    Receive: "receive",
    Close: "close_body",
    Sleep: "sleep",
    Now: "now",
    Work: "work",
    Acquire: "acquire",
    Gather: "gather",
}


class Driver:
    """What both drivers share: the clock and the client-side limits."""

    is_async: bool

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self._limiters: dict[Limits, Limiter] = {}
        self._lock = threading.Lock()
        self._performers: dict[type, Callable[..., Any]] = {
            effect: getattr(self, name) for effect, name in EFFECTS.items()
        }  # a look-up per effect, no chain of isinstance

    def limiter(self, limits: Limits) -> Limiter:
        """The state behind one set of limits, shared by all calls under it."""
        key = limits._replace(rpm=tuple(sorted(limits.rpm.items())) if hasattr(limits.rpm, "items") else limits.rpm)  # type: ignore[union-attr,arg-type]
        with self._lock:
            return self._limiters.setdefault(key, Limiter(limits))


class Sync(Driver):
    """Performs effects by blocking. Safe to use from many threads."""

    is_async = False

    def __init__(self, http_client: httpx.Client | None = None, clock: Clock | None = None) -> None:
        super().__init__(clock)
        _check_given(http_client, httpx.Client)
        self._given = http_client
        self._clients: dict[bool, httpx.Client] = {}
        self._slots: dict[Limiter, threading.Semaphore] = weakref.WeakKeyDictionary()  # type: ignore[assignment]

    def run(self, flow: Flow[T]) -> T:
        """Perform a flow to its end and give its result."""
        try:
            return cast(T, cast(Done, self.advance(flow)).value)
        finally:
            flow.close()

    def advance(self, flow: Flow[Any] | StreamFlow[Any], error: BaseException | None = None) -> Emit | Done:
        """Perform effects until the flow emits items or returns. What goes wrong is thrown into the flow, which cleans up or recovers."""
        value: Any = None
        while True:
            try:
                effect = flow.throw(error) if error is not None else flow.send(value)
            except StopIteration as stop:
                return Done(stop.value)
            finally:
                value = error = None  # an error that this frame kept would keep the frame, and with it the answer
            if isinstance(effect, Emit):
                return effect
            try:
                value = self._performers[type(effect)](*effect)
            except BaseException as problem:
                error = problem

    def send(self, request: Request) -> Response:
        with mapped_errors(request):
            response = self._client(request).send(_httpx_request(request, _blocking), stream=True)
            try:
                content = response.read()
            finally:
                response.close()
        return Response(response.status_code, response.headers, content)

    def open(self, request: Request) -> Body:
        with mapped_errors(request):
            response = self._client(request).send(_httpx_request(request, _blocking), stream=True)
        return Body(response, response.iter_bytes())

    def receive(self, body: Body) -> bytes:
        with mapped_errors(body.response.request):
            return next(cast("Iterator[bytes]", body.chunks), b"")

    def close_body(self, body: Body) -> None:
        body.response.close()

    def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def now(self) -> float:
        return self.clock.monotonic()

    def work(self, function: Callable[[], T]) -> T:
        return function()

    def acquire(self, limits: Limits, rate_class: str) -> Callable[[], None]:
        limiter = self.limiter(limits)
        release = _nothing
        if limits.concurrent:
            with self._lock:
                slots = self._slots.setdefault(limiter, threading.Semaphore(limits.concurrent))
            slots.acquire()
            release = slots.release
        try:
            if wait := limiter.reserve(rate_class, self.clock.monotonic()):
                self.clock.sleep(wait)
        except BaseException:
            release()
            raise
        return release

    def gather(self, flows: Sequence[Flow[Any]], limit: int) -> list[Any]:
        from concurrent.futures import ThreadPoolExecutor

        if not flows:
            return []
        with ThreadPoolExecutor(min(limit, len(flows)), thread_name_prefix="minimax") as pool:
            futures = [pool.submit(self.run, flow) for flow in flows]
            return [future.exception() or future.result() for future in futures]

    def close(self) -> None:
        """Close the connections that this driver opened; a client that was passed in stays open."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def _client(self, request: Request) -> httpx.Client:
        if self._given is not None:
            return self._given
        tls = _secure(request.url)
        client = self._clients.get(tls)
        if client is None:
            with self._lock:
                client = self._clients.setdefault(tls, _pool(httpx.Client, tls))
        return client


class Async(Driver):
    """Performs effects by awaiting. Each event loop gets a pool of its own, so one client serves several loops in turn."""

    is_async = True

    def __init__(self, http_client: httpx.AsyncClient | None = None, clock: Clock | None = None) -> None:
        super().__init__(clock)
        _check_given(http_client, httpx.AsyncClient)
        self._given = http_client
        self._loops: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Loop] = weakref.WeakKeyDictionary()

    async def run(self, flow: Flow[T]) -> T:
        """Perform a flow to its end and give its result."""
        try:
            return cast(T, cast(Done, await self.advance(flow)).value)
        finally:
            flow.close()

    async def advance(self, flow: Flow[Any] | StreamFlow[Any], error: BaseException | None = None) -> Emit | Done:
        """As on the sync driver; a cancelled task throws its cancellation into the flow, too."""
        value: Any = None
        while True:
            try:
                effect = flow.throw(error) if error is not None else flow.send(value)
            except StopIteration as stop:
                return Done(stop.value)
            finally:
                value = error = None  # an error that this frame kept would keep the frame, and with it the answer
            if isinstance(effect, Emit):
                return effect
            try:
                value = await self._performers[type(effect)](*effect)
            except BaseException as problem:
                error = problem

    async def send(self, request: Request) -> Response:
        with mapped_errors(request):
            response = await self._client(request).send(_httpx_request(request, _awaited), stream=True)
            try:
                content = await response.aread()
            finally:
                await response.aclose()
        return Response(response.status_code, response.headers, content)

    async def open(self, request: Request) -> Body:
        with mapped_errors(request):
            response = await self._client(request).send(_httpx_request(request, _awaited), stream=True)
        return Body(response, response.aiter_bytes(), asyncio.get_running_loop())

    async def receive(self, body: Body) -> bytes:
        with mapped_errors(body.response.request):
            return await anext(cast("AsyncIterator[bytes]", body.chunks), b"")

    async def close_body(self, body: Body) -> None:
        await body.response.aclose()

    async def sleep(self, seconds: float) -> None:
        await self.clock.asleep(seconds)

    async def now(self) -> float:
        return self.clock.monotonic()

    async def work(self, function: Callable[[], T]) -> T:
        return await asyncio.to_thread(function)

    async def acquire(self, limits: Limits, rate_class: str) -> Callable[[], None]:
        limiter = self.limiter(limits)
        release = _nothing
        if limits.concurrent:
            slots = self._loop().slots.setdefault(limiter, asyncio.Semaphore(limits.concurrent))
            await slots.acquire()
            release = slots.release
        try:
            if wait := limiter.reserve(rate_class, self.clock.monotonic()):
                await self.clock.asleep(wait)
        except BaseException:
            release()
            raise
        return release

    async def gather(self, flows: Sequence[Flow[Any]], limit: int) -> list[Any]:
        slots = asyncio.Semaphore(limit)

        async def one(flow: Flow[Any]) -> Any:
            async with slots:
                return await self.run(flow)

        running = [asyncio.ensure_future(one(flow)) for flow in flows]
        try:
            return await asyncio.gather(*running, return_exceptions=True)
        finally:  # when this task is cancelled, so are they, and nothing is left behind
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def close(self) -> None:
        """Close the connections of the running loop; a client that was passed in stays open."""
        state = self._loops.pop(asyncio.get_running_loop(), None)
        for client in state.clients.values() if state else ():
            await client.aclose()

    def _client(self, request: Request) -> httpx.AsyncClient:
        if self._given is not None:
            return self._given
        tls = _secure(request.url)
        clients = self._loop().clients
        if tls not in clients:
            clients[tls] = _pool(httpx.AsyncClient, tls)
        return clients[tls]

    def _loop(self) -> _Loop:
        loop = asyncio.get_running_loop()
        state = self._loops.get(loop)
        if state is None:
            # Open connections refer to their loop, so a weak key alone would keep those of every loop that ever ran.
            for ended in [known for known in self._loops if known.is_closed()]:
                del self._loops[ended]
            state = self._loops[loop] = _Loop({}, {})
        return state


class _Loop(NamedTuple):
    """What belongs to one event loop and must not be used under another."""

    clients: dict[bool, httpx.AsyncClient]
    slots: dict[Limiter, asyncio.Semaphore]


def _nothing() -> None:
    """Gives back a place that was not limited."""


def _check_given(http_client: object, kind: type) -> None:
    if http_client is not None and not isinstance(http_client, kind):
        given = f"{type(http_client).__module__.partition('.')[0]}.{type(http_client).__name__}"
        raise ConfigError(f"http_client must be an httpx.{kind.__name__}, not {given}")


def _pool(kind: Callable[..., T], tls: bool) -> T:
    try:
        return kind(verify=verified_tls(tls), limits=POOL)
    except (ImportError, OSError, ValueError) as error:  # what httpx makes of a proxy or a certificate file that the environment names
        raise ConfigError(
            f"No connection can be set up: {error}. Check the environment (HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE), or pass http_client."
        ) from error


def _secure(url: str) -> bool:
    return url[:6].lower() == "https:"


def _httpx_request(request: Request, stream: Callable[[Streamed], Iterator[bytes] | AsyncIterator[bytes]]) -> httpx.Request:
    silence = request.timeout.silence()
    limits = {"connect": request.timeout.connect, "read": silence, "write": silence, "pool": request.timeout.connect}
    headers, content = list(request.headers), request.content
    if content is not None and not isinstance(content, bytes):
        headers += [("Content-Type", content.content_type), ("Content-Length", str(content.length))]
        content = stream(content)  # type: ignore[assignment]
    try:
        return httpx.Request(request.method, request.url, headers=headers, content=content, extensions={"timeout": limits})  # type: ignore[arg-type]
    except httpx.InvalidURL as error:
        raise ConfigError(f"{request.url!r} is no URL: {error}") from None


def _blocking(content: Streamed) -> Iterator[bytes]:
    count = 0
    for block in content.blocks():
        yield block
        count += len(block)
        content.sent(count)


async def _awaited(content: Streamed) -> AsyncIterator[bytes]:
    """The same with the reading in a thread; progress is told on the event loop."""
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


NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


@contextmanager
def mapped_errors(request: Request | httpx.Request) -> Iterator[None]:
    """Raise what httpx raises as errors of ours that name the host, never the headers."""
    try:
        yield
    except httpx.TimeoutException as error:
        host = httpx.URL(str(request.url)).host
        phase = "to connect" if isinstance(error, (httpx.ConnectTimeout, httpx.PoolTimeout)) else "for the next bytes"
        raise RequestTimeout(f"{host}: waited too long {phase}; see the timeout option", sent=not isinstance(error, NOT_SENT)) from None
    except httpx.UnsupportedProtocol as error:
        raise ConfigError(f"{request.url}: {error}") from None
    except httpx.HTTPError as error:
        host = httpx.URL(str(request.url)).host
        reason = str(error) or type(error).__name__
        raise NetworkError(f"{host}: {reason}", sent=not isinstance(error, NOT_SENT)) from None
