"""The platform that counts payments, and the servers of the fleet, all on loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

if not os.environ.get("MINIMAX_FLEET"):
    collect_ignore_glob = ["test_*.py"]

KEY = "sk-fleet-3f9a77c1"
NUMBER = re.compile(rb"job number (\d+)")


class Paid(ThreadingHTTPServer):
    """Counts the paid requests of each job, and answers them after a while."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.counts: Counter[int] = Counter()
        self.moments: list[float] = []
        self.delay = 0.0
        self.refuse = False
        self.answering = threading.Event()
        self.answering.set()

    @property
    def twice(self) -> list[int]:
        """Jobs that were paid more than once."""
        return [number for number, times in self.counts.items() if times > 1]


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["content-length"]))
        found = NUMBER.search(body)
        if server.refuse:
            answer = {"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}
        else:
            if found:
                server.counts[int(found[1])] += 1
                server.moments.append(time.monotonic())
            server.answering.wait(30)
            time.sleep(server.delay)
            answer = {
                "id": "x",
                "object": "chat.completion",
                "model": "MiniMax-M3",
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {"role": "assistant", "content": "Done."},
                    }
                ],
                "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
                "base_resp": {"status_code": 0, "status_msg": ""},
            }
        content = json.dumps(answer).encode()
        try:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def platform() -> Iterator[Paid]:
    """A platform that counts."""
    server = Paid()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.answering.set()
    server.shutdown()
    server.server_close()
    thread.join()


def jobs(count: int, **more: Any) -> list[dict[str, Any]]:
    """Jobs that the platform can tell apart."""
    return [
        {"op": "text.chat", "messages": f"job number {n}", "id": f"job-{n}", "save": f"{n}.txt",
         **more}
        for n in range(1, count + 1)
    ]  # fmt: skip


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
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
    """A local S3 server that can be stopped and started again."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, with an empty bucket "results"."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_for(lambda: listens(self.port))
        import boto3

        boto3.client("s3", endpoint_url=f"http://127.0.0.1:{self.port}").create_bucket(
            Bucket="results"
        )

    def stop(self) -> None:
        """Serve no more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    """A local S3 server, which the environment names."""
    require("moto", "s3fs", "boto3")
    server = S3(tmp_path / "s3.log")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    server.start()
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
