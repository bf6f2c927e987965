"""The client side of a remote coordinator, independent of any engine. Ledger calls that are made
while a request is in flight are sent together in the next one.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from typing import Any, NamedTuple

from .coordinator import Coordinator, Lease
from .job import Job
from .protocol import BatchError, Grant, Known, State, Stop
from .stores import Store

Booking = tuple[str, tuple[Any, ...]]
"""Name and arguments of a method of the coordinator."""
METHODS = frozenset({"take", "lease", "begin", "settle", "end", "beat"})


class Signals(NamedTuple):
    """Signals that the coordinator sends to every worker with every answer."""

    stopped: str = ""
    halted: bool = False
    key_refused: bool = False

    @classmethod
    def of(cls, coordinator: Coordinator) -> Signals:
        """The current signals."""
        return cls(coordinator.stopped, coordinator.halted, coordinator.key_refused)


class Answers(NamedTuple):
    """The answers to one request."""

    each: list[Any]
    """The answer to each ledger call, an exception for one that failed."""
    signals: Signals


def book(coordinator: Coordinator, worker: str, bookings: Sequence[Booking]) -> list[Any]:
    """Execute ledger calls. Returns an answer, a future of one, or an exception for each."""
    answers: list[Any] = []
    for method, given in bookings:
        try:
            if method not in METHODS:
                raise ValueError(f"{method!r} is not a method of the coordinator")
            answers.append(getattr(coordinator, method)(worker, *given))
        except Exception as error:
            answers.append(error)
    return answers


class RemoteLedger:
    """The ledger of a worker. `call` sends ledger calls and returns a future of their answers.
    Jobs are leased `lease` at a time. Thread-safe.
    """

    def __init__(
        self, call: Callable[[list[Booking]], Future[Answers]], store: Store, lease: int = 1
    ) -> None:
        self.store = store
        self.calls = 0
        """Number of requests sent."""
        self.signals = Signals()
        self._call = call
        self._lease = lease
        self._leased: deque[Lease] = deque()
        self._leasing = threading.Lock()
        self._turns = 0
        self._failed = False
        self._lock = threading.Lock()
        self._waiting: list[tuple[Booking, Future[Any]]] = []
        self._is_calling = False

    def next(self) -> Lease | None:
        with self._leasing:
            if not self._leased and not self.stopping():
                self._turns += 1
                self._leased.extend(self.ask("lease", self._lease, self._turns).result())
            return self._leased.popleft() if self._leased and not self.stopping() else None

    def end(self, line: int, ended: bool) -> None:
        # It goes along with the next request: the slot asks for a job or a permission next.
        self._append("end", line, ended)

    def fail(self, error: Exception) -> None:
        self._failed = True

    def look(self, job: Job) -> Future[Known]:
        return self.ask("take", job.id, job.key)

    def begin(
        self,
        line: int,
        before: State,
        attempt: int,
        nonce: str,
        rate_class: str,
        model: str,
        weight: int,
        facts: Mapping[str, Any],
    ) -> Future[Grant]:
        return self.ask("begin", line, before, attempt, nonce, rate_class, model, weight, facts)

    def settle(
        self,
        line: int,
        attempt: int,
        state: State,
        facts: Mapping[str, Any],
        stop: Stop | None = None,
    ) -> Future[bool]:
        return self.ask("settle", line, attempt, state, facts, stop)

    def stopping(self) -> bool:
        return self._failed or bool(self.signals.stopped)

    def halting(self) -> bool:
        return self.signals.halted

    def key_refused(self) -> bool:
        return self.signals.key_refused

    def ask(self, method: str, *given: Any) -> Future[Any]:
        """Call a method of the coordinator; returns a future of the answer."""
        future = self._append(method, *given)
        self._send()
        return future

    def _append(self, method: str, *given: Any) -> Future[Any]:
        """Add a ledger call to the next request."""
        future: Future[Any] = Future()
        with self._lock:
            self._waiting.append(((method, given), future))
        return future

    def _send(self) -> None:
        with self._lock:
            if self._is_calling or not self._waiting:
                return
            sent, self._waiting, self._is_calling = self._waiting, [], True
            self.calls += 1
        bookings = [booking for booking, _ in sent]
        try:
            asked = self._call(bookings)
        except Exception as error:
            asked = Future()
            asked.set_exception(error)
        asked.add_done_callback(lambda done: self._answer(sent, done))

    def _answer(self, sent: list[tuple[Booking, Future[Any]]], done: Future[Answers]) -> None:
        answers: Sequence[Any]
        try:
            answers, self.signals = done.result()
        except BatchError as error:
            answers = [error] * len(sent)
        except (Exception, CancelledError) as error:
            answers = [BatchError(f"The coordinator could not be asked: {error!r}")] * len(sent)
        with self._lock:
            self._is_calling = False
        self._send()
        for (_, future), answer in zip(sent, answers, strict=True):
            if not future.set_running_or_notify_cancel():
                continue
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer)
