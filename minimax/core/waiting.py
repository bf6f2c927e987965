"""Kinds, statuses, handles and ids of tasks, and waiting for one task or several.

`spec/tables/tasks.yaml` defines how each kind is polled and all spellings of a status.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from ..config import MAX_SECONDS, is_number, is_whole
from ..errors import (
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    TaskTimeout,
    ValidationError,
    not_allowed,
    shortened,
)
from .settings import for_call
from .streaming import AsyncStream, Stream

if TYPE_CHECKING:
    from ..config import WaitOptions

CODE = re.compile(r"[0-9]{1,10}")
ID = re.compile(r"(?!(?:null|none|undefined|true|false)$)\w[\w.:~=+-]{0,255}", re.ASCII | re.I)
"""A valid task id, which becomes part of a path. Some words mean that there is none."""
GROWTH = 1.5


class Status(StrEnum):
    """The status of a task, normalized across the APIs."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        """Whether the status can no longer change."""
        return self not in (Status.QUEUED, Status.RUNNING)


# ---- what the platform sends about tasks


def facts(kind: str) -> Mapping[str, Any]:
    """The entry of a kind of task in the spec."""
    kinds = _table()["kinds"]
    if kind not in kinds:
        raise ValidationError(
            f"{shortened(kind)} is not a kind of task; known kinds are {', '.join(kinds)}",
            field="handle",
            value=kind,
        )
    row: Mapping[str, Any] = kinds[kind]
    return row


def kind_of(state: Mapping[str, Any]) -> str:
    """The kind of a V2 task, from the platform's description of it."""
    asked = state.get("task_type")
    kinds = _table()["kinds"].items()
    return next((kind for kind, row in kinds if asked in row.get("task_types", ())), "video-v2")


def state_of(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a response or message that is about its task."""
    inner = raw.get("task")
    return inner if isinstance(inner, Mapping) else raw


def has_status(payload: Any) -> bool:
    """Whether a response about a task has a status. Such a response is valid even if it contains an
    error, which may be the reason why the task failed.
    """
    return isinstance(payload, dict) and bool(state_of(payload).get("status"))


def status_of(raw: str) -> Status:
    """The status for a value from the platform; unknown values mean that the task is still
    running.
    """
    return _spellings().get(raw.strip().lower(), Status.RUNNING)


def reason(raw: Mapping[str, Any]) -> tuple[int | None, str]:
    """The code and message of a failure in a response about a task, as far as the platform reports
    them.
    """
    error, base = state_of(raw).get("error"), raw.get("base_resp")
    if isinstance(error, dict):
        code, message = error.get("code"), str(error.get("message") or "")
    elif isinstance(base, dict):
        code = base.get("status_code")
        message = str(base.get("status_msg") or "") if code not in (0, "0", None) else ""
    else:
        code, message = None, error if isinstance(error, str) else ""
    return (int(str(code)) or None) if CODE.fullmatch(str(code)) else None, message


def valid_id(value: object) -> str:
    """The platform's id of a task as a string; "" if it is not a valid id."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    known = isinstance(value, (str, int)) and not isinstance(value, bool)
    text = str(value).strip() if known else ""
    return text if ID.fullmatch(text) and text != "0" else ""


def created_id(answer: Mapping[str, Any]) -> str:
    """The id of the task that a call has started. Raises DecodeError if there is none."""
    if task_id := valid_id(answer.get("task_id")):
        return task_id
    raise DecodeError(
        "The platform reported success but sent no valid task id; the response is in `raw`.",
        raw=answer,
    )


def parse_handle(handle: str) -> tuple[str, str]:
    """Split a handle such as "video:123" into kind and id."""
    kind, colon, task_id = handle.strip().partition(":") if isinstance(handle, str) else ("",) * 3
    if kind and colon:
        facts(kind)
    if not (kind and ID.fullmatch(task_id)):
        raise ValidationError(
            f"{shortened(handle)} is not a valid task handle; a handle looks like 'video:123'",
            field="handle",
            value=handle,
        )
    return kind, task_id


@cache
def _spellings() -> dict[str, Status]:
    return {word: Status(name) for name, words in _table()["statuses"].items() for word in words}


def _table() -> Mapping[str, Any]:
    from minimax_generated.tables.tasks import TASKS

    return TASKS


# ---- waiting


def check_wait(timeout: object, interval: object) -> None:
    """Raise a ValidationError for an invalid waiting time."""
    for name, value in (("timeout", timeout), ("interval", interval)):
        if value is not None and not (is_number(value) and 0 <= value <= MAX_SECONDS):
            raise not_allowed(name, value, f"a number of seconds from 0 to {MAX_SECONDS:,.0f}")


def is_inconclusive(error: MinimaxError) -> bool:
    """Whether a failed poll leaves the state of the task open, so that the next one may succeed: a
    failure of the network or the platform, or an unreadable response.
    """
    if isinstance(error, APIError):
        return error.retryable
    return isinstance(error, (NetworkError, DecodeError))


class Pace:
    """The seconds between two polls of a task: fixed by the caller, or growing as configured for
    its kind.
    """

    def __init__(self, kind: str, interval: float | None) -> None:
        fixed = None if interval is None else (max(0.1, interval),) * 2
        self._next, self._longest = fixed or map(float, facts(kind)["poll"])

    def next(self) -> float:
        """Return the pause before the next poll."""
        pause, self._next = self._next, min(self._next * GROWTH, self._longest)
        return pause


class _Polling:
    """Base of the sources of streams that poll tasks."""

    complete = True
    _closed = False

    async def start(self) -> None: ...

    async def close(self) -> None:
        self._closed = True


class Updates(_Polling):
    """The statuses of a task, each once."""

    def __init__(self, task: Any, timeout: float | None, interval: float | None) -> None:
        check_wait(timeout, interval)
        self._task, self._pace = task, Pace(task.kind, interval)
        self._limit = float(timeout if timeout is not None else facts(task.kind)["timeout"])
        self._deadline: float | None = None
        self._last: Status | None = None
        self._looked, self._trouble = task._seen, ""

    def result(self) -> Status:
        status: Status = self._task.status
        return status

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
                        f"{task.handle} is still {task.status} after {self._limit:g}"
                        f" s{self._trouble}. It keeps running: wait again, or resume it with"
                        f" client.task({task.handle!r})",
                        task=task._itself,
                    )
                await io.sleep(min(self._pace.next(), left))
            self._looked = True
            self._trouble = await task._look()
        return None


