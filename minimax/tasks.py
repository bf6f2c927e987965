"""Tasks: work that the platform does while you wait, or while you do not. Video, long speech and
prompt enhancement are tasks.

A task is known by its `handle` ("video:123"), which another process can resume with
`client.task(handle)`. How each kind is polled, and every spelling of a status, stands in
`spec/tables/tasks.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast, overload

from minimax_generated.operations import find_operation

from .config import MAX_SECONDS, Event, Limits
from .core import call, destinations
from .core.detached import ClientResult, Detached
from .core.flow import D, Emit, Flow, Gather, Now, Sleep, StreamFlow, Work, operation, streaming
from .core.streaming import AsyncStream, Stream
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

if TYPE_CHECKING:
    from .core.drivers import Async, Sync
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

    def _save(
        self, to: str | PathLike[str], on_progress: Callable[[int, int | None], None] | None
    ) -> Flow[Path]: ...


class Task(ClientResult[D], Generic[D, R_co]):
    """One piece of work on the platform.

    Attributes:
        id: the platform's id.
        kind: what it makes: "video", "video-v2", "video-prompt", "video-template" or "speech".
        status: where it stood when it was last looked at.
        raw_status: the same in the platform's own word.
        raw: the platform's last answer about it.
    """

    def __init__(
        self,
        driver: D,
        config: Config,
        kind: str,
        task_id: str,
        finish: Callable[[Any], Flow[R_co]],
        *,
        status: Status | None = None,
        raw: Mapping[str, Any] | None = None,
        format: str = "",
    ) -> None:
        super().__init__(driver, config)
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
    def refresh(self) -> Flow[Task[D, R_co]]:
        """Ask the platform once where the task stands.

        Raises:
            APIError: the platform does not know the task, or refuses the key.
            NetworkError: the platform could not be reached.
        """
        yield from self._poll()
        return self

    @operation
    def wait(
        self,
        *,
        timeout: float | None = None,
        interval: float | None = None,
        on_status: Callable[[Task[D, R_co]], object] | None = None,
    ) -> Flow[R_co]:
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
        return (yield from self._wait(timeout, interval, on_status))

    @streaming(Stream[Status, Status], AsyncStream[Status, Status])
    def updates(
        self, *, timeout: float | None = None, interval: float | None = None
    ) -> call.Prepared[Status, Status]:
        """Iterate the statuses of the task, each once, up to the last one.

        Takes the arguments of `wait`, and raises TaskTimeout as it does.
        """
        check_wait(timeout, interval)
        return call.Prepared(
            self._until_done(timeout, interval, lambda task: Emit((task.status,))), _Latest(self)
        )

    @operation
    def result(self) -> Flow[R_co]:
        """The result of a finished task; looks once if need be, never waits.

        Raises:
            TaskNotReady: it still runs.
            TaskFailed: it failed.
        """
        if not self.done:
            yield from self._poll()
        if not self.done:
            raise TaskNotReady(
                f"{self.handle} is {self.status}; use wait(), or ask again later", task=self
            )
        return (yield from self._take_result())

    @operation
    def download(
        self,
        to: str | PathLike[str],
        *,
        timeout: float | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> Flow[Path]:
        """Wait for the result and save it; gives the path of the file.

        Args:
            to: path of the file, which is replaced when it exists, or of a folder, in which no file
                is replaced. It is checked, and missing folders are created, before the wait.
            timeout: seconds to wait for the task, as in `wait`.
            on_progress: called with bytes done and bytes in all (None when the platform does not
                say).
        """
        yield Work(lambda: destinations.prepare(to, format=self._format, field="to"))
        yield from cast("Flow[None]", self._until_done(timeout, None, lambda task: None))
        result = yield from self._take_result()
        if not hasattr(result, "_save"):
            raise ValidationError(
                f"{self.handle} has no file to download; read its result() instead"
            )
        return (yield from cast(Downloadable, result)._save(to, on_progress))

    @operation
    def cancel(self) -> Flow[None]:
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
        yield from self._poll()
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
            answer = yield from call.call(
                self._config,
                find_operation(operation_id),
                path={"task_id": self.id},
            )
        except APIError as error:
            if error.attempts == 1:
                raise
            # the refusal may mean that an earlier try, whose answer was lost, has cancelled it
            yield from self._poll()
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

    def __repr__(self) -> str:
        return f"Task({self.handle!r}, status={self.status.value!r})"

    def _advice(self) -> str:
        return f"get it back with client.task({self.handle!r})"

    def _detached(self, driver: Detached) -> dict[str, Any]:
        return {**super()._detached(driver), "_finish": driver.refuse}

    def _poll(self) -> Flow[None]:
        """One look at the platform."""
        known = facts(self.kind)
        if known.get("polls_per_second"):
            yield from call.admitted(
                Limits(rpm=int(known["polls_per_second"] * 60)), f"poll {self.kind}"
            )
        target = find_operation(known["query"])
        named = {"task_id": self.id}
        in_path = "{task_id}" in target.path
        answer = yield from call.call(
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

    def _wait(
        self,
        timeout: float | None,
        interval: float | None,
        on_status: Callable[[Task[D, R_co]], object] | None,
    ) -> Flow[R_co]:
        def tell(task: Task[D, R_co]) -> None:
            if on_status is not None:
                on_status(task)

        yield from cast("Flow[None]", self._until_done(timeout, interval, tell))
        for _ in range(LOOKS - 1):
            try:
                return (yield from self._take_result())
            except DecodeError:  # it is paid, and one look that lacks the result proves nothing
                yield Sleep(float(facts(self.kind)["poll"][0]))
                yield from self._look()
        return (yield from self._take_result())

    def _look(self) -> Flow[str]:
        """Look at the task; gives what went wrong where that says nothing about the task."""
        try:
            yield from self._poll()
        except MinimaxError as error:
            if not _passing(error):
                raise
            return f", and the last look failed ({error})"
        return ""

    def _until_done(
        self,
        timeout: float | None,
        interval: float | None,
        tell: Callable[[Task[D, R_co]], Emit | None],
    ) -> StreamFlow[None]:
        check_wait(timeout, interval)
        known = facts(self.kind)
        limit = float(timeout if timeout is not None else known["timeout"])
        pause = max(0.1, interval) if interval is not None else float(known["poll"][0])
        deadline = (yield Now()) + limit
        told: Status | None = None
        looked, trouble = self._seen, ""
        while True:
            if self._seen and self.status is not told:
                told = self.status
                emitted = tell(self)
                if emitted is not None:
                    yield emitted
            if self.done:
                return
            if looked:
                now = yield Now()
                if now >= deadline:
                    raise TaskTimeout(
                        f"{self.handle} is still {self.status} after {limit:g} s{trouble}. It goes"
                        f" on: wait again, or resume it with client.task({self.handle!r})",
                        task=self,
                    )
                yield Sleep(min(pause, deadline - now))
                pause = (
                    pause if interval is not None else min(pause * GROWTH, float(known["poll"][1]))
                )
            looked = True
            trouble = yield from self._look()

    def _take_result(self) -> Flow[R_co]:
        if self._problem is not None:
            raise self._problem
        if self.status is not Status.SUCCEEDED:
            raise self._failure()
        if self._result is None:
            self._result = yield from self._finish(self)
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
    tasks: Iterable[Task[Sync, R]],
    *,
    timeout: float | None = None,
    interval: float | None = None,
    concurrency: int = 8,
) -> Iterator[Task[Sync, R]]: ...
@overload
def as_completed(
    tasks: Iterable[Task[Async, R]],
    *,
    timeout: float | None = None,
    interval: float | None = None,
    concurrency: int = 8,
) -> AsyncIterator[Task[Async, R]]: ...
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


class _Completed:
    """Iterable on both faces, so that an empty list works on either."""

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
        faces = {task._driver.is_async for task in tasks}
        if len(faces) > 1:
            raise ValidationError(
                "as_completed: the tasks belong to a MiniMax and to an AsyncMiniMax; give those of"
                " one client",
                field="tasks",
            )
        tasks = list(dict.fromkeys(tasks))  # one that was given twice finishes once
        self._tasks = tasks
        self._flow = _each_finished(tasks, timeout, interval, concurrency)
        self._shell: Any = None

    def __iter__(self) -> Iterator[Task[Any, Any]]:
        return self._stream(Stream) if self._tasks else iter(())

    def __next__(self) -> Task[Any, Any]:
        return next(self.__iter__())

    def __aiter__(self) -> AsyncIterator[Task[Any, Any]]:
        return self._stream(AsyncStream) if self._tasks else _nothing()

    async def __anext__(self) -> Task[Any, Any]:
        return await anext(self.__aiter__())

    def _stream(self, shell: Any) -> Any:
        if self._shell is None:
            self._shell = shell(self._tasks[0]._driver, call.Prepared(self._flow, _Nothing()))
        return self._shell


def _each_finished(
    tasks: list[Task[Any, Any]], timeout: float | None, interval: float | None, concurrency: int
) -> StreamFlow[None]:
    started = yield Now()
    limit = (
        timeout
        if timeout is not None
        else max((float(facts(task.kind)["timeout"]) for task in tasks), default=0.0)
    )
    pauses = {
        id(task): max(0.1, interval) if interval is not None else float(facts(task.kind)["poll"][0])
        for task in tasks
    }
    due = {id(task): started + (pauses[id(task)] if task._seen else 0.0) for task in tasks}
    finished = [task for task in tasks if task.done]
    pending = [task for task in tasks if not task.done]
    looked = False
    if finished:
        yield Emit(finished)
    while pending:
        now = yield Now()
        ready = [task for task in pending if due[id(task)] <= now]
        if now - started >= limit and (looked or not ready):
            handles = ", ".join(task.handle for task in pending[:5]) + (
                " ..." if len(pending) > 5 else ""
            )
            raise TaskTimeout(
                f"{len(pending)} of {len(tasks)} tasks still run after {limit:g} s: {handles}. They"
                " go on.",
                task=pending[0],
            )
        if not ready:
            yield Sleep(min(min(due[id(task)] for task in pending), started + limit) - now)
            continue
        looked = True
        outcomes: Sequence[BaseException | None] = yield Gather(
            [task._poll() for task in ready], concurrency
        )
        for task, outcome in zip(ready, outcomes, strict=True):
            if isinstance(outcome, MinimaxError) and not _passing(outcome):
                task._problem = outcome
            elif isinstance(outcome, BaseException) and not isinstance(outcome, MinimaxError):
                raise outcome
            due[id(task)] = now + pauses[id(task)]
            if interval is None:
                pauses[id(task)] = min(
                    pauses[id(task)] * GROWTH, float(facts(task.kind)["poll"][1])
                )
        finished = [task for task in pending if task.done]
        pending = [task for task in pending if not task.done]
        if finished:
            yield Emit(finished)


class _Latest:
    """The accumulator of `updates`: there is nothing to gather but the status itself."""

    complete = True

    def __init__(self, task: Task[Any, Any]) -> None:
        self._task = task

    def feed(self, data: bytes | bytearray) -> Sequence[Status]:
        return ()

    def whole(self, answer: call.Answer) -> Sequence[Status]:
        return ()

    def result(self) -> Status:
        return self._task.status


class _Nothing:
    complete = True

    def feed(self, data: bytes | bytearray) -> Sequence[Any]:
        return ()

    def whole(self, answer: call.Answer) -> Sequence[Any]:
        return ()

    def result(self) -> None:
        return None


async def _nothing() -> AsyncIterator[Any]:
    return
    yield


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
