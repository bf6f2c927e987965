"""Workers of a batch, with threads in place of an engine."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import batch
from minimax.batch import BatchError, Known, State, Taken
from minimax.batch.calls import Calls
from minimax.batch.coordinator import Coordinator
from minimax.batch.once import Setting
from minimax.batch.remote import Answers, RemoteLedger, Signals, book
from minimax.batch.runner import open_batch, open_folder
from minimax.batch.serving import serve
from minimax.batch.stores import Folder

from .platform import SPEECH, Platform
from .test_batch_once import JOB, client_of


def remote(
    coordinator: Coordinator,
    worker: str,
    pool: ThreadPoolExecutor,
    lease: int = 1,
    *,
    made: list[list[str]] | None = None,
    kind: type[RemoteLedger] = RemoteLedger,
) -> RemoteLedger:
    """The ledger of a worker whose calls take a detour through a thread. The names of the ledger
    calls of each request are added to `made`.
    """

    def call(bookings: Any) -> Future[Answers]:
        if made is not None:
            made.append([name for name, _ in bookings])

        def answered() -> Answers:
            answers = [
                each.exception() or each.result() if isinstance(each, Future) else each
                for each in book(coordinator, worker, bookings)
            ]
            return Answers(answers, Signals.of(coordinator))

        return pool.submit(answered)

    return kind(call, coordinator.store, lease)


def test_racing_workers_pay_each_job_once(tmp_path: Path) -> None:
    paid: Counter[str] = Counter()

    def platform(request: httpx.Request) -> httpx.Response:
        paid[json.loads(request.content)["text"]] += 1
        return httpx.Response(200, json=SPEECH)

    jobs = [{**JOB, "id": f"job-{number}", "text": f"{number}"} for number in range(12)]
    with (
        ThreadPoolExecutor(4) as pool,
        closing(open_folder(tmp_path, Folder(tmp_path))) as coordinator,
    ):

        def work(number: int) -> None:
            ledger, client = remote(coordinator, f"w{number}", pool), client_of(platform)
            for job in random.Random(number).sample(jobs, len(jobs)):
                try:
                    batch.once(client, job, ledger)
                except Taken:
                    continue

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert paid == Counter({f"{number}": 1 for number in range(12)})
    assert batch.status(tmp_path).ok


@contextmanager
def leasing(folder: Path, count: int) -> Iterator[Coordinator]:
    """A coordinator that hands out jobs, each with its number as text."""
    jobs = [{**JOB, "id": f"job-{number}", "text": f"{number}"} for number in range(1, count + 1)]
    with closing(open_batch(client_of(Platform()), jobs, folder, Folder(folder))) as found:
        yield found


def test_workers_run_all_their_jobs(tmp_path: Path) -> None:
    platform, made = Platform(SPEECH), list[list[str]]()
    with ThreadPoolExecutor(1) as pool, leasing(tmp_path, 5) as coordinator:
        ledger = remote(coordinator, "w", pool, 2, made=made)
        calls = Calls(client_of(platform))
        calls.run(serve(calls, ledger, Setting(), 1))
        ledger.ask("beat").result()
        assert (coordinator.left, coordinator.ended) == (0, 5)

    assert len(platform.requests) == 5
    assert batch.status(tmp_path).ok
    step = [["begin"], ["settle"]]
    more = [["end", "begin"], ["settle"]]
    after = [["end", "lease"]]
    assert made == [
        ["lease"],
        *(step + more + after),
        *(step + more + after),
        *(step + after),
        ["beat"],
    ]


def test_failing_workers_complete_their_requests_and_start_no_others(
    tmp_path: Path,
) -> None:
    both, failed = threading.Barrier(2), threading.Event()

    def platform(request: httpx.Request) -> httpx.Response:
        both.wait(10)
        if json.loads(request.content)["text"] == "2":
            assert failed.wait(10)
        return httpx.Response(200, json=SPEECH)

    class Failing(RemoteLedger):
        def settle(self, line: int, *given: Any, **more: Any) -> Future[bool]:
            if line == 1:
                raise BatchError("the ledger is gone")
            return super().settle(line, *given, **more)

        def fail(self, error: Exception) -> None:
            super().fail(error)
            failed.set()

    with ThreadPoolExecutor(1) as pool, leasing(tmp_path, 6) as coordinator:
        ledger = remote(coordinator, "w", pool, 6, kind=Failing)
        calls = Calls(client_of(platform))
        with pytest.raises(BatchError, match="the ledger is gone"):
            calls.run(serve(calls, ledger, Setting(), 2))
        coordinator.lost("w")
        assert coordinator.left == 4

    counts = batch.status(tmp_path).counts
    assert +counts == {State.DONE: 2, State.PENDING: 4}, "the unrecorded result was found"


def test_concurrent_bookings_are_sent_together(tmp_path: Path) -> None:
    made: list[list[str]] = []
    pending: list[tuple[Any, Future[Answers]]] = []

    def call(bookings: Any) -> Future[Answers]:
        made.append([name for name, _ in bookings])
        pending.append((bookings, Future()))
        return pending[-1][1]

    ledger = RemoteLedger(call, Folder(tmp_path))
    first = ledger.ask("beat")
    others = [ledger.ask("take", "a", 1), ledger.ask("take", "b", 2)]
    pending[0][1].set_result(Answers([None], Signals()))
    pending[1][1].set_result(Answers([BatchError("no"), Known(2)], Signals("stop", True, True)))

    assert first.result() is None
    assert made == [["beat"], ["take", "take"]]
    assert isinstance(others[0].exception(), BatchError)
    assert others[1].result() == Known(2)
    assert (ledger.stopping(), ledger.halting(), ledger.key_refused()) == (True, True, True)


@pytest.mark.parametrize("problem", [ValueError("cannot be pickled"), CancelledError()])
def test_bookings_that_cannot_be_sent_are_answered_with_an_error(
    problem: BaseException, tmp_path: Path
) -> None:
    def call(bookings: Any) -> Future[Answers]:
        if isinstance(problem, Exception):
            raise problem
        future = Future[Answers]()
        future.cancel()
        return future

    ledger = RemoteLedger(call, Folder(tmp_path))
    for _ in range(2):
        error = ledger.ask("beat").exception(timeout=10)
        assert isinstance(error, BatchError)
        assert "The coordinator could not be asked" in str(error)
