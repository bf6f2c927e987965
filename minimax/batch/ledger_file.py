"""The file of a ledger: its schema, how it is opened, locked and read."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..core import destinations
from .protocol import PAID, BatchError, Known, State

NAME, LOCK, RESERVE = "ledger.sqlite3", "ledger.lock", "ledger.reserve"
FILES = (NAME, LOCK, RESERVE, f"{NAME}-wal", f"{NAME}-shm", f"{NAME}-journal")
"""File names of a ledger in its folder; no job may write to them."""
RESERVED_BYTES = 2**20
"""Reserved disk space, released when the disk is full, to record what is already paid for."""
PAGE = 500
"""Number of rows read at a time."""
UNIT = Decimal(10) ** -10
"""Costs are stored as whole multiples of this fraction of the currency."""
LOCK_SECONDS = 15.0
"""Seconds to wait for the lock. A run that was killed holds it until its last write is on disk, one
on Ray until Ray has ended its coordinator, and `batch status` for a moment.
"""
LOCK_STEP = 1.0
"""Seconds until the user is told what a run waits for."""
VERSION = 1
SCHEMA = f"""
CREATE TABLE batch (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE job (
  line    INTEGER PRIMARY KEY,               -- of the job file, from 1
  id      TEXT,                              -- NULL: the number of its line
  key     INTEGER NOT NULL,                  -- fingerprint of its content
  place   INTEGER,                           -- the byte of the job file where its line begins
  state   TEXT NOT NULL DEFAULT 'pending',
  attempt INTEGER NOT NULL DEFAULT 0,        -- paid requests that were allowed so far
  worker  TEXT,                              -- who was allowed the last one
  nonce   TEXT,                              -- and in which go: only that one may ask again
  at      REAL,                              -- when its state changed last
  paid    INTEGER NOT NULL DEFAULT 0,        -- whether the last attempt cost money
  cost    INTEGER,                           -- in 1e-10 of the currency
  facts   TEXT                               -- handle, links, files, error and so on, in JSON
);
CREATE UNIQUE INDEX job_id ON job (id) WHERE id IS NOT NULL;
CREATE TABLE late (line INTEGER, attempt INTEGER, at REAL, state TEXT, facts TEXT);
PRAGMA user_version = {VERSION};
"""
INSERT = "INSERT INTO job (line, id, key, place) VALUES (?, ?, ?, ?)"
SELECT = "SELECT line, state, attempt, facts FROM job"
TOTALS = """
SELECT state, count(*), coalesce(sum(cost), 0),
       sum(CASE WHEN paid AND cost IS NULL THEN 1 ELSE 0 END)
FROM job GROUP BY state
"""
Row = tuple[Any, ...]


class Totals:
    """Number of jobs per state, and their cost."""

    def __init__(self) -> None:
        self.counts: Counter[State] = Counter(dict.fromkeys(State, 0))
        self.spent = self.unpriced = 0
        self.currency = self.as_of = ""

    @classmethod
    def read(cls, db: sqlite3.Connection) -> Totals:
        """The totals of a ledger."""
        totals = cls()
        for name, jobs, cost, unpriced in db.execute(TOTALS).fetchall():
            totals.add(State(name), jobs, cost, unpriced)
        facts = dict(db.execute("SELECT name, value FROM batch").fetchall())
        totals.currency, totals.as_of = facts.get("currency", ""), facts.get("as_of", "")
        return totals

    def add(self, state: State, jobs: int, cost: int | None, unpriced: int) -> None:
        """Add jobs of a state; a negative number subtracts them."""
        self.counts[state] += jobs
        if state in PAID:
            self.spent += cost or 0
            self.unpriced += unpriced


def exists(folder: Path) -> bool:
    """Whether a folder holds a ledger with jobs in it."""
    try:
        return bool(rows(folder, "SELECT 1 FROM job LIMIT 1"))
    except BatchError:
        return False


def last_line(folder: Path) -> int:
    """The last line in a ledger, 0 if there is none."""
    if not (folder / NAME).is_file():
        return 0
    return int(rows(folder, "SELECT coalesce(max(line), 0) FROM job")[0][0])


def reader(folder: Path) -> sqlite3.Connection:
    """Open a connection for reading, which also works during a run. Raises BatchError if there is
    no ledger.
    """
    path = folder / NAME
    if not path.is_file():
        raise BatchError(f"{folder} holds no batch: there is no {NAME}")
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=60, check_same_thread=False
    )
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] == 0:
            raise BatchError(f"{folder} holds no batch: its {NAME} is empty")
    except BaseException as error:
        db.close()
        raise explained(folder, error) from None
    return db


def rows(folder: Path, query: str, given: Row = ()) -> list[Row]:
    """The rows of a query."""
    with closing(reader(folder)) as db:
        try:
            return db.execute(query, given).fetchall()
        except sqlite3.Error as error:
            raise explained(folder, error) from None


def pages(folder: Path, columns: str, where: str) -> Iterator[Row]:
    """Rows in the order of their lines, read page by page to save memory and not to block the
    writer. The first column must be the line.
    """
    last = 0
    query = f"SELECT {columns} FROM job WHERE line > ? AND ({where}) ORDER BY line LIMIT {PAGE}"
    while found := rows(folder, query, (last,)):
        yield from found
        last = found[-1][0]


def is_live(folder: Path) -> bool:
    """Whether a run is using a folder right now."""
    if not (folder / LOCK).is_file():
        return False
    uri = f"{(folder / LOCK).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=0)) as db:
        try:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
    return False


def known(row: Row) -> Known:
    """A job from the columns of SELECT."""
    line, state, attempt, facts = row[:4]
    return Known(line, State(state), attempt, json.loads(facts) if facts else {})


def fact(db: sqlite3.Connection, name: str) -> str | None:
    """A fact about the batch as a whole."""
    row = db.execute("SELECT value FROM batch WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def signed(key: int) -> int:
    """A fingerprint as a signed integer, for SQLite."""
    return key - 2**63


def unsigned(key: int) -> int:
    """The fingerprint for a signed integer from SQLite."""
    return key + 2**63


def units(cost: object) -> int | None:
    """A cost as a whole number of units."""
    return None if cost is None else int((Decimal(str(cost)) / UNIT).to_integral_value())


def sync_folder(folder: Path) -> None:
    """Make new names in a folder survive a power cut, if the system supports it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def explained(folder: Path, error: BaseException) -> BaseException:
    """An error of the database as a BatchError with an explanation."""
    if not isinstance(error, sqlite3.Error):
        return error
    if "locked" in str(error):
        return BatchError(
            f"Another run is using {folder}. Wait until it has finished, or use another folder."
        )
    path = folder / NAME
    if isinstance(error, sqlite3.OperationalError):
        return BatchError(f"The ledger {path} cannot be used: {error}")
    return BatchError(
        f"The ledger {path} is damaged: {error}. Nothing was sent. Restore it from a backup, or use"
        " another folder; then the jobs are paid for again."
    )


def lock(folder: Path) -> sqlite3.Connection:
    """Lock a folder for writing. Raises BatchError if another run does not release it in time. May
    block.
    """
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        left = max(0.0, deadline - time.monotonic())
        try:
            return _lock_within(folder, min(left, LOCK_STEP))
        except sqlite3.Error as error:
            if left <= LOCK_STEP or "locked" not in str(error):
                raise explained(folder, error) from None
        warnings.warn(
            f"Another run is using {folder}; waiting up to {LOCK_SECONDS:.0f} seconds for it to"
            " end",
            RuntimeWarning,
            stacklevel=2,
        )


def _lock_within(folder: Path, seconds: float) -> sqlite3.Connection:
    lock = sqlite3.connect(
        folder / LOCK, isolation_level=None, timeout=seconds, check_same_thread=False
    )
    try:
        lock.execute("PRAGMA journal_mode = MEMORY").fetchall()  # no file beside it
        lock.execute("BEGIN EXCLUSIVE")
    except BaseException:
        lock.close()
        raise
    return lock


def open_database(folder: Path) -> sqlite3.Connection:
    """Open the database, or create it, readable only by its owner."""
    path = folder / NAME
    flags = os.O_RDWR | os.O_CREAT | destinations.NOFOLLOW | destinations.BINARY
    try:
        os.close(os.open(path, flags, 0o600))
    except OSError as error:
        raise BatchError(f"{path} cannot be opened: {error.strerror}") from None
    db = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "journal_size_limit = 67108864"):
            db.execute(f"PRAGMA {pragma}").fetchall()
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise BatchError(
                f"{path} was written by a newer version of this package. Update it:"
                " pip install --upgrade minimax-sdk"
            )
        if version == 0:
            db.executescript(f"BEGIN; {SCHEMA} COMMIT;")
            # Without this sync, a power cut could restore the rollback journal of the first
            # transaction, which would then undo everything.
            sync_folder(folder)
    except BaseException:
        db.close()
        raise
    return db
