"""The two drivers: they perform the effects of a flow, blocking (`Sync`) or awaited (`Async`).

httpx and asyncio are imported where they are used: a program that makes no call needs neither, and
one on the sync client never needs asyncio.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol, TypeVar, cast

from ..errors import ConfigError
from .flow import (
    Acquire,
    Await,
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
    Sink,
    Sleep,
    StreamFlow,
    Taken,
    Work,
)
from .forks import restart_after_fork
from .limits import Limiter, Turn, limiter_of, no_limit, stuck

if TYPE_CHECKING:
    import asyncio

    from ..config import Limits
    from .transport import Body

T = TypeVar("T")


class Clock(Protocol):
    """Time as a driver sees it; tests and the emulator put their own in its place."""

    def monotonic(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...
    async def asleep(self, seconds: float) -> None: ...


class SystemClock:
    """The clock of the machine."""

    monotonic = staticmethod(
        time.monotonic
    )  # without a frame of its own: it is asked twice per piece of a stream

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)


class Done(NamedTuple):
    """A flow has returned."""

    value: Any


SLOT_SECONDS = 600.0
"""How long a call waits for a slot of `Limits(concurrent=...)` while no other call ends."""
EFFECTS = {
    Send: "send",
    Open: "open",
    Receive: "receive",
    Close: "close_body",
    Sleep: "sleep",
    Now: "now",
    Work: "work",
    Await: "wait_for",
    Acquire: "acquire",
    Gather: "gather",
}


class Driver:
    """What both drivers share: the clock and the client-side limits."""

    is_async: bool

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self._limiters: dict[Limits, Limiter] = {}
        self.start_anew()
        restart_after_fork(self)
        self._performers: dict[type, Callable[..., Any]] = {
            effect: getattr(self, name) for effect, name in EFFECTS.items()
        }  # a look-up per effect, no chain of isinstance

    def start_anew(self) -> None:
        """In the child of a fork: no call is under way."""
        self._lock = threading.Lock()

    def limiter(self, limits: Limits) -> Limiter:
        """The state behind one set of limits, shared by all calls under it."""
        rpm, tpm = map(_hashable, (limits.rpm, limits.tpm))
        key = limits._replace(rpm=rpm, tpm=tpm)
        with self._lock:
            return self._limiters.setdefault(key, limiter_of(limits))

    def turn(
        self,
        limits: Limits,
        rate_class: str,
        model: str,
        tokens: int,
        release: Callable[[], None],
    ) -> Turn:
        """The turn of a call that has its slot. Blocks where the limits are shared."""
        limiter, now = self.limiter(limits), self.clock.monotonic()
        try:
            moment = limiter.reserve(rate_class, now, model, tokens)
        except BaseException:
            release()
            raise

        def give_up() -> None:
            limiter.give_back(rate_class, moment, model, tokens)
            release()

        return Turn(moment - now, release, give_up)


def _hashable(rates: Any) -> Any:
    return tuple(sorted(rates.items())) if isinstance(rates, Mapping) else rates


class Sync(Driver):
    """Performs effects by blocking. Safe to use from many threads."""

    is_async = False

    def __init__(self, http_client: Any = None, clock: Clock | None = None) -> None:
        from .transport import SyncTransport, run

        super().__init__(clock)
        self._transport, self._run = SyncTransport(http_client, self.clock), run

    def run(self, flow: Flow[T]) -> T:
        """Perform a flow to its end and give its result."""
        try:
            return cast(T, cast(Done, self.advance(flow)).value)
        finally:
            flow.close()

    def advance(
        self, flow: Flow[Any] | StreamFlow[Any], error: BaseException | None = None
    ) -> Emit | Done:
        """Perform effects until the flow emits items or returns. What goes wrong is thrown into the
        flow, which cleans up or recovers.
        """
        value: Any = None
        while True:
            try:
                effect = flow.throw(error) if error is not None else flow.send(value)
            except StopIteration as stop:
                return Done(stop.value)
            finally:
                value = error = (
                    # an error that this frame kept would keep the frame, and with it the answer
                    None
                )
            if isinstance(effect, Emit):
                return effect
            try:
                value = self._performers[type(effect)](*effect)
            except BaseException as problem:
                error = problem

    def send(self, request: Request, sink: Sink | None, limit: int) -> Response:
        body = self._run(self._transport.open(request))
        taken = Taken(sink, limit)
        try:
            while chunk := self._run(body.read_steadily()):
                taken.add(chunk)
        finally:
            self._run(body.close())
        return Response(body.status, body.headers, taken.content())

    def open(self, request: Request) -> Body:
        return self._run(self._transport.open(request))

    def receive(self, body: Body, steady: bool) -> bytes:
        return self._run(body.read_steadily() if steady else body.read())

    def close_body(self, body: Body) -> None:
        self._run(body.close())

    def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def now(self) -> float:
        return self.clock.monotonic()

    def work(self, function: Callable[[], T]) -> T:
        return function()

    def wait_for(self, awaitable: Awaitable[Any]) -> NoReturn:
        if isinstance(awaitable, Coroutine):
            awaitable.close()  # never to run, and not to be missed
        raise ConfigError(
            "this client cannot wait for async functions; give them to AsyncMiniMax, or give plain"
            " functions"
        )

    def acquire(self, limits: Limits, rate_class: str, model: str, tokens: int) -> Turn:
        slots = self.limiter(limits).slots
        if slots is None:
            return self.turn(limits, rate_class, model, tokens, no_limit)
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
        return self.turn(limits, rate_class, model, tokens, slots.hold(waiting.slot))

    def gather(self, flows: Sequence[Flow[Any]], limit: int) -> list[Any]:
        from concurrent.futures import ThreadPoolExecutor

        if not flows:
            return []
        with ThreadPoolExecutor(min(limit, len(flows)), thread_name_prefix="minimax") as pool:
            futures = [pool.submit(self.run, flow) for flow in flows]
            return [future.exception() or future.result() for future in futures]

    def close(self) -> None:
        """Close the connections and refuse further calls; a client that was passed in stays
        open.
        """
        self._run(self._transport.close())


class Async(Driver):
    """Performs effects by awaiting. Each event loop gets connections of its own, so one client
    serves several loops.
    """

    is_async = True

    def __init__(self, http_client: Any = None, clock: Clock | None = None) -> None:
        from .transport import AsyncTransport

        super().__init__(clock)
        self._transport = AsyncTransport(http_client, self.clock)

    async def run(self, flow: Flow[T]) -> T:
        """Perform a flow to its end and give its result."""
        try:
            return cast(T, cast(Done, await self.advance(flow)).value)
        finally:
            flow.close()

    async def advance(
        self, flow: Flow[Any] | StreamFlow[Any], error: BaseException | None = None
    ) -> Emit | Done:
        """As on the sync driver; a cancelled task throws its cancellation into the flow, too."""
        value: Any = None
        while True:
            try:
                effect = flow.throw(error) if error is not None else flow.send(value)
            except StopIteration as stop:
                return Done(stop.value)
            finally:
                value = error = (
                    # an error that this frame kept would keep the frame, and with it the answer
                    None
                )
            if isinstance(effect, Emit):
                return effect
            try:
                value = await self._performers[type(effect)](*effect)
            except BaseException as problem:
                error = problem

    async def send(self, request: Request, sink: Sink | None, limit: int) -> Response:
        body = await self._transport.open(request)
        taken = Taken(sink, limit)
        try:
            while chunk := await body.read_steadily():
                taken.add(chunk)
        finally:
            await body.close()
        return Response(body.status, body.headers, taken.content())

    async def open(self, request: Request) -> Body:
        return await self._transport.open(request)

    async def receive(self, body: Body, steady: bool) -> bytes:
        return await (body.read_steadily() if steady else body.read())

    async def close_body(self, body: Body) -> None:
        await body.close()

    async def sleep(self, seconds: float) -> None:
        await self.clock.asleep(seconds)

    async def now(self) -> float:
        return self.clock.monotonic()

    async def work(self, function: Callable[[], T]) -> T:
        import asyncio

        return await asyncio.to_thread(function)

    async def wait_for(self, awaitable: Awaitable[T]) -> T:
        return await awaitable

    async def acquire(self, limits: Limits, rate_class: str, model: str, tokens: int) -> Turn:
        turn = partial(self.turn, limits, rate_class, model, tokens)
        slots = self.limiter(limits).slots
        if slots is None and limits.shared is None:
            return turn(no_limit)
        import asyncio

        if slots is None:
            return await asyncio.to_thread(turn, no_limit)

        loop, event = asyncio.get_running_loop(), asyncio.Event()
        waiting = slots.enter(lambda: _wake(loop, event))
        try:
            while waiting.slot is None:
                given = slots.given
                try:
                    await asyncio.wait_for(event.wait(), SLOT_SECONDS)
                except TimeoutError:
                    if slots.given == given:
                        raise stuck(slots, SLOT_SECONDS) from None
        except BaseException:
            slots.leave(waiting)
            raise
        release = slots.hold(waiting.slot)
        return turn(release) if limits.shared is None else await asyncio.to_thread(turn, release)

    async def gather(self, flows: Sequence[Flow[Any]], limit: int) -> list[Any]:
        import asyncio

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
        """Close the connections of the running event loop and refuse further calls under it; a
        client that was passed in stays open.
        """
        await self._transport.close()


def _wake(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    """Set an event of a loop from any thread."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(event.set)
