"""The coordinator of a batch: admission, stopping, and dead workers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from minimax import Limits
from minimax.batch import BatchError, State
from minimax.batch.coordinator import Coordinator
from minimax.batch.ledger import SQLiteLedger
from minimax.batch.protocol import Grant, Stop, WorkerLost
from minimax.batch.runner import open_folder
from minimax.batch.stores import Folder

from .platform import Clock


@contextmanager
def coordinating(folder: Path, **options: Any) -> Iterator[Coordinator]:
    with closing(open_folder(folder, Folder(folder), clock=Clock().monotonic, **options)) as found:
        for line in (1, 2, 3):
            assert found.take("w", f"job {line}", line).result().line == line
        yield found


def begin(
    found: Coordinator, line: int, *, worker: str = "w", attempt: int = 1, **facts: Any
) -> Grant:
    state = State.PENDING if attempt == 1 else State.REFUSED
    booking = found.begin(worker, line, state, attempt, f"n{worker}", "speech", "", 1, facts)
    return booking.result()


def settle(
    found: Coordinator, line: int, state: State, stop: Stop | None = None, **facts: Any
) -> None:
    assert found.settle("w", line, 1, state, facts, stop).result()


def test_requests_are_admitted_once_per_attempt(tmp_path: Path) -> None:
    with coordinating(tmp_path) as found:
        assert begin(found, 1) == begin(found, 1) == Grant(attempt=1)
        assert begin(found, 1, worker="other") == Grant(taken=True)
        assert begin(found, 9) == Grant(taken=True), "no such job"
        settle(found, 1, State.REFUSED)
        assert begin(found, 1, attempt=2) == Grant(attempt=2)


def test_requests_that_may_cost_more_than_allowed_are_not_sent(tmp_path: Path) -> None:
    with coordinating(tmp_path, max_cost=Decimal("0.5")) as found:
        assert begin(found, 1, expected="0.3") == Grant(attempt=1)
        assert begin(found, 1, expected="0.3") == Grant(attempt=1), "the same is counted once"
        settle(found, 1, State.DONE, paid=True, cost="0.2", currency="USD", as_of="2026-09")
        assert begin(found, 2, expected="0.3") == Grant(attempt=1), "exactly what is allowed"
        reason = "the next job could cost more than max_cost=0.5 allows"
        assert begin(found, 3, expected="0.1") == Grant(stop=reason)
        assert found.stopped == reason
        assert begin(found, 3) == Grant(stop=reason), "nor anything else"


@pytest.mark.parametrize(
    ("state", "admitted"), [(State.UNKNOWN, False), (State.REFUSED, True), (State.FAILED, True)]
)
def test_possibly_paid_requests_count_as_paid(state: State, admitted: bool, tmp_path: Path) -> None:
    with coordinating(tmp_path, max_cost=Decimal("0.5")) as found:
        begin(found, 1, expected="0.3")
        settle(found, 1, state)
        assert (begin(found, 2, expected="0.3") == Grant(attempt=1)) is admitted


def test_slots_are_released_when_requests_are_settled(tmp_path: Path) -> None:
    with coordinating(tmp_path, limits=Limits(concurrent=1)) as found:
        assert begin(found, 1) == Grant(attempt=1)
        assert begin(found, 2) == Grant(wait=0.05)
        settle(found, 1, State.UNKNOWN)
        assert begin(found, 2) == Grant(attempt=1)


def test_rejected_requests_take_no_slot(tmp_path: Path) -> None:
    with coordinating(tmp_path, limits=Limits(concurrent=1)) as found:
        assert begin(found, 9) == Grant(taken=True)
        assert begin(found, 1) == Grant(attempt=1)


@pytest.mark.parametrize("key_refused", [True, False])
def test_first_stop_reason_is_kept(key_refused: bool, tmp_path: Path) -> None:
    error = ValueError("first")
    with coordinating(tmp_path) as found:
        begin(found, 1)
        settle(found, 1, State.REFUSED, Stop("first", key_refused, error))
        found.stop("second", halt=True, error=ValueError("second"))
        assert (found.stopped, found.stopped_by) == ("first", error)
        assert (found.halted, found.key_refused) == (True, key_refused)
        assert begin(found, 2) == Grant(stop="first")
        found.stop("third", key_refused=True)
        assert found.key_refused


def test_requests_admitted_before_a_stop_get_the_same_answer_after_it(tmp_path: Path) -> None:
    """The first answer was lost; without this, the job would stay in flight, and become unknown."""
    with coordinating(tmp_path) as found:
        assert begin(found, 1) == Grant(attempt=1)
        found.stop("enough")
        assert begin(found, 1) == Grant(attempt=1)
        assert begin(found, 2) == Grant(stop="enough")


def wait(clock: Clock, seconds: int, found: Coordinator, *workers: str) -> None:
    """Time in which some workers are heard every second."""
    for _ in range(seconds):
        clock.now += 1
        for worker in workers:
            found.beat(worker)


def test_silent_workers_are_considered_dead(tmp_path: Path) -> None:
    clock = Clock()
    with closing(
        open_folder(tmp_path, Folder(tmp_path), clock=clock.monotonic, patience=60.0)
    ) as found:
        found.take("w", "job", 1).result()
        assert begin(found, 1) == Grant(attempt=1)
        wait(clock, 60, found, "other")
        found.take("other", "next", 2).result()
        found.beat("w")
        wait(clock, 61, found, "other")
        found.take("other", "another", 3).result()
        with pytest.raises(WorkerLost, match="the worker w was considered dead"):
            found.beat("w")
        known = found.take("other", "job", 1).result()
        assert known.state is State.UNKNOWN
        assert "in flight" in known.facts["error"]["message"]


def test_workers_are_not_dead_because_the_coordinator_was_suspended(tmp_path: Path) -> None:
    clock = Clock()
    with closing(open_folder(tmp_path, Folder(tmp_path), clock=clock.monotonic)) as found:
        found.take("w", "job", 1).result()
        assert begin(found, 1) == Grant(attempt=1)
        wait(clock, 7, found, "other")
        clock.now += 3600
        assert found.take("other", "job", 1).result().state is State.STARTED
        assert found.silent() == {"w": 7.0, "other": 0.0}


def test_workers_that_wait_for_a_slow_disk_are_not_silent(tmp_path: Path) -> None:
    clock, disk = Clock(), threading.Event()
    with closing(open_folder(tmp_path, Folder(tmp_path), clock=clock.monotonic)) as found:
        found.take("w", "job", 1).result()
        found.ledger.submit(lambda db: disk.wait(10))
        answer = found.begin("w", 1, State.PENDING, 1, "n", "speech", "", 1, {})
        wait(clock, 100, found, "other")
        assert found.silent() == {"w": 0.0, "other": 0.0}
        disk.set()
        assert answer.result() == Grant(attempt=1)
        found.ledger.look(1).result()  # by the thread that has noted the answer before
        wait(clock, 7, found, "other")
        assert found.silent() == {"w": 7.0, "other": 0.0}


def test_workers_that_an_earlier_process_heard_can_be_silent(tmp_path: Path) -> None:
    """A worker may freeze before its coordinator is restarted."""
    clock = Clock()
    with closing(open_folder(tmp_path, Folder(tmp_path), clock=clock.monotonic)) as found:
        assert found.silent(["w", "other"]) == {"w": 0.0, "other": 0.0}
        wait(clock, 7, found, "other")
        assert found.silent(["w", "other"]) == {"w": 7.0, "other": 0.0}


@contextmanager
def leasing(folder: Path, store: Any = None, **options: Any) -> Iterator[Coordinator]:
    """A coordinator that hands out three jobs."""
    (folder / "jobs.jsonl").write_bytes(b"1\n2\n3\n")
    ledger = SQLiteLedger(folder)
    ledger.ingest((line, None, line, 2 * (line - 1)) for line in (1, 2, 3))
    with closing(
        Coordinator(ledger, store or Folder(folder), folder / "jobs.jsonl", **options)
    ) as found:
        yield found


def test_a_lease_whose_answer_was_lost_is_repeated(tmp_path: Path) -> None:
    with leasing(tmp_path) as found:
        first = found.lease("w", 2, 1)
        assert [lease.known.line for lease in first] == [1, 2]
        assert found.lease("w", 2, 1) == first
        assert [lease.known.line for lease in found.lease("w", 2, 2)] == [3]


def test_an_unreadable_job_stops_the_batch(tmp_path: Path) -> None:
    def fail(line: int) -> None:
        if line == 2:
            raise BatchError("the mark cannot be written")

    with leasing(tmp_path, on_mark=fail) as found:
        assert len(found.lease("w", 1)) == 1
        assert not found.has_more()
        assert (found.stopped, str(found.stopped_by)) == ("the mark cannot be written",) * 2
        assert found.lease("w", 1) == []


def test_jobs_of_dead_workers_are_unknown_while_their_store_cannot_be_asked(
    tmp_path: Path,
) -> None:
    class Unreachable(Folder):
        def holds_result(self, facts: object) -> bool:
            raise OSError("the storage service failed")

    with leasing(tmp_path, Unreachable(tmp_path)) as found:
        found.lease("w", 3)
        assert begin(found, 1, save="a", alone=True) == Grant(attempt=1)
        found.lost("w")
        assert [lease.known.line for lease in found.lease("other", 3)] == [2, 3]
        counts = found.ledger.totals.counts
        assert (counts[State.UNKNOWN], counts[State.PENDING]) == (1, 2)
        assert found.ledger.abandon(None, lambda facts: True) == [(1, State.DONE)]


@pytest.mark.parametrize("state", [None, State.UNKNOWN])
def test_possibly_paid_requests_of_earlier_runs_count_as_paid(
    state: State | None, tmp_path: Path
) -> None:
    with coordinating(tmp_path, max_cost=Decimal("0.5")) as found:
        assert begin(found, 1, expected="0.3") == Grant(attempt=1)
        if state is not None:
            settle(found, 1, state, expected="0.3")
    with coordinating(tmp_path, max_cost=Decimal("0.5")) as found:
        assert "max_cost=0.5" in begin(found, 2, expected="0.3").stop
