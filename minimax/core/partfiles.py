"""Where the bytes of a download go: memory, an open file, or a part file beside the target that the
next call can continue.

A part file has a predictable name, so that another process finds it. It is locked while it grows,
and what is known of the file it belongs to is kept beside it: without the validator of the host
(an ETag or a date) nothing could prove that the rest belongs to the beginning.
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
"""How often a part file is opened again that another download has just renamed or removed."""
LONGEST_RECORD = 64 * 1024
"""Bytes of the file beside a part file."""


class Sink:
    """Where a download goes: how much of it is there, and the ways to continue and to start over.

    Attributes:
        file: an open binary file.
        done: bytes of the download that are in it.
        total: bytes of the whole file, None while they are not known.
        validator: what the host calls this version of the file, "" when that proves nothing.
        lost: whether bytes went to a pipe that would have to be taken back.
    """

    def __init__(self, file: BinaryIO, done: int = 0) -> None:
        self.file = file
        self.done = done
        self.total: int | None = None
        self.validator = ""
        self.lost = False
        self._start = file.tell() - done if is_seekable(file) else None

    def begin(self, total: int | None, validator: str) -> None:
        """Note what the host says about the file that is being fetched from its beginning."""
        self.total, self.validator = total, validator

    def write(self, data: bytes) -> None:
        """Write all of it, also to a file that accepts less at a time."""
        rest = memoryview(data)
        while rest:
            written = self.file.write(rest)
            rest = rest[len(rest) if written is None else written :]
        self.done += len(data)

    def write_all(self, pieces: Iterable[bytes]) -> None:
        """Write several pieces, one by one: joining them first would copy the whole file once
        more.
        """
        for piece in pieces:
            self.write(piece)

    def restart(self) -> None:
        """Start over. A pipe cannot: the bytes are gone."""
        if self._start is None and self.done:
            self.lost = True
            raise NetworkError(
                f"the download broke off after {self.done:,} bytes, and the host cannot continue it"
            )
        if self._start is not None:
            self.file.seek(self._start)
            self.file.truncate()
        self.done, self.total, self.validator = 0, None, ""


class PartFile(Sink):
    """A file that grows beside its target until it is complete. All methods may block."""

    def __init__(self, file: BinaryIO, path: Path, *, shared: bool) -> None:
        super().__init__(file)
        self.path = path
        self.complete = False
        self._record = path.with_suffix(".resume")
        self._shared = shared

    @classmethod
    def open(cls, target: Path, identity: str, *, resume: bool) -> PartFile:
        """The part file of a target, with what an earlier call left of it. `identity` tells files
        apart. When another download works on it, or its name is in use by something else, a new
        file that nobody continues.
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
        """Note that everything has come, for a file that is used before it is published."""
        self.file.flush()
        self.complete, self.total = True, self.done
        self._remember()

    def restart(self) -> None:
        self._forget()  # first: a validator must never stand beside other bytes
        self.complete = False
        super().restart()

    def publish(self, target: Path, *, replace: bool) -> Path:
        """Give the complete file its name; gives its path. Without `replace` a free one like it."""
        self.file.flush()
        if sys.platform == "win32":  # an open file cannot be renamed there
            self.file.close()
        path = destinations.publish(self.path, target, replace=replace)
        self._forget()
        self.file.close()  # only now: the lock keeps others from writing to it
        return path

    def leave(self, *, keep: bool = True) -> bool:
        """Close the file, and keep what was received; gives whether anything was. The next call
        continues it if it can, else it starts over. May be called after `publish`.
        """
        if self.file.closed:
            return False
        with suppress(OSError):  # what could not be written is fetched again
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
        """Take up what an earlier call left, or start over."""
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
    """A file for this download alone, new or with its content; None when that cannot be had.
    Anything but a plain file of our own is removed and not followed: another user may have put a
    link there that leads to a file of value.
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
                if os.path.samestat(found, path.lstat()):  # else it was renamed or removed since
                    return os.fdopen(handle, "r+b")
            os.close(handle)
            continue
        os.close(handle)
        return None
    return None


def _is_plain(found: os.stat_result) -> bool:
    """Whether a file is a regular one of our own, without a second name."""
    own = sys.platform == "win32" or found.st_uid == os.geteuid()
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and own


def _read_record(path: Path) -> dict[str, Any]:
    """What is noted beside a part file; nothing where that cannot be read."""
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
