from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.images_edits_request_area import ImagesEditsRequestArea, check_images_edits_request_area
from ..models.images_edits_request_output_format import (
    ImagesEditsRequestOutputFormat,
    check_images_edits_request_output_format,
)
from ..models.images_edits_request_response_format import (
    ImagesEditsRequestResponseFormat,
    check_images_edits_request_response_format,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.image_edit_reference import ImageEditReference


T = TypeVar("T", bound="ImagesEditsRequest")


@_attrs_define
class ImagesEditsRequest:
    """Prompt, reference images and settings of the result."""

    model: str
    """ Image model; the Highspeed one takes the same fields, is faster and costs twice as much per image. Known
    values: MiniMax-H3-Image, MiniMax-H3-Image-Highspeed. Known values: MiniMax-H3-Image, MiniMax-H3-Image-
    Highspeed. """
    prompt: str
    """ Description of the image; the prompt of an edit calls the references "image 1", "image 2" and so on. Without
    prompt enhancement only about the first 4,096 tokens are used. 1 to 32,000 characters without the blanks around
    it. 1 to 32,000 characters without the blanks around it. """
    images: list[ImageEditReference]
    """ Reference images in the order in which the prompt numbers them. 1 to 16 items. """
    n: int | Unset = UNSET
    """ Number of images; the input is billed once per image. Range [1, 10]. Default 1. Range [1, 10]. """
    size: str | Unset = UNSET
    """ Exact size in pixels, such as 2720x1536, or auto. Nothing is rounded. A fixed size excludes `aspect_ratio`
    and `area`. auto or two whole numbers with "x" between them. 655,360 to 20,000,000 pixels. Ratio 1:3 to 3:1.
    Default auto. auto or two whole numbers with "x" between them. 655,360 to 20,000,000 pixels. Ratio 1:3 to 3:1.
    """
    aspect_ratio: str | Unset = UNSET
    """ Ratio of width to height, such as 16:9, or auto; only without a fixed `size`. auto or two whole numbers with
    ":" between them. Each 1 to 300. Ratio 1:3 to 3:1. Default auto. auto or two whole numbers with ":" between
    them. Each 1 to 300. Ratio 1:3 to 3:1. """
    area: ImagesEditsRequestArea | Unset = UNSET
    """ Approximate number of pixels, that of a square with sides of 1024, 2048 or 4096; only without a fixed
    `size`. One of 1K, 2K, 4K. Default 4K. One of 1K, 2K, 4K. """
    disable_prompt_enhanced: bool | Unset = UNSET
    """ Use the prompt unchanged instead of enhancing it; needs a fixed `size` or an X:Y `aspect_ratio`. Default
    false. """
    output_format: ImagesEditsRequestOutputFormat | Unset = UNSET
    """ Format of the images; jpg and jpeg are the same. One of png, jpeg, jpg, webp. Default jpg. One of png, jpeg,
    jpg, webp. """
    output_compression: int | Unset = UNSET
    """ Quality of JPEG and WebP images, without effect on PNG. Range [0, 100]. Default 95. Range [0, 100]. """
    response_format: ImagesEditsRequestResponseFormat | Unset = UNSET
    """ Images as URLs, or as base64 in the response. The default is not known. One of url, b64_json. Not confirmed
    by an official page. One of url, b64_json. Not confirmed by an official page. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.image_edit_reference import ImageEditReference  # noqa: PLC0415

        model = self.model

        prompt = self.prompt

        images = []
        for images_item_data in self.images:
            images_item = (
                images_item_data.to_dict() if isinstance(images_item_data, ImageEditReference) else images_item_data
            )
            images.append(images_item)

        n = self.n

        size = self.size

        aspect_ratio = self.aspect_ratio

        area: str | Unset = UNSET
        if not isinstance(self.area, Unset):
            area = self.area

        disable_prompt_enhanced = self.disable_prompt_enhanced

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format

        output_compression = self.output_compression

        response_format: str | Unset = UNSET
        if not isinstance(self.response_format, Unset):
            response_format = self.response_format

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "prompt": prompt,
                "images": images,
            }
        )
        if n is not UNSET:
            field_dict["n"] = n
        if size is not UNSET:
            field_dict["size"] = size
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if area is not UNSET:
            field_dict["area"] = area
        if disable_prompt_enhanced is not UNSET:
            field_dict["disable_prompt_enhanced"] = disable_prompt_enhanced
        if output_format is not UNSET:
            field_dict["output_format"] = output_format
        if output_compression is not UNSET:
            field_dict["output_compression"] = output_compression
        if response_format is not UNSET:
            field_dict["response_format"] = response_format

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.image_edit_reference import ImageEditReference  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        prompt = d.pop("prompt")

        images = []
        _images = d.pop("images")
        for images_item_data in _images:
            images_item = (
                ImageEditReference.from_dict(images_item_data)
                if isinstance(images_item_data, Mapping)
                else images_item_data
            )

            images.append(images_item)

        n = d.pop("n", UNSET)

        size = d.pop("size", UNSET)

        aspect_ratio = d.pop("aspect_ratio", UNSET)

        _area = d.pop("area", UNSET)
        area: ImagesEditsRequestArea | Unset
        if isinstance(_area, Unset):
            area = UNSET
        else:
            area = check_images_edits_request_area(_area)

        disable_prompt_enhanced = d.pop("disable_prompt_enhanced", UNSET)

        _output_format = d.pop("output_format", UNSET)
        output_format: ImagesEditsRequestOutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = check_images_edits_request_output_format(_output_format)

        output_compression = d.pop("output_compression", UNSET)

        _response_format = d.pop("response_format", UNSET)
        response_format: ImagesEditsRequestResponseFormat | Unset
        if isinstance(_response_format, Unset):
            response_format = UNSET
        else:
            response_format = check_images_edits_request_response_format(_response_format)

        images_edits_request = cls(
            model=model,
            prompt=prompt,
            images=images,
            n=n,
            size=size,
            aspect_ratio=aspect_ratio,
            area=area,
            disable_prompt_enhanced=disable_prompt_enhanced,
            output_format=output_format,
            output_compression=output_compression,
            response_format=response_format,
        )

        images_edits_request.additional_properties = d
        return images_edits_request

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
