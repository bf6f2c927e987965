"""The I/O of clients: requests, time, threads, files, and waiting for client-side limits.

Every operation is written once, as an `async def` that awaits only its I/O object and other such
functions. `AsyncMiniMax` awaits it. On `MiniMax` the I/O blocks and never suspends, so `run`
returns the result in one step. Tests can pass in their own I/O object and need no socket and no
clock.

httpx and anyio are imported where they are used, so a program that makes no call does not load
them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from ..errors import ConfigError
from .forks import restart_after_fork
from .http import Response
from .limits import Limiter, SharedLimiter, Turn, no_limit, stuck

if TYPE_CHECKING:
    from ..config import Limits
    from .http import Request, ResponseBuffer
    from .transport import Body, Transport

T = TypeVar("T")
SLOT_SECONDS = 600.0
"""Seconds that a call waits for a slot of `Limits(concurrent=...)` while no other call ends."""


def run(call: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends and return its result."""
    try:
        call.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        call.close()
    raise RuntimeError(
        "a call of the sync client was suspended: it awaited something other than its I/O"
    )


class Clock(Protocol):
    """The clock of a client; tests and the emulator pass their own."""

    def monotonic(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...
    async def asleep(self, seconds: float) -> None: ...


class SystemClock:
    """The system clock."""

    monotonic = staticmethod(time.monotonic)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        import anyio

        await anyio.sleep(seconds)


class Session(Protocol):
    """Something that stays open between calls, such as a speech WebSocket."""

    async def close(self) -> None: ...


class _SyncFlag:
    """Something that happens once, in any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.set = self._event.set

    async def wait(self, seconds: float) -> bool:
        """Wait for it, but not longer than this. Returns whether it has happened."""
        return self._event.wait(seconds)


class _AsyncFlag:
    """The same for a task to wait for."""

    def __init__(self) -> None:
        import anyio

        from .connections import current_loop

        self._event, loop = anyio.Event(), current_loop()
        self._soon: Any = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon

    def set(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._soon(self._event.set)

    async def wait(self, seconds: float) -> bool:
        import anyio

        with anyio.move_on_after(seconds):
            await self._event.wait()
        return self._event.is_set()


class IO:
    """The I/O of a client, sync or async."""

    is_async: bool
    clock: Clock
    _transport: Transport
    _flag: type[_SyncFlag | _AsyncFlag]

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self._limiters: dict[Limits, Limiter] = {}
        self.start_anew()
        restart_after_fork(self)

    def start_anew(self) -> None:
        """Reset after a fork: no call is in progress."""
        self._lock = threading.Lock()
        self._sessions: WeakKeyDictionary[Session, object] = WeakKeyDictionary()

    def check_open(self) -> None:
        """Raise a ConfigError if the client is closed."""
        self._transport.check_open()

    def checked(self) -> None:
        """Called when the body of a request has been checked, before the request is built."""

    def close_with_client(self, session: Session) -> None:
        """Close a session together with the client, unless it has already ended."""
        self._sessions[session] = _loop(self.is_async)

    def now(self) -> float:
        """The monotonic time in seconds."""
        return self.clock.monotonic()

    async def open(self, request: Request) -> Body:
        """Send a request through the middleware of its call and return the open response."""
        if request.through is not None:
            body: Body = await request.through(self, request)
            return body
        return await self._transport.open(request)

    async def send(self, request: Request, buffer: ResponseBuffer) -> Response:
        """Send a request and read the whole response."""
        body = await self.open(request)
        try:
            while chunk := await body.read_steadily():
                buffer.add(chunk)
        except BaseException as error:
            await body.close_after(error)
            raise
        await body.close()
        return Response(body.status, body.headers, buffer.content())

    async def sleep(self, seconds: float) -> None:
        """Wait for a number of seconds."""
        raise NotImplementedError

    async def work(self, function: Callable[[], T]) -> T:
        """Run a function that may block on files, on the async client in a thread."""
        raise NotImplementedError

    async def wait_for(self, awaitable: Awaitable[T]) -> T:
        """Await an async function of the caller; async client only."""
        raise NotImplementedError

    async def gather(self, calls: Sequence[Coroutine[Any, Any, T]], limit: int) -> list[Any]:
        """Run coroutines concurrently, at most `limit` at a time. Returns results in order, with
        exceptions in place of failed ones.
        """
        raise NotImplementedError

    async def acquire(
        self, limits: Limits, rate_class: str, model: str = "", tokens: int = 0
    ) -> Turn:
        """Wait for a slot within client-side limits. Returns a `Turn`, with the seconds to wait
        until the call may be sent and the function that releases the slot.
        """
        slots, release = self._limiter(limits).slots, no_limit
        if slots is not None:
            flag = self._flag()
            waiting = slots.enter(flag.set)
            try:
                while waiting.slot is None:
                    given = slots.given
                    if not await flag.wait(SLOT_SECONDS) and slots.given == given:
                        raise stuck(slots, SLOT_SECONDS)
            except BaseException:
                slots.leave(waiting)
                raise
            release = slots.hold(waiting.slot)
        turn = partial(self._turn, limits, rate_class, model, tokens, release)
        # Shared limits are on a server.
        return turn() if limits.shared is None else await self.work(turn)

    async def close(self) -> None:
        """Close the connections and refuse further calls, on the async client for the running event
        loop. A custom `http_client` stays open.
        """
        loop = _loop(self.is_async)
        for session, home in list(self._sessions.items()):
            if home is loop:
                await session.close()
        await self._transport.close()

    def _limiter(self, limits: Limits) -> Limiter:
        """The limiter for one set of limits, shared by all calls under it."""
        rpm, tpm = map(_hashable, (limits.rpm, limits.tpm))
        key = limits._replace(rpm=rpm, tpm=tpm)
        with self._lock:
            limiter = self._limiters.get(key)
            if limiter is None:
                kind = Limiter if limits.shared is None else SharedLimiter
                limiter = self._limiters[key] = kind(limits)
        return limiter

    def _turn(
        self,
        limits: Limits,
        rate_class: str,
        model: str,
        tokens: int,
        release: Callable[[], None],
    ) -> Turn:
        """The turn of a call that has its slot. Blocks if the limits are shared."""
        limiter, now = self._limiter(limits), self.now()
        try:
            moment = limiter.reserve(rate_class, now, model, tokens)
        except BaseException:
            release()
            raise

        def give_up() -> None:
            limiter.give_back(rate_class, moment, model, tokens)
            release()

        return Turn(moment - now, release, give_up)


def _loop(is_async: bool) -> object:
    """The event loop of a session; None on the sync client."""
    from .connections import current_loop

    return current_loop() if is_async else None


def _hashable(rates: Any) -> Any:
    return tuple(sorted(rates.items())) if isinstance(rates, Mapping) else rates


class _ConnectedIO(IO):
    """The I/O of a client that has connections of its own."""

    def __init__(self, http_client: Any = None, clock: Clock | None = None) -> None:
        from .transport import Transport

        super().__init__(clock)
        self._transport = Transport(http_client, self.clock, is_async=self.is_async)


class SyncIO(_ConnectedIO):
    """Blocks, and never suspends. Safe to use from many threads."""

    is_async = False
    _flag = _SyncFlag

    async def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    async def work(self, function: Callable[[], T]) -> T:
        return function()

    async def wait_for(self, awaitable: Awaitable[T]) -> T:
        if isinstance(awaitable, Coroutine):
            awaitable.close()  # it never runs, so avoid the "never awaited" warning
        raise ConfigError(
            "this client cannot await async functions; use them with AsyncMiniMax, or pass regular"
            " functions"
        )

    async def gather(self, calls: Sequence[Coroutine[Any, Any, T]], limit: int) -> list[Any]:
        from concurrent.futures import ThreadPoolExecutor
        from contextvars import copy_context

        if not calls:
            return []
        pool = ThreadPoolExecutor(min(limit, len(calls)), thread_name_prefix="minimax")
        futures = [pool.submit(copy_context().run, run, call) for call in calls]
        try:
            results = [future.exception() or future.result() for future in futures]
        except BaseException:  # Ctrl-C: start nothing more, and do not wait for what is running
            pool.shutdown(wait=False, cancel_futures=True)
            for future, call in zip(futures, calls, strict=True):
                if future.cancelled():
                    call.close()
            raise
        pool.shutdown()
        return results


class AsyncIO(_ConnectedIO):
    """Awaits, under asyncio and trio. Each event loop gets connections of its own, so that one
    client serves several loops.
    """

    is_async = True
    _flag = _AsyncFlag

    async def sleep(self, seconds: float) -> None:
        await self.clock.asleep(seconds)

    async def work(self, function: Callable[[], T]) -> T:
        from anyio.to_thread import run_sync

        return await run_sync(function, abandon_on_cancel=True)

    async def wait_for(self, awaitable: Awaitable[T]) -> T:
        return await awaitable

    async def gather(self, calls: Sequence[Coroutine[Any, Any, T]], limit: int) -> list[Any]:
        import anyio

        results: list[Any] = [None] * len(calls)
        slots = anyio.CapacityLimiter(max(1, limit))
        cancelled = anyio.get_cancelled_exc_class()

        async def one(number: int, call: Coroutine[Any, Any, T]) -> None:
            try:
                async with slots:
                    results[number] = await call
            except BaseException as error:
                results[number] = error
                if isinstance(error, cancelled):
                    raise

        try:
            async with anyio.create_task_group() as group:
                for number, call in enumerate(calls):
                    group.start_soon(one, number, call)
        finally:
            for call in calls:
                call.close()  # one that is cancelled before it starts is never awaited
        return results


class IOWrapper(IO):
    """A wrapper around another I/O object, for supervisors, recorders or dry runs: override the
    methods to change. See `MiniMax.with_io`.
    """

    def __init__(self, inner: IO) -> None:
        self.inner = inner
        self.is_async = inner.is_async
        self.clock = inner.clock

    async def open(self, request: Request) -> Body:
        return await self.inner.open(request)

    async def sleep(self, seconds: float) -> None:
        await self.inner.sleep(seconds)

    async def work(self, function: Callable[[], T]) -> T:
        return await self.inner.work(function)

    async def wait_for(self, awaitable: Awaitable[T]) -> T:
        return await self.inner.wait_for(awaitable)

    async def gather(self, calls: Sequence[Coroutine[Any, Any, T]], limit: int) -> list[Any]:
        return await self.inner.gather(calls, limit)

    async def acquire(
        self, limits: Limits, rate_class: str, model: str = "", tokens: int = 0
    ) -> Turn:
        return await self.inner.acquire(limits, rate_class, model, tokens)

    def check_open(self) -> None:
        self.inner.check_open()

    def checked(self) -> None:
        self.inner.checked()

    def close_with_client(self, session: Session) -> None:
        self.inner.close_with_client(session)

    async def close(self) -> None:
        await self.inner.close()


def require_asyncio(what: str, otherwise: str) -> None:
    """Raise a ConfigError if the running event loop is not that of asyncio."""
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise ConfigError(f"{what} needs asyncio. Under trio, {otherwise}.") from None
