"""The platform, and the servers and the cluster of the fleet, all on loopback."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from minimax.batch import Report, State
from minimax.batch.ledger_file import rows
from minimax.emulator import Emulator, Fault, LoggedRequest

if not os.environ.get("MINIMAX_FLEET"):
    collect_ignore_glob = ["test_*.py"]

KEY = "sk-fleet-3f9a77c1"
HOUR, TASK_SECONDS = 3600.0, 1.0
NUMBER = re.compile(r"job number (\d+)")
PAID = ("chat_completions", "video_generation_v2")
"""Operations that the jobs of these tests pay for."""
ON_LOOPBACK = """
import ray._private.services as services, ray.util
services.resolve_ip_for_localhost = lambda host: host
services.get_node_ip_address = ray.util.get_node_ip_address = lambda *args: "127.0.0.1"
"""
"""Ray takes the address of the host in place of 127.0.0.1, and lets everybody in."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let one process run the tests that share the cluster, while others run the rest."""
    if "cluster" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("cluster"))


class Platform:
    """The emulator, and what its log says of the payments."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.url = emulator.base_url

    def slow(self, seconds: float) -> Fault:
        """Answer each chat call after so many seconds."""
        return self.emulator.fault("slow_first_byte", on="chat_completions", value=seconds)

    def hold(self) -> Callable[[], None]:
        """Keep chat calls and tasks in progress until the function that this gives is called."""
        held = self.slow(HOUR)
        self.emulator.configure(task_seconds=HOUR)

        def release() -> None:
            held.remove()
            self.emulator.configure(task_seconds=TASK_SECONDS)
            self.emulator.clock.advance(HOUR)

        return release

    @property
    def requests(self) -> list[LoggedRequest]:
        """The requests that cost money."""
        return [each for name in PAID for each in self.emulator.requests(name)]

    @property
    def counts(self) -> Counter[int]:
        """How many paid requests there were for each job that did not get an error."""
        whole = (each for each in self.requests if each.json is not None)  # a kill may cut one off
        return Counter(_job_of(each) for each in whole if each.code is None)

    @property
    def twice(self) -> list[int]:
        """Jobs for which more than one request was paid."""
        return [number for number, times in self.counts.items() if times > 1]


def _job_of(request: LoggedRequest) -> int:
    found = NUMBER.search(str(request.json))
    assert found is not None
    return int(found[1])


@pytest.fixture(scope="session")
def started_emulator() -> Iterator[Emulator]:
    """One for all tests, so that workers find it at the same address."""
    with Emulator(task_seconds=TASK_SECONDS) as emulator:
        yield emulator


@pytest.fixture
def platform(started_emulator: Emulator) -> Platform:
    """A platform that has not been asked yet."""
    started_emulator.reset()
    return Platform(started_emulator)


def jobs(count: int, **more: Any) -> list[dict[str, Any]]:
    """Jobs that the platform can tell apart."""
    return [
        {"op": "text.chat", "messages": f"job number {n}", "id": f"job-{n}", "save": f"{n}.txt",
         **more}
        for n in range(1, count + 1)
    ]  # fmt: skip


def check_books(platform: Platform, folder: Path, report: Report | None = None) -> Counter[str]:
    """Nothing was paid twice, and what was paid is done, or unknown. Gives jobs by state."""
    assert platform.twice == []
    states = {
        line if id is None else int(id.removeprefix("job-")): state
        for line, id, state in rows(folder, "SELECT line, id, state FROM job")
    }
    in_flight = ("unknown",) if report else ("unknown", "started")
    lost = [number for number in platform.counts if states[number] not in ("done", *in_flight)]
    assert lost == []
    if report is not None:
        done = report.counts[State.DONE] + report.counts[State.UNKNOWN]
        assert done == len(states), report.counts
    return Counter(states.values())


def wait_for(condition: Callable[[], object], seconds: float = 180.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def require(*packages: str) -> None:
    """Skip where a package cannot be installed."""
    for package in packages:
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed; see make test-fleet", allow_module_level=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody does."""
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


class S3:
    """A local S3 server that can be stopped and started again, and keeps its files."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: Any = None

    def start(self) -> None:
        """Serve."""
        from moto.server import ThreadedMotoServer

        self._server = ThreadedMotoServer("127.0.0.1", self._port, verbose=False)
        self._server.start()

    def stop(self) -> None:
        """Serve no more."""
        if self._server is not None:
            self._server.stop()
            self._server._server.server_close()
            self._server = None


@pytest.fixture(scope="session")
def s3_port() -> int:
    """The port of the S3 server, which the environment names, also to workers."""
    port = free_port()
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
    }
    return port


@pytest.fixture
def s3(s3_port: int) -> Iterator[S3]:
    """A local S3 server with a bucket "results"."""
    require("moto", "s3fs", "boto3")
    import boto3

    server = S3(s3_port)
    server.start()
    boto3.client("s3").create_bucket(Bucket="results")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server of the system, started for these tests."""
    require("redis")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir",
               str(folder)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: listens(port))
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def cluster(s3_port: int) -> Iterator[Any]:
    """A Ray cluster on this machine, which listens on loopback only. Tests may add nodes."""
    require("ray", "psutil")
    import ray
    import ray.cluster_utils

    exec(ON_LOOPBACK)
    # Ray keeps sockets in this folder, whose paths may have 107 bytes at most.
    folder = tempfile.mkdtemp(prefix="ray-", dir="/tmp" if Path("/tmp").is_dir() else None)
    os.environ |= {
        "PYTHONPATH": str(Path.cwd()),
        "RAY_TMPDIR": folder,
        "RAY_AUTH_MODE": "disabled",  # else it writes a token into the home of the user
        "RAY_USAGE_STATS_ENABLED": "0",
        # A node that is gone is noticed after 1.5 seconds, in place of 15, and one that is slow
        # after 10, as before; a process that does not react is killed after 0.2 seconds, not 5.
        "RAY_health_check_initial_delay_ms": "300",
        "RAY_health_check_period_ms": "300",
        "RAY_kill_worker_timeout_milliseconds": "200",
    }
    found = ray.cluster_utils.Cluster(
        initialize_head=True,
        head_node_args={
            **NODE,
            "include_dashboard": False,
            "include_log_monitor": False,
            "no_monitor": True,
        },
    )
    try:
        ray.init(address=found.address, log_to_driver=False)
        yield found
    finally:
        ray.shutdown()
        found.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


NODE = {"num_cpus": 2, "object_store_memory": 80_000_000, "node_ip_address": "127.0.0.1"}
"""What a node of the cluster has."""
