"""The coordinator of a batch: owns the ledger and the limits, hands out jobs, and admits each paid
request and records it before it is sent. It is independent of any engine, and thread-safe.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from ..config import Limits
from . import ledger_file
from .job import Job
from .jobs import BOM, parsed
from .ledger import SQLiteLedger
from .pace import Pace
from .protocol import PICKED_UP, REPEATED, BatchError, Grant, Known, State, Stop, WorkerLost
from .stores import Store

RESCUED = "rescued"
FULL_WAIT = 0.05
"""Seconds after which to ask again when the maximum number of requests is in flight."""
SOON = 0.001
SILENT = 10.0
"""Seconds without a heartbeat after which a coordinator that shuts down gives up on a worker."""
PAUSE = 5.0
"""Seconds in which nobody was heard after which this process may have been suspended itself."""

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
        self._heard: dict[str, float] = {}
        self._owed: Counter[str] = Counter()
        self._listened = clock()
        self._jobs = jobs.open("rb") if jobs is not None else None
        self.path = jobs
        """The job file."""
        self._resumed = resumed
        self._clock = clock
        self._on_mark = on_mark
        self._max_cost = max_cost
        self._expected = {} if max_cost is None else _expected(ledger)
        self._start = time.time() if began is None else began
        self._pace = Pace(limits, clock)
        self._most = limits.concurrent if limits else None
        self._lock = threading.RLock()
        self._leases: dict[int, _Held] = {}
        self._given: dict[str, tuple[int, list[Lease]]] = {}
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

    def lease(self, worker: str, count: int, turn: int = 0) -> list[Lease]:
        """Return jobs to run; none if there are none at the moment, or the batch is stopping. A
        worker that numbers its turns can repeat the last one if it has not received the answer.
        """
        with self._lock:
            self.beat(worker)
            last, found = self._given.get(worker, (0, list[Lease]()))
            if turn and turn == last:
                return found
            found = []
            while len(found) < count and not self.stopped and (lease := self._next()) is not None:
                known = self._with_rescued(lease.known._replace(resumed=self._resumed))
                self._leases[known.line] = _Held(worker, known.attempt)
                found.append(lease._replace(known=known))
            self._given[worker] = turn, found
            return found

    def take(self, worker: str, id: str, key: int) -> Future[Known]:
        """Return what is known about a job by its id, for engines that hand out jobs themselves."""
        self.beat(worker)
        silent = self.silent()
        with self._lock:
            busy = set(self._in_flight.values())
        for each in busy:
            if silent.get(each, 0.0) > self.patience:
                self.lost(each)
        return self._owing(worker, _then(self.ledger.take(id, key), self._with_rescued))

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
            is_new = line not in self._in_flight
            if is_new:  # otherwise the answer was lost, and the worker asks again
                if not self.stopped and (reason := self._too_dear(facts)):
                    self.stop(reason)
                if self.stopped:
                    return _now(Grant(stop=self.stopped))
                if line in self._leases and self._leases[line].worker != worker:
                    return _now(Grant(taken=True))
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

        return self._owing(worker, _then(booking, granted, self._failed))

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
                self.beat(worker)
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

        booking = self.ledger.settle(line, attempt, state, facts)
        return self._owing(worker, _then(booking, settled, self._failed))

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
            self._heard[worker] = self._listen()

    def _owing(self, worker: str, answer: Future[Any]) -> Future[Any]:
        """An answer for a worker, which is not silent while it waits for it, even if the disk is
        slow.
        """

        def given(_: Future[Any]) -> None:
            with self._lock:
                self._owed[worker] -= 1
                if worker in self._heard:
                    self._heard[worker] = self._listen()

        with self._lock:
            self._owed[worker] += 1
        answer.add_done_callback(given)
        return answer

    def _listen(self) -> float:
        """The time, after taking it off all silences if nobody was heard for long: this process
        may have been suspended, or waiting for a disk, while the workers went on.
        """
        now = self._clock()
        if (missed := now - self._listened) > PAUSE:
            self._heard = {worker: heard + missed for worker, heard in self._heard.items()}
        self._listened = now
        return now

    # Called by the driver

    def silent(self, workers: Iterable[str] = ()) -> dict[str, float]:
        """Seconds since the last heartbeat, by worker. Those of `workers` that this process has
        not heard yet, because it was restarted, are silent from now on.
        """
        with self._lock:
            now = self._listen()
            for worker in workers:
                self._heard.setdefault(worker, now)
            return {
                worker: 0.0 if self._owed[worker] else now - heard
                for worker, heard in self._heard.items()
            }

    def lost(self, worker: str) -> None:
        """Handle the loss of a worker: jobs that it had not begun are handed out again; those in
        flight become unknown, unless their result is found. May block on file access.
        """
        with self._lock:
            self._dead.add(worker)
            self._heard.pop(worker, None)
            self._given.pop(worker, None)
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
        while self._clock() < deadline:
            silent = self.silent()
            with self._lock:
                busy = set(self._in_flight.values())
            if not any(silent.get(each, SILENT) < SILENT for each in busy):
                return
            time.sleep(FULL_WAIT)

    def has_more(self) -> bool:
        """Whether there is a job to hand out now. False if the next one cannot be read, which stops
        the batch.
        """
        with self._lock, suppress(Exception):
            if not (self.stopped or self._freed) and (lease := self._next()) is not None:
                self._freed.append(lease)
            return bool(self._freed) and not self.stopped
        return False

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
        try:
            for lease in self._ahead:
                if lease.known.line not in self._leases and lease.known.line not in self._in_flight:
                    return lease
        except Exception as error:
            self._failed(error)
            raise
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


def _expected(ledger: SQLiteLedger) -> dict[int, Decimal]:
    """The expected cost of the jobs that may have been paid for, by line."""
    query = f"{ledger_file.SELECT} WHERE state IN ('started', 'unknown')"
    found = map(ledger_file.known, ledger_file.rows(ledger.folder, query))
    return {each.line: Decimal(each.facts.get("expected", 0)) for each in found}


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
