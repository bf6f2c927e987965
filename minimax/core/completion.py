"""`as_completed`: several tasks, yielded as they finish."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import MinimaxError, TaskTimeout, ValidationError
from .settings import for_call
from .streaming import AsyncStream, Stream
from .task_facts import Pace, check_wait, facts, is_inconclusive

if TYPE_CHECKING:
    from ..config import WaitOptions


class Completed:
    """Supports both `for` and `async for`, so that an empty list works with either client."""

    def __init__(
        self,
        tasks: list[Any],
        timeout: float | None,
        interval: float | None,
        concurrency: int,
        options: WaitOptions,
    ) -> None:
        if not isinstance(concurrency, int) or isinstance(concurrency, bool) or concurrency < 1:
            raise ValidationError(
                f"concurrency: {concurrency!r} is not allowed; it must be a whole number, at least"
                " 1",
                field="concurrency",
                value=concurrency,
            )
        check_wait(timeout, interval)
        for task in tasks:
            if not hasattr(task, "_io"):
                raise ValidationError(
                    f"tasks: {task!r} is not a Task; client.task(handle) makes one of a handle",
                    field="tasks",
                    value=task,
                )
        if len({task._io.is_async for task in tasks}) > 1:
            raise ValidationError(
                "as_completed: the tasks belong to a MiniMax and an AsyncMiniMax; pass tasks of"
                " one client only",
                field="tasks",
            )
        tasks = list(dict.fromkeys(tasks))  # a task that was passed twice finishes once
        self._tasks = tasks
        self._source = _EachFinished(tasks, timeout, interval, concurrency, options)
        self._stream: Any = None

    def __iter__(self) -> Iterator[Any]:
        return self._opened(Stream) if self._tasks else iter(())

    def __next__(self) -> Any:
        return next(self.__iter__())

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._opened(AsyncStream) if self._tasks else self

    async def __anext__(self) -> Any:
        if not self._tasks:
            raise StopAsyncIteration
        return await anext(self.__aiter__())

    def _opened(self, shell: Any) -> Any:
        if self._stream is None:
            self._stream = shell(self._tasks[0]._io, self._source)
        return self._stream


class _EachFinished:
    """The stream of finished tasks."""

    complete = True

    def __init__(
        self,
        tasks: list[Any],
        timeout: float | None,
        interval: float | None,
        concurrency: int,
        options: WaitOptions,
    ) -> None:
        self._pending = self._all = tasks
        self._timeout, self._concurrency = timeout, concurrency
        # Copies with the options of this call; they share the state of the tasks.
        self._polled = {
            task: task._with_config(for_call(task._config, **options)) for task in tasks
        }
        self._started: float | None = None
        self._looked = self._closed = False
        self._paces = {task: Pace(task.kind, interval) for task in tasks}
        self._due: dict[Any, float] = {}

    def result(self) -> None:
        return None

    async def start(self) -> None: ...

    async def close(self) -> None:
        self._closed = True

    async def fill(self) -> Sequence[Any] | None:
        """Wait for the next finished tasks; None if none are left."""
        while self._pending and not self._closed:
            finished = [task for task in self._pending if task.done]
            self._pending = [task for task in self._pending if not task.done]
            if finished:
                return finished
            await self._look()
        return None

    async def _look(self) -> None:
        """Poll the tasks that are due, or wait until one is due."""
        io = self._pending[0]._io
        now = io.now()
        if self._started is None:
            self._begin(now)
        started = self._started or 0.0
        limit = self._timeout
        if limit is None:
            limit = max(float(facts(task.kind)["timeout"]) for task in self._all)
        ready = [task for task in self._pending if self._due[task] <= now]
        if now - started >= limit and (self._looked or not ready):
            more = " ..." if len(self._pending) > 5 else ""
            handles = ", ".join(task.handle for task in self._pending[:5]) + more
            raise TaskTimeout(
                f"{len(self._pending)} of {len(self._all)} tasks are still running after {limit:g}"
                f" s: {handles}. They keep running.",
                task=self._pending[0],
            )
        if not ready:
            first = min(self._due[task] for task in self._pending)
            await io.sleep(min(first, started + limit) - now)
            return
        self._looked = True
        polls = [self._polled[task]._poll() for task in ready]
        for task, outcome in zip(ready, await io.gather(polls, self._concurrency), strict=True):
            if isinstance(outcome, MinimaxError) and not is_inconclusive(outcome):
                task._problem = outcome
            elif isinstance(outcome, BaseException) and not isinstance(outcome, MinimaxError):
                raise outcome
            self._due[task] = now + self._paces[task].next()

    def _begin(self, now: float) -> None:
        self._started = now
        for task in self._pending:
            self._due[task] = now + (self._paces[task].next() if task._seen else 0.0)
