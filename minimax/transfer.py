"""Files to the platform and back: streamed, with progress, resumed after a cut, never half a file
under its final name.

Download links are signed: they get no key, and a fresh one is asked for when the old one has
expired.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import secrets
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeAlias, TypeVar, cast
from urllib.parse import urljoin, urlsplit

from . import filenames
from .call import USER_AGENT, closing
from .errors import (
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    Origin,
    ValidationError,
    conceal,
    error_from,
)
from .flow import Close, Flow, Open, Receive, Request, Sleep, Work
from .pieces import repair
from .secret import Headers, Secret

if TYPE_CHECKING:
    from .config import Config
    from .connections import Body

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int | None], object]
"""Called with the bytes done and the bytes in all, None when those are not known."""
FileSource: TypeAlias = str | PathLike[str] | bytes | BinaryIO
"""A path, bytes, or an open binary file."""
Target: TypeAlias = str | PathLike[str] | BinaryIO | None
"""A path, an open binary file, or None for memory."""


class Link(NamedTuple):
    """A link that needs headers of its own. They go to its host and to no other."""

    url: str
    headers: Secret[Headers] = Secret(())


Locate: TypeAlias = Callable[[], Flow[str | Link]]
"""A flow that gives a fresh link to the same file, "" when there is no other one."""

HEAD = 512
BLOCK = 256 * 1024
WRITE_EVERY = 512 * 1024
REDIRECTS = 5
OWN_HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
MOVED = (301, 302, 303, 307, 308)
BUSY = (408, 425, 429)
DOCUMENTS = ("text/html", "text/xml", "application/xml")
"""Media types of what a storage host says in place of a file."""
REFUSAL_BYTES = 64 * 1024
"""A JSON answer longer than this is a file, not a refusal."""
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
SIZE = re.compile(r"[0-9]{1,18}")
RANGE = re.compile(
    rf"bytes (?:(?P<begin>{SIZE.pattern})-{SIZE.pattern}|\*)/(?:(?P<total>{SIZE.pattern})|\*)"
)


def links(known: str | Link | None, fresh: Locate) -> Locate:
    """A `Locate` that gives a link that is already known the first time, and fresh ones after it
    has expired.
    """
    unused = [known] if known else []

    def locate() -> Flow[str | Link]:
        return unused.pop() if unused else (yield from fresh())

    return locate


def always(url: str) -> Locate:
    """A `Locate` for a link that cannot be renewed."""

    def none() -> Flow[str]:
        return ""
        yield  # a flow without effects

    return links(url, none)


class Upload:
    """A multipart body that streams a file: known length, constant memory, sent again from its
    beginning on a retry.
    """

    def __init__(
        self,
        fields: Mapping[str, str],
        source: FileSource,
        *,
        name: str | None = None,
        ending: Callable[[bytes], str] = lambda head: "",
        on_progress: Progress | None = None,
    ) -> None:
        """`ending` gives the ending of the file name by the first bytes of the file, for a source
        that has none.
        """
        self._source, self._owned = opened(source)
        self._start = self._source.tell()
        self.size = self._source.seek(0, os.SEEK_END) - self._start
        self.name = name or file_name(source)
        if "." not in self.name:
            self.name += self.examined(lambda file: ending(file.read(HEAD)))
        self.on_progress = on_progress
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        disposition = (
            f'Content-Disposition: form-data; name="file"; filename="{_quoted(self.name)}"'
        )
        head = "".join(
            [
                *parts,
                f"--{boundary}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n",
            ]
        )
        self._head = repair(head).encode()
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
            if not isinstance(block, bytes):
                raise _as_text(self._source)
            if not block:
                raise ValidationError(
                    f"{self.name} became shorter while it was sent", field="file", value=self.name
                )
            left -= len(block)
            yield block
        yield self._tail

    def examined(self, look: Callable[[BinaryIO], T]) -> T:
        """What a look at the file from its beginning gives. May block."""
        self._source.seek(self._start)
        return look(self._source)

    def sent(self, count: int) -> None:
        """Report progress: so many bytes of the body, counted from its beginning, are on their
        way.
        """
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

    A missing or empty file, a folder or a text file is a ValidationError. What cannot be rewound is
    copied to a temporary file first.
    """
    if isinstance(source, (str, PathLike)):
        path = Path(fspath(source))
        try:
            file: BinaryIO = path.open("rb")
        except OSError as error:
            raise ValidationError(
                f"cannot read {str(path)!r}: {error.strerror}", field="file", value=str(path)
            ) from None
        owned = True
        if not _seekable(file):  # a named pipe
            with file as pipe:
                file = _spooled(pipe)
    elif isinstance(source, (bytes, bytearray, memoryview)):
        file, owned = io.BytesIO(source), True
    elif hasattr(source, "read"):
        file, owned = source, False
        if isinstance(source, io.TextIOBase):
            raise _as_text(source)
        if not _seekable(source):
            file, owned = _spooled(source), True
    else:
        allowed = "a path, bytes, or an open binary file"
        raise ValidationError(
            f"file: {type(source).__name__} is not allowed; give {allowed}",
            field="file",
            value=_label(source),
            allowed=allowed,
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
    to: Target,
    *,
    identity: str,
    name: str = "",
    resume: bool = True,
    on_progress: Progress | None = None,
) -> Flow[Any]:
    """Fetch a file: to a path (gives the Path), to an open binary file (gives the bytes written),
    or into memory (gives bytes).

    `identity` tells files apart, so that a partial download is only ever continued with the same
    file. `name` is the file name when `to` is a folder. A path gets its content through a temporary
    file beside it; after a cut or a kill the next call goes on from there.
    """
    if to is None:
        memory = io.BytesIO()
        yield from _fetch(config, locate, _Sink(memory), on_progress)
        return memory.getvalue()
    if not isinstance(to, (str, PathLike)):
        sink = _Sink(_writable(to))
        yield from _fetch(config, locate, sink, on_progress)
        return sink.done
    target, partial = yield Work(lambda: _places(fspath(to), name, identity))
    try:
        sink = yield Work(lambda: _continued(partial, target, resume=resume))
        try:
            yield from _fetch(config, locate, sink, on_progress)
        finally:
            sink.file.close()
        yield Work(lambda: partial.replace(target))
    except OSError as error:
        kept = yield Work(lambda: _kept(partial))
        where = (
            f"; what has come is kept in {partial} and the next call goes on from there"
            if kept
            else ""
        )
        raise OSError(
            error.errno,
            f"cannot write {target}: {error.strerror or error}{where}. The result stays on the"
            " platform",
        ) from error
    except MinimaxError as error:
        if (yield Work(lambda: _kept(partial))):
            error.add_note(f"What has come is kept in {partial}; the next call goes on from there.")
        raise
    return target


