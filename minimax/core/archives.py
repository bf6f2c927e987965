"""Archives from the network, unpacked without trust: names stay inside the folder, and only plain
files come out.

A tar may name a file `../../.profile`, hold links and devices, or claim a size that would fill the
disk. Names are cut down to what is safe, everything but plain files is left out, and no member can
be larger than the archive.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

from ..errors import DecodeError
from .destinations import write_file
from .filenames import folded, safe_path

MOST_MEMBERS = 10_000
BLOCK = 1024 * 1024


class Entry(NamedTuple):
    """One plain file in an archive."""

    name: str
    """A relative path with "/", safe and unlike every other one in the archive."""
    size: int
    """Bytes."""
    content: Callable[[], AbstractContextManager[IO[bytes]]]


class Archive:
    """The plain files of an open archive. Reading and writing may block, and raise DecodeError
    where the archive is damaged.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries

    def read(self, entry: Entry) -> bytes:
        """The bytes of one file."""
        with _content(entry) as content:
            return content.read(entry.size)

    def write(
        self, entry: Entry, target: Path, *, header: bytes = b"", replace: bool = True
    ) -> Path:
        """One file, written completely or not at all, with a header put in front; gives its path.
        Without `replace` it gets the first free name like the target. Its folder is created.
        """
        with _content(entry) as content:
            blocks = iter(partial(content.read, BLOCK), b"")
            return write_file(target, chain((header,), blocks), replace=replace)

    def unpack(self, folder: Path) -> list[Path]:
        """All files, below a folder; those that are there already are not replaced. All of them or
        none.
        """
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
    """Whether a file that begins like this (512 bytes or more) is a tar archive."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


@contextmanager
def open_archive(file: BinaryIO, *, bare: str = "") -> Iterator[Archive]:
    """The archive in an open file. A file that is not an archive is its own only member, with the
    name `bare`.

    Raises:
        DecodeError: it is damaged, cut off, or holds more files than any result does.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if bare and not is_tar(file.read(tarfile.BLOCKSIZE)):
        yield Archive([Entry(bare, size, lambda: _from_its_beginning(file))])
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
            raise DecodeError(f"the archive holds more than {MOST_MEMBERS:,} members")
        plain = member.isreg() and not member.issparse()
        if member.size < 0 or (plain and member.size > size - member.offset_data):
            raise DecodeError(
                f"the archive is cut off: {member.name!r} should have {member.size:,} bytes"
            )
        if plain:
            name = _unlike("/".join(safe_path(member.name)) or "file", taken)
            yield Entry(name, member.size, partial(_extracted, tar, member))


def _extracted(tar: tarfile.TarFile, member: tarfile.TarInfo) -> AbstractContextManager[IO[bytes]]:
    return cast("IO[bytes]", tar.extractfile(member))  # None only for what is not a plain file


def _from_its_beginning(file: BinaryIO) -> AbstractContextManager[IO[bytes]]:
    file.seek(0)
    return nullcontext(file)


@contextmanager
def _content(entry: Entry) -> Iterator[IO[bytes]]:
    try:
        with entry.content() as content:
            yield content
    except tarfile.TarError as error:
        raise DecodeError(f"the archive is damaged at {entry.name}: {error}") from None


def _unlike(name: str, taken: set[str]) -> str:
    """A name that no other member has, also on file systems that do not tell capitals apart."""
    folder, slash, last = name.rpartition("/")
    stem, dot, ending = last.rpartition(".") if "." in last else (last, "", "")
    number, candidate = 1, name
    while folded(candidate) in taken:
        number += 1
        candidate = f"{folder}{slash}{stem}-{number}{dot}{ending}"
    taken.add(folded(candidate))
    return candidate
