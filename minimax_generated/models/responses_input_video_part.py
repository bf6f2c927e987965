from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.responses_video_url import ResponsesVideoUrl


T = TypeVar("T", bound="ResponsesInputVideoPart")


@_attrs_define
class ResponsesInputVideoPart:
    """A video, for M3 and newer."""

    type_: Literal["input_video"]
    """ Type of the part. Always input_video. """
    video_url: ResponsesVideoUrl | str
    """ Location of the video, alone or with the detail to use. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_video_url import ResponsesVideoUrl  # noqa: PLC0415

        type_ = self.type_

        video_url: dict[str, Any] | str
        if isinstance(self.video_url, ResponsesVideoUrl):
            video_url = self.video_url.to_dict()
        else:
            video_url = self.video_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "video_url": video_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_video_url import ResponsesVideoUrl  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["input_video"], d.pop("type"))
        if type_ != "input_video":
            raise ValueError(f"type must match const 'input_video', got '{type_}'")

        def _parse_video_url(data: object) -> ResponsesVideoUrl | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                video_url_type_1 = ResponsesVideoUrl.from_dict(data)

                return video_url_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ResponsesVideoUrl | str, data)

        video_url = _parse_video_url(d.pop("video_url"))

        responses_input_video_part = cls(
            type_=type_,
            video_url=video_url,
        )

        responses_input_video_part.additional_properties = d
        return responses_input_video_part

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
