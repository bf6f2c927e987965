from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.music_generation_request_output_format import (
    MusicGenerationRequestOutputFormat,
    check_music_generation_request_output_format,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.music_audio_setting import MusicAudioSetting


T = TypeVar("T", bound="MusicGenerationRequest")


@_attrs_define
class MusicGenerationRequest:
    """Style, lyrics and format of the music. What is required depends on the model and the mode."""

    model: str
    """ Music model; the `-free` forms are discontinued. Known values: music-3.0, music-2.6, music-cover,
    music-2.5+, music-2.5, music-2.0. """
    prompt: str | Unset = UNSET
    """ Style, mood and scene. At most 2,000 characters. """
    lyrics: str | Unset = UNSET
    """ Words to sing, lines separated by `\\n`, sections by tags in brackets such as `[Verse]`; omit it rather than
    sending it empty. At most 3,500 characters. """
    stream: bool | Unset = UNSET
    """ Stream the response as server-sent events. Default false. """
    output_format: MusicGenerationRequestOutputFormat | Unset = UNSET
    """ Audio as a URL that is valid for 24 hours, or as hex in the response. One of url, hex. Default hex. """
    audio_setting: MusicAudioSetting | Unset = UNSET
    """ Format of the audio. """
    lyrics_optimizer: bool | Unset = UNSET
    """ Write the lyrics from the prompt if none are given. Default false. Models: music-3.0, music-2.6, music-2.5+,
    music-2.5. """
    is_instrumental: bool | Unset = UNSET
    """ Music without vocals; omit the lyrics. Default false. Models: music-3.0, music-2.6, music-2.5+. """
    aigc_watermark: bool | Unset = UNSET
    """ Add a watermark at the end of the audio; only without `stream`. Default false. Documented for region cn
    only. """
    audio_url: str | Unset = UNSET
    """ URL of the reference audio for a cover (6 s to 6 min, at most 50 MB, mp3, wav, flac or similar). Models:
    music-cover. """
    audio_base64: str | Unset = UNSET
    """ Reference audio for a cover as base64, without a `data:` prefix (6 s to 6 min, at most 50 MB, mp3, wav, flac
    or similar). Models: music-cover. """
    cover_feature_id: str | Unset = UNSET
    """ Feature id from the cover preprocessing of the last 24 hours. Models: music-cover. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        prompt = self.prompt

        lyrics = self.lyrics

        stream = self.stream

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format

        audio_setting: dict[str, Any] | Unset = UNSET
        if not isinstance(self.audio_setting, Unset):
            audio_setting = self.audio_setting.to_dict()

        lyrics_optimizer = self.lyrics_optimizer

        is_instrumental = self.is_instrumental

        aigc_watermark = self.aigc_watermark

        audio_url = self.audio_url

        audio_base64 = self.audio_base64

        cover_feature_id = self.cover_feature_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
            }
        )
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if lyrics is not UNSET:
            field_dict["lyrics"] = lyrics
        if stream is not UNSET:
            field_dict["stream"] = stream
        if output_format is not UNSET:
            field_dict["output_format"] = output_format
        if audio_setting is not UNSET:
            field_dict["audio_setting"] = audio_setting
        if lyrics_optimizer is not UNSET:
            field_dict["lyrics_optimizer"] = lyrics_optimizer
        if is_instrumental is not UNSET:
            field_dict["is_instrumental"] = is_instrumental
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark
        if audio_url is not UNSET:
            field_dict["audio_url"] = audio_url
        if audio_base64 is not UNSET:
            field_dict["audio_base64"] = audio_base64
        if cover_feature_id is not UNSET:
            field_dict["cover_feature_id"] = cover_feature_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.music_audio_setting import MusicAudioSetting  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        prompt = d.pop("prompt", UNSET)

        lyrics = d.pop("lyrics", UNSET)

        stream = d.pop("stream", UNSET)

        _output_format = d.pop("output_format", UNSET)
        output_format: MusicGenerationRequestOutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = check_music_generation_request_output_format(_output_format)

        _audio_setting = d.pop("audio_setting", UNSET)
        audio_setting: MusicAudioSetting | Unset
        if isinstance(_audio_setting, Unset):
            audio_setting = UNSET
        else:
            audio_setting = MusicAudioSetting.from_dict(_audio_setting)

        lyrics_optimizer = d.pop("lyrics_optimizer", UNSET)

        is_instrumental = d.pop("is_instrumental", UNSET)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        audio_url = d.pop("audio_url", UNSET)

        audio_base64 = d.pop("audio_base64", UNSET)

        cover_feature_id = d.pop("cover_feature_id", UNSET)

        music_generation_request = cls(
            model=model,
            prompt=prompt,
            lyrics=lyrics,
            stream=stream,
            output_format=output_format,
            audio_setting=audio_setting,
            lyrics_optimizer=lyrics_optimizer,
            is_instrumental=is_instrumental,
            aigc_watermark=aigc_watermark,
            audio_url=audio_url,
            audio_base64=audio_base64,
            cover_feature_id=cover_feature_id,
        )

        music_generation_request.additional_properties = d
        return music_generation_request

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
