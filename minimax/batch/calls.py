"""What a batch needs of a client. Its functions are coroutines: on an AsyncMiniMax they are
awaited; on a MiniMax they block and never suspend, so that one step runs them to their end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ..core.flow import Await, Effect, Flow, Work
from . import keeping
from .jobs import Job
from .operations import billed_paths
from .protocol import Ledger, Stopped
from .stores import Place
from .submission import SLICE, stoppable, submitted

T = TypeVar("T")


class Calls:
    """Makes calls of a client, and waits as the client does."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.config = client._config
        self.base_url: str = client.base_url
        self.blocking = not client._driver.is_async
        self._driver = client._driver

    def run(self, coroutine: Coroutine[Any, Any, T]) -> Any:
        """What a coroutine gives; on an AsyncMiniMax the coroutine itself."""
        return finish(coroutine) if self.blocking else coroutine

    def now(self) -> float:
        """Seconds on the clock of the client."""
        return float(self._driver.clock.monotonic())

    async def work(self, function: Callable[[], T]) -> T:
        """Run a function that may block on files."""
        return function() if self.blocking else await asyncio.to_thread(function)

    async def wait(self, future: Future[T]) -> T:
        """Wait for a future. What it stands for is done also when the wait is cancelled."""
        if self.blocking or future.done():
            return future.result()
        return await asyncio.shield(asyncio.wrap_future(future))

    async def pause(self, seconds: float, stopping: Callable[[], bool]) -> None:
        """Wait; raises Stopped when the batch is to stop."""
        clock = self._driver.clock
        while not stopping():
            if seconds <= 0:
                return
            step = min(SLICE, seconds)
            if self.blocking:
                clock.sleep(step)
            else:
                await clock.asleep(step)
            seconds -= step
        raise Stopped

    async def together(self, coroutines: Sequence[Coroutine[Any, Any, T]]) -> list[Any]:
        """Run coroutines at the same time: results in order, an exception in place of a result."""
        if not coroutines:
            return []
        if not self.blocking:
            return list(await asyncio.gather(*coroutines, return_exceptions=True))
        with ThreadPoolExecutor(len(coroutines), thread_name_prefix="minimax-batch") as pool:
            futures = [pool.submit(finish, each) for each in coroutines]
            return [future.exception() or future.result() for future in futures]

    async def submit(
        self,
        job: Job,
        place: Place,
        ledger: Ledger,
        *,
        before: Callable[[str], Coroutine[Any, Any, None]],
        withdraw: Callable[[], Coroutine[Any, Any, None]],
    ) -> Any:
        """Make the call of a job: `before` is awaited, with a rate-limit class, before each request
        that costs money, `withdraw` before one is repeated.
        """
        classes, base = billed_paths(job.operation.feature), len(urlsplit(self.base_url).path)
        flow = job.operation.flow(self.client, job.arguments, place.path)
        if job.operation.target:
            flow = stoppable(flow, ledger.halting)
        return await self._perform(
            submitted(
                flow,
                lambda method, path: classes.get((method, path[base:]), ""),
                before=lambda rate_class: self._effect(before(rate_class)),
                withdraw=lambda: self._effect(withdraw()),
                stopping=ledger.stopping,
                barred=partial(self._is_barred, ledger),
            )
        )

    async def wait_for_task(self, task: Any, timeout: float | None, ledger: Ledger) -> Any:
        """The result of a task. Raises Stopped when the batch is to halt."""
        return await self._leave(task._wait(timeout, None, None), ledger)

    async def save(self, result: Any, place: Place, job: Job, ledger: Ledger | None) -> list[Path]:
        """Save a result; gives its files. Raises Stopped when the batch is to halt."""
        flow = keeping.save(result, place.path, self.config, job.arguments, place.names)
        return await (self._perform(flow) if ledger is None else self._leave(flow, ledger))

    async def fetch(self, urls: Sequence[str], place: Place, ledger: Ledger) -> list[Path]:
        """Download links; gives the files. Raises Stopped when the batch is to halt."""
        flow = keeping.fetch(urls, place.path, self.config, place.names)
        return await self._leave(flow, ledger)

    async def _leave(self, flow: Flow[T], ledger: Ledger) -> T:
        barred = partial(self._is_barred, ledger)
        return await self._perform(stoppable(flow, ledger.halting, barred))

    async def _perform(self, flow: Flow[T]) -> T:
        done = self._driver.run(flow)
        return done if self.blocking else await done  # type: ignore[no-any-return]

    def _effect(self, coroutine: Coroutine[Any, Any, None]) -> Effect:
        return Work(partial(finish, coroutine)) if self.blocking else Await(coroutine)

    def _is_barred(self, ledger: Ledger, url: str) -> bool:
        """Whether nothing may be sent to a URL: to the platform, once it has refused the key. Links
        to results need none.
        """
        return ledger.key_refused() and url.startswith(self.base_url)


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        coroutine.close()
    raise RuntimeError("a batch on a MiniMax waited for something that does not block")