class _Sink:
    """Where a download goes: how much of it is there, and the ways to write on and to begin
    again.
    """

    def __init__(self, file: BinaryIO, done: int = 0) -> None:
        self.file = file
        self.done = done
        self.total: int | None = None
        self.lost = False
        self._start = file.tell() - done if _seekable(file) else None

    def write(self, data: bytes) -> None:
        """Write all of it, also to a file that takes less at a time."""
        rest = memoryview(data)
        while rest:
            written = self.file.write(rest)
            rest = rest[len(rest) if written is None else written :]
        self.done += len(data)

    def write_all(self, pieces: Iterable[bytes]) -> None:
        """Write several pieces, one by one: to join them first would cost one more copy of the
        whole file.
        """
        for piece in pieces:
            self.write(piece)

    def restart(self) -> None:
        """Forget what has come. A pipe cannot: what it took is gone."""
        if self._start is None:
            self.lost = True
            raise NetworkError(
                f"the download broke off after {self.done:,} bytes, and the host cannot continue it"
            )
        self.file.seek(self._start)
        self.file.truncate()
        self.done, self.total = 0, None


def _fetch(config: Config, locate: Locate, sink: _Sink, on_progress: Progress | None) -> Flow[None]:
    """Bring a file to its end, over as many connections as it takes while each brings some
    progress.
    """
    failures, most, patience = 0, sink.done, config.retry.attempts
    error: MinimaxError
    link = _complete((yield from locate()))
    while True:
        try:
            body = yield from _open_at(config, link, sink.done)
            yield from closing(body, _receive(body, sink, on_progress))
            return
        except _Gone as gone:
            error, expired = gone.error, link
            fresh = yield from locate()
            link = _complete(fresh)
            if not fresh or (
                link.headers.reveal() and link == expired
            ):  # the platform itself has refused
                raise error from None
            patience = max(
                2, config.retry.attempts
            )  # a fresh link is worth a second try in any case
        except NetworkError as broken:
            error = broken
        except APIError as refused:
            conceal(refused, config.api_key)
            if not refused.retryable:
                raise
            error = refused
        failures = 0 if sink.done > most else failures + 1
        most = max(most, sink.done)
        if failures >= patience or sink.lost:
            raise error
        yield Sleep(min(config.retry.cap, config.retry.base * 2 ** max(0, failures - 1)))


