"""Uploads and downloads: streamed, with progress, resumed after interruptions. A file gets its
final name only when it is complete.

Download links are signed: they are fetched without the key, and renewed when they have expired.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from io import BytesIO, TextIOBase
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeAlias, TypeVar, cast
from urllib.parse import urljoin, urlsplit

from ..errors import (
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    Origin,
    ValidationError,
    error_from,
)
from . import destinations
from .call import USER_AGENT, observed
from .events import of_download
from .http import Request
from .parsing import json_or
from .partfiles import HEAD, FileResponse, PartFile, Sink, excerpt, is_text
from .secret import Headers, Secret, redact
from .sources import SCHEME, describe
from .sources import Progress as Progress

if TYPE_CHECKING:
    from .io import IO
    from .settings import Config
    from .transport import Body

T = TypeVar("T")
Target: TypeAlias = str | PathLike[str] | BinaryIO | None
"""A path, an open binary file, or None for memory."""


class Link(NamedTuple):
    """A download link and what is known about it. Its headers are sent only to its own host."""

    url: str
    headers: Secret[Headers] = Secret(())
    size: int = 0
    """Size in bytes as reported by the platform, 0 if unknown."""


Locate: TypeAlias = "Callable[[Config], Coroutine[Any, Any, str | Link]]"
"""Returns a fresh link to the same file, "" if there is none."""

CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
WRITE_EVERY = 512 * 1024
REDIRECTS = 5
OWN_HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
MOVED = (301, 302, 303, 307, 308)
BUSY = (202, 408, 425, 429)
"""Statuses that are worth a retry; 202 means that the file is not ready yet."""
REFUSAL_BYTES = 64 * 1024
"""A JSON body longer than this is a file, not a refusal."""


def links(known: str | Link | None, fresh: Locate) -> Locate:
    """A `Locate` that returns a known link first, and fresh ones once it has expired."""
    unused = [known] if known else []

    async def locate(config: Config) -> str | Link:
        return unused.pop() if unused else await fresh(config)

    return locate


def always(url: str) -> Locate:
    """A `Locate` for a link that cannot be renewed."""

    async def none(config: Config) -> str:
        return ""

    return links(url, none)


async def download(
    io: IO,
    config: Config,
    locate: Locate,
    to: Target,
    *,
    identity: str,
    name: str = "",
    resume: bool = True,
    on_progress: Progress | None = None,
) -> Any:
    """Download a file to a path (returns the Path), into an open binary file (returns the number of
    bytes written) or into memory (returns bytes).

    `identity` identifies the file, so that a partial download is only ever continued with the same
    one. `name` is the file name if `to` is a folder; an existing file of that name is not replaced.
    Content for a path is written to a part file next to it. The next call can resume it, even after
    a crash, if the host confirms that the file is unchanged.
    """
    if to is None:
        memory = BytesIO()
        await fetch(io, config, locate, Sink(memory), (name,), on_progress)
        return memory.getvalue()
    if not isinstance(to, (str, PathLike)):
        sink = Sink(_writable(to))
        await fetch(io, config, locate, sink, (name,), on_progress)
        return sink.done
    in_folder: bool = await io.work(lambda: destinations.is_folder(to))
    target = Path(fspath(to))
    if in_folder:
        target = target / destinations.safe_name(name, otherwise="download")
    part: PartFile | None = None
    try:
        receiving: PartFile = await io.work(
            lambda: part_of(target, identity, resume=resume, new=in_folder)
        )
        part = receiving
        names = (name, "" if in_folder else target.name)
        await fetch(io, config, locate, part, names, on_progress)
        return await io.work(lambda: receiving.publish(target, replace=not in_folder))
    except OSError as error:
        raise _write_error(error, target, part) from error
    except MinimaxError as error:
        if part is not None and part.leave():
            error.add_note(f"What was received is kept in {part.path}; {_next_call(part)}.")
        raise
    finally:
        if part is not None:
            part.leave()


async def fetch(
    io: IO,
    config: Config,
    locate: Locate,
    sink: Sink,
    names: Sequence[str] = (),
    on_progress: Progress | None = None,
) -> None:
    """Download a file completely, over several connections if needed, as long as each one makes
    progress. `names` are its names on the platform and on disk: if they are those of a video, for
    example, a text response is refused.
    """
    failures, most, patience = 0, sink.done, config.retry.attempts
    error: MinimaxError
    link = _as_link(await locate(config))
    while True:
        try:
            if sink.done and not sink.validator:
                await io.work(sink.restart)  # nothing proves that the rest belongs to the same file
            body = await _open_at(io, config, link, sink)
            text = is_text(*names[:1], link.url.partition("?")[0], *names[1:])
            try:
                await _receive(io, body, sink, link, text, on_progress)
            except BaseException as problem:
                await body.close_after(problem)
                raise
            await body.close()
            return
        except _Changed:
            await io.work(sink.restart)
            continue
        except _Gone as gone:
            error, expired = gone.error, link
            fresh = await locate(config)
            link = _as_link(fresh)
            refused_by_platform = bool(link.headers.reveal()) and link == expired
            if not fresh or refused_by_platform:
                raise error from None
            # A fresh link is always worth another attempt.
            patience = max(2, config.retry.attempts)
        except NetworkError as broken:
            error = broken
        except APIError as refused:
            redact(refused, config.api_key)
            if not refused.retryable:
                raise
            error = refused
        failures = 0 if sink.done > most else failures + 1
        most = max(most, sink.done)
        if failures >= patience or sink.lost:
            raise error
        await io.sleep(min(config.retry.cap, config.retry.base * 2 ** max(0, failures - 1)))


async def _receive(
    io: IO,
    body: Body,
    sink: Sink,
    link: Link,
    text: bool | None,
    on_progress: Progress | None,
) -> None:
    """Write what one connection delivers: the whole file, or the rest of it. `text` is whether the
    file is a text file, None if unknown.
    """
    head, where = FileResponse(body.status, body.headers), body.url.partition("?")[0]
    if body.status == 416:
        complete = head.total == sink.done and sink.total in (None, sink.done)
        if not complete or head.differs(sink.validator):
            raise _Changed
        return  # the file was already complete
    ahead: deque[bytes] = deque()
    if head.begin == 0:  # first, because an error response proves nothing about earlier bytes
        ahead = await _inspect(body, head, link, text)
    if head.total == 0 or (link.size and head.total not in (None, link.size)):
        raise _Gone(_wrong_size(where, head.total or 0, link.size))
    if body.status == 206 and sink.done:
        other = None not in (head.total, sink.total) and head.total != sink.total
        if other or head.begin != sink.done or not head.is_of(sink.validator):
            raise _Changed
    elif head.begin != 0:
        raise NetworkError(f"{where} sent a different part of the file than requested")
    else:
        if sink.done:
            await io.work(sink.restart)
        await io.work(lambda: sink.begin(head.total, head.validator))
    if on_progress:
        on_progress(sink.done, head.total)
    pending: list[bytes] = []
    waiting, chunk = 0, b"-"
    while chunk:
        try:
            chunk = ahead.popleft() if ahead else await body.read_steadily()
        except NetworkError:
            await io.work(lambda: sink.write_all(pending))
            raise
        pending.append(chunk)
        waiting += len(chunk)
        if link.size and sink.done + waiting > link.size:
            await io.work(sink.restart)
            raise _Gone(_wrong_size(where, sink.done + waiting, link.size))
        if waiting >= WRITE_EVERY or not chunk:
            # Many pieces at a time, because each write may run in a worker thread.
            await io.work(lambda: sink.write_all(pending))
            pending.clear()
            waiting = 0
            if on_progress:
                on_progress(sink.done, head.total)
    if sink.done < head.end:
        raise NetworkError(f"the file ended after {sink.done:,} of {head.end:,} bytes")
    if not sink.done or link.size not in (0, sink.done) or sink.done > (head.end or sink.done):
        problem = _wrong_size(where, sink.done, link.size or head.end)
        await io.work(sink.restart)
        raise _Gone(problem)


async def _inspect(body: Body, head: FileResponse, link: Link, text: bool | None) -> deque[bytes]:
    """Return the first pieces of a body if it may be the file. Raises for an error sent with HTTP
    200: a JSON envelope, or text where a binary file is expected.
    """
    pieces: deque[bytes] = deque([await body.read_steadily()])
    size, where = len(pieces[0]), body.url.partition("?")[0]
    first = pieces[0].lstrip()[:1]
    may_be_json = "json" in head.media_type or first == b"{"
    may_be_text = head.media_type.startswith("text/") or first == b"<"
    wanted = REFUSAL_BYTES if may_be_json else HEAD if may_be_text else 0
    while pieces[-1] and size < wanted:
        pieces.append(await body.read_steadily())
        size += len(pieces[-1])
    content = b"".join(pieces)
    payload = json_or(content, None) if may_be_json and not pieces[-1] else None
    error = error_from(payload, Origin(where), headers=body.headers) if payload else None
    if error is not None:
        raise error
    if link.size and head.total == link.size:
        return pieces  # the size confirms that this is the file
    if head.is_refusal(content, text=text, json=payload is not None):
        problem = f"{where} sent no file: HTTP {body.status} {head.media_type}{excerpt(content)}"
        raise _Gone(f"{problem}. The link may have expired")
    return pieces


def _as_link(link: str | Link) -> Link:
    return link._replace(url=web_url(link.url)) if isinstance(link, Link) else Link(web_url(link))


async def _open_at(io: IO, config: Config, link: Link, sink: Sink) -> Body:
    """Open a link at the current position of the download and follow redirects. No key is sent
    except in the headers of the link, and those only to its own host.
    """
    own = tuple(OWN_HEADERS.items())
    if sink.done:
        own += (("Range", f"bytes={sink.done}-"), ("If-Range", sink.validator))
    url, home = link.url, _host(link.url)
    for _ in range(REDIRECTS + 1):
        given = link.headers.reveal() if _host(url) == home else ()
        headers, to_platform = Secret(own + given), bool(given)
        request = Request("GET", url, headers, None, config.timeout, to_platform)
        body = await io.open(observed(request, of_download(config, url)))
        location = body.headers.get("location")
        if body.status not in MOVED or not location:
            return await _accepted(body, url, sink)
        await body.close()
        url = _onward(url, location)
    raise NetworkError(f"{url.partition('?')[0]}: more than {REDIRECTS} redirects")


async def _accepted(body: Body, url: str, sink: Sink) -> Body:
    """Return an open response if it may contain the file."""
    head, where = FileResponse(body.status, body.headers), url.partition("?")[0]
    brings = body.status in (200, 206)
    if (brings and head.readable) or (body.status == 416 and sink.done):
        return body
    await body.close()
    if brings:
        raise _Gone(
            f"{where} sent the file with the content encoding {head.encoding!r}, which cannot be"
            " read"
        )
    complaint = f"{where} sent no file: HTTP {body.status} {head.media_type}".rstrip()
    if body.status in BUSY or body.status >= 500:
        raise NetworkError(complaint)
    if body.status in MOVED:
        raise _Gone(f"{complaint}, a redirect without a Location")
    raise _Gone(f"{complaint}. The link may have expired")


def _wrong_size(where: str, found: int, wanted: int) -> str:
    if not found:
        return f"{where} sent an empty file"
    part = "more than" if found > wanted else f"{found:,} of"
    return f"{where} sent {part} the {wanted:,} bytes of the file"


def _next_call(part: PartFile) -> str:
    """What the next call does with the part file, for messages."""
    if part.validator or part.complete:
        return "the next call continues it"
    return "the next call starts over, because the host cannot confirm that the file is unchanged"


def _write_error(error: OSError, target: Path, part: PartFile | None) -> OSError:
    problem = f"cannot write {target}: {error.strerror or error}"
    if part is not None and part.leave():
        problem += f"; what was received is kept in {part.path}, and {_next_call(part)}"
    return OSError(error.errno, f"{problem}. The result stays on the platform")


def _host(url: str) -> tuple[str, str]:
    """The scheme and host of a link."""
    try:
        return _checked(url)
    except ValueError as error:
        raise _Gone(f"{url.partition('?')[0]!r:.200} is not a valid link: {error}") from None


def _checked(url: str) -> tuple[str, str]:
    """The scheme and host of a link. Raises ValueError if it is not a valid HTTP link."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("it must begin with http:// or https:// and a host")
    if CONTROL_CHARACTER.search(url):
        raise ValueError("it contains control characters")
    return parts.scheme, parts.netloc


