"""Tasks: work that the platform does in the background. Video, long speech and prompt enhancement
are tasks.

A task is known by its `handle` ("video:123"), which another process can resume with
`client.task(handle)`.
"""

from __future__ import annotations

import os
from collections.abc import (
    AsyncIterator,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
)
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar, cast, overload

from minimax_generated.operations import find_operation

from .config import Limits
from .core import call, destinations
from .core.events import CallEvents, is_observed, usage_in
from .core.operation import ClientResult, Detached, I, operation, streaming
from .core.streaming import AsyncStream, Source, Stream
from .core.waiting import (
    Completed,
    Updates,
    facts,
    has_status,
    is_inconclusive,
    reason,
    state_of,
    status_of,
)
from .core.waiting import Status as Status
from .errors import (
    APIError,
    DecodeError,
    MinimaxError,
    TaskFailed,
    TaskNotReady,
    ValidationError,
)
from .record import Data

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.operation import AnyOperation

    from .config import CallOptions, WaitOptions
    from .core.io import AsyncIO, SyncIO
    from .core.settings import Config

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
VIDEO_RESULTS = ("file", "url")
"""Results in the task table that are videos."""
LOOKS = 3
"""How often to poll a finished task whose response lacks the result."""


class Downloadable(Protocol):
    """A result that can be saved."""

    def _with_config(self, config: Config) -> Self: ...

    async def _save(
        self, to: str | PathLike[str], on_progress: Callable[[int, int | None], None] | None
    ) -> Path: ...


class Task(ClientResult[I], Data, Generic[I, R_co]):
    """A task on the platform.

    Attributes:
        id: the platform's id.
        kind: what it generates: "video", "video-v2", "video-prompt", "video-template" or "speech".
        status: its status when it was last polled.
        raw_status: the platform's spelling of the status.
        raw: the platform's last response about it.
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
        created_by: CallEvents | None = None,
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
        self._call_id, self._model = (
            (created_by.id, created_by.model) if created_by else (os.urandom(8).hex(), "")
        )
        self._since = io.now()
        self._end_reported = False
        if raw is not None:
            self._take(raw)

    @property
    def handle(self) -> str:
        """The value to store: `client.task(handle)` resumes the task, also in another process."""
        return f"{self.kind}:{self.id}"

    @property
    def done(self) -> bool:
        """Whether it had finished, successfully or not, when it was last polled."""
        return self.status.final or self._problem is not None

    @property
    def state(self) -> Mapping[str, Any]:
        """The part of the platform's last response that is about this task."""
        return state_of(self.raw)

    @operation
    async def refresh(self, **options: Unpack[CallOptions]) -> Task[I, R_co]:
        """Poll the platform once for the status of the task.

        Raises:
            APIError: the platform does not know the task, or rejects the key.
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
        **options: Unpack[WaitOptions],
    ) -> R_co:
        """Wait until the task is finished and return its result.

        Temporary failures of the platform or the network do not end the wait; the timeout does.

        Args:
            timeout: maximum seconds to wait; defaults to 15 to 60 minutes, by kind.
            interval: seconds between polls; by default it grows from about 2 to 10.
            on_status: called with the task whenever its status changes.
            **options: `retry` and `headers` of the requests.

        Raises:
            TaskFailed: the task failed or was cancelled.
            TaskTimeout: the timeout passed. The task continues: wait again, or resume it by its
                handle.
        """
        return await self._wait(timeout, interval, on_status)

    @streaming(Stream[Status, Status], AsyncStream[Status, Status])
    def updates(
        self,
        *,
        timeout: float | None = None,
        interval: float | None = None,
        **options: Unpack[WaitOptions],
    ) -> Source[Status, Status]:
        """Iterate over the statuses of the task, each once, up to the final one.

        Takes the arguments of `wait`, and raises TaskTimeout in the same way.
        """
        return Updates(self, timeout, interval)

    @operation
    async def result(self, **options: Unpack[CallOptions]) -> R_co:
        """The result of a finished task; polls at most once and never waits.

        Raises:
            TaskNotReady: it is still running.
            TaskFailed: it failed.
        """
        if not self.done:
            await self._poll()
        if not self.done:
            raise TaskNotReady(
                f"{self.handle} is {self.status}; use wait(), or try again later",
                task=self._itself,
            )
        return await self._take_result()

    @operation
    async def download(
        self,
        to: str | PathLike[str],
        *,
        timeout: float | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
        **options: Unpack[WaitOptions],
    ) -> Path:
        """Wait for the result and save it; returns the path of the file.

        Args:
            to: path of the file, which is replaced if it exists, or of a folder, in which no file
                is replaced. It is checked, and missing folders are created, before the wait.
            timeout: seconds to wait for the task, as in `wait`.
            on_progress: called with the bytes done and the total bytes (None if unknown).
            **options: `retry` and `headers` of the requests.
        """
        await self._io.work(lambda: destinations.prepare(to, format=self._format, field="to"))
        await self._until_done(timeout, None, None)
        result = await self._take_result()
        if not hasattr(result, "_save"):
            raise ValidationError(
                f"{self.handle} has no file to download; read its result() instead"
            )
        saving = cast(Downloadable, result)._with_config(self._config)
        return await saving._save(to, on_progress)

    @operation
    async def cancel(self, **options: Unpack[CallOptions]) -> None:
        """Cancel the task while it is queued; it is then not charged.

        Raises:
            ValidationError: tasks of this kind cannot be cancelled, or the task has finished.
            DecodeError: the platform does not report the status of the task; nothing was cancelled.
            APIError: it is too late, the task is already running.
        """
        operation_id = facts(self.kind).get("cancel")
        if operation_id is None:
            raise ValidationError(
                f"{self.handle}: the platform cannot cancel tasks of this kind",
                field="task",
                value=self.handle,
            )
        # The same call deletes the record of a finished task, and with it access to a paid result,
        # so poll first.
        await self._poll()
        if not self.raw_status:
            raise DecodeError(
                f"{self.handle}: the platform does not report its status, so it was not cancelled",
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
            # the error may mean that an earlier attempt, whose response was lost, has cancelled it
            await self._poll()
            if status_of(self.raw_status) is not Status.CANCELLED:
                raise
            return
        self.raw_status = str(answer.payload.get("status") or "cancelled")
        self.status = Status.EXPIRED if self.raw_status == "deleted" else Status.CANCELLED
        self._report_end(find_operation(operation_id))
        if self.status is Status.EXPIRED:
            raise TaskFailed(
                f"{self.handle} finished just before it was cancelled, and the platform deleted its"
                " record",
                task=self._itself,
            )

    def _advice(self) -> str:
        return f"get it back with client.task({self.handle!r})"

    def _detached(self, io: Detached) -> dict[str, Any]:
        return {**super()._detached(io), "_finish": io.refuse}

    async def _poll(self) -> None:
        """Poll the platform once."""
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
            accept=has_status,
            events=self._events_of(target),
        )
        self._take(answer.payload)
        if is_observed(self._config):
            detail = f"{self.handle} {self.raw_status}"
            self._events_of(target).emit("poll", trace_id=answer.trace_id, detail=detail)
        self._report_end(target)

    def _events_of(self, target: AnyOperation) -> CallEvents:
        """The events of a call about the task: they belong to the call that created it."""
        return CallEvents(
            self._config, target, call_id=self._call_id, model=self._model, task=self.handle
        )

    def _report_end(self, target: AnyOperation) -> None:
        """Report the end of the task, once."""
        if not self.status.final or self._end_reported:
            return
        self._end_reported = True
        if is_observed(self._config):
            self._events_of(target).emit(
                "task_end",
                seconds=self._io.now() - self._since,
                outcome=self.status.value,
                error=None if self.status is Status.SUCCEEDED else self._failure(),
                usage=usage_in(self.state),
            )

    def _take(self, raw: Mapping[str, Any]) -> None:
        """The platform's response about the task."""
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
            except DecodeError:  # one response without the paid result proves nothing
                await self._io.sleep(float(facts(self.kind)["poll"][0]))
                await self._look()
        return await self._take_result()

    async def _look(self) -> str:
        """Poll the task. Returns an error that leaves its status open."""
        try:
            await self._poll()
        except MinimaxError as error:
            if not is_inconclusive(error):
                raise
            return f", and the last poll failed ({error})"
        return ""

    async def _until_done(
        self,
        timeout: float | None,
        interval: float | None,
        on_status: Callable[[Task[I, R_co]], object] | None,
    ) -> None:
        updates = Updates(self, timeout, interval)
        while await updates.fill() is not None:
            if on_status is not None:
                on_status(self._itself)

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
        return TaskFailed.of(self._itself, self.status.value, code, message)


