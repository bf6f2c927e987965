"""Single jobs, and a model of the protocol: whatever dies, freezes, restarts or gets lost, a job is
paid at most once.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import AsyncMiniMax, Limits, MiniMax, Retry, ValidationError, batch
from minimax.batch import BatchError, Known, State, Stopped, Taken
from minimax.batch.coordinator import Coordinator
from minimax.batch.ledger import SQLiteLedger
from minimax.batch.ledger_file import rows
from minimax.batch.local import LocalLedger
from minimax.batch.marks import MovingMark
from minimax.batch.protocol import PICKED_UP, Grant, WorkerLost
from minimax.batch.runner import open_folder
from minimax.batch.stores import Folder

from .platform import AT_ONCE, KEY, SPEECH, Clock, Platform, Runner, native_error

URL = "https://api.example.test"
JOB = {"op": "speech.synthesize", "text": "Hello.", "id": "hello"}


def client_of(platform: Any, runner: Runner | None = None, **options: Any) -> Any:
    given = {"base_url": URL, "clock": Clock(), "retry": AT_ONCE, **options}
    transport = httpx.MockTransport(platform)
    if runner is not None and runner.is_async:
        return AsyncMiniMax(KEY, http_client=httpx.AsyncClient(transport=transport), **given)
    return MiniMax(KEY, http_client=httpx.Client(transport=transport), **given)


# One job


def test_jobs_submitted_repeatedly_run_once(runner: Runner, tmp_path: Path) -> None:
    platform = Platform(SPEECH)
    client = client_of(platform, runner)
    with batch.connect(tmp_path) as ledger:
        outcomes = [runner(batch.once(client, JOB, ledger)) for _ in range(3)]

    assert [(each.state, each.files) for each in outcomes] == [(State.DONE, ("hello.mp3",))] * 3
    assert len(platform.requests) == 1
    assert (tmp_path / "hello.mp3").stat().st_size


def test_failed_jobs_are_retried_only_on_request(runner: Runner, tmp_path: Path) -> None:
    platform = Platform(native_error(1026), SPEECH)
    client = client_of(platform, runner)
    with batch.connect(tmp_path) as ledger:
        assert runner(batch.once(client, JOB, ledger)).state is State.FAILED
        assert runner(batch.once(client, JOB, ledger, again=["unknown"])).state is State.FAILED
        assert len(platform.requests) == 1
        assert runner(batch.once(client, JOB, ledger, again=["failed"])).state is State.DONE


@pytest.mark.parametrize(
    ("job", "said"),
    [
        ({"op": "text.chat", "messages": "Hello."}, 'needs an "id"'),
        ({**JOB, "speed": 9}, "at most 2"),
        ({**JOB, "save": "../x.mp3"}, "not a valid file name"),
        ({**JOB, "text": object()}, "valid as JSON"),
        ("hello", "a job must be a dictionary, not str"),
    ],
)
def test_invalid_jobs_are_rejected_before_the_ledger_is_used(
    job: Any, said: str, tmp_path: Path
) -> None:
    with batch.connect(tmp_path) as ledger, pytest.raises(ValidationError, match=said):
        batch.once(client_of(Platform(SPEECH)), job, ledger)
    assert rows(tmp_path, "SELECT count(*) FROM job") == [(0,)]


def test_an_id_belongs_to_one_job(tmp_path: Path) -> None:
    platform = Platform(SPEECH)
    with batch.connect(tmp_path) as ledger:
        batch.once(client_of(platform), JOB, ledger)
        with pytest.raises(BatchError, match="'hello' belongs to another job"):
            batch.once(client_of(platform), {**JOB, "text": "Bye."}, ledger)
    assert len(platform.requests) == 1


def test_jobs_in_flight_elsewhere_are_skipped(tmp_path: Path) -> None:
    platform = Platform(SPEECH)
    with closing(open_folder(tmp_path, Folder(tmp_path))) as coordinator:
        key = batch.jobs.job_of(JOB).key
        known = coordinator.take("other", "hello", key).result()
        coordinator.begin("other", known.line, State.PENDING, 1, "n", "speech", "", 1, {}).result()
        with pytest.raises(Taken):
            batch.once(client_of(platform), JOB, LocalLedger(coordinator))
        coordinator.stop("enough")
        with pytest.raises(Stopped):
            batch.once(client_of(platform), {**JOB, "id": "second"}, LocalLedger(coordinator))
    assert platform.requests == []


def test_late_grants_are_not_used(tmp_path: Path) -> None:
    """Whoever gave it may take this worker for dead, and the job for unknown."""
    clock, attempts = Clock(), list[int]()

    class Slow(LocalLedger):
        def begin(self, *given: Any, **more: Any) -> Future[Grant]:
            attempts.append(given[2])
            clock.now += 60.0 if len(attempts) == 1 else 0.0
            return super().begin(*given, **more)

    platform = Platform(SPEECH)
    with closing(open_folder(tmp_path, Folder(tmp_path))) as coordinator:
        outcome = batch.once(client_of(platform, clock=clock), JOB, Slow(coordinator))
    assert (outcome.state, attempts, len(platform.requests)) == (State.DONE, [1, 2], 1)


def test_limits_apply_to_all_workers_of_a_folder(tmp_path: Path) -> None:
    clock = Clock()
    sent: list[float] = []

    def platform(request: httpx.Request) -> httpx.Response:
        sent.append(clock.now)
        return httpx.Response(200, json=SPEECH)

    store = Folder(tmp_path)
    options: dict[str, Any] = {"limits": Limits(rpm=60), "clock": clock.monotonic}
    with closing(open_folder(tmp_path, store, **options)) as coordinator:
        for number in range(4):
            ledger = LocalLedger(coordinator, f"worker-{number}")
            client = client_of(platform, clock=clock)
            batch.once(client, {**JOB, "id": f"job-{number}"}, ledger)
    gaps = [after - before for before, after in pairwise(sent)]
    assert all(gap == pytest.approx(60 / 59.4, abs=0.01) for gap in gaps)


def test_no_more_requests_are_in_flight_than_the_limits_allow(tmp_path: Path) -> None:
    with closing(open_folder(tmp_path, Folder(tmp_path), limits=Limits(concurrent=1))) as found:
        for line, id in enumerate("ab", 1):
            found.take("w", id, line).result()
        ask: Callable[[int], Grant] = lambda line: found.begin(  # noqa: E731
            "w", line, State.PENDING, 1, "n", "speech", "", 1, {}
        ).result()
        assert ask(1).attempt == 1
        assert ask(2).wait > 0
        found.settle("w", 1, 1, State.DONE, {}).result()
        assert ask(2).attempt == 1


def test_mark_is_written_before_jobs_are_handed_out(tmp_path: Path) -> None:
    with closing(SQLiteLedger(tmp_path)) as ledger:
        mark = MovingMark(ledger, Folder(tmp_path))
        seen = []
        for line in (1, 2, 1001, 1002, 5000):
            mark.pass_line(line)
            seen.append(json.loads((tmp_path / "batch-mark.json").read_text("utf-8"))["sent_up_to"])
    assert seen == [1001, 1001, 1001, 2002, 6000]


# A model of the protocol


class Go:
    """A worker's go at a job. After a restart of the coordinator it may have two at the same."""

    def __init__(self, known: Known, nonce: str) -> None:
        self.line, self.state, self.attempt, self.nonce = (
            known.line,
            known.state,
            known.attempt,
            nonce,
        )
        self.phase = "sent" if known.state in PICKED_UP else "leased"


