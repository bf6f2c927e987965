"""Where results are written: checked before anything is paid, reserved so that nothing is
overwritten, and written so that a file is there completely or not at all.

A name that the SDK chooses itself (a numbered image, a subtitle file, a name inside a folder) is
reserved by an empty file, created with O_EXCL, that the result replaces later. So neither another
thread nor another process gets the same name, and `Reservation.release` removes what was not used.
Everything here may block.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from os import PathLike, fspath
from pathlib import Path
from typing import BinaryIO, Self

from ..errors import ValidationError
from . import filenames

EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "mp3": (".mp3",),
    "wav": (".wav", ".wave"),
    "flac": (".flac",),
    "opus": (".opus", ".ogg", ".oga"),
    "pcm": (".pcm", ".raw", ".wav", ".wave"),
    "pcmu_raw": (".pcmu", ".ulaw", ".raw"),
    "pcmu_wav": (".wav", ".wave"),
    "mp4": (".mp4", ".m4v"),
    "jpeg": (".jpeg", ".jpg", ".jfif"),
    "png": (".png",),
    "webp": (".webp",),
    "text": (".txt", ".md", ".json", ".jsonl", ".srt", ".vtt"),
}
"""Extensions that fit each format, the usual one first. PCM gets a WAV header in a `.wav` file."""
ALIASES = {"jpg": "jpeg"}
FOREIGN: Mapping[str, tuple[str, ...]] = {
    "audio": (".aac", ".aif", ".aiff", ".m4a", ".wma"),
    "video": (".avi", ".mkv", ".mov", ".webm"),
    "image": (".avif", ".bmp", ".gif", ".heic", ".heif", ".tif", ".tiff"),
    "other": (".pdf", ".tar", ".zip"),
}
"""Extensions of formats that no call produces as a single file."""
KNOWN_EXTENSIONS = frozenset[str]().union(*EXTENSIONS.values(), *FOREIGN.values())
MOST_NUMBERS = 100_000
"""How far names are numbered before giving up."""
NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
BINARY: int = getattr(os, "O_BINARY", 0)
LOCKED_BYTE = 2**40
"""Far behind the end of any file, so that Windows lets others read a locked one."""


def extension_of(format: object) -> str:
    """The usual extension of files in a format, such as ".mp3"."""
    name = str(format)
    return EXTENSIONS.get(ALIASES.get(name, name), (f".{name}",))[0]


def check_extension(
    path: str | PathLike[str],
    format: object,
    *,
    field: str = "save",
    choices: Collection[str] = EXTENSIONS.keys(),
) -> None:
    """Raise a ValidationError when the extension of a path belongs to another format than the
    result has. Unknown extensions, unknown formats and paths without an extension pass. The message
    suggests formats only from the `choices` that there are.
    """
    name = ALIASES.get(str(format), str(format))
    allowed = EXTENSIONS.get(name)
    extension = Path(fspath(path)).suffix.lower()
    if allowed is None or extension in allowed or extension not in KNOWN_EXTENSIONS:
        return
    formats = [format for format in formats_of(path) if format in choices]
    other = f", or ask for the format {' or '.join(map(repr, formats))}" if formats else ""
    raise ValidationError(
        f"{field}: {fspath(path)!r} does not fit the format {name!r}; use the extension"
        f" {allowed[0]!r}{other}",
        field=field,
        value=fspath(path),
        allowed=" or ".join(allowed),
    )


def formats_of(path: str | PathLike[str]) -> list[str]:
    """The formats whose files usually have the extension of a path."""
    extension = Path(fspath(path)).suffix.lower()
    return [format for format, extensions in EXTENSIONS.items() if extension in extensions[:2]]


def is_folder(path: str | PathLike[str]) -> bool:
    """Whether a path means a folder: it is one, or it ends with a slash."""
    text = fspath(path)
    return text.endswith(("/", os.sep)) or os.path.isdir(text)  # noqa: PTH112 - never raises


def prepare(path: str | PathLike[str], *, format: object = "", field: str = "save") -> Path:
    """Make sure that a result can be written to a path that the caller has chosen: the extension
    fits the format, the folder exists (it is created) and files can be written there. An existing
    file is replaced later, when the result is complete. Gives the path.

    Raises:
        ValidationError: it cannot be written; the message says why.
    """
    if is_folder(path):
        return prepare_folder(path, field=field)
    target = Path(fspath(path))
    check_extension(target, format, field=field)
    prepare_folder(target.parent, field=field)
    try:
        refuse_special(target)
        target.lstat()
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:  # ValueError: a name that no system can have
        raise _unusable(target, error, field) from None
    return target


def prepare_folder(path: str | PathLike[str], *, field: str = "save") -> Path:
    """Create a folder where it is missing and make sure that files can be written there. Gives its
    path. Raises a ValidationError when they cannot.
    """
    folder = Path(fspath(path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        raise _unusable(folder, error, field) from None
    return folder


class Reservation:
    """File names held by empty files until results replace them. A context manager that releases
    on exit what was not used.
    """

    def __init__(self) -> None:
        self.paths: list[Path] = []
        """The reserved names, in order; those beside them are not among these."""
        self._held: dict[Path, tuple[int, int]] = {}

    def holds(self, path: Path) -> bool:
        """Whether a name is still held: its file is the empty one that was created for it."""
        identity = self._held.get(path)
        if identity is None:
            return False
        try:
            found = path.lstat()
        except OSError:
            return False
        return found.st_size == 0 and (found.st_dev, found.st_ino) == identity

    def release(self) -> None:
        """Remove the empty files that nothing was written to. May be called more than once."""
        for path in list(self._held):
            if self.holds(path):
                with suppress(OSError):
                    path.unlink()
            self._held.pop(path, None)

    def claim(self, paths: Sequence[Path]) -> None:
        """Reserve names as they are, all or none. Raises FileExistsError when one is in use."""
        self._claim_all(paths)
        self.paths += paths

    def _claim(self, path: Path) -> None:
        """Create the empty file of a name. Raises FileExistsError when the name is in use, also
        by a dangling symlink.
        """
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | NOFOLLOW | BINARY, 0o666)
        try:
            found = os.fstat(handle)
        finally:
            os.close(handle)
        self._held[path] = (found.st_dev, found.st_ino)

    def _claim_all(self, paths: Sequence[Path]) -> None:
        """Claim several names, or none when one of them is in use."""
        claimed: list[Path] = []
        try:
            for path in paths:
                self._claim(path)
                claimed.append(path)
        except (OSError, ValueError):
            for path in claimed:
                with suppress(OSError):
                    path.unlink()
                self._held.pop(path, None)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.release()


def reserve(
    paths: Sequence[Path], *, field: str = "save", into: Reservation | None = None
) -> Reservation:
    """Reserve names as they are; folders are created. All of them or none.

    Raises:
        ValidationError: a name is in use, or cannot be written.
    """
    reservation = into if into is not None else Reservation()
    for folder in {path.parent for path in paths}:
        prepare_folder(folder, field=field)
    try:
        reservation.claim(paths)
    except FileExistsError as error:
        reason = "it exists already; move it away or choose another name"
        raise _unusable(error.filename, reason, field) from None
    except (OSError, ValueError) as error:
        raise _unusable(getattr(error, "filename", None) or paths[0], error, field) from None
    return reservation


def reserve_free(
    path: Path,
    *,
    count: int = 1,
    beside: Sequence[str] = (),
    field: str = "save",
    into: Reservation | None = None,
) -> Reservation:
    """Reserve the first free names that are like a path: for one result "speech.mp3",
    "speech-2.mp3" and so on, for several ones "image-1.jpeg", "image-2.jpeg" and so on. The folder
    is created.

    Args:
        path: the name that is tried first.
        count: how many results there will be.
        beside: extensions of further files of the same name, such as ".srt" for subtitles; a
            name is only used when these are free, too. `path.with_suffix(".srt")` is theirs.
        field: the argument to name in errors.
        into: a reservation to add the names to.

    Raises:
        ValidationError: the folder cannot be created or written.
    """
    prepare_folder(path.parent, field=field)
    try:
        return claim_free(path, count=count, beside=beside, into=into)
    except (OSError, ValueError) as error:
        raise _unusable(path, error, field) from None


def claim_free(
    path: Path,
    *,
    count: int = 1,
    first: int | None = None,
    beside: Sequence[str] = (),
    into: Reservation | None = None,
) -> Reservation:
    """The same for results that are there already: raises OSError where a name cannot be created.
    With `first` the names are numbered from there on, also that of a single result.
    """
    reservation = into if into is not None else Reservation()
    numbers = iter(range(first or 1, MOST_NUMBERS))
    plain = first is None and count == 1
    for _ in range(count):
        for number in numbers:
            name = path if plain and number == 1 else filenames.numbered(path, number)
            try:
                reservation._claim_all([name, *(name.with_suffix(ending) for ending in beside)])
            except FileExistsError:
                continue
            reservation.paths.append(name)
            break
        else:
            raise FileExistsError(errno.EEXIST, "there are too many files of this name", str(path))
    return reservation


def publish(partial: Path, target: Path, *, replace: bool = True, first: int | None = None) -> Path:
    """Give a complete file its name; gives its path. Without `replace`, the first free name like
    it: "clip.mp4", "clip-2.mp4" and so on, or from the number `first` on.
    """
    if replace:
        refuse_special(target)
        return partial.replace(target)
    with claim_free(target, first=first) as reservation:
        return partial.replace(reservation.paths[0])


def write_file(
    target: Path,
    data: bytes | Iterable[bytes],
    *,
    replace: bool = True,
    first: int | None = None,
) -> Path:
    """Write a file, whole or in pieces, so that it is there completely or not at all; gives its
    path. Without `replace` it gets the first free name, as in `publish`. The folder is created.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary_file(target) as (file, partial):
        for piece in (data,) if isinstance(data, (bytes, bytearray, memoryview)) else data:
            file.write(piece)
        file.close()
        return publish(partial, target, replace=replace, first=first)


