"""`minimax batch`: many jobs from a file, resumable after a kill."""

from __future__ import annotations

import json
import os
import shlex
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from . import exits, output
from .app import HELP, examples_of
from .connection import connected
from .options import DRY_RUN, Settings
from .streams import drawing, read_stdin, visible

if TYPE_CHECKING:
    from ..batch import Outcome, Progress, Report, Verification

TROUBLE = ("failed", "refused", "unknown", "unsaved")
"""States that are told as soon as they happen."""
MOST_TOLD = 20
ADVICE = {
    "started": "are being sent at this moment",
    "pending": "were not sent; the same command sends them",
    "running": (
        "are with the platform; the same command picks them up (long speech is kept for 9 hours"
        " only)"
    ),
    "unsaved": "are paid and made, but not on disk; the same command fetches them and pays nothing",
    "refused": (
        "were turned down before they ran, or broke off, and cost nothing; the same command tries"
        " again"
    ),
    "failed": "cannot be done as they are; --retry-failed sends them again",
    "unknown": (
        "may have been carried out and paid, but nothing came back; look before you send them again"
        " with --retry-unknown"
    ),
}


def command() -> click.Command:
    """The command."""
    group = click.Group(
        "batch",
        context_settings=HELP,
        help=(
            "Do thousands of jobs from a file. Resumable after a kill at any moment; nothing is"
            " paid twice."
        ),
        epilog=examples_of(
            (
                "minimax batch run jobs.jsonl --out OUT --concurrency 8 --rpm 60",
                "minimax batch status OUT",
            )
        ),
    )
    group.add_command(_run_command())
    group.add_command(_status_command())
    return group


def _run_command() -> click.Command:
    job = '{"op": "speech.synthesize", "text": "Hello.", "save": "1.mp3"}'
    return click.Command(
        "run",
        context_settings=HELP,
        params=[
            click.Argument(["jobs"], metavar="JOBS"),
            click.Option(
                ["--out", "-o"],
                required=True,
                metavar="DIR",
                help="Folder of the results, the ledger and report.json.",
            ),
            click.Option(
                ["--concurrency"],
                type=click.IntRange(1),
                default=8,
                show_default=True,
                help="Jobs under way at the same time.",
            ),
            click.Option(
                ["--rpm"],
                type=click.IntRange(1),
                help="Requests per minute at most, for each kind of request.",
            ),
            click.Option(
                ["--retry-unknown"],
                is_flag=True,
                help="Send jobs again that may have been paid, but whose result was lost.",
            ),
            click.Option(
                ["--retry-failed"],
                is_flag=True,
                help="Send jobs again that the platform could not do.",
            ),
        ],
        callback=_run,
        help=(
            "Do all jobs of a file, or go on with it: run the same command again after a Ctrl-C, a"
            f" kill or a power cut.\n\nJOBS has one job in JSON per line, such as {job}; - reads"
            f" them from stdin. With {DRY_RUN} they are only checked."
        ),
        epilog=examples_of(
            (
                "minimax batch run jobs.jsonl --out OUT",
                "minimax --offline batch run jobs.jsonl --out OUT",
            )
        ),
    )


def _status_command() -> click.Command:
    return click.Command(
        "status",
        context_settings=HELP,
        params=[
            click.Argument(["folder"], metavar="DIR"),
            click.Option(
                ["--verify"],
                is_flag=True,
                help="Also compare the ledger with the files: is every result there?",
            ),
        ],
        callback=_status,
        help="What became of a batch so far, also while it runs.",
        epilog=examples_of(("minimax batch status OUT", "minimax batch status OUT --verify")),
    )


def _run(
    *,
    jobs: str,
    out: str,
    concurrency: int,
    rpm: int | None,
    retry_unknown: bool,
    retry_failed: bool,
) -> int:
    from .. import batch
    from ..config import Limits

    settings = Settings.of(click.get_current_context())
    source = list(_stdin()) if jobs == "-" else jobs
    if settings.dry_run:
        with connected(settings._replace(dry_run=None), keyless=True) as client:
            number = batch.check(client, source, out=out)
        output.shown(settings, f"{number:,} jobs are in order; nothing was sent")
        return exits.OK
    with connected(settings) as client, _told(settings) as told:
        limited = client if rpm is None else client.with_options(limits=Limits(rpm=rpm))
        try:
            report = batch.run(
                limited,
                source,
                out=out,
                concurrency=concurrency,
                retry_unknown=retry_unknown,
                retry_failed=retry_failed,
                on_progress=told,
            )
        except KeyboardInterrupt:
            kept = jobs if jobs != "-" else f"{out}/jobs.jsonl"
            again = f"minimax {settings.flags}batch run {shlex.join([kept, '--out', out])}"
            words = f"interrupted; everything so far is kept. To go on: {again}"
            if any(
                thread.name == batch.THREAD for thread in threading.enumerate()
            ):  # the second Ctrl-C: requests are still out
                print(f"minimax: {words}", file=sys.stderr, flush=True)
                os._exit(exits.INTERRUPT)  # a plain end would wait for them
            raise exits.Interrupted(words) from None
    _summary(settings, report)
    if report.stopped_by is not None:
        return exits.code_of(report.stopped_by)
    return exits.OK if report.ok else exits.OTHER


