"""Progress of tasks and transfers on stderr: a bar on a terminal, otherwise a line for each change;
nothing with --quiet.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

from .options import Settings
from .streams import drawing, visible

if TYPE_CHECKING:
    from rich.progress import Progress

PHASES = {"queued": "in the queue", "running": "in progress", "succeeded": "done"}
"""The names of task states for display."""


class Watch:
    """Displays the progress of an operation: `phase` sets its phase, `status` shows the status of a
    task, and `count` the number of bytes transferred.
    """

    def __init__(self, settings: Settings, phase: str) -> None:
        self._quiet = settings.quiet
        self._steps = settings.verbose or settings.debug  # because its lines would break a bar
        self._phase = phase
        self._bar: Progress | None = None
        self._line: Any = None

    def __enter__(self) -> Self:
        if not self._quiet and not self._steps and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                Progress,
                SpinnerColumn,
                TextColumn,
                TimeElapsedColumn,
            )

            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TimeElapsedColumn(),
            )
            self._bar = Progress(
                *columns,
                console=Console(file=drawing(sys.stderr)),
                transient=True,
                redirect_stdout=False,  # it would write text that was not made visible
                redirect_stderr=False,
            )
            self._line = self._bar.add_task(visible(self._phase), total=None)
            self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Remove the bar, so that a result can be printed."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def phase(self, text: str) -> None:
        """Start a new phase."""
        if text == self._phase:
            return
        self._phase = text
        if self._bar is not None:
            self._bar.reset(self._line, total=None, description=visible(text))
        elif not self._quiet:
            print(text, file=sys.stderr, flush=True)

    def status(self, task: Any) -> None:
        """Show a new status of a task."""
        self.phase(f"{task.handle} {PHASES.get(task.status.value, task.status.value)}")

    def count(self, done: int, total: int | None) -> None:
        """Show the number of bytes transferred."""
        if self._bar is not None:
            self._bar.update(self._line, completed=done, total=total)

    def download(self, done: int, total: int | None) -> None:
        """Show the number of bytes downloaded."""
        self.phase("download")
        self.count(done, total)

    def upload(self, done: int, total: int | None) -> None:
        """Show the number of bytes uploaded."""
        self.phase("upload")
        self.count(done, total)
