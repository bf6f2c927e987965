from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.audio_setting_async import AudioSettingAsync
    from ..models.pronunciation_dict import PronunciationDict
    from ..models.voice_modify import VoiceModify
    from ..models.voice_setting_async import VoiceSettingAsync


T = TypeVar("T", bound="T2AAsyncRequest")


@_attrs_define
class T2AAsyncRequest:
    """Text, voice and audio format of one long text task."""

    model: str
    """ Speech model; `hd` for quality, `turbo` for speed. Known values: speech-2.8-hd, speech-2.8-turbo,
    speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo. """
    voice_setting: VoiceSettingAsync
    """ Voice and delivery of a long text task. """
    text: str | Unset = UNSET
    """ Text to speak, with the same markup as the synchronous call. 1 to 50,000 characters. """
    text_file_id: int | Unset = UNSET
    """ Id of an uploaded `.txt` (below 1,000,000 characters) or `.zip` file, purpose `t2a_async_input`. """
    audio_setting: AudioSettingAsync | Unset = UNSET
    """ Format of the audio of a long text task. """
    pronunciation_dict: PronunciationDict | Unset = UNSET
    """ Custom pronunciations. """
    language_boost: None | str | Unset = UNSET
    """ Language or dialect to favour, or `auto` to detect it; none by default. Cantonese voices need `Chinese,Yue`.
    The 02 and 01 models do not support Persian, Filipino and Tamil. Known values: auto, Chinese, Chinese,Yue,
    English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese,
    Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish,
    Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk,
    Tamil, Afrikaans. """
    voice_modify: VoiceModify | Unset = UNSET
    """ Effects on the finished voice. """
    aigc_watermark: bool | Unset = UNSET
    """ Add an audible AI watermark at the end of the audio. Default false. Documented for region cn only. """
    continuous_sound: bool | Unset = UNSET
    """ Generate the text as a whole instead of in parallel pieces. Documented for the WebSockets, observed here.
    Default false. Models: speech-2.8-hd, speech-2.8-turbo. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        voice_setting = self.voice_setting.to_dict()

        text = self.text

        text_file_id = self.text_file_id

        audio_setting: dict[str, Any] | Unset = UNSET
        if not isinstance(self.audio_setting, Unset):
            audio_setting = self.audio_setting.to_dict()

        pronunciation_dict: dict[str, Any] | Unset = UNSET
        if not isinstance(self.pronunciation_dict, Unset):
            pronunciation_dict = self.pronunciation_dict.to_dict()

        language_boost: None | str | Unset
        if isinstance(self.language_boost, Unset):
            language_boost = UNSET
        else:
            language_boost = self.language_boost

        voice_modify: dict[str, Any] | Unset = UNSET
        if not isinstance(self.voice_modify, Unset):
            voice_modify = self.voice_modify.to_dict()

        aigc_watermark = self.aigc_watermark

        continuous_sound = self.continuous_sound

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "voice_setting": voice_setting,
            }
        )
        if text is not UNSET:
            field_dict["text"] = text
        if text_file_id is not UNSET:
            field_dict["text_file_id"] = text_file_id
        if audio_setting is not UNSET:
            field_dict["audio_setting"] = audio_setting
        if pronunciation_dict is not UNSET:
            field_dict["pronunciation_dict"] = pronunciation_dict
        if language_boost is not UNSET:
            field_dict["language_boost"] = language_boost
        if voice_modify is not UNSET:
            field_dict["voice_modify"] = voice_modify
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark
        if continuous_sound is not UNSET:
            field_dict["continuous_sound"] = continuous_sound

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audio_setting_async import AudioSettingAsync  # noqa: PLC0415
        from ..models.pronunciation_dict import PronunciationDict  # noqa: PLC0415
        from ..models.voice_modify import VoiceModify  # noqa: PLC0415
        from ..models.voice_setting_async import VoiceSettingAsync  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        voice_setting = VoiceSettingAsync.from_dict(d.pop("voice_setting"))

        text = d.pop("text", UNSET)

        text_file_id = d.pop("text_file_id", UNSET)

        _audio_setting = d.pop("audio_setting", UNSET)
        audio_setting: AudioSettingAsync | Unset
        if isinstance(_audio_setting, Unset):
            audio_setting = UNSET
        else:
            audio_setting = AudioSettingAsync.from_dict(_audio_setting)

        _pronunciation_dict = d.pop("pronunciation_dict", UNSET)
        pronunciation_dict: PronunciationDict | Unset
        if isinstance(_pronunciation_dict, Unset):
            pronunciation_dict = UNSET
        else:
            pronunciation_dict = PronunciationDict.from_dict(_pronunciation_dict)

        def _parse_language_boost(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        language_boost = _parse_language_boost(d.pop("language_boost", UNSET))

        _voice_modify = d.pop("voice_modify", UNSET)
        voice_modify: VoiceModify | Unset
        if isinstance(_voice_modify, Unset):
            voice_modify = UNSET
        else:
            voice_modify = VoiceModify.from_dict(_voice_modify)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        continuous_sound = d.pop("continuous_sound", UNSET)

        t2a_async_request = cls(
            model=model,
            voice_setting=voice_setting,
            text=text,
            text_file_id=text_file_id,
            audio_setting=audio_setting,
            pronunciation_dict=pronunciation_dict,
            language_boost=language_boost,
            voice_modify=voice_modify,
            aigc_watermark=aigc_watermark,
            continuous_sound=continuous_sound,
        )

        t2a_async_request.additional_properties = d
        return t2a_async_request

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
