"""The report of a batch: counts, cost, and the outcome of each job, read from the ledger."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

from ..core import destinations
from . import journal, ledger_file
from .ledger_file import UNIT, Row, Totals
from .names import REPORT
from .protocol import BatchError, State

AHEAD = (State.PENDING, State.REFUSED, State.RUNNING, State.UNSAVED)
"""States that the next run continues automatically."""


TROUBLED = (State.FAILED, State.REFUSED, State.UNKNOWN, State.UNSAVED)
"""States of jobs that went wrong."""
ENCODER = json.JSONEncoder(ensure_ascii=False)
ID = re.compile(r"\b(?:trace )?[0-9a-f]{8,}\b|\d{6,}")


def _counted(number: int, noun: str = "job") -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Cost(NamedTuple):
    """The cost of a batch according to the price table. The platform's bill is authoritative."""

    amount: Decimal
    currency: str
    """"" until a job with a known price is done."""
    as_of: str
    """Date of the price table, such as "2026-09"."""
    unpriced: int
    """Number of paid jobs whose price is not in the table."""

    def __str__(self) -> str:
        known = (
            f"{self.amount.normalize():f} {self.currency} (prices of {self.as_of})"
            if self.currency
            else ""
        )
        more = (
            f"{_counted(self.unpriced, 'paid job')} without a known price" if self.unpriced else ""
        )
        return " and ".join(filter(None, (known, more))) or "nothing"


class Outcome(NamedTuple):
    """The outcome of one job."""

    line: int
    id: str
    op: str
    state: State
    files: tuple[str, ...]
    """Names in the folder of the batch; if they could not be written, paths in a rescue folder."""
    error: str
    handle: str
    """Handle of its task, if there is one, for `client.task(handle)`."""
    cost: Decimal | None
    notes: Mapping[str, str]
    """Ids from the platform: `trace_id`, `voice_id`, `file_id`."""

    save: str = ""
    """Path of its file."""
    result: Any = None
    """A paid result that could not be saved anywhere. It exists only here."""

    @classmethod
    def of(cls, line: int, id: str, state: State, facts: Mapping[str, Any]) -> Outcome:
        """The outcome of a job according to the ledger."""
        return cls(
            line=line,
            id=id,
            op=facts.get("op", ""),
            state=state,
            files=tuple(facts.get("files") or facts.get("rescued") or facts.get("rescue") or ()),
            error=facts.get("error", {}).get("message", ""),
            handle=facts.get("handle", ""),
            cost=Decimal(facts["cost"]) if "cost" in facts else None,
            notes=facts.get("notes", {}),
            save=facts.get("save", ""),
        )

    def as_dict(self) -> dict[str, Any]:
        """The outcome as a dictionary for JSON, without empty values."""
        cost = None if self.cost is None else str(self.cost)
        return {
            name: value
            for name, value in {**self._asdict(), "cost": cost}.items()
            if name not in ("result", "save") and value not in (None, "", (), {})
        }


class Failure(NamedTuple):
    """A failure of one job, or the same failure of several jobs."""

    state: State
    error: str
    """Of the first of them."""
    jobs: int
    """Number of jobs with this failure."""
    line: int
    """Of the first of them."""
    op: str
    handle: str
    """Handle of the task of the first job, "" if it has none."""


class Progress(NamedTuple):
    """The progress of a run, passed to `on_progress` after every step of a job."""

    counts: Mapping[State, int]
    """Number of jobs per state in the whole batch."""
    total: int
    """Number of jobs in the whole batch."""
    left: int
    """Number of jobs that this run still has to finish."""
    cost: Cost
    """Cost of the whole batch so far."""
    seconds: float
    """Seconds since this run started."""
    eta: float | None
    """Estimated seconds for the remaining jobs; None until the first job has finished."""
    latest: Outcome | None
    """The job that changed, None at the start and when the run begins to stop."""
    stopping: str
    """Why no further job is started, "" while the run continues."""


