"""What a worker of a cluster does: several jobs at a time, until there are no more. It knows no
engine.
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
    """Do jobs of a coordinator until it has no more, on an AsyncMiniMax. Gives the number of those
    that were brought to an end.
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
    await asyncio.wrap_future(ledger.ask("beat"))  # the last bookings have arrived
    return done
