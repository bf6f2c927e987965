from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="T2AExtraInfo")


@_attrs_define
class T2AExtraInfo:
    """Properties and billing of the finished audio."""

    audio_length: int | None | Unset = UNSET
    """ Length of the audio in ms. """
    audio_sample_rate: int | None | Unset = UNSET
    """ Sample rate in Hz. """
    audio_size: int | None | Unset = UNSET
    """ Size of the audio in bytes; 0 was observed for good audio. """
    bitrate: int | None | Unset = UNSET
    """ Bit rate in bit/s. """
    audio_format: None | str | Unset = UNSET
    """ Format of the audio. Known values: mp3, pcm, flac, wav, pcmu_raw, pcmu_wav, opus. """
    audio_channel: int | None | Unset = UNSET
    """ 1 for mono, 2 for stereo. Known values: 1, 2. """
    invisible_character_ratio: float | None | Unset = UNSET
    """ Share of invisible characters in the text, from 0 to 0.1. """
    usage_characters: int | None | Unset = UNSET
    """ Billed characters. A Chinese character was observed to count as 2, any other as 1. """
    usage_voice_count: int | None | Unset = UNSET
    """ Voices billed by this call, on the first use of a cloned or designed voice; absent when none was. """
    word_count: int | None | Unset = UNSET
    """ Characters spoken, for information. The newest page counts punctuation and spaces, the others do not. """
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

        audio_format: None | str | Unset
        if isinstance(self.audio_format, Unset):
            audio_format = UNSET
        else:
            audio_format = self.audio_format

        audio_channel: int | None | Unset
        if isinstance(self.audio_channel, Unset):
            audio_channel = UNSET
        else:
            audio_channel = self.audio_channel

        invisible_character_ratio: float | None | Unset
        if isinstance(self.invisible_character_ratio, Unset):
            invisible_character_ratio = UNSET
        else:
            invisible_character_ratio = self.invisible_character_ratio

        usage_characters: int | None | Unset
        if isinstance(self.usage_characters, Unset):
            usage_characters = UNSET
        else:
            usage_characters = self.usage_characters

        usage_voice_count: int | None | Unset
        if isinstance(self.usage_voice_count, Unset):
            usage_voice_count = UNSET
        else:
            usage_voice_count = self.usage_voice_count

        word_count: int | None | Unset
        if isinstance(self.word_count, Unset):
            word_count = UNSET
        else:
            word_count = self.word_count

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
        if audio_format is not UNSET:
            field_dict["audio_format"] = audio_format
        if audio_channel is not UNSET:
            field_dict["audio_channel"] = audio_channel
        if invisible_character_ratio is not UNSET:
            field_dict["invisible_character_ratio"] = invisible_character_ratio
        if usage_characters is not UNSET:
            field_dict["usage_characters"] = usage_characters
        if usage_voice_count is not UNSET:
            field_dict["usage_voice_count"] = usage_voice_count
        if word_count is not UNSET:
            field_dict["word_count"] = word_count

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

        def _parse_audio_format(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        audio_format = _parse_audio_format(d.pop("audio_format", UNSET))

        def _parse_audio_channel(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        audio_channel = _parse_audio_channel(d.pop("audio_channel", UNSET))

        def _parse_invisible_character_ratio(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        invisible_character_ratio = _parse_invisible_character_ratio(d.pop("invisible_character_ratio", UNSET))

        def _parse_usage_characters(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        usage_characters = _parse_usage_characters(d.pop("usage_characters", UNSET))

        def _parse_usage_voice_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        usage_voice_count = _parse_usage_voice_count(d.pop("usage_voice_count", UNSET))

        def _parse_word_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        word_count = _parse_word_count(d.pop("word_count", UNSET))

        t2a_extra_info = cls(
            audio_length=audio_length,
            audio_sample_rate=audio_sample_rate,
            audio_size=audio_size,
            bitrate=bitrate,
            audio_format=audio_format,
            audio_channel=audio_channel,
            invisible_character_ratio=invisible_character_ratio,
            usage_characters=usage_characters,
            usage_voice_count=usage_voice_count,
            word_count=word_count,
        )

        t2a_extra_info.additional_properties = d
        return t2a_extra_info

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
