"""Conversion of images and videos (path, bytes, file object, URL, PIL image) to the forms that
requests accept.

Nothing is read before `url_of` is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from .core.sources import Source, SourceFile
from .core.sources import sniff as sniff
from .errors import ValidationError

REMOTE = ("http://", "https://", "data:", "mm_file://")


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
    with SourceFile(source, kind, pictures=True) as file:
        if not (file.media_type or "").startswith(kind):
            raise ValidationError(
                f"{file.label}: not a recognised {kind} format", field=kind, value=file.label
            )
        return f"data:{file.media_type};base64,{file.base64()}"


def media_rules(feature: str, field: str) -> Mapping[str, Any]:
    """Kind, formats and limits of the media that a field accepts, for example `media_rules("video",
    "VideoV2ImageItem.image_url")`.
    """
    rules: Mapping[str, Any] = import_module(f"minimax_generated.checks.{feature}").MEDIA[field]
    return rules


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
