"""What became of a batch: counts, cost, and an outcome per job, read from its ledger."""

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
"""States that the next run goes on with by itself."""


TROUBLED = (State.FAILED, State.REFUSED, State.UNKNOWN, State.UNSAVED)
"""States of jobs with which something went wrong."""
ID = re.compile(r"\b(?:trace )?[0-9a-f]{8,}\b|\d{6,}")


class Cost(NamedTuple):
    """What the jobs of a batch cost by the price table. The bill is the platform's."""

    amount: Decimal
    currency: str
    """"" as long as nothing with a known price was done."""
    as_of: str
    """When the prices were read, such as "2026-09"."""
    unpriced: int
    """Paid jobs whose price the table does not know."""

    def __str__(self) -> str:
        known = (
            f"{self.amount.normalize():f} {self.currency} (prices of {self.as_of})"
            if self.currency
            else ""
        )
        more = f"{self.unpriced} paid jobs without a known price" if self.unpriced else ""
        return " and ".join(filter(None, (known, more))) or "nothing"


class Outcome(NamedTuple):
    """What became of one job."""

    line: int
    id: str
    op: str
    state: State
    files: tuple[str, ...]
    """Names in the folder of the batch; where the disk refused them, paths of a rescue folder."""
    error: str
    handle: str
    """Of the task, where it is one: `client.task(handle)`."""
    cost: Decimal | None
    notes: Mapping[str, str]
    """Ids that the platform gave: `trace_id`, `voice_id`, `file_id`."""

    save: str = ""
    """Where its file goes."""
    result: Any = None
    """A paid result that neither its destination nor the ledger took. It exists only here."""

    @classmethod
    def of(cls, line: int, id: str, state: State, facts: Mapping[str, Any]) -> Outcome:
        """The outcome by what the ledger knows of a job."""
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
        """For JSON, without what is empty."""
        cost = None if self.cost is None else str(self.cost)
        return {
            name: value
            for name, value in {**self._asdict(), "cost": cost}.items()
            if name not in ("result", "save") and value not in (None, "", (), {})
        }


class Failure(NamedTuple):
    """What went wrong with one job, or with several in the same way."""

    state: State
    error: str
    """Of the first of them."""
    jobs: int
    """How many there are."""
    line: int
    """Of the first of them."""
    op: str
    handle: str
    """Of the task of the first of them, "" when it has none."""


class Progress(NamedTuple):
    """How far a run has come; what `on_progress` gets after every step of a job."""

    counts: Mapping[State, int]
    """Jobs of the whole batch per state."""
    total: int
    """Jobs of the whole batch."""
    left: int
    """Jobs that this run has still to bring to an end."""
    cost: Cost
    """Of the whole batch so far."""
    seconds: float
    """Since this run began."""
    eta: float | None
    """Seconds that the rest will take at the pace so far; None before the first job has ended."""
    latest: Outcome | None
    """The job that has made a step, None at the start and when the run begins to stop."""
    stopping: str
    """Why no further job is begun, "" as long as some are."""


class Report:
    """What became of a batch.

    Attributes:
        folder: where its ledger is, and its results unless they go elsewhere.
        total: jobs in all.
        counts: jobs per state.
        cost: by the price table.
        stopped: why the run ended before its jobs did, "" when it did not.
        stopped_by: the error that ended it, if one did.
        seconds: how long the run took.
        live: whether a run works in the folder at this moment.
        unsaved: results that nothing took, by line; they are paid and exist only here.
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
        """Jobs that the next run goes on with by itself."""
        return sum(self.counts[state] for state in AHEAD)

    def outcomes(self) -> Iterator[Outcome]:
        """What became of each job that was begun, in the order of the lines."""
        for line, id, state, facts in begun(self.folder):
            lost = state == State.STARTED and not self.live
            yield Outcome.of(
                line,
                str(line) if id is None else id,
                State.UNKNOWN if lost else State(state),
                json.loads(facts) if facts else {},
            )

    def failures(self) -> list[Failure]:
        """What went wrong, each kind of failure once with the number of its jobs, in the order of
        the lines. Jobs that only wait for their turn are not among them.
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
        """Write a row for each job that was begun: its state, files, cost and error. Parquet
        (needs pyarrow) for a path that ends in .parquet, else JSON Lines. Gives the path.
        """
        from .tables import write_manifest

        return write_manifest(self.outcomes(), Path(fspath(path)))

    def write(self) -> Path:
        """Write it to `report.json` in the folder, an outcome per line; gives the path."""
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
                file.write(
                    (",\n  " if number else "\n  ")
                    + json.dumps(outcome.as_dict(), ensure_ascii=False)
                )
            file.write("\n ]\n}\n")
            file.close()
            return destinations.publish(partial, target)

    def __str__(self) -> str:
        parts = [f"{count:,} {state}" for state, count in self.counts.items() if count]
        return f"{self.total:,} jobs: {', '.join(parts) or 'none'}; cost {self.cost}"

    def __repr__(self) -> str:
        return f"Report({str(self)!r})"


def without_ids(error: str) -> str:
    """An error without the ids of its request, to tell whether another one is the same."""
    return ID.sub("", error)


def cost_of(totals: Totals) -> Cost:
    """The cost in a ledger."""
    return Cost(totals.spent * UNIT, totals.currency, totals.as_of, totals.unpriced)


def counts_of(totals: Totals, *, live: bool) -> Counter[State]:
    """Jobs per state; a job in flight is an unknown one, unless a run still works on it."""
    counts = totals.counts.copy()
    if not live:
        counts[State.UNKNOWN] += counts.pop(State.STARTED)
    return counts


def begun(folder: Path) -> Iterator[Row]:
    """Line, id, state and facts of each job that was begun, in the order of the lines."""
    columns, where = "line, id, state, facts", "state <> 'pending' OR facts IS NOT NULL"
    if (folder / ledger_file.NAME).is_file():
        yield from ledger_file.pages(folder, columns, where)
        return
    with closing(journal.read_journal(folder)) as db:
        yield from db.execute(f"SELECT {columns} FROM job WHERE {where} ORDER BY line")


def status(folder: Path) -> Report:
    """The report of a folder, from its ledger alone; also while a run works in it."""
    if not (folder / ledger_file.NAME).is_file():
        if not journal.has_begun(folder / journal.NAME):
            raise BatchError(f"{folder} holds no batch: there is no {ledger_file.NAME}")
        with closing(journal.read_journal(folder)) as db:
            return Report(folder, _with_pending(Totals.read(db), db))
    live = ledger_file.is_live(folder)
    with closing(ledger_file.reader(folder)) as db:
        totals = Totals.read(db)
    live = live or ledger_file.is_live(folder)  # a run may have begun meanwhile
    if not totals.counts.total() and not live:
        raise BatchError(f"{folder} holds no batch: its {ledger_file.NAME} has no jobs")
    return Report(folder, totals, live=live)


class Verification(NamedTuple):
    """What a comparison of a ledger with its files has found."""

    files: int
    """Files that jobs which are done have by the ledger."""
    missing: tuple[Outcome, ...]
    """Jobs that are done by the ledger, with a file that is missing or empty."""
    unexpected: tuple[Outcome, ...]
    """Jobs that are not done by the ledger, and whose file exists."""

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
    """Totals of a journal, which knows jobs that were not begun only by their number."""
    jobs = json.loads(ledger_file.fact(db, "imported") or "{}").get("jobs", 0)
    totals.counts[State.PENDING] += max(0, jobs - totals.counts.total())
    return totals
