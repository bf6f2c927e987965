"""The folder for results. Nothing is written outside of it, whatever the file name."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from os import sep
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ...core import destinations
from ...core.destinations import Reservation
from ...errors import ValidationError

NOT_PATHS = ("http://", "https://", "data:", "mm_file://")
"""Prefixes of sources that are not local files."""


class MediaFolder:
    """Saves results, and checks which files may be sent.

    Args:
        folder: created if it is missing.
        readable: folders whose files may be sent to the platform, in addition to this one; None for
            all.
    """

    def __init__(self, folder: Path, readable: Sequence[Path] | None = None) -> None:
        self.path = destinations.prepare_folder(folder, field="--out").resolve()
        self._readable = None if readable is None else [path.resolve() for path in readable]

    @property
    def as_destination(self) -> str:
        """The folder as a destination for calls, which choose a free name in it."""
        return f"{self.path}{sep}"

    def reserve(self, name: str, *, count: int = 1) -> Reservation:
        """Reserve free names derived from the given one, inside the folder.

        Raises:
            ValidationError: the name leads out of the folder, or cannot be written.
        """
        path = self._resolved("save", name)
        if not name.strip() or not path.is_relative_to(self.path) or path == self.path:
            raise ValidationError(
                f"save: {name!r} is not a file name in the media folder {self.path}",
                field="save",
                value=name,
            )
        return destinations.reserve_free(path, count=count)

    def source(self, name: str, value: object) -> object:
        """A source for a call. Relative paths are relative to the folder.

        Raises:
            ValidationError: the file is not in a folder that may be read.
        """
        if not isinstance(value, str) or value.startswith(NOT_PATHS) or value.strip().isdecimal():
            return value
        path = self._resolved(name, value)
        if self._readable is not None and not self._contains(path, [self.path, *self._readable]):
            raise ValidationError(
                f"{name}: {value!r} is not in a folder that may be read; start the server with"
                " --read FOLDER",
                field=name,
                value=value,
            )
        return str(path)

    def _resolved(self, field: str, value: str) -> Path:
        """An absolute path. A relative one counts from the folder."""
        try:
            return (self.path / Path(value).expanduser()).resolve()
        except (ValueError, RuntimeError):  # zero bytes, lone surrogates, an unknown user
            raise ValidationError(
                f"{field}: {value!r} is not a valid path", field=field, value=value
            ) from None

    def file(self, uri: str) -> Path:
        """The saved file of a resource.

        Raises:
            ValidationError: there is no such file in the folder.
        """
        path = Path(unquote(urlsplit(str(uri)).path)).resolve()
        if not self._contains(path, [self.path]) or not path.is_file():
            raise ValidationError(
                f"there is no resource {uri}; the resources are the files in {self.path}",
                field="uri",
                value=uri,
            )
        return path

    def files(self) -> list[Path]:
        """The saved files, newest first."""
        found = [
            path
            for path in self.path.rglob("*")
            if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        ]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)

    @staticmethod
    def _contains(path: Path, folders: Sequence[Path]) -> bool:
        return any(path.is_relative_to(folder) for folder in folders)


def media_type(path: Path) -> str:
    """The media type of a file by its extension."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
