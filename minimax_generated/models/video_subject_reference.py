from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.video_subject_reference_type import VideoSubjectReferenceType, check_video_subject_reference_type

T = TypeVar("T", bound="VideoSubjectReference")


@_attrs_define
class VideoSubjectReference:
    """A person to keep in the video."""

    type_: VideoSubjectReferenceType
    """ Kind of subject. One of character. """
    image: list[str]
    """ One image of the face, as a public URL; data URLs are accepted too, though not documented here. Exactly 1
    item. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        image = self.image

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "image": image,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = check_video_subject_reference_type(d.pop("type"))

        image = cast(list[str], d.pop("image"))

        video_subject_reference = cls(
            type_=type_,
            image=image,
        )

        video_subject_reference.additional_properties = d
        return video_subject_reference

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
