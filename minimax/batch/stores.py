"""Where results go. A name appears there only when its file is complete."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from ..core import destinations
from ..errors import ValidationError
from . import keeping

if TYPE_CHECKING:
    from .jobs import Job


class Place:
    """Where one job saves its files."""

    def __init__(self, path: Path, names: keeping.Names) -> None:
        self.path = path
        self.names = names

    def release(self) -> None:
        """Give the names back that nothing was written to. May block."""
        self.names.release()


class Store(Protocol):
    """A folder, or an address of a storage service. Every method may block."""

    @property
    def folder(self) -> Path | None:
        """Its folder, None when it is not one."""
        ...

    def check(self, job: Job, *, resumed: bool) -> None:
        """Raise a ValidationError when the result of a job could not be saved as it will be named:
        the extension belongs to another format, or a file of that name exists. A batch that is
        `resumed` does not mind empty files, which a run that was killed leaves.
        """
        ...

    def reserve(self, job: Job, *, resumed: bool) -> Place:
        """Check again, and reserve the names of a job that is about to be sent."""
        ...

    def place(self, job: Job) -> Place:
        """Where to save a result that was paid by an earlier run."""
        ...

    def publish(self, place: Place, files: Sequence[Path]) -> list[str]:
        """Make sure that files survive a power cut; gives their names."""
        ...

    def exists(self, name: str) -> bool:
        """Whether a file is there, and not empty."""
        ...

    def holds_result(self, facts: Mapping[str, Any]) -> bool:
        """Whether the result of an attempt that nobody settled is there."""
        ...


class Folder:
    """A folder, on one machine or shared by several."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        return self._folder

    def check(self, job: Job, *, resumed: bool) -> None:
        job.check_names()
        for name in job.files():
            path = self.folder / name
            above = [self.folder / parent for parent in PurePosixPath(name).parents]
            blocked = next((each for each in above if each.exists() and not each.is_dir()), None)
            if (
                blocked is None
                and os.path.lexists(path)
                and not (resumed and keeping.is_leftover(path))
            ):
                blocked = path
            if blocked is not None:
                raise ValidationError(
                    f"save: {str(blocked)!r} exists already and would be lost; move it away, or"
                    " choose another name or folder. If an earlier batch made it, its ledger is"
                    " needed beside it",
                    field="save",
                    value=name,
                )

    def reserve(self, job: Job, *, resumed: bool) -> Place:
        self.check(job, resumed=resumed)
        paths = [self.folder / name for name in job.files()]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            if resumed and keeping.is_leftover(path):
                path.unlink(missing_ok=True)
        reserved = destinations.Reservation()
        reserved.claim(paths)
        return Place(self.folder / job.save, keeping.Names(reserved))

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
