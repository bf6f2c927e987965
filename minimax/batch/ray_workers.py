"""The workers of a batch on Ray: their task, and how the driver watches them."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from typing import Any

from ..version import __version__
from .calls import Calls
from .marks import require_shared
from .object_store import open_store
from .once import Setting, patient
from .protocol import BatchError
from .remote import Answers, Booking, RemoteLedger, Signals
from .serving import serve


class Workers:
    """The worker tasks of a run. `given` are their arguments after the name."""

    def __init__(self, ray: Any, on: Any, given: tuple[Any, ...]) -> None:
        self.started: set[str] = set()
        """Names of those that have made a ledger call."""
        self._ray = ray
        self._patience: float = on.patience
        self._task = ray.remote(num_cpus=on.cpus, max_retries=0)(work)
        self._given = given
        self._names: dict[Any, str] = {}
        self._cancelled: set[str] = set()

    def __len__(self) -> int:
        return len(self._names)

    def add(self) -> None:
        """Start another one, as soon as the cluster has room for it."""
        name = f"worker-{secrets.token_hex(4)}"
        self._names[self._task.remote(name, *self._given)] = name

    def cancel(self, silent: Mapping[str, float], *, waiting: bool) -> None:
        """Kill those that have been silent for too long; take back those that are still `waiting`
        for room on the cluster if they are not needed any more.
        """
        self.started = silent.keys() & self._names.values()
        for reference, name in self._names.items():
            if silent.get(name, 0.0) > self._patience:
                self._ray.cancel(reference, force=True)
            elif waiting and name not in self.started | self._cancelled:
                self._cancelled.add(name)
                self._ray.cancel(reference, force=False)

    def wait(self, seconds: float) -> Iterator[tuple[str, Exception]]:
        """Wait until at least one has ended, but at most for the given number of seconds. Yields
        those that failed or died, with their errors.
        """
        done, _ = self._ray.wait(list(self._names), timeout=seconds)
        for reference in done:
            name = self._names.pop(reference)
            try:
                self._ray.get(reference)
            except self._ray.exceptions.RayError as error:
                if name not in self._cancelled:
                    yield name, error


def work(
    name: str,
    coordinator: Any,
    version: str,
    options: dict[str, Any],
    out: str,
    batch: str,
    setting: Setting,
    concurrency: int,
    on: Any,
) -> None:
    """The task of a worker. It uses the sync client, also for the batch of an AsyncMiniMax: threads
    need less time for a job than an event loop that leaves file access to threads.
    """
    from .. import MiniMax

    if version != __version__:  # on a node that has joined the cluster during the batch
        raise BatchError(
            f"The node {socket.gethostname()} has version {__version__} of minimax-sdk, the driver"
            f" {version}. Install the same version on all machines."
        )
    store = open_store(out)
    require_shared(store, batch)

    def call(bookings: list[Booking]) -> Future[Answers]:
        answer: Future[Answers] = Future()

        def done(future: Future[Answers]) -> None:
            error = future.exception()
            if error is None:
                answer.set_result(future.result())
            else:
                answer.set_exception(BatchError(f"The coordinator cannot be reached: {error}"))

        coordinator.book.remote(name, bookings).future().add_done_callback(done)
        return answer

    ledger, over = RemoteLedger(call, store, on.lease), threading.Event()

    def hear(signalled: Future[Signals] | None = None) -> None:
        if signalled is not None:
            if signalled.exception() is not None:
                return  # the next ledger call fails, too
            ledger.signals = signalled.result()
        if not over.is_set() and not ledger.halting():
            asked = coordinator.until_stop.remote(bool(ledger.signals.stopped))
            asked.future().add_done_callback(hear)

    def beat() -> None:
        while not over.wait(on.patience / 6):
            ledger.ask("beat").exception()

    hear()
    threading.Thread(target=beat, daemon=True).start()
    try:
        with MiniMax(**options) as client:
            calls = Calls(patient(client))
            calls.run(serve(calls, ledger, setting, concurrency))
        ledger.ask("beat").result()  # wait until the last ledger calls have arrived
    finally:
        over.set()


def client_options(client: Any) -> dict[str, Any]:
    """The options to create the same client in another process. They include the key, and must
    only be passed as task arguments, because Ray logs the content of a `runtime_env`.
    """
    config = client._config
    return {
        "api_key": config.api_key.reveal(),
        "base_url": config.base_url,
        "group_id": config.group_id,
        "timeout": config.timeout,
        "retry": config.retry,
        "headers": dict(config.headers.reveal()),
        "validate": config.validate,
    }


def node_check() -> Any:
    """A function that Ray sends by value, so that it also runs on nodes without this package."""

    def problem(version: str, out: str, batch: str) -> str:
        try:
            from minimax.batch.marks import require_shared
            from minimax.batch.object_store import open_store
            from minimax.version import __version__
        except ImportError as error:
            return f"the package minimax-sdk is missing or too old there ({error})"
        if __version__ != version:
            return f"it has version {__version__} of minimax-sdk, the driver {version}"
        try:
            require_shared(open_store(out), batch)
        except Exception as error:
            return str(error)
        return ""

    return problem


def cause_of(error: Any, whom: str = "A worker") -> Exception:
    """The exception that was raised on the cluster."""
    cause = getattr(error, "cause", None)
    while isinstance(cause, ExceptionGroup):
        cause = cause.exceptions[0]
    if isinstance(cause, BatchError):
        return cause
    return BatchError(f"{whom} failed: {cause or error}")
