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
    WhenBusy,
    command,
    processes,
    start,
    wait_for_nodes,
    wait_for_requests,
)

pytestmark = pytest.mark.filterwarnings("ignore")


def test_workers_that_are_killed_lose_only_what_was_in_flight(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    """And the task that the platform works on is picked up."""
    release = platform.hold()
    video = {"op": "video.generate", "prompt": "job number 1", "duration": 6, "save": "1.mp4"}
    source = [{**video, "id": "job-1"}, *jobs(20)[1:]]

    def kill() -> None:
        wait_for(lambda: rows(tmp_path, "SELECT line FROM job WHERE state = 'running'"))
        for process in processes("ray::work"):
            process.kill()
        release()

    busy = WhenBusy(platform, kill)
    report = start(platform, tmp_path, source=source, on_progress=busy)

    assert busy.did
    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] == 5, "two workers with three jobs each, one of them video"
    assert (tmp_path / "1.mp4").stat().st_size > 0


def test_a_frozen_worker_is_replaced(cluster: Any, platform: Platform, tmp_path: Path) -> None:
    release = platform.hold()

    def freeze() -> None:
        processes("ray::work")[0].suspend()
        release()

    busy = WhenBusy(platform, freeze)
    report = start(platform, tmp_path, on_progress=busy, patience=2.0)

    assert busy.did
    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] <= 3


def test_a_node_that_is_lost_costs_only_what_was_in_flight(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    release = platform.hold()
    node = cluster.add_node(**NODE)

    def remove() -> None:
        cluster.remove_node(node, allow_graceful=False)
        release()

    busy = WhenBusy(platform, remove)
    # Two workers of this size do not fit on one node.
    report = start(platform, tmp_path, cpus=1.5, on_progress=busy, patience=5.0)

    assert busy.did
    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] <= 3
    wait_for_nodes(1)


def test_a_driver_that_is_killed_is_continued_with_and_without_ray(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    file, out = tmp_path / "jobs.jsonl", tmp_path / "out"
    release = platform.hold()
    with command(cluster, platform, tmp_path, 20) as driver:
        wait_for_requests(platform, driver, 3)
        driver.kill()
    release()
    faults: list[Fault] = []

    def empty() -> None:
        faults.append(platform.emulator.fault("insufficient_balance", on="chat_completions"))

    # It waits until Ray has ended the coordinator, which holds the ledger.
    with MiniMax(KEY, base_url=platform.url) as client:
        stop = WhenBusy(platform, empty)
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
    """Workers ask it again, so that nothing is lost."""
    release = platform.hold()

    def kill() -> None:
        processes("ray::RayCoordinator")[0].kill()
        release()

    busy = WhenBusy(platform, kill)
    report = start(platform, tmp_path, on_progress=busy)

    assert busy.did
    check_books(platform, tmp_path, report)
    assert report.ok, list(report.failures())


def test_nothing_more_is_sent_while_the_coordinator_cannot_be_reached(
    cluster: Any, platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = platform.hold()

    def freeze() -> None:
        monkeypatch.setattr("minimax.batch.ray.ANSWER_SECONDS", 2.0)
        processes("ray::RayCoordinator")[0].suspend()
        release()

    with pytest.raises(BatchError, match="has not answered for 2 seconds"):
        start(platform, tmp_path, on_progress=WhenBusy(platform, freeze))
    assert len(platform.requests) == 6, "what each worker had begun by then"
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
    release = platform.hold()

    def fail() -> None:
        s3.stop()
        release()

    first = start(platform, on_progress=WhenBusy(platform, fail), **given)

    assert first.counts[State.UNSAVED] == 6
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
    release = platform.hold()
    monkeypatch.setattr("minimax.batch.ledger_file.LOCK_SECONDS", 0.1)
    first: list[Report] = []
    runs = threading.Thread(
        target=lambda: first.append(
            start(platform, tmp_path / "out", count=6, ledger=tmp_path / "same")
        )
    )
    runs.start()
    others = [{**job, "save": f"other/{job['save']}"} for job in jobs(6)]
    try:
        wait_for(lambda: platform.requests)
        with pytest.raises(BatchError, match=problem):
            start(platform, tmp_path / "out", source=others, ledger=tmp_path / ledger)
    finally:
        release()
        runs.join()

    assert first[0].ok
    check_books(platform, tmp_path / "same", first[0])
    assert platform.counts.total() == 6
