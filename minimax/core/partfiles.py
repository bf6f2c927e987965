"""What downloads read and write: responses, interpreted without I/O (which bytes of the file they
contain, whether the file has changed, and whether they contain it at all), and sinks: memory, an
open file, or a part file next to the target, which the next call can resume.

A part file has a predictable name, so that another process finds it. It is locked while it grows. A
record next to it holds the validator of the host (an ETag or a date), which proves that the rest
belongs to the same file.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import RawIOBase
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from ..errors import NetworkError, moment_of
from . import destinations
from .destinations import EXTENSIONS, KNOWN_EXTENSIONS
from .http import READABLE, UNENCODED, encoding_of
from .sources import is_seekable

OPEN_AGAIN = 10
"""How often to reopen a part file that another download has just renamed or removed."""
LONGEST_RECORD = 64 * 1024
"""Maximum size in bytes of the record of a part file."""
SIZE = re.compile(r"[0-9]{1,18}")
RANGE = re.compile(
    rf"bytes (?:(?P<begin>{SIZE.pattern})-(?P<last>{SIZE.pattern})|\*)"
    rf"/(?:(?P<total>{SIZE.pattern})|\*)"
)
STRONG_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')
STRONG_AFTER = 1.0
"""How many seconds a Last-Modified date must be older than the response to identify a version."""
HEAD = 512
"""Number of bytes examined to tell text from binary content."""
DOCUMENTS = ("html", "xml")
"""Parts of the media types that storage hosts send instead of a file."""
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|error)\b", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
"""Bytes that no text contains, but that occur early in every audio, image and video file."""
TEXTS = {*EXTENSIONS["text"], ".csv", ".titles", ".title", ".extra", ".yaml", ".yml", ".log"}


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
        """Write all of the data, even if the file accepts only part of it at a time. Raises OSError
        if it accepts nothing more.
        """
        rest = memoryview(data)
        while rest:
            written: int | None = self.file.write(rest)
            if written is None and not isinstance(self.file, RawIOBase):
                written = len(rest)  # a class of its own that does not count
            if not written or written < 0:
                raise BlockingIOError(errno.EAGAIN, f"it accepts no more after {self.done:,} bytes")
            rest = rest[written:]
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


class FileResponse:
    """The status and headers of a response to a download.

    Attributes:
        begin: offset in the file at which the body begins, None if not stated.
        total: size of the whole file in bytes, None if not stated.
        end: offset in the file at which the body ends, 0 if not stated.
        encoding: the content encoding in lower case, "" if there is none.
        media_type: the media type in lower case, without parameters.
    """

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        self.status = status
        self.headers = headers
        self.encoding = encoding_of(headers)
        self.media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        self.begin: int | None = None
        self.total: int | None = None
        self.end = 0
        if self.encoding not in UNENCODED:
            self.begin = 0 if status == 200 else None  # Content-Length counts the encoded bytes
        elif status == 200:
            length = headers.get("content-length", "")
            self.begin, self.total = 0, int(length) if SIZE.fullmatch(length) else None
            self.end = self.total or 0
        elif match := RANGE.fullmatch(headers.get("content-range", "").strip()):
            first, last, total = (int(text) if text else None for text in match.groups())
            self.begin, self.total = first, total
            self.end = total or (0 if last is None else last + 1)

    @property
    def readable(self) -> bool:
        """Whether the content encoding is supported."""
        return self.encoding in READABLE

    @property
    def validator(self) -> str:
        """The validator for `If-Range`, which proves that the file is unchanged: a strong ETag or,
        without any ETag, a Last-Modified date that is older than the response; "" if there is none.
        """
        tag, changed = self.headers.get("etag"), self.headers.get("last-modified", "")
        if self.begin != 0 or self.encoding not in UNENCODED:
            return ""
        if tag is not None:
            return tag if STRONG_TAG.fullmatch(tag) else ""
        since, sent = moment_of(changed), moment_of(self.headers.get("date", ""))
        if since is None:
            return ""
        # A file may change twice in a second, so its date is reliable only afterwards. A response
        # without a date is as old as its arrival.
        return changed if sent is None or sent - since >= STRONG_AFTER else ""

    def is_of(self, validator: str) -> bool:
        """Whether a partial response names this validator. Hosts that ignore `If-Range` send a part
        of whichever version they have.
        """
        if validator.startswith('"'):
            return self.headers.get("etag") == validator
        return not self.differs(validator)

    def differs(self, validator: str) -> bool:
        """Whether a response names a different version of the file."""
        name = "etag" if validator.startswith('"') else "last-modified"
        return self.headers.get(name, validator) != validator

    def is_refusal(self, head: bytes, *, text: bool | None, json: bool) -> bool:
        """Whether the beginning of a body shows an error text instead of the file: a page, or a
        sentence such as "link expired". `text` is whether the file is a text file, if known; `json`
        is whether the body is JSON.
        """
        if MARKUP.match(head) or any(mark in self.media_type for mark in DOCUMENTS):
            return True
        json = json or "json" in self.media_type
        written = json or self.media_type.startswith("text/")
        if not written or CONTROLS.search(head[:HEAD]):
            return False
        return text is False or (text is None and not json)


def is_text(*names: str) -> bool | None:
    """Whether a file is a text file, according to the first name with a known extension; None if
    there is none.
    """
    for name in names:
        extension = PurePosixPath(name).suffix.lower()
        if extension in TEXTS:
            return True
        if extension in KNOWN_EXTENSIONS:
            return False
    return None


def excerpt(head: bytes) -> str:
    """The beginning of a text for error messages, without the signatures of links; "" for a
    page.
    """
    if MARKUP.match(head):
        return ""
    text = head[:HEAD].decode("utf-8", "replace").strip()[:100]
    return ": " + repr(re.sub(r"\?\S*", "?...", text))
