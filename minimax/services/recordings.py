"""Recordings to clone a voice from: opened once, named, and checked by what their beginning
tells.
"""

from __future__ import annotations

import os
from typing import BinaryIO, NamedTuple

from ..core.transfer import FileSource, file_name, opened
from ..errors import ValidationError
from ..media import describe, sniff
from ..requests import durations, purposes

EXTENSIONS = {"audio/wav": "wav", "audio/mpeg": "mp3", "audio/mp4": "m4a", "video/mp4": "m4a"}
"""File name extension by content; encoders mark M4A as MP4, too."""
FORMATS = "an MP3, M4A or WAV recording"


class Recording(NamedTuple):
    """An opened recording. Close it when it is sent."""

    file: BinaryIO
    owned: bool
    """Whether it was opened here."""
    name: str
    """File name with an extension, which the platform looks at."""

    def close(self) -> None:
        """Close the file, unless the caller opened it."""
        if self.owned:
            self.file.close()


def recording(source: FileSource, *, field: str, purpose: str, checked: bool = True) -> Recording:
    """Open a recording that was given as the argument `field`. Reads its headers: may block.

    Raises:
        ValidationError: it is missing, empty, too large, or, when `checked`, no recording of the
            format and length that the purpose takes.
    """
    try:
        file, owned = opened(source)
    except ValidationError as error:
        raise ValidationError(
            f"{field}: {error}", field=field, value=error.value, allowed=error.allowed
        ) from None
    try:
        name = file_name(source)
        start = file.tell()
        size = file.seek(0, os.SEEK_END) - start
        file.seek(start)
        kind = sniff(file.read(16))
        file.seek(start)
        if "." not in name:
            name = f"{name}.{_extension(kind, source, field)}"
        if checked:
            purposes.check(purpose, name=name, size=size, field=field)
            if kind is not None and kind not in EXTENSIONS:
                raise ValidationError(
                    f"{field}: {name} holds {kind}; give {FORMATS}",
                    field=field,
                    value=kind,
                    allowed=FORMATS,
                )
            purposes.check(
                purpose, name=name, size=size, seconds=durations.seconds(file), field=field
            )
    except BaseException:
        if owned:
            file.close()
        raise
    return Recording(file, owned, name)


def _extension(kind: str | None, source: FileSource, field: str) -> str:
    """For bytes and nameless files."""
    if kind not in EXTENSIONS:
        raise ValidationError(
            f"{field}: cannot recognise {describe(source)} as {FORMATS}",
            field=field,
            value=describe(source),
            allowed=FORMATS,
        )
    return EXTENSIONS[kind]
