from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.responses_image_url import ResponsesImageUrl


T = TypeVar("T", bound="ResponsesInputImagePart")


@_attrs_define
class ResponsesInputImagePart:
    """An image, for M3 and newer."""

    type_: Literal["input_image"]
    """ Type of the part. Always input_image. """
    image_url: ResponsesImageUrl | str
    """ URL or base64 data URL of the image, alone or with the detail to use. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_image_url import ResponsesImageUrl  # noqa: PLC0415

        type_ = self.type_

        image_url: dict[str, Any] | str
        if isinstance(self.image_url, ResponsesImageUrl):
            image_url = self.image_url.to_dict()
        else:
            image_url = self.image_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "image_url": image_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_image_url import ResponsesImageUrl  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["input_image"], d.pop("type"))
        if type_ != "input_image":
            raise ValueError(f"type must match const 'input_image', got '{type_}'")

        def _parse_image_url(data: object) -> ResponsesImageUrl | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                image_url_type_1 = ResponsesImageUrl.from_dict(data)

                return image_url_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ResponsesImageUrl | str, data)

        image_url = _parse_image_url(d.pop("image_url"))

        responses_input_image_part = cls(
            type_=type_,
            image_url=image_url,
        )

        responses_input_image_part.additional_properties = d
        return responses_input_image_part

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
