"""The states of a job, and the ledger interface that `once` uses: `look`, `begin`, `settle`."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ..errors import MinimaxError

if TYPE_CHECKING:
    from .job import Job
    from .stores import Store


class State(StrEnum):
    """The state of a job in a batch."""

    PENDING = "pending"
    """Not sent; the next run sends it."""
    STARTED = "started"
    """A paid request is in flight. If a run ends in this state, the result is not known: see
    UNKNOWN.
    """
    RUNNING = "running"
    """In progress on the platform; the next run picks it up by its handle."""
    UNSAVED = "unsaved"
    """Completed and paid for, but not saved yet; the next run downloads it without paying again."""
    DONE = "done"
    REFUSED = "refused"
    """Refused before it ran, or free and failed: nothing was paid; the next run tries again."""
    FAILED = "failed"
    """The platform could not complete it; repeated only with `retry_failed`."""
    UNKNOWN = "unknown"
    """It may have run and been paid for, but no result was received; repeated only with
    `retry_unknown`.
    """


PAID = frozenset({State.RUNNING, State.UNSAVED, State.DONE})
"""States that count towards the cost."""
PICKED_UP = frozenset({State.RUNNING, State.UNSAVED})
"""States that are continued without paying."""
REPEATED = frozenset({State.PENDING, State.REFUSED})
"""States in which nothing was paid, so every run sends the job again."""
BEGINNABLE = REPEATED | {State.FAILED, State.UNKNOWN}
"""States in which no request is in flight and no result is outstanding."""


class BatchError(MinimaxError):
    """A batch cannot continue: its folder belongs to other jobs or is in use by another run, or
    its ledger is missing, damaged, unreachable or cannot be written.
    """


class WorkerLost(BatchError):
    """A worker that was considered dead sent another request. Its jobs in flight are now unknown;
    it can continue under a new name.
    """


class Stopped(Exception):
    """The batch is stopping, and this job was left as it was."""


class Taken(Exception):
    """Another worker is running this job; try again later."""


class Known(NamedTuple):
    """What a ledger knows about one job."""

    line: int
    """Its number in the ledger: the line of the job file, where there is one."""
    state: State = State.PENDING
    attempt: int = 0
    """Number of paid requests admitted so far."""
    facts: Mapping[str, Any] = {}
    """Handle, links, files, cost, error and other facts, as JSON values."""
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
    """The job is not in the expected state: another worker has begun it."""


class Stop(NamedTuple):
    """Why a job stops the whole batch."""

    reason: str
    key_refused: bool = False
    """Whether the platform has rejected the key, so nothing more is sent to it."""
    error: Exception | None = None


class Ledger(Protocol):
    """The ledger interface that `once` uses. Methods return futures of `concurrent.futures`, so
    that threads and event loops can wait for them. If a future raises BatchError, nothing more may
    be sent.
    """

    store: Store
    """Where results go."""

    def look(self, job: Job) -> Future[Known]:
        """Return what is known about a job, by its id."""
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
        """Ask to send a paid request: attempt number `attempt` of a job in the state `before`. It
        is recorded durably before it is admitted. Asking again with the same nonce returns the
        same answer.
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
        """Record the result of an attempt. "done" is final; a result that comes too late is stored
        separately, and False is returned.
        """
        ...

    def stopping(self) -> bool:
        """Whether no further paid request may be sent."""
        ...

    def halting(self) -> bool:
        """Whether tasks and downloads should also be left to the next run."""
        ...

    def key_refused(self) -> bool:
        """Whether nothing more may be sent to the platform."""
        ...
