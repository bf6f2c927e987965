"""Progress bars in notebooks for waits, downloads, uploads and batches.

bar = minimax.notebook.progress("Video")
video = task.wait(on_status=bar)
video.save("cat.mp4", on_progress=bar)
"""

from __future__ import annotations

from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import ConfigError

if TYPE_CHECKING:
    from .batch import Progress
    from .tasks import Task

FAILED = ("refused", "failed", "unknown", "unsaved")
"""States of jobs that ended without a saved result."""


class ProgressBar:
    """A progress bar in the output of a cell, created by `progress`."""

    def __init__(self, label: str = "") -> None:
        try:
            display = import_module("IPython.display").display
        except ModuleNotFoundError:
            raise ConfigError(
                "Progress bars need IPython, which every notebook has: pip install ipython"
            ) from None
        self.label = label
        self.text = ""
        """The current text of the bar."""
        self.share: float | None = None
        """The fraction from 0 to 1, None if the total is unknown."""
        self._handle = display(self, display_id=True)

    def __call__(self, progress: Task[Any, Any] | Progress | int, total: int | None = None) -> None:
        """Show the state of a task, the progress of a batch, or the bytes done and the total bytes
        (None if unknown).
        """
        if isinstance(progress, int):
            text, share = _of_bytes(progress, total)
        elif isinstance(progress, tuple):
            text, share = _of_batch(progress)
        else:
            text, share = progress.status.value, 1.0 if progress.done else None
        if (
            text != self.text
        ):  # bytes are reported in thousands of steps, but the text rarely changes
            self.text, self.share = text, share
            if self._handle is not None:  # None outside of IPython
                self._handle.update(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        value = "" if self.share is None else f' value="{self.share:.3f}"'
        label = f"{escape(self.label)} " if self.label else ""
        return {
            "text/plain": repr(self),
            "text/html": f"<div>{label}<progress{value}></progress> {escape(self.text)}</div>",
        }

    def __repr__(self) -> str:
        return ": ".join(filter(None, (self.label, self.text)))


def progress(label: str = "") -> ProgressBar:
    """Create a progress bar in the output of the current cell, without widgets.

    Pass it as `on_progress=` to downloads, uploads and `batch.run`, and as `on_status=` to
    `task.wait` and `video.generate`. One bar can follow several steps.

    Raises:
        ConfigError: IPython is not installed, so this is not a notebook.
    """
    return ProgressBar(label)


def _of_bytes(done: int, total: int | None) -> tuple[str, float | None]:
    if not total:
        return _size(done), None
    share = min(done / total, 1.0)
    return f"{share:.0%} of {_size(total)}", share


def _of_batch(progress: Progress) -> tuple[str, float | None]:
    done = progress.total - progress.left
    failed = sum(count for state, count in progress.counts.items() if state.value in FAILED)
    text = f"{done:,} of {progress.total:,} jobs{f', {failed:,} not done' if failed else ''}"
    return text, done / progress.total if progress.total else 1.0


def _size(size: float) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"
