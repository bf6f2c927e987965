"""The cells of the matrix: which there are, how one is run, and what is wrong with how it went."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from minimax import AsyncMiniMax, MiniMax, MinimaxError, Retry, Timeout
from minimax.emulator import Emulator, spec
from minimax.emulator.clock import SkippingClock
from minimax.emulator.faults import DOWNLOAD, KINDS, Faults

from ...unit.platform import KEY, Runner
from .calls import Case, Place
from .rules import ATTEMPTS, IMPATIENT, Fault, Kind, Repeat, Rule, columns, rule

FAULTS = columns(KINDS)
BILLED = frozenset(
    {*spec.SOCKETS, *(operation.id for operation in spec.operations() if operation.billed)}
)
ONCE = BILLED | {"files_upload"}
"""Operations that are repeated only when they provably did not run: a file is not stored twice."""
FILES = frozenset({DOWNLOAD, "files_retrieve_content"})
RENEWING = frozenset({"files_retrieve", *spec.task_queries()})
"""Operations that give a fresh link."""
EXECUTORS = ("asyncio_", "AnyIO")
HANDLE = re.compile(r"\bvideo(-v2)?:\d+")
PATIENCE = 10.0
"""Real seconds for what another thread is about to do."""


class Cell(NamedTuple):
    """One call, one of its operations, one fault on it: for good, or for the first request only."""

    case: Case
    operation: str
    fault: Fault
    once: bool

    @property
    def kind(self) -> Kind:
        if self.operation in FILES:
            return Kind.FILE
        if self.operation in spec.SOCKETS:
            return Kind.SOCKET
        if self.case.waits and self.operation in spec.task_queries():
            return Kind.POLL
        return Kind.STREAM if self.case.streams else Kind.WHOLE

    @property
    def rule(self) -> Rule:
        return rule(self.fault.name, self.kind, self.operation, self.case.name)

    @property
    def repeats(self) -> bool:
        """Whether the faulty request is sent again."""
        return {
            Repeat.NEVER: False,
            Repeat.UNBILLED: self.operation not in ONCE,
            Repeat.ALWAYS: True,
            Repeat.RENEWED: (
                self.operation == DOWNLOAD and not RENEWING.isdisjoint(self.case.operations)
            ),
            Repeat.ON: True,
            Repeat.EARLY: False,
        }[self.rule.repeat]

    @property
    def waits(self) -> bool:
        """Whether it passes real time."""
        return self.fault.name in IMPATIENT or (self.fault.ticks and self.kind is Kind.SOCKET)

    def requests(self, usual: int) -> range:
        """How many requests of the operation are right, where there are `usual` without the
        fault.
        """
        if self.once:
            return (
                range(usual, usual + ATTEMPTS)
                if self.rule.repeat is Repeat.ON
                else range(usual + 1, usual + 2)
            )
        if self.rule.error is None:
            return range(usual, usual + (2 if self.rule.repeat is Repeat.ON else 1))
        if self.rule.repeat is Repeat.EARLY:
            return range(1, ATTEMPTS + 1)
        if self.repeats and self.rule.repeat is Repeat.ON:
            return range(2, 1000)
        count = (ATTEMPTS if self.repeats else 1) * (2 if self.operation in self.case.again else 1)
        return (
            range(usual, usual + 1)
            if self.fault.name.startswith("task_")
            else range(count, count + 1)
        )

    def __str__(self) -> str:
        return f"{self.case.name}, {self.fault.written}:{self.operation}{'*1' if self.once else ''}"


def cells(case: Case) -> Iterator[Cell]:
    """Every cell of a call. The first request alone is struck where a second one is to follow."""
    for operation in case.operations:
        for fault in FAULTS:
            if _meets(case, operation, fault):
                cell = Cell(case, operation, fault, once=False)
                yield cell
                if cell.repeats:
                    yield cell._replace(once=True)


def _meets(case: Case, operation: str, fault: Fault) -> bool:
    """Whether a fault can strike an operation in this call."""
    try:
        kind = Faults().add(fault.written, on=operation).kind
    except ValueError:
        return False
    return case.streams or kind.place != "stream"


class Clean(NamedTuple):
    """What a call gives and asks without a fault."""

    value: Any
    asked: Counter[str]


class Outcome(NamedTuple):
    """How a cell went."""

    value: Any
    error: Exception | None
    asked: Counter[str]
    struck: int
    files: list[str]
    """Names of the files that were there afterwards."""


class Verdict(NamedTuple):
    """What is wrong with a cell, "" where nothing is, and how many requests it took."""

    complaint: str
    requests: int


class Ticking(SkippingClock):
    """A clock on which a second passes whenever somebody looks at it."""

    def monotonic(self) -> float:
        self.sleep(1.0)
        return super().monotonic()


class Bench:
    """Runs cells on one client of one emulator, which is nobody else's meanwhile."""

    def __init__(self, emulator: Emulator, runner: Runner, folder: Path) -> None:
        self.emulator = emulator
        make = AsyncMiniMax if runner.is_async else MiniMax
        # So many calls fail here that the retries which they share would run out.
        options: dict[str, Any] = {
            "api_key": KEY,
            "base_url": emulator.base_url,
            "retry": Retry(budget=None),
        }
        self._client = make(**options, clock=emulator.driver_clock)
        self._restless = make(**options, clock=Ticking(emulator.clock))
        self._helper = MiniMax(**options, clock=emulator.driver_clock)
        self._place = Place(runner, self._client, self._helper, folder, itertools.count())
        self._threads = _threads()

    def clean(self, case: Case) -> Clean:
        """A run without a fault."""
        outcome = self._run(case, self._place)
        if outcome.error is not None:
            raise outcome.error
        return Clean(outcome.value, outcome.asked)

    def judge(self, cell: Cell, clean: Clean) -> Verdict:
        """Run a cell and say what is wrong with it."""
        client = self._restless if cell.fault.ticks else self._client
        if cell.fault.timeout is not None:
            client = client.with_options(timeout=Timeout(idle=cell.fault.timeout))
        outcome = self._run(cell.case, dataclasses.replace(self._place, client=client), cell)
        wrong = "; ".join((*complaints(cell, clean, outcome), *self._left_behind()))
        return Verdict(f"{cell}: {wrong}" if wrong else "", sum(outcome.asked.values()))

    def is_shut(self, case: Case, open_before: int | None) -> bool:
        """Whether no more is open than before the cells of a call."""
        return open_before is None or eventually(lambda: (open_files() or 0) <= open_before)

    def close(self) -> None:
        for client in (self._client, self._restless, self._helper):
            self._place(client.close())

    def _run(self, case: Case, place: Place, cell: Cell | None = None) -> Outcome:
        log, value, error, fault = self.emulator.platform.log, None, None, None
        with ExitStack() as faults:
            if case.with_fault:
                faults.enter_context(self.emulator.fault(case.with_fault))
            given = case.prepare(place)
            log.clear()
            if cell is not None:
                fault = faults.enter_context(
                    self.emulator.fault(
                        cell.fault.written, on=cell.operation, first=1 if cell.once else None
                    )
                )
            try:
                value = case.run(place, given)
            except Exception as problem:
                error = problem
            if (
                cell is not None and cell.fault.name in IMPATIENT
            ):  # the last request may be on its way when the client gives up
                least = cell.requests(1).start
                eventually(lambda: len(self.emulator.requests(cell.operation)) >= least)
        asked = Counter(entry.operation_id or "" for entry in self.emulator.requests())
        return Outcome(value, error, asked, fault.times if fault else 0, [*self._swept()])

    def _swept(self) -> Iterator[str]:
        """The files of a run, which are taken away."""
        for file in self._place.folder.iterdir():
            file.unlink()
            if not file.name.startswith("."):
                yield file.name

    def _left_behind(self) -> Iterator[str]:
        """Threads and tasks that a call did not end."""
        runner = self._place.runner
        if not eventually(lambda: _threads() <= self._threads):
            yield (
                "threads are left:"
                f" {', '.join(thread.name for thread in _threads() - self._threads)}"
            )
        if runner.is_async and (count := runner(_tasks())):
            yield f"{count} tasks are left"


