from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.image_style_style_type import ImageStyleStyleType, check_image_style_style_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="ImageStyle")


@_attrs_define
class ImageStyle:
    """A drawing style and its strength."""

    style_type: ImageStyleStyleType
    """ Name of the style, in Chinese: 漫画 comic, 元气 lively, 中世纪 medieval, 水彩 watercolor. One of 漫画, 元气, 中世纪, 水彩. """
    style_weight: float | Unset = UNSET
    """ Strength of the style. Range (0, 1]. Default 0.8. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        style_type: str = self.style_type

        style_weight = self.style_weight

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "style_type": style_type,
            }
        )
        if style_weight is not UNSET:
            field_dict["style_weight"] = style_weight

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        style_type = check_image_style_style_type(d.pop("style_type"))

        style_weight = d.pop("style_weight", UNSET)

        image_style = cls(
            style_type=style_type,
            style_weight=style_weight,
        )

        image_style.additional_properties = d
        return image_style

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
