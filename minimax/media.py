"""Conversion of images and videos (path, bytes, file object, URL, PIL image) to the forms that
requests accept.

Nothing is read before `data_url` is called.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Coroutine, Mapping
from importlib import import_module
from inspect import isawaitable, iscoroutinefunction
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias, cast

from .errors import ValidationError, reason_of

Source: TypeAlias = str | PathLike[str] | bytes | BinaryIO | Any
"""A path, bytes, an open binary file, a URL, a data URL, `mm_file://ID`, or a PIL image."""

BASE64 = re.compile(r"[A-Za-z0-9+/_=\s-]*")
BASE64_STARTS = ("iVBORw0KGgo", "/9j/", "UklGR", "SUQz", "R0lGOD", "AAAA", "//uQ", "//NE", "T2dnUw")
"""How PNG, JPEG, RIFF, MP3, GIF, MP4 and Ogg files begin in Base64."""
REMOTE = ("http://", "https://", "data:", "mm_file://")
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif")
PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16")


class Part(NamedTuple):
    """A content part of a chat message, created by `image()` and `video()`. Its media has not been
    read yet.
    """

    kind: str
    source: Source
    options: Mapping[str, Any]

    def resolved(self) -> dict[str, Any]:
        """The part in the form of the request. Reads the file: may block."""
        return {
            "type": self.kind,
            self.kind: {
                "url": url_of(self.source, kind=self.kind.removesuffix("_url")),
                **self.options,
            },
        }


def image(
    source: Source, *, detail: str | None = None, max_long_side_pixel: int | None = None
) -> Part:
    """An image for a chat message, for M3 and newer models.

    Args:
        source: path, bytes, open file, URL, data URL or PIL image; JPEG, PNG, GIF or WEBP of up to
            10 MB.
        detail: tokens to spend, "low", "default" or "high".
        max_long_side_pixel: scale the image so that its longer side has at most this many pixels.

    Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
    """
    return Part("image_url", source, _given(detail=detail, max_long_side_pixel=max_long_side_pixel))


def video(
    source: Source,
    *,
    detail: str | None = None,
    fps: float | None = None,
    max_long_side_pixel: int | None = None,
) -> Part:
    """A video for a chat message, for M3 and newer models.

    Args:
        source: path, bytes, open file, URL, data URL (up to 50 MB) or `mm_file://ID` of an uploaded
            file (up to 512 MB); MP4, AVI, MOV or MKV.
        detail: tokens to spend, "low", "default" or "high".
        fps: frames sampled per second, 0.2 to 5.
        max_long_side_pixel: scale the frames so that their longer side has at most this many
            pixels.

    Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
    """
    return Part(
        "video_url", source, _given(detail=detail, fps=fps, max_long_side_pixel=max_long_side_pixel)
    )


def audio(source: Source) -> Part:
    """An audio reference of a video. Needed only if the kind cannot be detected from the source:
    links without an extension, file ids.

    Args:
        source: path, bytes, open file, URL, data URL or `mm_file://ID` of an uploaded file; WAV or
            MP3 of up to 15 MB.

    Source: https://platform.minimax.io/docs/api-reference/video-generation-v2-create
    """
    return Part("audio_url", source, {})


def url_of(source: Source, *, kind: str) -> str:
    """A source as a URL: URLs stay as they are, everything else becomes a data URL. Reads files:
    may block.
    """
    if isinstance(source, str) and source.startswith(REMOTE):
        return source
    data = read(source, kind=kind)
    media_type = sniff(data)
    if media_type is None or not media_type.startswith(kind):
        raise ValidationError(
            f"{describe(source)}: not a recognised {kind} format",
            field=kind,
            value=describe(source),
        )
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def read(source: Source, *, kind: str) -> bytes:
    """The bytes of a source. An empty or missing file, or a folder, is a ValidationError."""
    if isinstance(source, (str, PathLike)):
        try:
            data = Path(fspath(source)).read_bytes()
        except (OSError, ValueError) as error:
            raise unreadable(source, error, kind) from None
    elif isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
    elif hasattr(source, "read"):
        require_blocking(source, kind)
        data = source.read()
        if not isinstance(data, bytes):
            raise not_bytes(source, data, kind)
    elif hasattr(source, "save") and hasattr(source, "mode"):  # a PIL image, without importing PIL
        picture, buffer = cast(Any, source), io.BytesIO()
        (picture if picture.mode in PNG_MODES else picture.convert("RGB")).save(
            buffer, format="PNG"
        )
        data = buffer.getvalue()
    else:
        allowed = "a path, bytes, a binary file, a URL or a PIL image"
        raise ValidationError(
            f"{kind}: {type(source).__name__} is not allowed; give {allowed}",
            field=kind,
            value=describe(source),
            allowed=allowed,
        )
    if not data:
        raise ValidationError(
            f"{kind}: {describe(source)} is empty", field=kind, value=describe(source)
        )
    return data


_SIGNATURES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("image/gif", lambda head: head.startswith((b"GIF87a", b"GIF89a"))),
    ("image/webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    (
        "image/heic",
        lambda head: head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS,
    ),
    ("video/mov", lambda head: head[4:8] == b"ftyp" and head[8:12] == b"qt  "),
    ("audio/mp4", lambda head: head[4:8] == b"ftyp" and head[8:12] in (b"M4A ", b"M4B ")),
    ("video/mp4", lambda head: head[4:8] == b"ftyp"),
    ("video/x-matroska", lambda head: head.startswith(b"\x1aE\xdf\xa3")),
    ("video/x-msvideo", lambda head: head[:4] == b"RIFF" and head[8:12] == b"AVI "),
    ("audio/wav", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE"),
    ("audio/flac", lambda head: head.startswith(b"fLaC")),
    ("audio/ogg", lambda head: head.startswith(b"OggS")),
    (
        "audio/mpeg",
        lambda head: (
            head.startswith(b"ID3")
            or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
        ),
    ),
)


def media_rules(feature: str, field: str) -> Mapping[str, Any]:
    """Kind, formats and limits of the media that a field takes, for example of
    `media_rules("video", "VideoV2ImageItem.image_url")`.
    """
    rules: Mapping[str, Any] = import_module(f"minimax_generated.checks.{feature}").MEDIA[field]
    return rules


def sniff(data: bytes) -> str | None:
    """Media type by the first bytes of a file, None if the platform does not accept it."""
    head = data[:16]
    return next((name for name, matches in _SIGNATURES if matches(head)), None)


def unreadable(source: str | PathLike[str], error: Exception, name: str) -> ValidationError:
    """The error for a path that cannot be read, which may not be a path at all."""
    text = fspath(source)
    problem = (
        f"cannot read {describe(text)}: {getattr(error, 'strerror', None) or reason_of(error)}"
    )
    if text.startswith("data:"):
        problem = f"{describe(text)} is a data URL, which is not taken here; {DECODED}"
    elif _is_base64(text):
        size = f"{len(text):,} characters"
        problem = f"{describe(text)} ({size}) looks like Base64, not like a path; {DECODED}"
    return _refused(name, problem, text[:200])


DECODED = "pass the decoded bytes: base64.b64decode(text)"


def _is_base64(text: str) -> bool:
    """Whether a text that is not a path looks like the content of a file in Base64."""
    ends = text[:256] + text[-64:]
    is_long = len(text) > 255 and ends.count("/") <= len(ends) / 10
    return (is_long or text.startswith(BASE64_STARTS)) and BASE64.fullmatch(ends) is not None


def _refused(name: str, problem: str, value: object, allowed: str = "") -> ValidationError:
    """The error for an argument, whose name may be added later."""
    message = f"{name}: {problem}" if name else problem
    return ValidationError(message, field=name or "file", value=value, allowed=allowed)


def require_blocking(source: object, name: str) -> None:
    """Raise a ValidationError for a file whose `read` has to be awaited, as that of the uploads of
    web frameworks has.
    """
    if iscoroutinefunction(getattr(source, "read", None)):
        raise _async_file(source, name)


def not_bytes(source: object, data: object, name: str) -> ValidationError:
    """The error for a file that gave something else than bytes."""
    if isawaitable(data):
        if isinstance(data, Coroutine):
            data.close()  # never to run, and not to be missed
        return _async_file(source, name)
    problem = "the file is open as text; open it in binary mode ('rb')"
    return _refused(name, problem, describe(source))


def _async_file(source: object, name: str) -> ValidationError:
    kind = type(source).__name__
    allowed = "its .file" if hasattr(source, "file") else "the bytes: await file.read()"
    return _refused(name, f"read() of this {kind} is async; pass {allowed}", kind, allowed)


def describe(source: Source) -> str:
    """A source in a few words, for messages; never its content."""
    if isinstance(source, (str, PathLike)):
        text = fspath(source)
        return repr(text if len(text) <= 80 else text[:77] + "...")
    if isinstance(source, (bytes, bytearray, memoryview)):
        return f"{len(source):,} bytes"
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else type(source).__name__


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
