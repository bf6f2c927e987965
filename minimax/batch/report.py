"""What became of a batch: counts, cost, and an outcome per job, read from its journal."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ..core import destinations
from . import journal
from .jobs import REPORT
from .journal import BatchError, Index, State

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

    @classmethod
    def of(cls, record: Mapping[str, Any], *, live: bool = False) -> Outcome:
        """The outcome in the last record of a job; `live` says that a run still works on what is
        started.
        """
        state = State(record["state"])
        return cls(
            line=record["job"],
            id=str(record.get("id", record["job"])),
            op=record.get("op", ""),
            state=State.UNKNOWN if state is State.STARTED and not live else state,
            files=tuple(record.get("files") or record.get("rescued") or ()),
            error=record.get("error", {}).get("message", ""),
            handle=record.get("handle", ""),
            cost=Decimal(record["cost"]) if "cost" in record else None,
            notes=record.get("notes", {}),
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON, without what is empty."""
        cost = None if self.cost is None else str(self.cost)
        return {
            name: value
            for name, value in {**self._asdict(), "cost": cost}.items()
            if value not in (None, "", (), {})
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
        folder: where its journal and its files are.
        total: jobs in all.
        counts: jobs per state.
        cost: by the price table.
        stopped: why the run ended before its jobs did, "" when it did not.
        stopped_by: the error that ended it, if one did.
        seconds: how long the run took.
        live: whether a run works in the folder at this moment.
        unsaved: results that could be written nowhere, by line; they are paid and exist only here.
    """

    def __init__(
        self,
        folder: Path,
        index: Index,
        *,
        stopped: str = "",
        stopped_by: Exception | None = None,
        seconds: float = 0.0,
        unsaved: Mapping[int, Any] | None = None,
        live: bool = False,
    ) -> None:
        self.folder = folder
        self.total = int(index.jobs.get("jobs", 0))
        self.live = live
        self.counts: Mapping[State, int] = index.counts(live=live)
        self.cost = cost_of(index)
        self.stopped = stopped
        self.stopped_by = stopped_by
        self.seconds = seconds
        self.unsaved: Mapping[int, Any] = dict(unsaved or {})
        self._index = index

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
        found = journal.records(self.folder / journal.NAME, self._index)
        return (Outcome.of(record, live=self.live) for record in found)

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


def cost_of(index: Index) -> Cost:
    """The cost in a journal."""
    return Cost(index.spent, index.currency, index.as_of, index.unpriced)


def status(folder: Path) -> Report:
    """The report of a folder, from its journal alone; also while a run works in it."""
    path = folder / journal.NAME
    if not path.is_file():
        raise BatchError(f"{folder} holds no batch: there is no {journal.NAME}")
    live = journal.held(path)
    index, _ = journal.load(path)
    live = live or journal.held(path)  # a run may have begun meanwhile
    if not index.jobs and not live:
        raise BatchError(f"{folder} holds no batch: its {journal.NAME} is empty")
    return Report(folder, index, live=live)
