"""The main loop of a worker in a cluster, independent of any engine: it runs several jobs at a time
until there are no more.
"""

from __future__ import annotations

import asyncio
from typing import Any

from .calls import Calls
from .coordinator import Lease
from .once import Once, Setting, patient
from .protocol import State, Stopped, Taken
from .remote import RemoteLedger


async def serve(
    ledger: RemoteLedger, client: Any, setting: Setting, *, concurrency: int, lease: int
) -> int:
    """Run jobs of a coordinator with an AsyncMiniMax until there are no more. Returns the number
    of jobs that were finished.
    """
    calls, setting = Calls(patient(client)), setting._replace(again=frozenset(State))
    leased: list[Lease] = []
    turn, done = asyncio.Lock(), 0

    async def take() -> Lease | None:
        async with turn:
            if not leased and not ledger.stopping():
                leased.extend(await asyncio.wrap_future(ledger.ask("lease", lease)))
            return leased.pop(0) if leased and not ledger.stopping() else None

    async def slot() -> None:
        nonlocal done
        while (each := await take()) is not None:
            ended = False
            try:
                await Once(calls, each.job(), ledger, setting, each.known).run()
                ended = True
                done += 1
            except (Stopped, Taken):
                pass
            finally:
                ledger.ask("end", each.known.line, ended)

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(slot())
    await asyncio.wrap_future(ledger.ask("beat"))  # wait until the last ledger calls have arrived
    return done