def complaints(cell: Cell, clean: Clean, outcome: Outcome) -> Iterator[str]:
    """What is wrong with how a cell went."""
    if not outcome.struck:
        yield "the fault never struck"
    yield from _ended_otherwise(cell, clean, outcome)
    yield from _asked_otherwise(cell, clean, outcome)
    if isinstance(outcome.error, MinimaxError):
        yield from _lost(cell, clean, outcome, outcome.error)


def _ended_otherwise(cell: Cell, clean: Clean, outcome: Outcome) -> Iterator[str]:
    error, expected = outcome.error, None if cell.once else cell.rule.error
    if error is not None and type(error) is not expected:
        yield (
            f"raised {type(error).__name__} in place of"
            f" {expected.__name__ if expected else 'a result'}: {error}"
        )
    elif error is None and expected is not None:
        yield f"gave {outcome.value!r:.80} in place of {expected.__name__}"
    elif error is None and outcome.value != clean.value and not cell.rule.changed:
        yield f"gave {outcome.value!r:.80} in place of {clean.value!r:.80}"


def _asked_otherwise(cell: Cell, clean: Clean, outcome: Outcome) -> Iterator[str]:
    """Requests that are too many or too few; of others than the faulty one, those that cost
    something.
    """
    for operation, count in outcome.asked.items():
        if operation != cell.operation and operation in ONCE and count > clean.asked[operation]:
            yield (
                f"asked {operation} {count} times, without the fault {clean.asked[operation]} times"
            )
    asked, right = outcome.asked[cell.operation], cell.requests(clean.asked[cell.operation])
    if asked not in right:
        yield (
            f"asked {cell.operation} {asked} times, expected"
            f" {right.start}{' or more' if len(right) > 1 else ''}"
        )


