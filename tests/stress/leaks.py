"""Load, and what it leaves behind: descriptors, threads, tasks and memory after thousands of calls
and streams, on both clients.

    python -m tests.stress.leaks            10,000 calls and 1,000 streams per client
    python -m tests.stress.leaks 20         the same twenty times over

A third of the streams is left early. On the async client another third is cancelled in the middle.
In every round, 64 threads share a client, or 1,000 calls are in flight at once. It ends with 1
when anything grows from round to round, or is left when the client is closed.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from minimax import AsyncMiniMax, MiniMax, Timeout
from minimax.core.connections import IDLE_LIMIT

from .server import serving

DESCRIPTORS = Path("/proc/self/fd")
PATIENT = Timeout(connect=300, idle=300)
"""A loop that starts a thousand calls while the machine has other work to do comes late to each of
them.
"""
GROWTH_KIB = 192
GROWTH_OBJECTS = 2_000
"""What all rounds after the first may add together: connections that are kept, a share of no call.
"""


class Load(NamedTuple):
    """How much of everything, per client and over all rounds."""

    calls: int = 10_000
    streams: int = 1_000
    rounds: int = 10
    threads: int = 64
    concurrent: int = 1_000

    def part(self) -> tuple[int, int]:
        """Calls and streams of one round."""
        return self.calls // self.rounds, self.streams // self.rounds


class Reading(NamedTuple):
    """What a process holds at one moment, at rest. `files` is -1 where the system does not tell,
    `kib` 0 while memory is not traced.
    """

    files: int
    threads: int
    tasks: int
    objects: int
    kib: int


def reading(tasks: int = 0) -> Reading:
    """Look at this process after everything that is garbage has gone."""
    gc.collect()
    files = len([*DESCRIPTORS.iterdir()]) if DESCRIPTORS.is_dir() else -1
    return Reading(
        files,
        threading.active_count(),
        tasks,
        len(gc.get_objects()),
        tracemalloc.get_traced_memory()[0] // 1024,
    )


class Course(NamedTuple):
    """What one client held before, after each round, and after the client was closed."""

    client: str
    before: Reading
    rounds: list[Reading]
    after: Reading
    seconds: float

    def complaints(self) -> list[str]:
        """What has grown, or was left."""
        first, last = self.rounds[0], self.rounds[-1]
        found = [
            (
                last.files > max(first.files, self.before.files + IDLE_LIMIT),
                f"descriptors grew from {first.files} to {last.files}",
            ),
            (last.threads > first.threads, f"threads grew from {first.threads} to {last.threads}"),
            (last.tasks > first.tasks, f"tasks grew from {first.tasks} to {last.tasks}"),
            (
                last.objects - first.objects > GROWTH_OBJECTS,
                f"objects grew from {first.objects:,} to {last.objects:,}",
            ),
            (
                last.kib - first.kib > GROWTH_KIB,
                f"memory grew from {first.kib:,} to {last.kib:,} KiB",
            ),
            (
                self.after.files > self.before.files,
                f"{self.after.files - self.before.files} descriptors are left open",
            ),
            (
                self.after.threads > self.before.threads,
                f"{self.after.threads - self.before.threads} threads are left",
            ),
            (
                self.after.tasks > self.before.tasks,
                f"{self.after.tasks - self.before.tasks} tasks are left",
            ),
        ]
        return [f"{self.client}: {text}" for wrong, text in found if wrong]


def blocking(url: str, load: Load, tell: Callable[[str, Reading], None]) -> Course:
    """The load on the sync client, from `load.threads` threads."""
    began, before = time.perf_counter(), reading()
    calls, streams = load.part()
    rounds = []
    with MiniMax("sk-load", base_url=url, timeout=PATIENT) as client:

        def one(number: int) -> None:
            if number < calls:
                assert client.text.chat("Hi").text
                return
            with client.text.stream("slowly" if number % 3 == 0 else "Hi") as stream:
                if number % 3 == 0:
                    next(stream)  # and away
                else:
                    assert stream.final().finish_reason == "stop"

        for _ in range(load.rounds):
            with ThreadPoolExecutor(load.threads) as pool:
                for _ in pool.map(one, range(calls + streams)):
                    pass
            rounds.append(reading())
            tell("sync", rounds[-1])
    return Course("sync", before, rounds, reading(), time.perf_counter() - began)


def awaited(url: str, load: Load, tell: Callable[[str, Reading], None]) -> Course:
    """The load on the async client, with up to `load.concurrent` calls in flight."""

    async def main() -> Course:
        began, before = time.perf_counter(), reading(_tasks())
        calls, streams = load.part()
        rounds = []
        async with AsyncMiniMax("sk-load", base_url=url, timeout=PATIENT) as client:

            async def left(cancel: bool) -> None:
                started = asyncio.Event()

                async def read() -> None:
                    async with client.text.stream("slowly") as stream:
                        await anext(stream)
                        started.set()
                        if cancel:
                            await stream.final()

                task = asyncio.create_task(read())
                await started.wait()
                if cancel:
                    task.cancel()
                await asyncio.gather(task, return_exceptions=True)

            async def one(number: int) -> None:
                if number < calls:
                    assert (await client.text.chat("Hi")).text
                elif number % 3:
                    await left(cancel=number % 3 == 1)
                else:
                    assert (await client.text.stream("Hi").final()).finish_reason == "stop"

            for _ in range(load.rounds):
                for start in range(0, calls + streams, load.concurrent):
                    await asyncio.gather(
                        *map(one, range(start, min(start + load.concurrent, calls + streams)))
                    )
                await asyncio.sleep(0)
                rounds.append(reading(_tasks()))
                tell("async", rounds[-1])
        await asyncio.sleep(0)
        return Course("async", before, rounds, reading(_tasks()), time.perf_counter() - began)

    return asyncio.run(main())


CLIENTS = {"sync": blocking, "async": awaited}


def measured(
    client: str,
    url: str,
    load: Load,
    tell: Callable[[str, Reading], None] = lambda client, found: None,
    *,
    trace: bool = False,
) -> Course:
    """One client under load; tracing memory costs several times the load. What the first calls load
    and cache does not count.
    """
    quick = load._replace(calls=load.threads, streams=6, rounds=1)
    CLIENTS[client](url, quick, lambda name, found: None)
    if trace:
        tracemalloc.start()
    try:
        return CLIENTS[client](url, load, tell)
    finally:
        tracemalloc.stop()


def _tasks() -> int:
    return len(asyncio.all_tasks())


def _raised_limit(wanted: int) -> None:
    """Let this process open as many connections as it may; each is a descriptor."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard)), hard))


