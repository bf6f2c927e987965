"""Shared by all results with media: format, media type, file name, and saving."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import ClassVar

from ..core import destinations
from ..core.sources import sniff
from ..record import Data
from .display import Displayed, gallery

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


class Medium(Data, Displayed):
    """An image, audio, video or other file, with what an HTTP response or a saved file needs."""

    __slots__ = ()
    _stem: ClassVar[str] = "file"
    """The file name without its extension."""

    @property
    def format(self) -> str:
        """Such as "mp3" or "png", "" if unknown."""
        raise NotImplementedError

    @property
    def media_type(self) -> str:
        """Content type, such as "audio/mpeg"; "application/octet-stream" if unknown."""
        return MEDIA_TYPES.get(destinations.ALIASES.get(self.format, self.format), UNKNOWN)

    @property
    def filename(self) -> str:
        """The name of the file when it is saved to a folder, such as "speech.mp3"."""
        return named(self._stem, self.format)

    def _html(self) -> str:
        return gallery([self])

    def _loaded_bytes(self) -> bytes | None:
        """The file as browsers show it, None while it is not in memory."""
        return None


class MediumInMemory(Medium):
    """A medium whose bytes have come with the result."""

    __slots__ = ()

    def save(self, path: str | PathLike[str]) -> Path:
        """Write it to a file and return its path. The file is written completely or not at all;
        missing folders are created.

        Args:
            path: path of the file, which is replaced if it exists, or of a folder, in which no file
                is replaced. Raw PCM gets a WAV header if the extension is `.wav`.

        Raises:
            ValidationError: the extension belongs to another format; the content stays in memory.
            MinimaxError: there is nothing to save; the message says why.
            OSError: the disk is full or the folder is not writable; the content stays in memory.
        """
        data = self._content(Path(fspath(path)).suffix.lower())
        if destinations.is_folder(path):
            return write_whole(Path(fspath(path)) / self.filename, data, replace=False)
        destinations.check_extension(path, self.format, field="path")
        return write_whole(Path(fspath(path)), data)

    def _content(self, extension: str) -> bytes:
        """The bytes of a file with an extension such as ".wav"."""
        raise NotImplementedError


def named(stem: str, format: str) -> str:
    """A file name with the usual extension of its format."""
    return f"{stem}{destinations.extension_of(format) if format else ''}"


def format_of(data: bytes) -> str:
    """The format of a file by its first bytes, "" if unknown."""
    media_type = sniff(data)
    return next((name for name, known in MEDIA_TYPES.items() if known == media_type), "")


def write_whole(
    target: Path, data: bytes, *, replace: bool = True, first: int | None = None
) -> Path:
    """Write a file so that it is there completely or not at all; gives its path. Without `replace`
    it gets the first free name like the target, as in `destinations.publish`. Missing folders are
    created.
    """
    try:
        return destinations.write_file(target, data, replace=replace, first=first)
    except OSError as error:
        raise OSError(
            error.errno,
            f"cannot write {target}: {error.strerror}; the result is still in memory, save it"
            " elsewhere",
        ) from error
