"""The coordinator of a batch: admission, stopping, and dead workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from minimax import Limits
from minimax.batch import State
from minimax.batch.coordinator import Coordinator
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


def test_silent_workers_are_considered_dead(tmp_path: Path) -> None:
    clock = Clock()
    with closing(
        open_folder(tmp_path, Folder(tmp_path), clock=clock.monotonic, patience=60.0)
    ) as found:
        found.take("w", "job", 1).result()
        assert begin(found, 1) == Grant(attempt=1)
        clock.now += 60
        found.take("other", "next", 2).result()
        found.beat("w")
        clock.now += 61
        found.take("other", "another", 3).result()
        with pytest.raises(WorkerLost, match="the worker w was considered dead"):
            found.beat("w")
        known = found.take("other", "job", 1).result()
        assert known.state is State.UNKNOWN
        assert "in flight" in known.facts["error"]["message"]