def _onward(url: str, location: str) -> str:
    """The target of a redirect."""
    try:
        onward = urljoin(url, location)
        _checked(onward)
    except ValueError as error:
        where, target = url.partition("?")[0], location.partition("?")[0]
        raise _Gone(
            f"{where} redirects to {target!r:.200}, which is not a valid link: {error}"
        ) from None
    return onward


class _Gone(Exception):
    """The link does not lead to the file, or no longer; `error` is raised if there is no other
    link.
    """

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.error = DecodeError(problem)


def web_url(url: str) -> str:
    """A link with its scheme, which some lack."""
    return url if SCHEME.match(url) else f"https://{url.removeprefix('//')}"


class _Changed(Exception):
    """The host's response does not continue the bytes received so far."""


def part_of(target: Path, identity: str, *, resume: bool, new: bool = True) -> PartFile:
    """The part file of a target; its folder is created. Without `new`, the target will be replaced
    and must be a regular file if it exists.
    """
    destinations.make_folder_of(target)
    if not new:
        destinations.refuse_special(target)
    return PartFile.open(target, identity, resume=resume)


def _writable(to: Any) -> BinaryIO:
    """An open file that bytes can be written to."""
    if isinstance(to, TextIOBase) or not hasattr(to, "write"):
        problem = f"{describe(to)} is not allowed"
    elif getattr(to, "closed", False):
        problem = f"the file {describe(to)} is closed"
    elif not getattr(to, "writable", lambda: True)():
        problem = f"the file {describe(to)} is not open for writing"
    else:
        return cast(BinaryIO, to)
    allowed = "a path, a folder, or a file open in binary mode ('wb')"
    raise ValidationError(
        f"to: {problem}; pass {allowed}", field="to", value=describe(to), allowed=allowed
    )
