"""Dask, Celery, Redis, S3 and the coordinator as a command: the real packages, with workers that
are killed.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from minimax import Limits, MiniMax, NetworkError, batch
from minimax.batch import State

from .conftest import KEY, S3, Platform, check_books, free_port, jobs, require, wait_for

pytestmark = pytest.mark.filterwarnings("ignore")


def serve(folder: Path, *options: str) -> subprocess.Popen[str]:
    """`minimax batch coordinator` in a process of its own, which prints its URL."""
    command = [sys.executable, "-m", "minimax", "batch", "coordinator", str(folder), *options]
    environment = {**os.environ, "MINIMAX_BATCH_TOKEN": "secret"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


@contextmanager
def coordinator(folder: Path, *options: str) -> Iterator[str]:
    """A coordinator that ends cleanly; gives its URL."""
    with serve(folder, *options) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


# Dask and Celery, as docs/batch.md shows them


def snippet(word: str, **addresses: str) -> str:
    """The block of the page that uses a package, with the addresses of this machine."""
    page = (Path(__file__).parents[2] / "docs" / "batch.md").read_text("utf-8")
    (found,) = [block for block in re.findall(r"```py\n(.*?)```", page, re.DOTALL) if word in block]
    for address, here in addresses.items():
        assert PLACES[address] in found
        found = found.replace(PLACES[address], here)
    return str(found)


PLACES = {
    "coordinator": "http://10.0.0.5:7070",
    "dask": "10.0.0.5:8786",
    "broker": "redis://10.0.0.5/0",
}


@pytest.fixture
def environment(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the processes of a cluster get."""
    monkeypatch.setenv("MINIMAX_API_KEY", KEY)
    monkeypatch.setenv("MINIMAX_BASE_URL", platform.url)
    monkeypatch.setenv("MINIMAX_BATCH_TOKEN", "secret")


def settled(folder: Path) -> int:
    """Jobs that nothing more happens to until a dead worker is given up."""
    counts = batch.status(folder).counts
    return counts[State.DONE] + counts[State.STARTED] + counts[State.UNKNOWN]


def test_dask_pays_nothing_twice_when_a_worker_is_killed(
    platform: Platform, environment: None, tmp_path: Path
) -> None:
    require("distributed")
    from dask.distributed import Client, LocalCluster

    platform.slow(0.05)
    options: dict[str, Any] = {"dashboard_address": None, "host": "127.0.0.1"}
    with (
        coordinator(tmp_path) as url,
        LocalCluster(n_workers=2, threads_per_worker=3, **options) as cluster,
        Client(cluster),
    ):
        code = snippet("dask", coordinator=url, dask=cluster.scheduler_address)
        names: dict[str, Any] = {"__name__": "__main__", "jobs": jobs(40)}
        exec(compile(code, "batch.md", "exec"), names)
        wait_for(lambda: len(platform.requests) >= 8)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        wait_for(lambda: settled(tmp_path) == 40)
        names["dask"].close()

    found = check_books(platform, tmp_path)
    assert (found.total(), found["done"] >= 36) == (40, True)


