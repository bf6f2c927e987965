"""Input files of calls: opens paths, bytes, file objects and PIL images, detects their type before
anything is sent, and uploads them as multipart bodies that can be sent again.
"""

from __future__ import annotations

import base64
import os
import re
import tempfile
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from functools import cached_property
from inspect import isawaitable, iscoroutinefunction
from io import BytesIO, TextIOBase
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeAlias, cast

from ..errors import ValidationError, reason_of, shortened
from .parsing import repair

FileSource: TypeAlias = str | PathLike[str] | bytes | BinaryIO
"""A path, bytes, or an open binary file."""
Source: TypeAlias = FileSource | Any
"""A path, bytes, an open binary file, a URL, a data URL, `mm_file://ID`, or a PIL image."""

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
BASE64 = re.compile(r"[A-Za-z0-9+/_=\s-]*")
BASE64_STARTS = ("iVBORw0KGgo", "/9j/", "UklGR", "SUQz", "R0lGOD", "AAAA", "//uQ", "//NE", "T2dnUw")
"""How PNG, JPEG, RIFF, MP3, GIF, MP4 and Ogg files begin in Base64."""
DECODED = "pass the decoded bytes: base64.b64decode(text)"
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif")
MP3_FRAME = re.compile(rb"\xff[\xe0-\xff]")
PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16")
HEAD = 256 * 1024
"""Number of bytes in which the size of a picture is looked for; it may follow a thumbnail."""
BLOCK = 256 * 1024


class SourceFile:
    """An open source: a seekable binary file at its beginning. All methods may block.

    A source that cannot be rewound is copied to a temporary file first. As a context manager, it
    closes the files it opened; a file opened by the caller stays open at its original position.

    Attributes:
        name: a file name, "file" if the source has none; the platform uses its extension.
        label: a short description of the source, for messages.
        size: size in bytes.
        reopens: whether the source can be opened again.
    """

    def __init__(self, source: Source, field: str = "", *, pictures: bool = False) -> None:
        """Open the source passed as the argument `field`; with `pictures` it may be a PIL image.

        Raises:
            ValidationError: it is missing, empty, a folder, closed, not open in binary mode, or
                cannot be read.
        """
        self.label = describe(source)
        try:
            self._file, self._owned, self.reopens = _open(source, field, pictures)
            self._start = self._file.tell()
            self.size = self._file.seek(0, os.SEEK_END) - self._start
            self._file.seek(self._start)
        except ValidationError:
            raise
        except (OSError, ValueError) as error:  # ValueError: a closed file
            raise refused(field, unreadable(self.label, error), self.label) from None
        path = source if isinstance(source, (str, PathLike)) else getattr(source, "name", None)
        known = isinstance(path, (str, PathLike)) and fspath(path)
        self.name = Path(known).name if isinstance(known, str) and known else "file"
        if self.size <= 0:
            self.close()
            whole = repr(fspath(source)) if isinstance(source, (str, PathLike)) else "the file"
            raise refused(field, f"{whole} is empty", self.label)

    def rewound(self) -> BinaryIO:
        """The file at its beginning."""
        self._file.seek(self._start)
        return self._file

    def read(self) -> bytes:
        """The whole content."""
        return self.rewound().read()

    def base64(self) -> str:
        """The whole content in Base64."""
        return base64.b64encode(self.read()).decode("ascii")

    @cached_property
    def head(self) -> bytes:
        """The first bytes."""
        return self.rewound().read(HEAD)

    @property
    def media_type(self) -> str | None:
        """The media type detected from the first bytes, None if unknown."""
        return sniff(self.head)

    @property
    def pixels(self) -> tuple[int, int] | None:
        """Width and height of a picture, None if its first bytes do not contain them."""
        from ..requests import measures

        return measures.size_of(self.head)

    @property
    def seconds(self) -> float | None:
        """Length of a recording or clip in seconds, None if its headers do not contain it."""
        from ..requests import measures

        return measures.seconds(self.rewound())

    def close(self) -> None:
        """Close the file; one that the caller opened is rewound instead, so that it can be passed
        again.
        """
        if self._owned:
            self._file.close()
        elif not getattr(self._file, "closed", False):
            self._file.seek(self._start)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _open(source: Source, field: str, pictures: bool) -> tuple[BinaryIO, bool, bool]:
    """Return a source as a seekable binary file, whether to close it, and whether the source can be
    opened again.
    """
    if isinstance(source, (str, PathLike)):
        try:
            file: BinaryIO = Path(fspath(source)).open("rb")  # noqa: SIM115 - its reader closes it
        except (OSError, ValueError) as error:
            raise _unreadable(source, error, field) from None
        if is_seekable(file):
            return file, True, True
        with file as pipe:
            return _copied(pipe, field), True, False
    if isinstance(source, memoryview):
        return BytesIO(source.tobytes()), True, True  # it may have gaps
    if isinstance(source, (bytes, bytearray)):
        return BytesIO(source), True, True
    if hasattr(source, "read"):
        if iscoroutinefunction(source.read):  # as in uploads of web frameworks
            raise _async_file(source, field)
        if isinstance(source, TextIOBase):
            raise not_bytes(source, "", field)
        file = cast(BinaryIO, source)
        if is_seekable(file):
            return file, False, True
        return _copied(file, field, in_memory=pictures), True, False
    if pictures and hasattr(source, "save") and hasattr(source, "mode"):  # without importing PIL
        picture, buffer = cast(Any, source), BytesIO()
        fit = picture if picture.mode in PNG_MODES else picture.convert("RGB")
        fit.save(buffer, format="PNG")
        buffer.seek(0)
        return buffer, True, False
    allowed = "a path, bytes, or an open binary file"
    if pictures:
        allowed = "a path, bytes, a binary file, a URL or a PIL image"
    problem = f"{type(source).__name__} is not allowed; pass {allowed}"
    raise refused(field or "file", problem, describe(source), allowed)


