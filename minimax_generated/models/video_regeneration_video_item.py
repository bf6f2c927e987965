from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.video_regeneration_video_item_role import (
    VideoRegenerationVideoItemRole,
    check_video_regeneration_video_item_role,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_media_url import VideoMediaUrl


T = TypeVar("T", bound="VideoRegenerationVideoItem")


@_attrs_define
class VideoRegenerationVideoItem:
    """The video to regenerate, or a video that was a reference for it."""

    type_: Literal["video_url"]
    """ Type of the item. Always video_url. """
    video_url: VideoMediaUrl
    """ Location of an image, video or audio file. """
    role: VideoRegenerationVideoItemRole | Unset = UNSET
    """ Role of the video. A base_video has sound, 24 frames per second, sides divisible by 32, 589,824 to 1,032,192
    pixels and 107 to 362 frames in steps of 17. One of base_video, reference_video. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        video_url = self.video_url.to_dict()

        role: str | Unset = UNSET
        if not isinstance(self.role, Unset):
            role = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "video_url": video_url,
            }
        )
        if role is not UNSET:
            field_dict["role"] = role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_media_url import VideoMediaUrl  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["video_url"], d.pop("type"))
        if type_ != "video_url":
            raise ValueError(f"type must match const 'video_url', got '{type_}'")

        video_url = VideoMediaUrl.from_dict(d.pop("video_url"))

        _role = d.pop("role", UNSET)
        role: VideoRegenerationVideoItemRole | Unset
        if isinstance(_role, Unset):
            role = UNSET
        else:
            role = check_video_regeneration_video_item_role(_role)

        video_regeneration_video_item = cls(
            type_=type_,
            video_url=video_url,
            role=role,
        )

        video_regeneration_video_item.additional_properties = d
        return video_regeneration_video_item

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
