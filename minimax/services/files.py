"""Files on the platform: `client.files`. The flows below are also what other services upload and fetch with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from os import PathLike
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from .. import call
from ..errors import DecodeError, NotFoundError, ValidationError
from ..flow import D, Flow, Service, Work, operation
from ..transfer import FileSource, Progress, Upload, download, file_name, links, web_url
from ..wire import build, endpoint

if TYPE_CHECKING:
    from pathlib import Path

    from ..config import Config

    Purpose = str


class File(NamedTuple):
    """A file that the platform keeps."""

    id: str
    name: str
    size: int
    """Bytes; 0 for generated videos, whose size the platform does not tell."""
    purpose: str
    created: int
    """Unix seconds."""
    url: str
    """Signed download link, only from `get`; it needs no key and lives for an hour (long speech: nine)."""
    raw: Mapping[str, Any]

    @property
    def created_at(self) -> datetime:
        """When it was stored, in UTC."""
        return datetime.fromtimestamp(self.created, UTC)

    @property
    def reference(self) -> str:
        """How requests that take a file by its id in place of a URL name it: `mm_file://ID`."""
        return f"mm_file://{self.id}"

    @classmethod
    def of(cls, raw: object) -> File:
        """Read a file object of the wire."""
        facts: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        if not facts.get("file_id"):
            raise DecodeError("The platform reported success but named no file; its answer is in `raw`.", raw=raw)
        return cls(
            id=str(facts["file_id"]),
            name=str(facts.get("filename") or ""),
            size=int(facts.get("bytes") or 0),
            purpose=str(facts.get("purpose") or ""),
            created=int(facts.get("created_at") or 0),
            url=web_url(str(facts["download_url"])) if facts.get("download_url") else "",
            raw=facts,
        )


class FilesService(Service[D]):
    """Upload, list, fetch and delete files."""

    @operation
    def upload(self, source: FileSource, *, purpose: Purpose, name: str | None = None, on_progress: Progress | None = None) -> Flow[File]:
        """Store a file for a purpose.

        Most calls of this package upload by themselves; this is for files that you want to use several times.
        The file is streamed, never held in memory, and sent again from its beginning when the connection breaks.

        Args:
            source: a path, bytes, or an open binary file.
            purpose: "voice_clone", "prompt_audio", "t2a_async_input", "video_understanding" or "video_generation_input".
            name: file name, whose extension the platform looks at; left out, that of the source.
            on_progress: called with bytes sent and bytes in all.

        Raises:
            ValidationError: the file is missing, empty, too large, or of a kind that the purpose does not take; nothing was sent.
            APIError: the platform refused the file.

        Source: https://platform.minimax.io/docs/api-reference/file-management-upload
        """
        return (yield from upload(self._config, source, purpose=purpose, name=name, on_progress=on_progress))

    @operation
    def list(self, purpose: Purpose) -> Flow[list[File]]:
        """All files of a purpose, in one answer.

        Args:
            purpose: as in `upload`, or "t2a_async" for results of long speech.

        Source: https://platform.minimax.io/docs/api-reference/file-management-list
        """
        answer = yield from call.call(self._config, endpoint("files", "files_list"), query={"purpose": purpose})
        return [File.of(raw) for raw in answer.payload.get("files") or ()]

    @operation
    def get(self, file_id: str) -> Flow[File]:
        """A file by its id, with a fresh download link.

        Raises:
            NotFoundError: no such file, or one of another account.

        Source: https://platform.minimax.io/docs/api-reference/file-management-retrieve
        """
        return (yield from retrieve(self._config, file_id))

    @operation
    def download(
        self,
        source: str,
        to: str | PathLike[str] | BinaryIO | None = None,
        *,
        resume: bool = True,
        on_progress: Progress | None = None,
    ) -> Flow[bytes | Path | int]:
        """Fetch a file by its id, or from a signed link.

        Args:
            source: a file id or a URL. The key is never sent to the storage host.
            to: a path or an existing folder (gives the Path), an open binary file (gives the number of bytes),
                or nothing (gives the bytes).
            resume: continue a download that was cut off; False starts from the beginning.
            on_progress: called with bytes done and bytes in all (None when not known).

        Raises:
            NotFoundError: no such file.
            NetworkError: the storage host could not be reached, also after several tries.
            DecodeError: the link gives no file any more.
            OSError: the disk is full or the folder cannot be written; the message says what is kept.

        Source: https://platform.minimax.io/docs/api-reference/file-management-retrieve
        """
        if "/" in source:
            locate, identity, known = _same(source), source.partition("?")[0], file_name(source.partition("?")[0])
        else:
            file = yield from retrieve(self._config, source)
            locate, identity, known = links(file.url, lambda: link(self._config, source)), f"file:{source}", file.name
        fetched = yield from download(self._config, locate, to, identity=identity, name=known, resume=resume, on_progress=on_progress)
        return cast("bytes | Path | int", fetched)

    @operation
    def delete(self, file_id: str, *, purpose: Purpose) -> Flow[None]:
        """Delete a file.

        Args:
            file_id: its id.
            purpose: the purpose that it was stored for, or "video_generation" and "t2a_async" for results.

        Source: https://platform.minimax.io/docs/api-reference/file-management-delete
        """
        target = endpoint("files", "files_delete")
        yield from call.call(self._config, target, build(target, {"file_id": file_id, "purpose": purpose}))


def upload(config: Config, source: FileSource, *, purpose: str, name: str | None = None, on_progress: Progress | None = None) -> Flow[File]:
    """Store a file for a purpose, after checking what can be checked before sending."""
    target = endpoint("files", "files_upload")
    body: Upload = yield Work(lambda: Upload({"purpose": purpose}, source, name=name, on_progress=on_progress))
    try:
        if config.validate:
            _check(target.purposes, purpose, body)
        answer = yield from call.call(config, target, upload=body)
    finally:
        body.close()
    return File.of(answer.payload.get("file"))


def retrieve(config: Config, file_id: str) -> Flow[File]:
    """A file with a fresh link."""
    answer = yield from call.call(config, endpoint("files", "files_retrieve"), query={"file_id": file_id})
    return File.of(answer.payload.get("file"))


def link(config: Config, file_id: str) -> Flow[str]:
    """A fresh link to a file."""
    file = yield from retrieve(config, file_id)
    if not file.url:
        raise NotFoundError(f"File {file_id} has no download link (yet)", endpoint="GET /v1/files/retrieve", raw=dict(file.raw))
    return file.url


def _same(url: str) -> Any:
    def locate() -> Flow[str]:
        return url
        yield  # a flow without effects

    return locate


def _check(purposes: tuple[Mapping[str, Any], ...], purpose: str, body: Upload) -> None:
    """Size and extension, as the table of purposes has them; a purpose that nobody knows yet is let through."""
    rows = [row for row in purposes if row["purpose"] == purpose]
    extension = body.name.rpartition(".")[2].lower()
    if not rows or "." not in body.name:
        return
    known = [name for row in rows for name in row.get("formats", ())]
    fitting = [row for row in rows if extension in row.get("formats", ())]
    if known and not fitting:
        raise ValidationError(
            f"{body.name}: {purpose} takes {', '.join(known)}, not .{extension}", field="file", value=body.name, allowed=", ".join(known)
        )
    most = max((row.get("max_bytes") or 0 for row in fitting), default=0)
    if most and body.size > most:
        raise ValidationError(
            f"{body.name} has {body.size:,} bytes; {purpose} takes at most {most:,}",
            field="file",
            value=body.size,
            allowed=f"at most {most:,} bytes",
        )
