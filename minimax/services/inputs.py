"""Pictures, clips and sounds that a request takes, known for what they are and checked before
anything is sent.

What each kind may be (formats, bytes, pixels, seconds) are the `x-media` facts of the spec.
Functions that open files say that they may block.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from pathlib import PurePath
from typing import Any, NamedTuple

from ..core.sources import Source, SourceFile, describe
from ..errors import ValidationError
from ..requests import durations

Kinds = Mapping[str, Mapping[str, Any]]
"""What a field takes: "image", "video" and "audio", as far as it takes them, each with its facts.
"""

WEB = ("http://", "https://")
FILE_ID = "mm_file://"
WORDS = {"image": "an image", "video": "a video", "audio": "a sound"}
FORMATS = {
    "image/jpeg": "jpg",
    "audio/mpeg": "mp3",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
}
"""Format by media type; for all others it is the second half of the type."""
SUBTYPES = {"jpg": "jpeg"}
WRAPPERS = "minimax.image(...), minimax.video(...) or minimax.media.audio(...)"


class Input(NamedTuple):
    """One picture, clip or sound."""

    name: str
    """The argument that it came as, such as "first_frame" or "references[1]"."""
    label: str
    """The source in a few words, for messages."""
    kind: str
    url: str = ""
    """Link, or `mm_file://ID` of an uploaded file; "" for what is on this machine."""
    source: Any = None
    """Path, bytes or open binary file of what is on this machine."""
    format: str = ""
    size: int = 0
    """Bytes."""
    pixels: tuple[int, int] | None = None
    seconds: float | None = None

    @property
    def inline_size(self) -> int:
        """Characters that it takes within a request."""
        return len(self.url or f"data:{self.kind}/{self.format};base64,") + 4 * (
            (self.size + 2) // 3
        )

    @property
    def file_name(self) -> str:
        """A name for uploading; the platform goes by the extension."""
        known = (
            self.source
            if isinstance(self.source, (str, PathLike))
            else getattr(self.source, "name", None)
        )
        stem = PurePath(fspath(known)).stem if isinstance(known, (str, PathLike)) else ""
        return f"{stem or self.kind}.{self.format}"


def look(source: Source, *, name: str, kinds: Kinds, kind: str | None = None) -> Input:
    """What a source is, by its content or, for links, by its extension. `kind` is what it has to
    be, if that is known. May block.

    Raises:
        ValidationError: it is missing, empty, unknown, or of a kind that is not taken here.
    """
    if isinstance(source, str) and source.startswith((*WEB, FILE_ID)):
        item = _remote(source, name, kinds, kind)
    else:
        item = _local(source, name)
    if item.kind not in kinds or kind not in (None, item.kind):
        raise refusal(
            item,
            f"is {WORDS[item.kind]}",
            WORDS[kind] if kind else " or ".join(WORDS[known] for known in kinds),
        )
    if item.url.startswith(FILE_ID) and "mm_file" not in kinds[item.kind]["sources"]:
        raise refusal(
            item,
            "is an uploaded file",
            "a path, bytes, a link or a data URL; only the V2 models take uploaded files",
        )
    return item


def check(items: Sequence[Input], kinds: Kinds) -> None:
    """Raise a ValidationError for the first local file that breaks the limits of its kind. Links
    are for the platform to judge.
    """
    for item in items:
        if not item.url:
            for problem, allowed in _problems(item, kinds[item.kind]):
                raise refusal(item, problem, allowed)
    for kind, limits in kinds.items():
        most, total = (
            limits.get("max_total_seconds"),
            sum(item.seconds or 0.0 for item in items if item.kind == kind),
        )
        if most and total > most + durations.SLACK:
            allowed = f"at most {most} s"
            message = (
                f"references: {WORDS[kind][2:]}s of {total:.1f} s in total; allowed: {allowed}"
            )
            raise ValidationError(
                message, field="references", value=round(total, 1), allowed=allowed
            )


def to_upload(items: Sequence[Input], kinds: Kinds, room: int) -> set[int]:
    """Which files cannot go into the request itself: those without a data URL form, and the largest
    beyond `room` characters.
    """
    chosen = set()
    for index, item in sorted(enumerate(items), key=lambda pair: pair[1].size):
        limits = kinds[item.kind]
        if item.url or (
            item.format in limits.get("data_formats", limits["formats"])
            and item.inline_size <= room
        ):
            room -= item.inline_size
        else:
            chosen.add(index)
    return chosen


def data_url(item: Input) -> str:
    """The content of a local file as a data URL. May block."""
    with SourceFile(item.source) as file:
        content = file.base64()
    return f"data:{item.kind}/{SUBTYPES.get(item.format, item.format)};base64,{content}"


def kind_of(name: str, kinds: Kinds) -> str | None:
    """The kind of media behind a file name or link, by its extension; None when that does not
    tell.
    """
    extension = re.split(r"[?#]", name, maxsplit=1)[0].rpartition(".")[2].lower()
    return next((kind for kind, limits in kinds.items() if extension in limits["formats"]), None)


def refusal(item: Input, problem: str, allowed: str) -> ValidationError:
    """The error for a picture, clip or sound that is not taken."""
    return ValidationError(
        f"{item.name}: {item.label} {problem}; allowed: {allowed}",
        field=item.name,
        value=item.label,
        allowed=allowed,
    )


def _remote(url: str, name: str, kinds: Kinds, kind: str | None) -> Input:
    kind = kind or kind_of(url, kinds)
    if kind is None:
        message = f"{name}: {describe(url)} does not tell what it is; say so with {WRAPPERS}"
        raise ValidationError(message, field=name, value=url, allowed=WRAPPERS)
    return Input(name, describe(url), kind, url)


def _decoded(url: str, name: str) -> bytes:
    head, _, text = url.partition(",")
    try:
        if not head.endswith(";base64"):
            raise ValueError
        return base64.b64decode("".join(text.split()), validate=True)
    except (ValueError, binascii.Error):
        allowed = "data:image/png;base64,... and the like"
        message = f"{name}: {describe(url)} is not a data URL in base64; it looks like {allowed}"
        raise ValidationError(message, field=name, value=url[:80], allowed=allowed) from None


def _local(source: Any, name: str) -> Input:
    label = describe(source)
    if isinstance(source, str) and source.startswith("data:"):
        source = _decoded(source, name)
    with SourceFile(source, name, pictures=True) as file:
        media_type = file.media_type
        if media_type is None:
            message = f"{name}: {label} is not a recognised image, video or audio format"
            raise ValidationError(message, field=name, value=label)
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
    """What is wrong with a file, and what would be right."""
    found = []
    if item.format not in limits["formats"]:
        found.append((f"has the format {item.format}", ", ".join(limits["formats"])))
    below = limits.get("below_bytes")
    most = limits.get("max_bytes", below and below - 1)
    if most is not None and item.size > most:
        found.append((f"has {item.size:,} bytes", f"at most {most:,} bytes"))
    if item.pixels is not None and "min_aspect" in limits:
        width, height = item.pixels
        least, largest = (
            limits.get("min_side") or limits["short_side_above"] + 1,
            limits.get("max_side"),
        )
        if min(item.pixels) < least or max(item.pixels) > (largest or max(item.pixels)):
            allowed = (
                f"sides of {least} to {largest} pixels"
                if largest
                else f"a shorter side of at least {least} pixels"
            )
            found.append((f"has {width} x {height} pixels", allowed))
        if not limits["min_aspect"] <= width / height <= limits["max_aspect"]:
            allowed = f"{limits['min_aspect']} to {limits['max_aspect']}"
            found.append(
                (f"has {width} x {height} pixels, width to height {width / height:.2f}", allowed)
            )
    low, high = limits.get("min_seconds", 0), limits.get("max_seconds")
    if (
        item.seconds is not None
        and high
        and not low - durations.SLACK <= item.seconds <= high + durations.SLACK
    ):
        found.append((f"lasts {item.seconds:.1f} s", f"{low} to {high} s"))
    return found
