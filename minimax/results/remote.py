"""Results that are stored on the platform until they are downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, cast

from ..core import destinations
from ..core.detached import ClientResult, Detached
from ..core.operation import I, operation
from ..core.transfer import Link, Locate, Progress, download, links
from .medium import Medium

if TYPE_CHECKING:
    from typing import Unpack

    from ..config import CallOptions
    from ..core.settings import Config


class RemoteMedium(ClientResult[I], Medium):
    """A medium that is downloaded when it is saved."""

    @operation
    async def save(
        self,
        to: str | PathLike[str],
        *,
        resume: bool = True,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> Path:
        """Download it to a file; returns the path. Missing folders are created. Storage hosts
        get no key.

        The content is streamed to a part file next to it, so the path has the complete file or
        nothing. After a lost connection or a killed process, the next call continues where the last
        one stopped, if the host proves that the file is unchanged.

        Args:
            to: path of the file, which is replaced if it exists, or of a folder, in which no file
                is replaced. A path that ends with a slash is a folder.
            resume: False starts from the beginning.
            on_progress: called with the bytes done and the total bytes (None if unknown).

        Raises:
            ValidationError: the extension belongs to another format; nothing is lost.
            NetworkError: the storage host could not be reached after several attempts.
            DecodeError: the links no longer return the complete file.
            OSError: the disk is full or the folder is not writable; the message says what was kept.
        """
        return await self._save(to, on_progress, resume=resume)

    async def _save(
        self, to: str | PathLike[str], on_progress: Progress | None, *, resume: bool = True
    ) -> Path:
        raise NotImplementedError


class RemoteFile(RemoteMedium[I]):
    """A file that can be downloaded as long as the platform keeps it.

    Attributes:
        url: the signed link of the result, "" if there is none; it needs no key and expires soon.
        file_id: the platform's id of the file, "" if it has none.
        raw: the platform's response about it.
    """

    _names: ClassVar[tuple[str, ...]] = ("file_id", "url", "format", "media_type", "filename")
    _shown = ("file_id", "url")

    def __init__(
        self,
        io: I,
        config: Config,
        *,
        fresh: Locate,
        identity: str,
        name: str,
        url: str = "",
        size: int = 0,
        file_id: str = "",
        format: str = "",
        raw: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(io, config)
        self.url = url
        self.file_id = file_id
        self.raw: dict[str, Any] = dict(raw or {})
        self._fresh = fresh
        self._identity = identity
        self._name = name
        self._size = size
        self._format = format

    @operation
    async def read(self, **options: Unpack[CallOptions]) -> bytes:
        """Download the file into memory."""
        return cast(bytes, (await self._fetch(None, False, None)))

    @operation
    async def write_to(
        self,
        file: BinaryIO,
        *,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> int:
        """Download the file into an open binary file; returns the number of bytes."""
        return cast(int, (await self._fetch(file, False, on_progress)))

    async def _save(
        self, to: str | PathLike[str], on_progress: Progress | None, *, resume: bool = True
    ) -> Path:
        return cast(Path, await self._fetch(to, resume, on_progress))

    async def _fetch(
        self, to: str | PathLike[str] | BinaryIO | None, resume: bool, on_progress: Progress | None
    ) -> Any:
        if isinstance(to, (str, PathLike)):
            destinations.check_extension(to, self._format, field="to")
        return await download(
            self._io,
            self._config,
            self._locate(),
            to,
            identity=self._identity,
            name=self._name,
            resume=resume,
            on_progress=on_progress,
        )

    def _locate(self) -> Locate:
        """The link that came with the result first, fresh ones after it."""
        return links(Link(self.url, size=self._size) if self.url else None, self._fresh)

    def _advice(self) -> str:
        what = repr(self.file_id) if self.file_id else "its url"
        return f"fetch it with client.files.download({what}, to)"

    def _detached(self, io: Detached) -> dict[str, Any]:
        return {**super()._detached(io), "_fresh": io.refuse}

    @property
    def format(self) -> str:
        """Such as "mp4", "" when it is not known."""
        return self._format or PurePath(self._name).suffix[1:]

    @property
    def filename(self) -> str:
        """The name of the file when it is saved to a folder."""
        return self._name
