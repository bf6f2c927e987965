"""The ledger: what is recorded before money is spent stays, whatever fails; journals of earlier
versions; and status.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax import MiniMax, Retry, batch
from minimax.batch import BatchError, JobsError, State, ledger, ledger_file
from minimax.batch.jobs import parsed
from minimax.batch.ledger import SQLiteLedger
from minimax.batch.protocol import REPEATED

from .platform import KEY, SPEECH, Clock, Platform, native_error, ok

URL = "https://api.example.test"


def speak(text: str, **more: Any) -> dict[str, Any]:
    return {"op": "speech.synthesize", "text": text, **more}


def client_of(platform: Any, **options: Any) -> MiniMax:
    connection = httpx.Client(transport=httpx.MockTransport(platform))
    return MiniMax(KEY, base_url=URL, http_client=connection, **{"clock": Clock(), **options})


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[SQLiteLedger]:
    """A ledger with three jobs."""
    found = SQLiteLedger(tmp_path / "out")
    found.ingest((line, None, line, 0) for line in (1, 2, 3))
    yield found
    found.close()


@pytest.fixture(autouse=True)
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def begin(opened: SQLiteLedger, line: int, before: str, attempt: int, nonce: str = "n") -> bool:
    return opened.begin(line, State(before), attempt, "w", nonce, {"save": "a"}).result()


# One job


@pytest.mark.parametrize(
    ("before", "attempt", "admitted"),
    [
        ("pending", 1, True),
        ("pending", 2, False),
        ("pending", 0, False),
        ("refused", 1, False),
        ("done", 1, False),
        ("started", 1, False),
    ],
)
def test_attempts_start_only_from_the_recorded_state(
    before: str, attempt: int, admitted: bool, opened: SQLiteLedger
) -> None:
    assert begin(opened, 1, before, attempt) is admitted
    assert (opened.look(1).result().state is State.STARTED) is admitted


def test_lost_begin_responses_are_repeated_only_for_the_same_attempt(
    opened: SQLiteLedger,
) -> None:
    assert begin(opened, 1, "pending", 1, "mine")
    assert begin(opened, 1, "pending", 1, "mine")
    assert not begin(opened, 1, "pending", 1, "other")
    opened.settle(1, 1, State.DONE, {}).result()
    assert not begin(opened, 1, "pending", 1, "mine"), "the job has gone on"


def test_an_abandoned_attempt_is_granted_again_if_its_caller_has_not_heard_of_it(
    opened: SQLiteLedger,
) -> None:
    """The coordinator was restarted between recording an attempt and answering."""
    for line in (1, 2):
        assert begin(opened, line, "pending", 1, "mine")
    opened.settle(2, 1, State.UNKNOWN, {"error": {"message": "no response"}}).result()
    opened.abandon(None, lambda facts: False)

    assert not begin(opened, 1, "pending", 1, "other")
    assert begin(opened, 1, "pending", 1, "mine")
    assert opened.look(1).result().state is State.STARTED
    assert not begin(opened, 2, "pending", 1, "mine"), "this attempt has been sent"
    assert +opened.totals.counts == dict.fromkeys((State.PENDING, State.STARTED, State.UNKNOWN), 1)


def test_done_is_final_and_late_results_are_kept(opened: SQLiteLedger) -> None:
    begin(opened, 1, "pending", 1)
    assert opened.settle(1, 1, State.DONE, {"files": ["a"]}).result()
    assert not opened.settle(1, 1, State.DONE, {"files": ["a"]}).result()
    assert not opened.settle(1, 1, State.UNKNOWN, {"error": {"message": "x"}}).result()
    begin(opened, 2, "pending", 1)
    opened.settle(2, 1, State.REFUSED, {}).result()
    begin(opened, 2, "refused", 2)
    assert not opened.settle(2, 1, State.DONE, {"files": ["b"]}).result()

    late = ledger_file.rows(opened.folder, "SELECT line, attempt, state FROM late")
    assert late == [(1, 1, "unknown"), (2, 1, "done")]
    assert opened.look(1).result().facts == {"files": ["a"]}


def test_totals_match_the_file_after_every_step(opened: SQLiteLedger) -> None:
    paid = {"paid": True, "cost": "0.0000000125", "currency": "USD", "as_of": "2026-09"}
    for line in (1, 2):
        begin(opened, line, "pending", 1)
        opened.settle(line, 1, State.RUNNING, paid).result()
    opened.settle(1, 1, State.DONE, paid).result()
    opened.settle(2, 1, State.FAILED, paid).result()
    begin(opened, 3, "pending", 1)
    opened.settle(3, 1, State.DONE, {"paid": True}).result()

    report = batch.status(opened.folder)
    assert report.cost == (Decimal("0.0000000125"), "USD", "2026-09", 1)
    with closing(ledger_file.reader(opened.folder)) as db:
        read = ledger_file.Totals.read(db)
    assert vars(read) == vars(opened.totals)


@pytest.mark.parametrize(("there", "state"), [(True, State.DONE), (False, State.UNKNOWN)])
def test_jobs_of_dead_workers_are_done_or_unknown(
    there: bool, state: State, opened: SQLiteLedger
) -> None:
    begin(opened, 1, "pending", 1)

    assert opened.abandon("another", lambda facts: there) == []
    assert opened.abandon("w", lambda facts: there) == [(1, state)]
    assert opened.look(1).result().state is state


@pytest.mark.parametrize("there", [True, False])
def test_results_that_arrive_while_a_dead_worker_is_abandoned_are_kept(
    there: bool, opened: SQLiteLedger
) -> None:
    """Its last calls may still be in a queue; a lost handle would be a task paid for in vain."""
    begin(opened, 1, "pending", 1)

    def found(facts: Any) -> bool:
        assert opened.settle(1, 1, State.RUNNING, {"handle": "h", "paid": True}).result()
        return there

    assert opened.abandon("w", found) == []
    assert opened.look(1).result().state is State.RUNNING
    assert opened.look(1).result().facts["handle"] == "h"
    with closing(ledger_file.reader(opened.folder)) as db:
        assert vars(ledger_file.Totals.read(db)) == vars(opened.totals)


def test_late_results_of_dead_workers_are_found(
    opened: SQLiteLedger,
) -> None:
    begin(opened, 1, "pending", 1)
    begin(opened, 2, "pending", 1)
    opened.settle(2, 1, State.UNKNOWN, {"save": "b", "alone": True}).result()
    opened.abandon(None, lambda facts: False)

    assert opened.abandon(None, lambda facts: True) == [(1, State.DONE)]
    assert opened.look(1).result().facts["files"] == ["a"]


def test_waiting_bookings_are_committed_together(opened: SQLiteLedger) -> None:
    hold = threading.Event()
    opened.submit(lambda db: hold.wait(10))
    waiting = [opened.settle(line, 0, State.REFUSED, {}) for line in (1, 2, 3)]
    before = opened.commits
    hold.set()

    assert all(future.result() for future in waiting)
    assert opened.commits - before <= 2


def test_failing_bookings_roll_back_only_themselves(opened: SQLiteLedger) -> None:
    def bad(db: sqlite3.Connection) -> None:
        db.execute("UPDATE job SET state = 'done' WHERE line = 1")
        raise BatchError("no")

    good = opened.settle(2, 0, State.REFUSED, {})
    with pytest.raises(BatchError, match="no"):
        opened.submit(bad).result()
    assert good.result()
    assert opened.look(1).result().state is State.PENDING


class Failing:
    """A database whose commits fail so many times."""

    def __init__(self, db: sqlite3.Connection, error: str, times: int = 1) -> None:
        self._db, self._error, self._times = db, error, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def execute(self, query: str, *given: Any) -> Any:
        if query == "COMMIT" and self._times:
            self._times -= 1
            raise sqlite3.OperationalError(self._error)
        return self._db.execute(query, *given)


def test_full_disk_records_paid_requests_in_the_reserve_and_stops(
    opened: SQLiteLedger,
) -> None:
    begin(opened, 1, "pending", 1)
    assert (opened.folder / ledger_file.RESERVE).stat().st_size == 2**20
    opened._db = Failing(opened._db, "database or disk is full")  # type: ignore[assignment]
    assert opened.settle(1, 1, State.DONE, {"files": ["a"]}).result()
    assert not (opened.folder / ledger_file.RESERVE).exists()
    with pytest.raises(BatchError, match="is full; nothing more is sent"):
        begin(opened, 2, "pending", 1)
    assert opened.look(1).result().state is State.DONE
    assert opened.totals.counts[State.DONE] == 1


@pytest.mark.parametrize(
    ("error", "times"), [("disk I/O error", 1), ("database or disk is full", 2)]
)
def test_failed_commits_are_rolled_back_and_stop_the_ledger(
    error: str, times: int, opened: SQLiteLedger
) -> None:
    opened._db = Failing(opened._db, error, times)  # type: ignore[assignment]
    with pytest.raises(BatchError, match=f"cannot be used: {error}") as caught:
        begin(opened, 1, "pending", 1)
    with pytest.raises(BatchError) as again:
        begin(opened, 2, "pending", 1)
    assert again.value is caught.value
    states = ledger_file.rows(opened.folder, "SELECT DISTINCT state FROM job")
    assert states == [("pending",)]
    assert opened.totals.counts[State.STARTED] == 0


def test_jobs_that_do_not_fit_on_disk_are_reported(out: Path) -> None:
    """They are read only once, so the reserve is of no use to them."""
    new = [(line, None, line, 0) for line in range(1, 7)]
    ledger = SQLiteLedger(out)
    ledger._db = Failing(ledger._db, "database or disk is full")  # type: ignore[assignment]
    with pytest.raises(BatchError, match="is full; nothing was sent"):
        ledger.ingest(iter(new))
    assert ledger.totals.counts.total() == 0
    ledger.close()

    with closing(SQLiteLedger(out)) as freed:
        assert freed.ingest(iter(new)) == freed.totals.counts[State.PENDING] == 6


def test_attempts_at_unknown_jobs_are_rejected(opened: SQLiteLedger) -> None:
    assert not begin(opened, 4, "pending", 1)


@pytest.mark.parametrize(
    ("jobs", "line"),
    [
        ([(1, None, 1, 0), (2, None, 9, 0), (3, None, 3, 0)], 2),
        ([(1, None, 1, 0), (2, None, 2, 0)], 3),
        ([(1, None, 1, 0), (3, None, 3, 0)], 2),
        ([], 1),
    ],
    ids=["another job", "fewer jobs", "a gap", "none"],
)
def test_changed_jobs_are_rejected_with_their_line(
    jobs: list[Any], line: int, opened: SQLiteLedger
) -> None:
    with pytest.raises(BatchError, match=f"line {line} is not the job that was started"):
        opened.ingest(jobs)
    assert ledger_file.rows(opened.folder, "SELECT line, key FROM job") == [
        (number, ledger_file.signed(number)) for number in (1, 2, 3)
    ]


def test_many_jobs_are_added_at_the_end_and_counted(opened: SQLiteLedger) -> None:
    more = 10 * ledger_file.PAGE + 7
    jobs = [(line, None, line, 5 * line) for line in range(1, 3 + more + 1)]
    assert opened.ingest(jobs) == 3 + more
    assert opened.totals.counts[State.PENDING] == 3 + more
    found = ledger_file.rows(opened.folder, "SELECT line, id, key, place FROM job ORDER BY line")
    assert found == [(line, id, ledger_file.signed(key), at) for line, id, key, at in jobs]
    assert ledger_file.last_line(opened.folder) == 3 + more


@pytest.mark.skipif(os.name != "posix", reason="Windows has no sync of a folder")
def test_new_ledgers_survive_a_power_cut(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    for _ in range(2):
        SQLiteLedger(out).close()
    assert synced == [out.stat().st_ino]


# The folder


def test_concurrent_runs_in_a_folder_are_rejected(
    opened: SQLiteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_file, "LOCK_SECONDS", 0)
    with pytest.raises(BatchError, match="Another run is using"):
        SQLiteLedger(opened.folder)
    assert ledger_file.is_live(opened.folder)


def test_a_run_waits_until_an_earlier_one_that_was_killed_releases_the_folder(
    opened: SQLiteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[str] = []

    def end_the_earlier_run(message: str, *_: Any, **__: Any) -> None:
        warned.append(message)
        opened.close()

    monkeypatch.setattr(ledger_file, "LOCK_STEP", 0.01)
    monkeypatch.setattr(ledger_file.warnings, "warn", end_the_earlier_run)
    SQLiteLedger(opened.folder).close()
    assert warned == [
        f"Another run is using {opened.folder}; waiting up to 15 seconds for it to end"
    ]


def test_a_folder_is_free_again_after_its_run(out: Path) -> None:
    SQLiteLedger(out).close()
    SQLiteLedger(out).close()
    assert not ledger_file.is_live(out)
    assert not (out / ledger_file.RESERVE).exists()


def test_a_closed_ledger_answers_with_an_error(opened: SQLiteLedger) -> None:
    opened.close()
    with pytest.raises(BatchError, match="is closed"):
        opened.look(1).result(10)


def test_commits_are_synced_and_the_file_is_private(opened: SQLiteLedger) -> None:
    pragmas = ("synchronous", "journal_mode")
    found = opened.submit(
        lambda db: [db.execute(f"PRAGMA {each}").fetchone()[0] for each in pragmas]
    )
    assert found.result() == [2, "wal"]
    if os.name == "posix":
        mode = (opened.folder / ledger_file.NAME).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize("name", ["ledger.sqlite3", "ledger.lock", "ledger.reserve"])
def test_a_link_in_place_of_the_ledger_is_not_followed(
    name: str, tmp_path: Path, out: Path
) -> None:
    (tmp_path / "victim").write_bytes(b"")
    (out / name).symlink_to(tmp_path / "victim")
    with pytest.raises(BatchError, match="symbolic link"):
        batch.run(client_of(Platform(SPEECH)), [speak("x")], out=out)
    assert (tmp_path / "victim").read_bytes() == b""


@pytest.mark.parametrize("damage", [b"\0" * 200, b"SQLite format 3\0" + b"\xff" * 200])
def test_damaged_ledgers_are_rejected(damage: bytes, out: Path) -> None:
    (out / ledger_file.NAME).write_bytes(damage)
    platform = Platform(SPEECH)

    with pytest.raises(BatchError, match="damaged"):
        batch.status(out)
    with pytest.raises(BatchError, match="Restore it from a backup"):
        batch.run(client_of(platform), [speak("x")], out=out)
    assert platform.requests == []


def test_a_ledger_of_a_newer_version_is_refused(out: Path) -> None:
    with closing(sqlite3.connect(out / ledger_file.NAME)) as db:
        db.execute("PRAGMA user_version = 9")
    with pytest.raises(BatchError, match="newer version"):
        SQLiteLedger(out)


def test_folders_without_a_batch_are_reported(out: Path) -> None:
    with pytest.raises(BatchError, match="holds no batch"):
        batch.status(out)
    (out / ledger_file.NAME).touch()
    with pytest.raises(BatchError, match=r"ledger\.sqlite3 is empty"):
        batch.status(out)


@pytest.mark.parametrize("how", ["removed", "emptied"])
def test_results_without_a_ledger_are_rejected(how: str, out: Path) -> None:
    platform = Platform(SPEECH)
    jobs = [speak("one"), speak("two")]
    batch.run(client_of(platform), jobs, out=out)
    path = out / ledger_file.NAME
    whole = path.read_bytes()
    path.unlink() if how == "removed" else path.write_bytes(b"")

    for _ in range(2):
        with pytest.raises(BatchError, match=r"report\.json and jobs\.jsonl .* Restore the ledger"):
            batch.run(client_of(platform), jobs, out=out)
        with pytest.raises(BatchError, match="missing or empty"):
            batch.check(client_of(platform), jobs, out=out)
    (out / "report.json").unlink()
    (out / "jobs.jsonl").unlink()
    with pytest.raises(JobsError, match=r"line 1: .*1\.mp3' already exists"):
        batch.run(client_of(platform), jobs, out=out)
    path.write_bytes(whole)
    assert batch.run(client_of(platform), jobs, out=out).ok
    assert len(platform.requests) == 2


def test_a_job_file_that_has_not_changed_is_not_read_again(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "jobs.jsonl"
    file.write_text(json.dumps(speak("x")), "utf-8")
    batch.run(client_of(Platform(SPEECH)), file, out=out)
    monkeypatch.setattr("minimax.batch.jobs.JobFile.checked", None)

    assert batch.run(client_of(Platform(SPEECH)), file, out=out).ok


def test_rewritten_job_files_with_the_same_content_are_accepted(out: Path, tmp_path: Path) -> None:
    file, platform = tmp_path / "jobs.jsonl", Platform(SPEECH, native_error(1002), SPEECH)
    jobs = [speak("one"), speak("two")]
    file.write_text("\n".join(map(json.dumps, jobs)), "utf-8")
    batch.run(client_of(platform, retry=Retry(attempts=1)), file, out=out, concurrency=1)
    file.write_text("\n".join(json.dumps(job, indent=None, separators=(",", ":"), sort_keys=True)
                              for job in jobs), "utf-8")  # fmt: skip

    assert batch.run(client_of(platform), file, out=out).ok
    assert len(platform.requests) == 3


# Ledger and money: a paid request is never sent twice, wherever a kill strikes

ANSWERS: dict[str, Any] = {
    "good": SPEECH,
    "busy": native_error(1002),
    "broken": native_error(1000),
    "sensitive": native_error(1026),
    "unreadable": ok({"base_resp": {"status_code": 0}}),
    "cut off": httpx.ReadError("reset"),
    "not reached": httpx.ConnectError("refused"),
}
NOTHING_RAN = ("busy", "not reached")


class Scripted:
    """A platform with a script, which notes the ledger's commits at the time of each payment."""

    def __init__(self, answers: list[str], current: Callable[[], int]) -> None:
        self.script = iter([*answers, *["good"] * 20])
        self.paid: list[tuple[str, int]] = []
        self._current = current

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = next(self.script)
        if answer not in NOTHING_RAN:
            self.paid.append((json.loads(request.content)["text"], self._current()))
        found = ANSWERS[answer]
        if isinstance(found, Exception):
            raise found
        if isinstance(found, dict):
            return httpx.Response(200, json=found)
        return httpx.Response(200, content=found.content)


