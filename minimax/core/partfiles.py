"""Sinks for downloads: memory, an open file, or a part file next to the target, which the next call
can resume.

A part file has a predictable name, so that another process finds it. It is locked while it grows. A
record next to it holds the validator of the host (an ETag or a date), which proves that the rest
belongs to the same file.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import NetworkError
from . import destinations
from .sources import is_seekable

OPEN_AGAIN = 10
"""How often to reopen a part file that another download has just renamed or removed."""
LONGEST_RECORD = 64 * 1024
"""Maximum size in bytes of the record of a part file."""


class Sink:
    """The target of a download, and how much of it has been written.

    Attributes:
        file: an open binary file.
        done: number of bytes written to it.
        total: size of the whole file in bytes, None while unknown.
        validator: the host's identifier for this version of the file, "" if it has none that can be
            relied on.
        lost: whether a pipe received bytes that would have to be undone.
    """

    def __init__(self, file: BinaryIO, done: int = 0) -> None:
        self.file = file
        self.done = done
        self.total: int | None = None
        self.validator = ""
        self.lost = False
        self._start = file.tell() - done if is_seekable(file) else None

    def begin(self, total: int | None, validator: str) -> None:
        """Record what the host reports about the file at the start of a download."""
        self.total, self.validator = total, validator

    def write(self, data: bytes) -> None:
        """Write all of the data, even if the file accepts only part of it at a time."""
        rest = memoryview(data)
        while rest:
            written = self.file.write(rest)
            rest = rest[len(rest) if written is None else written :]
        self.done += len(data)

    def write_all(self, pieces: Iterable[bytes]) -> None:
        """Write several pieces one by one; joining them first would copy the whole file again."""
        for piece in pieces:
            self.write(piece)

    def restart(self) -> None:
        """Start over. Raises for a pipe, whose bytes cannot be undone."""
        if self._start is None and self.done:
            self.lost = True
            raise NetworkError(
                f"the download broke off after {self.done:,} bytes, and the host cannot resume it"
            )
        if self._start is not None:
            self.file.seek(self._start)
            self.file.truncate()
        self.done, self.total, self.validator = 0, None, ""


class PartFile(Sink):
    """A file that grows next to its target until it is complete. All methods may block."""

    def __init__(self, file: BinaryIO, path: Path, *, shared: bool) -> None:
        super().__init__(file)
        self.path = path
        self.complete = False
        self._record = path.with_suffix(".resume")
        self._shared = shared

    @classmethod
    def open(cls, target: Path, identity: str, *, resume: bool) -> PartFile:
        """Open the part file of a target, with the bytes that an earlier call left. `identity`
        identifies the download. If another download is using it, or its name is taken by something
        else, a new file is created that cannot be resumed.
        """
        mark = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:8]
        path = destinations.hidden(target, f"{mark}.part")
        file = _open_own(path)
        if file is None:
            path = destinations.hidden(target, f"{mark}-{secrets.token_hex(4)}.part")
            return cls(destinations.open_new(path), path, shared=False)
        part = cls(file, path, shared=True)
        part._continue(resume)
        return part

    def begin(self, total: int | None, validator: str) -> None:
        super().begin(total, validator)
        self._remember()

    def finish(self) -> None:
        """Mark the file as complete, for one that is used before it is published."""
        self.file.flush()
        self.complete, self.total = True, self.done
        self._remember()

    def restart(self) -> None:
        self._forget()  # first: a validator must never describe other bytes
        self.complete = False
        super().restart()

    def publish(self, target: Path, *, replace: bool) -> Path:
        """Rename the complete file to its final name and return its path. Without `replace`, the
        first free name is used.
        """
        self.file.flush()
        if sys.platform == "win32":  # Windows cannot rename an open file
            self.file.close()
        path = destinations.publish(self.path, target, replace=replace)
        self._forget()
        self.file.close()  # not before: the lock keeps others from writing to it
        return path

    def leave(self, *, keep: bool = True) -> bool:
        """Close the file and keep what was received. Returns whether anything was. The next call
        resumes it if it can, else it starts over. May be called after `publish`.
        """
        if self.file.closed:
            return False
        with suppress(OSError):  # bytes that could not be written are downloaded again
            self.file.flush()
        size = os.fstat(self.file.fileno()).st_size
        if not (self.validator or self.complete):
            self._forget()
        if keep and self._shared and size:
            _close(self.file)
            return True
        self._forget()
        if sys.platform == "win32":
            _close(self.file)
        with suppress(OSError):
            self.path.unlink()
        _close(self.file)
        return False

    def _continue(self, resume: bool) -> None:
        """Resume what an earlier call left, or start over."""
        record = _read_record(self._record) if resume else {}
        size, total = self.file.seek(0, os.SEEK_END), record.get("total")
        validator = record.get("validator")
        self.validator = validator if isinstance(validator, str) else ""
        self.total = total if isinstance(total, int) else None
        self.complete = record.get("complete") is True and size == self.total
        self.done = size
        too_long = self.total is not None and size > self.total
        if not size or too_long or not (self.validator or self.complete):
            self.restart()

    def _remember(self) -> None:
        if self._shared and (self.validator or self.complete):
            facts = {"validator": self.validator, "total": self.total, "complete": self.complete}
            destinations.write_file(self._record, json.dumps(facts).encode())

    def _forget(self) -> None:
        if self._shared:
            self._record.unlink(missing_ok=True)


def _open_own(path: Path) -> BinaryIO | None:
    """Open the file for this download alone, new or with its content; None if that is not possible.
    Anything but a regular file of our own is removed, never followed: another user may have placed
    a link to a valuable file there.
    """
    flags = os.O_RDWR | os.O_CREAT | destinations.NOFOLLOW | destinations.BINARY
    for _ in range(OPEN_AGAIN):
        try:
            if not _is_plain(path.lstat()):
                path.unlink()
        except FileNotFoundError:
            pass
        except OSError:
            return None
        try:
            handle = os.open(path, flags, 0o666)
        except OSError:
            return None
        found = os.fstat(handle)
        if _is_plain(found) and destinations.lock(handle):
            with suppress(OSError):
                if os.path.samestat(found, path.lstat()):  # else it has been renamed or removed
                    return os.fdopen(handle, "r+b")
            os.close(handle)
            continue
        os.close(handle)
        return None
    return None


def _is_plain(found: os.stat_result) -> bool:
    """Whether a file is a regular file of our own with no other hard link."""
    own = sys.platform == "win32" or found.st_uid == os.geteuid()
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and own


def _read_record(path: Path) -> dict[str, Any]:
    """Read the record of a part file; empty if it cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | destinations.NOFOLLOW | destinations.BINARY)
        with os.fdopen(handle, "rb") as file:
            record = json.loads(file.read(LONGEST_RECORD))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _close(file: BinaryIO) -> None:
    with suppress(OSError):
        file.close()
