"""The journal of a batch: one line of JSON per step of a job, appended before and after money is at
stake.

What a job may do next follows from its last line. A line that was cut off by a kill is dropped when
the journal is opened: the step that it told of had not begun, or its job is left in the state
before, which never allows to pay twice.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, Self

from ..core import destinations
from ..errors import MinimaxError
from ..tasks import parse_handle

NAME = "journal.jsonl"
VERSION = 1
MOST_LINES = 10_000_000
"""The last line that a record may be about when the journal does not say how many there are."""
MOST_COST = 10**12


class State(StrEnum):
    """Where a job of a batch stands."""

    PENDING = "pending"
    """Not sent; the next run does it."""
    STARTED = "started"
    """A paid request is out. When a run ends in this state, nobody knows what became of it: see
    UNKNOWN.
    """
    RUNNING = "running"
    """The platform works on it; the next run picks it up by its handle."""
    UNSAVED = "unsaved"
    """Made and paid, but not on disk yet; the next run fetches it without paying again."""
    DONE = "done"
    REFUSED = "refused"
    """Turned down before it ran, or free and not come through: nothing was paid; the next run tries
    again.
    """
    FAILED = "failed"
    """The platform cannot do it; repeated only with `retry_failed`."""
    UNKNOWN = "unknown"
    """It may have run and may have been paid, but no result came; repeated only with
    `retry_unknown`.
    """


STATES = tuple(State)
PAID = frozenset({State.RUNNING, State.UNSAVED, State.DONE})
"""States whose cost counts."""


class BatchError(MinimaxError):
    """A folder cannot be used for a batch: it belongs to other jobs, another run works in it, or
    its journal is damaged.
    """


class Index:
    """The last step of every job, as a byte and a place in the journal, so that a long batch takes
    little memory.
    """

    def __init__(self) -> None:
        self.jobs: dict[str, Any] = {}
        """What the journal knows of the jobs as a whole: `jobs`, `lines` and `digest`."""
        self.spent = Decimal(0)
        self.currency = ""
        self.as_of = ""
        self.unpriced = 0
        self._states = bytearray()
        self._places = array("q")

    def state(self, line: int) -> State:
        """Where the job of a line stands."""
        return STATES[self._states[line]] if line < len(self._states) else State.PENDING

    def place(self, line: int) -> int:
        """Where its last record begins, -1 when it has none."""
        return self._places[line] if line < len(self._places) else -1

    def lines(self) -> Iterator[int]:
        """Lines whose jobs have a record, in order."""
        return (line for line, place in enumerate(self._places) if place >= 0)

    def counts(self, *, live: bool = False) -> Counter[State]:
        """Jobs per state; a started job is an unknown one, unless a run still works on it."""
        found = Counter({STATES[code]: 0 for code in range(len(STATES))})
        for line in self.lines():
            found[self.state(line)] += 1
        found[State.PENDING] += self.jobs.get("jobs", 0) - found.total()
        if not live:
            found[State.UNKNOWN] += found.pop(State.STARTED)
        return found

    def take(self, record: Mapping[str, Any], place: int, before: Mapping[str, Any] | None) -> None:
        """Take over a record that stands at `place`; `before` is the last one of the same job."""
        if "job" not in record:
            self.jobs = {**self.jobs, **record}
            return
        line, state = int(record["job"]), State(record["state"])
        missing = line + 1 - len(self._states)
        if missing > 0:
            self._states.extend(bytes(missing))
            self._places.extend([-1] * missing)
        self._count(before, -1)
        self._count(record, 1)
        self._states[line], self._places[line] = STATES.index(state), place

    def _count(self, record: Mapping[str, Any] | None, sign: int) -> None:
        if record is None or record["state"] not in PAID:
            return
        if "cost" in record:
            self.spent += sign * Decimal(record["cost"])
            self.currency, self.as_of = record.get("currency", ""), record.get("as_of", "")
        elif record.get("paid"):
            self.unpriced += sign


class Journal:
    """The journal of a folder, open for writing and locked: a second run in the same folder is
    refused. Safe to use from many threads.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._lock = threading.Lock()
        fresh = not self.path.exists()
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | destinations.BINARY | destinations.NOFOLLOW
        try:
            self._file = os.open(self.path, flags, 0o600)
        except OSError as error:
            raise BatchError(f"{self.path} cannot be opened: {error.strerror}") from None
        try:
            if not destinations.lock(self._file):
                raise BatchError(
                    f"Another run works in {folder}. Wait for its end, or use another folder."
                )
            self.index, self._size = load(self.path)
            os.ftruncate(self._file, self._size)
            if self._size == 0:
                self.write({"batch": VERSION}, sure=True)
            if fresh:
                sync_folder(folder)
        except BaseException:
            os.close(self._file)
            raise

    def write(self, record: Mapping[str, Any], *, sure: bool = False) -> None:
        """Append a record. `sure` returns only when it would survive a power cut. What cannot be
        written whole is not written at all.
        """
        data = (
            json.dumps(
                {"at": round(time.time(), 3), **record}, ensure_ascii=False, default=str
            ).encode("utf-8", "replace")
            + b"\n"
        )
        with self._lock:
            before = self._read(self.index.place(int(record["job"]))) if "job" in record else None
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(self._file, rest) :]
                if sure:
                    os.fsync(self._file)
            except OSError:
                os.ftruncate(self._file, self._size)
                raise
            self.index.take(record, self._size, before)
            self._size += len(data)

    def last(self, line: int) -> dict[str, Any]:
        """The last record of a job, empty when it has none."""
        with self._lock:
            return self._read(self.index.place(line)) or {}

    def _read(self, place: int) -> dict[str, Any] | None:
        if place < 0:
            return None
        with self.path.open("rb") as file:
            file.seek(place)
            found: dict[str, Any] = json.loads(file.readline())
        return found

    def close(self) -> None:
        """Let the folder go."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def load(path: Path) -> tuple[Index, int]:
    """What a journal says, and where its last whole line ends."""
    with path.open("rb") as file:
        return scan(file, str(path))


def scan(lines: Iterable[bytes], name: str = NAME) -> tuple[Index, int]:
    """The same for the lines of a journal."""
    index, place = Index(), 0
    paid: dict[int, Mapping[str, Any]] = {}
    for number, raw in enumerate(lines, 1):
        if not raw.endswith(b"\n"):
            break  # cut off by a kill
        record = _parsed(raw)
        if record is None or (number == 1 and record.get("batch") != VERSION):
            raise _damaged(name, number)
        line = int(record.get("job", -1))
        if line > index.jobs.get("lines", MOST_LINES):
            raise _damaged(name, number)
        index.take(record, place, paid.pop(line, None))
        if record.get("state") in PAID:
            paid[line] = {key: record[key] for key in ("state", "cost", "paid") if key in record}
        place += len(raw)
    return index, place


def records(path: Path, index: Index) -> Iterator[dict[str, Any]]:
    """The last record of every job that has one, in the order of the jobs."""
    with path.open("rb") as file:
        for line in index.lines():
            file.seek(index.place(line))
            yield json.loads(file.readline())


def held(path: Path) -> bool:
    """Whether a run works with a journal at this moment."""
    with path.open("rb") as file:
        return not destinations.lock(file.fileno(), shared=True)


def has_begun(path: Path) -> bool:
    """Whether a journal holds more than its first line."""
    try:
        with path.open("rb") as file:
            return all(file.readline().endswith(b"\n") for _ in range(2))
    except OSError:
        return False


def sync_folder(folder: Path) -> None:
    """Make new names in a folder survive a power cut, where the system knows how."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _damaged(name: str, number: int) -> BatchError:
    return BatchError(
        f"{name}: line {number} is damaged, or written by a newer version. Nothing was sent."
        " Restore the file from a copy, or use another folder; then the jobs are paid again."
    )


