"""`ray job submit`, with a head of its own. It takes half a minute, so it only runs with
`MINIMAX_FLEET=all make test-fleet`, and with `ray[default]` installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax import batch

from .conftest import KEY, Platform, free_port, jobs, require

if os.environ.get("MINIMAX_FLEET") != "all":
    pytest.skip("it takes half a minute; run it with MINIMAX_FLEET=all", allow_module_level=True)
require("ray", "aiohttp_cors")

ENVIRONMENT = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # everything on loopback
    "RAY_AUTH_MODE": "disabled",
    "RAY_USAGE_STATS_ENABLED": "0",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}
HEAD = ("start", "--head", "--block", "--node-ip-address", "127.0.0.1", "--num-cpus", "2",
        "--object-store-memory", "80000000", "--dashboard-host", "127.0.0.1")  # fmt: skip
STATES = ("jobs/", "v0/tasks?detail=1", "v0/actors?detail=1", "v0/runtime_envs?detail=1")


@pytest.fixture
def head(platform: Platform, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Address of the dashboard of a head whose user is logged in, and the folder of its session."""
    home = {**os.environ, **ENVIRONMENT, "MINIMAX_CONFIG": str(tmp_path / "contexts.json")}
    login = [sys.executable, "-m", "minimax", "--base-url", platform.url, "auth", "login"]
    subprocess.run(login, input=KEY, env=home, text=True, check=True, capture_output=True)
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        port = free_port()
        given = ["--port", str(free_port()), "--dashboard-port", str(port), "--temp-dir", folder]
        with subprocess.Popen(
            ["ray", *HEAD, *given, "--ray-client-server-port", str(free_port())],
            env=home, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            while "Ray runtime started" not in (line := process.stdout.readline()):
                assert line, "the head did not start"
            try:
                yield f"http://127.0.0.1:{port}", Path(folder)
            finally:
                process.terminate()
                process.communicate()


def test_a_submitted_batch_finds_the_login_of_the_head_and_ray_does_not_see_the_key(
    head: tuple[str, Path], platform: Platform, tmp_path: Path
) -> None:
    address, session = head
    file, out = tmp_path / "jobs.jsonl", tmp_path / "out"
    file.write_text("".join(json.dumps(job) + "\n" for job in jobs(20)), "utf-8")
    batch_run = ["minimax", "batch", "run", str(file), "--out", str(out), "--ray", "auto",
                 "--workers", "2"]  # fmt: skip
    done = subprocess.run(
        ["ray", "job", "submit", "--address", address, "--", *batch_run],
        env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip

    assert "20 jobs: 20 done" in done.stdout, done.stdout + done.stderr
    assert "failed" not in done.stdout
    assert platform.twice == []
    assert batch.verify(out).ok
    texts = [KEY.encode()]
    for state in STATES:
        with urllib.request.urlopen(f"{address}/api/{state}") as response:
            texts.append(response.read())
    assert any(b"RayCoordinator" in text for text in texts)
    files = [each for each in session.rglob("*") if each.is_file()]
    assert any("job-driver" in each.name for each in files)
    texts += [each.read_bytes() for each in [*files, *out.rglob("*.*")] if each.is_file()]
    assert sum(KEY.encode() in text for text in texts) == 1, "only in the list of this test"
