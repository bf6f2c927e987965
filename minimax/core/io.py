"""What an operation may wait for: requests, time, threads, files, and its turn within the limits.

Every operation is written once, as an `async def` that awaits nothing but its I/O object and other
such functions. `AsyncMiniMax` awaits it. On `MiniMax` the I/O blocks and never suspends, so that
`run` gives the result in one step. A test can pass in an I/O object of its own and needs no socket
and no clock.

httpx and anyio are imported where they are used: a program that makes no call needs neither.
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
from .limits import Limiter, Turn, no_limit, stuck

if TYPE_CHECKING:
    from ..config import Limits
    from .http import Request, ResponseBuffer
    from .transport import Body, Transport

T = TypeVar("T")
SLOT_SECONDS = 600.0
"""How long a call waits for a slot of `Limits(concurrent=...)` while no other call ends."""


def limiter_of(limits: Limits) -> Limiter:
    """The state behind one set of limits: of this client, or shared with others."""
    if limits.shared is None:
        return Limiter(limits)
    from .shared_limits import SharedLimiter

    return SharedLimiter(limits)


def run(call: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never suspends."""
    try:
        call.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        call.close()
    raise RuntimeError("a call of the sync client was suspended: it awaited more than its I/O")


class Clock(Protocol):
    """Time as a client sees it; tests and the emulator give one of their own."""

    def monotonic(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...
    async def asleep(self, seconds: float) -> None: ...


class SystemClock:
    """The clock of the machine."""

    monotonic = staticmethod(time.monotonic)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        import anyio

        await anyio.sleep(seconds)


class Session(Protocol):
    """What stays open between calls, such as a speech socket."""

    async def close(self) -> None: ...


class IO:
    """The I/O of a client. The two kinds differ in how they wait."""

    is_async: bool
    clock: Clock
    _transport: Transport

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self._limiters: dict[Limits, Limiter] = {}
        self.start_anew()
        restart_after_fork(self)

    def start_anew(self) -> None:
        """In the child of a fork: no call is in progress."""
        self._lock = threading.Lock()
        self._sessions: WeakKeyDictionary[Session, object] = WeakKeyDictionary()

    def check_open(self) -> None:
        """Raise a ConfigError if the client is closed."""
        self._transport.check_open()

    def close_with_client(self, session: Session) -> None:
        """Close a session when the client is closed, unless it has ended before."""
        self._sessions[session] = _loop(self.is_async)

    def now(self) -> float:
        """Seconds on the monotonic clock."""
        return self.clock.monotonic()

    async def open(self, request: Request) -> Body:
        """Send a request, through the middleware of its call, and leave its response open."""
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
        """Wait some seconds."""
        raise NotImplementedError

    async def work(self, function: Callable[[], T]) -> T:
        """Run a function that may block on files; in a thread on the async client."""
        raise NotImplementedError

    async def wait_for(self, awaitable: Awaitable[T]) -> T:
        """Wait for an async function of the caller; on the async client only."""
        raise NotImplementedError

    async def gather(self, calls: Sequence[Coroutine[Any, Any, T]], limit: int) -> list[Any]:
        """Run coroutines at the same time, at most `limit` of them: results in order, an exception
        in place of a result.
        """
        raise NotImplementedError

    async def acquire(
        self, limits: Limits, rate_class: str, model: str = "", tokens: int = 0
    ) -> Turn:
        """Wait for a slot within client-side limits. Gives a `Turn`, with the seconds to wait until
        this call may go out and the function that makes room for the next one.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Close the connections and refuse further calls; on the async client those of the running
        event loop. A client that was passed in stays open.
        """
        loop = _loop(self.is_async)
        for session, home in list(self._sessions.items()):
            if home is loop:
                await session.close()
        await self._transport.close()

    def _limiter(self, limits: Limits) -> Limiter:
        """The state behind one set of limits, shared by all calls under it."""
        rpm, tpm = map(_hashable, (limits.rpm, limits.tpm))
        key = limits._replace(rpm=rpm, tpm=tpm)
        with self._lock:
            return self._limiters.setdefault(key, limiter_of(limits))

    def _turn(
        self,
        limits: Limits,
        rate_class: str,
        model: str,
        tokens: int,
        release: Callable[[], None],
    ) -> Turn:
        """The turn of a call that has its slot. Blocks where the limits are shared."""
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
    """The event loop that a session belongs to; None on the sync client."""
    from .connections import current_loop

    return current_loop() if is_async else None


def _hashable(rates: Any) -> Any:
    return tuple(sorted(rates.items())) if isinstance(rates, Mapping) else rates


class SyncIO(IO):
    """Blocks, and never suspends. Safe to use from many threads."""

    is_async = False

    def __init__(self, http_client: Any = None, clock: Clock | None = None) -> None:
        from .transport import SyncTransport

        super().__init__(clock)
        self._transport = SyncTransport(http_client, self.clock)

    async def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    async def work(self, function: Callable[[], T]) -> T:
        return function()

    async def wait_for(self, awaitable: Awaitable[T]) -> T:
        if isinstance(awaitable, Coroutine):
            awaitable.close()  # never to run, and not to be missed
        raise ConfigError(
            "this client cannot wait for async functions; give them to AsyncMiniMax, or give plain"
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
        except BaseException:  # Ctrl-C: nothing further begins, and what runs is not awaited
            pool.shutdown(wait=False, cancel_futures=True)
            for future, call in zip(futures, calls, strict=True):
                if future.cancelled():
                    call.close()
            raise
        pool.shutdown()
        return results

    async def acquire(
        self, limits: Limits, rate_class: str, model: str = "", tokens: int = 0
    ) -> Turn:
        slots = self._limiter(limits).slots
        if slots is None:
            return self._turn(limits, rate_class, model, tokens, no_limit)
        event = threading.Event()
        waiting = slots.enter(event.set)
        try:
            while waiting.slot is None:
                given = slots.given
                if not event.wait(SLOT_SECONDS) and slots.given == given:
                    raise stuck(slots, SLOT_SECONDS)
        except BaseException:
            slots.leave(waiting)
            raise
        return self._turn(limits, rate_class, model, tokens, slots.hold(waiting.slot))


class AsyncIO(IO):
    """Awaits, under asyncio and trio. Each event loop gets connections of its own, so that one
    client serves several loops.
    """

    is_async = True

    def __init__(self, http_client: Any = None, clock: Clock | None = None) -> None:
        from .transport import AsyncTransport

        super().__init__(clock)
        self._transport = AsyncTransport(http_client, self.clock)

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
                call.close()  # one that is cancelled before it begins is never awaited
        return results

    async def acquire(
        self, limits: Limits, rate_class: str, model: str = "", tokens: int = 0
    ) -> Turn:
        turn = partial(self._turn, limits, rate_class, model, tokens)
        is_shared = limits.shared is not None  # through a server, so that it may block
        slots = self._limiter(limits).slots
        if slots is None:
            return await self.work(lambda: turn(no_limit)) if is_shared else turn(no_limit)
        import anyio

        event, soon = anyio.Event(), _call_soon()
        waiting = slots.enter(lambda: soon(event.set))
        try:
            while waiting.slot is None:
                given = slots.given
                with anyio.move_on_after(SLOT_SECONDS) as scope:
                    await event.wait()
                if scope.cancelled_caught and slots.given == given:
                    raise stuck(slots, SLOT_SECONDS)
        except BaseException:
            slots.leave(waiting)
            raise
        release = slots.hold(waiting.slot)
        return await self.work(lambda: turn(release)) if is_shared else turn(release)


def _call_soon() -> Callable[[Callable[[], object]], None]:
    """What calls a function in the running event loop, from any thread."""
    from .connections import current_loop

    loop = current_loop()
    schedule: Any = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon

    def soon(function: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            schedule(function)

    return soon


class IOWrapper(IO):
    """Another I/O object with something in between, such as a supervisor, a recorder or a
    rehearsal: override what is to be different. See `MiniMax.with_io`.
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

    def close_with_client(self, session: Session) -> None:
        self.inner.close_with_client(session)

    async def close(self) -> None:
        await self.inner.close()
