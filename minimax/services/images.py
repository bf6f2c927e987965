"""Images: `client.images`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from minimax_generated.api import images as api

from .. import call, inputs
from ..errors import ValidationError
from ..flow import D, Flow, Service, Work, operation
from ..media import Source, media_rules
from ..request_body import build
from ..results.images import Images, images_from

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options.images import ImageAspectRatio, ImageModel, ImageN, ImageOptions

DEFAULT_MODEL = "image-01"
FORMATS = {"bytes": "base64", "url": "url"}


class ImagesService(Service[D]):
    """Images from text, and from a text and a portrait."""

    @operation
    def generate(
        self,
        prompt: str,
        *,
        model: ImageModel = DEFAULT_MODEL,
        reference: Source | None = None,
        aspect_ratio: ImageAspectRatio | None = None,
        n: ImageN | None = None,
        format: Literal["bytes", "url"] = "bytes",
        **options: Unpack[ImageOptions],
    ) -> Flow[Images[D]]:
        """Draw images.

        Args:
            prompt: what the images show, up to 1,500 characters.
            model: "image-01", or "image-01-live" for drawing styles.
            reference: a portrait of the person who is to appear: a path, bytes, an open binary
                file, a URL, a data URL or a PIL image; JPEG or PNG below 10 MB. One person seen
                from the front works best.
            aspect_ratio: "1:1" (1024 x 1024) when left out, "16:9", "4:3", "3:2", "2:3", "3:4",
                "9:16" or "21:9".
            n: number of images, 1 to 9; 1 when left out. Each one is billed.
            format: "bytes" for images that are there at once, "url" for links that live for 24
                hours and are fetched by `save`.
            **options: further fields of the request, typed in ImageOptions: `width` and `height`
                (512 to 2048, multiples of 8, in place of an aspect ratio), `seed`, `style_type` and
                `style_weight` (image-01-live), `prompt_optimizer`, `watermark`.

        Returns:
            The images, a sequence. `failed_count` tells how many the safety check held back; the
            others are there all the same.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            SensitiveContentError: the safety check refused the prompt, or held back every image.
            APIError: the platform refused or failed; see its subclasses.
            DecodeError: the answer holds no readable image; it is kept in `raw`.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/image-generation-t2i
        """
        if format not in FORMATS:
            allowed = " or ".join(map(repr, FORMATS))
            raise ValidationError(
                f"format: {format!r} is not allowed; it must be {allowed}",
                field="format",
                value=format,
                allowed=allowed,
            )
        if (
            self._config.validate
            and aspect_ratio is not None
            and (options.get("width") or options.get("height"))
        ):
            raise ValidationError(
                "aspect_ratio: it would win over width and height; give one or the other",
                field="aspect_ratio",
                value=aspect_ratio,
            )
        target = api.image_generation.OPERATION
        values: dict[str, Any] = {
            "prompt": prompt,
            "model": model,
            "aspect_ratio": aspect_ratio,
            "n": n,
            "format": FORMATS[format],
        }
        if reference is not None:
            portrait: str = yield Work(lambda: _portrait(reference, checked=self._config.validate))
            values["reference"] = [{"type": "character", "image_file": portrait}]
        answer = yield from call.call(self._config, target, build(target, {**values, **options}))
        return images_from(self, answer, call.origin(self._config, target))


def _portrait(reference: Source, *, checked: bool) -> str:
    """A portrait as a link or a data URL. May block."""
    kinds = {"image": media_rules("images", "ImageSubjectReference.image_file")}
    item = inputs.look(reference, name="reference", kinds=kinds, kind="image")
    if checked:
        inputs.check([item], kinds)
    return item.url or inputs.data_url(item)
