"""Stored files: a simulated object store with signed links, which need no key and expire, and the
files of each account by id.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol
from urllib.parse import urlencode

from minimax.emulator import spec
from minimax.emulator.clock import Clock
from minimax.emulator.envelopes import invalid

PATH = "/download"
LINK_SECONDS = 3600
"""Default lifetime of a download link of an account's file in seconds."""

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".opus": "audio/ogg",
    ".titles": "application/json",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".tar": "application/x-tar",
}
"""Content types by file extension; everything else is application/octet-stream."""

Content = bytes | Path | BinaryIO | Callable[[], bytes]
"""The content of a stored file. A `Path` is moved, not copied; a function creates the file when it
is first read.
"""

_SECRET = b"loopback"
_CAPACITY = 2**30
_MOST_FILES = 20_000
_MOST_ACCOUNT_FILES = 20_000
_ENDING = re.compile(r"\.[a-z0-9]{1,8}$")


class Owner(Protocol):
    """An account, as far as links depend on it."""

    @property
    def name(self) -> str: ...
    @property
    def clock(self) -> Clock: ...


class Refused(NamedTuple):
    """Why the store refuses a file."""

    http: int
    code: str
    message: str

    def xml(self) -> bytes:
        """The error as XML, as object stores send it."""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{self.code}</Code><Message>{self.message}</Message></Error>\n"
        ).encode()


EXPIRED = Refused(403, "AccessDenied", "Request has expired.")
KEY_SENT = Refused(
    400,
    "InvalidArgument",
    "Only one auth mechanism allowed: the link is signed, do not send an Authorization header.",
)
BAD_SIGNATURE = Refused(403, "SignatureDoesNotMatch", "The signature of the link does not match.")
NO_SUCH_FILE = Refused(404, "NoSuchKey", "The file does not exist.")
BROKEN = Refused(500, "InternalError", "The file could not be read.")


class Storage:
    """Files in a temporary folder; the oldest are deleted if there are too many. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._sizes: dict[str, int] = {}
        self._promises: dict[str, _Promise] = {}
        self._owners: dict[str, Owner] = {}

    def put(self, name: str, data: bytes, *, lifetime: float, owner: Owner | None = None) -> str:
        """Store a file and return its link, starting with the path. `lifetime` is in seconds."""
        self.keep(name, data)
        return self.link(name, lifetime=lifetime, owner=owner)

    def keep(self, name: str, data: Content) -> int:
        """Store a file and return its size in bytes, 0 if it has not been created yet."""
        target = self._home() / name
        promise, size = None, 0
        if not isinstance(data, bytes | Path) and callable(data):
            promise = _Promise(data)
        else:
            size = _write(target, data)
        with self._lock:
            self._sizes.pop(name, None)
            self._promises.pop(name, None)
            self._sizes[name] = size
            if promise:
                self._promises[name] = promise
            self._make_room()
        return size

    def link(self, name: str, *, lifetime: float, owner: Owner | None = None) -> str:
        """A signed link to a file, starting with the path. `lifetime` is in seconds of the owner's
        clock.
        """
        if owner is not None and name in self._sizes:
            self._owners[name] = owner
        expires = str(int(self._now(name) + lifetime))
        return f"{PATH}/{name}?{urlencode({'Expires': expires, 'Signature': _sign(name, expires)})}"

    def owner(self, name: str) -> Owner | None:
        """The account for which the link to a file was created."""
        return self._owners.get(name)

    def contains(self, name: str) -> bool:
        """Whether a file is (still) stored."""
        return name in self._sizes

    def path(self, name: str) -> Path:
        """The path of a file; KeyError if it is not stored. Creates it if necessary, which may take
        seconds.
        """
        promise = self._promises.get(name)
        if promise is not None:
            with promise.lock:
                if self._promises.get(name) is promise:
                    self._fulfil(name, promise)
        with self._lock:
            if self._folder is None or name not in self._sizes:
                raise KeyError(name)
            return self._folder / name

    def get(
        self, name: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Path | Refused:
        """The file of a link, or why it is refused. May take seconds, like `path`."""
        if "authorization" in headers or "x-api-key" in headers:
            return KEY_SENT
        expires = query.get("Expires", "")
        if not hmac.compare_digest(
            query.get("Signature", "").encode(), _sign(name, expires).encode()
        ):
            return BAD_SIGNATURE
        if self._now(name) > int(expires):
            return EXPIRED
        try:
            return self.path(name)
        except KeyError:
            return NO_SUCH_FILE

    def clear(self) -> None:
        """Delete all files and the folder."""
        with self._lock:
            folder, self._folder = self._folder, None
            self._sizes.clear()
            self._promises.clear()
            self._owners.clear()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Delete a file."""
        with self._lock:
            self._remove(name)

    def _now(self, name: str) -> float:
        owner = self.owner(name)
        return (owner.clock if owner else self._clock).now()

    def _home(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="minimax-emulator-"))
            return self._folder

    def _fulfil(self, name: str, promise: _Promise) -> None:
        data = promise.make()
        with self._lock:
            # Do not restore a file that was cleared or removed meanwhile.
            if self._promises.pop(name, None) is promise and self._folder is not None:
                self._sizes[name] = _write(self._folder / name, data)
                self._make_room()

    def _make_room(self) -> None:
        total = sum(self._sizes.values())
        while len(self._sizes) > 1 and (total > _CAPACITY or len(self._sizes) > _MOST_FILES):
            oldest = next(iter(self._sizes))
            total -= self._sizes[oldest]
            self._remove(oldest)

    def _remove(self, name: str) -> None:
        self._sizes.pop(name, None)
        self._promises.pop(name, None)
        self._owners.pop(name, None)
        if self._folder is not None:
            (self._folder / name).unlink(missing_ok=True)


