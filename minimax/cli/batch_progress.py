"""The progress of a batch: a bar on a terminal, and a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from . import output
from .options import Settings
from .streams import drawing, visible

if TYPE_CHECKING:
    from ..batch import Progress

TROUBLE = ("failed", "refused", "unknown", "unsaved")
"""States that are reported as soon as they happen."""


class ProgressDisplay:
    """Shows a progress bar on a terminal; elsewhere, writes a line now and then, and reports
    failures.
    """

    def __init__(self, settings: Settings, bar: Any, every: float) -> None:
        self._settings = settings
        self._bar = bar
        self._every = every
        self._next = every
        self._line: Any = None
        self._reported: set[tuple[str, str, str]] = set()

    def __call__(self, progress: Progress) -> None:
        from ..batch.report import without_ids

        if progress.latest is None and progress.stopping:
            self._print(
                f"stopping: {progress.stopping}. Waiting for paid requests in flight; press Ctrl-C"
                " to exit now"
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
                self._print(line_of(latest))
        if self._bar is None:
            if progress.seconds >= self._next:
                self._next = progress.seconds + self._every
                done = progress.total - progress.left
                parts = [f"{done:,} of {progress.total:,} jobs", facts_of(progress)]
                self._print(", ".join(filter(None, parts)))
            return
        if self._line is None:
            self._line = self._bar.add_task("jobs", total=progress.total, facts="")
        self._bar.update(
            self._line, completed=progress.total - progress.left, facts=facts_of(progress)
        )

    def _print(self, text: str) -> None:
        if self._bar is not None:
            self._bar.console.print(visible(text), markup=False, highlight=False)
        else:
            output.say(self._settings, text)


def facts_of(progress: Progress) -> str:
    """Cost so far, remaining time, and number of jobs that went wrong."""
    lost = sum(count for state, count in progress.counts.items() if state.value in TROUBLE)
    parts = [
        (
            f"{progress.cost.amount.normalize():f} {progress.cost.currency}"
            if progress.cost.currency
            else ""
        ),
        f"{clock_of(progress.eta)} left" if progress.eta is not None else "",
        f"{lost:,} not done" if lost else "",
    ]
    return ", ".join(filter(None, parts))


@contextmanager
def progress_of(settings: Settings, every: float) -> Iterator[ProgressDisplay]:
    if settings.quiet or settings.json or not sys.stderr.isatty():
        yield ProgressDisplay(settings, None, every)
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
        yield ProgressDisplay(settings, bar, every)


def line_of(outcome: Any) -> str:
    where = f" ({outcome.handle})" if outcome.handle else ""
    return (
        f"line {outcome.line}, {outcome.op}: {outcome.state}{where}:"
        f" {outcome.error or 'no reason is known'}"
    )


def clock_of(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
