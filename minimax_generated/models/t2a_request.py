from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.t2a_request_output_format import T2ARequestOutputFormat, check_t2a_request_output_format
from ..models.t2a_request_subtitle_type import T2ARequestSubtitleType, check_t2a_request_subtitle_type
from ..models.t2a_request_text_normalization_mode import (
    T2ARequestTextNormalizationMode,
    check_t2a_request_text_normalization_mode,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.audio_setting import AudioSetting
    from ..models.pronunciation_dict import PronunciationDict
    from ..models.t2a_stream_options import T2AStreamOptions
    from ..models.timbre_weight import TimbreWeight
    from ..models.voice_modify import VoiceModify
    from ..models.voice_setting import VoiceSetting


T = TypeVar("T", bound="T2ARequest")


@_attrs_define
class T2ARequest:
    """Text, voice and audio format of one text to speech call."""

    model: str
    """ Speech model; `hd` for quality, `turbo` for speed. Known values: speech-2.8-hd, speech-2.8-turbo,
    speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo. """
    text: str
    """ Text to speak. A newline starts a paragraph. It can contain markup for pauses, pronunciations and
    interjections. Streaming is recommended above 3,000 characters. 1 to 10,000 characters. """
    stream: bool | Unset = UNSET
    """ Stream the response as server-sent events. Default false. """
    stream_options: T2AStreamOptions | Unset = UNSET
    """ Options of the stream. """
    voice_setting: VoiceSetting | Unset = UNSET
    """ Voice and delivery. """
    audio_setting: AudioSetting | Unset = UNSET
    """ Format of the audio. """
    pronunciation_dict: PronunciationDict | Unset = UNSET
    """ Custom pronunciations. """
    timbre_weights: list[TimbreWeight] | Unset = UNSET
    """ Voices to mix into one; send an empty `voice_setting.voice_id` with it. The global page calls it a legacy
    field. At most 4 items. """
    language_boost: None | str | Unset = UNSET
    """ Language or dialect to favour, or `auto` to detect it; none by default. Cantonese voices need `Chinese,Yue`.
    The 02 and 01 models do not support Persian, Filipino and Tamil. Known values: auto, Chinese, Chinese,Yue,
    English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese,
    Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish,
    Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk,
    Tamil, Afrikaans. """
    text_normalization_mode: T2ARequestTextNormalizationMode | Unset = UNSET
    """ How numbers, dates and units are read out: `basic` by rules, `quality` by rules and a language model (30 to
    100 ms slower). It overrides both switches in `voice_setting`, which apply if it is omitted. `quality` works
    without `stream` and with the 2.8 and 2.6 models; otherwise the server silently uses `basic`. One of basic,
    quality. """
    voice_modify: VoiceModify | Unset = UNSET
    """ Effects on the finished voice. """
    subtitle_enable: bool | Unset = UNSET
    """ Also create subtitles. Default false. """
    subtitle_type: T2ARequestSubtitleType | Unset = UNSET
    """ Detail of the subtitles. `word_streaming` sends words as the audio streams. One of sentence, word,
    word_streaming. Default sentence. """
    output_format: T2ARequestOutputFormat | Unset = UNSET
    """ Audio as hex in the response, or as a link that is valid for 24 hours. One of hex, url. Default hex. """
    aigc_watermark: bool | Unset = UNSET
    """ Add an audible AI watermark at the end of the audio; has no effect on a stream. Default false. Documented
    for region cn only. """
    continuous_sound: bool | Unset = UNSET
    """ Generate the text as a whole instead of in parallel pieces; better intonation, later start. Documented for
    the WebSockets, observed over HTTP. Default false. Models: speech-2.8-hd, speech-2.8-turbo. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.timbre_weight import TimbreWeight  # noqa: PLC0415

        model = self.model

        text = self.text

        stream = self.stream

        stream_options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.stream_options, Unset):
            stream_options = self.stream_options.to_dict()

        voice_setting: dict[str, Any] | Unset = UNSET
        if not isinstance(self.voice_setting, Unset):
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

        output_format: str | Unset = UNSET
        if not isinstance(self.output_format, Unset):
            output_format = self.output_format

        aigc_watermark = self.aigc_watermark

        continuous_sound = self.continuous_sound

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "text": text,
            }
        )
        if stream is not UNSET:
            field_dict["stream"] = stream
        if stream_options is not UNSET:
            field_dict["stream_options"] = stream_options
        if voice_setting is not UNSET:
            field_dict["voice_setting"] = voice_setting
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
        if output_format is not UNSET:
            field_dict["output_format"] = output_format
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark
        if continuous_sound is not UNSET:
            field_dict["continuous_sound"] = continuous_sound

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audio_setting import AudioSetting  # noqa: PLC0415
        from ..models.pronunciation_dict import PronunciationDict  # noqa: PLC0415
        from ..models.t2a_stream_options import T2AStreamOptions  # noqa: PLC0415
        from ..models.timbre_weight import TimbreWeight  # noqa: PLC0415
        from ..models.voice_modify import VoiceModify  # noqa: PLC0415
        from ..models.voice_setting import VoiceSetting  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        text = d.pop("text")

        stream = d.pop("stream", UNSET)

        _stream_options = d.pop("stream_options", UNSET)
        stream_options: T2AStreamOptions | Unset
        if isinstance(_stream_options, Unset):
            stream_options = UNSET
        else:
            stream_options = T2AStreamOptions.from_dict(_stream_options)

        _voice_setting = d.pop("voice_setting", UNSET)
        voice_setting: VoiceSetting | Unset
        if isinstance(_voice_setting, Unset):
            voice_setting = UNSET
        else:
            voice_setting = VoiceSetting.from_dict(_voice_setting)

        _audio_setting = d.pop("audio_setting", UNSET)
        audio_setting: AudioSetting | Unset
        if isinstance(_audio_setting, Unset):
            audio_setting = UNSET
        else:
            audio_setting = AudioSetting.from_dict(_audio_setting)

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
        text_normalization_mode: T2ARequestTextNormalizationMode | Unset
        if isinstance(_text_normalization_mode, Unset):
            text_normalization_mode = UNSET
        else:
            text_normalization_mode = check_t2a_request_text_normalization_mode(_text_normalization_mode)

        _voice_modify = d.pop("voice_modify", UNSET)
        voice_modify: VoiceModify | Unset
        if isinstance(_voice_modify, Unset):
            voice_modify = UNSET
        else:
            voice_modify = VoiceModify.from_dict(_voice_modify)

        subtitle_enable = d.pop("subtitle_enable", UNSET)

        _subtitle_type = d.pop("subtitle_type", UNSET)
        subtitle_type: T2ARequestSubtitleType | Unset
        if isinstance(_subtitle_type, Unset):
            subtitle_type = UNSET
        else:
            subtitle_type = check_t2a_request_subtitle_type(_subtitle_type)

        _output_format = d.pop("output_format", UNSET)
        output_format: T2ARequestOutputFormat | Unset
        if isinstance(_output_format, Unset):
            output_format = UNSET
        else:
            output_format = check_t2a_request_output_format(_output_format)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        continuous_sound = d.pop("continuous_sound", UNSET)

        t2a_request = cls(
            model=model,
            text=text,
            stream=stream,
            stream_options=stream_options,
            voice_setting=voice_setting,
            audio_setting=audio_setting,
            pronunciation_dict=pronunciation_dict,
            timbre_weights=timbre_weights,
            language_boost=language_boost,
            text_normalization_mode=text_normalization_mode,
            voice_modify=voice_modify,
            subtitle_enable=subtitle_enable,
            subtitle_type=subtitle_type,
            output_format=output_format,
            aigc_watermark=aigc_watermark,
            continuous_sound=continuous_sound,
        )

        t2a_request.additional_properties = d
        return t2a_request

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
