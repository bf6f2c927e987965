"""Output paths: safe names, checked before a call is paid for, reserved so that nothing is
overwritten, and written atomically. A name from the network never selects a folder.

A name that the SDK chooses itself (a numbered image, a subtitle file, a name inside a folder) is
reserved with an empty file, created with O_EXCL, which the result replaces later. No other thread
or process can then get the same name, and `Reservation.release` removes the files that were not
used. All functions here may block.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from os import PathLike, fspath
from pathlib import Path, PurePath
from typing import BinaryIO, Self, TypeVar
from urllib.parse import unquote, urlsplit

from ..errors import ValidationError

P = TypeVar("P", bound=PurePath)

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
"""Valid extensions of each format, the default one first. PCM gets a WAV header in a `.wav` file.
"""
ALIASES = {"jpg": "jpeg"}
INTERCHANGEABLE = (
    frozenset({"mp3", "wav", "flac", "opus", "pcm", "pcmu_raw", "pcmu_wav"}),
    frozenset({"jpeg", "png", "webp"}),
)
"""Formats that a call which produces one of them may produce instead."""
FOREIGN: Mapping[str, tuple[str, ...]] = {
    "audio": (".aac", ".aif", ".aiff", ".m4a", ".wma"),
    "video": (".avi", ".mkv", ".mov", ".webm"),
    "image": (".avif", ".bmp", ".gif", ".heic", ".heif", ".tif", ".tiff"),
    "other": (".pdf", ".tar", ".zip"),
}
"""Extensions of formats that no call produces as a single file."""
KNOWN_EXTENSIONS = frozenset[str]().union(*EXTENSIONS.values(), *FOREIGN.values())
MOST_NUMBERS = 100_000
"""The highest number that is tried for a name."""
NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
BINARY: int = getattr(os, "O_BINARY", 0)
LOCKED_BYTE = 2**40
"""An offset beyond the end of any file, so that a locked file stays readable on Windows."""
MOST_BYTES = 200
"""Less than the 255 that file systems allow, so that names of temporary files can be derived from
it.
"""
LONGEST_NAME = 255

_UNFIT = re.compile(
    r'[<>:"|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069'
    r"\ud800-\udc7f\udd00-\udfff]"
)
"""Includes control characters, those that display a name in a different order, and unpaired
surrogates, except those that stand for the bytes of a name that is not UTF-8.
"""
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\xb9\xb2\xb3]) *(\..*)?", re.IGNORECASE
)


def safe_name(name: str, *, otherwise: str = "") -> str:
    """The last part of a name as a file name that is valid on every system; `otherwise` if nothing
    is left of it.
    """
    last = _UNFIT.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    if _RESERVED.fullmatch(last):
        last = f"_{last}"
    return shortened_name(last) or otherwise


def safe_path(name: str) -> tuple[str, ...]:
    """The path of a member of an archive, without the parts that lead out of the target folder."""
    return tuple(part for part in map(safe_name, name.replace("\\", "/").split("/")) if part)


def name_in_url(url: str) -> str:
    """The file name in a URL, "" when it ends in a slash."""
    try:
        return safe_name(unquote(urlsplit(url).path))
    except ValueError:
        return ""


def shortened_name(name: str, most: int = MOST_BYTES) -> str:
    """A name shortened to at most so many bytes; its extension is kept."""
    if len(name.encode("utf-8", "replace")) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 16:
        stem, dot, ending = name, "", ""
    tail = dot + ending
    room = most - len(tail.encode("utf-8", "replace"))
    return stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore") + tail


def numbered(path: P, number: int) -> P:
    """The numbered name of one of several files: "cat.png" becomes "cat-2.png"."""
    tail = f"-{number}{path.suffix}"
    stem = shortened_name(path.stem, LONGEST_NAME - len(tail.encode("utf-8", "replace")))
    return path.with_name(stem + tail)


def folded(name: str) -> str:
    """A name as seen by file systems that ignore case and Unicode normalization. Names with equal
    results may be the same file.
    """
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def extension_of(format: object) -> str:
    """The default extension of a format, such as ".mp3"."""
    name = str(format)
    return EXTENSIONS.get(ALIASES.get(name, name), (f".{name}",))[0]


def check_extension(
    path: str | PathLike[str],
    format: object,
    *,
    field: str = "save",
    choices: Collection[str] = EXTENSIONS.keys(),
) -> None:
    """Raise a ValidationError if the extension of a path belongs to a different format than the
    result has. Unknown extensions, unknown formats and paths without an extension are accepted. The
    message suggests only formats in `choices`.
    """
    name = ALIASES.get(str(format), str(format))
    allowed = EXTENSIONS.get(name)
    extension = _extension(path)
    if allowed is None or extension in allowed or extension not in KNOWN_EXTENSIONS:
        return
    formats = [
        other
        for other in formats_of(path)
        if other in choices and any({name, other} <= kind for kind in INTERCHANGEABLE)
    ]
    other = f", or ask for the format {' or '.join(map(repr, formats))}" if formats else ""
    raise ValidationError(
        f"{field}: {fspath(path)!r} does not fit the format {name!r}; use the extension"
        f" {allowed[0]!r}{other}",
        field=field,
        value=fspath(path),
        allowed=" or ".join(allowed),
    )


def formats_of(path: str | PathLike[str]) -> list[str]:
    """The formats that the extension of a path stands for."""
    extension = _extension(path)
    return [format for format, extensions in EXTENSIONS.items() if extension in extensions[:2]]


def _extension(path: str | PathLike[str]) -> str:
    """The suffix of a path in lower case, without the cost of a Path."""
    stem, _, ending = fspath(path).rstrip("/").rpartition("/")[2].rpartition(".")
    return f".{ending.lower()}" if stem and ending else ""


def is_folder(path: str | PathLike[str]) -> bool:
    """Whether a path is a folder, or ends with a slash."""
    text = fspath(path)
    return text.endswith(("/", os.sep)) or os.path.isdir(text)  # noqa: PTH112 - never raises


def prepare(path: str | PathLike[str], *, format: object = "", field: str = "save") -> Path:
    """Check that a result can be written to a path: the extension fits the format, the folder
    exists (it is created if missing) and is writable. An existing file is replaced later, when the
    result is complete. Returns the path.

    Raises:
        ValidationError: the path cannot be written; the message says why.
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
    except (OSError, ValueError) as error:  # ValueError: a name that is invalid on every system
        raise _unusable(target, error, field) from None
    return target


