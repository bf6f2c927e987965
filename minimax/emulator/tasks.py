"""Tasks: work that takes time on the emulator's clock. Used by both video APIs, templates and long
speech.

A task has no timer. Its status is computed from the clock when it is queried, and its result is
stored at the first query after its end.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from minimax.emulator.envelopes import success

Json = dict[str, Any]

KEPT = 2_000
"""Maximum number of tasks per account; the oldest are dropped."""

_ROUNDING = 1e-6  # of seconds since 1970 in a float
_WORDS = ("prompt", "text", "q", "query", "input", "lyrics", "preview_text", "messages", "content")
_LONGEST = 160


class Stage(StrEnum):
    """The stage of a task; each generation of the API has its own names for stages."""

    PREPARING = "preparing"
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


WAITING = frozenset({Stage.PREPARING, Stage.QUEUED})

# When a stage begins, as a fraction of the total duration.
_BEGINS = {Stage.PREPARING: 0.0, Stage.QUEUED: 0.125, Stage.RUNNING: 0.25}


class Failure(NamedTuple):
    """The failure of a task, with the platform's code."""

    code: int
    message: str


@dataclass
class Task:
    """A task. Times in Unix seconds of the clock.

    kind     which endpoint queries it: "video", "video-v2", "video-template" or "speech"
    keep     called once, when the task has succeeded; stores the result
    facts    fields of the query response
    asked    what the inspector shows of its request
    failure  why it will fail; None if it will succeed
    notify   notifies the webhook of a stage
    """

    id: str
    kind: str
    created: float
    seconds: float
    keep: Callable[[Task], None]
    facts: Json = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    failure: Failure | None = None
    endless: bool = False
    cancelled: float | None = None
    notify: Callable[[Stage], Coroutine[Any, Any, None]] | None = None

    @property
    def last(self) -> Stage:
        """The final stage."""
        if self.cancelled is not None:
            return Stage.CANCELLED
        if self.endless:
            return Stage.RUNNING
        return Stage.FAILED if self.failure else Stage.SUCCEEDED

    def begins(self, stage: Stage) -> float:
        """The time at which a stage begins."""
        if stage is Stage.CANCELLED and self.cancelled is not None:
            return self.cancelled
        return self.created + self.seconds * _BEGINS.get(stage, 1.0)

    def stage(self, now: float) -> Stage:
        """The current stage."""
        latest_first = reversed(dict.fromkeys((*_BEGINS, self.last)))
        return next(
            (stage for stage in latest_first if self.begins(stage) <= now + _ROUNDING),
            Stage.PREPARING,
        )

    def has_ended(self, now: float) -> bool:
        """Whether the task has ended."""
        return self.last is not Stage.RUNNING and self.begins(self.last) <= now + _ROUNDING

    def outcome(self, stage: Stage) -> Json:
        """The `base_resp` of a query: success, or why the task failed."""
        if stage is Stage.FAILED and self.failure is not None:
            return {"status_code": self.failure.code, "status_msg": self.failure.message}
        return success()


class Tasks:
    """The tasks of one account, oldest first."""

    def __init__(self) -> None:
        self._tasks: dict[tuple[str, str], Task] = {}
        self._unsettled: list[Task] = []

    def add(self, task: Task) -> None:
        """Add a task."""
        self._tasks[task.kind, task.id] = task
        self._unsettled.append(task)
        if len(self._tasks) > KEPT:
            self.remove(next(iter(self._tasks.values())))

    def find(self, kind: str, task_id: str) -> Task | None:
        """A task by its id."""
        return self._tasks.get((kind, task_id))

    def of(self, kind: str) -> list[Task]:
        """The tasks of one kind."""
        return [task for task in self if task.kind == kind]

    def remove(self, task: Task) -> None:
        """Remove a task; its result stays in storage."""
        del self._tasks[task.kind, task.id]
        self._unsettled = [other for other in self._unsettled if other is not task]

    def settle(self, now: float) -> None:
        """Store the results of the tasks that have succeeded."""
        ended = [task for task in self._unsettled if task.has_ended(now)]
        if ended:
            self._unsettled = [task for task in self._unsettled if not task.has_ended(now)]
        for task in ended:
            # Release the function: it may hold large data and is not needed again.
            keep, task.keep = task.keep, _nothing
            if task.last is Stage.SUCCEEDED:
                keep(task)

    def __iter__(self) -> Iterator[Task]:
        return iter(list(self._tasks.values()))


def _nothing(task: Task) -> None:
    """Do nothing: the result is already stored, or there is none."""


def request_summary(body: object) -> dict[str, str]:
    """`text`, `voice` and `model` of a body, if present. A list has the events of a WebSocket."""
    if isinstance(body, list):
        merged: dict[str, str] = {}
        for event in body:
            merged = {**request_summary(event), **merged} if isinstance(event, Mapping) else merged
        return merged
    if not isinstance(body, Mapping):
        return {}
    setting = body.get("voice_setting")
    found = {
        "text": next((text for name in _WORDS if (text := _text(body.get(name)))), ""),
        "voice": body.get("voice_id") or (setting or {}).get("voice_id")
        if isinstance(setting, Mapping | None)
        else "",
        "model": body.get("model"),
    }
    return {
        name: " ".join(value.split())[:_LONGEST]
        for name, value in found.items()
        if isinstance(value, str) and value
    }


def _text(value: Any) -> str:
    """The text of a string, of the last message in a list, or of content parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return next((text for name in ("text", "content") if (text := _text(value.get(name)))), "")
    if isinstance(value, list):
        return next((text for each in reversed(value) if (text := _text(each))), "")
    return ""