class Recorded:
    """Keeps the states of all jobs after each commit of each ledger."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.images: list[dict[int, str]] = [{}]
        commit = SQLiteLedger._commit

        def recorded(ledger: SQLiteLedger, books: Any) -> Any:
            answers = commit(ledger, books)
            rows = ledger._db.execute("SELECT line, state FROM job").fetchall()
            self.images.append(dict(rows))
            return answers

        patched.setattr(SQLiteLedger, "_commit", recorded)


@given(st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=6), st.integers(1, 3))
@settings(max_examples=8, deadline=None)
def test_kills_after_any_commit_never_pay_a_job_twice(
    tmp_path_factory: pytest.TempPathFactory, answers: list[str], concurrency: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        recorded = Recorded(patched)
        platform = Scripted(answers, lambda: len(recorded.images))
        jobs = [speak(text) for text in ("one", "two", "three")]
        batch.run(
            client_of(platform, retry=Retry(attempts=2, base=0.0)),
            jobs,
            out=tmp_path_factory.mktemp("out"),
            concurrency=concurrency,
        )

    assert len({text for text, _ in platform.paid}) == len(platform.paid)
    for commits, image in enumerate(recorded.images, 1):
        again = {jobs[line - 1]["text"] for line, state in image.items() if state in REPEATED}
        assert not again & {text for text, seen in platform.paid if seen <= commits}


class Crash(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", range(14))
@pytest.mark.parametrize("after", [False, True])
def test_crashes_at_any_write_never_pay_a_job_twice(
    moment: int, after: bool, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either the write did not happen, or nobody heard that it did."""
    platform = Scripted(["busy", "good", "broken"], lambda: 0)
    jobs = [speak(text) for text in ("one", "two", "three")]
    options: dict[str, Any] = {"out": out, "concurrency": 2}
    commit, count = SQLiteLedger._commit, iter(range(100))

    def crashing(ledger: SQLiteLedger, books: Any) -> Any:
        if (number := next(count)) > moment or (number == moment and not after):
            raise Crash
        answers = commit(ledger, books)
        if number == moment:
            raise Crash
        return answers

    with monkeypatch.context() as patched:
        patched.setattr(SQLiteLedger, "_commit", crashing)
        try:
            batch.run(client_of(platform, retry=Retry(attempts=2, base=0.0)), jobs, **options)
        except Crash:
            pass
    report = batch.run(client_of(platform), jobs, **options)

    assert len({text for text, _ in platform.paid}) == len(platform.paid)
    assert report.counts[State.DONE] + report.counts[State.UNKNOWN] == 3
    assert len(platform.paid) >= report.counts[State.DONE]


