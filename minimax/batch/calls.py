"""What a batch needs from a client. All functions are coroutines: with an AsyncMiniMax they are
awaited; with a MiniMax they block and never suspend, so a single step runs them to completion.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ..core.io import IO, require_asyncio, run
from . import keeping
from .job import Job
from .operations import billed_paths
from .protocol import Ledger
from .stores import Place
from .submission import JobIO, Stoppable, Submission, pause

T = TypeVar("T")


class Calls:
    """Makes calls with a client, and waits in the way of that client."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.config = client._config
        self.base_url: str = client.base_url
        self._io: IO = client.io
        self.blocking = not self._io.is_async

    def run(self, coroutine: Coroutine[Any, Any, T]) -> Any:
        """Return the result of a coroutine; with an AsyncMiniMax the coroutine itself."""
        return run(coroutine) if self.blocking else coroutine

    def require_asyncio(self) -> None:
        """Raise a ConfigError if an async client runs under trio."""
        if not self.blocking:
            require_asyncio("a batch of an AsyncMiniMax", "use a MiniMax client in a thread")

    def now(self) -> float:
        """Seconds on the clock of the client."""
        return self._io.now()

    async def work(self, function: Callable[[], T]) -> T:
        """Run a function that may block on file access."""
        return await self._io.work(function)

    async def wait(self, future: Future[T]) -> T:
        """Wait for a future. Cancelling the wait does not cancel the work behind the future."""
        if self.blocking or future.done():
            return future.result()
        return await asyncio.shield(asyncio.wrap_future(future))

    async def pause(self, seconds: float, stopping: Callable[[], bool]) -> None:
        """Wait; raises Stopped as soon as the batch should stop."""
        await pause(self._io, seconds, stopping)

    async def together(self, coroutines: Sequence[Coroutine[Any, Any, T]]) -> list[Any]:
        """Run coroutines concurrently. Returns their results in order, exceptions included."""
        if not coroutines:
            return []
        if not self.blocking:
            return list(await asyncio.gather(*coroutines, return_exceptions=True))
        with ThreadPoolExecutor(len(coroutines), thread_name_prefix="minimax-batch") as pool:
            futures = [pool.submit(run, each) for each in coroutines]
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
        """Make the call of a job. `before` is awaited with a rate-limit class before each request
        that costs money, and `withdraw` before such a request is repeated.
        """
        classes, base = billed_paths(job.operation.feature), len(urlsplit(self.base_url).path)
        io = JobIO(self._io)
        io.supervised = Submission(
            self._io,
            lambda method, path: classes.get((method, path[base:]), ""),
            before=before,
            withdraw=withdraw,
            stopping=ledger.stopping,
            barred=partial(self._is_barred, ledger),
        )
        if job.operation.target:
            io.supervised = Stoppable(io.supervised, ledger.halting)
        client = self.client.with_io(io)
        return await job.operation.start(client, job.arguments, place.path)

    def task(self, handle: str) -> Any:
        """A task of an earlier run."""
        return self.client.with_io(JobIO(self._io)).task(handle)

    async def wait_for_task(self, task: Any, timeout: float | None, ledger: Ledger) -> Any:
        """Wait for the result of a task. Raises Stopped when the batch should halt."""
        self._stoppable(task, ledger)
        return await task._wait(timeout, None, None)

    async def save(self, result: Any, place: Place, job: Job, ledger: Ledger | None) -> list[Path]:
        """Save a result and return its files. Raises Stopped when the batch should halt."""
        io = self._stoppable(result, ledger)
        return await keeping.save(io, result, place.path, self.config, job.arguments, place.names)

    async def fetch(self, urls: Sequence[str], place: Place, ledger: Ledger) -> list[Path]:
        """Download links and return the files. Raises Stopped when the batch should halt."""
        io = self._stoppable(None, ledger)
        return await keeping.fetch(io, urls, place.path, self.config, place.names)

    def _stoppable(self, result: Any, ledger: Ledger | None) -> IO:
        """The I/O of a task or a result, made to end when the batch should halt."""
        io = getattr(result, "_io", None)
        if not isinstance(io, JobIO):
            io = JobIO(self._io)
        io.supervised = self._io
        if ledger is not None:
            barred = partial(self._is_barred, ledger)
            io.supervised = Stoppable(self._io, ledger.halting, barred)
        return io

    def _is_barred(self, ledger: Ledger, url: str) -> bool:
        """Whether requests to a URL are blocked: after the platform has rejected the key, all
        requests to it are. Links to results need no key.
        """
        return ledger.key_refused() and url.startswith(self.base_url)
