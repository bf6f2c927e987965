"""Results that are in memory, written to disk."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path

from ..core import destinations


def save_as(
    to: str | PathLike[str], data: bytes, *, name: str, format: object = "", field: str = "path"
) -> Path:
    """Write a result to a path, which replaces a file, or into a folder under a free name like
    `name`; gives the path. Missing folders are created.

    Raises a ValidationError when the extension of the path belongs to another format, and what
    `write_whole` raises.
    """
    if destinations.is_folder(to):
        return write_whole(Path(fspath(to)) / name, data, replace=False)
    destinations.check_extension(to, format, field=field)
    return write_whole(Path(fspath(to)), data)


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