def prepare_folder(path: str | PathLike[str], *, field: str = "save") -> Path:
    """Create a folder if it is missing and check that it is writable. Returns its path. Raises a
    ValidationError if it is not.
    """
    folder = Path(fspath(path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError:
        raise _unusable(folder, "it is a file, not a folder", field) from None
    except (OSError, ValueError) as error:
        raise _unusable(folder, error, field) from None
    return folder


def make_folder_of(target: Path) -> None:
    """Create the folder of a file where it is missing. Raises OSError where that fails, also for a
    path that no file can have.
    """
    if not target.name:
        raise OSError(errno.EINVAL, "the path is empty", "")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            target.lstat()  # fails if the name is too long
    except ValueError as error:
        raise OSError(errno.EINVAL, f"it is not a valid path ({error})", str(target)) from None


class Reservation:
    """File names reserved with empty files until results replace them. As a context manager, it
    releases unused names on exit.
    """

    def __init__(self) -> None:
        self.paths: list[Path] = []
        """The reserved names, in order, without those of companion files."""
        self._held: dict[Path, os.stat_result] = {}

    def holds(self, path: Path) -> bool:
        """Whether a name is still reserved: its file is the empty one that was created for it."""
        try:
            found = path.lstat()
        except OSError:
            return False
        return (
            path in self._held and found.st_size == 0 and os.path.samestat(found, self._held[path])
        )

    def release(self) -> None:
        """Remove the unused empty files. May be called more than once."""
        for path in list(self._held):
            if self.holds(path):
                with suppress(OSError):
                    path.unlink()
            self._held.pop(path, None)

    def claim(self, paths: Sequence[Path], beside: Sequence[Path] = ()) -> None:
        """Reserve exactly these names and those of their companion files, all or none. Raises
        FileExistsError if one is in use, even by a dangling symlink.
        """
        claimed: dict[Path, os.stat_result] = {}
        try:
            for path in (*paths, *beside):
                with open_new(path) as file:
                    claimed[path] = os.fstat(file.fileno())
        except (OSError, ValueError):
            for path in claimed:
                with suppress(OSError):
                    path.unlink()
            raise
        self._held |= claimed
        self.paths += paths

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.release()


def reserve(
    paths: Sequence[Path], *, field: str = "save", into: Reservation | None = None
) -> Reservation:
    """Reserve exactly these names, all or none. Missing folders are created.

    Raises:
        ValidationError: a name is in use, or cannot be written.
    """
    reservation = into if into is not None else Reservation()
    for folder in {path.parent for path in paths}:
        prepare_folder(folder, field=field)
    try:
        reservation.claim(paths)
    except FileExistsError as error:
        reason = "it already exists; move it away or choose another name"
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
    """Reserve the first free names derived from a path: for one result "speech.mp3", "speech-2.mp3"
    and so on, for several "image-1.jpeg", "image-2.jpeg" and so on. A missing folder is created.

    Args:
        path: the first name to try.
        count: the number of results.
        beside: extensions of companion files, such as ".srt" for subtitles. A name is used only if
            `path.with_suffix(".srt")` is free too.
        field: the argument named in errors.
        into: the reservation to add the names to.

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
    """`reserve_free` for finished results: raises an OSError if a name cannot be created. With
    `first`, names are numbered from there on, even for a single result.
    """
    reservation = into if into is not None else Reservation()
    numbers = iter(range(first or 1, MOST_NUMBERS))
    plain = first is None and count == 1
    for _ in range(count):
        for number in numbers:
            name = path if plain and number == 1 else numbered(path, number)
            try:
                reservation.claim([name], [name.with_suffix(ending) for ending in beside])
            except FileExistsError:
                continue
            break
        else:
            raise FileExistsError(
                errno.EEXIST, "there are too many files with this name", str(path)
            )
    return reservation


def publish(partial: Path, target: Path, *, replace: bool = True, first: int | None = None) -> Path:
    """Rename a complete file to its final name and return its path. Without `replace`, it gets the
    first free name: "clip.mp4", "clip-2.mp4" and so on, or from the number `first` on.
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
    """Write a file atomically, from bytes or pieces, and return its path. Without `replace` it gets
    the first free name, as in `publish`. A missing folder is created.
    """
    with temporary_file(target) as (file, partial):
        for piece in (data,) if isinstance(data, (bytes, bytearray, memoryview)) else data:
            file.write(piece)
        file.close()
        return publish(partial, target, replace=replace, first=first)


@contextmanager
def temporary_file(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new hidden file with a unique name next to a target, for a block that publishes it; removed
    if the block fails. A missing folder is created.
    """
    try:
        file, partial = _open_part(target)
    except (FileNotFoundError, ValueError):
        make_folder_of(target)
        file, partial = _open_part(target)
    try:
        with file:
            yield file, partial
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def _open_part(target: Path) -> tuple[BinaryIO, Path]:
    partial = hidden(target, f"{secrets.token_hex(8)}.part")
    return open_new(partial), partial


def hidden(target: Path, ending: str) -> Path:
    """The path of a hidden file that belongs to a target."""
    return target.with_name(f".{shortened_name(target.name)}.{ending}")


def open_new(path: Path) -> BinaryIO:
    """Create a file for reading and writing. Raises FileExistsError if the name is in use; symlinks
    are not followed.
    """
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | NOFOLLOW | BINARY, 0o666)
    return os.fdopen(handle, "r+b")


def lock(handle: int, *, shared: bool = False) -> bool:
    """Lock an open file against other processes and other handles in this one. Returns whether it
    was locked. Closing the file unlocks it. A `shared` lock allows other shared locks where the
    system supports them.
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
    """Raise an OSError for devices, pipes and other special files, which must not be replaced."""
    try:
        found = os.stat(path)  # noqa: PTH116 - faster
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file; pass an open binary file", str(path))


def _unusable(path: str | Path, reason: OSError | ValueError | str, field: str) -> ValidationError:
    why = getattr(reason, "strerror", None) or reason
    return ValidationError(
        f"{field}: cannot write {str(path)!r}: {why}", field=field, value=str(path)
    )
