"""Files to the platform and back: streamed, with progress, resumed after a cut, never half a file under its final name.

Download links are signed: they get no key, and a fresh one is asked for when the old one has expired.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast
from urllib.parse import urljoin, urlsplit

from .call import USER_AGENT
from .errors import DecodeError, MinimaxError, NetworkError, ValidationError
from .flow import Close, Flow, Open, Receive, Request, Sleep, Work

if TYPE_CHECKING:
    from .config import Config
    from .drivers import Body

Progress: TypeAlias = Callable[[int, int | None], object]
"""Called with the bytes done and the bytes in all, None when those are not known."""
Locate: TypeAlias = Callable[[], Flow[str]]
"""A flow that gives a fresh link to the same file."""
FileSource: TypeAlias = "str | PathLike[str] | bytes | BinaryIO"
"""A path, bytes, or an open binary file."""

BLOCK = 256 * 1024
WRITE_EVERY = 1024 * 1024
REDIRECTS = 5
EXPIRED = (400, 401, 403, 404, 410)
DOCUMENTS = ("text/html", "text/xml", "application/xml")


def links(known: str | None, fresh: Locate) -> Locate:
    """A `Locate` that gives a link that is already known the first time, and fresh ones after it has expired."""
    unused = [known] if known else []

    def locate() -> Flow[str]:
        return unused.pop() if unused else (yield from fresh())

    return locate


class Upload:
    """A multipart body that streams a file: known length, constant memory, sent again from its beginning on a retry."""

    def __init__(
        self, fields: Mapping[str, str], source: FileSource, *, name: str | None = None, on_progress: Progress | None = None
    ) -> None:
        self._source, self._owned = opened(source)
        self._start = self._source.tell()
        self.size = self._source.seek(0, os.SEEK_END) - self._start
        self.name = name or file_name(source)
        self.on_progress = on_progress
        boundary = secrets.token_hex(16)
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
        disposition = f'Content-Disposition: form-data; name="file"; filename="{_quoted(self.name)}"'
        self._head = "".join([*parts, f"--{boundary}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n"]).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        return len(self._head) + self.size + len(self._tail)

    def blocks(self) -> Iterator[bytes]:
        """The body from its beginning. Reads the file: may block."""
        self._source.seek(self._start)
        yield self._head
        left = self.size
        while left:
            block = self._source.read(min(BLOCK, left))
            if not block:
                raise ValidationError(f"{self.name} became shorter while it was sent", field="file", value=self.name)
            left -= len(block)
            yield block
        yield self._tail

    def sent(self, count: int) -> None:
        """Report progress: so many bytes of the body, counted from its beginning, are on their way."""
        if self.on_progress is not None:
            self.on_progress(min(max(0, count - len(self._head)), self.size), self.size)

    def close(self) -> None:
        """Close the file, unless the caller opened it."""
        if self._owned:
            self._source.close()

    def __repr__(self) -> str:
        return f"Upload({self.name!r}, {self.size:,} bytes)"


def opened(source: FileSource) -> tuple[BinaryIO, bool]:
    """A source as a seekable binary file, and whether it has to be closed. May block.

    A missing or empty file, a folder or a text file is a ValidationError. What cannot be rewound is copied to a temporary file first.
    """
    if isinstance(source, (str, PathLike)):
        path = Path(fspath(source))
        try:
            file: BinaryIO = path.open("rb")
        except OSError as error:
            raise ValidationError(f"cannot read {str(path)!r}: {error.strerror}", field="file", value=str(path)) from None
        owned = True
    elif isinstance(source, (bytes, bytearray, memoryview)):
        file, owned = io.BytesIO(source), True
    elif hasattr(source, "read"):
        file, owned = source, False
        if isinstance(source, io.TextIOBase):
            raise ValidationError("the file is open as text; open it in binary mode ('rb')", field="file", value=_label(source))
        if not (hasattr(source, "seekable") and source.seekable()):
            file, owned = _spooled(source), True
    else:
        allowed = "a path, bytes, or an open binary file"
        raise ValidationError(
            f"file: {type(source).__name__} is not allowed; give {allowed}", field="file", value=_label(source), allowed=allowed
        )
    start = file.tell()
    size = file.seek(0, os.SEEK_END) - start
    file.seek(start)
    if size <= 0:
        if owned:
            file.close()
        raise ValidationError(f"{_label(source)} is empty", field="file", value=_label(source))
    return file, owned


def file_name(source: FileSource) -> str:
    """A file name for a source; the platform looks at its extension."""
    if isinstance(source, (str, PathLike)):
        return Path(fspath(source)).name
    name = getattr(source, "name", None)
    return Path(name).name if isinstance(name, str) and name else "file"


def download(
    config: Config,
    locate: Locate,
    to: str | PathLike[str] | BinaryIO | None,
    *,
    identity: str,
    name: str = "",
    resume: bool = True,
    on_progress: Progress | None = None,
) -> Flow[Any]:
    """Fetch a file: to a path (gives the Path), to an open binary file (gives the bytes written), or into memory (gives bytes).

    `identity` tells files apart, so that a partial download is only ever continued with the same file. `name` is the file name when `to`
    is a folder. A path gets its content through a temporary file beside it; after a cut or a kill the next call goes on from there.
    """
    if to is None:
        memory = io.BytesIO()
        yield from _fetch(config, locate, memory, on_progress)
        return memory.getvalue()
    if not isinstance(to, (str, PathLike)):
        return (yield from _fetch(config, locate, to, on_progress))
    target = Path(fspath(to))
    if target.is_dir():
        target = target / (name or "download")
    partial = target.with_name(f".{target.name}.{hashlib.sha256(identity.encode()).hexdigest()[:8]}.part")
    file: BinaryIO = yield Work(lambda: _open_partial(partial, target, resume=resume))
    try:
        try:
            yield from _fetch(config, locate, file, on_progress)
        finally:
            yield Work(file.close)
        yield Work(lambda: partial.replace(target))
    except OSError as error:
        kept = partial.exists() and partial.stat().st_size
        where = f"; what has come is kept in {partial} and the next call goes on from there" if kept else ""
        raise OSError(error.errno, f"cannot write {target}: {error.strerror}{where}. The result stays on the platform") from error
    return target


def _fetch(config: Config, locate: Locate, file: BinaryIO, on_progress: Progress | None) -> Flow[int]:
    """Bring a file to its end, over as many connections as it takes while each brings some progress."""
    start: int = (yield Work(file.tell)) if _seekable(file) else 0
    done = best = start
    failures = 0
    url = yield from locate()
    while True:
        try:
            done, total = yield from _one_connection(config, url, file, done, on_progress)
            if total is None or done >= total:
                return done
            error: MinimaxError = NetworkError(f"the file ended after {done:,} of {total:,} bytes")
        except _Gone as gone:
            url = yield from locate()
            error = gone.error
        except _Restart:
            yield Work(lambda: _rewind(file))
            done = start = 0
            continue
        except NetworkError as broken:
            error = broken
            done = (yield Work(file.tell)) if _seekable(file) else done
        failures = 0 if done > best else failures + 1
        best = max(best, done)
        if not _seekable(file) and done > start:
            raise error  # a pipe cannot be continued without knowing what it took
        if failures >= config.retry.attempts:
            raise error
        yield Sleep(min(config.retry.cap, config.retry.base * 2 ** max(0, failures - 1)))


def _one_connection(config: Config, url: str, file: BinaryIO, done: int, on_progress: Progress | None) -> Flow[tuple[int, int | None]]:
    body = yield from _open_at(config, url, done)
    try:
        total = _total(body, done)
        if done and body.status == 200:
            raise _Restart
        if on_progress:
            on_progress(done, total)
        pending: list[bytes] = []
        size = 0
        while True:
            try:
                chunk: bytes = yield Receive(body)
            except NetworkError:
                yield Work(lambda: file.write(b"".join(pending)))
                raise
            pending.append(chunk)
            size += len(chunk)
            if size >= WRITE_EVERY or (not chunk and size):
                yield Work(lambda: file.write(b"".join(pending)))  # few, large writes: each may cost a hop to a thread
                done, size = done + size, 0
                pending.clear()
                if on_progress:
                    on_progress(done, total)
            if not chunk:
                return done, total
    except GeneratorExit:
        body.abandon()
        raise
    finally:
        yield Close(body)


def _open_at(config: Config, url: str, done: int) -> Flow[Body]:
    """Open a link at an offset, through redirects, without the key."""
    headers = [("User-Agent", USER_AGENT), ("Accept-Encoding", "identity")]
    if done:
        headers.append(("Range", f"bytes={done}-"))
    for _ in range(REDIRECTS + 1):
        body: Body = yield Open(Request("GET", web_url(url), headers, None, config.timeout))
        location = body.headers.get("location")
        if body.status in (301, 302, 303, 307, 308) and location:
            yield Close(body)
            url = urljoin(url, location)
            continue
        kind = body.headers.get("content-type", "").partition(";")[0].strip().lower()
        if body.status == 416 and done:
            yield Close(body)
            raise _Restart
        if body.status >= 400 or kind in DOCUMENTS:
            yield Close(body)
            place = url.partition("?")[0]
            raise _Gone(body.status, DecodeError(f"{place} gave no file: HTTP {body.status} {kind}. The link may have expired."))
        return body
    raise NetworkError(f"{url.partition('?')[0]}: more than {REDIRECTS} redirects")


def _total(body: Body, done: int) -> int | None:
    """Size of the whole file, by the headers of a full or a partial answer."""
    match = re.fullmatch(r"bytes \d+-\d+/(\d+)", body.headers.get("content-range", ""))
    if match:
        return int(match[1])
    length = body.headers.get("content-length", "")
    return int(length) + (done if body.status == 206 else 0) if length.isdecimal() and "content-encoding" not in body.headers else None


class _Restart(Exception):
    """The host sends the file from its beginning again."""


class _Gone(Exception):
    """The link gives no file (any more)."""

    def __init__(self, status: int, error: MinimaxError) -> None:
        super().__init__()
        self.status = status
        self.error = error


def web_url(url: str) -> str:
    """A link with its scheme: some come without."""
    return url if urlsplit(url).scheme else f"https://{url.removeprefix('//')}"


def _open_partial(partial: Path, target: Path, *, resume: bool) -> BinaryIO:
    if target.is_dir():
        raise IsADirectoryError(21, "Is a directory", str(target))
    file = partial.open("r+b" if resume and partial.exists() else "w+b")
    file.seek(0, os.SEEK_END)
    return cast(BinaryIO, file)


def _rewind(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()


def _seekable(file: BinaryIO) -> bool:
    return bool(getattr(file, "seekable", lambda: False)())


def _spooled(source: Any) -> BinaryIO:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the upload closes it
    while block := source.read(BLOCK):
        if not isinstance(block, bytes):
            copy.close()
            raise ValidationError("the file gives text; open it in binary mode ('rb')", field="file", value=_label(source))
        copy.write(block)
    copy.seek(0)
    return cast(BinaryIO, copy)


def _quoted(name: str) -> str:
    """A file name inside a multipart header."""
    return name.replace("\\", "_").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _label(source: object) -> str:
    if isinstance(source, (str, PathLike)):
        return repr(fspath(source))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return f"{len(source):,} bytes"
    return str(getattr(source, "name", type(source).__name__))
