"""Import of journals. Earlier versions kept a journal instead of a ledger: one line of JSON per
step of a job. The last line of a job determines how it continues.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

from ..core import destinations
from ..core.waiting import parse_handle
from ..errors import MinimaxError
from .ledger_file import signed, units
from .protocol import PICKED_UP, BatchError, State

NAME, IMPORTED = "journal.jsonl", "journal.imported.jsonl"
VERSION = 1
MOST_LINES = 10_000_000
"""The highest line number of a record if the journal does not state the number of jobs."""
MOST_COST = 10**6
CONTINUABLE = frozenset({"handle", "urls", "rescued", "text"})
"""Fields of a record, any one of which is enough to continue a job."""
OWN = frozenset({"at", "job", "key", "id", "state"})
INSERT = (
    "INSERT OR REPLACE INTO job (line, id, key, state, attempt, at, paid, cost, facts)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def has_begun(path: Path) -> bool:
    """Whether a journal holds more than its first line."""
    try:
        with path.open("rb") as file:
            return all(file.readline().endswith(b"\n") for _ in range(2))
    except OSError:
        return False


def import_journal(folder: Path, db: sqlite3.Connection) -> None:
    """Import the journal of a folder into its new ledger, and rename it, so that neither this nor
    an earlier version reads it again. Does nothing if there is no journal, or only its first line.
    May block.
    """
    path = folder / NAME
    if not has_begun(path) or db.execute("SELECT 1 FROM job LIMIT 1").fetchone():
        return
    if path.is_symlink():
        raise BatchError(f"{path} is a symbolic link, which is not followed.")
    with path.open("rb") as file:
        if not destinations.lock(file.fileno()):
            raise BatchError(
                f"Another run is using {folder}. Wait until it has finished, or use another folder."
            )
        db.execute("BEGIN IMMEDIATE")
        try:
            insert_records(file, db, path)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
    path.rename(folder / IMPORTED)


def read_journal(folder: Path) -> sqlite3.Connection:
    """A temporary ledger for a journal that no run has imported yet; closing it deletes it."""
    from .ledger_file import SCHEMA

    db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    try:
        db.executescript(SCHEMA)
        with (folder / NAME).open("rb") as file:
            insert_records(file, db, folder / NAME)
    except BaseException:
        db.close()
        raise
    return db


def insert_records(lines: Iterable[bytes], db: sqlite3.Connection, path: Path) -> None:
    """Insert the last record of every job. An incomplete line, left when a run was killed, is
    dropped: its step had not begun.
    """
    whole: dict[str, Any] = {}
    with closing(db.cursor()) as cursor:
        for number, raw in enumerate(lines, 1):
            if not raw.endswith(b"\n"):
                break
            record = _parsed(raw)
            if record is None or (number == 1 and record.get("batch") != VERSION):
                raise _damaged(path, number)
            if "job" in record:
                if record["job"] > whole.get("lines", MOST_LINES):
                    raise _damaged(path, number)
                cursor.execute(INSERT, _row(record, path))
            elif "lines" in record:
                whole = {name: record[name] for name in ("jobs", "lines", "digest")}
    _require_continuations(db, path)
    facts = {"imported": json.dumps(whole)} if whole else {}
    db.executemany("INSERT OR REPLACE INTO batch VALUES (?, ?)", list(facts.items()))


def _row(record: Mapping[str, Any], path: Path) -> tuple[Any, ...]:
    line, state = record["job"], State(record["state"])
    id = record.get("id")
    facts = {name: value for name, value in record.items() if name not in OWN}
    return (
        line,
        None if id is None else str(id),
        signed(int(record.get("key", "0"), 16)),
        state,
        int(state is not State.PENDING),
        record.get("at"),
        int(bool(record.get("paid"))),
        units(record.get("cost")),
        json.dumps(facts, ensure_ascii=False),
    )


def _require_continuations(db: sqlite3.Connection, path: Path) -> None:
    """Raise a BatchError if a job is in progress, but its record does not say how to continue."""
    states = ", ".join(f"'{state}'" for state in sorted(PICKED_UP))
    for line, state, facts in db.execute(
        f"SELECT line, state, facts FROM job WHERE state IN ({states}) ORDER BY line"
    ).fetchall():
        if not CONTINUABLE & json.loads(facts).keys():
            raise BatchError(
                f"{path}: line {line} of the jobs is {state}, but its record names neither a task"
                " nor a result. Nothing was sent. Restore the file from a backup, or use another"
                " folder; then the jobs are paid for again."
            )


def _damaged(path: Path, number: int) -> BatchError:
    return BatchError(
        f"{path}: line {number} is damaged, or was written by a newer version. Nothing was sent."
        " Restore the file from a backup, or use another folder; then the jobs are paid for again."
    )


def _parsed(raw: bytes) -> dict[str, Any] | None:
    """Parse a record; None for a line that is not one."""
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
    """Whether a value is the name of a file inside the folder."""
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
    "state": lambda value: _is_text(value) and value in set(State),
    "key": lambda value: _is_text(value) and 0 <= int(value, 16) < 2**64,
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
"""A check for each field of a record."""
