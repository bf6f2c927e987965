"""Run a batch in one process, with a coordinator and one slot for each job in progress."""

from __future__ import annotations

import secrets
import threading
import warnings
from collections.abc import Callable
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any

from ..core import destinations
from ..errors import ValidationError
from . import journal, ledger_file
from .calls import Calls
from .coordinator import Coordinator
from .jobs import JobFile, Source, spooled
from .ledger import SQLiteLedger
from .ledger_file import Totals
from .local import LocalLedger
from .names import REPORT, SPOOL
from .once import Setting, patient
from .plans import Budget, region_of
from .protocol import BatchError, State
from .report import Outcome, Progress, Report, cost_of
from .serving import serve
from .stores import Store
from .tables import rows_of

RESULTS = "results"
"""The destination of the results; "" for the folder of the ledger."""
CHECKED = "checked"
"""The signature of the last job file that was checked and ingested."""


class Run:
    """The shared state of all slots of a run."""

    def __init__(
        self,
        client: Any,
        jobs: Source,
        store: Store,
        folder: Path,
        *,
        concurrency: int,
        retry_unknown: bool,
        retry_failed: bool,
        stop_on: tuple[type[Exception], ...],
        timeout: float | None,
        max_cost: Decimal | None,
        on_progress: Callable[[Progress], object] | None,
    ) -> None:
        if isinstance(concurrency, bool) or not isinstance(concurrency, int) or concurrency < 1:
            raise ValidationError(
                f"concurrency: {concurrency!r} is not allowed; it must be at least 1",
                field="concurrency",
                value=concurrency,
            )
        self.calls = Calls(patient(client))
        self.store = store
        self.folder = folder
        self.stopped = ""
        self.halted = False
        self._jobs = jobs
        self._concurrency = concurrency
        wanted = {State.UNKNOWN: retry_unknown, State.FAILED: retry_failed}
        self._again = frozenset(state for state, again in wanted.items() if again)
        budget = None if max_cost is None else Budget(max_cost, region_of(client))
        self._max_cost = max_cost
        self._setting = Setting(frozenset(State), stop_on, timeout, budget, self._report)
        self._on_progress = on_progress
        self._telling = threading.Lock()
        self._began = 0.0
        self._unsaved: dict[int, Any] = {}
        self._coordinator: Coordinator | None = None

    @property
    def coordinator(self) -> Coordinator:
        """The coordinator of the run, after it has been opened."""
        assert self._coordinator is not None
        return self._coordinator

    async def perform(self) -> Report:
        """Run the batch."""
        calls = self.calls
        self._coordinator = coordinator = await calls.work(self._open)
        try:
            if self.stopped:
                coordinator.stop(self.stopped, halt=self.halted)
            self._began = calls.now()
            self._report(None)
            slots = min(self._concurrency, coordinator.left)
            try:
                await serve(calls, LocalLedger(coordinator), self._setting, slots, self._ended)
            except Exception as problem:
                self._unsaved |= getattr(problem, "unsaved", {})
                problem.unsaved = dict(self._unsaved)  # type: ignore[attr-defined]
                raise
            report = Report(
                self.folder,
                coordinator.ledger.totals,
                stopped=coordinator.stopped,
                stopped_by=coordinator.stopped_by,
                seconds=calls.now() - self._began,
                unsaved=self._unsaved,
            )
            await calls.work(report.write)
            return report
        finally:
            await calls.work(coordinator.close)

    def stop(self, reason: str, *, halt: bool = False) -> None:
        """Start no further job; with `halt`, do not wait for tasks either. Requests in flight are
        completed.
        """
        before = (self.stopped, self.halted)
        self.stopped, self.halted = self.stopped or reason, self.halted or halt
        if self._coordinator is not None and before != (self.stopped, self.halted):
            self._coordinator.stop(reason, halt=halt)
            if self._coordinator.left:
                self._report(None)

    def _open(self) -> Coordinator:
        """Check all jobs, and ingest those that are new. May block."""
        return open_batch(
            self.calls.client,
            self._jobs,
            self.folder,
            self.store,
            again=self._again,
            stopping=lambda: bool(self.stopped),
            budget=self._setting.budget,
        )

    def _ended(self, outcome: Outcome) -> None:
        if outcome.result is not None:
            self._unsaved[outcome.line] = outcome.result
        self._report(outcome)

    def _report(self, latest: Outcome | None) -> None:
        if self._on_progress is None:
            return
        totals, left, ended, stopped = self._facts()
        with self._telling:
            seconds = self.calls.now() - self._began
            progress = Progress(
                totals.counts.copy(),
                totals.counts.total(),
                left,
                cost_of(totals),
                seconds,
                seconds / ended * left if ended else None,
                latest,
                stopped,
            )
            try:
                self._on_progress(progress)
            except Exception as error:
                warnings.warn(f"on_progress failed: {error!r}", RuntimeWarning, stacklevel=2)

    def _facts(self) -> tuple[Totals, int, int, str]:
        """Totals, number of remaining and of finished jobs, and why the run is stopping."""
        found = self.coordinator
        return found.ledger.totals, found.left, found.ended, found.stopped


