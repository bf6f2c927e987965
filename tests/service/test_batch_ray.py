"""The driver and the workers of a Ray cluster, with threads in place of Ray."""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from minimax import AsyncMiniMax, ConfigError, MiniMax, ValidationError, batch
from minimax.batch import BatchError, State
from minimax.batch.marks import MovingMark
from minimax.batch.once import Setting
from minimax.batch.ray import load_ray
from minimax.batch.ray_workers import work
from minimax.emulator import Emulator


class Reference:
    """A result to come, as Ray gives it out: to be awaited, waited for, or asked for its future."""

    def __init__(self, future: Future[Any]) -> None:
        self._future = future

    def future(self) -> Future[Any]:
        return self._future

    def __await__(self) -> Any:
        return asyncio.wrap_future(self._future).__await__()


class FakeRay:
    """As much of Ray as a batch uses. Workers are threads; actors run in a loop of their own."""

    class exceptions:
        class RayError(Exception): ...

        class RayTaskError(RayError):
            def __init__(self, cause: Exception) -> None:
                super().__init__(str(cause))
                self.cause = cause

        class GetTimeoutError(RayError, TimeoutError): ...

        class TaskCancelledError(RayError): ...

    __version__ = "2.60.0"

    def __init__(self) -> None:
        self.tasks = ThreadPoolExecutor(8)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.deaths = 0
        """How many workers are to die at their start."""
        self.started: list[tuple[Any, ...]] = []
        self.freezes = self.killed = False
        """Whether the next worker is to freeze after it was given jobs, and was killed."""
        self.frozen, self.thawed = threading.Event(), threading.Event()
        self.room = threading.Event()
        """Whether the place of a worker that has ended is free again."""
        self.room.set()
        self.restarts = 0
        self.restart: Callable[[], None]
        """End the actor, as if its process had died, and start it again."""

    def is_initialized(self) -> bool:
        return True

    def nodes(self) -> list[dict[str, Any]]:
        return [{"Alive": True, "NodeID": "1", "NodeManagerHostname": "here"}]

    def get_runtime_context(self) -> Any:
        return SimpleNamespace(get_node_id=lambda: "1")

    def remote(self, **options: Any) -> Any:
        return lambda what: self.actor(what) if inspect.isclass(what) else self.task(what)

    def task(self, function: Any) -> Any:
        def start(*args: Any) -> Reference:
            self.started.append(args)

            def run() -> Any:
                if function.__name__ == "work" and self.deaths:
                    self.deaths -= 1
                    raise self.exceptions.RayError("the worker died")
                if function.__name__ == "work" and self.freezes:
                    self.freezes = False
                    self.freeze(*args[:2])
                try:
                    return function(*args)
                except Exception as error:
                    raise self.exceptions.RayTaskError(error) from error

            running = self.tasks.submit(run)
            if function.__name__ == "work":
                running.add_done_callback(lambda done: done.cancelled() or self.room.wait(30))
            return Reference(running)

        made = SimpleNamespace(remote=start)
        made.options = lambda **_: made
        return made

    def freeze(self, name: str, coordinator: Any) -> None:
        leased = coordinator.book.remote(name, [("lease", (2, 1))]).future().result(30)
        assert len(leased.each[0]) == 2
        self.frozen.set()
        assert self.thawed.wait(30)
        raise self.exceptions.RayError("the worker was killed")

    def actor(self, kind: Any) -> Any:
        def make(*args: Any) -> Any:
            made: Any = kind(*args)

            def restart() -> None:
                nonlocal made
                before, made = made, None
                asyncio.run_coroutine_threadsafe(before.close(), self.loop).result(30)
                made = kind(*args)
                self.restarts += 1

            async def call(name: str, given: tuple[Any, ...]) -> Any:
                while True:  # calls in flight are repeated after a restart
                    while (asked := made) is None:
                        await asyncio.sleep(0.001)
                    answer = await getattr(asked, name)(*given)
                    if asked is made:
                        return answer

            def method(name: str) -> Any:
                return SimpleNamespace(
                    remote=lambda *given: Reference(
                        asyncio.run_coroutine_threadsafe(call(name, given), self.loop)
                    )
                )

            self.restart = restart
            names = ("book", "until_stop", "lost", "stop", "view", "close")
            return SimpleNamespace(**{name: method(name) for name in names})

        maker = SimpleNamespace(remote=make)
        maker.options = lambda **_: maker
        return maker

    def get(self, references: Any, timeout: float | None = None) -> Any:
        try:
            return references.future().result(timeout or 30)
        except CancelledError as error:
            raise self.exceptions.TaskCancelledError from error
        except TimeoutError as error:
            references.future().cancel()
            raise self.exceptions.GetTimeoutError from error

    def wait(self, references: list[Any], timeout: float) -> tuple[list[Any], list[Any]]:
        wait([each.future() for each in references], timeout, return_when="FIRST_COMPLETED")
        done = [each for each in references if each.future().done()]
        return done, [each for each in references if each not in done]

    def cancel(self, reference: Any, force: bool) -> None:
        if not reference.future().cancel() and force and self.frozen.is_set():
            self.killed = not self.thawed.is_set() or self.killed
            self.thawed.set()

    def kill(self, actor: Any) -> None:
        actor.close.remote().future().result(30)


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The stand-in, in the place of the package."""
    fake = FakeRay()
    affinity = SimpleNamespace(NodeAffinitySchedulingStrategy=lambda *_, **__: None)
    monkeypatch.setattr("minimax.batch.ray.load_ray", lambda: fake)
    monkeypatch.setattr("minimax.batch.ray.import_module", lambda name: affinity)
    monkeypatch.setattr("minimax.batch.ray.LOOK", 0.01)
    yield fake
    fake.tasks.shutdown()
    fake.loop.call_soon_threadsafe(fake.loop.stop)
    fake.thread.join()
    fake.loop.close()


JOBS = [{"op": "text.chat", "messages": f"job {number}"} for number in range(12)]
ON = batch.Ray(workers=2, lease=2)


def test_workers_run_all_jobs_once_with_the_usual_report(
    ray: FakeRay, emulator: Emulator, tmp_path: Path
) -> None:
    steps: list[batch.Progress] = []
    with MiniMax("sk-test", base_url=emulator.base_url) as client:
        report = batch.run(client, JOBS, out=tmp_path, on=ON, on_progress=steps.append)
        assert report.ok, list(report.failures())
        assert batch.run(client, JOBS, out=tmp_path, on=ON).ok

    sent = Counter(
        entry.json["messages"][-1]["content"] for entry in emulator.requests("chat_completions")
    )
    assert sent == Counter({f"job {number}": 1 for number in range(12)})
    assert (steps[-1].left, report.total) == (0, 12)
    assert len([*tmp_path.glob("*.txt")]) == 12


def test_workers_that_die_are_replaced(ray: FakeRay, emulator: Emulator, tmp_path: Path) -> None:
    ray.deaths = 3
    with MiniMax("sk-test", base_url=emulator.base_url) as client:
        assert batch.run(client, JOBS, out=tmp_path, on=ON).ok


def test_repeatedly_dying_workers_end_the_run(
    ray: FakeRay, emulator: Emulator, tmp_path: Path
) -> None:
    ray.deaths = 1000
    with (
        MiniMax("sk-test", base_url=emulator.base_url) as client,
        pytest.raises(BatchError, match="workers keep dying"),
    ):
        batch.run(client, JOBS, out=tmp_path, on=ON)
    assert batch.status(tmp_path).counts[State.PENDING] == 12


def test_insufficient_balance_stops_all_workers(
    ray: FakeRay, emulator: Emulator, tmp_path: Path
) -> None:
    emulator.fault("insufficient_balance", on="chat_completions")
    with MiniMax("sk-test", base_url=emulator.base_url) as client:
        report = batch.run(client, JOBS, out=tmp_path, on=ON, concurrency=1)
    assert "1008" in report.stopped
    assert type(report.stopped_by).__name__ == "InsufficientBalanceError"
    assert report.counts[State.PENDING] >= 8


def test_workers_that_wait_for_room_on_the_cluster_are_not_waited_for(
    ray: FakeRay, emulator: Emulator, tmp_path: Path
) -> None:
    """Somebody else's task has taken the place of the first one."""
    ray.tasks.shutdown()
    ray.tasks, looks = ThreadPoolExecutor(1), iter(range(3000))
    ray.room.clear()

    def look(progress: batch.Progress) -> None:
        if next(looks) == 2999:
            ray.room.set()

    with MiniMax("sk-test", base_url=emulator.base_url) as client:
        report = batch.run(client, JOBS, out=tmp_path, on=batch.Ray(workers=3), on_progress=look)
    assert report.ok
    assert not ray.room.is_set()
    ray.room.set()