@contextmanager
def temporary_file(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new hidden file beside a target, with a name of its own; removed at the end unless it was
    renamed.
    """
    while True:
        partial = hidden(target, f"{secrets.token_hex(4)}.part")
        try:
            file = open_new(partial)
        except FileExistsError:
            continue
        break
    try:
        with file:
            yield file, partial
    finally:
        with suppress(OSError):
            partial.unlink()


def hidden(target: Path, ending: str) -> Path:
    """The name of a hidden file that belongs to a target."""
    return target.with_name(f".{filenames.shortened(target.name)}.{ending}")


def open_new(path: Path) -> BinaryIO:
    """Create a file for reading and writing. Raises FileExistsError when the name is in use, also
    by a symlink, which is not followed.
    """
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | NOFOLLOW | BINARY, 0o666)
    return os.fdopen(handle, "r+b")


def lock(handle: int, *, shared: bool = False) -> bool:
    """Lock an open file against other processes and other openings in this one; gives whether it
    could be locked. Closing the file unlocks it. A `shared` lock suffers others of its kind, where
    the system has such.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            place = os.lseek(handle, 0, os.SEEK_CUR)
            os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            finally:
                os.lseek(handle, place, os.SEEK_SET)
        else:
            import fcntl

            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def refuse_special(path: Path) -> None:
    """Raise an OSError for devices, pipes and the like, which must not be replaced by a file."""
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - never raise
        raise OSError(errno.EINVAL, "it is not a regular file; pass an open binary file", str(path))


def _unusable(path: str | Path, reason: OSError | ValueError | str, field: str) -> ValidationError:
    why = getattr(reason, "strerror", None) or reason
    return ValidationError(
        f"{field}: cannot write {str(path)!r}: {why}", field=field, value=str(path)
    )
