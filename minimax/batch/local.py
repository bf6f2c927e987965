"""The ledger of a worker in the process of the coordinator."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, Self

from .coordinator import Coordinator, Lease
from .job import Job
from .protocol import Grant, Known, State, Stop

HERE = "here"
"""The worker name of the coordinator's own process."""


class LocalLedger:
    """The ledger of a worker in the process of the coordinator."""

    def __init__(self, coordinator: Coordinator, worker: str = HERE) -> None:
        self._coordinator = coordinator
        self._worker = worker
        self.store = coordinator.store

    def close(self) -> None:
        """Close the coordinator and its ledger."""
        self._coordinator.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def next(self) -> Lease | None:
        found = self._coordinator.lease(self._worker, 1)
        return found[0] if found else None

    def end(self, line: int, ended: bool) -> None:
        self._coordinator.end(self._worker, line, ended)

    def fail(self, error: Exception) -> None:
        self._coordinator.stop(f"{type(error).__name__}: {error}", error=error)

    def look(self, job: Job) -> Future[Known]:
        return self._coordinator.take(self._worker, job.id, job.key)

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
        return self._coordinator.begin(
            self._worker, line, before, attempt, nonce, rate_class, model, weight, facts
        )

    def settle(
        self,
        line: int,
        attempt: int,
        state: State,
        facts: Mapping[str, Any],
        stop: Stop | None = None,
    ) -> Future[bool]:
        return self._coordinator.settle(self._worker, line, attempt, state, facts, stop)

    def stopping(self) -> bool:
        return bool(self._coordinator.stopped)

    def halting(self) -> bool:
        return self._coordinator.halted

    def key_refused(self) -> bool:
        return self._coordinator.key_refused
