"""Print replies and transcripts, complete or streamed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..core.destinations import write_file
from ..errors import MinimaxError
from . import output
from .connection import connected
from .destination import writing_to_stdout
from .job import Job
from .streams import DIM, write_styled

BAR = "│ "
"""The prefix of every line of reasoning."""


class Printer:
    """Prints a reply: text to stdout; reasoning to stderr, after a bar and dimmed on terminals."""

    def __init__(self, *, reasoning: bool) -> None:
        self._shows_reasoning = reasoning
        self._in_reasoning = False
        self._line_ended = False
        self._in_line = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the line, even if the reply was interrupted."""
        self._end_reasoning()
        if self._in_line:
            print(flush=True)

    def text(self, text: str) -> None:
        """Print a piece of the reply."""
        if not text:
            return
        self._end_reasoning()
        self._in_line = True
        print(text, end="", flush=True)

    def reasoning(self, text: str) -> None:
        """Print a piece of the reasoning."""
        if not text or not self._shows_reasoning:
            return
        for line in text.splitlines(keepends=True):
            if not self._in_reasoning or self._line_ended:
                write_styled(sys.stderr, BAR, DIM)
            write_styled(sys.stderr, line, DIM)
            self._in_reasoning, self._line_ended = True, line.endswith("\n")
        sys.stderr.flush()

    def _end_reasoning(self) -> None:
        if self._in_reasoning:
            print("" if self._line_ended else "\n", file=sys.stderr, flush=True)
            self._in_reasoning = False


def show(reply: Any, *, reasoning: bool, json: bool = False) -> None:
    """Print a complete reply."""
    with kept(lambda: reply, json=json):
        if json:
            output.document(reply)
            return
        with Printer(reasoning=reasoning) as printer:
            printer.reasoning(reply.reasoning)
            printer.text(reply.text)
        _show_calls(reply)


def write(job: Job) -> None:
    """Print streamed text: a reply, or a transcript."""
    with connected(job.settings) as client, job.method(client, stream=True)(**job.values) as stream:
        print_stream(stream, reasoning=job.reasoning, json=job.settings.json)


def print_stream(stream: Any, *, reasoning: bool, json: bool = False) -> Any:
    """Print a stream, and return its final result. If it is interrupted, the line is ended."""

    def whole() -> Any:
        try:
            return stream.final()
        except MinimaxError:
            return stream.snapshot

    if json:
        final = stream.final()
        show(final, reasoning=reasoning, json=True)
        return final
    with kept(whole):
        with Printer(reasoning=reasoning) as printer:
            for item in stream:
                kind, text = ("text", item) if isinstance(item, str) else (item.type, item.text)
                if kind == "text":
                    printer.text(text)
                elif kind == "reasoning":
                    printer.reasoning(text)
            final = stream.final()
        _show_calls(final)
    return final


@contextmanager
def kept(result: Callable[[], Any], *, json: bool = False) -> Iterator[None]:
    """Save a paid result to a file if stdout does not accept it."""

    def save(path: Path) -> Path:
        found = result()
        text = "" if json else getattr(found, "text", "")
        return write_file(path, (text or output.json_text(found)).encode("utf-8", "replace"))

    with writing_to_stdout(save, "reply.json" if json else "reply.txt"):
        yield
        sys.stdout.flush()


def _show_calls(reply: Any) -> None:
    for call in getattr(reply, "tool_calls", ()):
        print(f"{call.name}({call.raw_arguments})")
