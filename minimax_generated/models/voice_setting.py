from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.voice_setting_emotion import VoiceSettingEmotion, check_voice_setting_emotion
from ..types import UNSET, Unset

T = TypeVar("T", bound="VoiceSetting")


@_attrs_define
class VoiceSetting:
    """Voice and delivery."""

    voice_id: str
    """ Id of a system, cloned or designed voice. Send an empty string together with `timbre_weights`. """
    speed: float | Unset = UNSET
    """ Speaking rate; higher is faster. Range [0.5, 2]. Default 1.0. """
    vol: float | Unset = UNSET
    """ Loudness; higher is louder. Range (0, 10]. Default 1.0. """
    pitch: int | Unset = UNSET
    """ Pitch shift of the voice; 0 leaves it unchanged. Range [-12, 12]. Default 0. """
    emotion: VoiceSettingEmotion | Unset = UNSET
    """ Mood of the delivery. By default the model chooses one that suits the text. `fluent` and `whisper` were
    added with the 2.6 models; the others work with every model. `calm` replaces the former `neutral`. One of happy,
    sad, angry, fearful, disgusted, surprised, calm, fluent, whisper. """
    text_normalization: bool | Unset = UNSET
    """ Read numbers, dates and units out in full, in Chinese and English. True is the same as
    `text_normalization_mode` set to `basic`, which replaces it. Default false. Deprecated. """
    english_normalization: bool | Unset = UNSET
    """ Older name of the same switch for English, not listed for HTTP. `text_normalization` wins if both are sent.
    Default false. Deprecated. """
    latex_read: bool | Unset = UNSET
    """ Read formulas aloud, in Chinese only: it turns `language_boost` into `Chinese`. Write a formula between `$$`
    and `$$` and double each backslash. Default false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        voice_id = self.voice_id

        speed = self.speed

        vol = self.vol

        pitch = self.pitch

        emotion: str | Unset = UNSET
        if not isinstance(self.emotion, Unset):
            emotion = self.emotion

        text_normalization = self.text_normalization

        english_normalization = self.english_normalization

        latex_read = self.latex_read

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "voice_id": voice_id,
            }
        )
        if speed is not UNSET:
            field_dict["speed"] = speed
        if vol is not UNSET:
            field_dict["vol"] = vol
        if pitch is not UNSET:
            field_dict["pitch"] = pitch
        if emotion is not UNSET:
            field_dict["emotion"] = emotion
        if text_normalization is not UNSET:
            field_dict["text_normalization"] = text_normalization
        if english_normalization is not UNSET:
            field_dict["english_normalization"] = english_normalization
        if latex_read is not UNSET:
            field_dict["latex_read"] = latex_read

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        voice_id = d.pop("voice_id")

        speed = d.pop("speed", UNSET)

        vol = d.pop("vol", UNSET)

        pitch = d.pop("pitch", UNSET)

        _emotion = d.pop("emotion", UNSET)
        emotion: VoiceSettingEmotion | Unset
        if isinstance(_emotion, Unset):
            emotion = UNSET
        else:
            emotion = check_voice_setting_emotion(_emotion)

        text_normalization = d.pop("text_normalization", UNSET)

        english_normalization = d.pop("english_normalization", UNSET)

        latex_read = d.pop("latex_read", UNSET)

        voice_setting = cls(
            voice_id=voice_id,
            speed=speed,
            vol=vol,
            pitch=pitch,
            emotion=emotion,
            text_normalization=text_normalization,
            english_normalization=english_normalization,
            latex_read=latex_read,
        )

        voice_setting.additional_properties = d
        return voice_setting

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
