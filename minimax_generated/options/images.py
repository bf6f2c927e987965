"""Typed keywords of the images calls.

Generated from `spec/images.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from minimax.config import CallOptions


class ImageSubjectReferenceParam(TypedDict, total=False):
    """A portrait of a person to include."""

    type: Required[Literal["character"]]
    """Kind of reference; a person. One of character."""

    image_file: Required[str]
    """Public URL or `data:image/jpeg;base64,...` of a JPG, JPEG or PNG below 10 MB; one person seen from the front works best."""


class ImageEditReferenceParam(TypedDict, total=False):
    """One reference image."""

    image_url: Required[str]
    """Public URL or `data:image/<format>;base64,...` of a JPEG, PNG, WEBP, HEIC or HEIF with sides of 128 to 8192 pixels, the longer one at most four times the shorter. The name of the field follows OpenAI's JSON edits. Not confirmed by an official page."""


ImageModel: TypeAlias = (
    Literal["image-01-live", "image-01"] | str | Literal["MiniMax-H3-Image", "MiniMax-H3-Image-Highspeed"] | str
)
"""On /v1/image_generation: Image model; the global text-to-image page lists `image-01` only. Known values: image-01-live, image-01.

On /v1/images/generations: Image model; the Highspeed one takes the same fields, is faster and costs twice as much per image. Known values: MiniMax-H3-Image, MiniMax-H3-Image-Highspeed."""

ImagePrompt: TypeAlias = str
"""On /v1/image_generation: What the image shows. At most 1,500 characters.

On /v1/images/generations: Description of the image; the prompt of an edit calls the references "image 1", "image 2" and so on. Without prompt enhancement only about the first 4,096 tokens are used. 1 to 32,000 characters without the blanks around it."""

ImageAspectRatio: TypeAlias = Literal["1:1", "16:9", "4:3", "3:2", "2:3", "3:4", "9:16", "21:9"] | str
"""On /v1/image_generation: Aspect ratio of the image; takes precedence over width and height. One of 1:1, 16:9, 4:3, 3:2, 2:3, 3:4, 9:16, 21:9. Default 1:1.

On /v1/images/generations: Ratio of width to height, such as 16:9, or auto; only without a fixed `size`. auto or two whole numbers with ":" between them. Each 1 to 300. Ratio 1:3 to 3:1. Default auto."""

ImageFormat: TypeAlias = Literal["url", "base64"] | Literal["url", "b64_json"]
"""On /v1/image_generation: Images as URLs that are valid for 24 hours, or as base64 in the response. One of url, base64. Default url.

On /v1/images/generations: Images as URLs, or as base64 in the response. The default is not known. One of url, b64_json. Not confirmed by an official page."""

ImageN: TypeAlias = int
"""On /v1/image_generation: Number of images. Range [1, 9]. Default 1.

On /v1/images/generations: Number of images; the input is billed once per image. Range [1, 10]. Default 1."""

ImageReference: TypeAlias = Sequence[ImageSubjectReferenceParam]
"""Portrait of the person in the image; makes the call image to image. Exactly 1 item."""

ImageSize: TypeAlias = str
"""Exact size in pixels, such as 2720x1536, or auto. Nothing is rounded. A fixed size excludes `aspect_ratio` and `area`. auto or two whole numbers with "x" between them. 655,360 to 20,000,000 pixels. Ratio 1:3 to 3:1. Default auto."""


class ImageOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    width: int | None
    """Width in pixels; omit `aspect_ratio`, which takes precedence. Range [512, 2048]. A multiple of 8. Models: image-01."""

    height: int | None
    """Height in pixels; omit `aspect_ratio`, which takes precedence. Range [512, 2048]. A multiple of 8. Models: image-01."""

    seed: int | None
    """The same seed with the same parameters gives similar images; by default every image gets a random one."""

    prompt_optimizer: bool | None
    """Let the platform rewrite the prompt before use. Default false."""

    watermark: bool | None
    """Add an AI watermark to the images. Default false. Documented for region cn only."""

    style_type: Literal["漫画", "元气", "中世纪", "水彩"] | None
    """Name of the style, in Chinese: 漫画 comic, 元气 lively, 中世纪 medieval, 水彩 watercolor. One of 漫画, 元气, 中世纪, 水彩."""

    style_weight: float | None
    """Strength of the style. Range (0, 1]. Default 0.8."""

    area: Literal["1K", "2K", "4K"] | None
    """Approximate number of pixels, that of a square with sides of 1024, 2048 or 4096; only without a fixed `size`. One of 1K, 2K, 4K. Default 4K."""

    disable_prompt_enhanced: bool | None
    """Use the prompt unchanged instead of enhancing it; needs a fixed `size` or an X:Y `aspect_ratio`. Default false."""

    output_format: Literal["png", "jpeg", "jpg", "webp"] | None
    """Format of the images; jpg and jpeg are the same. One of png, jpeg, jpg, webp. Default jpg."""

    output_compression: int | None
    """Quality of JPEG and WebP images, without effect on PNG. Range [0, 100]. Default 95."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


ImageEditModel: TypeAlias = Literal["MiniMax-H3-Image", "MiniMax-H3-Image-Highspeed"] | str
"""Image model; the Highspeed one takes the same fields, is faster and costs twice as much per image. Known values: MiniMax-H3-Image, MiniMax-H3-Image-Highspeed."""

ImageEditPrompt: TypeAlias = str
"""Description of the image; the prompt of an edit calls the references "image 1", "image 2" and so on. Without prompt enhancement only about the first 4,096 tokens are used. 1 to 32,000 characters without the blanks around it."""

ImageEditN: TypeAlias = int
"""Number of images; the input is billed once per image. Range [1, 10]. Default 1."""

ImageEditSize: TypeAlias = str
"""Exact size in pixels, such as 2720x1536, or auto. Nothing is rounded. A fixed size excludes `aspect_ratio` and `area`. auto or two whole numbers with "x" between them. 655,360 to 20,000,000 pixels. Ratio 1:3 to 3:1. Default auto."""

ImageEditAspectRatio: TypeAlias = str
"""Ratio of width to height, such as 16:9, or auto; only without a fixed `size`. auto or two whole numbers with ":" between them. Each 1 to 300. Ratio 1:3 to 3:1. Default auto."""

ImageEditFormat: TypeAlias = Literal["url", "b64_json"]
"""Images as URLs, or as base64 in the response. The default is not known. One of url, b64_json. Not confirmed by an official page."""

ImageEditImages: TypeAlias = Sequence[ImageEditReferenceParam]
"""Reference images in the order in which the prompt numbers them. 1 to 16 items."""


class ImageEditOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    area: Literal["1K", "2K", "4K"] | None
    """Approximate number of pixels, that of a square with sides of 1024, 2048 or 4096; only without a fixed `size`. One of 1K, 2K, 4K. Default 4K."""

    disable_prompt_enhanced: bool | None
    """Use the prompt unchanged instead of enhancing it; needs a fixed `size` or an X:Y `aspect_ratio`. Default false."""

    output_format: Literal["png", "jpeg", "jpg", "webp"] | None
    """Format of the images; jpg and jpeg are the same. One of png, jpeg, jpg, webp. Default jpg."""

    output_compression: int | None
    """Quality of JPEG and WebP images, without effect on PNG. Range [0, 100]. Default 95."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""