def _receive(body: Body, sink: _Sink, on_progress: Progress | None) -> Flow[None]:
    """Take over what one connection brings: the whole file, or the rest of it."""
    total, begin = _extent(body)
    if body.status == 416 and total == sink.done:
        return  # it had come to its end before
    ahead = yield from _looked_into(
        body
    )  # first of all: a refusal says nothing about the file, and what has come of it stays
    if (
        body.status == 416
        or begin not in (0, sink.done)
        or (sink.total is not None and total not in (None, sink.total))
    ):
        yield Work(sink.restart)
        raise NetworkError("the host offers another part of the file than the one that is missing")
    if sink.done and begin == 0:
        yield Work(sink.restart)
    sink.total = total if total is not None else sink.total
    if on_progress:
        on_progress(sink.done, total)
    pending: list[bytes] = []
    waiting, chunk = 0, b"-"
    while chunk:
        try:
            chunk = ahead.popleft() if ahead else (yield Receive(body))
        except NetworkError:
            yield Work(lambda: sink.write_all(pending))
            raise
        pending.append(chunk)
        waiting += len(chunk)
        if waiting >= WRITE_EVERY or not chunk:
            yield Work(
                lambda: sink.write_all(pending)
            )  # many pieces at a time: each time may cost a hop to a thread
            pending.clear()
            waiting = 0
            if on_progress:
                on_progress(sink.done, total)
    if total is not None and sink.done < total:
        raise NetworkError(f"the file ended after {sink.done:,} of {total:,} bytes")


def _looked_into(body: Body) -> Flow[deque[bytes]]:
    """The first pieces of an answer in JSON, which may be a stored file or a refusal at HTTP 200; a
    refusal is raised.
    """
    pieces: deque[bytes] = deque()
    if body.status == 206 or "json" not in body.headers.get("content-type", ""):
        return pieces
    while sum(map(len, pieces)) < REFUSAL_BYTES:
        pieces.append((yield Receive(body)))
        if not pieces[-1]:
            try:
                payload = json.loads(b"".join(pieces))
            except (ValueError, RecursionError):
                break
            error = error_from(payload, Origin(body.url.partition("?")[0]), headers=body.headers)
            if error:
                raise error
            break
    return pieces


def _complete(link: str | Link) -> Link:
    return link if isinstance(link, Link) else Link(web_url(link))


def _open_at(config: Config, link: Link, done: int) -> Flow[Body]:
    """Open a link at an offset, through redirects. No key goes with it but one in its headers, and
    that only to its host.
    """
    own = (*OWN_HEADERS.items(), *([("Range", f"bytes={done}-")] if done else []))
    url, home = link.url, _host(link.url)
    for _ in range(REDIRECTS + 1):
        headers = Secret(own + link.headers.reveal() if _host(url) == home else own)
        body: Body = yield Open(Request("GET", url, headers, None, config.timeout))
        location = body.headers.get("location")
        if body.status not in MOVED or not location:
            return (yield from _taken(body, url, done))
        yield Close(body)
        url = _onward(url, location)
    raise NetworkError(f"{url.partition('?')[0]}: more than {REDIRECTS} redirects")


