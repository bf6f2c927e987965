"""Batches on a real Ray cluster of two nodes, and what may die there. One test for each row of the
failure table in docs/batch.md.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minimax import Limits, MiniMax, batch
from minimax.batch import BatchError, Progress, Report, State
from minimax.batch.ledger_file import rows

from .conftest import KEY, S3, Paid, jobs, require, wait_for

require("ray", "psutil")

import psutil  # noqa: E402
import ray  # noqa: E402
import ray._private.services  # noqa: E402
import ray.cluster_utils  # noqa: E402
import ray.util  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
ON_LOOPBACK = """
import ray._private.services as services, ray.util
services.resolve_ip_for_localhost = lambda host: host
services.get_node_ip_address = ray.util.get_node_ip_address = lambda *args: "127.0.0.1"
"""
DRIVER = (
    ON_LOOPBACK
    + """
import sys
from minimax import MiniMax, batch
url, jobs, out, address = sys.argv[1:]
def told(progress):
    print(progress.stopping or progress.counts[batch.State.DONE], flush=True)
with MiniMax("sk-fleet-3f9a77c1", base_url=url) as client:
    on = batch.Ray(workers=2, address=address, cpus=0.5)
    report = batch.run(client, jobs, out=out, on=on, concurrency=3, on_progress=told)
    print("ended", report)
"""
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes on this machine, which listen on loopback only."""
    exec(ON_LOOPBACK)
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["PYTHONPATH"] = str(Path.cwd())
    node = {"num_cpus": 2, "object_store_memory": 80_000_000, "node_ip_address": "127.0.0.1"}
    found = ray.cluster_utils.Cluster(
        initialize_head=True, head_node_args={**node, "include_dashboard": False}
    )
    found.second = found.add_node(**node)
    ray.init(address=found.address, log_to_driver=False)
    yield found
    ray.shutdown()
    found.shutdown()


def start(platform: Paid, out: Any, count: int = 40, **options: Any) -> Report:
    """Run some jobs on the cluster."""
    on = batch.Ray(workers=2, cpus=0.5, patience=options.pop("patience", 30.0))
    given = {"concurrency": 3, **options}
    limits = given.pop("limits", None)
    with MiniMax(KEY, base_url=platform.url, limits=limits) as client:
        return batch.run(client, jobs(count), out=out, on=on, **given)


def processes(name: str) -> list[psutil.Process]:
    """Processes of the cluster by their title."""
    found = psutil.Process().children(recursive=True)
    return [each for each in found if name in " ".join(_title(each))]


def _title(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


class After:
    """Does something once, when some jobs are done."""

    def __init__(self, done: int, action: Any) -> None:
        self.did = threading.Event()
        self._done = done
        self._action = action

    def __call__(self, progress: Progress) -> None:
        if progress.counts[State.DONE] >= self._done and not self.did.is_set():
            self.did.set()
            self._action()


def check_books(platform: Paid, folder: Path, report: Report) -> None:
    """Nothing was paid twice, and what was paid is done, or unknown."""
    assert platform.twice == []
    states = dict(rows(folder, "SELECT line, state FROM job"))
    lost = [line for line in platform.counts if states[line] not in ("done", "unknown")]
    assert lost == []
    assert report.counts[State.DONE] + report.counts[State.UNKNOWN] == len(states)


def test_a_batch_on_a_cluster_is_like_one_on_a_machine_and_keeps_the_key_to_itself(
    cluster: Any, platform: Paid, tmp_path: Path
) -> None:
    steps: list[Progress] = []
    report = start(platform, tmp_path / "out", on_progress=steps.append)

    assert report.ok, list(report.failures())
    assert platform.twice == []
    assert report.cost.amount > 0
    assert steps[-1].left == 0
    assert len([*(tmp_path / "out").glob("*.txt")]) == 40
    assert json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))["jobs"] == 40
    assert batch.verify(tmp_path / "out").ok
    session = Path(ray._private.worker._global_node.get_session_dir_path())
    holders = [
        str(file)
        for file in session.rglob("*")
        if file.is_file() and KEY.encode() in file.read_bytes()
    ]
    assert holders == []

    assert start(platform, tmp_path / "out").ok
    assert platform.counts.total() == 40


def test_a_worker_that_is_killed_loses_only_what_was_in_flight(
    cluster: Any, platform: Paid, tmp_path: Path
) -> None:
    platform.delay = 0.05
    kill = After(8, lambda: processes("ray::work")[0].kill())
    report = start(platform, tmp_path, on_progress=kill)

    assert kill.did.is_set()
    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] <= 3


def test_a_frozen_worker_is_replaced_and_pays_nothing_twice(
    cluster: Any, platform: Paid, tmp_path: Path
) -> None:
    platform.delay = 0.05
    freeze = After(8, lambda: processes("ray::work")[0].suspend())
    report = start(platform, tmp_path, on_progress=freeze, patience=2.0)

    assert freeze.did.is_set()
    check_books(platform, tmp_path, report)
    assert report.counts[State.UNKNOWN] <= 3


