from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MusicExtraInfo")


@_attrs_define
class MusicExtraInfo:
    """Properties of the audio."""

    music_duration: int | None | Unset = UNSET
    """ Length in milliseconds. """
    music_sample_rate: int | None | Unset = UNSET
    """ Sample rate in Hz. """
    music_channel: int | None | Unset = UNSET
    """ Channels, 1 or 2. """
    bitrate: int | None | Unset = UNSET
    """ Bit rate in bit/s. """
    music_size: int | None | Unset = UNSET
    """ Size in bytes. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        music_duration: int | None | Unset
        if isinstance(self.music_duration, Unset):
            music_duration = UNSET
        else:
            music_duration = self.music_duration

        music_sample_rate: int | None | Unset
        if isinstance(self.music_sample_rate, Unset):
            music_sample_rate = UNSET
        else:
            music_sample_rate = self.music_sample_rate

        music_channel: int | None | Unset
        if isinstance(self.music_channel, Unset):
            music_channel = UNSET
        else:
            music_channel = self.music_channel

        bitrate: int | None | Unset
        if isinstance(self.bitrate, Unset):
            bitrate = UNSET
        else:
            bitrate = self.bitrate

        music_size: int | None | Unset
        if isinstance(self.music_size, Unset):
            music_size = UNSET
        else:
            music_size = self.music_size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if music_duration is not UNSET:
            field_dict["music_duration"] = music_duration
        if music_sample_rate is not UNSET:
            field_dict["music_sample_rate"] = music_sample_rate
        if music_channel is not UNSET:
            field_dict["music_channel"] = music_channel
        if bitrate is not UNSET:
            field_dict["bitrate"] = bitrate
        if music_size is not UNSET:
            field_dict["music_size"] = music_size

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_music_duration(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        music_duration = _parse_music_duration(d.pop("music_duration", UNSET))

        def _parse_music_sample_rate(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        music_sample_rate = _parse_music_sample_rate(d.pop("music_sample_rate", UNSET))

        def _parse_music_channel(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        music_channel = _parse_music_channel(d.pop("music_channel", UNSET))

        def _parse_bitrate(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        bitrate = _parse_bitrate(d.pop("bitrate", UNSET))

        def _parse_music_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        music_size = _parse_music_size(d.pop("music_size", UNSET))

        music_extra_info = cls(
            music_duration=music_duration,
            music_sample_rate=music_sample_rate,
            music_channel=music_channel,
            bitrate=bitrate,
            music_size=music_size,
        )

        music_extra_info.additional_properties = d
        return music_extra_info

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