@overload
def as_completed(
    tasks: Iterable[Task[SyncIO, R]],
    *,
    timeout: float | None = None,
    interval: float | None = None,
    concurrency: int = 8,
    **options: Unpack[WaitOptions],
) -> Iterator[Task[SyncIO, R]]: ...
@overload
def as_completed(
    tasks: Iterable[Task[AsyncIO, R]],
    *,
    timeout: float | None = None,
    interval: float | None = None,
    concurrency: int = 8,
    **options: Unpack[WaitOptions],
) -> AsyncIterator[Task[AsyncIO, R]]: ...
def as_completed(
    tasks: Iterable[Task[Any, R]],
    *,
    timeout: float | None = None,
    interval: float | None = None,
    concurrency: int = 8,
    **options: Unpack[WaitOptions],
) -> Any:
    """Yield tasks in the order in which they finish, successfully or not. Iterate with `for`, or
    with `async for` for tasks of an AsyncMiniMax.

    `result()` of a finished task returns its result, or raises its error, at once. A task that
    cannot be polled counts as finished, and its `result()` raises the reason.

    Args:
        tasks: tasks of one client.
        timeout: seconds to wait for all of them; defaults to the longest default of their kinds.
        interval: seconds between polls of the same task; by default it grows, by kind.
        concurrency: number of polls at the same time.
        **options: `retry` and `headers` of the requests.

    Raises:
        TaskTimeout: the timeout passed; the tasks continue.
    """
    return Completed(list(tasks), timeout, interval, concurrency, options)
