"""Tasks: work that the platform does while you wait, or while you do not. Video, long speech and
prompt enhancement are tasks.

A task is known by its `handle` ("video:123"), which another process can resume with
`client.task(handle)`. How each kind is polled, and every spelling of a status, stands in
`spec/tables/tasks.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import (
    AsyncIterator,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from enum import StrEnum
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast, overload

from minimax_generated.operations import find_operation

from .config import MAX_SECONDS, Event, Limits
from .core import call, destinations
from .core.detached import ClientResult, Detached
from .core.operation import I, operation, streaming
from .core.streaming import AsyncStream, Source, Stream
from .errors import (
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    TaskFailed,
    TaskNotReady,
    TaskTimeout,
    ValidationError,
)
from .record import Data

if TYPE_CHECKING:
    from .core.io import AsyncIO, SyncIO
    from .core.settings import Config

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
GROWTH = 1.5
VIDEO_RESULTS = ("file", "url")
"""Results in the table of tasks that are videos."""
CODE = re.compile(r"[0-9]{1,10}")
ID = re.compile(r"(?!(?:null|none|undefined|true|false)$)\w[\w.:~=+-]{0,255}", re.ASCII | re.I)
"""An id of a task: it becomes part of a path. Some words stand for the lack of one."""
LOOKS = 3
"""How often a finished task is looked at while its answer lacks the result."""


class Status(StrEnum):
    """Where a task stands, whatever the platform calls it."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        """Whether the status will not change any more."""
        return self not in (Status.QUEUED, Status.RUNNING)


class Downloadable(Protocol):
    """A result that can be saved."""

    async def _save(
        self, to: str | PathLike[str], on_progress: Callable[[int, int | None], None] | None
    ) -> Path: ...


class Task(ClientResult[I], Data, Generic[I, R_co]):
    """One piece of work on the platform.

    Attributes:
        id: the platform's id.
        kind: what it makes: "video", "video-v2", "video-prompt", "video-template" or "speech".
        status: where it stood when it was last looked at.
        raw_status: the same in the platform's own word.
        raw: the platform's last answer about it.
    """

    _names = ("handle", "id", "kind", "status")
    _shown = ("handle", "status")

    def __init__(
        self,
        io: I,
        config: Config,
        kind: str,
        task_id: str,
        finish: Callable[[Any], Coroutine[Any, Any, R_co]],
        *,
        status: Status | None = None,
        raw: Mapping[str, Any] | None = None,
        format: str = "",
    ) -> None:
        super().__init__(io, config)
        self.kind = kind
        self.id = task_id
        self.status = status or Status.RUNNING
        self.raw_status = ""
        self.raw: dict[str, Any] = {}
        self._seen = status is not None
        self._finish = finish
        self._format = format or ("mp4" if facts(kind)["result"] in VIDEO_RESULTS else "")
        self._result: R_co | None = None
        self._problem: MinimaxError | None = None
        if raw is not None:
            self._take(raw)

    @property
    def handle(self) -> str:
        """What to keep: `client.task(handle)` gives the task back, also in another process."""
        return f"{self.kind}:{self.id}"

    @property
    def done(self) -> bool:
        """Whether it was finished, well or not, when it was last looked at."""
        return self.status.final or self._problem is not None

    @property
    def state(self) -> Mapping[str, Any]:
        """The part of the platform's last answer that is about this task."""
        inner = self.raw.get("task")
        return inner if isinstance(inner, dict) else self.raw

    @operation
    async def refresh(self) -> Task[I, R_co]:
        """Ask the platform once where the task stands.

        Raises:
            APIError: the platform does not know the task, or refuses the key.
            NetworkError: the platform could not be reached.
        """
        await self._poll()
        return self

    @operation
    async def wait(
        self,
        *,
        timeout: float | None = None,
        interval: float | None = None,
        on_status: Callable[[Task[I, R_co]], object] | None = None,
    ) -> R_co:
        """Wait until the task is finished and give its result.

        Short failures of the platform or the network do not end the wait; the deadline does.

        Args:
            timeout: seconds to wait at most; left out, 15 to 60 minutes by kind.
            interval: seconds between two looks; left out, it grows from about 2 to 10.
            on_status: called with the task whenever its status has changed.

        Raises:
            TaskFailed: the platform could not finish the task; nothing more will come.
            TaskTimeout: the deadline passed. The task goes on: wait again, or resume it by its
                handle.
        """
        return await self._wait(timeout, interval, on_status)

    @streaming(Stream[Status, Status], AsyncStream[Status, Status])
    def updates(
        self, *, timeout: float | None = None, interval: float | None = None
    ) -> Source[Status, Status]:
        """Iterate the statuses of the task, each once, up to the last one.

        Takes the arguments of `wait`, and raises TaskTimeout as it does.
        """
        return _Updates(self, timeout, interval)

    @operation
    async def result(self) -> R_co:
        """The result of a finished task; looks once if need be, never waits.

        Raises:
            TaskNotReady: it still runs.
            TaskFailed: it failed.
        """
        if not self.done:
            await self._poll()
        if not self.done:
            raise TaskNotReady(
                f"{self.handle} is {self.status}; use wait(), or ask again later", task=self
            )
        return await self._take_result()

    @operation
    async def download(
        self,
        to: str | PathLike[str],
        *,
        timeout: float | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> Path:
        """Wait for the result and save it; gives the path of the file.

        Args:
            to: path of the file, which is replaced when it exists, or of a folder, in which no file
                is replaced. It is checked, and missing folders are created, before the wait.
            timeout: seconds to wait for the task, as in `wait`.
            on_progress: called with bytes done and bytes in all (None when the platform does not
                say).
        """
        await self._io.work(lambda: destinations.prepare(to, format=self._format, field="to"))
        await self._until_done(timeout, None, None)
        result = await self._take_result()
        if not hasattr(result, "_save"):
            raise ValidationError(
                f"{self.handle} has no file to download; read its result() instead"
            )
        return await cast(Downloadable, result)._save(to, on_progress)

    @operation
    async def cancel(self) -> None:
        """Cancel the task while it is queued; the platform does not charge it then.

        Raises:
            ValidationError: tasks of this kind cannot be cancelled, or this one is finished.
            DecodeError: the platform does not say where the task stands; nothing was cancelled.
            APIError: it is too late, it runs already.
        """
        operation_id = facts(self.kind).get("cancel")
        if operation_id is None:
            raise ValidationError(
                f"{self.handle}: the platform cannot cancel tasks of this kind",
                field="task",
                value=self.handle,
            )
        # The same call deletes the record of a finished task, and with it the way to a paid result:
        # so look first.
        await self._poll()
        if not self.raw_status:
            raise DecodeError(
                f"{self.handle}: the platform does not say where it stands, so it was not"
                " cancelled",
                raw=self.raw,
            )
        if self.status is Status.CANCELLED:
            return
        if self.status.final:
            raise ValidationError(
                f"{self.handle} has {self.status}; there is nothing left to cancel",
                field="task",
                value=self.status,
            )
        try:
            answer = await call.call(
                self._io,
                self._config,
                find_operation(operation_id),
                path={"task_id": self.id},
            )
        except APIError as error:
            if error.attempts == 1:
                raise
            # the refusal may mean that an earlier try, whose answer was lost, has cancelled it
            await self._poll()
            if status_of(self.raw_status) is not Status.CANCELLED:
                raise
            return
        self.raw_status = str(answer.payload.get("status") or "cancelled")
        self.status = Status.EXPIRED if self.raw_status == "deleted" else Status.CANCELLED
        if self.status is Status.EXPIRED:
            raise TaskFailed(
                f"{self.handle} finished just before it was cancelled, and the platform deleted its"
                " record",
                task=self,
            )

    def _advice(self) -> str:
        return f"get it back with client.task({self.handle!r})"

    def _detached(self, io: Detached) -> dict[str, Any]:
        return {**super()._detached(io), "_finish": io.refuse}

    async def _poll(self) -> None:
        """One look at the platform."""
        known = facts(self.kind)
        if known.get("polls_per_second"):
            await call.acquire_slot(
                self._io, Limits(rpm=int(known["polls_per_second"] * 60)), f"poll {self.kind}"
            )
        target = find_operation(known["query"])
        named = {"task_id": self.id}
        in_path = "{task_id}" in target.path
        answer = await call.call(
            self._io,
            self._config,
            target,
            path=named if in_path else None,
            query=None if in_path else named,
            accept=_has_status,
        )
        self._take(answer.payload)
        call.notify(
            self._config,
            Event(
                "poll",
                target.name,
                trace_id=answer.trace_id,
                detail=f"{self.handle} {self.raw_status}",
            ),
        )

    def _take(self, raw: Mapping[str, Any]) -> None:
        """What the platform says about the task."""
        self.raw = dict(raw)
        self.raw_status = str(self.state.get("status") or "")
        self.status, self._seen, self._problem = status_of(self.raw_status), True, None

    async def _wait(
        self,
        timeout: float | None,
        interval: float | None,
        on_status: Callable[[Task[I, R_co]], object] | None,
    ) -> R_co:
        await self._until_done(timeout, interval, on_status)
        for _ in range(LOOKS - 1):
            try:
                return await self._take_result()
            except DecodeError:  # it is paid, and one look that lacks the result proves nothing
                await self._io.sleep(float(facts(self.kind)["poll"][0]))
                await self._look()
        return await self._take_result()

    async def _look(self) -> str:
        """Look at the task; gives what went wrong where that says nothing about the task."""
        try:
            await self._poll()
        except MinimaxError as error:
            if not _passing(error):
                raise
            return f", and the last look failed ({error})"
        return ""

    async def _until_done(
        self,
        timeout: float | None,
        interval: float | None,
        on_status: Callable[[Task[I, R_co]], object] | None,
    ) -> None:
        updates = _Updates(self, timeout, interval)
        while await updates.fill() is not None:
            if on_status is not None:
                on_status(self)

    async def _take_result(self) -> R_co:
        if self._problem is not None:
            raise self._problem
        if self.status is not Status.SUCCEEDED:
            raise self._failure()
        if self._result is None:
            self._result = await self._finish(self)
        return self._result

    def _failure(self) -> TaskFailed:
        code, message = reason(self.raw)
        return TaskFailed.of(self, self.status.value, code, message)


def facts(kind: str) -> Mapping[str, Any]:
    """The row of a kind of task in the table of the spec."""
    kinds = _table()["kinds"]
    if kind not in kinds:
        raise ValidationError(
            f"{_short(kind)} is not a kind of task; known kinds are {', '.join(kinds)}",
            field="handle",
            value=kind,
        )
    row: Mapping[str, Any] = kinds[kind]
    return row


def kind_of(state: Mapping[str, Any]) -> str:
    """The kind of a V2 task by what the platform says about it."""
    kinds = _table()["kinds"]
    return next(
        (
            kind
            for kind, row in kinds.items()
            if state.get("task_type") in row.get("task_types", ())
        ),
        "video-v2",
    )


def reason(raw: Mapping[str, Any]) -> tuple[int | None, str]:
    """Code and message of what went wrong in an answer about a task, as far as the platform
    tells.
    """
    state = raw.get("task") if isinstance(raw.get("task"), dict) else raw
    error, base = cast("Mapping[str, Any]", state).get("error"), raw.get("base_resp")
    if isinstance(error, dict):
        code, message = error.get("code"), str(error.get("message") or "")
    elif isinstance(base, dict):
        code = base.get("status_code")
        message = str(base.get("status_msg") or "") if code not in (0, "0", None) else ""
    else:
        code, message = None, ""
    return (int(str(code)) or None) if CODE.fullmatch(str(code)) else None, message


def parse_handle(handle: str) -> tuple[str, str]:
    """Kind and id in a handle such as "video:123"."""
    kind, colon, task_id = handle.strip().partition(":") if isinstance(handle, str) else ("",) * 3
    if not colon or not kind:
        raise _not_a_handle(handle)
    facts(kind)
    if not ID.fullmatch(task_id):
        raise _not_a_handle(handle)
    return kind, task_id


def valid_id(value: object) -> str:
    """The id that the platform gave a task, as text; "" when it cannot be one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    known = isinstance(value, (str, int)) and not isinstance(value, bool)
    text = str(value).strip() if known else ""
    return text if ID.fullmatch(text) and text != "0" else ""


def _not_a_handle(handle: object) -> ValidationError:
    return ValidationError(
        f"{_short(handle)} is not a valid task handle; a handle looks like 'video:123'",
        field="handle",
        value=handle,
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def check_wait(timeout: object, interval: object) -> None:
    """Raise a ValidationError for a time that nobody can wait."""
    allowed = f"a number of seconds from 0 to {MAX_SECONDS:,.0f}"
    for name, value in (("timeout", timeout), ("interval", interval)):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and not (number and 0 <= value <= MAX_SECONDS):  # type: ignore[operator]
            raise ValidationError(
                f"{name}: {value!r} is not allowed; it must be {allowed}",
                field=name,
                value=value,
                allowed=allowed,
            )


def status_of(raw: str) -> Status:
    """The status behind a word of the platform; a word that nobody knows yet means that the task
    still runs.
    """
    return _spellings().get(raw.strip().lower(), Status.RUNNING)


@overload
def as_completed(
    tasks: Iterable[Task[SyncIO, R]],
    *,
    timeout: float | None = None,
    interval: float | None = None,
    concurrency: int = 8,
) -> Iterator[Task[SyncIO, R]]: ...
@overload
def as_completed(
    tasks: Iterable[Task[AsyncIO, R]],
    *,
    timeout: float | None = None,
    interval: float | None = None,
    concurrency: int = 8,
) -> AsyncIterator[Task[AsyncIO, R]]: ...
def as_completed(
    tasks: Iterable[Task[Any, R]],
    *,
    timeout: float | None = None,
    interval: float | None = None,
    concurrency: int = 8,
) -> Any:
    """Tasks in the order in which they finish, well or not. Iterate it with `for`, or with `async
    for` for tasks of an AsyncMiniMax.

    A finished task gives its result, or raises what went wrong, at once from `result()`. One that
    the platform cannot be asked about counts as finished, and its `result()` raises why.

    Args:
        tasks: tasks of one client.
        timeout: seconds to wait for all of them; left out, the longest that their kinds allow.
        interval: seconds between two looks at the same task; left out, it grows by kind.
        concurrency: looks at the same time.

    Raises:
        TaskTimeout: the deadline passed; the tasks go on.
    """
    return _Completed(list(tasks), timeout, interval, concurrency)


class _Updates:
    """The statuses of a task, each once."""

    complete = True

    def __init__(self, task: Task[Any, Any], timeout: float | None, interval: float | None) -> None:
        check_wait(timeout, interval)
        known = facts(task.kind)
        self._task, self._grows = task, interval is None
        self._limit = float(timeout if timeout is not None else known["timeout"])
        self._pause = max(0.1, interval) if interval is not None else float(known["poll"][0])
        self._longest = float(known["poll"][1])
        self._deadline: float | None = None
        self._last: Status | None = None
        self._looked, self._trouble = task._seen, ""
        self._closed = False

    def result(self) -> Status:
        return self._task.status

    async def start(self) -> None: ...

    async def close(self) -> None:
        self._closed = True

    async def fill(self) -> Sequence[Status] | None:
        """Wait for the next status; None after the last one."""
        task, io = self._task, self._task._io
        if self._deadline is None:
            self._deadline = io.now() + self._limit
        while not self._closed:
            if task._seen and task.status is not self._last:
                self._last = task.status
                return (task.status,)
            if task.done:
                break
            if self._looked:
                left = self._deadline - io.now()
                if left <= 0:
                    raise TaskTimeout(
                        f"{task.handle} is still {task.status} after {self._limit:g} s"
                        f"{self._trouble}. It goes on: wait again, or resume it with"
                        f" client.task({task.handle!r})",
                        task=task,
                    )
                await io.sleep(min(self._pause, left))
                if self._grows:
                    self._pause = min(self._pause * GROWTH, self._longest)
            self._looked = True
            self._trouble = await task._look()
        return None


class _Completed:
    """Iterable on both clients, so that an empty list works on either."""

    def __init__(
        self,
        tasks: list[Task[Any, Any]],
        timeout: float | None,
        interval: float | None,
        concurrency: int,
    ) -> None:
        if not isinstance(concurrency, int) or isinstance(concurrency, bool) or concurrency < 1:
            raise ValidationError(
                f"concurrency: {concurrency!r} is not allowed; it must be a whole number, at least"
                " 1",
                field="concurrency",
                value=concurrency,
            )
        check_wait(timeout, interval)
        if len({task._io.is_async for task in tasks}) > 1:
            raise ValidationError(
                "as_completed: the tasks belong to a MiniMax and to an AsyncMiniMax; give those of"
                " one client",
                field="tasks",
            )
        tasks = list(dict.fromkeys(tasks))  # one that was given twice finishes once
        self._tasks = tasks
        self._source = _EachFinished(tasks, timeout, interval, concurrency)
        self._stream: Any = None

    def __iter__(self) -> Iterator[Task[Any, Any]]:
        return self._opened(Stream) if self._tasks else iter(())

    def __next__(self) -> Task[Any, Any]:
        return next(self.__iter__())

    def __aiter__(self) -> AsyncIterator[Task[Any, Any]]:
        return self._opened(AsyncStream) if self._tasks else self

    async def __anext__(self) -> Task[Any, Any]:
        if not self._tasks:
            raise StopAsyncIteration
        return await anext(self.__aiter__())

    def _opened(self, shell: Any) -> Any:
        if self._stream is None:
            self._stream = shell(self._tasks[0]._io, self._source)
        return self._stream


class _EachFinished:
    """Tasks as they finish."""

    complete = True

    def __init__(
        self,
        tasks: list[Task[Any, Any]],
        timeout: float | None,
        interval: float | None,
        concurrency: int,
    ) -> None:
        self._pending = self._all = tasks
        self._timeout, self._interval, self._concurrency = timeout, interval, concurrency
        self._started: float | None = None
        self._looked = self._closed = False
        self._pauses: dict[Task[Any, Any], float] = {}
        self._due: dict[Task[Any, Any], float] = {}

    def result(self) -> None:
        return None

    async def start(self) -> None: ...

    async def close(self) -> None:
        self._closed = True

    async def fill(self) -> Sequence[Task[Any, Any]] | None:
        """Wait for the next tasks that finish; None when none is left."""
        while self._pending and not self._closed:
            finished = [task for task in self._pending if task.done]
            self._pending = [task for task in self._pending if not task.done]
            if finished:
                return finished
            await self._look()
        return None

    async def _look(self) -> None:
        """Look at the tasks that are due, or wait until one is."""
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
                f"{len(self._pending)} of {len(self._all)} tasks still run after {limit:g} s:"
                f" {handles}. They go on.",
                task=self._pending[0],
            )
        if not ready:
            first = min(self._due[task] for task in self._pending)
            await io.sleep(min(first, started + limit) - now)
            return
        self._looked = True
        polls = [task._poll() for task in ready]
        for task, outcome in zip(ready, await io.gather(polls, self._concurrency), strict=True):
            if isinstance(outcome, MinimaxError) and not _passing(outcome):
                task._problem = outcome
            elif isinstance(outcome, BaseException) and not isinstance(outcome, MinimaxError):
                raise outcome
            self._due[task] = now + self._pauses[task]
            if self._interval is None:
                longest = float(facts(task.kind)["poll"][1])
                self._pauses[task] = min(self._pauses[task] * GROWTH, longest)

    def _begin(self, now: float) -> None:
        self._started = now
        for task in self._pending:
            pause = float(facts(task.kind)["poll"][0])
            self._pauses[task] = pause if self._interval is None else max(0.1, self._interval)
            self._due[task] = now + (self._pauses[task] if task._seen else 0.0)


def _passing(error: MinimaxError) -> bool:
    """Whether a failed look says nothing about the task, so that the next one may succeed: trouble
    of the network or the platform, or an answer that cannot be read.
    """
    if isinstance(error, APIError):
        return error.retryable
    return isinstance(error, (NetworkError, DecodeError))


def _has_status(payload: Any) -> bool:
    """An answer about a task is good when it has a status: a failed task may carry its reason where
    errors stand.
    """
    inner = (
        payload.get("task")
        if isinstance(payload, dict) and isinstance(payload.get("task"), dict)
        else payload
    )
    return isinstance(inner, dict) and bool(inner.get("status"))


@cache
def _spellings() -> dict[str, Status]:
    return {word: Status(name) for name, words in _table()["statuses"].items() for word in words}


def _table() -> Mapping[str, Any]:
    from minimax_generated.tables.tasks import TASKS

    return TASKS
