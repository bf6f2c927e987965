from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ImageUnderstandingRequest")


@_attrs_define
class ImageUnderstandingRequest:
    """A question and one image."""

    prompt: str
    """ The question. """
    image_url: str | Unset = UNSET
    """ The image as `data:image/...;base64,...` (JPEG, PNG or WebP); official clients first convert web and local
    images to this form, one of them up to 50 MB. """
    file_id: str | Unset = UNSET
    """ Id of an uploaded image instead, as a string; observed in one official client. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        image_url = self.image_url

        file_id = self.file_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "prompt": prompt,
            }
        )
        if image_url is not UNSET:
            field_dict["image_url"] = image_url
        if file_id is not UNSET:
            field_dict["file_id"] = file_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        image_url = d.pop("image_url", UNSET)

        file_id = d.pop("file_id", UNSET)

        image_understanding_request = cls(
            prompt=prompt,
            image_url=image_url,
            file_id=file_id,
        )

        image_understanding_request.additional_properties = d
        return image_understanding_request

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