class Report:
    """The report of a batch.

    Attributes:
        folder: folder of the ledger, and of the results unless they go elsewhere.
        total: number of jobs.
        counts: number of jobs per state.
        cost: cost according to the price table.
        stopped: why the run ended before all jobs were done, "" if it did not.
        stopped_by: the error that stopped the run, if any.
        seconds: duration of the run.
        live: whether a run is using the folder right now.
        unsaved: paid results that could not be saved anywhere, by line; they exist only here.
    """

    def __init__(
        self,
        folder: Path,
        totals: Totals,
        *,
        stopped: str = "",
        stopped_by: Exception | None = None,
        seconds: float = 0.0,
        unsaved: Mapping[int, Any] | None = None,
        live: bool = False,
    ) -> None:
        self.folder = folder
        self.total = totals.counts.total()
        self.live = live
        self.counts: Mapping[State, int] = counts_of(totals, live=live)
        self.cost = cost_of(totals)
        self.stopped = stopped
        self.stopped_by = stopped_by
        self.seconds = seconds
        self.unsaved: Mapping[int, Any] = dict(unsaved or {})

    @property
    def ok(self) -> bool:
        """Whether every job is done."""
        return self.counts[State.DONE] == self.total

    @property
    def ahead(self) -> int:
        """Number of jobs that the next run continues automatically."""
        return sum(self.counts[state] for state in AHEAD)

    def outcomes(self) -> Iterator[Outcome]:
        """The outcome of each job that was started, in the order of the lines."""
        for line, id, state, facts in begun(self.folder):
            lost = state == State.STARTED and not self.live
            yield Outcome.of(
                line,
                str(line) if id is None else id,
                State.UNKNOWN if lost else State(state),
                json.loads(facts) if facts else {},
            )

    def failures(self) -> list[Failure]:
        """The failures, grouped by kind with the number of jobs, in the order of the lines. Jobs
        that have not started yet are not included.
        """
        found: dict[tuple[State, str, str], Failure] = {}
        for outcome in self.outcomes():
            if outcome.state not in TROUBLED:
                continue
            key = (outcome.state, outcome.op, without_ids(outcome.error))
            known = found.get(key) or Failure(
                outcome.state, outcome.error, 0, outcome.line, outcome.op, outcome.handle
            )
            found[key] = known._replace(jobs=known.jobs + 1)
        return list(found.values())

    def write_manifest(self, path: str | PathLike[str]) -> Path:
        """Write a row for each job that was started: its state, files, cost and error. Writes
        Parquet (needs pyarrow) if the path ends in .parquet, otherwise JSON Lines. Returns the
        path.
        """
        from .tables import write_manifest

        return write_manifest(self.outcomes(), Path(fspath(path)))

    def write(self) -> Path:
        """Write `report.json` in the folder, with one outcome per line. Returns the path."""
        target = self.folder / REPORT
        head = {
            "jobs": self.total,
            "counts": {state.value: count for state, count in self.counts.items()},
            "cost": {**self.cost._asdict(), "amount": str(self.cost.amount)},
            "stopped": self.stopped,
            "seconds": round(self.seconds, 3),
        }
        with destinations.temporary_file(target) as (opened, partial):
            file = io.TextIOWrapper(opened, encoding="utf-8")
            file.write(
                json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
                + ',\n "outcomes": ['
            )
            for number, outcome in enumerate(self.outcomes()):
                file.write((",\n  " if number else "\n  ") + ENCODER.encode(outcome.as_dict()))
            file.write("\n ]\n}\n")
            file.close()
            return destinations.publish(partial, target)

    def __str__(self) -> str:
        parts = [f"{count:,} {state}" for state, count in self.counts.items() if count]
        return f"{_counted(self.total)}: {', '.join(parts) or 'none'}; cost {self.cost}"

    def __repr__(self) -> str:
        return f"Report({str(self)!r})"


def without_ids(error: str) -> str:
    """An error message without request ids, to compare it with others."""
    return ID.sub("", error)


def cost_of(totals: Totals) -> Cost:
    """The cost from the totals of a ledger."""
    return Cost(totals.spent * UNIT, totals.currency, totals.as_of, totals.unpriced)


def counts_of(totals: Totals, *, live: bool) -> Counter[State]:
    """Number of jobs per state; a job in flight counts as unknown, unless a run is in progress."""
    counts = totals.counts.copy()
    if not live:
        counts[State.UNKNOWN] += counts.pop(State.STARTED)
    return counts


def begun(folder: Path) -> Iterator[Row]:
    """Line, id, state and facts of each job that was started, in the order of the lines."""
    columns, where = "line, id, state, facts", "state <> 'pending' OR facts IS NOT NULL"
    if (folder / ledger_file.NAME).is_file():
        yield from ledger_file.pages(folder, columns, where)
        return
    with closing(journal.read_journal(folder)) as db:
        yield from db.execute(f"SELECT {columns} FROM job WHERE {where} ORDER BY line")


def status(folder: Path) -> Report:
    """The report of a folder from its ledger alone, also while a run is in progress."""
    if not (folder / ledger_file.NAME).is_file():
        if not journal.has_begun(folder / journal.NAME):
            raise BatchError(f"{folder} holds no batch: there is no {ledger_file.NAME}")
        with closing(journal.read_journal(folder)) as db:
            return Report(folder, _with_pending(Totals.read(db), db))
    live = ledger_file.is_live(folder)
    with closing(ledger_file.reader(folder)) as db:
        totals = Totals.read(db)
    live = live or ledger_file.is_live(folder)  # a run may have started in the meantime
    if not totals.counts.total() and not live:
        raise BatchError(f"{folder} holds no batch: its {ledger_file.NAME} has no jobs")
    return Report(folder, totals, live=live)


class Verification(NamedTuple):
    """The result of comparing a ledger with its files."""

    files: int
    """Number of files of finished jobs according to the ledger."""
    missing: tuple[Outcome, ...]
    """Jobs that are done according to the ledger, but have a missing or empty file."""
    unexpected: tuple[Outcome, ...]
    """Jobs that are not done according to the ledger, although their file exists."""

    @property
    def ok(self) -> bool:
        """Whether every file is there."""
        return not self.missing


def verify(report: Report, exists: Callable[[str], bool]) -> Verification:
    """Compare a ledger with its files. Nothing is sent or changed."""
    files, missing, unexpected = 0, [], []
    for outcome in report.outcomes():
        if outcome.state is State.DONE:
            files += len(outcome.files)
            if not all(map(exists, outcome.files)):
                missing.append(outcome)
        elif outcome.save and exists(outcome.save):
            unexpected.append(outcome)
    return Verification(files, tuple(missing), tuple(unexpected))


def _with_pending(totals: Totals, db: sqlite3.Connection) -> Totals:
    """Totals of a journal, including jobs that were not started, which it does not list."""
    jobs = json.loads(ledger_file.fact(db, "imported") or "{}").get("jobs", 0)
    totals.counts[State.PENDING] += max(0, jobs - totals.counts.total())
    return totals