def test_ledger_does_not_contain_the_key(out: Path) -> None:
    platform = Platform(native_error(1004, f"login fail: {KEY}"))

    report = batch.run(client_of(platform), [speak("x")], out=out)

    assert report.stopped
    assert not [file for file in out.iterdir() if KEY.encode() in file.read_bytes()]


def test_full_disk_stops_sending_and_records_paid_requests(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first commit after a request was sent finds the disk full, until the reserve is gone."""
    sent: list[str] = []
    execute = SQLiteLedger._commit

    def platform(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content)["text"])
        return httpx.Response(200, json=SPEECH)

    def full(found: SQLiteLedger, books: Any) -> Any:
        if sent and (found.folder / ledger_file.RESERVE).exists():
            real = found._db

            class Refusing:
                in_transaction = False

                def execute(self, *args: Any) -> Any:
                    found._db = real
                    raise sqlite3.OperationalError("database or disk is full")

            found._db = Refusing()  # type: ignore[assignment]
        return execute(found, books)

    monkeypatch.setattr(SQLiteLedger, "_commit", full)
    with pytest.raises(BatchError, match="is full; nothing more is sent"):
        batch.run(client_of(platform), [speak("x"), speak("y")], out=out, concurrency=1)

    assert sent == ["x"]
    assert batch.status(out).counts[State.DONE] == 1


def test_no_requests_are_sent_if_the_ledger_cannot_be_written(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Platform(SPEECH)
    commit = SQLiteLedger._commit

    def broken(found: SQLiteLedger, books: Any) -> Any:
        if any(book.__qualname__.startswith("SQLiteLedger.begin") for book in books):
            raise sqlite3.OperationalError("disk I/O error")
        return commit(found, books)

    monkeypatch.setattr(SQLiteLedger, "_commit", broken)
    with pytest.raises(BatchError, match="cannot be used: disk I/O error"):
        batch.run(client_of(platform), [speak("x"), speak("y")], out=out)
    assert platform.requests == []


def test_a_paid_task_that_the_ledger_could_not_record_is_named_by_the_error(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, created = SQLiteLedger._commit, list[bool]()

    def broken(found: SQLiteLedger, books: Any) -> Any:
        if created:
            raise sqlite3.OperationalError("disk I/O error")
        return commit(found, books)

    def platform(request: httpx.Request) -> httpx.Response:
        created.append(True)
        good = {"status_code": 0, "status_msg": "success"}
        return httpx.Response(200, json={"task_id": 7, "file_id": 8, "base_resp": good})

    monkeypatch.setattr(SQLiteLedger, "_commit", broken)
    with pytest.raises(BatchError) as caught:
        batch.run(client_of(platform), [{"op": "speech.create_task", "text": "x"}], out=out)
    assert "Line 1 is paid for: its task is speech:7" in caught.value.__notes__[0]


# Verification


def test_verify_compares_done_jobs_with_files(out: Path) -> None:
    platform = Platform(SPEECH, SPEECH, SPEECH, native_error(1000))
    jobs = [speak(text) for text in ("kept", "lost", "emptied", "unknown")]
    batch.run(client_of(platform), jobs, out=out, concurrency=1)
    assert batch.verify(out) == (3, (), ())
    (out / "2.mp3").unlink()
    (out / "3.mp3").write_bytes(b"")
    (out / "4.mp3").write_bytes(b"somebody found it")

    files, missing, unexpected = batch.verify(out)

    assert (files, [outcome.line for outcome in missing]) == (3, [2, 3])
    assert [outcome.line for outcome in unexpected] == [4]


# What a killed run leaves


def test_reservations_of_killed_runs_are_reused(out: Path) -> None:
    jobs = [speak("one"), speak("two")]
    with closing(SQLiteLedger(out)) as opened:
        keys = [parsed(line, json.dumps(job).encode()).key for line, job in enumerate(jobs, 1)]
        opened.ingest((line, None, key, 0) for line, key in enumerate(keys, 1))
        begin(opened, 1, "pending", 1)
        opened.settle(1, 1, State.REFUSED, {}).result()
        facts = {"save": "2.mp3", "names": ["2.mp3"], "alone": True}
        opened.begin(2, State.PENDING, 1, "w", "n", facts).result()
    for name in ("1.mp3", "2.mp3"):
        (out / name).touch()

    report = batch.run(client_of(Platform(SPEECH)), jobs, out=out)

    assert {outcome.line: outcome.state for outcome in report.outcomes()} == {
        1: State.DONE,
        2: State.UNKNOWN,
    }
    assert (out / "1.mp3").stat().st_size
    assert not (out / "2.mp3").exists()


# Journals of earlier versions


def journal(out: Path, *records: dict[str, Any], jobs: list[dict[str, Any]]) -> None:
    """A journal as earlier versions wrote it, for some jobs."""
    keys = [parsed(line, json.dumps(job).encode()).key for line, job in enumerate(jobs, 1)]
    digest = hashlib.sha256(b"".join(key.to_bytes(8, "little") for key in keys)).hexdigest()
    whole = {"jobs": len(jobs), "lines": len(jobs), "digest": digest}
    named = [{"key": f"{keys[each['job'] - 1]:016x}", **each} for each in records]
    lines = [{"batch": 1}, whole, *named]
    (out / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def test_journals_are_imported_once_and_continued(out: Path) -> None:
    jobs = [speak(str(number)) for number in range(1, 5)]
    started = {"save": "2.mp3", "names": ["2.mp3"], "alone": True, "op": "speech.synthesize"}
    journal(
        out,
        {"job": 1, "state": "started"},
        {"job": 1, "state": "done", "files": ["1.mp3"], "paid": True, "cost": "0.5",
         "currency": "USD", "as_of": "2026-09"},
        {"job": 2, "state": "started", **started},
        {"job": 3, "state": "refused"},
        jobs=jobs,
    )  # fmt: skip
    with (out / "journal.jsonl").open("ab") as file:
        file.write(b'{"job": 4, "state": "sta')  # cut off by a kill: it had not begun
    before = batch.status(out)
    assert (before.total, before.counts[State.UNKNOWN], before.counts[State.PENDING]) == (4, 1, 1)

    platform = Platform(SPEECH)
    report = batch.run(client_of(platform), jobs, out=out)

    assert {outcome.line: str(outcome.state) for outcome in report.outcomes()} == {
        1: "done", 2: "unknown", 3: "done", 4: "done",
    }  # fmt: skip
    assert len(platform.requests) == 2
    assert report.cost.amount > Decimal("0.5")
    assert not (out / "journal.jsonl").exists(), "an earlier version must not go on with it"
    assert batch.run(client_of(platform), jobs, out=out).counts == report.counts


def test_jobs_missing_in_a_journal_are_rejected(out: Path) -> None:
    journal(out, {"job": 1, "state": "refused"}, jobs=[speak("one"), speak("two")])
    platform = Platform(SPEECH)

    for changed in ([speak("one"), speak("three")], [speak("other"), speak("two")]):
        with pytest.raises(BatchError, match="was started with different jobs"):
            batch.run(client_of(platform), changed, out=out)
    assert platform.requests == []


@pytest.mark.parametrize(
    "record",
    [
        {"job": 0},
        {"job": -1},
        {"job": True},
        {"job": 1.5},
        {"job": "1"},
        {"job": 10**12},
        {"job": 1, "state": ["done"]},
        {"job": 1, "state": None},
        {"job": 1, "key": "xyz"},
        {"job": 1, "cost": "much"},
        {"job": 1, "cost": "NaN"},
        {"job": 1, "cost": "-1"},
        {"job": 1, "cost": 0.5},
        {"job": 1, "files": "1.mp3"},
        {"job": 1, "files": ["../1.mp3"]},
        {"job": 1, "files": ["/etc/passwd"]},
        {"job": 1, "save": "../x"},
        {"job": 1, "names": [7]},
        {"job": 1, "urls": [None]},
        {"job": 1, "rescued": "x"},
        {"job": 1, "handle": "nonsense"},
        {"job": 1, "handle": "sculpture:1"},
        {"job": 1, "error": "x"},
        {"job": 1, "error": {"message": 5}},
        {"job": 1, "notes": {"voice_id": 7}},
        {"job": 1, "id": None},
        {"job": 1, "text": 5},
        {"jobs": 1},
        {"jobs": "x", "lines": 1, "digest": ""},
    ],
)
def test_invalid_records_are_an_error(record: dict[str, Any], out: Path) -> None:
    whole = {"state": "done", **record} if "job" in record else record
    (out / "journal.jsonl").write_text(f'{{"batch": 1}}\n{json.dumps(whole)}\n', "utf-8")
    platform = Platform(SPEECH)

    with pytest.raises(BatchError, match="line 2 is damaged"):
        batch.status(out)
    with pytest.raises(BatchError, match="line 2 is damaged"):
        batch.run(client_of(platform), [speak("x")], out=out)
    assert platform.requests == []


@pytest.mark.parametrize("state", ["running", "unsaved"])
def test_continued_jobs_without_handle_are_an_error(state: str, out: Path) -> None:
    journal(out, {"job": 1, "state": state}, jobs=[speak("x")])
    platform = Platform(SPEECH)

    with pytest.raises(BatchError, match=f"is {state}, but its record names neither"):
        batch.run(client_of(platform), [speak("x")], out=out)
    assert platform.requests == []


def test_journals_in_use_by_an_earlier_version_are_not_imported(out: Path) -> None:
    from minimax.core import destinations

    journal(out, {"job": 1, "state": "refused"}, jobs=[speak("x")])
    with (out / "journal.jsonl").open("rb") as file:
        assert destinations.lock(file.fileno())
        with pytest.raises(BatchError, match="Another run is using"):
            SQLiteLedger(out)
    assert (out / "journal.jsonl").exists()


def test_pages_are_complete_and_in_order(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_file, "PAGE", 2)
    monkeypatch.setattr(ledger, "PAGE", 2)
    with closing(SQLiteLedger(out)) as opened:
        assert opened.ingest((line, None, line, 0) for line in range(1, 8)) == 7
        found = ledger_file.pages(out, "line", "state = 'pending'")
        assert [line for (line,) in found] == list(range(1, 8))
        assert opened.totals.counts[State.PENDING] == 7