def open_batch(
    client: Any,
    source: Source,
    folder: Path,
    store: Store,
    *,
    again: frozenset[State] = frozenset(),
    stopping: Callable[[], bool] = lambda: False,
    budget: Budget | None = None,
    **options: Any,
) -> Coordinator:
    """Open the coordinator of a batch, after checking and ingesting its jobs. May block."""
    source = rows_of(source)
    is_path = isinstance(source, (str, PathLike))
    if is_path:
        JobFile(Path(source)).require_readable()  # type: ignore[arg-type]  # makes no folder
    refuse_results_without_ledger(folder, source)
    try:
        destinations.prepare_folder(folder, field="out")
    except ValidationError as error:
        raise BatchError(str(error)) from None
    ledger = SQLiteLedger(folder)
    spool = destinations.hidden(folder / SPOOL, f"{secrets.token_hex(4)}.part")
    path = Path(source) if is_path else spool  # type: ignore[arg-type]
    try:
        if not is_path:
            spooled(source, path)  # type: ignore[arg-type]
        counts = ledger.totals.counts
        resumed = counts.total() > counts[State.PENDING]
        ingest(
            ledger,
            JobFile(path),
            client,
            store,
            resumed=resumed,
            stopping=stopping,
            budget=budget,
        )
        if not is_path:
            path = path.replace(folder / SPOOL)
            ledger.note(**{CHECKED: JobFile(path).signature()})
        _open_results(ledger, store)
        return Coordinator(
            ledger,
            store,
            path,
            again=again,
            resumed=resumed,
            max_cost=None if budget is None else budget.most,
            **options,
        )
    except BaseException:
        ledger.close()
        raise
    finally:
        spool.unlink(missing_ok=True)


def open_folder(folder: Path, store: Store, **options: Any) -> Coordinator:
    """Open the coordinator of a folder for an engine that hands out jobs itself. May block."""
    refuse_results_without_ledger(folder, ())
    try:
        destinations.prepare_folder(folder, field="out")
    except ValidationError as error:
        raise BatchError(str(error)) from None
    ledger = SQLiteLedger(folder)
    try:
        _open_results(ledger, store)
        return Coordinator(ledger, store, **options)
    except BaseException:
        ledger.close()
        raise


def ingest(
    ledger: SQLiteLedger,
    jobs: JobFile,
    client: Any,
    store: Store,
    *,
    resumed: bool,
    stopping: Callable[[], bool],
    budget: Budget | None = None,
) -> None:
    """Check the jobs of a file and add all new ones to the ledger in one transaction. A file that
    has not changed since the last check is not read again. May block.
    """
    signature = jobs.signature()
    checked, known = ledger.submit(
        lambda db: (
            ledger_file.fact(db, CHECKED),
            db.execute("SELECT coalesce(max(line), 0) FROM job").fetchone()[0],
        )
    ).result()
    if checked == signature and budget is None:
        return
    options: dict[str, Any] = {} if budget is None else {"seen": budget.expect}
    ledger.ingest(
        jobs.checked(client, store, known=known, resumed=resumed, stopping=stopping, **options)
    )
    ledger.note(**{CHECKED: signature})


def results_of(folder: Path) -> str:
    """The destination of the results of a ledger."""
    if not (folder / ledger_file.NAME).is_file():
        return str(folder)
    found = ledger_file.rows(folder, "SELECT value FROM batch WHERE name = ?", (RESULTS,))
    return str(found[0][0] or folder) if found else str(folder)


def _open_results(ledger: SQLiteLedger, store: Store) -> None:
    """Record the destination of the results, and find results of earlier runs. May block."""
    beside = store.folder == ledger.folder.absolute()
    ledger.note(**{RESULTS: "" if beside else store.address})
    ledger.abandon(None, store.holds_result)


def refuse_results_without_ledger(folder: Path, jobs: Source) -> None:
    """Raise a BatchError if a folder holds files of an earlier batch, but no ledger that records
    what was paid for. May block.
    """
    if ledger_file.exists(folder) or journal.has_begun(folder / journal.NAME):
        return
    own = Path(jobs) if isinstance(jobs, (str, PathLike)) else None
    found = [
        name
        for name in (REPORT, SPOOL)
        if (folder / name).exists() and not (own and own.exists() and own.samefile(folder / name))
    ]
    if found:
        raise BatchError(
            f"{folder} holds {' and '.join(found)} of an earlier batch, but its {ledger_file.NAME}"
            " is missing or empty, so it is not known what was paid for. Nothing was sent. Restore"
            " the ledger from a backup, or use another folder; then the jobs are paid for again."
        )