def test_a_stop_holds_when_the_coordinator_is_restarted(
    ray: FakeRay, emulator: Emulator, tmp_path: Path
) -> None:
    """The driver tells it again, or it would hand out all jobs."""

    async def interrupt() -> batch.Report:
        def look(progress: batch.Progress) -> None:
            if not ray.restarts and run.cancelling():
                ray.restart()
            elif progress.counts[State.DONE] and not run.cancelling():
                run.get_loop().call_soon_threadsafe(run.cancel)

        async with AsyncMiniMax("sk-test", base_url=emulator.base_url) as client:
            run = asyncio.ensure_future(
                batch.run(client, JOBS * 20, out=tmp_path, on=ON, concurrency=1, on_progress=look)
            )
            with pytest.raises(asyncio.CancelledError):
                await run
        return batch.status(tmp_path)

    counts = asyncio.run(interrupt()).counts
    assert ray.restarts == 1
    assert counts[State.PENDING] > 0
    assert counts[State.DONE] + counts[State.PENDING] == 240


def test_no_result_is_lost_when_the_next_jobs_cannot_be_handed_out(
    ray: FakeRay, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The storage service cannot be written while requests are in flight. They are completed."""

    def fail(mark: MovingMark, line: int) -> None:
        if line == 9:
            raise BatchError("s3://bucket cannot be written")

    monkeypatch.setattr(MovingMark, "pass_line", fail)
    with (
        MiniMax("sk-test", base_url=emulator.base_url) as client,
        pytest.raises(BatchError, match="s3://bucket cannot be written"),
    ):
        batch.run(client, JOBS, out=tmp_path, on=ON, concurrency=2)
    counts = batch.status(tmp_path).counts
    assert counts[State.UNKNOWN] == 0
    assert counts[State.DONE] == len(emulator.requests("chat_completions"))
    assert counts[State.DONE] + counts[State.PENDING] == 12


def test_a_worker_that_froze_before_the_coordinator_was_restarted_is_killed(
    ray: FakeRay, emulator: Emulator, tmp_path: Path
) -> None:
    ray.freezes = True
    looks = iter(range(3000))

    def look(progress: batch.Progress) -> None:
        if ray.frozen.is_set() and not ray.restarts:
            ray.restart()
        if next(looks) == 2999:
            ray.thawed.set()

    with MiniMax("sk-test", base_url=emulator.base_url) as client:
        on = ON._replace(patience=0.5)
        report = batch.run(client, JOBS, out=tmp_path, on=on, on_progress=look)
    assert (ray.restarts, ray.killed) == (1, True)
    assert report.ok, list(report.failures())


def test_workers_of_another_version_are_refused(tmp_path: Path) -> None:
    """A node may join the cluster after the batch has begun."""
    with pytest.raises(BatchError, match=r"of minimax-sdk, the driver 0\.0\.1\. Install the same"):
        work("w", None, "0.0.1", {}, str(tmp_path), "", Setting(), 1, ON)


@pytest.mark.parametrize("changed", [{"workers": 0}, {"lease": 0}, {"cpus": -1}, {"patience": 0}])
def test_unusable_settings_are_rejected(ray: FakeRay, changed: Any, tmp_path: Path) -> None:
    with MiniMax("sk-test") as client, pytest.raises(ValidationError, match="must be at least 1"):
        batch.run(client, JOBS, out=tmp_path, on=ON._replace(**changed))


def test_nodes_without_this_package_are_rejected_before_paying(
    ray: FakeRay, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "minimax.batch.object_store", None)
    with (
        MiniMax("sk-test", base_url=emulator.base_url) as client,
        pytest.raises(BatchError, match="here cannot take part: the package minimax-sdk is miss"),
    ):
        batch.run(client, JOBS, out=tmp_path, on=ON)
    assert emulator.requests() == []


def test_unresponsive_coordinators_end_the_run(
    ray: FakeRay, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def freeze(coordinator: object, started: object) -> None:
        await asyncio.sleep(1)

    monkeypatch.setattr("minimax.batch.ray.ANSWER_SECONDS", 0.01)
    monkeypatch.setattr("minimax.batch.ray.RayRun._require_workers", lambda *_: None)
    monkeypatch.setattr("minimax.batch.ray.RayCoordinator.view", freeze)
    with (
        MiniMax("sk-test", base_url=emulator.base_url) as client,
        pytest.raises(BatchError, match="The coordinator has not answered for 0 seconds"),
    ):
        batch.run(client, JOBS, out=tmp_path, on=ON)
    assert emulator.requests() == []


def test_missing_or_old_ray_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match=r'pip install "minimax-sdk\[ray\]"'):
        load_ray()
    monkeypatch.setitem(sys.modules, "ray", SimpleNamespace(__version__="2.9.3"))
    with pytest.raises(ConfigError, match=r"Ray 2\.9\.3 is too old: 2\.40 or newer is required"):
        load_ray()
