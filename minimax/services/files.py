"""Files on the platform: `client.files`. Other services also use these functions to upload and
download.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, cast, overload

from minimax_generated.api import files as api

from ..core import call, destinations
from ..core.operation import I, Service, operation
from ..core.parsing import count, identity, mapping, missing, moment, text
from ..core.secret import Secret
from ..core.sources import BLOCK, FileSource, Progress, SourceFile, Upload
from ..core.transfer import OWN_HEADERS, Link, Target, always, download, links, web_url
from ..errors import MinimaxError, NetworkError, NotFoundError, ValidationError
from ..record import Record, Table, Typed, wire
from ..requests import upload_limits

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path
    from typing import Unpack

    from minimax_generated.models import FileObject as FileObject
    from minimax_generated.operation import AnyOperation

    from ..config import CallOptions
    from ..core.io import IO
    from ..core.settings import Config

    Purpose = str


@dataclass(frozen=True, slots=True)
class File(Record):
    """A file stored on the platform."""

    response = Typed["FileObject"]("FileObject")
    """The file with every documented field, typed."""

    id: str = field(metadata=wire(identity, "file_id"))
    name: str = field(metadata=wire(text, "filename"))
    size: int = field(metadata=wire(count, "bytes"))
    """Size in bytes; 0 for generated videos, whose size the platform does not report."""
    purpose: str = field(metadata=wire(text))
    created: int = field(metadata=wire(count, "created_at"))
    """Unix seconds."""
    url: str = field(metadata=wire(lambda url: web_url(str(url)) if url else "", "download_url"))
    """Signed download link, only from `get`; it needs no key and expires after an hour (long
    speech: nine hours).
    """
    raw: Mapping[str, Any]

    @property
    def created_at(self) -> datetime:
        """When it was created, in UTC."""
        return moment(self.created)

    @property
    def reference(self) -> str:
        """The reference to the file in requests that accept an id instead of a URL:
        `mm_file://ID`.
        """
        return f"mm_file://{self.id}"

    @classmethod
    def of(cls, raw: object, payload: object = None) -> File:
        """Read a file object of a response. Raises DecodeError, with the response in `raw`, if it
        has no id.
        """
        if mapping(raw).get("file_id"):
            return cls.read(raw)
        raise missing("file", raw if payload is None else payload)


class FilesService(Service[I]):
    """Upload, list, download and delete files."""

    @operation
    async def upload(
        self,
        source: FileSource,
        *,
        purpose: Purpose,
        name: str | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> File:
        """Upload a file for a purpose.

        Most calls upload files themselves; use this for files that you want to use several times.
        The file is streamed, never held in memory, and sent again from the beginning if the
        connection is lost before all of it was sent. If the response is lost after that, an error
        is raised, because the file may have been stored.

        Args:
            source: a path, bytes, or an open binary file.
            purpose: "voice_clone", "prompt_audio", "t2a_async_input", "video_understanding" or
                "video_generation_input".
            name: file name, whose extension matters to the platform; defaults to that of the
                source.
            on_progress: called with the bytes sent and the total bytes.

        Raises:
            ValidationError: the file is missing, empty, too large, or of a kind that the purpose
                does not accept; nothing was sent.
            APIError: the platform rejected the file.

        Source: https://platform.minimax.io/docs/api-reference/file-management-upload
        """
        return await upload(self, source, purpose=purpose, name=name, on_progress=on_progress)

    @operation
    async def list(
        self, purpose: Purpose | None = None, **options: Unpack[CallOptions]
    ) -> list[File]:
        """The files of the account, or those of one purpose, in one response.

        Args:
            purpose: as in `upload`, or "t2a_async" for results of long speech; defaults to all
                files.

        Source: https://platform.minimax.io/docs/api-reference/file-management-list
        """
        query = {} if purpose is None else {"purpose": purpose}
        answer = await self._call(api.files_list.OPERATION, query=query)
        files = answer.payload.get("files")
        return Table(File.of(raw) for raw in files) if isinstance(files, (list, tuple)) else []

    @operation
    async def get(self, file_id: str | File, **options: Unpack[CallOptions]) -> File:
        """Get a file by its id, with a fresh download link if it is a result.

        Raises:
            ValidationError: the id is not valid.
            NotFoundError: the file does not exist, or belongs to another account.

        Source: https://platform.minimax.io/docs/api-reference/file-management-retrieve
        """
        return await retrieve(self._io, self._config, _id(file_id))

    @overload
    async def download(
        self,
        source: str | File,
        to: None = None,
        *,
        resume: bool = True,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> bytes: ...
    @overload
    async def download(
        self,
        source: str | File,
        to: str | PathLike[str],
        *,
        resume: bool = True,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> Path: ...
    @overload
    async def download(
        self,
        source: str | File,
        to: BinaryIO,
        *,
        resume: bool = True,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> int: ...
    @overload
    async def download(
        self,
        source: str | File,
        to: Target,
        *,
        resume: bool = True,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> bytes | Path | int: ...
    @operation  # type: ignore[misc, operator]  # for the overloads of the stubs
    async def download(
        self,
        source: str | File,
        to: Target = None,
        *,
        resume: bool = True,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> bytes | Path | int:
        """Download a file by its id, or from a signed link.

        Args:
            source: a file id or a URL. The key is never sent to the storage host.
            to: a path or a folder (returns the Path), an open binary file (returns the number of
                bytes), or None (returns the bytes). Missing folders are created. A path is a folder
                if it exists as one or ends with a slash; files in it are not replaced, the new one
                gets another name.
            resume: continue an interrupted download, if the host confirms that the file is
                unchanged; False starts from the beginning.
            on_progress: called with the bytes done and the total bytes (None if unknown).

        Raises:
            NotFoundError: the file does not exist.
            NetworkError: the storage host could not be reached after several attempts.
            DecodeError: the link no longer returns a file, or not the complete file.
            OSError: the disk is full or the folder is not writable; the message says what was kept.

        Source: https://platform.minimax.io/docs/api-reference/file-management-retrieve
        """
        if isinstance(source, str) and "/" in source:
            locate, identity = always(source), source.partition("?")[0]
            name = destinations.name_in_url(identity)
        else:
            file = await retrieve(self._io, self._config, _id(source))
            fresh = partial(download_link, self._io, file_id=file.id)
            locate, identity = links(_link(self._config, file), fresh), f"file:{file.id}"
            name = file.name
        fetched = await download(
            self._io,
            self._config,
            locate,
            to,
            identity=identity,
            name=name,
            resume=resume,
            on_progress=on_progress,
        )
        return cast("bytes | Path | int", fetched)

    @operation
    async def delete(
        self, file_id: str | File, *, purpose: Purpose | None = None, **options: Unpack[CallOptions]
    ) -> None:
        """Delete a file.

        Args:
            file_id: its id, or the `File`.
            purpose: the purpose of its upload, or "video_generation" and "t2a_async" for results.
                Optional; a wrong one is rejected.

        Source: https://platform.minimax.io/docs/api-reference/file-management-delete
        """
        values = {"file_id": _id(file_id), "purpose": purpose}
        await delete_object(self, api.files_delete.OPERATION, values)


async def upload(
    service: Service[Any],
    source: FileSource | SourceFile,
    *,
    purpose: str,
    name: str | None = None,
    ending: Callable[[bytes], str] = lambda head: "",
    on_progress: Progress | None = None,
) -> File:
    """Upload a file for a purpose, after validating it. `ending` is as in `Upload`."""
    io = service._io
    body: Upload = await io.work(
        lambda: Upload(
            {"purpose": purpose}, source, name=name, ending=ending, on_progress=on_progress
        )
    )
    try:
        if service._config.validate:
            characters = None
            if body.name.lower().endswith(".txt"):
                characters = await io.work(lambda: _count_characters(body.source.rewound()))
            upload_limits.check(purpose, name=body.name, size=body.size, characters=characters)
            rules = upload_limits.members(purpose)
            if rules and body.name.lower().endswith(".zip"):
                check = partial(upload_limits.check_zip, rules=rules, name=body.name)
                await io.work(lambda: check(body.source.rewound()))
        answer = await service._call(api.files_upload.OPERATION, upload=body)
    except NetworkError as error:
        if error.sent:
            hint = "look for it with client.files.list() before you upload it again"
            stored = f"{body.name!r} was sent and may have been stored: {hint}"
            error.args = (f"{str(error).rstrip('.')}. {stored}",)
        raise
    finally:
        body.close()
    return File.of(answer.payload.get("file"), answer.payload)


async def retrieve(io: IO, config: Config, file_id: str) -> File:
    """Get a file, with a fresh link."""
    answer = await call.call(io, config, api.files_retrieve.OPERATION, query={"file_id": file_id})
    return File.of(answer.payload.get("file"), answer.payload)


async def delete_object(
    service: Service[Any],
    target: AnyOperation,
    values: Mapping[str, Any] | None = None,
    **others: Any,
) -> None:
    """Send a delete request. If it was retried, "not found" means that an earlier attempt, whose
    response was lost, succeeded.
    """
    try:
        await service._call(target, values, **others)
    except NotFoundError as error:
        if error.attempts == 1:
            raise


async def download_link(io: IO, config: Config, file_id: str) -> Link:
    """A fresh link to download a file."""
    return _link(config, await retrieve(io, config, file_id))


def _link(config: Config, file: File) -> Link:
    """The link of a file. Uploads and some results have none; these are downloaded from the API,
    with the key.
    """
    if file.url:
        return Link(file.url, size=file.size)
    request = call.prepare(config, api.files_retrieve_content.OPERATION, query={"file_id": file.id})
    return Link(
        request.url,
        Secret(tuple(pair for pair in request.headers.reveal() if pair[0] not in OWN_HEADERS)),
        size=file.size,
    )


def _id(source: object) -> str:
    found = stored_id(source)
    if found is None:
        message = f"{source!r} is not a valid file id; an id consists of digits"
        raise ValidationError(message, field="file_id", value=source, allowed="digits")
    return found


def _count_characters(file: BinaryIO) -> int | None:
    """The number of characters of a UTF-8 text, None for any other encoding. May block."""
    decoder, found = getincrementaldecoder("utf-8")(), 0
    try:
        while block := file.read(BLOCK):
            found += len(decoder.decode(block))
    except UnicodeDecodeError:
        return None
    return found


def stored_id(source: object) -> str | None:
    """The id if a source is a file on the platform: a `File`, or an id in digits. None for
    everything that must be uploaded.
    """
    if isinstance(source, File):
        return source.id
    if isinstance(source, int) and not isinstance(source, bool):
        return str(source)
    return source.strip() if isinstance(source, str) and source.strip().isdecimal() else None


def file_id_in(state: Mapping[str, Any]) -> str:
    """The id of the file in a response about a task, "" if it has none."""
    found = identity(state.get("file_id"))
    return "" if found == "0" else found


@contextmanager
def note_uploads(uploaded: Mapping[str, str]) -> Iterator[None]:
    """Add the ids of uploaded files to errors, so that they need not be uploaded again."""
    try:
        yield
    except MinimaxError as error:
        if uploaded:
            error.uploaded = dict(uploaded)
            ids = ", ".join(f"{name}={file_id!r}" for name, file_id in uploaded.items())
            again = f"already uploaded: {ids}; pass the id instead of the file to try again"
            error.args = (f"{error.args[0]} ({again})",)
        raise