def test_a_coordinator_that_is_killed_comes_back_with_all_that_was_recorded(
    cluster: Any, platform: Paid, tmp_path: Path
) -> None:
    platform.delay = 0.05
    kill = After(8, lambda: processes("ray::RayCoordinator")[0].kill())
    report = start(platform, tmp_path, on_progress=kill)

    assert kill.did.is_set()
    check_books(platform, tmp_path, report)


def test_a_driver_that_is_killed_is_continued_by_the_next(
    cluster: Any, platform: Paid, tmp_path: Path
) -> None:
    platform.delay = 0.05
    file = tmp_path / "jobs.jsonl"
    file.write_text("".join(json.dumps(job) + "\n" for job in jobs(40)), "utf-8")
    command = [sys.executable, "-c", DRIVER, platform.url, str(file), str(tmp_path / "out")]
    with subprocess.Popen([*command, cluster.address], stdout=subprocess.PIPE) as driver:
        wait_for(lambda: len(platform.moments) >= 8)
        driver.kill()
    with MiniMax(KEY, base_url=platform.url) as client:
        on = batch.Ray(workers=2, cpus=0.5)
        report = batch.run(client, file, out=tmp_path / "out", on=on, concurrency=3)

    check_books(platform, tmp_path / "out", report)
    assert report.counts[State.UNKNOWN] <= 6


def test_ctrl_c_ends_cleanly_and_soon(cluster: Any, platform: Paid, tmp_path: Path) -> None:
    platform.delay = 0.05
    file = tmp_path / "jobs.jsonl"
    file.write_text("".join(json.dumps(job) + "\n" for job in jobs(200)), "utf-8")
    command = [sys.executable, "-c", DRIVER, platform.url, str(file), str(tmp_path / "out")]
    with subprocess.Popen(
        [*command, cluster.address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as driver:
        wait_for(lambda: len(platform.moments) >= 8)
        driver.send_signal(signal.SIGINT)
        _, errors = driver.communicate(timeout=60)

    assert "run the same jobs with the same folder again" in errors
    report = batch.status(tmp_path / "out")
    assert platform.twice == []
    assert report.counts[State.UNKNOWN] == 0
    assert report.counts[State.DONE] == platform.counts.total() < 200


def test_an_empty_account_stops_all_workers(cluster: Any, platform: Paid, tmp_path: Path) -> None:
    platform.refuse = True
    report = start(platform, tmp_path, count=100)

    assert "1008" in report.stopped
    assert type(report.stopped_by).__name__ == "InsufficientBalanceError"
    assert report.counts[State.REFUSED] <= 6
    assert report.counts[State.PENDING] == 100 - report.counts[State.REFUSED]


def test_limits_hold_for_all_workers_together(cluster: Any, platform: Paid, tmp_path: Path) -> None:
    report = start(platform, tmp_path, count=20, limits=Limits(rpm=600))

    assert report.ok
    seconds = platform.moments[-1] - platform.moments[0]
    assert len(platform.moments) - 1 <= 10 * seconds + 3


def test_a_destination_that_is_not_shared_is_refused_before_anything_is_paid(
    cluster: Any, platform: Paid, tmp_path: Path
) -> None:
    with pytest.raises(BatchError, match=r"cannot take part: .* is not the destination that"):
        start(platform, "memory://batch", ledger=tmp_path)
    assert platform.counts.total() == 0


def test_results_go_to_a_storage_service(
    cluster: Any, platform: Paid, s3: S3, tmp_path: Path
) -> None:
    """The workers of this cluster get the address of the server from the environment of their node,
    so this cluster saves through the driver's process.
    """
    with MiniMax(KEY, base_url=platform.url) as client:
        report = batch.run(client, jobs(10), out="s3://results/here", ledger=tmp_path)

    assert report.ok
    assert batch.status(tmp_path).ok
    assert batch.verify(tmp_path) == (10, (), ())


def test_two_drivers_do_not_share_a_ledger(cluster: Any, platform: Paid, tmp_path: Path) -> None:
    from minimax.batch.ledger import SQLiteLedger

    held = SQLiteLedger(tmp_path)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("minimax.batch.ray.LOCK_SECONDS", 0.1)
            with pytest.raises(BatchError, match="Another run works in"):
                start(platform, tmp_path)
    finally:
        held.close()
    assert platform.counts.total() == 0


def test_a_node_that_is_lost_costs_only_what_was_in_flight(
    cluster: Any, platform: Paid, tmp_path: Path
) -> None:
    """The last one: the cluster has one node afterwards."""
    platform.delay = 0.05
    began = time.monotonic()
    lose = After(8, lambda: cluster.remove_node(cluster.second, allow_graceful=False))
    report = start(platform, tmp_path, on_progress=lose, patience=5.0)

    assert lose.did.is_set(), time.monotonic() - began
    check_books(platform, tmp_path, report)
