"""The main loop of a worker, in the process of the coordinator or elsewhere: several slots, each of
which runs one job after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from .calls import Calls
from .coordinator import Lease
from .once import Once, Setting
from .protocol import Ledger, Stopped, Taken
from .report import Outcome


class WorkerLedger(Ledger, Protocol):
    """The ledger of a worker, which also hands out its jobs."""

    def next(self) -> Lease | None:
        """Return a job to run; None if there is none at the moment, or the batch is stopping. May
        block.
        """
        ...

    def end(self, line: int, ended: bool) -> None:
        """Note that the worker is through with a job; not `ended` if it left the job unchanged."""
        ...

    def fail(self, error: Exception) -> None:
        """Start no further job, because of an error that no other job would survive."""
        ...


async def serve(
    calls: Calls,
    ledger: WorkerLedger,
    setting: Setting,
    slots: int,
    on_end: Callable[[Outcome], object] = lambda outcome: None,
) -> None:
    """Run jobs until there are no more, as many at a time as there are slots. If a slot fails, the
    others complete their requests in flight, and the error is raised.
    """

    async def slot() -> None:
        try:
            while lease := await calls.work(ledger.next):
                job, line = lease.job(), lease.known.line
                try:
                    outcome = await Once(calls, job, ledger, setting, lease.known).run()
                except (Stopped, Taken):
                    ledger.end(line, False)
                else:
                    ledger.end(line, True)
                    on_end(outcome)
        except Exception as error:
            ledger.fail(error)
            raise

    for problem in await calls.together([slot() for _ in range(slots)]):
        if isinstance(problem, BaseException):
            raise problem