class Completed(_Polling):
    """Tasks as they finish, for `as_completed`. Supports both `for` and `async for`, so that an
    empty list works with either client.
    """

    def __init__(
        self,
        tasks: list[Any],
        timeout: float | None,
        interval: float | None,
        concurrency: int,
        options: WaitOptions,
    ) -> None:
        if not (is_whole(concurrency) and concurrency >= 1):
            raise not_allowed("concurrency", concurrency, "a whole number, at least 1")
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
        self._pending, self._count, self._concurrency = tasks, len(tasks), concurrency
        if timeout is None:
            timeout = max((float(facts(task.kind)["timeout"]) for task in tasks), default=0.0)
        self._limit = timeout
        # Copies with the options of this call; they share the state of the tasks.
        self._polled = {
            task: task._with_config(for_call(task._config, **options)) for task in tasks
        }
        self._paces = {task: Pace(task.kind, interval) for task in tasks}
        self._due: dict[Any, float] = {}
        self._started = 0.0
        self._looked = False
        self._stream: Any = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self._opened(Stream))

    def __next__(self) -> Any:
        return next(iter(self))

    def __aiter__(self) -> AsyncIterator[Any]:
        return aiter(self._opened(AsyncStream))

    async def __anext__(self) -> Any:
        return await anext(aiter(self))

    def _opened(self, shell: Any) -> Any:
        if self._stream is None:
            self._stream = shell(self._pending[0]._io if self._pending else None, self)
        return self._stream

    def result(self) -> None:
        return None

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
        if not self._due:
            self._started = now
            for task in self._pending:
                self._due[task] = now + (self._paces[task].next() if task._seen else 0.0)
        ready = [task for task in self._pending if self._due[task] <= now]
        left = self._started + self._limit - now
        if left <= 0 and (self._looked or not ready):
            more = " ..." if len(self._pending) > 5 else ""
            handles = ", ".join(task.handle for task in self._pending[:5]) + more
            raise TaskTimeout(
                f"{len(self._pending)} of {self._count} tasks are still running after"
                f" {self._limit:g} s: {handles}. They keep running.",
                task=self._pending[0],
            )
        if not ready:
            await io.sleep(min(min(self._due[task] for task in self._pending) - now, left))
            return
        self._looked = True
        polls = [self._polled[task]._poll() for task in ready]
        for task, outcome in zip(ready, await io.gather(polls, self._concurrency), strict=True):
            if isinstance(outcome, MinimaxError) and not is_inconclusive(outcome):
                task._problem = outcome
            elif isinstance(outcome, BaseException) and not isinstance(outcome, MinimaxError):
                raise outcome
            self._due[task] = now + self._paces[task].next()
