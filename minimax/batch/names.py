"""Which files and ids the jobs of a batch use: each once. Kept in a temporary database, so that a
million jobs need no more memory than a few.
"""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from ..core import filenames
from ..errors import ValidationError
from .journal import IMPORTED, NAME
from .ledger_file import FILES

SPOOL = "jobs.jsonl"
REPORT = "report.json"
MARK = "batch-mark.json"
OWN_FILES = (*FILES, NAME, IMPORTED, REPORT, SPOOL, MARK)
"""Names that the batch itself writes to."""
CACHE_KIB = 16_384
SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -{CACHE_KIB};
CREATE TABLE id (mark INTEGER PRIMARY KEY);
CREATE TABLE file (mark INTEGER PRIMARY KEY, line INTEGER);
CREATE TABLE folder (mark INTEGER PRIMARY KEY);
BEGIN;
"""


class NameIndex:
    """The names that were claimed so far. `out` is the folder of the results, None where they go
    to a store that has no links.
    """

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._root = out.resolve() if out is not None else None
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)

    def claim_id(self, id: str) -> None:
        """Claim an id. Raises a ValidationError when it is in use."""
        if not self._insert("id", (_mark(id),)):
            raise ValidationError(f"the id {id!r} is used by an earlier line", field="id", value=id)

    def claim_file(self, name: str, line: int) -> None:
        """Claim the name of a file. Raises a ValidationError when it is not allowed or in use."""
        path = PurePosixPath(name)
        safe = "/".join(filenames.safe_path(name))
        if not name or name != safe:
            hint = f"; {safe!r} would do" if safe else ""
            raise ValidationError(
                f"save: {name!r} is not a valid file name in the folder of the batch{hint}",
                field="save",
                value=name,
            )
        if filenames.folded(path.parts[0]) in OWN_FILES:
            raise ValidationError(
                f"save: the batch itself writes {name!r}; choose another name",
                field="save",
                value=name,
            )
        mark = _mark(filenames.folded(name))
        folders = [_mark(filenames.folded(str(each))) for each in path.parents if each.name]
        if not all(self._has("folder", folder) for folder in folders):
            self._require_inside(path)
        used = next(filter(None, (self._line(each) for each in (mark, *folders))), None)
        if used is not None or self._has("folder", mark):
            who = (
                f"line {used} writes to the same place"
                if used is not None
                else "another line uses it as a folder"
            )
            raise ValidationError(f"save: {name!r} is in use: {who}", field="save", value=name)
        self._insert("file", (mark, line))
        for folder in folders:
            self._insert("folder", (folder,))

    def close(self) -> None:
        """Drop the database."""
        self._db.close()

    def _require_inside(self, path: PurePosixPath) -> None:
        if self._out is None or self._root is None:
            return
        if not (self._out / path.parent).resolve().is_relative_to(self._root):
            raise ValidationError(
                f"save: {str(path)!r} leads out of {self._out}", field="save", value=str(path)
            )

    def _insert(self, table: str, row: tuple[int, ...]) -> bool:
        marks = ", ".join("?" * len(row))
        return bool(
            self._db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row).rowcount
        )

    def _has(self, table: str, mark: int) -> bool:
        found = self._db.execute(f"SELECT 1 FROM {table} WHERE mark = ?", (mark,))
        return found.fetchone() is not None

    def _line(self, mark: int) -> int | None:
        row = self._db.execute("SELECT line FROM file WHERE mark = ?", (mark,)).fetchone()
        return None if row is None else int(row[0])


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(),
                          signed=True)  # fmt: skip
