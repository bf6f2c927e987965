"""The coordinator of a batch: owns the ledger and the limits, hands out jobs, and admits each paid
request and records it before it is sent. It is independent of any engine, and thread-safe.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple, Self

from ..config import Limits
from . import ledger_file
from .job import Job
from .jobs import BOM, parsed
from .ledger import SQLiteLedger
from .pace import Pace
from .protocol import PICKED_UP, REPEATED, BatchError, Grant, Known, State, Stop, WorkerLost
from .stores import Store

HERE = "here"
"""The worker name of the coordinator's own process."""
RESCUED = "rescued"
FULL_WAIT = 0.05
"""Seconds after which to ask again when the maximum number of requests is in flight."""
SOON = 0.001
SILENT = 10.0
"""Seconds without a heartbeat after which a coordinator that shuts down gives up on a worker."""


COLUMNS = "line, state, attempt, facts, place, key"


class Lease(NamedTuple):
    """A job for a worker."""

    known: Known
    raw: bytes
    """Its line of the job file."""
    key: int
    """Its fingerprint at the time it was checked."""

    def job(self) -> Job:
        """The job. Raises BatchError if its line has been changed in the meantime."""
        job = parsed(self.known.line, self.raw)
        if job.key != self.key:
            raise BatchError(
                f"line {job.line} of the job file was changed while the batch was running. Put it"
                " back and run again."
            )
        return job


class _Held(NamedTuple):
    worker: str
    attempt: int
    """Paid requests before this lease."""


