"""Destinations of results. Only complete files appear there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..core import destinations
from ..errors import ValidationError
from . import keeping

if TYPE_CHECKING:
    from .job import Job


MOST_FOLDERS, MOST_NAMES = 1000, 100
"""Number of folders whose names are remembered at a time, and of names in one of them."""


class Place:
    """Where one job saves its files."""

    def __init__(self, path: Path, names: keeping.Names) -> None:
        self.path = path
        self.names = names

    def release(self) -> None:
        """Release names that were not used. May block."""
        self.names.release()


class Store(Protocol):
    """A folder, or an address of a storage service. Every method may block."""

    @property
    def folder(self) -> Path | None:
        """Its folder, None when it is not one."""
        ...

    @property
    def address(self) -> str:
        """Its name in messages and for workers."""
        ...

    def check(self, job: Job, *, resumed: bool) -> None:
        """Raise a ValidationError if the result of a job could not be saved under its name: the
        extension belongs to another format, or the file exists. If the batch is `resumed`, empty
        files are allowed, since a killed run leaves them behind.
        """
        ...

    def reserve(self, job: Job, *, resumed: bool) -> Place:
        """Check again, and reserve the names of a job that is about to be sent."""
        ...

    def place(self, job: Job) -> Place:
        """Where to save a result that an earlier run has paid for."""
        ...

    def publish(self, place: Place, files: Sequence[Path]) -> list[str]:
        """Make sure that files survive a power cut, and return their names."""
        ...

    def exists(self, name: str) -> bool:
        """Whether a file exists and is not empty."""
        ...

    def holds_result(self, facts: Mapping[str, Any]) -> bool:
        """Whether the result of an unsettled attempt exists."""
        ...

    def read(self, name: str) -> bytes | None:
        """The content of a small file, None if it does not exist."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a small file."""
        ...

    def probe(self) -> None:
        """Raise an error if files cannot be written."""
        ...


class Folder:
    """A folder, on one machine or shared by several."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: dict[str, set[str] | None] = {}
        """The names in some of its folders, as `_names_in` returns them."""

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def address(self) -> str:
        return str(self._folder)

    def check(self, job: Job, *, resumed: bool) -> None:
        job.check_names()
        parent = job.save.rpartition("/")[0]
        taken = self._names_in(parent)
        for name in job.files():
            if taken is None or destinations.folded(name.rpartition("/")[2]) in taken:
                self._require_free(name, resumed=resumed)

    def _names_in(self, parent: str) -> set[str] | None:
        """The names in a folder when it was first needed, as file systems that ignore case see
        them; None if it has many. Looking up each of a million names takes longer. Raises a
        ValidationError if a symbolic link leads out of the folder.
        """
        if parent not in self._listed:
            folder = self._folder / parent
            if not folder.resolve().is_relative_to(self._folder.resolve()):
                raise ValidationError(
                    f"save: {parent!r} leads out of {self._folder}", field="save", value=parent
                )
            if len(self._listed) >= MOST_FOLDERS:
                self._listed.clear()
            self._listed[parent] = _some_names(folder)
        return self._listed[parent]

    def _require_free(self, name: str, *, resumed: bool) -> None:
        path = self._folder / name
        try:
            path.lstat()
        except FileNotFoundError:
            return
        except NotADirectoryError:
            path = next(each for each in path.parents if each.is_file())
        else:
            if resumed and keeping.is_leftover(path):
                return
        raise ValidationError(
            f"save: {str(path)!r} already exists and would be overwritten; move it, or choose"
            " another name or folder. If it is from an earlier batch, the ledger of that batch"
            " is needed next to it",
            field="save",
            value=name,
        )

    def reserve(self, job: Job, *, resumed: bool) -> Place:
        paths = [self._folder / name for name in job.files()]
        reserved = destinations.Reservation()
        self._names_in(job.save.rpartition("/")[0])
        try:
            reserved.claim(paths)
        except OSError:
            # A folder is missing, or a file exists: by mistake, or since a killed run left it.
            for name in job.files():
                self._require_free(name, resumed=resumed)
            for path in paths:
                path.parent.mkdir(parents=True, exist_ok=True)
                if resumed and keeping.is_leftover(path):
                    path.unlink(missing_ok=True)
            reserved.claim(paths)
        return Place(paths[0], keeping.Names(reserved))

    def place(self, job: Job) -> Place:
        return Place(self.folder / job.save, keeping.Names())

    def publish(self, place: Place, files: Sequence[Path]) -> list[str]:
        keeping.settle(files)
        return [file.relative_to(self.folder).as_posix() for file in files]

    def exists(self, name: str) -> bool:
        path = self.folder / name
        return path.is_file() and path.stat().st_size > 0

    def holds_result(self, facts: Mapping[str, Any]) -> bool:
        for name in facts.get("names", ()):
            if keeping.is_leftover(self.folder / name):
                (self.folder / name).unlink(missing_ok=True)
        return bool(facts.get("alone")) and (self.folder / facts["save"]).is_file()

    def read(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def write(self, name: str, content: bytes) -> None:
        destinations.write_file(self.folder / name, content)
        keeping.settle([self.folder / name])

    def probe(self) -> None:
        with tempfile.TemporaryFile(dir=self.folder):
            pass


def _some_names(folder: Path) -> set[str] | None:
    """The names in a folder, in the form that `folded` gives them; None if there are many, or it
    cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            names = {destinations.folded(entry.name) for entry in islice(entries, MOST_NAMES + 1)}
    except FileNotFoundError:
        return set()
    except OSError:
        return None
    return names if len(names) <= MOST_NAMES else None
