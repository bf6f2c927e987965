"""The ledger of a batch: one SQLite file with a row per job. A paid request is recorded in it,
durably, before it is sent.

One thread writes. Waiting transactions are committed together, so that they share one sync of the
disk; each returns once it would survive a power cut.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import wraps
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from .journal import import_journal
from .ledger_file import (
    FILES,
    INSERT,
    PAGE,
    RESERVE,
    RESERVED_BYTES,
    SELECT,
    Row,
    Totals,
    explained,
    fact,
    known,
    lock,
    open_database,
    rows,
    signed,
    units,
)
from .protocol import BEGINNABLE, BatchError, Known, State

GROUP = 500
"""Maximum number of transactions in one commit."""
BEGIN = (
    "UPDATE job SET state = 'started', attempt = ?, worker = ?, nonce = ?, facts = ?, at = ?,"
    " paid = 0, cost = NULL WHERE line = ? AND state = ? AND attempt = ?"
)
SETTLE = (
    "UPDATE job SET state = ?, at = ?, paid = ?, cost = ?, facts = ? WHERE line = ? AND attempt = ?"
)
ATTEMPT = "SELECT state, attempt, cost, paid FROM job"
REGRANT = "UPDATE job SET state = 'started' WHERE line = ?"
ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
NewJob = tuple[int, str | None, int, int]
"""Line, id, fingerprint, and byte offset of the line."""


Count = tuple[State, int | None, int]
"""State, cost, and 1 if it is paid without a known price."""


class Change(NamedTuple):
    """How a transaction changes the totals."""

    before: Count | None
    after: Count
    currency: str = ""
    as_of: str = ""
    jobs: int = 1


_PUT_BACK = (
    " Nothing was sent. Put the jobs back as they were (more may be added at the end), or use"
    " another folder for the changed ones."
)


def _begun_with_others(folder: Path) -> str:
    return f"{folder} was started with different jobs"


class SQLiteLedger:
    """The ledger of a folder, open for writing. Opening it twice is an error. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FILES:
            if (folder / name).is_symlink():
                raise BatchError(f"{folder / name} is a symbolic link, which is not followed.")
        self._lock = lock(folder)
        try:
            self._db = open_database(folder)
            import_journal(folder, self._db)
            self.totals = Totals.read(self._db)
            (folder / RESERVE).write_bytes(bytes(RESERVED_BYTES))
        except BaseException as error:
            self._lock.close()
            raise explained(folder, error) from None
        self.broken: BaseException | None = None
        self._closed: BatchError | None = None
        self.full = False
        self.commits = self.bookings = 0
        self._changes: list[Change] = []
        self._submitting = threading.Lock()
        self._queue: SimpleQueue[tuple[Callable[[Any], Any], Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="minimax-ledger", daemon=True)
        self._thread.start()

    # One job

    def look(self, line: int) -> Future[Known]:
        """What is known about the job on a line."""
        return self.submit(lambda db: known(_row(db, "line", line)))

    def take(self, id: str, key: int) -> Future[Known]:
        """What is known about the job with an id; a new job is added. Raises BatchError if the id
        belongs to another job.
        """

        def book(db: sqlite3.Connection) -> Known:
            row = db.execute(f"{SELECT} WHERE id = ? AND key = ?", (id, signed(key))).fetchone()
            if row is not None:
                return known(row)._replace(resumed=True)
            if db.execute("SELECT 1 FROM job WHERE id = ?", (id,)).fetchone():
                raise BatchError(
                    f"The id {id!r} belongs to another job in {self.folder}. Nothing was sent."
                )
            line = db.execute("INSERT INTO job (id, key) VALUES (?, ?)", (id, signed(key)))
            self._changes.append(Change(None, (State.PENDING, None, 0)))
            return Known(line.lastrowid or 0)

        return self.submit(book)

    def begin(
        self,
        line: int,
        before: State,
        attempt: int,
        worker: str,
        nonce: str,
        facts: Mapping[str, Any],
    ) -> Future[bool]:
        """Record that an attempt is about to be sent. False if the job is in a different state,
        unless the same caller (by `nonce`) asks again because it has not received the answer: even
        after the attempt was abandoned, since it has not been sent yet.
        """

        given = (attempt, worker, nonce, _json(facts))

        def book(db: sqlite3.Connection) -> bool:
            if self.full:
                raise BatchError(f"The disk of {self.folder} is full; nothing more is sent.")
            if before in BEGINNABLE:
                begun = db.execute(BEGIN, (*given, time.time(), line, before, attempt - 1))
                if begun.rowcount:
                    self._changes.append(Change((before, None, 0), (State.STARTED, None, 0)))
                    return True
            row = db.execute(f"{SELECT} WHERE line = ? AND nonce = ?", (line, nonce)).fetchone()
            if row is None or row[2] != attempt:
                return False
            found = known(row)
            if found.state is State.UNKNOWN and "abandoned" in found.facts:
                db.execute(REGRANT, (line,))
                self._changes.append(Change((State.UNKNOWN, None, 0), (State.STARTED, None, 0)))
                return True
            return found.state is State.STARTED

        return self.submit(book, undone=False)

    def settle(
        self,
        line: int,
        attempt: int,
        state: State,
        facts: Mapping[str, Any],
        *,
        only: State | None = None,
    ) -> Future[bool]:
        """Record the result of an attempt. False if a later attempt has begun, or the job is done:
        the result is then kept in the table `late`. With `only`, nothing is recorded unless the
        job is in that state.
        """
        cost = units(facts.get("cost"))
        paid = int(bool(facts.get("paid")))
        text = _json(facts)

        def book(db: sqlite3.Connection) -> bool:
            now = time.time()
            before: Count = only or State.STARTED, None, 0  # nearly always
            given = (state, now, paid, cost, text, line, attempt)
            if not db.execute(f"{SETTLE} AND state = ?", (*given, before[0])).rowcount:
                if only is not None:
                    return False
                found, last, *rest = db.execute(f"{ATTEMPT} WHERE line = ?", (line,)).fetchone()
                if last != attempt or found == State.DONE:
                    if (last, found, state) != (attempt, State.DONE, State.DONE):
                        late = (line, attempt, now, state, text)
                        db.execute("INSERT INTO late VALUES (?, ?, ?, ?, ?)", late)
                    return False
                before = _counted(found, *rest)
                db.execute(SETTLE, given)
            self._price(db, facts)
            self._changes.append(
                Change(
                    before,
                    _counted(state, cost, paid),
                    facts.get("currency", ""),
                    facts.get("as_of", ""),
                )
            )
            return True

        return self.submit(book, undone=False)

    def abandon(
        self, worker: str | None, found: Callable[[Mapping[str, Any]], bool]
    ) -> list[tuple[int, State]]:
        """Settle the unfinished jobs of a worker, or of all workers: done if `found` finds the
        result in the store, otherwise unknown; a result that its worker records in the meantime is
        kept. Blocks on file access. Returns lines and states.
        """
        where, given = "state IN ('started', 'unknown')", tuple[Any, ...]()
        if worker is not None:
            where, given = "state = 'started' AND worker = ?", (worker,)
        settled = []
        self.submit(lambda db: None).result()  # all earlier transactions are on disk now
        for each in map(known, rows(self.folder, f"{SELECT} WHERE {where}", given)):
            facts = {**each.facts, "abandoned": True}
            if each.state is State.UNKNOWN and "abandoned" not in each.facts:
                continue  # no response was received, so there is no result to find
            if _is_there(found, facts):
                state, facts = State.DONE, {**facts, "paid": True, "files": [facts["save"]]}
                facts.pop("error", None)
            elif each.state is State.UNKNOWN:
                continue
            else:
                state = State.UNKNOWN
                facts["error"] = {
                    "type": "",
                    "message": (
                        "The run ended while the paid request was in flight; no response was"
                        " received. The request may have been carried out."
                    ),
                }
            if self.settle(each.line, each.attempt, state, facts, only=each.state).result():
                settled.append((each.line, state))
        return settled

    # The batch as a whole

    def ingest(self, jobs: Iterable[NewJob]) -> int:
        """Add jobs in one transaction and return their number. Jobs that are already known must
        not have changed.
        """

        def book(db: sqlite3.Connection) -> int:
            if self.full:  # and the jobs were read before the transaction failed
                raise BatchError(f"The disk of {self.folder} is full; nothing was sent.")
            last = db.execute("SELECT coalesce(max(line), 0) FROM job").fetchone()[0]
            imported = json.loads(fact(db, "imported") or "null")
            digest, digested = hashlib.sha256(), 0
            before = db.cursor().execute("SELECT line, key, place FROM job ORDER BY line")
            expected, count, added, fresh = before.fetchone(), 0, 0, list[Row]()
            for line, id, key, place in jobs:
                count += 1
                if expected is not None and expected[0] <= line:
                    if expected[:2] != (line, signed(key)):
                        raise self._other_jobs(expected[0])
                    if expected[2] != place:
                        db.execute("UPDATE job SET place = ? WHERE line = ?", (place, line))
                    expected = before.fetchone()
                elif line > last or imported:
                    fresh.append((line, id, signed(key), place))
                    if len(fresh) >= 10 * PAGE and line > last:
                        added += db.executemany(INSERT, fresh).rowcount
                        fresh.clear()
                else:
                    raise self._other_jobs(line)
                if imported and line <= imported["lines"]:
                    digest.update(bytes(8 * (line - digested - 1)) + key.to_bytes(8, "little"))
                    digested = line
            if expected is not None:
                raise self._other_jobs(expected[0])
            if imported:
                digest.update(bytes(8 * (imported["lines"] - digested)))
                if digest.hexdigest() != imported["digest"]:
                    raise BatchError(f"{_begun_with_others(self.folder)}.{_PUT_BACK}")
                db.execute("DELETE FROM batch WHERE name = 'imported'")
            added += db.executemany(INSERT, fresh).rowcount if fresh else 0
            self._changes.append(Change(None, (State.PENDING, None, 0), jobs=added))
            return count

        return self.submit(book).result()  # type: ignore[no-any-return]

    def _other_jobs(self, line: int) -> BatchError:
        where = f"line {line} is not the job that was started"
        return BatchError(f"{_begun_with_others(self.folder)}: {where}.{_PUT_BACK}")

    def note(self, **facts: str) -> None:
        """Record facts about the batch as a whole."""
        self.submit(lambda db: _note(db, facts)).result()

    def _price(self, db: sqlite3.Connection, facts: Mapping[str, Any]) -> None:
        """Record the date of the prices that costs are based on."""
        new = {
            name: str(facts[name])
            for name in ("currency", "as_of")
            if facts.get(name) and facts[name] != getattr(self.totals, name)
        }
        if new:
            _note(db, new)

    # Writing

    def submit(self, book: Callable[[Any], Any], *, undone: bool = True) -> Future[Any]:
        """Run a function in a transaction, in the writing thread. The future is done when the
        transaction is on disk. An exception undoes only this function; a function that raises only
        before it has written anything can do without being `undone`.
        """
        future: Future[Any] = Future()
        with self._submitting:
            if (problem := self.broken or self._closed) is None:
                self._queue.put((_undone(book) if undone else book, future))
            else:
                future.set_exception(problem)
        return future

    def _write(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            while len(group) < GROUP and not self._queue.empty():
                if (more := self._queue.get()) is None:
                    self._queue.put(None)
                    break
                group.append(more)
            group = [pair for pair in group if pair[1].set_running_or_notify_cancel()]
            try:
                answers = self._commit([book for book, _ in group])
            except BaseException as problem:  # none of this group was recorded, or ever will be
                self.broken = explained(self.folder, problem)
                for _, future in group:
                    future.set_exception(self.broken)
                continue
            for (_, future), (answer, error) in zip(group, answers, strict=True):
                if error is None:
                    future.set_result(answer)
                else:
                    future.set_exception(error)

    def _commit(self, books: list[Callable[[Any], Any]]) -> list[tuple[Any, Exception | None]]:
        answers: list[tuple[Any, Exception | None]] = []
        changes: list[Change] = []
        if self.broken is not None:
            raise self.broken
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for book in books:
                self._changes = []
                try:
                    answers.append((book(self._db), None))
                    changes += self._changes
                except sqlite3.Error:
                    raise
                except Exception as error:
                    answers.append((None, error))
            self._db.execute("COMMIT")
        except BaseException as problem:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if "full" in str(problem) and not self.full:
                self.full = True
                (self.folder / RESERVE).unlink(missing_ok=True)
                return self._commit(books)
            raise
        for change in changes:
            self._count(change)
        self.commits, self.bookings = self.commits + 1, self.bookings + len(answers)
        return answers

    def _count(self, change: Change) -> None:
        if change.before is not None:
            state, cost, unpriced = change.before
            self.totals.add(state, -1, -(cost or 0), -unpriced)
        state, cost, unpriced = change.after
        self.totals.add(state, change.jobs, cost, unpriced)
        self.totals.currency = change.currency or self.totals.currency
        self.totals.as_of = change.as_of or self.totals.as_of

    def close(self) -> None:
        """Finish pending writes, and release the folder."""
        with self._submitting:
            self._closed = BatchError(f"The ledger of {self.folder} is closed.")
            self._queue.put(None)
        self._thread.join()
        with suppress(sqlite3.Error):
            self._db.close()
        self._lock.close()
        (self.folder / RESERVE).unlink(missing_ok=True)


def _is_there(found: Callable[[Mapping[str, Any]], bool], facts: Mapping[str, Any]) -> bool:
    """Whether a result exists. False if its store cannot be asked; the next run asks again."""
    try:
        return found(facts)
    except OSError:
        return False


def _undone(book: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function whose exception undoes what it has written."""

    @wraps(book)
    def undone(db: sqlite3.Connection) -> Any:
        db.execute("SAVEPOINT booking")
        try:
            answer = book(db)
        except sqlite3.Error:
            raise  # it undoes the whole transaction
        except Exception:
            db.execute("ROLLBACK TO booking")
            db.execute("RELEASE booking")
            raise
        db.execute("RELEASE booking")
        return answer

    return undone


def _row(db: sqlite3.Connection, column: str, value: object) -> Row:
    return db.execute(f"{SELECT} WHERE {column} = ?", (value,)).fetchone()  # type: ignore[no-any-return]


def _note(db: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    db.executemany("INSERT OR REPLACE INTO batch VALUES (?, ?)", list(facts.items()))


def _counted(state: str, cost: int | None, paid: int) -> Count:
    return State(state), cost, int(bool(paid) and cost is None)


def _json(facts: Mapping[str, Any]) -> str | None:
    if not facts:
        return None
    text = ENCODER.encode(facts)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