class _Promise:
    """A file that has not been created yet; `lock` lets one reader create it while others wait."""

    def __init__(self, make: Callable[[], bytes]) -> None:
        self.make = make
        self.lock = threading.Lock()


def _write(target: Path, data: bytes | Path | BinaryIO) -> int:
    if isinstance(data, bytes):
        target.write_bytes(data)
    elif isinstance(data, Path):
        shutil.move(data, target)
    else:
        with target.open("wb") as file:
            shutil.copyfileobj(data, file)
    return target.stat().st_size


def _sign(name: str, expires: str) -> str:
    return hmac.new(_SECRET, f"{name}\n{expires}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class File:
    """One file. `stored_as` is its name in the storage; `expires` is in Unix seconds, None if it is
    kept until it is deleted.
    """

    file_id: int
    name: str
    size: int
    purpose: str
    created: int
    expires: float | None
    stored_as: str


class FileStore:
    """The files of one account, oldest first; their contents are in the storage of the platform.
    `new_number` returns the next id.
    """

    def __init__(self, storage: Storage, clock: Clock, new_number: Callable[[], int]) -> None:
        self._storage = storage
        self._clock = clock
        self._new_number = new_number
        self._files: dict[int, File] = {}

    def store(
        self,
        name: str,
        data: Content,
        *,
        purpose: str,
        lifetime: float | None = None,
        file_id: int | None = None,
        suffix: str | None = None,
    ) -> File:
        """Store a file. A file at a `Path` is moved, not copied. A function is called when the file
        is first read; until then, its size is 0.

        `lifetime` in seconds, None: until it is deleted. `file_id` is an id that was promised
        before the file was made. `suffix` ends the name in its link, where that is not the ending
        of `name`.
        """
        created = self._clock.now()
        number = self._new_number() if file_id is None else file_id
        if suffix is None:
            ending = _ENDING.search(name.lower())
            suffix = ending[0] if ending else ""
        stored_as = f"{number}{suffix}"
        size = self._storage.keep(stored_as, data)
        expires = None if lifetime is None else created + lifetime
        if len(self._files) >= _MOST_ACCOUNT_FILES:
            # Forget files that the storage has already dropped.
            gone = [each.file_id for each in self if not self._is_alive(each)]
            for gone_id in gone or [next(iter(self._files))]:
                del self._files[gone_id]
        file = File(number, name, size, purpose, int(created), expires, stored_as)
        self._files[number] = file
        return file

    def get(self, file_id: int) -> File | None:
        """A file that has not been deleted, even if it has expired."""
        return self._files.get(file_id)

    def find(self, file_id: int) -> File:
        """Return a file. Raises the platform's error if it does not exist any more."""
        file = self.get(file_id)
        if file is None or not self._is_alive(file):
            raise invalid("file not found")
        return file

    def list(self, purpose: str | None) -> list[File]:
        """The files of one purpose, or all of them."""
        return [file for file in self if purpose in (None, file.purpose) and self._is_alive(file)]

    def path(self, file: File) -> Path:
        """The path of its content, which is generated now if necessary; this may take seconds."""
        try:
            return self._storage.path(file.stored_as)
        except KeyError:
            # Deleted in the meantime.
            raise invalid("file not found") from None

    def link_seconds(self, file: File) -> float:
        """The lifetime of a new link in seconds; the link does not outlive the file."""
        seconds = _link_seconds().get(file.purpose, LINK_SECONDS)
        if file.expires is None:
            return seconds
        return min(seconds, file.expires - self._clock.now())

    def delete(self, file: File) -> None:
        """Delete a file and invalidate its links."""
        del self._files[file.file_id]
        self._storage.remove(file.stored_as)

    def __iter__(self) -> Iterator[File]:
        return iter(list(self._files.values()))

    def _is_alive(self, file: File) -> bool:
        in_time = file.expires is None or self._clock.now() < file.expires
        return in_time and self._storage.contains(file.stored_as)


def _link_seconds() -> dict[str, float]:
    return {
        row["purpose"]: row["url_lifetime"]
        for row in spec.purposes("files_delete")
        if "url_lifetime" in row
    }
