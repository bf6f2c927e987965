"""Many jobs at once, resumable after a kill, none paid twice.

    from minimax import MiniMax, batch

    with MiniMax() as client:
        report = batch.run(client, "jobs.jsonl", out="out")      # one job in JSON per line
        print(report)

A job is a JSON object such as `{"op": "speech.synthesize", "text": "Hello.", "save": "hello.mp3"}`:
`op` names a call of the client, the other keys are its arguments, `save` is its file in the folder,
`id` a name of your own. The folder holds a journal; run the same jobs with the same folder again,
and what is done stays done, tasks under way are picked up, and what was never sent is sent.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from ..errors import AuthenticationError, InsufficientBalanceError, UsageLimitError
from . import journal
from .jobs import Jobs, JobsError, Source, opened, refuse_results_without_journal
from .journal import BatchError, State
from .operations import OPERATIONS
from .report import Cost, Failure, Outcome, Progress, Report
from .report import status as _status
from .runner import Run

if TYPE_CHECKING:
    from ..client import AsyncMiniMax, MiniMax

__all__ = [
    "OPERATIONS",
    "BatchError",
    "Cost",
    "Failure",
    "JobsError",
    "Outcome",
    "Progress",
    "Report",
    "State",
    "check",
    "run",
    "status",
]

STOP_ON: tuple[type[Exception], ...] = (
    AuthenticationError,
    InsufficientBalanceError,
    UsageLimitError,
)
RESUME = (
    "The journal is in order: run the same jobs with the same folder again, and the batch goes on"
    " where it stopped."
)
THREAD = "minimax-batch"
"""Name of the thread in which a run on the blocking face works."""
LOOK = 0.2


@overload
def run(
    client: MiniMax,
    jobs: Source,
    *,
    out: str | PathLike[str],
    concurrency: int = 8,
    retry_unknown: bool = False,
    retry_failed: bool = False,
    stop_on: tuple[type[Exception], ...] = STOP_ON,
    timeout: float | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Report: ...
@overload
def run(
    client: AsyncMiniMax,
    jobs: Source,
    *,
    out: str | PathLike[str],
    concurrency: int = 8,
    retry_unknown: bool = False,
    retry_failed: bool = False,
    stop_on: tuple[type[Exception], ...] = STOP_ON,
    timeout: float | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Coroutine[object, None, Report]: ...
def run(
    client: MiniMax | AsyncMiniMax,
    jobs: Source,
    *,
    out: str | PathLike[str],
    concurrency: int = 8,
    retry_unknown: bool = False,
    retry_failed: bool = False,
    stop_on: tuple[type[Exception], ...] = STOP_ON,
    timeout: float | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Any:
    """Do all jobs of a batch, or go on with one; gives the report, on an AsyncMiniMax a coroutine
    of it.

    All jobs are checked before anything is paid. A journal in the folder is one step ahead of the
    money, so that a kill at any moment loses at most the results of requests that were out: their
    jobs are "unknown" afterwards and not sent again, unless you say so. A job that fails does not
    stop the others. Requests per minute are an option of the client: `limits=Limits(rpm=60)`.

    Ctrl-C, or cancelling the coroutine, begins no further job, leaves tasks and downloads to the
    next run, and waits for paid requests that are out; a second time does not wait for them. Either
    way run it again to go on.

    Args:
        jobs: path of a file with one job in JSON per line, or dictionaries. More may be added at
            the end later; a change is refused.
        out: folder of the results, the journal and `report.json`; made if need be.
        concurrency: jobs under way at the same time, tasks on the platform included.
        retry_unknown: send jobs again that may have been paid, but whose result was lost.
        retry_failed: send jobs again that the platform could not do.
        stop_on: errors that every further job would meet, too: no further job is begun.
        timeout: seconds to wait for a task at most; left out, 15 to 60 minutes by kind. It goes on,
            and the next run picks it up.
        on_progress: called with a Progress after every step of a job, never twice at the same time,
            but from several threads.

    Raises:
        JobsError: jobs cannot be done as they are written; it names their lines, and nothing was
            sent.
        BatchError: the folder belongs to other jobs, another run works in it, its journal is
            damaged or cannot be written, or it holds results but no journal.
    """
    work = Run(
        client,
        jobs,
        Path(fspath(out)),
        concurrency=concurrency,
        retry_unknown=retry_unknown,
        retry_failed=retry_failed,
        stop_on=stop_on,
        timeout=timeout,
        on_progress=on_progress,
    )
    return (
        _awaited(client._driver, work)
        if client._driver.is_async
        else _blocking(client._driver, work)
    )


def check(client: MiniMax | AsyncMiniMax, jobs: Source, *, out: str | PathLike[str]) -> int:
    """Check all jobs as `run` does before it sends anything, and give their number. Blocks on
    files; nothing is sent, and no folder made.

    Raises:
        JobsError: jobs cannot be done as they are written; it names their lines.
        BatchError: the folder holds results, but no journal, or a damaged one.
    """
    folder = Path(fspath(out))
    refuse_results_without_journal(folder, jobs)
    known = folder / journal.NAME
    index = journal.load(known)[0] if journal.has_begun(known) else None
    with opened(jobs) as path:
        found = Jobs(path)
        found.check(client, folder, index=index)
    return found.count


def status(out: str | PathLike[str]) -> Report:
    """The report of a folder by its journal, also while a run works in it. Nothing is sent.

    Raises:
        BatchError: the folder holds no batch, or its journal is damaged.
    """
    return _status(Path(fspath(out)))


def _blocking(driver: Any, work: Run) -> Report:
    """Run in a thread, so that this one is free to hear Ctrl-C."""
    ended: list[Report | BaseException] = []
    over = threading.Event()

    def perform() -> None:
        try:
            ended.append(driver.run(work.flow()))
        except BaseException as error:
            ended.append(error)
        finally:
            over.set()

    thread = threading.Thread(target=perform, name=THREAD, daemon=True)
    thread.start()
    while (
        not over.is_set()
    ):  # not is_alive(): an interrupted join takes a thread for ended in Python 3.11
        try:
            over.wait(LOOK)  # with a limit, or Windows would not hear Ctrl-C
        except KeyboardInterrupt as second:
            if work.halted:
                second.add_note(RESUME)
                raise
            work.stop("interrupted", halt=True)
    thread.join()
    result = ended[0]
    if work.halted:
        interrupt = KeyboardInterrupt()
        interrupt.add_note(RESUME)
        raise interrupt
    if isinstance(result, BaseException):
        raise result
    return result


async def _awaited(driver: Any, work: Run) -> Report:
    """Let a cancellation stop the batch in good order, and a second one at once."""
    running: asyncio.Future[Report] = asyncio.ensure_future(driver.run(work.flow()))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        work.stop("cancelled", halt=True)
        try:
            await asyncio.wait([running])
        except asyncio.CancelledError:
            running.cancel()
            await asyncio.wait([running])
        if not running.cancelled():
            running.exception()  # seen, for it cannot be raised beside the cancellation
        raise
