"""Run one job at most once, whether it is called from a loop, a thread or a worker of a cluster."""

from __future__ import annotations

import errno
import json
import secrets
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .. import estimate
from ..config import Retry
from ..core.secret import redacted
from ..errors import (
    APIError,
    AuthenticationError,
    DecodeError,
    InsufficientBalanceError,
    InvalidParameterError,
    MinimaxError,
    NetworkError,
    NotFoundError,
    SensitiveContentError,
    ServerError,
    TaskFailed,
    UsageLimitError,
    VoiceExistsError,
)
from ..tasks import Task
from . import keeping
from .calls import Calls
from .job import Job
from .plans import Budget
from .protocol import PICKED_UP, REPEATED, BatchError, Known, Ledger, State, Stop, Stopped, Taken
from .report import Outcome
from .stores import Place

STOP_ON: tuple[type[Exception], ...] = (
    AuthenticationError,
    InsufficientBalanceError,
    UsageLimitError,
)
"""Errors that would affect every further job."""
PATIENT = Retry(attempts=8, cap=30.0, total=600.0)
"""Replaces the default retry policy, since nobody waits for a single job. A policy set on the
client is kept.
"""
FINAL = (InvalidParameterError, SensitiveContentError, NotFoundError, VoiceExistsError)
"""Errors that would happen again if the same request were repeated."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
MOST_RAW = 200_000
"""Number of characters of a response that the ledger stores if the response cannot be saved
elsewhere.
"""
GRANT_SECONDS = 10.0
"""Seconds after which a grant is not used: the coordinator may consider this process dead."""
NOT_CARRIED = ("urls", "rescued", "rescue", "text", "error", "abandoned")
"""Facts about a job that are dropped when it is finished."""


class Setting(NamedTuple):
    """How jobs are run."""

    again: Collection[State] = ()
    """States of finished jobs in which they are sent again."""
    stop_on: tuple[type[Exception], ...] = STOP_ON
    timeout: float | None = None
    budget: Budget | None = None
    on_step: Callable[[Outcome], object] = lambda outcome: None
    """Called when a job is recorded in an intermediate state."""


class Once:
    """One attempt to bring a job forward."""

    def __init__(
        self,
        calls: Calls,
        job: Job,
        ledger: Ledger,
        setting: Setting = Setting(),
        known: Known | None = None,
    ) -> None:
        self.calls = calls
        self.job = job
        self.ledger = ledger
        self.setting = setting
        self._known = known
        self._nonce = secrets.token_hex(8)
        self._line = self._attempt = 0
        self._state = State.PENDING
        self._in_flight = self._paid = False
        self._expected: dict[str, Any] = {}
        self._result: Any = None

    async def run(self) -> Outcome:
        """Run the job as far as possible. Raises Stopped, Taken and BatchError as `once` does."""
        self.calls.require_asyncio()
        known = self._known
        if known is None:
            known = await self.calls.wait(self.ledger.look(self.job))
        self._line, self._state, self._attempt = known.line, known.state, known.attempt
        if known.state is State.STARTED:
            raise Taken(f"job {self.job.id} is in flight elsewhere")
        if known.state not in PICKED_UP | REPEATED and known.state not in self.setting.again:
            return self._outcome(known.state, known.facts)
        try:
            if known.state in PICKED_UP:
                place = await self.calls.work(lambda: self.ledger.store.place(self.job))
                return await self._continue(None, dict(known.facts), place)
            return await self._begin(known)
        except BatchError as error:
            raise self._with_result(error) from None

    async def _begin(self, known: Known) -> Outcome:
        """Send the job, and process its result."""
        job, place = self.job, None
        try:
            try:
                place = await self.calls.work(
                    lambda: self.ledger.store.reserve(job, resumed=known.resumed)
                )
                result = await self.calls.submit(
                    job, place, self.ledger, before=self._admit, withdraw=self._withdraw
                )
            except (BatchError, Stopped, Taken):
                raise
            except Exception as error:
                return await self._settle(*self._judge(error), error)
            self._result, facts = result, self._facts(result)
            if isinstance(result, Task):
                self.setting.on_step(await self._settle(State.RUNNING, facts))
            return await self._continue(result, facts, place)
        finally:
            if place is not None:
                place.release()

    # The paid request

    async def _admit(self, rate_class: str) -> None:
        """Wait until the ledger has recorded the request that is about to be sent."""
        names = self.job.files()
        if self.setting.budget is not None:
            self._expected = {"expected": str(self.setting.budget.expect(self.job))}
        facts = {
            "op": self.job.operation.name,
            "save": self.job.save,
            "names": names,
            "alone": len(names) == 1,
            **self._expected,
        }
        while True:
            asked = self.calls.now()
            grant = await self.calls.wait(
                self.ledger.begin(
                    self._line,
                    self._state,
                    self._attempt + 1,
                    self._nonce,
                    rate_class,
                    self.job.model(),
                    self.job.weight(),
                    facts,
                )
            )
            if grant.taken:
                raise Taken(f"job {self.job.id} is in flight elsewhere")
            if grant.stop:
                raise Stopped(grant.stop)
            if not grant.attempt:
                await self.calls.pause(grant.wait, self.ledger.stopping)
                continue
            self._attempt, self._state = grant.attempt, State.STARTED
            if self.calls.now() - asked < GRANT_SECONDS:
                break
            await self._withdraw()
        self._in_flight = self._paid = True

    async def _withdraw(self) -> None:
        """Record that the last request certainly did not run."""
        self._in_flight = self._paid = False
        await self._settle(State.PENDING, {"op": self.job.operation.name, "save": self.job.save})

    def _judge(self, error: Exception) -> tuple[State, dict[str, Any]]:
        """What an error means for the money of a job."""
        facts: dict[str, Any] = {"error": self._described(error)}
        ran = self._in_flight
        if isinstance(error, APIError):
            ran = ran and error.ran is not False
        elif isinstance(error, NetworkError):
            ran = ran and error.sent
        if isinstance(error, DecodeError) and ran:
            facts["raw"] = json.dumps(error.raw, default=str, ensure_ascii=False)[:MOST_RAW]
        if isinstance(error, FINAL):
            return State.FAILED, facts
        if not ran:
            return State.REFUSED, facts
        failed = isinstance(error, APIError) and not isinstance(error, ServerError)
        return (State.FAILED, facts) if failed else (State.UNKNOWN, {**facts, **self._expected})

    def _facts(self, result: Any) -> dict[str, Any]:
        """What to record about a result, independent of its file."""
        facts: dict[str, Any] = {
            "notes": keeping.notes(result),
            "urls": keeping.links(result),
            "paid": self._paid,
        }
        if isinstance(result, Task):
            facts["handle"] = result.handle
        region = self.calls.client.region or estimate.REGION
        cost = self.job.operation.cost(self.job.arguments, result, region) if self._paid else None
        if cost is not None:
            facts |= {"cost": str(cost.amount), "currency": cost.currency, "as_of": cost.as_of}
        return {name: value for name, value in facts.items() if value}

    # The result

    async def _continue(self, result: Any, facts: dict[str, Any], place: Place) -> Outcome:
        """Wait for the task of a paid job, if it has one, and save its result."""
        if "handle" in facts:
            task = result if isinstance(result, Task) else self.calls.task(facts["handle"])
            try:
                result = await self.calls.wait_for_task(task, self.setting.timeout, self.ledger)
            except MinimaxError as error:
                gone = isinstance(error, (TaskFailed, NotFoundError))
                facts["error"] = self._described(error)
                return await self._settle(State.FAILED if gone else State.RUNNING, facts, error)
            facts["notes"] = {**facts.get("notes", {}), **keeping.notes(result)}
        if "urls" in facts and result is not None:
            self.setting.on_step(await self._settle(State.UNSAVED, facts))
        try:
            files = await self._save(result, facts, place)
            names = await self.calls.work(lambda: self.ledger.store.publish(place, files))
        except (MinimaxError, OSError) as error:
            facts["error"] = self._described(error)
            if "handle" in facts or "urls" in facts or result is None:
                return await self._settle(State.UNSAVED, facts, error)
            return await self._rescue(result, facts, error)
        kept = {name: value for name, value in facts.items() if name not in NOT_CARRIED}
        return await self._settle(State.DONE, {**kept, "files": names})

    async def _save(self, result: Any, facts: Mapping[str, Any], place: Place) -> list[Path]:
        if result is not None:
            return await self.calls.save(result, place, self.job, self.ledger)
        if "rescue" in facts:
            return await self.calls.work(lambda: write_rescued(facts["rescue"], place))
        if "text" in facts:
            return await self.calls.save(facts["text"], place, self.job, self.ledger)
        if "urls" in facts:
            return await self.calls.fetch(facts["urls"], place, self.ledger)
        raise FileNotFoundError(
            errno.ENOENT, "the rescued result is missing", str(facts.get("rescued"))
        )

    async def _rescue(self, result: Any, facts: dict[str, Any], error: Exception) -> Outcome:
        """Keep a paid result that cannot be saved at its destination: beside the ledger, otherwise
        in the ledger itself, otherwise only in the outcome.
        """
        try:
            with tempfile.TemporaryDirectory(prefix="minimax-batch-") as folder:
                place = Place(Path(folder) / Path(self.job.save).name, keeping.Names())
                files = await self.calls.save(result, place, self.job, None)
                rescue = {file.name: file.read_bytes() for file in files}
            return await self._settle(State.UNSAVED, {**facts, "rescue": rescue}, error)
        except (MinimaxError, OSError):
            text = result if isinstance(result, str) else getattr(result, "text", None)
            if isinstance(text, str) and text:
                facts["text"] = text[:MOST_RAW]
                return await self._settle(State.UNSAVED, facts, error)
            outcome = await self._settle(State.UNKNOWN, facts, error)
            return outcome._replace(result=result)

    # The ledger

    async def _settle(
        self, state: State, facts: Mapping[str, Any], error: Exception | None = None
    ) -> Outcome:
        stop = None if error is None else self._reason_to_stop(error)
        facts = {"op": self.job.operation.name, "save": self.job.save, **facts}
        await self.calls.wait(self.ledger.settle(self._line, self._attempt, state, facts, stop))
        self._state = state
        if state in (State.RUNNING, State.UNSAVED, State.DONE):
            self._result = None  # it can be found again by what was recorded
        return self._outcome(state, facts)

    def _reason_to_stop(self, error: Exception) -> Stop | None:
        """Stop on errors that would affect every further job. An error of a host other than the
        platform's affects only this job.
        """
        elsewhere = self._attempt == 0 and self.job.operation.fetches_link(self.job.arguments)
        unreachable = isinstance(error, NetworkError) and not error.sent and not elsewhere
        full = isinstance(error, OSError) and error.errno in FULL
        refused = isinstance(error, AuthenticationError) and not elsewhere
        if unreachable or full or refused or isinstance(error, self.setting.stop_on):
            return Stop(self._described(error)["message"], refused, error)
        return None

    def _described(self, error: Exception) -> dict[str, Any]:
        """Describe an error for the ledger, without the key."""
        message = f"{error}" or type(error).__name__
        facts = {
            "type": type(error).__name__,
            "message": redacted(message, self.calls.config.api_key),
            "code": getattr(error, "status_code", None) or getattr(error, "code", None),
            "trace_id": getattr(error, "trace_id", None),
        }
        return {name: value for name, value in facts.items() if value is not None}

    def _outcome(self, state: State, facts: Mapping[str, Any]) -> Outcome:
        return Outcome.of(self._line, self.job.id, state, facts)

    def _with_result(self, error: BatchError) -> BatchError:
        """Add the paid result that could not be recorded to an error of the ledger."""
        result = self._result
        if result is not None:
            handle = getattr(result, "handle", None)
            error.add_note(
                f"Line {self._line} is paid for: "
                + (f"its task is {handle}" if handle else repr(result))
            )
            error.unsaved = {self._line: result}  # type: ignore[attr-defined]
        return error


def write_rescued(contents: Mapping[str, bytes], place: Place) -> list[Path]:
    """Write rescued files to their destination. May block."""
    return [
        place.names.write(place.path.with_name(name), content) for name, content in contents.items()
    ]


def patient(client: Any) -> Any:
    """A client with patient retries, unless it has a retry policy of its own."""
    return client.with_options(retry=PATIENT) if client._config.retry == Retry() else client
