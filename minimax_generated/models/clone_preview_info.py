from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ClonePreviewInfo")


@_attrs_define
class ClonePreviewInfo:
    """Properties of the preview audio."""

    audio_length: int | None | Unset = UNSET
    """ Length in milliseconds. """
    audio_sample_rate: int | None | Unset = UNSET
    """ Sample rate in Hz. """
    audio_size: int | None | Unset = UNSET
    """ Size in bytes. """
    bitrate: int | None | Unset = UNSET
    """ Bit rate in bit/s. """
    word_count: int | None | Unset = UNSET
    """ Pronounced characters without punctuation. """
    usage_characters: int | None | Unset = UNSET
    """ Billed characters. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        audio_length: int | None | Unset
        if isinstance(self.audio_length, Unset):
            audio_length = UNSET
        else:
            audio_length = self.audio_length

        audio_sample_rate: int | None | Unset
        if isinstance(self.audio_sample_rate, Unset):
            audio_sample_rate = UNSET
        else:
            audio_sample_rate = self.audio_sample_rate

        audio_size: int | None | Unset
        if isinstance(self.audio_size, Unset):
            audio_size = UNSET
        else:
            audio_size = self.audio_size

        bitrate: int | None | Unset
        if isinstance(self.bitrate, Unset):
            bitrate = UNSET
        else:
            bitrate = self.bitrate

        word_count: int | None | Unset
        if isinstance(self.word_count, Unset):
            word_count = UNSET
        else:
            word_count = self.word_count

        usage_characters: int | None | Unset
        if isinstance(self.usage_characters, Unset):
            usage_characters = UNSET
        else:
            usage_characters = self.usage_characters

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if audio_length is not UNSET:
            field_dict["audio_length"] = audio_length
        if audio_sample_rate is not UNSET:
            field_dict["audio_sample_rate"] = audio_sample_rate
        if audio_size is not UNSET:
            field_dict["audio_size"] = audio_size
        if bitrate is not UNSET:
            field_dict["bitrate"] = bitrate
        if word_count is not UNSET:
            field_dict["word_count"] = word_count
        if usage_characters is not UNSET:
            field_dict["usage_characters"] = usage_characters

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_audio_length(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        audio_length = _parse_audio_length(d.pop("audio_length", UNSET))

        def _parse_audio_sample_rate(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        audio_sample_rate = _parse_audio_sample_rate(d.pop("audio_sample_rate", UNSET))

        def _parse_audio_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        audio_size = _parse_audio_size(d.pop("audio_size", UNSET))

        def _parse_bitrate(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        bitrate = _parse_bitrate(d.pop("bitrate", UNSET))

        def _parse_word_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        word_count = _parse_word_count(d.pop("word_count", UNSET))

        def _parse_usage_characters(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        usage_characters = _parse_usage_characters(d.pop("usage_characters", UNSET))

        clone_preview_info = cls(
            audio_length=audio_length,
            audio_sample_rate=audio_sample_rate,
            audio_size=audio_size,
            bitrate=bitrate,
            word_count=word_count,
            usage_characters=usage_characters,
        )

        clone_preview_info.additional_properties = d
        return clone_preview_info

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