def main(arguments: list[str]) -> int:
    """Run the load and print what was held."""
    times = int(arguments[0]) if arguments else 1
    load = Load(calls=10_000 * times, streams=1_000 * times, rounds=10 * times)
    _raised_limit(4 * load.concurrent)
    complaints: list[str] = []
    row = "{:<6} {:>9} {:>9} {:>12} {:>8} {:>6} {:>9} {:>7}"
    print(
        row.format(
            "client", "calls", "streams", "descriptors", "threads", "tasks", "objects", "KiB"
        )
    )
    with serving() as url:
        for client in CLIENTS:
            done = 0

            def tell(name: str, found: Reading) -> None:
                nonlocal done
                done += 1
                calls, streams = load.part()
                print(
                    row.format(
                        name,
                        f"{calls * done:,}",
                        f"{streams * done:,}",
                        *found[:3],
                        f"{found.objects:,}",
                        f"{found.kib:,}",
                    ),
                    flush=True,
                )

            course: Any = measured(client, url, load, tell, trace=True)
            print(
                row.format(
                    client,
                    "closed",
                    "",
                    *course.after[:3],
                    f"{course.after.objects:,}",
                    f"{course.after.kib:,}",
                ),
                f"  {course.seconds:.0f} s",
            )
            complaints += course.complaints()
    print("\n".join(complaints) or "nothing grew, nothing is left")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