def test_celery_pays_nothing_twice_when_a_worker_is_killed(
    platform: Platform, environment: None, redis_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    require("celery", "psutil")
    import psutil

    platform.slow(0.05)
    with coordinator(tmp_path / "ledger") as url:
        code = snippet("celery", coordinator=url, broker=redis_url)
        (tmp_path / "fleet_app.py").write_text(code, "utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        do = __import__("fleet_app").do
        command = [sys.executable, "-m", "celery", "-A", "fleet_app", "worker", "-c", "3",
                   "--without-gossip", "--without-mingle", "-l", "ERROR"]  # fmt: skip
        paths = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}"}
        with subprocess.Popen(
            command, cwd=tmp_path, env={**os.environ, **paths}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as worker:  # fmt: skip
            try:
                for job in jobs(30):
                    do.delay(job)
                wait_for(lambda: len(platform.requests) >= 6)
                psutil.Process(worker.pid).children()[0].kill()
                wait_for(lambda: settled(tmp_path / "ledger") == 30)
            finally:
                worker.terminate()
                worker.wait(30)

    found = check_books(platform, tmp_path / "ledger")
    assert (found.total(), found["done"] >= 26) == (30, True)


# Limits that are shared through Redis


def test_limits_are_shared_by_clients_that_name_the_same_redis(
    platform: Platform, redis_url: str
) -> None:
    limits = Limits(rpm=600, shared=f"{redis_url}/2")

    def call() -> None:
        with MiniMax(KEY, base_url=platform.url, limits=limits) as client:
            for number in range(5):
                client.text.chat(f"job number {number}")

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    moments = sorted(each.time for each in platform.requests)
    assert len(moments) == 15
    assert len(moments) - 1 <= 10 * (moments[-1] - moments[0]) + 2


def test_a_turn_that_was_given_up_is_free_again_for_all(redis_url: str) -> None:
    from minimax.core.limits import SharedLimiter

    limits = Limits(rpm=1, shared=f"{redis_url}/3")
    here, there = SharedLimiter(limits), SharedLimiter(limits)
    assert here.reserve("text", 0.0) == pytest.approx(0.0, abs=1)
    moment = there.reserve("text", 0.0)
    assert moment == pytest.approx(60.0, abs=2)
    there.give_back("text", moment)
    assert here.reserve("text", 0.0) == pytest.approx(60.0, abs=2)


def test_when_redis_cannot_be_reached_nothing_is_sent(platform: Platform) -> None:
    require("redis")
    limits = Limits(rpm=60, shared="redis://:password@127.0.0.1:9/0")
    with (
        MiniMax(KEY, base_url=platform.url, limits=limits, max_retries=0) as client,
        pytest.raises(
            NetworkError, match=r"shared limits at 127\.0\.0\.1:9 cannot be used"
        ) as caught,
    ):
        client.text.chat("job number 1")
    assert "password" not in str(caught.value)
    assert platform.counts.total() == 0


# Results in a storage service


def test_workers_save_to_a_storage_service_under_names_that_a_later_run_finds(
    platform: Platform, s3: S3, tmp_path: Path
) -> None:
    with coordinator(tmp_path, "--out", "s3://results/fleet") as url:
        for number in range(2):
            with (
                batch.connect(url, token="secret", worker=f"w{number}") as ledger,
                MiniMax(KEY, base_url=platform.url) as client,
            ):
                for job in jobs(5):
                    assert batch.once(client, job, ledger).state is State.DONE

    assert platform.counts.total() == 5
    assert batch.verify(tmp_path) == (5, (), ())


# The command


def test_a_coordinator_that_is_killed_is_restarted_with_its_ledger(
    platform: Platform, tmp_path: Path
) -> None:
    """Workers with requests in flight settle them with the new one. Nothing is paid again."""
    port, release = str(free_port()), platform.hold()
    done: list[State] = []

    def work(job: dict[str, Any]) -> None:
        with MiniMax(KEY, base_url=platform.url) as client:
            done.append(batch.once(client, job, ledger).state)

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs(6)]
    with serve(tmp_path, "--port", port) as first:
        assert first.stdout is not None
        ledger = batch.connect(first.stdout.readline().strip(), token="secret")
        for thread in threads:
            thread.start()
        wait_for(lambda: len(platform.requests) == 6)
        first.kill()
    with coordinator(tmp_path, "--port", port), ledger:
        release()
        for thread in threads:
            thread.join()
        work(jobs(1)[0])

    assert done == [State.DONE] * 7
    check_books(platform, tmp_path)
    assert batch.status(tmp_path).ok
    assert platform.counts.total() == 6
    assert json.loads((tmp_path / "batch-mark.json").read_text("utf-8"))["ledger"]
