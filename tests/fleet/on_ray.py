"""What the tests on a real Ray cluster share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import ray

from minimax import MiniMax, batch
from minimax.batch import Progress, Report, State
from minimax.batch.ledger_file import rows

from .conftest import KEY, ON_LOOPBACK, Platform, jobs, wait_for

COMMAND = ON_LOOPBACK + "from minimax.cli import main\nmain()\n"


def start(platform: Platform, out: Any, count: int = 40, **options: Any) -> Report:
    """Run some jobs on the cluster."""
    ray = {"workers": 2, "cpus": 0.5, "patience": 30.0}
    on = batch.Ray(**{name: options.pop(name, value) for name, value in ray.items()})
    given = {"concurrency": 3, **options}
    limits, source = given.pop("limits", None), given.pop("source", None) or jobs(count)
    with MiniMax(KEY, base_url=platform.url, limits=limits) as client:
        return batch.run(client, source, out=out, on=on, **given)


@contextmanager
def command(
    cluster: Any, platform: Platform, folder: Path, count: int
) -> Iterator[subprocess.Popen[str]]:
    """`minimax batch run` as a driver of its own, of `folder / "jobs.jsonl"` into `folder / "out"`.
    It is killed at the end.
    """
    file = folder / "jobs.jsonl"
    file.write_text("".join(json.dumps(job) + "\n" for job in jobs(count)), "utf-8")
    given = ["--out", str(folder / "out"), "--ray", cluster.address, "--workers", "1"]
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "batch", "run", str(file), *given, "--concurrency", "3"],
        env={**os.environ, "MINIMAX_API_KEY": KEY, "MINIMAX_BASE_URL": platform.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as driver:
        try:
            yield driver
        finally:
            driver.kill()


def wait_for_requests(platform: Platform, driver: subprocess.Popen[str], count: int) -> None:
    """Wait until a driver has sent some paid requests."""
    wait_for(lambda: len(platform.requests) >= count or driver.poll() is not None)
    assert driver.poll() is None, driver.communicate()


def wait_for_workers(folder: Path, count: int) -> None:
    """Wait until so many workers have begun a job."""
    query = "SELECT DISTINCT worker FROM job WHERE worker IS NOT NULL"
    wait_for(lambda: len(rows(folder, query)) >= count)


def wait_for_nodes(count: int) -> None:
    """Wait until the cluster has noticed that others are gone."""
    wait_for(lambda: sum(node["Alive"] for node in ray.nodes()) == count)


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
