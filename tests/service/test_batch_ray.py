"""The driver and the workers of a Ray cluster, with threads in place of Ray."""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from minimax import ConfigError, MiniMax, batch
from minimax.batch import BatchError, State
from minimax.batch.ray import load_ray
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

    __version__ = "2.60.0"

    def __init__(self) -> None:
        self.tasks = ThreadPoolExecutor(8)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.deaths = 0
        """How many workers are to die at their start."""
        self.started: list[tuple[Any, ...]] = []

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
                try:
                    return function(*args)
                except Exception as error:
                    raise self.exceptions.RayTaskError(error) from error

            return Reference(self.tasks.submit(run))

        made = SimpleNamespace(remote=start)
        made.options = lambda **_: made
        return made

    def actor(self, kind: Any) -> Any:
        def make(*args: Any) -> Any:
            made = kind(*args)

            def method(name: str) -> Any:
                call = getattr(made, name)
                return SimpleNamespace(
                    remote=lambda *given: Reference(
                        asyncio.run_coroutine_threadsafe(call(*given), self.loop)
                    )
                )

            names = ("book", "until_stop", "lost", "stop", "view", "close")
            return SimpleNamespace(**{name: method(name) for name in names})

        maker = SimpleNamespace(remote=make)
        maker.options = lambda **_: maker
        return maker

    def get(self, references: Any, timeout: float | None = None) -> Any:
        try:
            return references.future().result(timeout or 30)
        except TimeoutError as error:
            references.future().cancel()
            raise self.exceptions.GetTimeoutError from error

    def wait(self, references: list[Any], timeout: float) -> tuple[list[Any], list[Any]]:
        wait([each.future() for each in references], timeout, return_when="FIRST_COMPLETED")
        done = [each for each in references if each.future().done()]
        return done, [each for each in references if each not in done]

    def cancel(self, reference: Any, force: bool) -> None: ...

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
    async def freeze(coordinator: object) -> None:
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
