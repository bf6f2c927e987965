from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.audio_setting_async_audio_sample_rate import (
    AudioSettingAsyncAudioSampleRate,
    check_audio_setting_async_audio_sample_rate,
)
from ..models.audio_setting_async_bitrate import AudioSettingAsyncBitrate, check_audio_setting_async_bitrate
from ..models.audio_setting_async_channel import AudioSettingAsyncChannel, check_audio_setting_async_channel
from ..models.audio_setting_async_format import AudioSettingAsyncFormat, check_audio_setting_async_format
from ..types import UNSET, Unset

T = TypeVar("T", bound="AudioSettingAsync")


@_attrs_define
class AudioSettingAsync:
    """Format of the audio of a long text task."""

    audio_sample_rate: AudioSettingAsyncAudioSampleRate | Unset = UNSET
    """ Samples per second (Hz). `opus` has its own set; set the rate with it, because the default is not in that
    set. One of 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000. Default 32000. """
    bitrate: AudioSettingAsyncBitrate | Unset = UNSET
    """ Bits per second; used for MP3 only. One of 32000, 64000, 128000, 256000. Default 128000. """
    format_: AudioSettingAsyncFormat | Unset = UNSET
    """ Container and codec. Older pages list only `mp3`, `pcm` and `flac`. One of mp3, pcm, flac, wav, pcmu_raw,
    pcmu_wav, opus. Default mp3. """
    channel: AudioSettingAsyncChannel | Unset = UNSET
    """ 1 is mono, 2 is stereo. The default differs from the other speech calls. One of 1, 2. Default 2. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        audio_sample_rate: int | Unset = UNSET
        if not isinstance(self.audio_sample_rate, Unset):
            audio_sample_rate = self.audio_sample_rate

        bitrate: int | Unset = UNSET
        if not isinstance(self.bitrate, Unset):
            bitrate = self.bitrate

        format_: str | Unset = UNSET
        if not isinstance(self.format_, Unset):
            format_ = self.format_

        channel: int | Unset = UNSET
        if not isinstance(self.channel, Unset):
            channel = self.channel

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if audio_sample_rate is not UNSET:
            field_dict["audio_sample_rate"] = audio_sample_rate
        if bitrate is not UNSET:
            field_dict["bitrate"] = bitrate
        if format_ is not UNSET:
            field_dict["format"] = format_
        if channel is not UNSET:
            field_dict["channel"] = channel

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _audio_sample_rate = d.pop("audio_sample_rate", UNSET)
        audio_sample_rate: AudioSettingAsyncAudioSampleRate | Unset
        if isinstance(_audio_sample_rate, Unset):
            audio_sample_rate = UNSET
        else:
            audio_sample_rate = check_audio_setting_async_audio_sample_rate(_audio_sample_rate)

        _bitrate = d.pop("bitrate", UNSET)
        bitrate: AudioSettingAsyncBitrate | Unset
        if isinstance(_bitrate, Unset):
            bitrate = UNSET
        else:
            bitrate = check_audio_setting_async_bitrate(_bitrate)

        _format_ = d.pop("format", UNSET)
        format_: AudioSettingAsyncFormat | Unset
        if isinstance(_format_, Unset):
            format_ = UNSET
        else:
            format_ = check_audio_setting_async_format(_format_)

        _channel = d.pop("channel", UNSET)
        channel: AudioSettingAsyncChannel | Unset
        if isinstance(_channel, Unset):
            channel = UNSET
        else:
            channel = check_audio_setting_async_channel(_channel)

        audio_setting_async = cls(
            audio_sample_rate=audio_sample_rate,
            bitrate=bitrate,
            format_=format_,
            channel=channel,
        )

        audio_setting_async.additional_properties = d
        return audio_setting_async

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
