from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.video_v2_image_item_role import VideoV2ImageItemRole, check_video_v2_image_item_role
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_media_url import VideoMediaUrl


T = TypeVar("T", bound="VideoV2ImageItem")


@_attrs_define
class VideoV2ImageItem:
    """An image, as a frame or as a reference."""

    type_: Literal["image_url"]
    """ Type of the item. Always image_url. """
    image_url: VideoMediaUrl
    """ Location of an image, video or audio file. """
    role: VideoV2ImageItemRole | Unset = UNSET
    """ Role of the image; a single image without a role is the first frame. One of first_frame, last_frame,
    reference_image. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        image_url = self.image_url.to_dict()

        role: str | Unset = UNSET
        if not isinstance(self.role, Unset):
            role = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "image_url": image_url,
            }
        )
        if role is not UNSET:
            field_dict["role"] = role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_media_url import VideoMediaUrl  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["image_url"], d.pop("type"))
        if type_ != "image_url":
            raise ValueError(f"type must match const 'image_url', got '{type_}'")

        image_url = VideoMediaUrl.from_dict(d.pop("image_url"))

        _role = d.pop("role", UNSET)
        role: VideoV2ImageItemRole | Unset
        if isinstance(_role, Unset):
            role = UNSET
        else:
            role = check_video_v2_image_item_role(_role)

        video_v2_image_item = cls(
            type_=type_,
            image_url=image_url,
            role=role,
        )

        video_v2_image_item.additional_properties = d
        return video_v2_image_item

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