def _status(*, folder: str, verify: bool) -> int:
    from .. import batch

    settings = Settings.of(click.get_current_context())
    verification = batch.verify(folder) if verify else None
    _summary(settings, batch.status(folder), verification)
    return exits.OK if verification is None or verification.ok else exits.OTHER


def _summary(settings: Settings, report: Report, verification: Verification | None = None) -> None:
    """What became of a batch: as JSON, or in words with the jobs that need a look."""
    counts = {state.value: count for state, count in report.counts.items()}
    if settings.json:
        compared = verification and {
            "files": verification.files,
            "missing": [outcome.as_dict() for outcome in verification.missing],
            "unexpected": [outcome.as_dict() for outcome in verification.unexpected],
        }
        output.document(
            {
                "jobs": report.total,
                "counts": counts,
                "cost": report.cost,
                "stopped": report.stopped,
                "outcomes": [outcome.as_dict() for outcome in report.outcomes()],
                **({"verification": compared} if compared else {}),
            }
        )
        return
    print(report)
    for state, advice in ADVICE.items():
        if counts.get(state):
            print(f"  {counts[state]:,} {advice}")
    if report.stopped:
        print(f"  stopped early: {report.stopped}")
    for number, failure in enumerate(report.failures()):
        if number == MOST_TOLD:
            print("  ... all of them are in report.json")
            break
        more = f" (and {failure.jobs - 1:,} more like it)" if failure.jobs > 1 else ""
        print(f"  {_line(failure)}{more}")
    if verification is not None:
        print(f"  {verification.files:,} files compared, of jobs that are done:")
        _compared("missing or empty", verification.missing)
        _compared("there, though its job is not done", verification.unexpected)


def _compared(what: str, outcomes: Sequence[Outcome]) -> None:
    print(f"    {len(outcomes):,} {what}")
    for outcome in outcomes[:MOST_TOLD]:
        print(visible(f"      line {outcome.line}: {', '.join(outcome.files) or outcome.save}"))


class Told:
    """Draws the progress on a terminal; elsewhere it says only what went wrong."""

    def __init__(self, settings: Settings, bar: Any) -> None:
        self._settings = settings
        self._bar = bar
        self._line: Any = None
        self._reported: set[tuple[str, str, str]] = set()

    def __call__(self, progress: Progress) -> None:
        from ..batch.report import without_ids

        if progress.latest is None and progress.stopping:
            self._say(
                f"stopping: {progress.stopping}. Paid requests that are out are waited for; Ctrl-C"
                " leaves at once"
            )
        if (
            progress.latest is not None
            and progress.latest.state.value in TROUBLE
            and progress.latest.error
        ):
            latest = progress.latest
            failure = (latest.op, latest.state.value, without_ids(latest.error))
            if failure not in self._reported:  # the summary counts the others
                self._reported.add(failure)
                self._say(_line(latest))
        if self._bar is None:
            return
        if self._line is None:
            self._line = self._bar.add_task("jobs", total=progress.total, facts="")
        self._bar.update(
            self._line, completed=progress.total - progress.left, facts=facts_of(progress)
        )

    def _say(self, text: str) -> None:
        if self._bar is not None:
            self._bar.console.print(visible(text), markup=False, highlight=False)
        else:
            output.say(self._settings, text)


def facts_of(progress: Progress) -> str:
    """Cost so far, time left, and how many went wrong."""
    lost = sum(count for state, count in progress.counts.items() if state.value in TROUBLE)
    parts = [
        (
            f"{progress.cost.amount.normalize():f} {progress.cost.currency}"
            if progress.cost.currency
            else ""
        ),
        f"{_clock(progress.eta)} left" if progress.eta is not None else "",
        f"{lost:,} not done" if lost else "",
    ]
    return ", ".join(filter(None, parts))


@contextmanager
def _told(settings: Settings) -> Iterator[Told]:
    if settings.quiet or settings.json or not sys.stderr.isatty():
        yield Told(settings, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[facts]}", markup=False),
    )
    console = Console(file=drawing(sys.stderr))
    with Progress(*columns, console=console, redirect_stdout=False, redirect_stderr=False) as bar:
        yield Told(settings, bar)


def _line(outcome: Any) -> str:
    where = f" ({outcome.handle})" if outcome.handle else ""
    return (
        f"line {outcome.line}, {outcome.op}: {outcome.state}{where}:"
        f" {outcome.error or 'no reason is known'}"
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _stdin() -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(read_stdin().split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise click.UsageError(
                    f"line {number} of stdin is no JSON: {error}", click.get_current_context()
                ) from None
