"""Shared by all results with media: format, media type and file name."""

from __future__ import annotations

from typing import ClassVar

from ..core import destinations
from ..media import sniff
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

    def _content(self) -> bytes | None:
        """The file as browsers show it, None while it is not in memory."""
        return None


def named(stem: str, format: str) -> str:
    """A file name with the usual extension of its format."""
    return f"{stem}{destinations.extension_of(format) if format else ''}"


def format_of(data: bytes) -> str:
    """The format of a file by its first bytes, "" if unknown."""
    media_type = sniff(data)
    return next((name for name, known in MEDIA_TYPES.items() if known == media_type), "")
