"""Batches on a Ray cluster: the coordinator is an actor on the node of the driver, workers are
tasks. The driver starts them, replaces those that die, and reports.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Collection
from concurrent.futures import Future
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from ..config import Limits
from ..errors import ConfigError, ValidationError
from ..version import __version__
from .coordinator import Coordinator
from .ledger import SQLiteLedger
from .ledger_file import Totals
from .marks import MovingMark
from .object_store import open_store
from .once import Setting
from .protocol import BatchError, State
from .ray_workers import Workers, cause_of, client_options, node_check
from .remote import Answers, Booking, Signals, book
from .report import Report, status
from .runner import Run, open_batch

OLDEST = (2, 40)
"""The oldest version of Ray that is supported."""
SOON = 0.1
"""Seconds between two looks of the coordinator at whether the batch is stopping."""
LOOK = 0.3
"""Seconds between two status requests of the driver to the coordinator."""
ANSWER_SECONDS = 120.0
"""Seconds the driver waits for an answer of the cluster; restarting an actor takes a while."""
FATAL = 3
"""Number of workers, in addition to the size of the pool, that may die in a row without any job
being finished.
"""


class Ray(NamedTuple):
    """Run a batch on a Ray cluster (extra `ray`). Uses Ray as is if it is already initialised."""

    workers: int = 4
    """Number of worker processes, each of which runs several jobs at a time."""
    address: str = "auto"
    """Address of the cluster: "auto" for the one on this machine or in RAY_ADDRESS, "local" to
    start one here.
    """
    cpus: float = 1.0
    """CPUs that Ray reserves for each worker. Workers mostly wait, so a fraction is enough."""
    lease: int = 5
    """Number of jobs that are handed to a worker at a time."""
    patience: float = 60.0
    """Seconds without a heartbeat after which a worker is stopped."""


class View(NamedTuple):
    """A snapshot of the coordinator for the driver."""

    totals: Totals
    left: int
    ended: int
    has_more: bool
    signals: Signals
    stopped_by: Exception | None
    silent: dict[str, float]
    """Seconds since the last heartbeat, by worker; none for those that have not started yet."""

    @property
    def needs_no_more_workers(self) -> bool:
        """Whether nobody who has not started yet will get a job."""
        over = not self.left or bool(self.signals.stopped)
        return over and not self.totals.counts[State.STARTED]


class RayCoordinator:
    """The coordinator as an actor. Ray restarts it when it dies; nothing in the ledger is lost."""

    def __init__(
        self,
        folder: str,
        jobs: str,
        out: str,
        limits: Limits | None,
        max_cost: Decimal | None,
        again: frozenset[State],
        began: float,
    ) -> None:
        self._closed, self._listeners = False, 0
        store = open_store(out)
        ledger = SQLiteLedger(Path(folder))
        mark = MovingMark(ledger, store)
        self._coordinator = Coordinator(
            ledger,
            store,
            Path(jobs),
            again=again,
            max_cost=max_cost,
            began=began,
            limits=limits,
            on_mark=mark.pass_line,
        )

    async def book(self, worker: str, bookings: list[Booking]) -> Answers:
        """Execute the ledger calls of a worker."""
        answers = await asyncio.to_thread(book, self._coordinator, worker, bookings)
        each = [await _settled(answer) for answer in answers]
        return Answers(each, Signals.of(self._coordinator))

    async def until_stop(self, halted: bool) -> Signals:
        """Return the signals as soon as the batch stops, or halts if it has already stopped."""
        coordinator = self._coordinator
        self._listeners += 1
        try:
            while not (self._closed or (coordinator.halted if halted else coordinator.stopped)):
                await asyncio.sleep(SOON)
        finally:
            self._listeners -= 1
        return Signals.of(coordinator)

    async def lost(self, worker: str) -> None:
        """Handle the loss of a worker."""
        await asyncio.to_thread(self._coordinator.lost, worker)

    async def stop(self, reason: str, halt: bool) -> None:
        """Start no further job."""
        self._coordinator.stop(reason, halt=halt)

    async def view(self, started: Collection[str]) -> View:
        """The progress of the batch. `started` are workers that the driver knows to have started,
        even if this process has not heard them since it was restarted.
        """
        return await asyncio.to_thread(self._view, started)

    def _view(self, started: Collection[str]) -> View:
        found = self._coordinator
        has_more = found.has_more()
        return View(
            found.ledger.totals,
            found.left,
            found.ended,
            has_more,
            Signals.of(found),
            found.stopped_by,
            found.silent(started),
        )

    async def close(self) -> None:
        """Release the ledger, and answer all calls, or Ray would report that they failed."""
        self._closed = True
        await asyncio.to_thread(self._coordinator.close)
        while self._listeners:
            await asyncio.sleep(SOON)


class RayRun(Run):
    """A run on a Ray cluster."""

    def __init__(self, client: Any, *args: Any, on: Ray, **options: Any) -> None:
        super().__init__(client, *args, **options)
        if not (on.workers >= 1 and on.lease >= 1 and on.cpus >= 0 and on.patience > 0):
            raise ValidationError(
                f"on={on!r}: workers and lease must be at least 1, cpus at least 0 and patience"
                " more than 0",
                field="on",
            )
        self._on = on
        self._ray = load_ray()
        self._options = client_options(client)
        self._view: View | None = None

    async def perform(self) -> Report:
        """The whole run."""
        return await self.calls.work(self._drive)

    def _drive(self) -> Report:
        ray, on = self._ray, self._on
        ours = not ray.is_initialized()
        if ours:
            try:
                ray.init(address=on.address, log_to_driver=False)
            except ConnectionError as error:
                raise ConfigError(
                    f"there is no Ray cluster at {on.address!r}: {error}. Start one with"
                    ' `ray start --head`, or pass address="local"'
                ) from None
        try:
            return self._drive_on()
        finally:
            if ours:
                ray.shutdown()

    def _drive_on(self) -> Report:
        began = time.time()
        store = self.store
        coordinator = open_batch(
            self.calls.client,
            self._jobs,
            self.folder,
            store,
            again=self._again,
            stopping=lambda: bool(self.stopped),
            budget=self._setting.budget,
        )
        try:
            batch, left = MovingMark(coordinator.ledger, store).batch, coordinator.left
            path = coordinator.path or Path()
        finally:
            coordinator.close()
        self._began = self.calls.now()
        if left:
            self._require_workers(store.address, batch)
            self._lead(path, store.address, batch, began)
        view = self._view
        found = status(self.folder)
        found.seconds = self.calls.now() - self._began
        if view is not None:
            found.stopped, found.stopped_by = view.signals.stopped, view.stopped_by
        found.live = False
        found.write()
        return found

    def _require_workers(self, out: str, batch: str) -> None:
        """Raise a BatchError unless every node has this package and sees the destination."""
        ray = self._ray
        affinity = import_module("ray.util.scheduling_strategies").NodeAffinitySchedulingStrategy
        task = ray.remote(num_cpus=0, max_retries=0)(node_check())
        probes = {
            node: task.options(scheduling_strategy=affinity(node, soft=False)).remote(
                __version__, out, batch
            )
            for node in self._nodes()
        }
        for node, probe in probes.items():
            host = f"The node {self._nodes().get(node, node)}"
            try:
                problem = self._ask(probe, host)
            except BatchError:
                if node in self._nodes():
                    raise
                continue  # it was lost meanwhile
            if problem:
                raise BatchError(f"{host} cannot take part: {problem}")

    def _nodes(self) -> dict[str, str]:
        """The names of live nodes, by id."""
        nodes = [node for node in self._ray.nodes() if node["Alive"]]
        return {node["NodeID"]: node["NodeManagerHostname"] for node in nodes}

    def _ask(self, reference: Any, whom: str = "The coordinator") -> Any:
        """Wait for an answer of the cluster. Raises a BatchError if there is none."""
        try:
            return self._ray.get(reference, timeout=ANSWER_SECONDS)
        except self._ray.exceptions.GetTimeoutError:
            text = f"{whom} has not answered for {ANSWER_SECONDS:.0f} seconds"
        except self._ray.exceptions.RayTaskError as error:
            raise cause_of(error, whom) from None
        except self._ray.exceptions.RayError as error:
            text = f"{whom} is lost: {error}"
        raise BatchError(f"{text}. Nothing more is sent; run the same batch again.")

    def _lead(self, jobs: Path, out: str, batch: str, began: float) -> None:
        """Start workers and replace those that die, until there is nothing left to do."""
        ray, on = self._ray, self._on
        affinity = import_module("ray.util.scheduling_strategies").NodeAffinitySchedulingStrategy
        here = affinity(ray.get_runtime_context().get_node_id(), soft=False)
        actor = ray.remote(
            num_cpus=0, max_restarts=-1, max_task_retries=-1, max_concurrency=10_000
        )(RayCoordinator)
        limits = self.calls.config.limits
        coordinator = actor.options(scheduling_strategy=here).remote(
            str(self.folder.absolute()),
            str(jobs.absolute()),
            out,
            limits,
            self._max_cost,
            self._again,
            began,
        )
        given = (self._options, out, batch, self._setting_of_workers(), self._concurrency, on)
        workers = Workers(ray, on, (coordinator, __version__, *given))
        problem: Exception | None = None
        deaths = ended = 0
        try:
            while True:
                self._view = view = self._ask(coordinator.view.remote(workers.started))
                if self._is_news(view.signals):
                    self._ask(coordinator.stop.remote(self.stopped, self.halted))
                    continue
                if view.ended > ended:
                    ended, deaths = view.ended, 0
                self._report(None)
                while len(workers) < on.workers and view.has_more:
                    workers.add()
                if not workers:
                    break
                workers.cancel(view.silent, waiting=view.needs_no_more_workers)
                for name, error in workers.wait(LOOK):
                    if isinstance(error, ray.exceptions.RayTaskError):  # so would the next one
                        problem = problem or cause_of(error)
                    else:  # it was killed, or its machine
                        deaths += 1
                        if deaths > on.workers + FATAL:
                            problem = problem or BatchError(f"workers keep dying: {error}")
                    self._ask(coordinator.lost.remote(name))
                    if problem is not None:
                        self.stopped = self.stopped or f"{problem}" or type(problem).__name__
            self._ask(coordinator.close.remote())
        finally:
            ray.kill(coordinator)
        if problem is None and isinstance(view.stopped_by, BatchError):
            problem = view.stopped_by
        if problem is not None:
            raise problem

    def _is_news(self, signals: Signals) -> bool:
        """Whether the coordinator has not heard of a stop, or has forgotten it in a restart."""
        return bool(self.stopped and not signals.stopped) or (self.halted and not signals.halted)

    def _setting_of_workers(self) -> Setting:
        return self._setting._replace(on_step=_ignore)

    def _facts(self) -> tuple[Totals, int, int, str]:
        assert self._view is not None
        view = self._view
        return view.totals, view.left, view.ended, view.signals.stopped


def load_ray() -> Any:
    """Import Ray. Raises a ConfigError if it is missing or too old."""
    try:
        ray: Any = import_module("ray")
    except ImportError:
        raise ConfigError(
            'on=batch.Ray(...) needs the extra "ray": pip install "minimax-sdk[ray]"'
        ) from None
    version = tuple(map(int, re.findall(r"\d+", str(ray.__version__))[:2]))
    if version < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise ConfigError(f"Ray {ray.__version__} is too old: {oldest} or newer is required")
    return ray


async def _settled(answer: Any) -> Any:
    """An answer, or the exception instead of it."""
    if not isinstance(answer, Future):
        return answer
    try:
        return answer.result() if answer.done() else await asyncio.wrap_future(answer)
    except Exception as error:
        return error


def _ignore(outcome: object) -> None:
    """Do nothing: progress is reported by the coordinator."""
