"""`python -m benchmarks`: every case in fresh processes, interleaved, the client on one core and the server on the other."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys

ROUNDS = 5
PAIRS = (
    ("import", "import_minimax", "import_httpx"),
    ("import and client", "client_minimax", "client_httpx"),
    ("process to first answer", "first_minimax", "first_httpx"),
    ("chat call, sync", "chat_minimax", "chat_httpx"),
    ("chat call, async", "async_chat_minimax", "async_chat_httpx"),
    ("chat stream, one event per HTTP chunk", "stream_minimax", "stream_httpx"),
    ("speech call, 1 MiB of audio", "speech_minimax", "speech_httpx"),
)


def pinned(core: int) -> list[str]:
    """Command prefix that keeps a process on one core, where the system can do that."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    return ["taskset", "-c", str(core)] if core in cores else []


def measure(case: str, port: str) -> dict[str, float]:
    """CPU, wall and peak memory of one case in a fresh process."""
    done = subprocess.run([*pinned(0), sys.executable, "-m", "benchmarks.cases", case, port], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    server = subprocess.Popen([*pinned(1), sys.executable, "-m", "benchmarks.server"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        print(f"{'case':40} {'CPU / httpx':>12} {'wall / httpx':>13} {'MB over httpx':>14}")
        for name, ours, raw in PAIRS:
            rounds = [(measure(ours, port), measure(raw, port)) for _ in range(ROUNDS)]
            cpu, wall = (statistics.median(mine[key] / other[key] for mine, other in rounds) for key in ("cpu", "wall"))
            memory = statistics.median(mine["peak"] - other["peak"] for mine, other in rounds)
            print(f"{name:40} {cpu:12.2f} {wall:13.2f} {memory:14.1f}", flush=True)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
