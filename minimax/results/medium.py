"""The base of all results with media, in memory or stored on the platform: format, media type, file
name, saving, and display in notebooks.

Nothing is downloaded for display: media in memory are embedded up to `MOST_EMBEDDED` bytes, others
are shown by their link.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from html import escape
from os import PathLike, fspath
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, cast

from ..core import destinations
from ..core.operation import ClientResult, Detached, I, operation
from ..core.sources import sniff
from ..core.transfer import Link, Locate, Progress, download, links
from ..record import Data, Displayed

if TYPE_CHECKING:
    from typing import Unpack

    from ..config import CallOptions
    from ..core.settings import Config


MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "opus": "audio/ogg",
    "pcm": "audio/pcm",
    "pcmu_raw": "audio/basic",
    "pcmu_wav": "audio/wav",
    "mp4": "video/mp4",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "tar": "application/x-tar",
    "zip": "application/zip",
    "json": "application/json",
}
"""Content type by format."""
UNKNOWN = "application/octet-stream"
MOST_EMBEDDED = 8 * 2**20
"""Maximum bytes of media embedded in one output; notebooks store all outputs in one JSON file."""
PLAYED = ("audio/mpeg", "audio/wav", "audio/flac", "audio/ogg", "video/mp4")
"""Formats of audio and video that browsers play."""


class Medium(Data, Displayed):
    """An image, audio, video or other file, with what an HTTP response or a saved file needs."""

    __slots__ = ()
    _stem: ClassVar[str] = "file"
    """The file name without its extension."""

    @property
    def format(self) -> str:
        """The format, such as "mp3" or "png", "" if unknown."""
        raise NotImplementedError

    @property
    def media_type(self) -> str:
        """Content type, such as "audio/mpeg"; "application/octet-stream" if unknown."""
        return MEDIA_TYPES.get(destinations.ALIASES.get(self.format, self.format), UNKNOWN)

    @property
    def filename(self) -> str:
        """The name of the file in a folder, such as "speech.mp3"."""
        return named(self._stem, self.format)

    def _html(self) -> str:
        return gallery([self])

    def _loaded_bytes(self) -> bytes | None:
        """The file for display in browsers, None if it is not in memory."""
        return None


class MediumInMemory(Medium):
    """A medium whose bytes are in memory."""

    __slots__ = ()

    def save(self, path: str | PathLike[str]) -> Path:
        """Write it to a file and return its path. The file is written atomically; missing folders
        are created.

        Args:
            path: path of the file, which is replaced if it exists, or of a folder, in which no file
                is replaced. Raw PCM gets a WAV header if the extension is `.wav`.

        Raises:
            ValidationError: the extension belongs to a different format; the content stays in
                memory.
            MinimaxError: there is nothing to save; the message says why.
            OSError: the disk is full or the folder is not writable; the content stays in memory.
        """
        data = self._content(Path(fspath(path)).suffix.lower())
        if destinations.is_folder(path):
            return write_whole(Path(fspath(path)) / self.filename, data, replace=False)
        destinations.check_extension(path, self.format, field="path")
        return write_whole(Path(fspath(path)), data)

    def _content(self, extension: str) -> bytes:
        """The bytes to write to a file with an extension such as ".wav"."""
        return self._loaded_bytes() or b""


def gallery(media: Iterable[Medium]) -> str:
    """A sequence of images and players, which share `MOST_EMBEDDED`."""
    parts, room = [], MOST_EMBEDDED
    for medium in media:
        content = medium._loaded_bytes()
        parts.append(_shown(medium, content, room))
        room -= len(content) if content and len(content) <= room else 0
    return "".join(parts)


def _shown(medium: Medium, content: bytes | None, room: int) -> str:
    """An image, or a player for audio or video; "" if browsers do not support the format. At most
    `room` bytes are embedded; a larger file is shown by its link or name.
    """
    media_type = sniff(content or b"") or medium.media_type
    kind = media_type.partition("/")[0]
    if kind != "image" and media_type not in PLAYED:
        return ""
    link = getattr(medium, "url", "") or ""
    if content and len(content) <= room:
        source = f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
    elif link.startswith(("http://", "https://")):
        source = escape(link)
    elif content:
        name = escape(medium.filename)
        return f"<p>{name}: {len(content) / 1e6:,.1f} MB, too large to show here</p>"
    else:
        return ""
    if kind == "image":
        return f'<img src="{source}" style="max-width: 100%">'
    return f'<{kind} controls preload="none" src="{source}" style="max-width: 100%"></{kind}>'


def named(stem: str, format: str) -> str:
    """A file name with the default extension of its format."""
    return f"{stem}{destinations.extension_of(format) if format else ''}"


def format_of(data: bytes) -> str:
    """The format of a file, detected from its first bytes; "" if unknown."""
    media_type = sniff(data)
    return next((name for name, known in MEDIA_TYPES.items() if known == media_type), "")


def write_whole(
    target: Path, data: bytes, *, replace: bool = True, first: int | None = None
) -> Path:
    """Write a file atomically and return its path. Without `replace` it gets the first free name,
    as in `destinations.publish`. Missing folders are created.
    """
    try:
        return destinations.write_file(target, data, replace=replace, first=first)
    except OSError as error:
        raise OSError(
            error.errno,
            f"cannot write {target}: {error.strerror}; the result is still in memory, save it"
            " elsewhere",
        ) from error


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
        nothing. After a lost connection or a crash, the next call continues where the last one
        stopped, if the host confirms that the file is unchanged.

        Args:
            to: path of the file, which is replaced if it exists, or of a folder, in which no file
                is replaced. A path that ends with a slash is a folder.
            resume: False starts from the beginning.
            on_progress: called with the bytes done and the total bytes (None if unknown).

        Raises:
            ValidationError: the extension belongs to a different format; nothing is lost.
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
        """Return the link from the result first, then fresh ones."""
        return links(Link(self.url, size=self._size) if self.url else None, self._fresh)

    def _advice(self) -> str:
        what = repr(self.file_id) if self.file_id else "its url"
        return f"download it with client.files.download({what}, to)"

    def _detached(self, io: Detached) -> dict[str, Any]:
        return {**super()._detached(io), "_fresh": io.refuse}

    @property
    def format(self) -> str:
        """The format, such as "mp4", "" if unknown."""
        return self._format or PurePath(self._name).suffix[1:]

    @property
    def filename(self) -> str:
        """The name of the file in a folder."""
        return self._name
