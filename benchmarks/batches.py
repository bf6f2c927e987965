"""Two thousand small jobs: as a batch, ledger and all, in one process and on a Ray cluster, and as
a bare loop over the same client; and the ingest of jobs and the bookings of the coordinator alone.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

from benchmarks.cases import KEY, Figures, measured
from benchmarks.transfers import folder

JOBS, WORKERS, INGESTED = 2_000, 16, 100_000
QUESTION = "hello"


def batch(url: str, **options: Any) -> Figures:
    """A batch into an empty folder."""
    from minimax import MiniMax, batch

    jobs = [{"op": "text.chat", "messages": f"{QUESTION} {number}"} for number in range(JOBS)]
    with MiniMax(KEY, base_url=url) as client, folder() as out:
        client.text.chat(QUESTION)
        with measured() as figures:
            report = batch.run(client, jobs, out=out, **{"concurrency": WORKERS, **options})
    if not report.ok:
        raise RuntimeError(str(report))
    return figures


async def loop(url: str) -> Figures:
    """The same calls by as many workers, with nothing written down."""
    from minimax import AsyncMiniMax

    tickets = iter(range(JOBS))

    async def worker() -> None:
        for _ in tickets:
            await client.text.chat(QUESTION)

    async with AsyncMiniMax(KEY, base_url=url) as client:
        await client.text.chat(QUESTION)
        with measured() as figures:
            await asyncio.gather(*(worker() for _ in range(WORKERS)))
    return figures


def cluster(url: str) -> Figures:
    """The same batch by two workers of a Ray cluster on all cores, which has run one before."""
    import ray

    from minimax import batch as batches

    os.sched_setaffinity(0, range(os.cpu_count() or 1))  # its processes inherit it
    os.environ |= {"RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"}
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        options = {"on": batches.Ray(workers=2, lease=50), "concurrency": WORKERS // 2}
        batch(url, **options)
        return batch(url, **options)
    finally:
        ray.shutdown()


def bookings(url: str) -> Figures:
    """How many paid requests the coordinator admits and settles, each durably, in calls of many."""
    from minimax.batch import State
    from minimax.batch.coordinator import Coordinator
    from minimax.batch.ledger import SQLiteLedger
    from minimax.batch.remote import Booking, book
    from minimax.batch.stores import Folder

    lines = range(1, 5 * JOBS + 1)
    facts = {"files": ["1.txt"], "paid": True, "cost": "0.000004", "currency": "USD"}
    begin: list[Booking] = [
        ("begin", (line, State.PENDING, 1, "once", "text", "", 1, {})) for line in lines
    ]
    settle: list[Booking] = [("settle", (line, 1, State.DONE, facts, None)) for line in lines]
    with folder() as place:
        ledger = SQLiteLedger(place)
        ledger.ingest((line, None, line, 0) for line in lines)
        coordinator = Coordinator(ledger, Folder(place))
        with measured() as figures:
            for start in range(0, len(lines), WORKERS):
                for asked in (begin, settle):
                    for answer in book(coordinator, "worker", asked[start : start + WORKERS]):
                        answer.result()
        coordinator.close()
    return {**figures, "rate": 2 * len(lines) / figures["wall"]}


def ingest(url: str) -> Figures:
    """How many jobs are checked and added to a ledger per second of CPU."""
    from minimax import MiniMax
    from minimax.batch.runner import open_batch
    from minimax.batch.stores import Folder

    text = "Sentence {}: the kettle is on, and somebody knocks at the door."
    with folder() as place, MiniMax(KEY, base_url=url) as client:
        with (place / "jobs.jsonl").open("w", encoding="utf-8") as file:
            for number in range(INGESTED):
                job = {
                    "op": "speech.synthesize",
                    "id": f"line-{number}",
                    "text": text.format(number),
                    "voice": "male-qn-qingse",
                    "save": f"audio/{number}.mp3",
                }
                file.write(json.dumps(job) + "\n")
        with measured() as figures:
            open_batch(client, place / "jobs.jsonl", place / "out", Folder(place / "out")).close()
    return {**figures, "rate": INGESTED / figures["cpu"]}