def _lost(cell: Cell, clean: Clean, outcome: Outcome, error: MinimaxError) -> Iterator[str]:
    """What an error should carry and does not, or carries and should not."""
    told = " ".join((str(error), repr(error), *getattr(error, "__notes__", ())))
    if KEY in told:
        yield "the error shows the key"
    if outcome.files:
        yield f"half a file stands under its final name: {outcome.files}"
    if cell.rule.partial:
        yield from _part_missing(error.partial, clean.value)
    if (
        cell.kind in (Kind.WHOLE, Kind.STREAM)
        and not cell.case.again
        and error.attempts != outcome.asked[cell.operation]
    ):
        yield (
            f"the error tells of {error.attempts} attempts, the log of"
            f" {outcome.asked[cell.operation]}"
        )
    if cell.operation != "files_upload" and outcome.asked["files_upload"] and not error.uploaded:
        yield "the error does not name the file that was stored"
    if (
        cell.case.call == "video.generate"
        and cell.kind is not Kind.WHOLE
        and not HANDLE.search(told)
    ):
        yield "the error does not name the task that goes on"


def _part_missing(partial: Any, whole: Any) -> Iterator[str]:
    """Whether the result so far is the beginning of the whole one."""
    part = getattr(partial, "audio", None) or getattr(partial, "text", None)
    if part and not whole.startswith(part):
        yield f"the error carries {part!r:.80}, which is no beginning of {whole!r:.80}"
    elif not part and not getattr(partial, "reasoning", None):
        yield f"the error carries nothing of what had come: {partial!r:.80}"


def _threads() -> set[threading.Thread]:
    """Threads but for those of executors, which stay for the next work."""
    return {thread for thread in threading.enumerate() if not thread.name.startswith(EXECUTORS)}


async def _tasks() -> int:
    """Tasks of the event loop beside the one that asks."""
    return len(asyncio.all_tasks()) - 1


def open_files() -> int | None:
    """Sockets and files that are open in this process; None where the system does not tell."""
    try:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:
        return None


def eventually(fine: Callable[[], bool]) -> bool:
    """Whether something that another thread does comes true."""
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while not fine():
        if time.monotonic() > end:
            return False
        pause.wait(0.002)
    return True
