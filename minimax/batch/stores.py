"""Destinations of results. Only complete files appear there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..core import destinations
from ..errors import ValidationError
from . import keeping

if TYPE_CHECKING:
    from .job import Job


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
        self._checked = ""

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def address(self) -> str:
        return str(self._folder)

    def check(self, job: Job, *, resumed: bool) -> None:
        job.check_names()
        self._require_inside(job.save.rpartition("/")[0])
        for name in job.files():
            path = os.path.join(self._folder, name)  # noqa: PTH118 - a million times
            try:
                os.lstat(path)
            except FileNotFoundError:
                continue
            except NotADirectoryError:
                path = next(str(each) for each in Path(path).parents if each.is_file())
            else:
                if resumed and keeping.is_leftover(Path(path)):
                    continue
            raise ValidationError(
                f"save: {path!r} already exists and would be overwritten; move it, or choose"
                " another name or folder. If it is from an earlier batch, the ledger of that batch"
                " is needed next to it",
                field="save",
                value=name,
            )

    def _require_inside(self, parent: str) -> None:
        """Raise a ValidationError if a symbolic link leads out of the folder."""
        if parent == self._checked:
            return
        if not (self.folder / parent).resolve().is_relative_to(self.folder.resolve()):
            raise ValidationError(
                f"save: {parent!r} leads out of {self.folder}", field="save", value=parent
            )
        self._checked = parent

    def reserve(self, job: Job, *, resumed: bool) -> Place:
        paths = [self._folder / name for name in job.files()]
        reserved = destinations.Reservation()
        self._require_inside(job.save.rpartition("/")[0])
        try:
            reserved.claim(paths)
        except OSError:
            # A folder is missing, or a file exists: by mistake, or since a killed run left it.
            self.check(job, resumed=resumed)
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