def _copied(source: BinaryIO, field: str, *, in_memory: bool = False) -> BinaryIO:
    """Copy a source that cannot be rewound; to disk if it may be large."""
    copy = cast(
        BinaryIO,
        BytesIO() if in_memory else tempfile.TemporaryFile(),  # noqa: SIM115 - its reader closes it
    )
    try:
        while block := source.read(-1 if in_memory else BLOCK):
            if not isinstance(block, bytes):
                raise not_bytes(source, block, field)
            copy.write(block)
            if in_memory:
                break
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    return copy


def is_seekable(file: BinaryIO) -> bool:
    """Whether a file can be rewound."""
    return bool(getattr(file, "seekable", lambda: False)())


def describe(source: Source) -> str:
    """A short description of a source for messages, never its content."""
    if isinstance(source, (str, PathLike)):
        return shortened(fspath(source))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return f"{len(source):,} bytes"
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else type(source).__name__


def sniff(data: bytes) -> str | None:
    """The media type detected from the first bytes of a file, None if the platform does not accept
    it.
    """
    head = data[:16]
    return next((name for name, matches in _SIGNATURES if matches(head)), None)


_SIGNATURES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("image/gif", lambda head: head.startswith((b"GIF87a", b"GIF89a"))),
    ("image/webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    ("image/heic", lambda head: head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS),
    ("video/mov", lambda head: head[4:8] == b"ftyp" and head[8:12] == b"qt  "),
    ("audio/mp4", lambda head: head[4:8] == b"ftyp" and head[8:12] in (b"M4A ", b"M4B ")),
    ("video/mp4", lambda head: head[4:8] == b"ftyp"),
    ("video/x-matroska", lambda head: head.startswith(b"\x1aE\xdf\xa3")),
    ("video/x-msvideo", lambda head: head[:4] == b"RIFF" and head[8:12] == b"AVI "),
    ("audio/wav", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE"),
    ("audio/flac", lambda head: head.startswith(b"fLaC")),
    ("audio/ogg", lambda head: head.startswith(b"OggS")),
    ("audio/mpeg", lambda head: head.startswith(b"ID3") or MP3_FRAME.match(head) is not None),
)


def _unreadable(source: str | PathLike[str], error: Exception, name: str) -> ValidationError:
    """The error for a path that cannot be read, which may not be a path at all."""
    text = fspath(source)
    problem = unreadable(describe(text), error)
    if not text:
        problem = "the path is empty"
    elif SCHEME.match(text):
        problem = f"{describe(text)} is a URL; download the file and pass its path or bytes"
    elif text.startswith("data:"):
        problem = f"{describe(text)} is a data URL, which is not accepted here; {DECODED}"
    elif _is_base64(text):
        size = f"{len(text):,} characters"
        problem = f"{describe(text)} ({size}) looks like Base64, not a path; {DECODED}"
    return refused(name, problem, text[:200])


def unreadable(label: str, error: Exception) -> str:
    """What is wrong with a file that cannot be read."""
    return f"cannot read {label}: {getattr(error, 'strerror', None) or reason_of(error)}"


def _is_base64(text: str) -> bool:
    """Whether a text that is not a path looks like a file encoded in Base64."""
    ends = text[:256] + text[-64:]
    is_long = len(text) > 255 and ends.count("/") <= len(ends) / 10
    return (is_long or text.startswith(BASE64_STARTS)) and BASE64.fullmatch(ends) is not None


def refused(name: str, problem: str, value: object, allowed: str = "") -> ValidationError:
    """The error for an argument; its name may be added later."""
    message = f"{name}: {problem}" if name else problem
    return ValidationError(message, field=name or "file", value=value, allowed=allowed)


def check_choice(name: str, value: object, choices: Collection[object]) -> None:
    """Raise a ValidationError if an argument is none of the choices. None is not mentioned."""
    if value not in tuple(choices):
        *others, last = [repr(choice) for choice in choices if choice is not None]
        allowed = " or ".join(filter(None, (", ".join(others), last)))
        raise refused(name, f"{value!r} is not allowed; it must be {allowed}", value, allowed)


def not_bytes(source: object, data: object, name: str) -> ValidationError:
    """The error for a file whose read() does not return bytes."""
    if isawaitable(data):
        if isinstance(data, Coroutine):
            data.close()  # it never runs, so avoid the "never awaited" warning
        return _async_file(source, name)
    problem = "the file is open in text mode; open it in binary mode ('rb')"
    return refused(name, problem, describe(source))


def _async_file(source: object, name: str) -> ValidationError:
    kind = type(source).__name__
    allowed = "its .file" if hasattr(source, "file") else "the bytes: await file.read()"
    return refused(name, f"read() of this {kind} is async; pass {allowed}", kind, allowed)


Progress: TypeAlias = Callable[[int, int | None], object]
"""Called with the bytes done and the total bytes, None if unknown."""


class Upload:
    """A multipart body that streams a file: of known length, in constant memory, sent from the
    beginning on each retry.
    """

    def __init__(
        self,
        fields: Mapping[str, Any],
        source: FileSource | SourceFile,
        *,
        name: str | None = None,
        ending: Callable[[bytes], str] = lambda head: "",
        on_progress: Progress | None = None,
    ) -> None:
        """`ending` returns the file extension for the first bytes of a file, for sources without a
        name.
        """
        self.source = source if isinstance(source, SourceFile) else SourceFile(source)
        self.size = self.source.size
        self.name = name or self.source.name
        if "." not in self.name:
            self.name += ending(self.source.head)
        self.on_progress = on_progress
        self.is_sent = False
        """Whether the whole body has been read for sending."""
        self.fields = {
            key: str(value).lower() if isinstance(value, bool) else str(value)
            for key, value in fields.items()
        }
        boundary = os.urandom(16).hex()
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in self.fields.items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="file";'
            f' filename="{_quoted(self.name)}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        self._head = repair("".join(parts)).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"

    @property
    def length(self) -> int:
        """Size of the whole body in bytes."""
        return len(self._head) + self.size + len(self._tail)

    def blocks(self) -> Iterator[bytes]:
        """Iterate over the body from the beginning. Reads the file: may block."""
        self.is_sent = False
        file = self.source.rewound()
        yield self._head
        left = self.size
        while left:
            try:
                block = file.read(min(BLOCK, left))
            except OSError as error:
                raise refused("file", unreadable(self.name, error), self.name) from error
            if not isinstance(block, bytes):
                raise not_bytes(file, block, "")
            if not block:
                raise ValidationError(
                    f"{self.name} was truncated while it was being sent",
                    field="file",
                    value=self.name,
                )
            left -= len(block)
            yield block
        self.is_sent = True
        yield self._tail

    def sent(self, count: int) -> None:
        """Report progress: this many bytes of the body have been handed to the network."""
        if self.on_progress is not None:
            self.on_progress(min(max(0, count - len(self._head)), self.size), self.size)

    def close(self) -> None:
        """Close the file unless the caller opened it."""
        self.source.close()

    def __repr__(self) -> str:
        return f"Upload({self.name!r}, {self.size:,} bytes)"


def _quoted(name: str) -> str:
    """A file name inside a multipart header."""
    return name.replace("\\", "_").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
