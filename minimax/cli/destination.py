"""Where a result goes: a file, a folder, or stdout. It is looked at before anything is paid, and
nothing paid is lost after.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click

from .exits import Rescued
from .options import Settings

STDOUT = "-"
SUFFIXES = {"pcmu_raw": ".pcmu", "pcmu_wav": ".wav"}
"""Endings of formats that are not called like them."""


class Destination(NamedTuple):
    """A place that a result can go to."""

    path: Path | None
    """The file; None is stdout."""
    given: bool = True
    """Whether it was asked for."""

    @property
    def is_stdout(self) -> bool:
        """Whether the bytes go to a pipe."""
        return self.path is None

    def numbered(self, index: int, count: int) -> Destination:
        """The place of one of several results."""
        if self.path is None or count == 1:
            return self
        return self._replace(path=self.path.with_stem(f"{self.path.stem}-{index + 1}"))


def choose(out: str | None, settings: Settings, *, stem: str, suffix: str) -> Destination:
    """The destination that -o means; without it, a new file in this folder. Anything that cannot
    work is said now.
    """
    if out == STDOUT:
        if settings.json:
            raise click.UsageError("-o - and --json both want stdout; give -o a file")
        if sys.stdout.isatty() and not settings.dry_run:
            raise click.UsageError(
                "-o - would write binary data to the terminal; give a file (-o speech.mp3), or pipe"
                " it into a program"
            )
        return Destination(None)
    if out is None:
        return Destination(_fresh(Path.cwd(), stem, suffix), given=False)
    path = Path(out).expanduser()
    if path.is_dir():
        return Destination(_fresh(path, stem, suffix))
    if not path.parent.is_dir():
        raise click.UsageError(f"-o {out}: there is no folder {str(path.parent)!r}")
    return Destination(path)


def suffix_of(format: object) -> str:
    """The ending of a file in a format."""
    return SUFFIXES.get(str(format), f".{format}")


def put(place: Destination, data: bytes, save: Callable[[Path], Path]) -> Path | None:
    """Bring a result that is in memory to its place. Gives the path, None for stdout."""
    if place.path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return None
    return rescued(place.path, save)


def rescued(path: Path, save: Callable[[Path], Path]) -> Path:
    """Save to a path; where that fails, to the folder for temporary files, and say so."""
    try:
        return save(path)
    except OSError as error:
        refuge = Path(tempfile.mkdtemp(prefix="minimax-")) / path.name
        save(refuge)
        reason = getattr(error.__cause__, "strerror", None) or error.strerror or error
        raise Rescued(
            f"{reason}: nothing was saved to {path}; the result is in {refuge}"
        ) from error


def kept(answer: object) -> Path:
    """A file with an answer that could not be read."""
    path = Path(tempfile.mkdtemp(prefix="minimax-")) / "answer.json"
    if isinstance(answer, bytes):
        path.write_bytes(answer)
    else:
        path.write_text(
            json.dumps(answer, ensure_ascii=False, indent=2, default=str), encoding="utf-8"
        )
    return path


def _fresh(folder: Path, stem: str, suffix: str) -> Path:
    """A name in a folder that is not taken: speech.mp3, speech-2.mp3 and so on."""
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path
