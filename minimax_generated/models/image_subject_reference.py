from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.image_subject_reference_type import ImageSubjectReferenceType, check_image_subject_reference_type

T = TypeVar("T", bound="ImageSubjectReference")


@_attrs_define
class ImageSubjectReference:
    """A portrait of a person to include."""

    type_: ImageSubjectReferenceType
    """ Kind of reference; a person. One of character. """
    image_file: str
    """ Public URL or `data:image/jpeg;base64,...` of a JPG, JPEG or PNG below 10 MB; one person seen from the front
    works best. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        image_file = self.image_file

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "image_file": image_file,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = check_image_subject_reference_type(d.pop("type"))

        image_file = d.pop("image_file")

        image_subject_reference = cls(
            type_=type_,
            image_file=image_file,
        )

        image_subject_reference.additional_properties = d
        return image_subject_reference

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
