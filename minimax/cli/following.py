"""Run the commands for tasks: start a task, wait for it, and download its result."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from . import output, started
from .connection import connected
from .destination import Destination
from .exits import Interrupted
from .job import Job
from .progress import Watch


def start(job: Job) -> None:
    """Start a task, and show its handle, or with -o or --wait its result."""
    format = "mp4" if job.row.noun == "video" else None
    with (
        job.place(format) if job.out else nullcontext() as place,
        connected(job.settings) as client,
        Watch(job.settings, "sending the request") as progress,
    ):
        task = job.method(client)(**job.values, **job.uploading(progress))
        _note_start(job, task)
        if job.out is None and not job.wait:
            progress.stop()
            output.shown(job.settings, task if job.settings.json else task.handle)
            output.say(job.settings, f"When it is ready: {job.resume(task.handle)}")
            return
        _follow(job, task, progress, place)


def wait(job: Job) -> None:
    """Wait for a task, and show its result."""
    with connected(job.settings) as client, Watch(job.settings, "looking") as progress:
        _follow(job, client.task(job.handle), progress, None)


def _follow(job: Job, task: Any, progress: Watch, place: Destination | None) -> None:
    """Wait for a task, then show its result or download it."""
    wait = {
        name: job.values[name]
        for name in ("timeout", "interval")
        if job.row.call == "task.wait" and name in job.values
    }
    with _Resumable(job, task):
        result = task.wait(on_status=_noting(job, progress), **wait)
        if place is None:
            progress.stop()
            output.shown(job.settings, result)
            if hasattr(result, "save"):
                output.say(
                    job.settings,
                    "To save it:"
                    f" {job.resume(task.handle).replace(' task wait ', ' task download ')}",
                )
        else:
            _fetched(job, result, progress, place)


def _fetched(job: Job, result: Any, progress: Watch, place: Destination) -> None:
    """Download a result to its destination."""
    if place.path is None:
        content = result.read()
        sys.stdout.buffer.write(content if isinstance(content, bytes) else content.audio)
        sys.stdout.buffer.flush()
        return
    path = result.save(place.path, on_progress=progress.download)
    progress.stop()
    if job.settings.json:
        output.document({"file": path, **output.plain(result)})
    else:
        output.path(path)


class _Resumable:
    """Adds instructions for resuming to any error or interrupt while a task is being followed."""

    def __init__(self, job: Job, task: Any = None) -> None:
        self._job = job
        self.task = task

    def __enter__(self) -> _Resumable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if (
            error is None
            or self.task is None
            or not isinstance(error, (KeyboardInterrupt, Exception))
        ):
            return
        if type(error).__name__ == "TaskFailed":
            return
        how = f"The task is {self.task.handle}; to resume it: {self._job.resume(self.task.handle)}"
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(f"interrupted\n  {how}") from None
        error.__notes__ = [how]


def film(job: Job) -> None:
    """Generate a video and save it."""
    with (
        job.place("mp4") as place,
        connected(job.settings) as client,
        Watch(job.settings, "sending the request") as progress,
        _Resumable(job._replace(out=str(place.path) if place.path else job.out)) as kept,
    ):

        def status(task: Any) -> None:
            if kept.task is None:
                _note_start(job, task)
            kept.task = task
            _noting(job, progress)(task)

        video = client.video.generate(**job.values, on_status=status)
        _fetched(job, video, progress, place)


def take(job: Job) -> None:
    """Wait for a task, and save its result."""
    format = "mp4" if job.handle.startswith("video") else ""  # not known for other tasks
    with (
        job.place(format) as place,
        connected(job.settings) as client,
        Watch(job.settings, "looking") as progress,
    ):
        task = client.task(job.handle)
        with _Resumable(job, task):
            limit = {"timeout": job.values["timeout"]} if "timeout" in job.values else {}
            _fetched(job, task.wait(on_status=_noting(job, progress), **limit), progress, place)


def watch(job: Job) -> None:
    """Print every status of a task."""
    with connected(job.settings) as client:
        task = client.task(job.handle)
        with _Resumable(job, task):
            for status in task.updates(**job.values):
                if not job.settings.json:
                    print(status.value, flush=True)
            _note(job, task)
        if job.settings.json:
            output.document(task)


def act(job: Job) -> None:
    """Call one method of a task: refresh it, get its result, or cancel it."""
    with connected(job.settings) as client:
        task = client.task(job.handle)
        result = getattr(task, job.row.call.partition(".")[2])(**job.values)
        _note(job, task)
        output.shown(job.settings, task if result is None else result)


def _note_start(job: Job, task: Any) -> None:
    text = next((job.values[name] for name in ("prompt", "text") if name in job.values), "")
    _note(job, task, " ".join(job.row.words), text)


def _note(job: Job, task: Any, command: str = "", text: object = "") -> None:
    """Record the status of a task, unless it ends with this process, as in its own emulator."""
    if not job.settings.offline:
        started.note(task, command, text)


def _noting(job: Job, progress: Watch) -> Callable[[Any], None]:
    """A callback that shows every status, and records it for `minimax task list`."""

    def status(task: Any) -> None:
        progress.status(task)
        _note(job, task)

    return status