class Worker:
    """A worker and what it is at."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.goes: list[Go] = []
        self.turns = 0


class World:
    """Workers, one coordinator after the other, and a platform that counts what it was paid."""

    JOBS = 12

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.clock = 0.0
        self.files: set[str] = set()
        self.paid: Counter[int] = Counter()
        self.number = 0
        self.workers: list[Worker] = []
        (folder / "jobs.jsonl").write_bytes(b"%03d\n" * self.JOBS % tuple(range(self.JOBS)))
        self.ledger = SQLiteLedger(folder)
        self.ledger.ingest((line, None, line, 4 * (line - 1)) for line in range(1, self.JOBS + 1))
        self.open()

    def open(self) -> None:
        """A coordinator, as after a start of its process."""
        limits = Limits(rpm=6000, concurrent=self.random.choice([None, 3]))
        self.coordinator = Coordinator(
            self.ledger,
            _Files(self.files),
            self.folder / "jobs.jsonl",
            limits=limits,
            clock=lambda: self.clock,
        )

    def restart(self, *, abandon: bool) -> None:
        """The coordinator dies and comes back. Over HTTP, it then abandons all attempts in flight,
        although their workers may still be there.
        """
        self.coordinator.close()
        self.ledger = SQLiteLedger(self.folder)
        if abandon:
            self.ledger.abandon(None, lambda facts: facts["save"] in self.files)
        self.open()

    def step(self) -> None:
        """Something happens."""
        self.clock += self.random.random() * 0.02
        while len(self.workers) < 3:
            self.number += 1
            self.workers.append(Worker(f"w{self.number}"))
        worker = self.random.choice(self.workers)
        (event,) = self.random.choices(
            [self.lease, self.work, self.die, self.freeze, self.restart_coordinator, self.end],
            [25, 60, 4, 4, 3, 1],
        )
        try:
            event(worker)
        except WorkerLost:  # it was frozen, and settles what it had in flight
            self.workers.remove(worker)
            for go in worker.goes:
                if go.phase == "saved":
                    self.settle(worker, go, State.DONE)

    def lease(self, worker: Worker) -> None:
        if len(worker.goes) < 3:
            worker.turns += 1
            ask = worker.name, self.random.randint(1, 2), worker.turns
            leases = self.coordinator.lease(*ask)
            if self.random.random() < 0.2:  # the answer was lost
                assert self.coordinator.lease(*ask) == leases
            for lease in leases:
                worker.goes.append(Go(lease.known, f"{self.random.random()}"))

    def work(self, worker: Worker) -> None:
        if not worker.goes:
            return
        go = self.random.choice(worker.goes)
        if go.phase == "leased":
            facts = {"save": f"{go.line}", "names": [], "alone": f"{go.line}" not in self.files}
            ask = (worker.name, go.line, go.state, go.attempt + 1, go.nonce, "text", "", 1, facts)
            grant = self.coordinator.begin(*ask).result()
            if grant.attempt and self.random.random() < 0.2:  # the answer was lost
                if self.random.random() < 0.2:
                    self.restart(abandon=self.random.random() < 0.5)
                grant = self.coordinator.begin(*ask).result()
            if grant.taken or grant.stop:
                self.leave(worker, go)
            elif grant.attempt:
                go.phase, go.attempt = "begun", grant.attempt
        elif go.phase == "begun" and self.random.random() < 0.15:  # it provably did not run
            self.settle(worker, go, State.PENDING)
            go.phase, go.state = "leased", State.PENDING
        elif go.phase == "begun":
            self.paid[go.line] += 1
            go.phase = "sent"
        elif go.phase == "sent" and self.random.random() < 0.2:
            self.settle(worker, go, State.RUNNING, handle="h")
        elif go.phase == "sent":
            self.files.add(f"{go.line}")
            go.phase = "saved"
        else:
            self.settle(worker, go, State.DONE)
            self.leave(worker, go)

    def settle(self, worker: Worker, go: Go, state: State, **facts: Any) -> None:
        facts = {"save": f"{go.line}", **facts}
        for _ in range(self.random.choice([1, 1, 2])):  # twice where the answer was lost
            self.coordinator.settle(worker.name, go.line, go.attempt, state, facts).result()

    def leave(self, worker: Worker, go: Go) -> None:
        worker.goes.remove(go)
        self.coordinator.end(worker.name, go.line)

    def die(self, worker: Worker) -> None:
        self.workers.remove(worker)
        self.coordinator.lost(worker.name)

    def freeze(self, worker: Worker) -> None:
        """It is considered dead, but continues later."""
        self.coordinator.lost(worker.name)

    def restart_coordinator(self, worker: Worker) -> None:
        self.restart(abandon=self.random.random() < 0.3)

    def end(self, worker: Worker) -> None:
        self.workers.clear()
        self.restart(abandon=True)


class _Files(Folder):
    def __init__(self, files: set[str]) -> None:
        super().__init__(Path())
        self._files = files

    def holds_result(self, facts: Any) -> bool:
        return facts["save"] in self._files


@pytest.mark.parametrize(
    "seed",
    [*range(20), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(20, 40))],
)
def test_random_failures_never_pay_a_job_twice(seed: int, tmp_path: Path) -> None:
    world = World(tmp_path, seed)
    for _ in range(world.random.randint(100, 300)):
        world.step()
    world.coordinator.close()

    states: dict[int, str] = dict(rows(tmp_path, "SELECT line, state FROM job"))
    assert [line for line, times in world.paid.items() if times > 1] == []
    sent_again = [line for line in world.paid if states[line] in ("pending", "refused")]
    assert sent_again == [], "paid, and the next run would pay again"
    counted = {str(state): jobs for state, jobs in world.ledger.totals.counts.items() if jobs}
    assert counted == dict(Counter(states.values()))


def test_async_client_does_not_block_the_event_loop_on_the_ledger(tmp_path: Path) -> None:
    began: list[Any] = []

    class Held(LocalLedger):
        def begin(self, *given: Any, **more: Any) -> Future[Grant]:
            answer: Future[Grant] = Future()
            began.append(
                lambda: answer.set_result(super(Held, self).begin(*given, **more).result())
            )
            return answer

    async def main(coordinator: Coordinator) -> Any:
        client = client_of(Platform(SPEECH), Runner("async"))
        running = asyncio.ensure_future(batch.once(client, JOB, Held(coordinator)))
        while not began:
            await asyncio.sleep(0)
        await asyncio.to_thread(began[0])
        return await running

    with closing(open_folder(tmp_path, Folder(tmp_path))) as coordinator:
        assert asyncio.run(main(coordinator)).state is State.DONE


def test_retries_after_busy_responses_are_recorded_again(tmp_path: Path) -> None:
    platform = Platform(native_error(1002), native_error(1002), SPEECH)
    with batch.connect(tmp_path) as ledger:
        client = client_of(platform, retry=Retry(attempts=3, base=0.0))
        assert batch.once(client, JOB, ledger).state is State.DONE
    assert rows(tmp_path, "SELECT attempt FROM job") == [(3,)]
