"""Run many jobs at once. A batch can be resumed after a crash, and no job is paid for twice.

    from minimax import MiniMax, batch

    with MiniMax() as client:
        report = batch.run(client, "jobs.jsonl", out="out")      # one job in JSON per line
        print(report)

A job is a JSON object such as `{"op": "speech.synthesize", "text": "Hello.", "save": "hello.mp3"}`:
`op` names a method of the client, `save` is the name of the output file, `id` is an optional name
of your own, and all other keys are arguments of the method. The folder also holds a ledger. Run
the same jobs with the same folder again to resume: finished jobs are skipped, tasks in progress
are picked up, and jobs that were never sent are sent.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Coroutine, Mapping
from decimal import Decimal
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from ..errors import ValidationError
from . import ledger_file
from .calls import Calls
from .http import HTTPLedger
from .http import connect as connect_over_http
from .jobs import JobFile, JobsError, Source, check_arguments, job_of, opened
from .local import LocalLedger
from .object_store import open_store
from .once import STOP_ON, Once, Setting, patient
from .operations import OPERATIONS
from .places import ledger_folder
from .plans import Plan, Planner, published_limits, region_of
from .protocol import BatchError, Grant, Known, Ledger, State, Stop, Stopped, Taken
from .ray import Ray, RayRun
from .report import Cost, Failure, Outcome, Progress, Report, Verification
from .report import status as _status
from .report import verify as _verify
from .runner import Run, open_folder, refuse_results_without_ledger, results_of
from .submission import unsent
from .tables import read_table, rows_of

if TYPE_CHECKING:
    from ..client import AsyncMiniMax, MiniMax
    from ..config import Limits

__all__ = [
    "OPERATIONS",
    "STOP_ON",
    "BatchError",
    "Cost",
    "Failure",
    "Grant",
    "JobsError",
    "Known",
    "Ledger",
    "Outcome",
    "Plan",
    "Progress",
    "Ray",
    "Report",
    "State",
    "Stop",
    "Stopped",
    "Taken",
    "Verification",
    "check",
    "connect",
    "once",
    "plan",
    "read_table",
    "run",
    "status",
    "verify",
]

RESUME = (
    "The ledger is intact: run the same jobs with the same folder again to continue the batch"
    " where it stopped."
)
THREAD = "minimax-batch"
"""Name of the thread in which a run of a MiniMax works."""
LOOK = 0.2


@overload
def run(
    client: MiniMax,
    jobs: Source,
    *,
    out: str | PathLike[str],
    on: Ray | None = None,
    ledger: str | PathLike[str] | None = None,
    concurrency: int = 8,
    retry_unknown: bool = False,
    retry_failed: bool = False,
    stop_on: tuple[type[Exception], ...] = STOP_ON,
    timeout: float | None = None,
    max_cost: float | Decimal | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Report: ...
@overload
def run(
    client: AsyncMiniMax,
    jobs: Source,
    *,
    out: str | PathLike[str],
    on: Ray | None = None,
    ledger: str | PathLike[str] | None = None,
    concurrency: int = 8,
    retry_unknown: bool = False,
    retry_failed: bool = False,
    stop_on: tuple[type[Exception], ...] = STOP_ON,
    timeout: float | None = None,
    max_cost: float | Decimal | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Coroutine[object, None, Report]: ...
def run(
    client: MiniMax | AsyncMiniMax,
    jobs: Source,
    *,
    out: str | PathLike[str],
    on: Ray | None = None,
    ledger: str | PathLike[str] | None = None,
    concurrency: int = 8,
    retry_unknown: bool = False,
    retry_failed: bool = False,
    stop_on: tuple[type[Exception], ...] = STOP_ON,
    timeout: float | None = None,
    max_cost: float | Decimal | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Any:
    """Run all jobs of a batch, or resume one. Returns the report; with an AsyncMiniMax, a
    coroutine that returns it.

    All jobs are checked before anything is paid. Each paid request is recorded in a ledger in the
    folder before it is sent, so if the process is killed, at most the results of requests in
    flight are lost: those jobs become "unknown", and are only sent again if you ask for it. A job
    that fails does not stop the others. Rate limits are an option of the client:
    `limits=Limits(rpm=60)`.

    After Ctrl-C, or when the coroutine is cancelled, no further job is started; tasks and
    downloads are left to the next run, and the call waits for paid requests in flight. A second
    Ctrl-C stops at once. In both cases, run the batch again to resume it.

    Args:
        jobs: path of a file with one job in JSON per line, or of a CSV, TSV or Parquet file with
            one in each row; or dictionaries, such as those of `read_table`. Jobs can be appended
            later; changing existing ones is an error.
        out: folder of the results, the ledger and `report.json`, created if necessary; or an
            address such as s3://bucket/folder.
        on: where jobs run: in this process by default, or on a cluster: `batch.Ray(workers=16)`.
            On a cluster, `out` must be an address or a folder that all machines share.
        ledger: folder for the ledger, on a local disk. Defaults to `out`, or to a folder in your
            home directory if `out` is an address or on a network disk, where SQLite is not safe.
        concurrency: maximum number of jobs in progress at the same time, including tasks on the
            platform; on a cluster, per worker.
        retry_unknown: resend jobs that may have been paid for, but whose result was lost.
        retry_failed: resend jobs that the platform could not complete.
        stop_on: errors that would affect every further job, and therefore stop the batch.
        timeout: maximum number of seconds to wait for a task; by default 15 to 60 minutes,
            depending on its kind. The task itself continues, and the next run picks it up.
        max_cost: stop the batch before it costs more than this according to the price table, in
            the currency of the region; the price of each job must be known before it is sent.
        on_progress: called with a Progress after every step of a job, from several threads, but
            never concurrently.

    Raises:
        JobsError: some jobs are invalid. The error lists their lines; nothing was sent.
        BatchError: the folder belongs to other jobs, another run is using it, its ledger is
            damaged or cannot be written, or it holds results but no ledger.
    """
    store = open_store(out)
    folder = ledger_folder(out) if ledger is None else Path(fspath(ledger))
    options: dict[str, Any] = {
        "concurrency": concurrency,
        "retry_unknown": retry_unknown,
        "retry_failed": retry_failed,
        "stop_on": stop_on,
        "timeout": timeout,
        "max_cost": _most(max_cost),
        "on_progress": on_progress,
    }
    work = (
        Run(client, jobs, store, folder, **options)
        if on is None
        else RayRun(client, jobs, store, folder, on=on, **options)
    )
    return _blocking(work) if work.calls.blocking else _awaited(work)


def _most(max_cost: float | Decimal | None) -> Decimal | None:
    if max_cost is None:
        return None
    try:
        most = Decimal(str(max_cost))
    except ArithmeticError:
        most = Decimal("nan")
    if isinstance(max_cost, bool) or not (most.is_finite() and most >= 0):
        raise ValidationError(
            f"max_cost: {max_cost!r} is not allowed; it must be an amount of at least 0",
            field="max_cost",
            value=max_cost,
        )
    return most


def check(client: MiniMax | AsyncMiniMax, jobs: Source, *, out: str | PathLike[str]) -> int:
    """Check all jobs in the same way as `run` does before it sends anything, and return their
    number. Reads files; nothing is sent, and no folder is created.

    Raises:
        JobsError: jobs cannot be done as they are written; it names their lines.
        BatchError: the folder holds results, but no ledger, or a damaged one.
    """
    return plan(client, jobs, out=out).jobs


def plan(client: MiniMax | AsyncMiniMax, jobs: Source, *, out: str | PathLike[str]) -> Plan:
    """Check all jobs in the same way as `check` does, and estimate what they will cost according
    to the price table, and how long they will take with the rate limits of the client, or with
    the published ones if it has none.

    Raises:
        JobsError: jobs cannot be done as they are written; it names their lines.
        BatchError: the folder holds results, but no ledger, or a damaged one.
    """
    folder = ledger_folder(out)
    refuse_results_without_ledger(folder, jobs)
    known = ledger_file.last_line(folder)
    region = region_of(client)
    planner = Planner(client._config.limits or published_limits(client.region), region)
    with opened(rows_of(jobs)) as path:
        checked = JobFile(path).checked(
            client, open_store(out), known=known, resumed=known > 0, seen=planner.add
        )
        for _ in checked:
            pass
    return planner.plan()


def connect(
    coordinator: str | PathLike[str],
    *,
    token: str | None = None,
    worker: str | None = None,
    out: str | PathLike[str] | None = None,
    limits: Limits | None = None,
    patience: float = 30.0,
) -> LocalLedger | HTTPLedger:
    """Open a ledger for `once`, as a context manager: either at a coordinator that serves it over
    HTTP, or in a folder, for the threads and tasks of this process. May block.

    Args:
        coordinator: address of a coordinator, as `minimax batch coordinator DIR` prints it, or the
            folder of the ledger.
        token: token of the coordinator; defaults to MINIMAX_BATCH_TOKEN.
        worker: name of this process, unique among the workers; by default host and process id.
        out: where results go: a folder that all machines share, or an address such as
            s3://bucket/folder. Defaults to that of the coordinator, or the folder of the ledger.
        limits: rate limits for all requests together, if this opens a folder.
        patience: seconds to keep trying while the coordinator cannot be reached.

    Raises:
        BatchError: the coordinator cannot be reached, has a different version or rejects the
            token; its destination is a different one; or the folder is in use.
    """
    address = fspath(coordinator)
    if address.startswith(("http://", "https://")):
        return connect_over_http(address, token, worker, out, patience)
    folder = Path(address)
    store = open_store(folder if out is None else out)
    return LocalLedger(open_folder(folder, store, limits=limits))


@overload
def once(
    client: MiniMax, job: Mapping[str, Any], ledger: Ledger, *, again: Collection[str] = ()
) -> Outcome: ...
@overload
def once(
    client: AsyncMiniMax, job: Mapping[str, Any], ledger: Ledger, *, again: Collection[str] = ()
) -> Coroutine[object, None, Outcome]: ...
def once(
    client: MiniMax | AsyncMiniMax,
    job: Mapping[str, Any],
    ledger: Ledger,
    *,
    again: Collection[str] = (),
) -> Any:
    """Run one job at most once, no matter how often and from where this is called. Returns its
    outcome; with an AsyncMiniMax, a coroutine that returns it.

    A finished job is not sent again: its outcome is returned. A task in progress is picked up by
    its handle, and a result with a link is downloaded. A job that failed, or whose result is
    unknown, is only sent again if `again` names its state.

    Args:
        job: a job as in a job file. Its `id` identifies it in the ledger.
        ledger: a ledger opened with `connect`.
        again: "failed", "unknown" or both.

    Raises:
        Taken: another worker is running the job; call again later.
        Stopped: the batch is stopping; the job was left as it was.
        ValidationError: the job is invalid. Nothing was sent.
        BatchError: the ledger cannot be reached or written, so nothing may be sent; or the id
            belongs to another job.
    """
    found = job_of(job)
    found.check_names()
    check_arguments(unsent(client), found)
    calls = Calls(patient(client))
    setting = Setting(again=frozenset(map(State, again)))
    return calls.run(Once(calls, found, ledger, setting).run())


def status(out: str | PathLike[str]) -> Report:
    """Return the report of a folder from its ledger, also while a run is in progress. Nothing is
    sent.

    Raises:
        BatchError: the folder holds no batch, or its ledger is damaged.
    """
    return _status(ledger_folder(out))


def verify(out: str | PathLike[str]) -> Verification:
    """Compare the ledger of a folder with the files in it. Nothing is sent or changed.

    Raises:
        BatchError: the folder holds no batch, or its ledger is damaged.
    """
    folder = ledger_folder(out)
    report = _status(folder)
    return _verify(report, open_store(results_of(folder)).exists)


def _blocking(work: Run) -> Report:
    """Run in a thread, so that this one receives Ctrl-C."""
    ended: list[Report | BaseException] = []
    over = threading.Event()

    def perform() -> None:
        try:
            ended.append(work.calls.run(work.perform()))
        except BaseException as error:
            ended.append(error)
        finally:
            over.set()

    thread = threading.Thread(target=perform, name=THREAD, daemon=True)
    thread.start()
    while (
        not over.is_set()
    ):  # not is_alive(): in Python 3.11 an interrupted join marks a thread as ended
        try:
            over.wait(LOOK)  # with a limit, or Windows would not deliver Ctrl-C
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


async def _awaited(work: Run) -> Report:
    """Stop the batch cleanly when cancelled, and immediately when cancelled a second time."""
    work.calls.require_asyncio()
    running: asyncio.Future[Report] = asyncio.ensure_future(work.calls.run(work.perform()))
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
