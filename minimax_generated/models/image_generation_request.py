from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.image_generation_request_aspect_ratio import (
    ImageGenerationRequestAspectRatio,
    check_image_generation_request_aspect_ratio,
)
from ..models.image_generation_request_response_format import (
    ImageGenerationRequestResponseFormat,
    check_image_generation_request_response_format,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.image_style import ImageStyle
    from ..models.image_subject_reference import ImageSubjectReference


T = TypeVar("T", bound="ImageGenerationRequest")


@_attrs_define
class ImageGenerationRequest:
    """Prompt, size, number of images, and an optional portrait."""

    model: str
    """ Image model; the global text-to-image page lists `image-01` only. Known values: image-01-live, image-01. """
    prompt: str
    """ What the image shows. At most 1,500 characters. """
    aspect_ratio: ImageGenerationRequestAspectRatio | Unset = UNSET
    """ Aspect ratio of the image; takes precedence over width and height. One of 1:1, 16:9, 4:3, 3:2, 2:3, 3:4,
    9:16, 21:9. Default 1:1. """
    width: int | Unset = UNSET
    """ Width in pixels; omit `aspect_ratio`, which takes precedence. Range [512, 2048]. A multiple of 8. Models:
    image-01. """
    height: int | Unset = UNSET
    """ Height in pixels; omit `aspect_ratio`, which takes precedence. Range [512, 2048]. A multiple of 8. Models:
    image-01. """
    response_format: ImageGenerationRequestResponseFormat | Unset = UNSET
    """ Images as URLs that are valid for 24 hours, or as base64 in the response. One of url, base64. Default url.
    """
    seed: int | Unset = UNSET
    """ The same seed with the same parameters gives similar images; by default every image gets a random one. """
    n: int | Unset = UNSET
    """ Number of images. Range [1, 9]. Default 1. """
    prompt_optimizer: bool | Unset = UNSET
    """ Let the platform rewrite the prompt before use. Default false. """
    aigc_watermark: bool | Unset = UNSET
    """ Add an AI watermark to the images. Default false. Documented for region cn only. """
    style: ImageStyle | Unset = UNSET
    """ A drawing style and its strength. """
    subject_reference: list[ImageSubjectReference] | Unset = UNSET
    """ Portrait of the person in the image; makes the call image to image. Exactly 1 item. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.image_subject_reference import ImageSubjectReference  # noqa: PLC0415

        model = self.model

        prompt = self.prompt

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        width = self.width

        height = self.height

        response_format: str | Unset = UNSET
        if not isinstance(self.response_format, Unset):
            response_format = self.response_format

        seed = self.seed

        n = self.n

        prompt_optimizer = self.prompt_optimizer

        aigc_watermark = self.aigc_watermark

        style: dict[str, Any] | Unset = UNSET
        if not isinstance(self.style, Unset):
            style = self.style.to_dict()

        subject_reference: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.subject_reference, Unset):
            subject_reference = []
            for subject_reference_item_data in self.subject_reference:
                subject_reference_item = (
                    subject_reference_item_data.to_dict()
                    if isinstance(subject_reference_item_data, ImageSubjectReference)
                    else subject_reference_item_data
                )
                subject_reference.append(subject_reference_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "prompt": prompt,
            }
        )
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if width is not UNSET:
            field_dict["width"] = width
        if height is not UNSET:
            field_dict["height"] = height
        if response_format is not UNSET:
            field_dict["response_format"] = response_format
        if seed is not UNSET:
            field_dict["seed"] = seed
        if n is not UNSET:
            field_dict["n"] = n
        if prompt_optimizer is not UNSET:
            field_dict["prompt_optimizer"] = prompt_optimizer
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark
        if style is not UNSET:
            field_dict["style"] = style
        if subject_reference is not UNSET:
            field_dict["subject_reference"] = subject_reference

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.image_style import ImageStyle  # noqa: PLC0415
        from ..models.image_subject_reference import ImageSubjectReference  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        prompt = d.pop("prompt")

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: ImageGenerationRequestAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_image_generation_request_aspect_ratio(_aspect_ratio)

        width = d.pop("width", UNSET)

        height = d.pop("height", UNSET)

        _response_format = d.pop("response_format", UNSET)
        response_format: ImageGenerationRequestResponseFormat | Unset
        if isinstance(_response_format, Unset):
            response_format = UNSET
        else:
            response_format = check_image_generation_request_response_format(_response_format)

        seed = d.pop("seed", UNSET)

        n = d.pop("n", UNSET)

        prompt_optimizer = d.pop("prompt_optimizer", UNSET)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        _style = d.pop("style", UNSET)
        style: ImageStyle | Unset
        if isinstance(_style, Unset):
            style = UNSET
        else:
            style = ImageStyle.from_dict(_style)

        _subject_reference = d.pop("subject_reference", UNSET)
        subject_reference: list[ImageSubjectReference] | Unset = UNSET
        if _subject_reference is not UNSET:
            subject_reference = []
            for subject_reference_item_data in _subject_reference:
                subject_reference_item = (
                    ImageSubjectReference.from_dict(subject_reference_item_data)
                    if isinstance(subject_reference_item_data, Mapping)
                    else subject_reference_item_data
                )

                subject_reference.append(subject_reference_item)

        image_generation_request = cls(
            model=model,
            prompt=prompt,
            aspect_ratio=aspect_ratio,
            width=width,
            height=height,
            response_format=response_format,
            seed=seed,
            n=n,
            prompt_optimizer=prompt_optimizer,
            aigc_watermark=aigc_watermark,
            style=style,
            subject_reference=subject_reference,
        )

        image_generation_request.additional_properties = d
        return image_generation_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
