"""Batches on a real Ray cluster, while nothing fails; see test_failures.py for the rest."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from minimax import Limits, batch
from minimax.batch import BatchError, Progress, State
from minimax.version import __version__

from .conftest import KEY, NODE, Platform, require

require("ray", "psutil")

import psutil  # noqa: E402
from ray.experimental import internal_kv  # noqa: E402

from .on_ray import command, processes, start, wait_for_nodes, wait_for_requests  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")


def test_a_batch_on_a_cluster_is_like_one_on_a_machine(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    steps: list[Progress] = []
    report = start(platform, tmp_path / "out", on_progress=steps.append)

    assert report.ok, list(report.failures())
    assert platform.twice == []
    assert report.cost.amount > 0
    assert steps[-1].left == 0
    assert len([*(tmp_path / "out").glob("*.txt")]) == 20
    assert json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))["jobs"] == 20
    assert batch.verify(tmp_path / "out").ok

    assert start(platform, tmp_path / "out").ok
    assert platform.counts.total() == 20


def test_ray_keeps_the_key_nowhere(cluster: Any, platform: Platform, tmp_path: Path) -> None:
    """Not in its files, nor in the command lines of its processes, nor in its key-value store."""
    seen: set[str] = set()

    def look(progress: Progress) -> None:
        for process in processes("ray::"):
            try:
                seen.update((" ".join(process.cmdline()), str(process.environ())))
            except psutil.Error:
                pass

    assert start(platform, tmp_path / "out", count=10, on_progress=look).ok

    assert any("ray::" in text for text in seen)
    assert [text for text in seen if KEY in text] == []
    session = Path(cluster.head_node.get_session_dir_path())
    files = [file for file in session.rglob("*") if file.is_file()]
    assert any(file.name.startswith("python-core-worker") for file in files)
    assert [str(file) for file in files if KEY.encode() in file.read_bytes()] == []
    spaces = (None, b"fun", b"job", b"session", b"tracing", b"cluster")
    stored = [
        internal_kv._internal_kv_get(name, namespace=space) or b""
        for space in spaces
        for name in internal_kv._internal_kv_list(b"", namespace=space)
    ]
    assert any(b"RayCoordinator" in value for value in stored)
    assert [value for value in stored if KEY.encode() in value] == []


def test_ctrl_c_ends_the_command_cleanly_and_soon(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    platform.slow(0.05)
    with command(cluster, platform, tmp_path, 200) as driver:
        wait_for_requests(platform, driver, 8)
        driver.send_signal(signal.SIGINT)
        output, errors = driver.communicate(timeout=60)

    assert f"--ray {cluster.address}" in errors, (driver.returncode, output, errors)
    report = batch.status(tmp_path / "out")
    assert platform.twice == []
    assert report.counts[State.UNKNOWN] == 0
    assert report.counts[State.DONE] == platform.counts.total() < 200


def test_an_empty_account_stops_all_workers(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    platform.emulator.fault("insufficient_balance", on="chat_completions")
    report = start(platform, tmp_path, count=100)

    assert "1008" in report.stopped
    assert type(report.stopped_by).__name__ == "InsufficientBalanceError"
    assert report.counts[State.REFUSED] <= 6
    assert report.counts[State.PENDING] == 100 - report.counts[State.REFUSED]


def test_limits_hold_for_all_workers_together(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    report = start(platform, tmp_path, count=20, limits=Limits(rpm=600))

    assert report.ok
    moments = sorted(each.time for each in platform.requests)
    assert len(moments) - 1 <= 10 * (moments[-1] - moments[0]) + 3


OTHER_VERSION = """
import sys, types
for name in ("", ".batch", ".batch.marks", ".batch.object_store", ".version"):
    sys.modules["minimax" + name] = types.ModuleType("minimax" + name)
sys.modules["minimax.batch.marks"].require_shared = print
sys.modules["minimax.batch.object_store"].open_store = print
sys.modules["minimax.version"].__version__ = "0.0.1"
"""


def test_a_node_with_another_version_is_refused_before_anything_is_paid(
    cluster: Any, platform: Platform, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(OTHER_VERSION, "utf-8")
    node = cluster.add_node(**NODE, env_vars={"PYTHONPATH": str(tmp_path)})
    try:
        with pytest.raises(BatchError, match="cannot take part") as caught:
            start(platform, tmp_path / "out")
    finally:
        cluster.remove_node(node)
        wait_for_nodes(1)
    assert f"version 0.0.1 of minimax-sdk, the driver {__version__}" in str(caught.value)
    assert platform.requests == []


def test_a_cluster_that_is_not_there_is_named(
    cluster: Any, platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this process has no Ray of its own."""
    monkeypatch.setattr("ray.is_initialized", lambda: False)
    monkeypatch.setattr("ray.shutdown", lambda: None)

    def refuse(**options: Any) -> None:
        raise ConnectionError("Could not find any running Ray instance.")

    monkeypatch.setattr("ray.init", refuse)
    with pytest.raises(Exception, match=r"no Ray cluster at 'auto'.*ray start --head"):
        start(platform, tmp_path / "out")
    assert platform.requests == []
