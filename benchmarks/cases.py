"""One case in a fresh process: `python -m benchmarks.cases URL MODULE.FUNCTION [ARGUMENT]` prints
its figures as JSON.

A case is a function of a module here, or a coroutine function, that takes the URL of the fake
platform last. It makes its client ready, does its work under `measured()`, and gives the figures:
`cpu` and `wall` in seconds, `growth` of memory in MB, and its own.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

MODEL = "MiniMax-M3"
MESSAGES = [{"role": "user", "content": "hello"}]
BODY = {"model": MODEL, "messages": MESSAGES}
SPEECH = {"model": "speech-2.8-hd", "text": "hi"}
KEY = "sk-benchmark"
HEADERS = {"Authorization": f"Bearer {KEY}"}
MEGABYTE = 2**20

Figures = dict[str, float]


@contextmanager
def measured() -> Iterator[Figures]:
    """The figures of what is done in the block; complete when it is over."""
    figures: Figures = {}
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = memory("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    yield figures
    figures["cpu"], figures["wall"] = time.process_time() - cpu, time.perf_counter() - wall
    figures["growth"] = memory("VmHWM") - before


def memory(kind: str) -> float:
    """MB that this process has in memory: VmRSS now, VmHWM at its peak."""
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(kind)
    )
    return int(line.split()[1]) / 1024


def pinned(core: int) -> list[str]:
    """Command prefix that keeps a process on one core, where the system can do that."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    return ["taskset", "-c", str(core)] if core in cores else []


def process(command: list[str]) -> Figures:
    """CPU and wall seconds of a whole process, from its start to its end."""
    with open(os.devnull, "w+") as nothing:  # noqa: PTH123 - no file, a sink
        wall = time.perf_counter()
        child = os.posix_spawnp(
            command[0],
            command,
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, nothing.fileno(), stream) for stream in (0, 1)],
        )
        _, status, used = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return {"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - wall}


def main() -> None:
    url, name, *arguments = sys.argv[1:]
    module, _, function = name.partition(".")
    figures = getattr(import_module(f"benchmarks.{module}"), function)(*arguments, url)
    print(json.dumps(asyncio.run(figures) if asyncio.iscoroutine(figures) else figures))


if __name__ == "__main__":
    main()
