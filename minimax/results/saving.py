"""Results that are in memory, written to disk."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from .. import filenames


def write_whole(target: Path, data: bytes) -> Path:
    """Write a file so that it is there completely or not at all."""
    partial = target.with_name(f".{filenames.shortened(target.name)}.part")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise OSError(
            error.errno,
            f"cannot write {target}: {error.strerror}; the result is still in memory, save it"
            " elsewhere",
        ) from error
    return target
