"""Images: `client.images`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from minimax_generated.operation import AnyOperation
from minimax_generated.operations import find_operation

from ..core import call
from ..core.operation import I, Service, operation
from ..core.sources import Source, check_choice, refused
from ..errors import ValidationError
from ..media import inline_images, media_rules
from ..requests import request_body, video_rules
from ..results.images import Images, images_from

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options import images as keywords

DEFAULT_MODEL = "image-01"
EDIT_MODEL = "MiniMax-H3-Image"
CREATE = {"v2": "images_generations", "v1": "image_generation"}
"""The endpoint of each generation of the API, the newest first."""
FORMATS: Mapping[str, Mapping[str | None, str | None]] = {
    "v1": {"bytes": "base64", "url": "url", None: "base64"},
    "v2": {"bytes": None, "url": "url", "b64_json": "b64_json", None: None},
}
"""The wire names of `format`. It is not documented for the newer endpoints, so it is sent to them
only if necessary.
"""


class ImagesService(Service[I]):
    """Generate images from text and from other images."""

    @operation
    async def generate(
        self,
        prompt: str,
        *,
        model: keywords.ImageModel = DEFAULT_MODEL,
        api: Literal["v1", "v2"] | None = None,
        reference: Source | None = None,
        size: keywords.ImageSize | None = None,
        aspect_ratio: keywords.ImageAspectRatio | None = None,
        n: keywords.ImageN | None = None,
        format: Literal["bytes", "url", "b64_json"] | None = "bytes",
        **options: Unpack[keywords.ImageOptions],
    ) -> Images[I]:
        """Generate images.

        The model determines the generation of the API: V1 serves image-01 and image-01-live, billed
        per image; V2 serves MiniMax-H3-Image and MiniMax-H3-Image-Highspeed, billed per token.

        Args:
            prompt: what the images show, up to 1,500 characters (V2: 32,000).
            model: image model: "image-01", "image-01-live" for drawing styles, "MiniMax-H3-Image"
                or "MiniMax-H3-Image-Highspeed". A model that this package does not know is sent to
                the newest generation that accepts all the given fields.
            api: "v1" or "v2", for a model that this package does not know.
            reference: V1: a portrait of the person to show: a path, bytes, an open binary file, a
                URL, a data URL or a PIL image; JPEG or PNG below 10 MB. A single person facing the
                camera works best. For V2, pass references to `edit`.
            size: V2: exact size such as "2720x1536": 655,360 to 20,000,000 pixels, 1:3 to 3:1; in
                place of `aspect_ratio` and `area`.
            aspect_ratio: V1: "1:1" (1024 x 1024, the default), "16:9", "4:3", "3:2", "2:3", "3:4",
                "9:16" or "21:9". V2: any ratio from "1:3" to "3:1"; by default the platform
                chooses.
            n: number of images, 1 to 9 (V2: 10); defaults to 1. Each image is billed.
            format: "bytes" to have the images in memory: if the platform sends links, they are
                downloaded before this call returns; "url" for links, which `save` downloads. V2:
                "b64_json" requests base64; None requests nothing and downloads nothing.
            **options: other fields of the request, typed in ImageOptions. V1: `width` and `height`
                (512 to 2048, multiples of 8, in place of an aspect ratio), `seed`, `style_type` and
                `style_weight` (image-01-live), `prompt_optimizer`, `watermark`.
                V2: `area` ("1K", "2K" or "4K", which is the default), `output_format` ("jpg",
                "png" or "webp"), `output_compression`, `disable_prompt_enhanced`.

        Returns:
            The images, a sequence. `failed_count` is the number of images that failed, `failures`
            the reasons (V2). `usage` counts the tokens (V2).

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            SensitiveContentError: the safety check rejected the prompt, or withheld every image.
            APIError: the platform reported an error; see its subclasses.
            DecodeError: the response contains no readable image; `raw` has it.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/image-generation-t2i
        """
        values: dict[str, Any] = {"size": size, "aspect_ratio": aspect_ratio, "n": n, **options}
        generation = api or _generation(model, {**values, "reference": reference})
        check_choice("api", generation, sorted(CREATE))
        target = find_operation(CREATE[generation])
        if self._config.validate:
            _check(target, generation, model, values, reference)
        if reference is not None:
            (portrait,) = await self._references([("reference", reference)], PORTRAIT)
            values["reference"] = [{"type": "character", "image_file": portrait}]
        return await self._request(target, generation, prompt, model, format, values)

    @operation
    async def edit(
        self,
        prompt: str,
        images: Source | Sequence[Source],
        *,
        model: keywords.ImageEditModel = EDIT_MODEL,
        size: keywords.ImageEditSize | None = None,
        aspect_ratio: keywords.ImageEditAspectRatio | None = None,
        n: keywords.ImageEditN | None = None,
        format: Literal["bytes", "url", "b64_json"] | None = "bytes",
        **options: Unpack[keywords.ImageEditOptions],
    ) -> Images[I]:
        """Edit an image, or combine several into one, with MiniMax-H3-Image.

        Args:
            prompt: what to do, up to 32,000 characters. Refer to the images as "image 1", "image 2"
                and so on, in their order.
            images: 1 to 16 references: paths, bytes, open binary files, URLs, data URLs or PIL
                images; JPEG, PNG, WEBP, HEIC or HEIF with sides of 128 to 8192 pixels, the longer
                one at most four times the shorter.
            model: "MiniMax-H3-Image", or "MiniMax-H3-Image-Highspeed", which is faster.
            size: exact size such as "2720x1536": 655,360 to 20,000,000 pixels, 1:3 to 3:1; in place
                of `aspect_ratio` and `area`.
            aspect_ratio: any ratio from "1:3" to "3:1"; defaults to that of the first image.
            n: number of images, 1 to 10; defaults to 1. Each image is billed, and so are the
                references.
            format: as in `generate`.
            **options: other fields of the request, typed in ImageEditOptions: `area`,
                `output_format`, `output_compression`, `disable_prompt_enhanced`.

        Returns and raises what `generate` does.

        Source: https://github.com/MiniMax-AI/MiniMax-H3-Image
        """
        target = find_operation("images_edits")
        sources = list(images) if isinstance(images, (list, tuple)) else [images]
        given = [(f"images[{index}]", source) for index, source in enumerate(sources)]
        values: dict[str, Any] = {"size": size, "aspect_ratio": aspect_ratio, "n": n, **options}
        values["images"] = [{"image_url": url} for url in await self._references(given, REFERENCE)]
        return await self._request(target, "v2", prompt, model, format, values)

    async def _request(
        self,
        target: AnyOperation,
        generation: str,
        prompt: str,
        model: str,
        format: str | None,
        values: Mapping[str, Any],
    ) -> Images[I]:
        formats = FORMATS[generation]
        check_choice("format", format, formats)
        fields = {"prompt": prompt, "model": model, **values, "format": formats[format]}
        answer = await self._call(target, fields)
        origin = call.origin(self._config, target)
        output_format = str(values.get("output_format") or "jpeg")
        images = images_from(self, answer, target, origin, format=output_format)
        if format == "bytes":
            await images._fetch()
        return images

    async def _references(self, given: Sequence[tuple[str, Source]], field: str) -> Sequence[str]:
        """Images as links and data URLs, validated against the limits of a field."""
        rules, checked = media_rules("images", field), self._config.validate
        urls: Sequence[str] = await self._io.work(
            lambda: inline_images(given, rules, checked=checked)
        )
        return urls


PORTRAIT = "ImageSubjectReference.image_file"
REFERENCE = "ImageEditReference.image_url"
"""The fields whose limits apply to references."""


def _generation(model: str, values: Mapping[str, Any]) -> str:
    """The generation of the API that serves a model; for an unknown model, the newest that accepts
    every given field.
    """
    if video_rules.row(model, "image") is not None:
        return video_rules.generation(model, "image")
    provided = {name for name, value in values.items() if value is not None and name != "extra"}
    fitting = (
        name
        for name, operation_id in CREATE.items()
        if find_operation(operation_id).fields.keys() >= provided
    )
    return next(fitting, next(iter(CREATE)))


def _check(
    target: AnyOperation,
    generation: str,
    model: str,
    values: Mapping[str, Any],
    reference: Source | None,
) -> None:
    """Raise a ValidationError for fields that the model does not accept, or silently ignores."""
    if reference is not None and generation == "v2":
        raise ValidationError(
            f"reference works with {video_rules.served_by('v1', 'image')}, not with {model}; for"
            f" {model} use images.edit(prompt, images=[...])",
            field="reference",
            allowed="images.edit(prompt, images=[...])",
        )
    other = next(name for name in CREATE if name != generation)
    theirs, models = find_operation(CREATE[other]), video_rules.served_by(other, "image")
    request_body.refuse_foreign(target, theirs, values, model=model, models=models)
    if values["aspect_ratio"] is not None and (values.get("width") or values.get("height")):
        problem = "it would override width and height; pass one or the other"
        raise refused("aspect_ratio", problem, values["aspect_ratio"])
