from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.ws_task_start_subtitle_type import WsTaskStartSubtitleType, check_ws_task_start_subtitle_type
from ..models.ws_task_start_text_normalization_mode import (
    WsTaskStartTextNormalizationMode,
    check_ws_task_start_text_normalization_mode,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.pronunciation_dict import PronunciationDict
    from ..models.timbre_weight import TimbreWeight
    from ..models.voice_modify import VoiceModify
    from ..models.voice_setting import VoiceSetting
    from ..models.ws_audio_setting import WsAudioSetting


T = TypeVar("T", bound="WsTaskStart")


@_attrs_define
class WsTaskStart:
    """First client event on the sentence WebSocket; it sets model, voice and audio formatat for the connection."""

    event: Literal["task_start"]
    """ Name of the event. Always task_start. """
    model: str
    """ Speech model; `hd` for quality, `turbo` for speed. Known values: speech-2.8-hd, speech-2.8-turbo,
    speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo. """
    voice_setting: VoiceSetting
    """ Voice and delivery. """
    audio_setting: WsAudioSetting | Unset = UNSET
    """ Format of the audio on a WebSocket. """
    pronunciation_dict: PronunciationDict | Unset = UNSET
    """ Custom pronunciations. """
    timbre_weights: list[TimbreWeight] | Unset = UNSET
    """ Voices to mix into one; send an empty `voice_setting.voice_id` with it. At most 4 items. """
    language_boost: None | str | Unset = UNSET
    """ Language or dialect to favour, or `auto` to detect it; none by default. Cantonese voices need `Chinese,Yue`.
    The 02 and 01 models do not support Persian, Filipino and Tamil. Known values: auto, Chinese, Chinese,Yue,
    English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese,
    Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish,
    Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk,
    Tamil, Afrikaans. """
    text_normalization_mode: WsTaskStartTextNormalizationMode | Unset = UNSET
    """ How numbers, dates and units are read out. It overrides both switches in `voice_setting`. On a WebSocket
    `quality` is silently treated as `basic`. One of basic, quality. """
    voice_modify: VoiceModify | Unset = UNSET
    """ Effects on the finished voice. """
    subtitle_enable: bool | Unset = UNSET
    """ Send subtitles with the audio. Default false. """
    subtitle_type: WsTaskStartSubtitleType | Unset = UNSET
    """ Detail of the subtitles. `word_streaming` sends the words so far with every piece of audio. One of sentence,
    word, word_streaming. Default sentence. """
    continuous_sound: bool | Unset = UNSET
    """ Generate each text as a whole instead of in parallel pieces; better intonation on long text, later start.
    Default false. Models: speech-2.8-hd, speech-2.8-turbo. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.timbre_weight import TimbreWeight  # noqa: PLC0415

        event = self.event

        model = self.model

        voice_setting = self.voice_setting.to_dict()

        audio_setting: dict[str, Any] | Unset = UNSET
        if not isinstance(self.audio_setting, Unset):
            audio_setting = self.audio_setting.to_dict()

        pronunciation_dict: dict[str, Any] | Unset = UNSET
        if not isinstance(self.pronunciation_dict, Unset):
            pronunciation_dict = self.pronunciation_dict.to_dict()

        timbre_weights: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.timbre_weights, Unset):
            timbre_weights = []
            for timbre_weights_item_data in self.timbre_weights:
                timbre_weights_item = (
                    timbre_weights_item_data.to_dict()
                    if isinstance(timbre_weights_item_data, TimbreWeight)
                    else timbre_weights_item_data
                )
                timbre_weights.append(timbre_weights_item)

        language_boost: None | str | Unset
        if isinstance(self.language_boost, Unset):
            language_boost = UNSET
        else:
            language_boost = self.language_boost

        text_normalization_mode: str | Unset = UNSET
        if not isinstance(self.text_normalization_mode, Unset):
            text_normalization_mode = self.text_normalization_mode

        voice_modify: dict[str, Any] | Unset = UNSET
        if not isinstance(self.voice_modify, Unset):
            voice_modify = self.voice_modify.to_dict()

        subtitle_enable = self.subtitle_enable

        subtitle_type: str | Unset = UNSET
        if not isinstance(self.subtitle_type, Unset):
            subtitle_type = self.subtitle_type

        continuous_sound = self.continuous_sound

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
                "model": model,
                "voice_setting": voice_setting,
            }
        )
        if audio_setting is not UNSET:
            field_dict["audio_setting"] = audio_setting
        if pronunciation_dict is not UNSET:
            field_dict["pronunciation_dict"] = pronunciation_dict
        if timbre_weights is not UNSET:
            field_dict["timbre_weights"] = timbre_weights
        if language_boost is not UNSET:
            field_dict["language_boost"] = language_boost
        if text_normalization_mode is not UNSET:
            field_dict["text_normalization_mode"] = text_normalization_mode
        if voice_modify is not UNSET:
            field_dict["voice_modify"] = voice_modify
        if subtitle_enable is not UNSET:
            field_dict["subtitle_enable"] = subtitle_enable
        if subtitle_type is not UNSET:
            field_dict["subtitle_type"] = subtitle_type
        if continuous_sound is not UNSET:
            field_dict["continuous_sound"] = continuous_sound

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pronunciation_dict import PronunciationDict  # noqa: PLC0415
        from ..models.timbre_weight import TimbreWeight  # noqa: PLC0415
        from ..models.voice_modify import VoiceModify  # noqa: PLC0415
        from ..models.voice_setting import VoiceSetting  # noqa: PLC0415
        from ..models.ws_audio_setting import WsAudioSetting  # noqa: PLC0415

        d = dict(src_dict)
        event = cast(Literal["task_start"], d.pop("event"))
        if event != "task_start":
            raise ValueError(f"event must match const 'task_start', got '{event}'")

        model = d.pop("model")

        voice_setting = VoiceSetting.from_dict(d.pop("voice_setting"))

        _audio_setting = d.pop("audio_setting", UNSET)
        audio_setting: WsAudioSetting | Unset
        if isinstance(_audio_setting, Unset):
            audio_setting = UNSET
        else:
            audio_setting = WsAudioSetting.from_dict(_audio_setting)

        _pronunciation_dict = d.pop("pronunciation_dict", UNSET)
        pronunciation_dict: PronunciationDict | Unset
        if isinstance(_pronunciation_dict, Unset):
            pronunciation_dict = UNSET
        else:
            pronunciation_dict = PronunciationDict.from_dict(_pronunciation_dict)

        _timbre_weights = d.pop("timbre_weights", UNSET)
        timbre_weights: list[TimbreWeight] | Unset = UNSET
        if _timbre_weights is not UNSET:
            timbre_weights = []
            for timbre_weights_item_data in _timbre_weights:
                timbre_weights_item = (
                    TimbreWeight.from_dict(timbre_weights_item_data)
                    if isinstance(timbre_weights_item_data, Mapping)
                    else timbre_weights_item_data
                )

                timbre_weights.append(timbre_weights_item)

        def _parse_language_boost(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        language_boost = _parse_language_boost(d.pop("language_boost", UNSET))

        _text_normalization_mode = d.pop("text_normalization_mode", UNSET)
        text_normalization_mode: WsTaskStartTextNormalizationMode | Unset
        if isinstance(_text_normalization_mode, Unset):
            text_normalization_mode = UNSET
        else:
            text_normalization_mode = check_ws_task_start_text_normalization_mode(_text_normalization_mode)

        _voice_modify = d.pop("voice_modify", UNSET)
        voice_modify: VoiceModify | Unset
        if isinstance(_voice_modify, Unset):
            voice_modify = UNSET
        else:
            voice_modify = VoiceModify.from_dict(_voice_modify)

        subtitle_enable = d.pop("subtitle_enable", UNSET)

        _subtitle_type = d.pop("subtitle_type", UNSET)
        subtitle_type: WsTaskStartSubtitleType | Unset
        if isinstance(_subtitle_type, Unset):
            subtitle_type = UNSET
        else:
            subtitle_type = check_ws_task_start_subtitle_type(_subtitle_type)

        continuous_sound = d.pop("continuous_sound", UNSET)

        ws_task_start = cls(
            event=event,
            model=model,
            voice_setting=voice_setting,
            audio_setting=audio_setting,
            pronunciation_dict=pronunciation_dict,
            timbre_weights=timbre_weights,
            language_boost=language_boost,
            text_normalization_mode=text_normalization_mode,
            voice_modify=voice_modify,
            subtitle_enable=subtitle_enable,
            subtitle_type=subtitle_type,
            continuous_sound=continuous_sound,
        )

        ws_task_start.additional_properties = d
        return ws_task_start

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
