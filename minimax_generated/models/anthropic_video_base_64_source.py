from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.anthropic_video_base_64_source_detail import (
    AnthropicVideoBase64SourceDetail,
    check_anthropic_video_base_64_source_detail,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="AnthropicVideoBase64Source")


@_attrs_define
class AnthropicVideoBase64Source:
    """A video within the request."""

    type_: Literal["base64"]
    """ Type of the source. Always base64. """
    media_type: str
    """ Media type of the MP4, AVI, MOV or MKV; a MOV is video/mov. Known values: video/mp4, video/mov, video/avi,
    video/x-msvideo, video/x-matroska. """
    data: str
    """ The video in base64, up to 50 MB. """
    detail: AnthropicVideoBase64SourceDetail | Unset = UNSET
    """ How many tokens to spend on the video. One of low, default, high. Default default. """
    fps: float | Unset = UNSET
    """ Frames sampled per second of video. Range [0.2, 5]. Default 1. """
    max_long_side_pixel: int | Unset = UNSET
    """ Scale the frames so that their longer side has at most this many pixels. Range [1, ∞). """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        media_type = self.media_type

        data = self.data

        detail: str | Unset = UNSET
        if not isinstance(self.detail, Unset):
            detail = self.detail

        fps = self.fps

        max_long_side_pixel = self.max_long_side_pixel

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "media_type": media_type,
                "data": data,
            }
        )
        if detail is not UNSET:
            field_dict["detail"] = detail
        if fps is not UNSET:
            field_dict["fps"] = fps
        if max_long_side_pixel is not UNSET:
            field_dict["max_long_side_pixel"] = max_long_side_pixel

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["base64"], d.pop("type"))
        if type_ != "base64":
            raise ValueError(f"type must match const 'base64', got '{type_}'")

        media_type = d.pop("media_type")

        data = d.pop("data")

        _detail = d.pop("detail", UNSET)
        detail: AnthropicVideoBase64SourceDetail | Unset
        if isinstance(_detail, Unset):
            detail = UNSET
        else:
            detail = check_anthropic_video_base_64_source_detail(_detail)

        fps = d.pop("fps", UNSET)

        max_long_side_pixel = d.pop("max_long_side_pixel", UNSET)

        anthropic_video_base_64_source = cls(
            type_=type_,
            media_type=media_type,
            data=data,
            detail=detail,
            fps=fps,
            max_long_side_pixel=max_long_side_pixel,
        )

        anthropic_video_base_64_source.additional_properties = d
        return anthropic_video_base_64_source

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
