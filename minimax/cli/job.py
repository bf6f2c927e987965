"""One command that is about to run: its row of the table, its arguments, where its result goes."""

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
    """One command that is about to run."""

    row: Row
    settings: Settings
    values: dict[str, Any]
    """Arguments of the operation."""
    out: str | None = None
    play: bool = False
    wait: bool = False
    handle: str = ""
    reasoning: bool = False
    """Whether reasoning is shown, too."""
    stream: bool | None = False
    """Whether the answer is streamed; None where the command is free to choose."""
    written: Mapping[str, str] = {}
    """How the arguments are called here: by their options, their place, or their fields in a
    request file.
    """
    formats: Collection[str] = ()
    """The formats that the result can have."""

    @property
    def streams(self) -> bool:
        """Whether the answer is streamed. Where nothing was said, text is: for a person who watches
        it being written.
        """
        if self.stream is not None:
            return self.stream
        return not self.row.stem and not self.settings.json and sys.stdout.isatty()

    def method(self, client: Any, *, stream: bool = False) -> Callable[..., Any]:
        """The operation or its stream, bound to a client, or to the task of the handle."""
        path, _, name = (self.row.stream if stream else self.row.call).rpartition(".")
        place = client.task(self.handle) if path == "task" else attrgetter(path)(client)
        found: Callable[..., Any] = getattr(place, name)
        return found

    def place(
        self, format: str | None = None, *, count: int = 1
    ) -> AbstractContextManager[Destination]:
        """Where the results go: the format is that of the call unless it is given."""
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
        """The command that takes a task up again."""
        out = ["-o", self.out] if self.out and self.out != destination.STDOUT else []
        verb = "download" if self.row.stem else "wait"
        return f"minimax {self.settings.flags}task {shlex.join([verb, handle, *out])}"

    def uploading(self, watch: Watch) -> dict[str, Any]:
        """Progress of the upload, for operations that report it."""
        known = derive.operation(self.row.call).signature.parameters
        return {"on_progress": watch.upload} if "on_progress" in known else {}