class Coordinator:
    """Hands out the jobs of one run. `patience` is the number of seconds without a heartbeat after
    which a worker is considered dead.
    """

    def __init__(
        self,
        ledger: SQLiteLedger,
        store: Store,
        jobs: Path | None = None,
        *,
        again: Collection[State] = (),
        max_cost: Decimal | None = None,
        limits: Limits | None = None,
        resumed: bool = True,
        began: float | None = None,
        patience: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        on_mark: Callable[[int], None] = lambda line: None,
    ) -> None:
        self.ledger = ledger
        self.store = store
        self.patience = patience
        self.stopped = ""
        self.stopped_by: Exception | None = None
        self.halted = self.key_refused = False
        self.heard: dict[str, float] = {}
        """Time of the last heartbeat of each worker."""
        self._jobs = jobs.open("rb") if jobs is not None else None
        self.path = jobs
        """The job file."""
        self._resumed = resumed
        self._clock = clock
        self._on_mark = on_mark
        self._max_cost = max_cost
        self._expected: dict[int, Decimal] = {}
        self._start = time.time() if began is None else began
        self._pace = Pace(limits, clock)
        self._most = limits.concurrent if limits else None
        self._lock = threading.RLock()
        self._leases: dict[int, _Held] = {}
        self._in_flight: dict[int, str] = {}
        self._dead: set[str] = set()
        self._freed: deque[Lease] = deque()
        self._rescue_files: dict[int, list[Path]] = {}
        self._sent = REPEATED | set(again)
        counts = ledger.totals.counts
        self.left = sum(counts[state] for state in PICKED_UP | self._sent) if jobs else 0
        """Jobs that this run still has to finish."""
        self.ended = 0
        self._ahead = self._walk(PICKED_UP, self._sent) if jobs else iter(())

    # Called by workers

    def lease(self, worker: str, count: int) -> list[Lease]:
        """Return jobs to run; none if there are none at the moment, or the batch is stopping."""
        with self._lock:
            self.beat(worker)
            found: list[Lease] = []
            while len(found) < count and not self.stopped and (lease := self._next()) is not None:
                known = self._with_rescued(lease.known._replace(resumed=self._resumed))
                self._leases[known.line] = _Held(worker, known.attempt)
                found.append(lease._replace(known=known))
            return found

    def take(self, worker: str, id: str, key: int) -> Future[Known]:
        """Return what is known about a job by its id, for engines that hand out jobs themselves."""
        with self._lock:
            self.beat(worker)
            now = self._clock()
            silent = [
                each
                for each in set(self._in_flight.values())
                if now - self.heard.get(each, now) > self.patience
            ]
        for each in silent:
            self.lost(each)
        return _then(self.ledger.take(id, key), self._with_rescued)

    def begin(
        self,
        worker: str,
        line: int,
        before: State,
        attempt: int,
        nonce: str,
        rate_class: str,
        model: str,
        weight: int,
        facts: Mapping[str, Any],
    ) -> Future[Grant]:
        """Admit a paid request, or return why not; see `Ledger.begin`."""
        with self._lock:
            self.beat(worker)
            if self.stopped:
                return _now(Grant(stop=self.stopped))
            if line in self._leases and self._leases[line].worker != worker:
                return _now(Grant(taken=True))
            is_new = line not in self._in_flight
            if is_new and (reason := self._too_dear(facts)):
                self.stop(reason)
                return _now(Grant(stop=reason))
            if is_new:  # otherwise the answer was lost, and the worker asks again
                wait = self._wait(line, rate_class, model, weight)
                if wait > SOON:
                    return _now(Grant(wait=wait))
                self._in_flight[line] = worker
                self._expected[line] = Decimal(facts.get("expected", 0))
        booking = self.ledger.begin(line, before, attempt, worker, nonce, facts)

        def granted(admitted: bool) -> Grant:
            if admitted:
                return Grant(attempt)
            if is_new:
                with self._lock:
                    self._in_flight.pop(line, None)
            return Grant(taken=True)

        return _then(booking, granted, self._failed)

    def settle(
        self,
        worker: str,
        line: int,
        attempt: int,
        state: State,
        facts: Mapping[str, Any],
        stop: Stop | None = None,
    ) -> Future[bool]:
        """Record the result of an attempt; see `Ledger.settle`."""
        if "rescue" in facts:
            try:
                facts = self._rescued(line, facts)
            except OSError as error:
                refused: Future[bool] = Future()
                refused.set_exception(error)
                return refused
        with self._lock:
            if worker not in self._dead:
                self.heard[worker] = self._clock()
            self._in_flight.pop(line, None)
        if stop is not None:
            self.stop(stop.reason, error=stop.error, key_refused=stop.key_refused)

        def settled(effective: bool) -> bool:
            if state is State.DONE:
                self._drop_rescued(line)
            if state is not State.UNKNOWN:
                with self._lock:
                    self._expected.pop(line, None)
            return effective

        return _then(self.ledger.settle(line, attempt, state, facts), settled, self._failed)

    def end(self, worker: str, line: int, ended: bool = True) -> None:
        """Note that a worker is through with a job; not `ended` if it left the job unchanged."""
        with self._lock:
            if line in self._leases and self._leases[line].worker == worker:
                del self._leases[line]
                self._pace.forget(line)
                self.left -= ended
                self.ended += ended

    def beat(self, worker: str) -> None:
        """Record a heartbeat. Raises WorkerLost for a worker that was considered dead."""
        with self._lock:
            if worker in self._dead:
                raise WorkerLost(f"the worker {worker} was considered dead")
            self.heard[worker] = self._clock()

    # Called by the driver

    def lost(self, worker: str) -> None:
        """Handle the loss of a worker: jobs that it had not begun are handed out again; those in
        flight become unknown, unless their result is found. May block on file access.
        """
        with self._lock:
            self._dead.add(worker)
            mine = {line: held for line, held in self._leases.items() if held.worker == worker}
            for line in [line for line, owner in self._in_flight.items() if owner == worker]:
                del self._in_flight[line]
        settled = {line for line, _ in self.ledger.abandon(worker, self.store.holds_result)}
        free = [] if not mine else self._free(mine, settled)
        with self._lock:
            self._resumed = True
            self._freed += free
            for line in mine:
                del self._leases[line]
                self._pace.forget(line)
            self.left, self.ended = (
                self.left - len(mine) + len(free),
                self.ended + len(mine) - len(free),
            )

    def _free(self, held: Mapping[int, _Held], settled: Collection[int]) -> list[Lease]:
        """The jobs of a dead worker that can be handed out again: those already paid for, and
        those for which nothing was sent.
        """
        free = []
        for line in sorted(held.keys() - settled):
            (row,) = ledger_file.rows(
                self.ledger.folder, f"SELECT {COLUMNS} FROM job WHERE line = ?", (line,)
            )
            known = ledger_file.known(row)
            if known.state in PICKED_UP | REPEATED or (
                known.state in self._sent and known.attempt == held[line].attempt
            ):
                free.append(self._lease(row))
        return free

    def stop(
        self,
        reason: str,
        *,
        halt: bool = False,
        error: Exception | None = None,
        key_refused: bool = False,
    ) -> None:
        """Start no further job; with `halt`, also leave tasks and downloads to the next run."""
        with self._lock:
            self.stopped = self.stopped or reason
            self.stopped_by = self.stopped_by or error
            self.halted = self.halted or halt
            self.key_refused = self.key_refused or key_refused

    def drain(self, seconds: float) -> None:
        """Wait until no live worker has a paid request in flight, but at most for the given
        number of seconds.
        """
        deadline = self._clock() + seconds
        while (now := self._clock()) < deadline:
            with self._lock:
                heard = [self.heard.get(each, 0.0) for each in self._in_flight.values()]
            if not any(now - moment < SILENT for moment in heard):
                return
            time.sleep(FULL_WAIT)

    def has_more(self) -> bool:
        """Whether there is a job to hand out now."""
        with self._lock:
            if self.stopped:
                return False
            if not self._freed and (lease := self._next()) is not None:
                self._freed.append(lease)
            return bool(self._freed)

    def close(self) -> None:
        """Close the job file and the ledger."""
        if self._jobs is not None:
            self._jobs.close()
        self.ledger.close()

    # Internal

    def _too_dear(self, facts: Mapping[str, Any]) -> str:
        """Why a request would exceed the maximum cost, "" if it would not. Requests that may have
        been paid for count as paid.
        """
        if self._max_cost is None:
            return ""
        spent = self.ledger.totals.spent * ledger_file.UNIT
        if spent + sum(self._expected.values()) + Decimal(facts.get("expected", 0)) <= (
            self._max_cost
        ):
            return ""
        return f"the next job could cost more than max_cost={self._max_cost} allows"

    def _failed(self, error: BaseException) -> None:
        self.stop(str(error), error=error if isinstance(error, Exception) else None)

    def _wait(self, line: int, rate_class: str, model: str, weight: int) -> float:
        if self._most and len(self._in_flight) >= self._most:
            return FULL_WAIT
        return self._pace.wait(line, rate_class, model, weight)

    def _walk(self, *phases: Collection[State]) -> Iterator[Lease]:
        """Jobs in these states, those already paid for first. Each job appears once, even if its
        state changes.
        """
        for phase in phases:
            states = ", ".join(f"'{state}'" for state in sorted(phase))
            free = ", ".join(f"'{state}'" for state in sorted(PICKED_UP | REPEATED))
            # A coordinator that was restarted during a run does not resend what the run has sent.
            earlier = f"state IN ({free}) OR coalesce(at, 0) < {self._start!r}"
            where = f"state IN ({states}) AND ({earlier})"
            for row in ledger_file.pages(self.ledger.folder, COLUMNS, where):
                if phase is not PICKED_UP:
                    self._on_mark(row[0])
                yield self._lease(row)

    def _next(self) -> Lease | None:
        if self._freed:
            return self._freed.popleft()
        for lease in self._ahead:
            if lease.known.line not in self._leases and lease.known.line not in self._in_flight:
                return lease
        return None

    def _lease(self, row: ledger_file.Row) -> Lease:
        assert self._jobs is not None
        self._jobs.seek(row[4])
        raw = self._jobs.readline().removeprefix(BOM)
        return Lease(ledger_file.known(row), raw, ledger_file.unsigned(row[5]))

    # Results that their destination rejects

    def _rescued(self, line: int, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the content of a result beside the ledger until the next run. May block."""
        facts = dict(facts)
        contents: Mapping[str, bytes] = facts.pop("rescue")
        try:
            folder = self.ledger.folder / RESCUED / str(line)
            folder.mkdir(parents=True, exist_ok=True)
            files = _written(folder, contents)
        except OSError:
            files = _written(Path(mkdtemp(prefix="minimax-batch-")), contents)
        return {**facts, "rescued": [str(file) for file in files]}

    def _with_rescued(self, known: Known) -> Known:
        """What is known about a job, with the content of its rescued files. May block."""
        files = [Path(file) for file in known.facts.get("rescued", ())]
        if not files or not all(file.is_file() for file in files):
            return known
        contents = {file.name: file.read_bytes() for file in files}
        self._rescue_files[known.line] = files
        return known._replace(facts={**known.facts, "rescue": contents})

    def _drop_rescued(self, line: int) -> None:
        """Remove the rescued files of a result that has been saved. May block."""
        for file in self._rescue_files.pop(line, ()):
            with suppress(OSError):
                file.unlink()
                file.parent.rmdir()
                (self.ledger.folder / RESCUED).rmdir()


class LocalLedger:
    """The ledger of a worker in the process of the coordinator."""

    def __init__(self, coordinator: Coordinator, worker: str = HERE) -> None:
        self._coordinator = coordinator
        self._worker = worker
        self.store = coordinator.store

    def close(self) -> None:
        """Close the coordinator and its ledger."""
        self._coordinator.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def next(self) -> Lease | None:
        found = self._coordinator.lease(self._worker, 1)
        return found[0] if found else None

    def end(self, line: int, ended: bool) -> None:
        self._coordinator.end(self._worker, line, ended)

    def fail(self, error: Exception) -> None:
        self._coordinator.stop(f"{type(error).__name__}: {error}", error=error)

    def look(self, job: Job) -> Future[Known]:
        return self._coordinator.take(self._worker, job.id, job.key)

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
        return self._coordinator.begin(
            self._worker, line, before, attempt, nonce, rate_class, model, weight, facts
        )

    def settle(
        self,
        line: int,
        attempt: int,
        state: State,
        facts: Mapping[str, Any],
        stop: Stop | None = None,
    ) -> Future[bool]:
        return self._coordinator.settle(self._worker, line, attempt, state, facts, stop)

    def stopping(self) -> bool:
        return bool(self._coordinator.stopped)

    def halting(self) -> bool:
        return self._coordinator.halted

    def key_refused(self) -> bool:
        return self._coordinator.key_refused


def _written(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def _now(answer: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(answer)
    return future


def _then(
    future: Future[Any],
    change: Callable[[Any], Any],
    failed: Callable[[BaseException], None] = lambda error: None,
) -> Future[Any]:
    """A future of a function applied to the result of another future."""
    answer: Future[Any] = Future()

    def done(future: Future[Any]) -> None:
        error = future.exception()
        try:
            if error is not None:
                failed(error)
                raise error
            answer.set_result(change(future.result()))
        except BaseException as problem:
            answer.set_exception(problem)

    answer.set_running_or_notify_cancel()
    future.add_done_callback(done)
    return answer
