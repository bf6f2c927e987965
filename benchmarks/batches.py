"""Two thousand small jobs: as a batch, ledger and all, and as a bare loop over the same client."""

from __future__ import annotations

import asyncio
from tempfile import TemporaryDirectory

from benchmarks.cases import KEY, Figures, measured

JOBS, WORKERS = 2_000, 16
QUESTION = "hello"


def batch(url: str) -> Figures:
    """A batch into an empty folder."""
    from minimax import MiniMax, batch

    jobs = [{"op": "text.chat", "messages": f"{QUESTION} {number}"} for number in range(JOBS)]
    with MiniMax(KEY, base_url=url) as client, TemporaryDirectory() as folder:
        client.text.chat(QUESTION)
        with measured() as figures:
            report = batch.run(client, jobs, out=folder, concurrency=WORKERS)
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