def _parsed(raw: bytes) -> dict[str, Any] | None:
    """A record, None for a line that is none."""
    try:
        record = json.loads(raw)
        good = (
            isinstance(record, dict)
            and all(name not in record or fits(record[name]) for name, fits in FIELDS.items())
            and ("job" not in record or "state" in record)
            and ("jobs" not in record or {"lines", "digest"} <= record.keys())
        )
    except (ValueError, RecursionError, ArithmeticError, MinimaxError):
        return None
    return record if good else None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_inside(value: object) -> bool:
    """Whether a value is the name of a file below the folder."""
    if not isinstance(value, str) or not value or "\0" in value:
        return False
    path = PurePath(value)
    return not path.is_absolute() and ".." not in path.parts


def _are_inside(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_inside, value))


FIELDS: Mapping[str, Callable[[Any], bool]] = {
    "batch": _is_count,
    "jobs": _is_count,
    "lines": _is_count,
    "digest": _is_text,
    "job": lambda value: _is_count(value) and value > 0,
    "state": lambda value: _is_text(value) and value in set(STATES),
    "key": _is_text,
    "id": lambda value: _is_text(value) or _is_count(value),
    "op": _is_text,
    "save": _is_inside,
    "names": _are_inside,
    "alone": lambda value: isinstance(value, bool),
    "paid": lambda value: isinstance(value, bool),
    "files": _are_inside,
    "rescued": _are_texts,
    "urls": _are_texts,
    "text": _is_text,
    "handle": lambda value: _is_text(value) and bool(parse_handle(value)),
    "cost": lambda value: _is_text(value) and 0 <= Decimal(value) < MOST_COST,
    "currency": _is_text,
    "as_of": _is_text,
    "notes": lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
    "error": lambda value: isinstance(value, dict) and _is_text(value.get("message", "")),
}
"""What each field of a record has to be."""
