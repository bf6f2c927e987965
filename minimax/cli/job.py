"""A command invocation: its row of the table, its arguments, and the destination of its result."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from operator import attrgetter
from typing import Any, NamedTuple

from . import derive, destination
from .commands import Row
from .destination import Destination
from .options import Settings
from .progress import Watch

SUBTITLES = ".srt"


class Job(NamedTuple):
    """A command invocation."""

    row: Row
    settings: Settings
    values: dict[str, Any]
    """Arguments of the operation."""
    out: str | None = None
    play: bool = False
    wait: bool = False
    handle: str = ""
    reasoning: bool = False
    """Whether to also show reasoning."""
    stream: bool | None = False
    """Whether to stream the response; None if the command may choose."""
    written: Mapping[str, str] = {}
    """The names of the arguments as the user wrote them: options, positional arguments, or fields
    in a request file.
    """
    formats: Collection[str] = ()
    """The formats that the result can have."""

    @property
    def streams(self) -> bool:
        """Whether to stream the response. By default, text is streamed on a terminal."""
        if self.stream is not None:
            return self.stream
        return not self.row.stem and not self.settings.json and sys.stdout.isatty()

    def method(self, client: Any, *, stream: bool = False) -> Callable[..., Any]:
        """The operation or its streaming variant, bound to a client or to a task."""
        path, _, name = (self.row.stream if stream else self.row.call).rpartition(".")
        place = client.task(self.handle) if path == "task" else attrgetter(path)(client)
        found: Callable[..., Any] = getattr(place, name)
        return found

    def place(
        self, format: str | None = None, *, count: int = 1
    ) -> AbstractContextManager[Destination]:
        """The destination of the results. The format defaults to that of the call."""
        return destination.reserved(
            self.out,
            self.settings,
            stem=self.row.stem,
            format=str(self.values.get("format") or "mp3") if format is None else format,
            choices=self.formats,
            count=count,
            subtitles=SUBTITLES if self.values.get("subtitles") else "",
        )

    def resume(self, handle: str) -> str:
        """The command that resumes a task."""
        out = ["-o", self.out] if self.out and self.out != destination.STDOUT else []
        verb = "download" if self.row.stem else "wait"
        return f"minimax {self.settings.flags}task {shlex.join([verb, handle, *out])}"

    def uploading(self, watch: Watch) -> dict[str, Any]:
        """Progress of the upload, for operations that report it."""
        known = derive.operation(self.row.call).signature.parameters
        return {"on_progress": watch.upload} if "on_progress" in known else {}
