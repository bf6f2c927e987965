"""Destinations of results: a file, a folder, or stdout. They are checked and reserved before
anything is paid, so that no paid result is lost.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from ..core import destinations
from ..errors import MinimaxError, ValidationError
from .exits import Lost, Rescued
from .options import Settings
from .output import json_text

STDOUT = "-"
OPTION = "-o"


class Destination(NamedTuple):
    """The destination of one or several results."""

    paths: Sequence[Path] = ()
    """A file for each result; empty for stdout."""
    given: bool = True
    """Whether it was requested with -o."""
    subtitles: Path | None = None

    @property
    def path(self) -> Path | None:
        """The file of the first result; None for stdout."""
        return self.paths[0] if self.paths else None

    @property
    def is_stdout(self) -> bool:
        """Whether the result is written to stdout."""
        return not self.paths

    def numbered(self, index: int) -> Destination:
        """The destination of one of several results. Additional results get new names."""
        if index < len(self.paths) or not self.paths:
            return self._replace(paths=self.paths[index : index + 1])
        return self._replace(paths=[unused(self.paths[-1])])


@contextmanager
def reserved(
    out: str | None,
    settings: Settings,
    *,
    stem: str,
    format: str,
    choices: Collection[str] = (),
    count: int = 1,
    subtitles: str = "",
) -> Iterator[Destination]:
    """The destination for -o: a file, a new file in a folder, or stdout; by default a new file in
    the current folder. Generated names are reserved, also against other processes, and released at
    the end if they were not used.

    Args:
        out: the value of -o.
        settings: the global options.
        stem: default file name without extension.
        format: the format of the results, "" if it is not known.
        choices: the formats that the command can produce.
        count: the number of results; several results are numbered.
        subtitles: the extension of a subtitle file next to the result, "" for none.

    Raises:
        ValidationError: it cannot be written, or its extension contradicts the format.
    """
    if out == STDOUT:
        _check_stdout(settings)
        yield Destination()
        return
    given = Path(out or ".").expanduser()
    in_folder = out is None or destinations.is_folder(out) or given.is_dir()
    name = given / f"{stem}{destinations.extension_of(format or 'mp3')}" if in_folder else given
    if out is None:
        name = _current_folder() / name
    if not in_folder:
        destinations.check_extension(name, format, field=OPTION, choices=choices)
    if settings.dry_run:
        yield Destination([name], out is not None)
        return
    beside = [subtitles] if subtitles else []
    with destinations.Reservation() as names:
        if in_folder or count > 1:
            destinations.reserve_free(name, count=count, beside=beside, field=OPTION, into=names)
            paths, aside = list(names.paths), names.paths[0].with_suffix(subtitles)
        else:
            paths = [destinations.prepare(name, field=OPTION)]
            for extension in beside:
                destinations.reserve_free(name.with_suffix(extension), field=OPTION, into=names)
            aside = names.paths[0] if beside else name
        yield Destination(paths, out is not None, aside if beside else None)


def put(place: Destination, data: bytes, save: Callable[[Path], Path]) -> Path | None:
    """Write a result from memory. Returns its path, None for stdout."""
    if place.path is None:
        with writing_to_stdout(save):
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        return None
    return rescued(place.path, save)


@contextmanager
def writing_to_stdout(save: Callable[[Path], Path], name: str = "") -> Iterator[None]:
    """Save a paid result elsewhere if stdout does not accept it, as when a disk is full."""
    try:
        yield
    except (MinimaxError, BrokenPipeError):
        raise  # the reader of a pipe wants no more of it
    except OSError as error:
        kept = save_elsewhere(save, name)
        raise Rescued(
            f"{error.strerror}: stdout did not accept it all; the result is in {kept}"
        ) from error


def save_elsewhere(save: Callable[[Path], Path], name: str = "") -> Path:
    """Save to a new folder for temporary files, under a name if the result has none of its own.

    Raises:
        Lost: that failed, too.
    """
    try:
        return save(Path(tempfile.mkdtemp(prefix="minimax-")) / name)
    except OSError as error:
        raise Lost(
            "the result is lost: it could not be written to its destination, nor to the folder for"
            f" temporary files ({tempfile.gettempdir()}): {_reason(error)}. Free disk"
            " space, or set TMPDIR to another disk, before you repeat the command"
        ) from error


def rescued(path: Path, save: Callable[[Path], Path]) -> Path:
    """Save to a path. If that fails, save to the folder for temporary files, and report it."""
    try:
        return save(path)
    except (OSError, ValidationError) as error:
        # Without its extension, if that may be to blame.
        kept = save_elsewhere(save, path.stem if isinstance(error, ValidationError) else path.name)
        raise Rescued(
            f"{_reason(error)}: nothing was saved to {path}; the result is in {kept}"
        ) from error


def _reason(error: BaseException) -> object:
    """The reason of the operating system, without the advice of a Python call."""
    return getattr(error.__cause__, "strerror", None) or getattr(error, "strerror", None) or error


def unused(path: Path) -> Path:
    """A new file with a similar name, or the path itself if its folder is not writable: `rescued`
    then uses another folder.
    """
    try:
        return destinations.reserve_free(path).paths[0]
    except ValidationError:
        return path


def kept(answer: object) -> Path:
    """Save a response that could not be parsed to a file."""
    path = Path(tempfile.mkdtemp(prefix="minimax-")) / "answer.json"
    data = answer if isinstance(answer, bytes) else json_text(answer, indent=2).encode("utf-8")
    path.write_bytes(data)
    return path


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise ValidationError(
            f"{OPTION}: the current folder cannot be used ({error.strerror}); change to another"
            " one, or give the path of a file",
            field=OPTION,
        ) from None


def _check_stdout(settings: Settings) -> None:
    if settings.json:
        raise click.UsageError("-o - and --json both write to stdout; use a file for -o")
    if sys.stdout.isatty() and not settings.dry_run:
        raise click.UsageError(
            "-o - would write binary data to the terminal; use a file (-o speech.mp3), or pipe"
            " it into a program"
        )
