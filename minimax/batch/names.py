"""Check that the file names and ids of the jobs of a batch are unique. A temporary database keeps
memory usage constant even for a million jobs.
"""

from __future__ import annotations

import sqlite3
from hashlib import blake2b

from ..core import destinations
from ..errors import ValidationError
from .journal import IMPORTED, NAME
from .ledger_file import FILES

SPOOL = "jobs.jsonl"
REPORT = "report.json"
MARK = "batch-mark.json"
OWN_FILES = (*FILES, NAME, IMPORTED, REPORT, SPOOL, MARK)
"""Names of files that the batch itself writes."""
CACHE_KIB = 16_384
SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -{CACHE_KIB};
CREATE TABLE id (mark INTEGER PRIMARY KEY);
CREATE TABLE file (mark INTEGER PRIMARY KEY, line INTEGER);
CREATE TABLE folder (mark INTEGER PRIMARY KEY);
BEGIN;
"""


def require_valid(name: str) -> None:
    """Raise a ValidationError unless a name is that of a file inside the folder, and not one that
    the batch uses itself.
    """
    safe = "/".join(destinations.safe_path(name))
    if not name or name != safe:
        hint = f"; {safe!r} would do" if safe else ""
        raise ValidationError(
            f"save: {name!r} is not a valid file name in the folder of the batch{hint}",
            field="save",
            value=name,
        )
    if destinations.folded(name.partition("/")[0]) in OWN_FILES:
        raise ValidationError(
            f"save: {name!r} is used by the batch itself; choose another name",
            field="save",
            value=name,
        )


class NameIndex:
    """The names claimed so far."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)
        self._folder = ""
        """The one that was claimed last."""
        self._has_folders = False

    def claim_id(self, id: str) -> None:
        """Claim an id. Raises a ValidationError if it is in use."""
        if not self._insert("id", (_mark(id),)):
            raise ValidationError(f"the id {id!r} is used by an earlier line", field="id", value=id)

    def claim_file(self, name: str, line: int) -> None:
        """Claim a file name. Raises a ValidationError if it is not allowed or in use."""
        require_valid(name)
        folded = destinations.folded(name)
        folder = folded.rpartition("/")[0]
        if folder != self._folder:  # jobs with the same folder are usually adjacent
            self._claim_folders(folder, name)
        mark = _mark(folded)
        if self._has_folders and self._is_folder(mark):
            raise _in_use(name, "another line uses it as a folder")
        if not self._insert("file", (mark, line)):
            raise _in_use(name, f"line {self._line(mark)} writes to the same place")

    def _claim_folders(self, folder: str, name: str) -> None:
        """Claim a folder and its parents: no file may have the same name."""
        ends = [end for end, character in enumerate(f"{folder}/") if character == "/" and end]
        marks = [_mark(folder[:end]) for end in ends]
        for used in filter(None, map(self._line, marks)):
            raise _in_use(name, f"line {used} writes to the same place")
        for mark in marks:
            self._insert("folder", (mark,))
        self._folder, self._has_folders = folder, self._has_folders or bool(marks)

    def close(self) -> None:
        """Drop the database."""
        self._db.close()

    def _insert(self, table: str, row: tuple[int, ...]) -> bool:
        marks = ", ".join("?" * len(row))
        return bool(
            self._db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row).rowcount
        )

    def _is_folder(self, mark: int) -> bool:
        found = self._db.execute("SELECT 1 FROM folder WHERE mark = ?", (mark,))
        return found.fetchone() is not None

    def _line(self, mark: int) -> int | None:
        row = self._db.execute("SELECT line FROM file WHERE mark = ?", (mark,)).fetchone()
        return None if row is None else int(row[0])


def _in_use(name: str, by: str) -> ValidationError:
    return ValidationError(f"save: {name!r} is in use: {by}", field="save", value=name)


def _mark(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
