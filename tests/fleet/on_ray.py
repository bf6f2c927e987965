"""What the tests on a real Ray cluster share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import ray

from minimax import MiniMax, batch
from minimax.batch import Progress, Report

from .conftest import KEY, ON_LOOPBACK, Platform, jobs, wait_for

CONCURRENCY = 3
"""Jobs in progress at a time, for each worker."""
COMMAND = ON_LOOPBACK + "from minimax.cli import main\nmain()\n"


def start(platform: Platform, out: Any, count: int = 20, **options: Any) -> Report:
    """Run some jobs on the cluster."""
    ray = {"workers": 2, "cpus": 0.5, "patience": 30.0}
    on = batch.Ray(**{name: options.pop(name, value) for name, value in ray.items()})
    given = {"concurrency": CONCURRENCY, **options}
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
    given = ["--out", str(folder / "out"), "--ray", cluster.address, "--workers", "1",
             "--concurrency", f"{CONCURRENCY}"]  # fmt: skip
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            COMMAND,
            "batch",
            "run",
            str(file),
            *given,
            "--concurrency",
            f"{CONCURRENCY}",
        ],
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


class WhenBusy:
    """Does something once, as soon as each slot of some workers has sent a paid request."""

    def __init__(
        self, platform: Platform, action: Callable[[], object], *, workers: int = 2
    ) -> None:
        self.did = False
        self._platform = platform
        self._action = action
        self._count = workers * CONCURRENCY

    def __call__(self, progress: Progress) -> None:
        if not self.did and len(self._platform.requests) >= self._count:
            self.did = True
            self._action()
