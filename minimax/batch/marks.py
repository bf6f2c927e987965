"""The mark of a batch: a small file next to the results when several machines save them.

It lets workers verify that they see the same destination as the driver, prevents two batches from
sharing a destination, and records which jobs were never sent, in case the ledger is lost.
"""

from __future__ import annotations

import json
import secrets
import socket
from typing import NamedTuple

from . import ledger_file
from .ledger import SQLiteLedger
from .names import MARK
from .protocol import BatchError
from .stores import Store

STEP = 1000
"""Number of lines by which the mark advances at a time."""
ID = "id"


class Mark(NamedTuple):
    """The content of the file."""

    batch: str
    """The id of the batch in its ledger."""
    ledger: str
    """Host and folder of the ledger."""
    sent_up_to: int = 0
    """No job on a later line was ever sent."""

    @classmethod
    def read(cls, store: Store) -> Mark | None:
        """The mark of a store, None if it has none."""
        try:
            raw = store.read(MARK)
            return None if raw is None else cls(**json.loads(raw))
        except (OSError, ValueError, TypeError) as error:
            problem = error if isinstance(error, OSError) else "it is damaged"
            raise BatchError(f"{store.address}/{MARK} cannot be read: {problem}.") from None

    def write(self, store: Store) -> None:
        """Write the mark. Raises BatchError if that fails."""
        try:
            store.write(MARK, json.dumps(self._asdict()).encode())
        except Exception as error:
            raise BatchError(f"{store.address} cannot be written: {error}") from None


class MovingMark:
    """The mark of a running batch. It is always ahead of the jobs that are handed out."""

    def __init__(self, ledger: SQLiteLedger, store: Store) -> None:
        self._store = store
        self._mark = self._claim(ledger, store)

    @property
    def batch(self) -> str:
        """Id of the batch."""
        return self._mark.batch

    def pass_line(self, line: int) -> None:
        """Move the mark beyond a line before its job is handed out. May block."""
        if line > self._mark.sent_up_to:
            self._mark = self._mark._replace(sent_up_to=line + STEP)
            self._mark.write(self._store)

    @staticmethod
    def _claim(ledger: SQLiteLedger, store: Store) -> Mark:
        """Claim a store for this batch. Raises BatchError if it belongs to another batch."""
        batch = ledger.submit(lambda db: ledger_file.fact(db, ID)).result()
        if batch is None:
            ledger.note(**{ID: (batch := secrets.token_hex(8))})
        mark = Mark(batch, f"{socket.gethostname()}:{ledger.folder.absolute()}")
        found = Mark.read(store)
        if found is not None and found.batch != batch:
            raise BatchError(
                f"{store.address} contains the results of another batch, whose ledger is"
                f" {found.ledger}. Nothing was sent. Run the same jobs with that ledger. If it is"
                f" lost, jobs up to line {found.sent_up_to:,} may have been paid for, and later"
                " ones were never sent: run those as a new batch with another destination."
            )
        mark = mark._replace(sent_up_to=found.sent_up_to if found else 0)
        mark.write(store)
        return mark


def require_shared(store: Store, batch: str) -> None:
    """Raise a BatchError unless this worker can write to the destination of the batch."""
    try:
        mark = Mark.read(store)
        store.probe()
    except BatchError:
        raise
    except Exception as error:
        raise BatchError(
            f"{store.address} cannot be written by the worker on {socket.gethostname()}: {error}."
            " Nothing was sent."
        ) from None
    if mark is None or mark.batch != batch:
        raise BatchError(
            f"{store.address} on {socket.gethostname()} is not the destination that the driver"
            " sees. Nothing was sent. Use a folder that all machines share, or an address such as"
            " s3://bucket/folder."
        )
