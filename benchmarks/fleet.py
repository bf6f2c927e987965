"""A fleet by simulation: the real coordinator and the real ledger on a virtual clock, with a
thousand workers that fail, and as many jobs as are asked for.

    python -m benchmarks.fleet --jobs 1000000 --workers 1000 --rpm 60000
"""

from __future__ import annotations

import argparse
import heapq
import random
import resource
import tempfile
import time
from collections import Counter, deque
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from minimax import Limits
from minimax.batch import State
from minimax.batch.coordinator import Coordinator, Lease
from minimax.batch.ledger import SQLiteLedger
from minimax.batch.protocol import Grant
from minimax.batch.stores import Folder

WINDOW = 0.05
"""Virtual seconds that are simulated together, so that their bookings share commits."""
SLOTS = 4
"""Jobs in progress at a time, for each worker."""


class Fleet:
    """Workers, their jobs, and what the platform is sent."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.options = options
        self.random = random.Random(7)
        self.now = 0.0
        self.paid: Counter[int] = Counter()
        self.recent: deque[float] = deque()
        self.most = self.calls = self.deaths = self.bookings = 0
        self.last = 0.0
        path = folder / "jobs.jsonl"
        path.write_bytes(b"%09d\n" * options.jobs % tuple(range(options.jobs)))
        self.ledger = SQLiteLedger(folder)
        began = time.perf_counter()
        self.ledger.ingest((n, None, n, 10 * (n - 1)) for n in range(1, options.jobs + 1))
        self.ingested = time.perf_counter() - began
        self.coordinator = Coordinator(
            self.ledger,
            Folder(folder),
            path,
            limits=Limits(rpm=options.rpm),
            clock=lambda: self.now,
        )
        self.events: list[tuple[float, int, str, str, Any]] = []
        self.number = 0
        self.alive: dict[str, int] = {}
        """Slots in use, by worker."""
        for _ in range(options.workers):
            self.start(self.random.random())

    def at(self, moment: float, what: str, worker: str, about: Any = None) -> None:
        """Let something happen later."""
        self.number += 1
        heapq.heappush(self.events, (moment, self.number, what, worker, about))

    def start(self, moment: float) -> None:
        """A new worker."""
        name = f"w{self.number}"
        self.alive[name] = 0
        self.at(moment, "lease", name)
        self.at(moment + self.random.expovariate(1 / self.options.life), "die", name)

    def run(self) -> None:
        """Until every job has ended."""
        while self.events and self.coordinator.left:
            end = self.events[0][0] + WINDOW
            asked: list[tuple[str, Lease, Future[Grant]]] = []
            settled: list[tuple[str, int, Future[bool]]] = []
            while self.events and self.events[0][0] < end:
                self.now, _, what, worker, about = heapq.heappop(self.events)
                if worker not in self.alive:
                    continue
                if what == "lease":
                    self.lease(worker)
                elif what == "begin":
                    asked.append((worker, about, self.begin(worker, about)))
                elif what == "finish":
                    settled.append((worker, about.known.line, self.settle(worker, about)))
                elif what == "die":
                    self.die(worker, asked)
            self.calls += len({worker for worker, *_ in asked})
            self.calls += len({worker for worker, *_ in settled})
            for worker, lease, grant in asked:
                self.granted(worker, lease, grant.result())
            for worker, line, done in settled:
                done.result()
                self.coordinator.end(worker, line)
                if worker in self.alive:
                    self.alive[worker] -= 1
                    if self.alive[worker] == 0:
                        self.at(self.now, "lease", worker)

    def lease(self, worker: str) -> None:
        self.calls += 1
        found = self.coordinator.lease(worker, SLOTS)
        self.alive[worker] = len(found)
        for lease in found:
            self.at(self.now, "begin", worker, lease)
        if not found:
            self.at(self.now + 5.0, "lease", worker)

    def begin(self, worker: str, lease: Lease) -> Future[Grant]:
        self.bookings += 1
        known, facts = lease.known, {"save": f"{lease.known.line}.txt", "names": [], "alone": True}
        return self.coordinator.begin(
            worker, known.line, known.state, known.attempt + 1, worker, "text", "", 100, facts
        )

    def granted(self, worker: str, lease: Lease, grant: Grant) -> None:
        if grant.wait:
            self.at(self.now + grant.wait, "begin", worker, lease)
        elif grant.attempt and worker in self.alive:  # else it died before it could send
            self.paid[lease.known.line] += 1
            self.last = self.now
            self.recent.append(self.now)
            while self.recent[0] <= self.now - 60.0:
                self.recent.popleft()
            self.most = max(self.most, len(self.recent))
            latency = self.random.lognormvariate(0.7, 0.5)
            self.at(self.now + latency, "finish", worker, lease)

    def settle(self, worker: str, lease: Lease) -> Future[bool]:
        self.bookings += 1
        facts = {"paid": True, "cost": "0.000004", "currency": "USD", "files": ["x.txt"]}
        attempt = lease.known.attempt + 1
        return self.coordinator.settle(worker, lease.known.line, attempt, State.DONE, facts)

    def die(self, worker: str, asked: list[tuple[str, Lease, Future[Grant]]]) -> None:
        del self.alive[worker]
        self.deaths += 1
        for name, _, grant in asked:
            if name == worker:
                grant.result()
        self.coordinator.lost(worker)
        self.start(self.now + 5.0)


def main() -> None:
    """Simulate, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1000)
    parser.add_argument("--rpm", type=int, default=60_000)
    parser.add_argument(
        "--life", type=float, default=1800.0, help="mean seconds until a worker dies"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="minimax-fleet-") as folder:
        fleet = Fleet(Path(folder), options)
        began = time.perf_counter()
        fleet.run()
        seconds = time.perf_counter() - began
        counts = fleet.ledger.totals.counts
        fleet.coordinator.close()
    twice = sum(times > 1 for times in fleet.paid.values())
    ideal = options.jobs / options.rpm * 60
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{options.jobs:,} jobs, {options.workers:,} workers, {fleet.deaths:,} deaths")
    print(f"ingested in {fleet.ingested:.1f} s, {memory} MiB at most")
    print(f"most requests in 60 s: {fleet.most:,} of {options.rpm:,}")
    print(f"paid twice: {twice}; done {counts[State.DONE]:,}, unknown {counts[State.UNKNOWN]:,}")
    print(f"unknown per million: {counts[State.UNKNOWN] / options.jobs * 1e6:,.0f}")
    print(f"share of the ideal duration: {ideal / fleet.last:.1%} of {fleet.last:,.0f} s")
    print(f"calls of workers per virtual second: {fleet.calls / fleet.last:,.0f}")
    print(f"bookings per second of this machine: {fleet.bookings / seconds:,.0f}")


if __name__ == "__main__":
    main()
