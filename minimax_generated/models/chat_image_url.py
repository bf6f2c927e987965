from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_image_url_detail import ChatImageUrlDetail, check_chat_image_url_detail
from ..types import UNSET, Unset

T = TypeVar("T", bound="ChatImageUrl")


@_attrs_define
class ChatImageUrl:
    """Location of the image and the detail to use."""

    url: str
    """ URL or `data:image/...;base64,` URL of a JPEG, PNG, GIF or WEBP of up to 10 MB. """
    detail: ChatImageUrlDetail | Unset = UNSET
    """ Tokens to spend: about 600 for low, 1000 to 5000 for default, 15000 or more for high. One of low, default,
    high. Default default. """
    max_long_side_pixel: int | Unset = UNSET
    """ Scale the image so that its longer side has at most this many pixels. Range [1, ∞). """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        detail: str | Unset = UNSET
        if not isinstance(self.detail, Unset):
            detail = self.detail

        max_long_side_pixel = self.max_long_side_pixel

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "url": url,
            }
        )
        if detail is not UNSET:
            field_dict["detail"] = detail
        if max_long_side_pixel is not UNSET:
            field_dict["max_long_side_pixel"] = max_long_side_pixel

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        _detail = d.pop("detail", UNSET)
        detail: ChatImageUrlDetail | Unset
        if isinstance(_detail, Unset):
            detail = UNSET
        else:
            detail = check_chat_image_url_detail(_detail)

        max_long_side_pixel = d.pop("max_long_side_pixel", UNSET)

        chat_image_url = cls(
            url=url,
            detail=detail,
            max_long_side_pixel=max_long_side_pixel,
        )

        chat_image_url.additional_properties = d
        return chat_image_url

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
