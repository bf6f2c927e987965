"""Check that the ids and file names of the jobs of a batch are unique. A temporary database keeps
memory usage constant even for a million jobs.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from ..core import destinations
from ..errors import ValidationError
from .journal import IMPORTED, NAME
from .ledger_file import FILES

if TYPE_CHECKING:
    from .job import Job

SPOOL = "jobs.jsonl"
REPORT = "report.json"
MARK = "batch-mark.json"
OWN_FILES = (*FILES, NAME, IMPORTED, REPORT, SPOOL, MARK)
"""Names of files that the batch itself writes."""
FILE, FOLDER = 0, 1
CACHE_KIB = 16_384
PAGE = 1000
"""Number of claims written at a time."""
SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -{CACHE_KIB};
CREATE TABLE claim (
  line INTEGER NOT NULL,
  id   BLOB,               -- NULL if it is in another row of the line
  name BLOB NOT NULL,      -- of a file or folder, as file systems that ignore case see it
  kind INTEGER NOT NULL,
  save BLOB NOT NULL       -- the file as it was given
);
BEGIN;
"""
INSERT = "INSERT INTO claim VALUES (?, ?, ?, ?, ?)"
SAME_IDS = """
SELECT line, id, first FROM claim JOIN (
  SELECT id, min(line) AS first FROM claim WHERE id NOTNULL
  GROUP BY id HAVING count(*) > 1 ORDER BY first LIMIT ?1
) USING (id)
WHERE line > first ORDER BY line LIMIT ?1
"""
SAME_NAMES = f"""
SELECT line, save, first, held FROM claim JOIN (
  SELECT name, min(line) AS first, kind AS held FROM claim  -- the kind in that line
  GROUP BY name HAVING count(*) > sum(kind) AND count(*) > 1 ORDER BY first LIMIT ?1
) USING (name)
WHERE line > first AND {FILE} IN (kind, held) ORDER BY line LIMIT ?1
"""
"""A name may be that of several folders, but of one file only."""


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


class Names:
    """The ids and files of jobs, which must all be different. They are written to a temporary
    database and sorted there at the end, which takes a third of the time that an index takes.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)
        self._claims: list[tuple[int, bytes | None, bytes, int, bytes]] = []
        self._folders = {""}
        """Some of the folders claimed so far."""

    def claim(self, job: Job) -> None:
        """Claim the id and files of a job. Raises a ValidationError if a name is not allowed."""
        id: bytes | None = _bytes(job.id)
        for file in job.files():
            require_valid(file)
            name, save = destinations.folded(file), _bytes(file)
            self._claims.append((job.line, id, _bytes(name), FILE, save))
            folder, id = name.rpartition("/")[0], None
            if folder not in self._folders:
                if len(self._folders) == PAGE:
                    self._folders.clear()
                self._folders.add(folder)
                ends = [end for end, letter in enumerate(f"{folder}/") if letter == "/" and end]
                self._claims += [
                    (job.line, None, _bytes(folder[:end]), FOLDER, save) for end in ends
                ]
        if len(self._claims) >= PAGE:
            self._write()

    def conflicts(self, most: int) -> dict[int, str]:
        """Lines whose id or file is that of an earlier line, and what to say about them: up to so
        many for ids and for files.
        """
        self._write()
        found = {}
        for line, save, first, held in self._db.execute(SAME_NAMES, (most,)):
            use = "uses it as a folder" if held == FOLDER else "writes to the same place"
            found[line] = f"save: {_text(save)!r} is in use: line {first} {use}"
        for line, id, first in self._db.execute(SAME_IDS, (most,)):
            found[line] = f"the id {_text(id)!r} is used by line {first}; use another one"
        return found

    def _write(self) -> None:
        self._db.executemany(INSERT, self._claims)
        self._claims.clear()

    def close(self) -> None:
        """Drop the database."""
        self._db.close()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
