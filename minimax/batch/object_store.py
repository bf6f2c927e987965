"""Results in a storage service, through fsspec: s3://bucket/folder, gs://…, az://… and others."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from weakref import finalize

from ..core import destinations
from ..core.destinations import MOST_NUMBERS
from ..errors import ConfigError, ValidationError
from . import keeping
from .stores import Folder, Place, Store

if TYPE_CHECKING:
    from .job import Job

PROBE = ".minimax-batch-probe"


class ObjectStore:
    """A storage service, by its fsspec address. Files are written to the local disk and then
    uploaded, so that only complete objects appear.
    """

    def __init__(self, address: str) -> None:
        try:
            fsspec: Any = import_module("fsspec")
        except ImportError:
            raise ConfigError(
                f"writing results to {address} needs fsspec: install fsspec and the package for the"
                " protocol, such as s3fs"
            ) from None
        try:
            self._fs, self._root = fsspec.core.url_to_fs(
                address.rstrip("/"), use_listings_cache=False
            )
        except (ImportError, ValueError) as error:
            raise ConfigError(f"{address}: {error}") from None
        self._address = address.rstrip("/")
        self._scratch = Path(tempfile.mkdtemp(prefix="minimax-batch-"))
        self._remove_scratch = finalize(self, shutil.rmtree, self._scratch, True)

    @property
    def folder(self) -> None:
        return None

    @property
    def address(self) -> str:
        return self._address

    def check(self, job: Job, *, resumed: bool) -> None:
        job.check_names()
        for name in job.files():
            with _failures(name):
                exists = self._fs.exists(self._path(name))
            if exists:
                raise ValidationError(
                    f"save: {self.address}/{name} exists already and would be lost; choose another"
                    " name or destination",
                    field="save",
                    value=name,
                )

    def reserve(self, job: Job, *, resumed: bool) -> Place:
        self.check(job, resumed=resumed)
        return self.place(job)

    def place(self, job: Job) -> Place:
        return Place(self._scratch / (str(job.line) or job.id) / job.save, keeping.Names())

    def publish(self, place: Place, files: Sequence[Path]) -> list[str]:
        folder = next(each for each in place.path.parents if each.parent == self._scratch)
        names = []
        for file in files:
            with _failures(file.name):
                name = self._free(file.relative_to(folder).as_posix())
            with _failures(name):
                self._fs.put_file(str(file), self._path(name))
            names.append(name)
        shutil.rmtree(folder, ignore_errors=True)
        return names

    def exists(self, name: str) -> bool:
        path = self._path(name)
        with _failures(name):
            return bool(self._fs.exists(path) and self._fs.size(path))

    def holds_result(self, facts: Mapping[str, Any]) -> bool:
        return bool(facts.get("alone")) and self.exists(facts["save"])

    def read(self, name: str) -> bytes | None:
        with _failures(name), suppress(FileNotFoundError):
            return bytes(self._fs.cat_file(self._path(name)))
        return None

    def write(self, name: str, content: bytes) -> None:
        with _failures(name):
            self._fs.pipe_file(self._path(name), content)

    def probe(self) -> None:
        self.write(PROBE, b"")

    def _free(self, name: str) -> str:
        """A similar name that no object has."""
        path = PurePosixPath(name)
        others = (str(destinations.numbered(path, number)) for number in range(2, MOST_NUMBERS))
        for each in (name, *others) if self._fs.exists(self._path(name)) else (name,):
            if not self._fs.exists(self._path(each)):
                return each
        raise FileExistsError(errno.EEXIST, "there are too many files with this name", name)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


@contextmanager
def _failures(name: str) -> Iterator[None]:
    """Convert errors of a service, each of which has its own types, to OSError, which stops the
    batch.
    """
    try:
        yield
    except Exception as error:
        text = f"the storage service failed: {type(error).__name__}: {error}"
        raise OSError(errno.EIO, text, name) from error


def open_store(address: str | PathLike[str]) -> Store:
    """The store of a folder, or of an address such as s3://bucket/folder."""
    text = fspath(address)
    if "://" in text:
        return ObjectStore(text)
    return Folder(Path(text).absolute())
