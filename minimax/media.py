"""Images, videos and audio in requests (path, bytes, file object, URL, PIL image): their kind is
detected, they are checked before anything is sent, and converted to the form of the request.

The limits of each kind (formats, bytes, pixels, seconds) are the `x-media` facts of the spec.
Functions that open files are documented to block.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from os import PathLike
from pathlib import PurePath
from typing import Any, NamedTuple

from .core.sources import Source, SourceFile, describe, refused
from .core.sources import sniff as sniff
from .errors import ValidationError
from .requests import measures

Kinds = Mapping[str, Mapping[str, Any]]
"""The kinds that a field accepts, "image", "video" and "audio", each with its limits."""

WEB = ("http://", "https://")
FILE_ID = "mm_file://"
KIND_NAMES = {"image": "an image", "video": "a video", "audio": "an audio file"}
FORMATS = {
    "image/jpeg": "jpg",
    "audio/mpeg": "mp3",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
}
"""Formats by media type; otherwise the format is the second half of the type."""
SUBTYPES = {"jpg": "jpeg"}
WRAPPERS = "minimax.image(...), minimax.video(...) or minimax.media.audio(...)"


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
    if isinstance(source, str) and source.startswith((*WEB, FILE_ID, "data:")):
        return source
    with SourceFile(source, kind, pictures=True) as file:
        if not (file.media_type or "").startswith(kind):
            message = f"{file.label}: not a recognised {kind} format"
            raise ValidationError(message, field=kind, value=file.label)
        return f"data:{file.media_type};base64,{file.base64()}"


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def media_rules(feature: str, field: str) -> Mapping[str, Any]:
    """Kind, formats and limits of the media that a field accepts, for example `media_rules("video",
    "VideoV2ImageItem.image_url")`.
    """
    rules: Mapping[str, Any] = import_module(f"minimax_generated.checks.{feature}").MEDIA[field]
    return rules


class Input(NamedTuple):
    """An image, video or audio input."""

    name: str
    """The argument that it was passed as, such as "first_frame" or "references[1]"."""
    label: str
    """A short description of the source, for messages."""
    kind: str
    url: str = ""
    """Link, or `mm_file://ID` of an uploaded file; "" for local files."""
    source: Any = None
    """Path, bytes or open binary file of a local file."""
    format: str = ""
    size: int = 0
    """Size in bytes."""
    pixels: tuple[int, int] | None = None
    seconds: float | None = None

    @property
    def inline_size(self) -> int:
        """Number of characters that it takes in a request."""
        return len(self.url or f"data:{self.kind}/{self.format};base64,") + 4 * (
            (self.size + 2) // 3
        )

    @property
    def file_name(self) -> str:
        """The file name for an upload; the platform uses its extension."""
        name = getattr(self.source, "name", self.source)
        stem = PurePath(name).stem if isinstance(name, (str, PathLike)) else ""
        return f"{stem or self.kind}.{self.format}"


def inspect(source: Source, *, name: str, kinds: Kinds, kind: str | None = None) -> Input:
    """Detect the kind of a source from its content or, for links, from the extension. `kind` is the
    required kind, if known. May block.

    Raises:
        ValidationError: the source is missing, empty, not recognised, or of a kind that is not
            accepted here.
    """
    if isinstance(source, str) and source.startswith((*WEB, FILE_ID)):
        item = _inspect_link(source, name, kinds, kind)
    else:
        item = _inspect_file(source, name)
    if item.kind not in kinds or kind not in (None, item.kind):
        names = [kind] if kind else kinds
        allowed = " or ".join(KIND_NAMES[name] for name in names)
        raise rejection(item, f"is {KIND_NAMES[item.kind]}", allowed)
    if item.url.startswith(FILE_ID) and "mm_file" not in kinds[item.kind]["sources"]:
        allowed = "a path, bytes, a link or a data URL; only the V2 models accept uploaded files"
        raise rejection(item, "is an uploaded file", allowed)
    return item


def check(items: Sequence[Input], kinds: Kinds) -> None:
    """Raise a ValidationError for the first local file that breaks the limits of its kind. Links
    are checked by the platform.
    """
    for item in items:
        if not item.url:
            for problem, allowed in _problems(item, kinds[item.kind]):
                raise rejection(item, problem, allowed)
    for kind, limits in kinds.items():
        total = sum(item.seconds or 0.0 for item in items if item.kind == kind)
        most = limits.get("max_total_seconds")
        if most and total > most + measures.SLACK:
            allowed, name = f"at most {most} s", KIND_NAMES[kind].partition(" ")[2]
            problem = f"{name}s of {total:.1f} s in total; allowed: {allowed}"
            raise refused("references", problem, round(total, 1), allowed)


def select_uploads(items: Sequence[Input], kinds: Kinds, limit: int) -> set[int]:
    """The files that must be uploaded instead of sent in the request: those without a data URL
    form, and the largest ones beyond `limit` characters.
    """
    chosen = set()
    for index, item in sorted(enumerate(items), key=lambda pair: pair[1].size):
        limits = kinds[item.kind]
        if item.url or (
            item.format in limits.get("data_formats", limits["formats"])
            and item.inline_size <= limit
        ):
            limit -= item.inline_size
        else:
            chosen.add(index)
    return chosen


def inline_images(
    given: Sequence[tuple[str, Source]], rules: Mapping[str, Any], *, checked: bool = True
) -> list[str]:
    """Images as links and data URLs. Each has the name of its argument, and is checked against the
    limits of a field. May block.
    """
    kinds = {"image": rules}
    items = [inspect(source, name=name, kinds=kinds, kind="image") for name, source in given]
    if checked:
        check(items, kinds)
    return [item.url or data_url(item) for item in items]


def data_url(item: Input) -> str:
    """The content of a local file as a data URL. May block."""
    with SourceFile(item.source) as file:
        content = file.base64()
    return f"data:{item.kind}/{SUBTYPES.get(item.format, item.format)};base64,{content}"


def kind_of(name: str, kinds: Kinds) -> str | None:
    """The kind of media of a file name or link, from its extension; None if unknown."""
    extension = re.split(r"[?#]", name, maxsplit=1)[0].rpartition(".")[2].lower()
    return next((kind for kind, limits in kinds.items() if extension in limits["formats"]), None)


def rejection(item: Input, problem: str, allowed: str) -> ValidationError:
    """The error for a media input that is not accepted."""
    problem = f"{item.label} {problem}; allowed: {allowed}"
    return refused(item.name, problem, item.label, allowed)


def _inspect_link(url: str, name: str, kinds: Kinds, kind: str | None) -> Input:
    kind = kind or kind_of(url, kinds)
    if kind is None:
        problem = f"{describe(url)} has no known extension; specify its kind with {WRAPPERS}"
        raise refused(name, problem, url, WRAPPERS)
    return Input(name, describe(url), kind, url)


def _decode_data_url(url: str, name: str) -> bytes:
    head, _, text = url.partition(",")
    try:
        if not head.endswith(";base64"):
            raise ValueError
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        allowed = "data:image/png;base64,... and the like"
        problem = f"{describe(url)} is not a Base64 data URL; pass one like {allowed}"
        raise refused(name, problem, url[:80], allowed) from None


def _inspect_file(source: Any, name: str) -> Input:
    label = describe(source)
    if isinstance(source, str) and source.startswith("data:"):
        source = _decode_data_url(source, name)
    with SourceFile(source, name, pictures=True) as file:
        media_type = file.media_type
        if media_type is None:
            problem = f"{label} is not a recognised image, video or audio format"
            raise refused(name, problem, label)
        kind, _, second = media_type.partition("/")
        return Input(
            name,
            label,
            kind,
            "",
            source if file.reopens else file.read(),
            FORMATS.get(media_type, second),
            file.size,
            file.pixels,
            None if kind == "image" else file.seconds,
        )


def _problems(item: Input, limits: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Problems of a file, each with what is allowed."""
    found = []
    if item.format not in limits["formats"]:
        found.append((f"has the format {item.format}", ", ".join(limits["formats"])))
    below = limits.get("below_bytes")
    most = limits.get("max_bytes", below and below - 1)
    if most is not None and item.size > most:
        found.append((f"has {item.size:,} bytes", f"at most {most:,} bytes"))
    if item.pixels is not None and "min_aspect" in limits:
        least = limits.get("min_side") or limits["short_side_above"] + 1
        most = limits.get("max_side")
        (width, height), narrow, wide = item.pixels, limits["min_aspect"], limits["max_aspect"]
        shape = f"has {width} x {height} pixels"
        if min(item.pixels) < least or (most and max(item.pixels) > most):
            sides = f"sides of {least} to {most}" if most else f"a shorter side of at least {least}"
            found.append((shape, f"{sides} pixels"))
        if not narrow <= width / height <= wide:
            problem = f"{shape}, width to height {width / height:.2f}"
            found.append((problem, f"{narrow} to {wide}"))
    low, high, slack = limits.get("min_seconds", 0), limits.get("max_seconds"), measures.SLACK
    seconds = low if item.seconds is None else item.seconds
    if high and not low - slack <= seconds <= high + slack:
        found.append((f"lasts {seconds:.1f} s", f"{low} to {high} s"))
    return found
