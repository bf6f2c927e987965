from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="T2AStreamOptions")


@_attrs_define
class T2AStreamOptions:
    """Options of the stream."""

    exclude_aggregated_audio: bool | Unset = UNSET
    """ Omit the second copy of the whole audio from the last frame. Default false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        exclude_aggregated_audio = self.exclude_aggregated_audio

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if exclude_aggregated_audio is not UNSET:
            field_dict["exclude_aggregated_audio"] = exclude_aggregated_audio

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        exclude_aggregated_audio = d.pop("exclude_aggregated_audio", UNSET)

        t2a_stream_options = cls(
            exclude_aggregated_audio=exclude_aggregated_audio,
        )

        t2a_stream_options.additional_properties = d
        return t2a_stream_options

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
