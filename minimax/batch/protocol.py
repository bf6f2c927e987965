"""The states of a job, and what `once` asks a ledger: `look`, `begin`, `settle`."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ..errors import MinimaxError

if TYPE_CHECKING:
    from .jobs import Job
    from .stores import Store


class State(StrEnum):
    """Where a job of a batch stands."""

    PENDING = "pending"
    """Not sent; the next run sends it."""
    STARTED = "started"
    """A paid request is in flight. When a run ends in this state, nobody knows what became of it:
    see UNKNOWN.
    """
    RUNNING = "running"
    """The platform works on it; the next run picks it up by its handle."""
    UNSAVED = "unsaved"
    """Made and paid, but not saved yet; the next run fetches it without paying again."""
    DONE = "done"
    REFUSED = "refused"
    """Refused before it ran, or free and failed: nothing was paid; the next run tries again."""
    FAILED = "failed"
    """The platform cannot do it; repeated only with `retry_failed`."""
    UNKNOWN = "unknown"
    """It may have run and may have been paid, but no result came; repeated only with
    `retry_unknown`.
    """


PAID = frozenset({State.RUNNING, State.UNSAVED, State.DONE})
"""States whose cost counts."""
PICKED_UP = frozenset({State.RUNNING, State.UNSAVED})
"""States that are continued without paying."""
REPEATED = frozenset({State.PENDING, State.REFUSED})
"""States in which nothing was paid, so that every run sends the job."""
BEGINNABLE = REPEATED | {State.FAILED, State.UNKNOWN}
"""States in which no request is in flight and no result is outstanding."""


class BatchError(MinimaxError):
    """A batch cannot go on: its folder belongs to other jobs, another run works in it, or its
    ledger is missing, damaged, unreachable or cannot be written.
    """


class WorkerLost(BatchError):
    """A worker that was taken for dead asks for more. What it had in flight is unknown now; it may
    go on under another name.
    """


class Stopped(Exception):
    """The batch is stopping, and this job was left as it was."""


class Taken(Exception):
    """Another worker has begun this job; look again later."""


class Known(NamedTuple):
    """What a ledger knows of one job."""

    line: int
    """Its number in the ledger: the line of the job file, where there is one."""
    state: State = State.PENDING
    attempt: int = 0
    """How many paid requests were allowed so far."""
    facts: Mapping[str, Any] = {}
    """What has to survive: handle, links, files, cost, error and so on, as JSON values."""
    resumed: bool = False
    """Whether an earlier worker may have left empty files under its names."""


class Grant(NamedTuple):
    """The answer to `begin`. Exactly one of its fields is set."""

    attempt: int = 0
    """Admitted: this attempt is recorded, and would survive a power cut."""
    wait: float = 0.0
    """Nothing is recorded: ask again after so many seconds."""
    stop: str = ""
    """Nothing may be sent any more, and why."""
    taken: bool = False
    """The job is not in the state that was named: somebody else has begun it."""


class Stop(NamedTuple):
    """Why a job stops the whole batch."""

    reason: str
    key_refused: bool = False
    """Whether the platform has refused the key, so that nothing more is sent to it."""
    error: Exception | None = None


class Ledger(Protocol):
    """What `once` needs. Answers are futures of `concurrent.futures`, so that threads and event
    loops can wait for them; a future that raises BatchError means that nothing more may be sent.
    """

    store: Store
    """Where results go."""

    def look(self, job: Job) -> Future[Known]:
        """What is known of a job, by its id."""
        ...

    def begin(
        self,
        line: int,
        before: State,
        attempt: int,
        nonce: str,
        rate_class: str,
        model: str,
        weight: int,
        facts: Mapping[str, Any],
    ) -> Future[Grant]:
        """Ask to send a paid request: attempt number `attempt` of a job that is `before`. Recorded
        durably before it is admitted. Asking again with the same nonce repeats the answer.
        """
        ...

    def settle(
        self,
        line: int,
        attempt: int,
        state: State,
        facts: Mapping[str, Any],
        stop: Stop | None = None,
    ) -> Future[bool]:
        """Record what came of an attempt. "done" is final; what comes too late is kept aside, and
        gives False.
        """
        ...

    def stopping(self) -> bool:
        """Whether no further paid request may be sent."""
        ...

    def halting(self) -> bool:
        """Whether tasks and downloads are to be left to the next run, too."""
        ...

    def key_refused(self) -> bool:
        """Whether nothing more may be sent to the platform."""
        ...
