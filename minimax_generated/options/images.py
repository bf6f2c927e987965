"""Typed keywords of the images calls.

Generated from `spec/images.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from minimax.config import CallOptions


class ImageSubjectReferenceParam(TypedDict, total=False):
    """A portrait to take a person from."""

    type: Required[Literal["character"]]
    """Kind of reference; a person. One of character."""

    image_file: Required[str]
    """Public URL or `data:image/jpeg;base64,...` of a JPG, JPEG or PNG below 10 MB; one person seen from the front works best."""


ImageModel: TypeAlias = Literal["image-01-live", "image-01"] | str
"""Image model; the global text-to-image page lists `image-01` only. Known values: image-01-live, image-01."""

ImagePrompt: TypeAlias = str
"""What the image shows. At most 1,500 characters."""

ImageAspectRatio: TypeAlias = Literal["1:1", "16:9", "4:3", "3:2", "2:3", "3:4", "9:16", "21:9"]
"""Shape of the image (1:1 1024x1024, 16:9 1280x720, 4:3 1152x864, 3:2 1248x832, 2:3 832x1248, 3:4 864x1152, 9:16 720x1280, 21:9 1344x576); wins over width and height. One of 1:1, 16:9, 4:3, 3:2, 2:3, 3:4, 9:16, 21:9. Default 1:1."""

ImageFormat: TypeAlias = Literal["url", "base64"]
"""Images as URLs that live 24 hours, or as base64 in the answer. One of url, base64. Default url."""

ImageN: TypeAlias = int
"""Number of images. Range [1, 9]. Default 1."""

ImageReference: TypeAlias = Sequence[ImageSubjectReferenceParam]
"""Portrait of the person to show; makes the call image to image. Exactly 1 item."""


class ImageOptions(CallOptions, total=False):
    """Further keywords of a call; None is the same as leaving one out."""

    width: int | None
    """Width in pixels; leave `aspect_ratio` out, which would win. Range [512, 2048]. A multiple of 8. Models: image-01."""

    height: int | None
    """Height in pixels; leave `aspect_ratio` out, which would win. Range [512, 2048]. A multiple of 8. Models: image-01."""

    seed: int | None
    """The same seed with the same parameters gives similar images; left out, every image gets a random one."""

    prompt_optimizer: bool | None
    """Let the platform rewrite the prompt first. Default false."""

    watermark: bool | None
    """Mark the images as made by AI. Default false. Documented for region cn only."""

    style_type: Literal["漫画", "元气", "中世纪", "水彩"] | None
    """Name of the style, in Chinese: 漫画 comic, 元气 lively, 中世纪 medieval, 水彩 watercolor. One of 漫画, 元气, 中世纪, 水彩."""

    style_weight: float | None
    """Strength of the style. Range (0, 1]. Default 0.8."""

    extra: Mapping[str, Any] | None
    """Wire fields that this version does not know, laid over the request as they are."""
