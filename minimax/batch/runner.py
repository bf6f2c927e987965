"""The run of a batch: one flow with as many workers as jobs may be under way, on either face."""

from __future__ import annotations

import errno
import json
import secrets
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any

from .. import estimate
from ..config import Retry
from ..core import destinations
from ..core.flow import Flow, Gather, Now, Work
from ..core.secret import redacted
from ..errors import (
    APIError,
    AuthenticationError,
    DecodeError,
    InvalidParameterError,
    MinimaxError,
    NetworkError,
    NotFoundError,
    SensitiveContentError,
    ServerError,
    TaskFailed,
    ValidationError,
    VoiceExistsError,
)
from ..tasks import Task
from . import keeping, operations
from .jobs import (
    SPOOL,
    Job,
    Jobs,
    Source,
    is_leftover,
    refuse_results_without_journal,
    spooled,
)
from .journal import BatchError, Journal, State, records
from .report import Outcome, Progress, Report, cost_of
from .submission import Stopped, stoppable, submitted

PATIENT = Retry(attempts=8, cap=30.0, total=600.0)
"""In place of the usual retries: nobody waits at a screen for a single job. Retries that a client
was given stay as they are.
"""
PICKED_UP = frozenset({State.RUNNING, State.UNSAVED})
WAYS_ON = frozenset({"handle", "urls", "rescued", "text"})
"""Fields of a record, any of which tells how to continue a job that is picked up."""
REPEATED = frozenset({State.PENDING, State.REFUSED})
FINAL = (InvalidParameterError, SensitiveContentError, NotFoundError, VoiceExistsError)
"""Refusals that the same request would meet again."""
CARRIED = ("handle", "urls", "rescued", "text", "cost", "currency", "as_of", "paid", "notes")
"""What the records of a job hand on to each other."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
MOST_RAW = 200_000
Verdict = tuple[State, dict[str, Any]]


class Attempt:
    """One try at a job: whether a paid request is out, as far as is known here."""

    def __init__(self) -> None:
        self.out = False
        self.paid = False


class Run:
    """Everything that the workers of a run share."""

    def __init__(
        self,
        client: Any,
        jobs: Source,
        out: Path,
        *,
        concurrency: int,
        retry_unknown: bool,
        retry_failed: bool,
        stop_on: tuple[type[Exception], ...],
        timeout: float | None,
        on_progress: Callable[[Progress], object] | None,
    ) -> None:
        if isinstance(concurrency, bool) or not isinstance(concurrency, int) or concurrency < 1:
            raise ValidationError(
                f"concurrency: {concurrency!r} is not allowed; it must be at least 1",
                field="concurrency",
                value=concurrency,
            )
        self.client = (
            client.with_options(retry=PATIENT) if client._config.retry == Retry() else client
        )
        self.out = out
        self.stopped = ""
        self.stopped_by: Exception | None = None
        self.halted = False
        self._key_refused = False
        self._resumed = False
        self._source = jobs
        self._concurrency = concurrency
        again = {State.UNKNOWN: retry_unknown, State.FAILED: retry_failed}
        self._sent = REPEATED | {state for state, wanted in again.items() if wanted}
        self._stop_on = stop_on
        self._timeout = timeout
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._telling = threading.Lock()
        self._queue: Iterator[Job] = iter(())
        self._left = self._ended = 0
        self._began = 0.0
        self._unsaved: dict[int, Any] = {}
        self._journal: Journal | None = None

    @property
    def journal(self) -> Journal:
        """The open journal."""
        assert self._journal is not None
        return self._journal

    def flow(self) -> Flow[Report]:
        """The whole run."""
        try:
            yield Work(self._open)
            self._began = yield Now()
            self._tell(None, self._began)
            workers = min(self._concurrency, self._left)
            ended: list[Any] = (
                (yield Gather([self._worker() for _ in range(workers)], workers)) if workers else []
            )
            for problem in ended:
                if isinstance(problem, BaseException):
                    raise self._explained(problem)
            seconds = (yield Now()) - self._began
            facts: dict[str, Any] = {
                "stopped": self.stopped,
                "stopped_by": self.stopped_by,
                "unsaved": self._unsaved,
            }
            report = Report(self.out, self.journal.index, seconds=seconds, **facts)
            yield Work(report.write)
            return report
        finally:
            if self._journal is not None:
                self._journal.close()

    def stop(self, reason: str, *, halt: bool = False) -> None:
        """Begin no further job; with `halt` wait for no task either. Requests that are out are
        brought to their end.
        """
        before = (self.stopped, self.halted)
        self.stopped, self.halted = self.stopped or reason, self.halted or halt
        if before != (self.stopped, self.halted) and self._left:
            self._tell(None, self.client._driver.clock.monotonic())

    def _stopping(self) -> bool:
        return bool(self.stopped)

    def _halting(self) -> bool:
        return self.halted

    def _barred(self, url: str) -> bool:
        """Whether nothing more may be sent to a URL: to the platform, once it has refused the key.
        Links to results need none.
        """
        return self._key_refused and url.startswith(self.client.base_url)

    # At the beginning. May block.

    def _open(self) -> None:
        if isinstance(self._source, (str, PathLike)):
            Jobs(Path(self._source)).readable()  # before a folder is made for nothing
        refuse_results_without_journal(self.out, self._source)
        try:
            destinations.prepare_folder(self.out, field="out")
        except ValidationError as error:
            raise BatchError(str(error)) from None
        self._journal = Journal(self.out)
        self._resumed = bool(self._journal.index.jobs)
        is_path = isinstance(self._source, (str, PathLike))
        spool = destinations.hidden(self.out / SPOOL, f"{secrets.token_hex(4)}.part")
        path = Path(self._source) if is_path else spool  # type: ignore[arg-type]
        try:
            if not is_path:
                spooled(self._source, path)  # type: ignore[arg-type]
            jobs = Jobs(path)
            jobs.check(
                self.client,
                self.out,
                index=self.journal.index,
                sent=self._sent,
                stopping=self._stopping,
            )
            if self.stopped:
                raise BatchError(
                    "The batch was stopped while its jobs were checked; nothing was sent."
                )
            self._agree(jobs)
            if not is_path:
                jobs.path = path.replace(self.out / SPOOL)
        finally:
            if not is_path:
                path.unlink(missing_ok=True)
        self._settle_started()
        self._require_ways_on()
        states = [self.journal.index.state(line) for line in range(jobs.lines + 1)]
        counts = self.journal.index.counts()
        self._left = sum(counts[state] for state in PICKED_UP | self._sent)
        running = (job for job in jobs if states[job.line] in PICKED_UP)
        new = (job for job in jobs if states[job.line] in self._sent)
        self._queue = chain(
            running if any(counts[state] for state in PICKED_UP) else (), self._unless_stopped(new)
        )

    def _agree(self, jobs: Jobs) -> None:
        """Make sure that the jobs are those that the journal knows, or those and some more behind
        them.
        """
        known = self.journal.index.jobs
        lines = known.get("lines", 0)
        if lines and (jobs.lines < lines or jobs.digest(lines) != known["digest"]):
            line = jobs.changed(records(self.journal.path, self.journal.index))
            where = (
                f"line {line} is another job than the one that was begun"
                if line
                else f"its first {lines} lines are others now"
            )
            raise BatchError(
                f"{self.out} was begun with other jobs: {where}. Nothing was sent. Put the jobs"
                " back as they were (more may be added at the end), or use another folder for the"
                " changed ones."
            )
        if jobs.lines != lines or "jobs" not in known:
            self.journal.write(
                {"jobs": jobs.count, "lines": jobs.lines, "digest": jobs.digest()}, sure=True
            )

    def _settle_started(self) -> None:
        """Say of the jobs that an earlier run left in the middle what is known of them."""
        index = self.journal.index
        for line in [line for line in index.lines() if index.state(line) is State.STARTED]:
            record = self.journal.last(line)
            for name in record.get("names", ()):
                if is_leftover(self.out / name):
                    (self.out / name).unlink(missing_ok=True)
            # Files appear under their names only when complete.
            whole = record.get("alone") and (self.out / record["save"]).is_file()
            if whole:
                self.journal.write(
                    {**_about(record), "state": State.DONE, "paid": True, "files": [record["save"]]}
                )
            else:
                reason = (
                    "The run ended while the paid request was out; it may have been carried out."
                    " Nothing came back."
                )
                self.journal.write(
                    {
                        **_about(record),
                        "state": State.UNKNOWN,
                        "error": {"type": "", "message": reason},
                    }
                )

    def _require_ways_on(self) -> None:
        """Raise a BatchError when the journal says that a job is to be continued, but not how."""
        index = self.journal.index
        for line in index.lines():
            if index.state(line) in PICKED_UP and not WAYS_ON & self.journal.last(line).keys():
                raise BatchError(
                    f"{self.journal.path}: line {line} of the jobs is {index.state(line)}, but its"
                    " record names neither a task nor a result. Nothing was sent. Restore the file"
                    " from a copy, or use another folder; then the jobs are paid again."
                )

    def _unless_stopped(self, jobs: Iterator[Job]) -> Iterator[Job]:
        for job in jobs:
            if self.stopped:
                return
            yield job

    # A worker

    def _worker(self) -> Flow[None]:
        try:
            while (job := (yield Work(self._next))) is not None:
                yield from self._job(job)
        except Exception as error:
            self.stop(f"{type(error).__name__}: {error}")
            raise

    def _next(self) -> Job | None:
        with self._lock:
            return None if self.halted else next(self._queue, None)

    def _job(self, job: Job) -> Flow[None]:
        reserved = destinations.Reservation()
        try:
            state, facts = yield from self._verdict(job, reserved)
        except Stopped:
            return
        finally:
            reserved.release()
        yield from self._note(job, state, facts, ended=True)

    def _verdict(self, job: Job, reserved: destinations.Reservation) -> Flow[Verdict]:
        """Bring a job as far as it goes; gives where it stands then, and what is to be written
        down.
        """
        facts: dict[str, Any] = {}
        result: Any = None
        if self.journal.index.state(job.line) in PICKED_UP:
            record = yield Work(lambda: self.journal.last(job.line))
            facts = {name: record[name] for name in CARRIED if name in record}
        else:
            attempt = Attempt()
            try:
                yield Work(lambda: self._reserve(job, reserved))
                result = yield from self._submitted(job, attempt)
            except (BatchError, Stopped):
                raise
            except Exception as error:
                return self._refused(job, error, attempt)
            facts = self._facts(job, result, attempt)
            if isinstance(result, Task):
                self._unsaved[job.line] = result
                yield from self._note(job, State.RUNNING, facts)
                del self._unsaved[job.line]
        if "handle" in facts:
            task = result if isinstance(result, Task) else self.client.task(facts["handle"])
            try:
                wait = task._wait(self._timeout, None, None)
                result = yield from stoppable(wait, self._halting, self._barred)
            except MinimaxError as error:
                self._watch(error)
                gone = isinstance(error, (TaskFailed, NotFoundError))
                return State.FAILED if gone else State.RUNNING, {
                    **facts,
                    "error": self._told(error),
                }
            facts["notes"] = {**facts.get("notes", {}), **keeping.notes(result)}
        return (yield from self._saved(job, result, facts, keeping.Names(reserved)))

    def _reserve(self, job: Job, reserved: destinations.Reservation) -> None:
        """Reserve the names of the files of a job before it is sent. May block."""
        job.check_destination(self.out, resumed=self._resumed)
        paths = [self.out / name for name in job.files()]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            if self._resumed and is_leftover(path):
                path.unlink(missing_ok=True)
        reserved.claim(paths)

    def _submitted(self, job: Job, attempt: Attempt) -> Flow[Any]:
        """Send a job, with the journal one step ahead of the money."""
        billed = operations.billed_paths(job.operation.feature)
        base = len(_path(self.client.base_url))
        target = self.out / job.save

        def before() -> None:
            names = job.files()
            facts = {"save": job.save, "names": names, "alone": len(names) == 1}
            self._write(job, State.STARTED, facts, sure=True)
            attempt.out = attempt.paid = True

        def withdraw() -> None:
            self._write(job, State.PENDING, {})
            attempt.out = attempt.paid = False

        flow = job.operation.flow(self.client, job.arguments, target)
        if job.operation.target:
            flow = stoppable(flow, self._halting)
        supervised = submitted(
            flow,
            lambda method, path: (method, path[base:]) in billed,
            before=before,
            withdraw=withdraw,
            stopping=self._stopping,
            barred=self._barred,
        )
        return (yield from supervised)

    def _refused(self, job: Job, error: Exception, attempt: Attempt) -> Verdict:
        """What an error means for the money of a job."""
        self._watch(error, elsewhere=job.operation.fetches_link(job.arguments))
        facts: dict[str, Any] = {"error": self._told(error)}
        ran = attempt.out
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
        return (
            State.FAILED
            if isinstance(error, APIError) and not isinstance(error, ServerError)
            else State.UNKNOWN
        ), facts

    def _facts(self, job: Job, result: Any, attempt: Attempt) -> dict[str, Any]:
        """What is to be kept of a result whatever becomes of its file."""
        facts: dict[str, Any] = {
            "notes": keeping.notes(result),
            "urls": keeping.links(result),
            "paid": attempt.paid,
        }
        if isinstance(result, Task):
            facts["handle"] = result.handle
        cost = (
            job.operation.cost(job.arguments, result, self.client.region or estimate.REGION)
            if attempt.paid
            else None
        )
        if cost is not None:
            facts |= {"cost": str(cost.amount), "currency": cost.currency, "as_of": cost.as_of}
        return {name: value for name, value in facts.items() if value}

    def _saved(
        self, job: Job, result: Any, facts: dict[str, Any], names: keeping.Names
    ) -> Flow[Verdict]:
        """Put a result on disk."""
        path = self.out / job.save
        if "urls" in facts and result is not None:
            yield from self._note(job, State.UNSAVED, facts)
        try:
            if result is None and "rescued" in facts:
                files = yield Work(lambda: keeping.moved(facts["rescued"], path, names))
            elif result is None and "text" in facts:
                files = yield from keeping.save(facts["text"], path, None, {}, names)
            elif result is None:
                fetched = keeping.fetch(facts["urls"], path, self.client._config, names)
                files = yield from stoppable(fetched, self._halting, self._barred)
            else:
                saved = keeping.save(result, path, self.client._config, job.arguments, names)
                files = yield from stoppable(saved, self._halting, self._barred)
            yield Work(lambda: keeping.settle(files))
        except (MinimaxError, OSError) as error:
            self._watch(error)
            facts = {**facts, "error": self._told(error)}
            if "handle" in facts or "urls" in facts or result is None:
                return State.UNSAVED, facts
            return (yield from self._rescued(job, result, facts))
        written = [file.relative_to(self.out).as_posix() for file in files]
        kept = {
            name: value
            for name, value in facts.items()
            if name not in ("urls", "rescued", "text", "error")
        }
        return State.DONE, {**kept, "files": written}

    def _rescued(self, job: Job, result: Any, facts: dict[str, Any]) -> Flow[Verdict]:
        """Keep a paid result that its folder refuses: in a folder for temporary files, else in the
        journal, else in the report.
        """
        try:
            folder = Path((yield Work(lambda: tempfile.mkdtemp(prefix="minimax-batch-"))))
            path = folder / Path(job.save).name
            files = yield from keeping.save(
                result, path, self.client._config, job.arguments, keeping.Names()
            )
        except (MinimaxError, OSError):
            text = result if isinstance(result, str) else getattr(result, "text", None)
            if isinstance(text, str) and text:
                return State.UNSAVED, {**facts, "text": text[:MOST_RAW]}
            self._unsaved[job.line] = result
            return State.UNKNOWN, facts
        return State.UNSAVED, {**facts, "rescued": [str(file) for file in files]}

    # What is written and told

    def _note(
        self, job: Job, state: State, facts: Mapping[str, Any], *, ended: bool = False
    ) -> Flow[None]:
        record: dict[str, Any] = yield Work(lambda: self._write(job, state, facts, sure=True))
        if ended:
            with self._lock:
                self._left, self._ended = self._left - 1, self._ended + 1
        self._tell(Outcome.of(record), (yield Now()))

    def _write(
        self, job: Job, state: State, facts: Mapping[str, Any], *, sure: bool = False
    ) -> dict[str, Any]:
        named = {} if job.id == str(job.line) else {"id": job.id}
        record = {
            "job": job.line,
            "key": f"{job.key:016x}",
            **named,
            "op": job.operation.name,
            "state": state,
            **facts,
        }
        try:
            self.journal.write(record, sure=sure)
        except OSError as error:
            raise BatchError(
                f"The journal {self.journal.path} cannot be written: {error.strerror or error}"
            ) from error
        return record

    def _tell(self, latest: Outcome | None, now: float) -> None:
        if self._on_progress is None:
            return
        index, seconds = self.journal.index, now - self._began
        with self._telling:
            eta = seconds / self._ended * self._left if self._ended else None
            progress = Progress(
                index.counts(live=True),
                index.jobs["jobs"],
                self._left,
                cost_of(index),
                seconds,
                eta,
                latest,
                self.stopped,
            )
            try:
                self._on_progress(progress)
            except Exception as error:
                warnings.warn(f"on_progress failed: {error!r}", RuntimeWarning, stacklevel=2)

    def _watch(self, error: Exception, *, elsewhere: bool = False) -> None:
        """Stop for errors that every further job would meet, too. A host that is not the platform's
        says nothing about the others.
        """
        unreachable = isinstance(error, NetworkError) and not error.sent and not elsewhere
        full = isinstance(error, OSError) and error.errno in FULL
        if isinstance(error, AuthenticationError) and not elsewhere:
            self._key_refused = True
        if unreachable or full or self._key_refused or isinstance(error, self._stop_on):
            self.stopped_by = self.stopped_by or error
            self.stop(self._told(error)["message"])

    def _told(self, error: Exception) -> dict[str, Any]:
        """An error for the journal, in which the key never stands."""
        message = f"{error}" or type(error).__name__
        facts = {
            "type": type(error).__name__,
            "message": redacted(message, self.client._config.api_key),
            "code": getattr(error, "status_code", None) or getattr(error, "code", None),
            "trace_id": getattr(error, "trace_id", None),
        }
        return {name: value for name, value in facts.items() if value is not None}

    def _explained(self, problem: BaseException) -> BaseException:
        for line, result in self._unsaved.items():
            handle = getattr(result, "handle", None)
            problem.add_note(
                f"Line {line} is paid: {'its task is ' + handle if handle else repr(result)}"
            )
        problem.unsaved = dict(self._unsaved)  # type: ignore[attr-defined]
        return problem


def _about(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in ("job", "key", "id", "op") if name in record}


def _path(url: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(url).path
