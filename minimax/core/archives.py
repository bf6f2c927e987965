"""Safe extraction of downloaded archives: names stay inside the folder, and only regular files are
extracted.

A tar may name a file `../../.profile`, contain links and devices, or claim a size that would fill
the disk. Names are made safe, everything but regular files is skipped, and no member can be larger
than the archive.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

from ..errors import DecodeError
from .destinations import folded, safe_path, write_file

MOST_MEMBERS = 10_000
BLOCK = 1024 * 1024


class Entry(NamedTuple):
    """A regular file in an archive."""

    name: str
    """A safe relative path with "/", unique within the archive."""
    size: int
    """Size in bytes."""
    content: Callable[[], IO[bytes] | None]
    """Opens it; None only for members that are not regular files."""


class Archive:
    """The regular files of an open archive. Reading and writing may block, and raise DecodeError if
    the archive is damaged.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries

    def read(self, entry: Entry) -> bytes:
        """Return the bytes of one file."""
        with _content(entry) as content:
            return content.read(entry.size)

    def write(
        self, entry: Entry, target: Path, *, header: bytes = b"", replace: bool = True
    ) -> Path:
        """Write one file atomically, after a header, and return its path. Without `replace` it gets
        the first free name derived from the target. A missing folder is created.
        """
        with _content(entry) as content:
            blocks = iter(partial(content.read, BLOCK), b"")
            return write_file(target, chain((header,), blocks), replace=replace)

    def unpack(self, folder: Path) -> list[Path]:
        """Extract all files into a folder, all or none. Existing files are not replaced."""
        paths: list[Path] = []
        try:
            for entry in self.entries:
                target = folder.joinpath(*entry.name.split("/"))
                paths.append(self.write(entry, target, replace=False))
        except BaseException:
            for path in paths:
                path.unlink(missing_ok=True)
            raise
        return paths


def is_tar(head: bytes) -> bool:
    """Whether these first bytes of a file (512 or more) are those of a tar archive."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


@contextmanager
def open_archive(file: BinaryIO, *, bare: str = "") -> Iterator[Archive]:
    """Open the archive in a file. A file that is not an archive counts as one with a single member
    named `bare`.

    Raises:
        DecodeError: the archive is damaged, truncated, or contains too many files.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if bare and not is_tar(file.read(tarfile.BLOCKSIZE)):
        yield Archive([Entry(bare, size, partial(_rewound, file))])
        return
    file.seek(0)
    try:
        tar = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115 - nothing but `file` is open, and that is the caller's
        entries = list(_entries(tar, size))
    except (tarfile.TarError, OverflowError, RecursionError, ValueError) as error:
        raise DecodeError(f"the archive cannot be read: {error}") from None
    yield Archive(entries)


def _entries(tar: tarfile.TarFile, size: int) -> Iterator[Entry]:
    taken: set[str] = set()
    for count, member in enumerate(tar):
        if count >= MOST_MEMBERS:
            raise DecodeError(f"the archive contains more than {MOST_MEMBERS:,} members")
        plain = member.isreg() and not member.issparse()
        if member.size < 0 or (plain and member.size > size - member.offset_data):
            raise DecodeError(
                f"the archive is truncated: {member.name!r} should have {member.size:,} bytes"
            )
        if plain:
            name = _unlike("/".join(safe_path(member.name)) or "file", taken)
            yield Entry(name, member.size, partial(tar.extractfile, member))


def _rewound(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


@contextmanager
def _content(entry: Entry) -> Iterator[IO[bytes]]:
    try:
        yield cast("IO[bytes]", entry.content())
    except tarfile.TarError as error:
        raise DecodeError(f"the archive is damaged at {entry.name}: {error}") from None


def _unlike(name: str, taken: set[str]) -> str:
    """A name that no other member has, even on case-insensitive file systems."""
    folder, slash, last = name.rpartition("/")
    stem, dot, ending = last.rpartition(".") if "." in last else (last, "", "")
    number, candidate = 1, name
    while folded(candidate) in taken:
        number += 1
        candidate = f"{folder}{slash}{stem}-{number}{dot}{ending}"
    taken.add(folded(candidate))
    return candidate