def _taken(body: Body, url: str, done: int) -> Flow[Body]:
    """An open answer, if it is a file."""
    kind = body.headers.get("content-type", "").partition(";")[0].strip().lower()
    if (body.status < 400 and kind not in DOCUMENTS) or (body.status == 416 and done):
        return body
    yield Close(body)
    complaint = f"{url.partition('?')[0]} gave no file: HTTP {body.status} {kind}".rstrip()
    if body.status in BUSY or body.status >= 500:
        raise NetworkError(complaint)
    raise _Gone(DecodeError(f"{complaint}. The link may have expired"))


def _extent(body: Body) -> tuple[int | None, int | None]:
    """Size of the whole file and the place where an answer begins, by its headers; None for what
    they do not tell.
    """
    if body.status in (206, 416):
        match = (
            RANGE.fullmatch(body.headers.get("content-range", ""))
            if "content-encoding" not in body.headers
            else None
        )
        return int(match["total"]) if match and match["total"] else None, (
            int(match["begin"]) if match and match["begin"] else None
        )
    length = body.headers.get("content-length", "")
    return (
        int(length) if SIZE.fullmatch(length) and "content-encoding" not in body.headers else None
    ), 0


def _host(url: str) -> tuple[str, str]:
    """Scheme and host of a link."""
    try:
        return urlsplit(url)[:2]
    except ValueError as error:
        raise _Gone(DecodeError(f"{url.partition('?')[0]!r} is no link: {error}")) from None


def _onward(url: str, location: str) -> str:
    """Where a redirect leads."""
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise _Gone(
            DecodeError(
                f"{url.partition('?')[0]} redirects to {location!r}, which is no link: {error}"
            )
        ) from None


class _Gone(Exception):
    """The link gives no file (any more); `error` is what to tell when there is no other one."""

    def __init__(self, error: MinimaxError) -> None:
        super().__init__()
        self.error = error


def web_url(url: str) -> str:
    """A link with its scheme: some come without."""
    return url if SCHEME.match(url) else f"https://{url.removeprefix('//')}"


def _places(to: str, name: str, identity: str) -> tuple[Path, Path]:
    """Where a download ends up, and where it grows until then."""
    target = Path(to)
    if target.is_dir():
        target = target / filenames.safe(name, otherwise="download")
    elif to.endswith(("/", os.sep)):
        raise ValidationError(
            f"the folder {to!r} does not exist; make it first", field="to", value=to
        )
    mark = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:8]
    return target, target.with_name(f".{filenames.shortened(target.name)}.{mark}.part")


def _continued(partial: Path, target: Path, *, resume: bool) -> _Sink:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(target))
    file = cast(BinaryIO, partial.open("r+b" if resume and partial.exists() else "w+b"))
    return _Sink(file, file.seek(0, os.SEEK_END))


def _kept(partial: Path) -> bool:
    """Whether a broken download left something to go on from; an empty file is swept away."""
    try:
        if partial.stat().st_size:
            return True
        partial.unlink()
    except OSError:
        pass
    return False


def _writable(to: Any) -> BinaryIO:
    if isinstance(to, io.TextIOBase) or not hasattr(to, "write"):
        allowed = "a path, a folder, or a file open in binary mode ('wb')"
        raise ValidationError(
            f"to: {_label(to)} is not allowed; give {allowed}",
            field="to",
            value=_label(to),
            allowed=allowed,
        )
    return cast(BinaryIO, to)


def _seekable(file: BinaryIO) -> bool:
    return bool(getattr(file, "seekable", lambda: False)())


def _spooled(source: Any) -> BinaryIO:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the upload closes it
    while block := source.read(BLOCK):
        if not isinstance(block, bytes):
            copy.close()
            raise _as_text(source)
        copy.write(block)
    copy.seek(0)
    return cast(BinaryIO, copy)


def _as_text(source: object) -> ValidationError:
    return ValidationError(
        "the file is open as text; open it in binary mode ('rb')",
        field="file",
        value=_label(source),
    )


def _quoted(name: str) -> str:
    """A file name inside a multipart header."""
    return name.replace("\\", "_").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _label(source: object) -> str:
    if isinstance(source, (str, PathLike)):
        return repr(fspath(source))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return f"{len(source):,} bytes"
    return str(getattr(source, "name", type(source).__name__))
