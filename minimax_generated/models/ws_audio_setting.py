from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.ws_audio_setting_bitrate import WsAudioSettingBitrate, check_ws_audio_setting_bitrate
from ..models.ws_audio_setting_channel import WsAudioSettingChannel, check_ws_audio_setting_channel
from ..models.ws_audio_setting_format import WsAudioSettingFormat, check_ws_audio_setting_format
from ..models.ws_audio_setting_sample_rate import WsAudioSettingSampleRate, check_ws_audio_setting_sample_rate
from ..types import UNSET, Unset

T = TypeVar("T", bound="WsAudioSetting")


@_attrs_define
class WsAudioSetting:
    """Format of the audio on a WebSocket."""

    sample_rate: WsAudioSettingSampleRate | Unset = UNSET
    """ Samples per second (Hz). 12000 and 48000 are for `opus` only; with `opus`, avoid 22050, 32000 and 44100. One
    of 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000. Default 32000. """
    bitrate: WsAudioSettingBitrate | Unset = UNSET
    """ Bits per second; used for MP3 only. One of 32000, 64000, 128000, 256000. Default 128000. """
    format_: WsAudioSettingFormat | Unset = UNSET
    """ Container and codec. `pcm` is raw signed 16-bit little-endian samples, `pcmu_raw` and `pcmu_wav` are 8 kHz
    G.711 µ-law without and with a WAV header, `opus` is Opus in Ogg. One of mp3, pcm, flac, wav, pcmu_raw,
    pcmu_wav, opus. Default mp3. """
    channel: WsAudioSettingChannel | Unset = UNSET
    """ 1 is mono, 2 is stereo. One of 1, 2. Default 1. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        sample_rate: int | Unset = UNSET
        if not isinstance(self.sample_rate, Unset):
            sample_rate = self.sample_rate

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
        if sample_rate is not UNSET:
            field_dict["sample_rate"] = sample_rate
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
        _sample_rate = d.pop("sample_rate", UNSET)
        sample_rate: WsAudioSettingSampleRate | Unset
        if isinstance(_sample_rate, Unset):
            sample_rate = UNSET
        else:
            sample_rate = check_ws_audio_setting_sample_rate(_sample_rate)

        _bitrate = d.pop("bitrate", UNSET)
        bitrate: WsAudioSettingBitrate | Unset
        if isinstance(_bitrate, Unset):
            bitrate = UNSET
        else:
            bitrate = check_ws_audio_setting_bitrate(_bitrate)

        _format_ = d.pop("format", UNSET)
        format_: WsAudioSettingFormat | Unset
        if isinstance(_format_, Unset):
            format_ = UNSET
        else:
            format_ = check_ws_audio_setting_format(_format_)

        _channel = d.pop("channel", UNSET)
        channel: WsAudioSettingChannel | Unset
        if isinstance(_channel, Unset):
            channel = UNSET
        else:
            channel = check_ws_audio_setting_channel(_channel)

        ws_audio_setting = cls(
            sample_rate=sample_rate,
            bitrate=bitrate,
            format_=format_,
            channel=channel,
        )

        ws_audio_setting.additional_properties = d
        return ws_audio_setting

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
