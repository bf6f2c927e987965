"""The table "What may fail" of docs/batch.md, on a real Ray cluster: a test for each row. In none
of them more than one request is paid for a job, by the log of the emulator.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from minimax import MiniMax, batch
from minimax.batch import BatchError, Report, State
from minimax.batch.ledger_file import rows
from minimax.emulator import Fault

from .conftest import KEY, NODE, S3, Platform, check_books, jobs, require, wait_for

require("ray", "psutil")

from .on_ray import (  # noqa: E402
    After,
    command,
    processes,
    start,
    wait_for_nodes,
    wait_for_requests,
    wait_for_workers,
)

pytestmark = pytest.mark.filterwarnings("ignore")


def test_workers_that_are_killed_lose_only_what_was_in_flight(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    """And the task that the platform works on is picked up."""
    slow = platform.slow(2.0)
    video = {"op": "video.generate", "prompt": "job number 1", "duration": 6, "save": "1.mp4"}
    source = [{**video, "id": "job-1"}, *jobs(40)[1:]]
    begun = "SELECT worker FROM job WHERE state = 'running'"
    killed: list[str] = []

    def kill() -> None:
        wait_for(lambda: rows(tmp_path, begun))
        wait_for_workers(tmp_path, 2)
        slow.remove()
        for process in processes("ray::work"):
            process.kill()
            killed.append(process.name())

    report = start(platform, tmp_path, source=source, on_progress=After(1, kill))

    assert len(killed) == 2
    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] <= 5, "two workers with three jobs each, one of them video"
    assert (tmp_path / "1.mp4").stat().st_size > 0


def test_a_frozen_worker_is_replaced(cluster: Any, platform: Platform, tmp_path: Path) -> None:
    platform.slow(0.05)
    freeze = After(8, lambda: processes("ray::work")[0].suspend())
    report = start(platform, tmp_path, on_progress=freeze, patience=2.0)

    assert freeze.did.is_set()
    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] <= 3


def test_a_node_that_is_lost_costs_only_what_was_in_flight(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    slow = platform.slow(2.0)
    node = cluster.add_node(**NODE)

    def remove() -> None:
        wait_for_workers(tmp_path, 2)
        slow.remove()
        cluster.remove_node(node, allow_graceful=False)

    lose = After(1, remove)
    # Two workers of this size do not fit on one node.
    report = start(platform, tmp_path, cpus=1.5, on_progress=lose, patience=5.0)

    assert lose.did.is_set()
    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] <= 3
    wait_for_nodes(1)


def test_a_driver_that_is_killed_is_continued_with_and_without_ray(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    platform.slow(0.05)
    file, out = tmp_path / "jobs.jsonl", tmp_path / "out"
    with command(cluster, platform, tmp_path, 40) as driver:
        wait_for_requests(platform, driver, 8)
        driver.kill()
    wait_for(lambda: not processes("ray::RayCoordinator"))  # Ray ends it with its driver

    faults: list[Fault] = []

    def empty() -> None:
        faults.append(platform.emulator.fault("insufficient_balance", on="chat_completions"))

    stop = After(batch.status(out).counts[State.DONE] + 4, empty)
    with MiniMax(KEY, base_url=platform.url) as client:
        alone = batch.run(client, file, out=out, concurrency=1, on_progress=stop)
    assert "1008" in alone.stopped
    assert alone.counts[State.PENDING] > 0
    faults[0].remove()
    report = start(platform, out, source=file)

    check_books(platform, out, report)
    assert report.counts[State.UNKNOWN] <= 3


def test_a_coordinator_that_is_killed_comes_back_with_all_that_was_recorded(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    platform.slow(0.05)
    kill = After(8, lambda: processes("ray::RayCoordinator")[0].kill())
    report = start(platform, tmp_path, on_progress=kill)

    assert kill.did.is_set()
    check_books(platform, tmp_path, report)


def test_nothing_more_is_sent_while_the_coordinator_cannot_be_reached(
    cluster: Any, platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.slow(0.05)
    sent: list[int] = []

    def freeze() -> None:
        monkeypatch.setattr("minimax.batch.ray.ANSWER_SECONDS", 5.0)
        processes("ray::RayCoordinator")[0].suspend()
        sent.append(len(platform.requests))

    with pytest.raises(BatchError, match="has not answered for 5 seconds"):
        start(platform, tmp_path, on_progress=After(8, freeze))
    assert len(platform.requests) <= sent[0] + 6, "what each worker had begun by then"
    wait_for(lambda: not processes("ray::RayCoordinator"))
    monkeypatch.undo()
    report = start(platform, tmp_path)

    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] <= 6


def test_a_destination_that_is_not_shared_is_refused_before_anything_is_paid(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    with pytest.raises(BatchError, match=r"cannot take part: .* is not the destination that"):
        start(platform, "memory://batch", ledger=tmp_path)
    assert platform.requests == []


def test_a_storage_service_that_fails_midway_loses_no_paid_result(
    cluster: Any, platform: Platform, s3: S3, tmp_path: Path
) -> None:
    given: dict[str, Any] = {"out": "s3://results/here", "ledger": tmp_path, "count": 20}
    slow = platform.slow(2.0)

    def fail() -> None:
        wait_for_workers(tmp_path, 2)
        s3.stop()
        slow.remove()

    first = start(platform, on_progress=After(1, fail), **given)

    assert first.counts[State.UNSAVED] > 0
    assert first.counts[State.UNKNOWN] == 0
    assert "the storage service failed" in first.stopped
    s3.start()
    second = start(platform, **given)

    assert second.ok, list(second.failures())
    check_books(platform, tmp_path, second)
    assert platform.counts.total() == 20
    assert batch.verify(tmp_path) == (20, (), ())


@pytest.mark.parametrize(
    ("ledger", "problem"),
    [("same", "Another run is using"), ("other", "contains the results of another batch")],
)
def test_of_two_drivers_the_second_is_refused(
    ledger: str, problem: str, cluster: Any, platform: Platform, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """With one ledger, and with two ledgers for one destination."""
    platform.slow(0.3)
    monkeypatch.setattr("minimax.batch.ray.LOCK_SECONDS", 0.1)
    first: list[Report] = []
    runs = threading.Thread(
        target=lambda: first.append(
            start(platform, tmp_path / "out", count=6, concurrency=1, ledger=tmp_path / "same")
        )
    )
    runs.start()
    others = [{**job, "save": f"other/{job['save']}"} for job in jobs(6)]
    try:
        wait_for(lambda: platform.requests)
        with pytest.raises(BatchError, match=problem):
            start(platform, tmp_path / "out", source=others, ledger=tmp_path / ledger)
    finally:
        runs.join()

    assert first[0].ok
    check_books(platform, tmp_path / "same", first[0])
    assert platform.counts.total() == 6
