from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.clone_prompt import ClonePrompt


T = TypeVar("T", bound="VoiceCloneRequest")


@_attrs_define
class VoiceCloneRequest:
    """A recording, the id to give to its voice, and an optional preview."""

    file_id: int
    """ File id of the uploaded sample, purpose `voice_clone` (mp3, m4a or wav, 10 s to 5 min, at most 20 MB). """
    voice_id: str
    """ Id of the new voice; must be unused, start with a letter and end with a letter or digit, with letters,
    digits, `-` and `_`. 8 to 256 characters. """
    clone_prompt: ClonePrompt | Unset = UNSET
    """ A short example recording and its transcript; both are required. """
    text: str | Unset = UNSET
    """ Text of the preview, billed as synthesis; interjections such as `(laughs)` work with the 2.8 models, and
    here also `(whistles)`, `(crying)` and `(applause)`. At most 1,000 characters. """
    model: str | Unset = UNSET
    """ Speech model that speaks the preview; needed with `text`. Known values: speech-2.8-hd, speech-2.8-turbo,
    speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo. """
    language_boost: str | Unset = UNSET
    """ Language to favour, or `auto`; no language is favoured by default. Known values: auto, Chinese, Chinese,Yue,
    English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese,
    Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish,
    Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk,
    Tamil, Afrikaans. """
    text_validation: str | Unset = UNSET
    """ Words that the sample (or the prompt audio) is expected to say; the server transcribes it and rejects it
    with 1043 when the two differ too much. At most 200 characters. """
    accuracy: float | Unset = UNSET
    """ Similarity that `text_validation` requires; 0 also means the default, and without `text_validation` it seems
    to have no effect. Range [0, 1]. Default 0.7. """
    need_noise_reduction: bool | Unset = UNSET
    """ Remove background noise from the sample first. Default false. """
    need_volume_normalization: bool | Unset = UNSET
    """ Normalize the loudness of the sample first. Default false. """
    aigc_watermark: bool | Unset = UNSET
    """ Add an audible AI watermark at the end of the preview. Default false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file_id = self.file_id

        voice_id = self.voice_id

        clone_prompt: dict[str, Any] | Unset = UNSET
        if not isinstance(self.clone_prompt, Unset):
            clone_prompt = self.clone_prompt.to_dict()

        text = self.text

        model = self.model

        language_boost = self.language_boost

        text_validation = self.text_validation

        accuracy = self.accuracy

        need_noise_reduction = self.need_noise_reduction

        need_volume_normalization = self.need_volume_normalization

        aigc_watermark = self.aigc_watermark

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file_id": file_id,
                "voice_id": voice_id,
            }
        )
        if clone_prompt is not UNSET:
            field_dict["clone_prompt"] = clone_prompt
        if text is not UNSET:
            field_dict["text"] = text
        if model is not UNSET:
            field_dict["model"] = model
        if language_boost is not UNSET:
            field_dict["language_boost"] = language_boost
        if text_validation is not UNSET:
            field_dict["text_validation"] = text_validation
        if accuracy is not UNSET:
            field_dict["accuracy"] = accuracy
        if need_noise_reduction is not UNSET:
            field_dict["need_noise_reduction"] = need_noise_reduction
        if need_volume_normalization is not UNSET:
            field_dict["need_volume_normalization"] = need_volume_normalization
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.clone_prompt import ClonePrompt  # noqa: PLC0415

        d = dict(src_dict)
        file_id = d.pop("file_id")

        voice_id = d.pop("voice_id")

        _clone_prompt = d.pop("clone_prompt", UNSET)
        clone_prompt: ClonePrompt | Unset
        if isinstance(_clone_prompt, Unset):
            clone_prompt = UNSET
        else:
            clone_prompt = ClonePrompt.from_dict(_clone_prompt)

        text = d.pop("text", UNSET)

        model = d.pop("model", UNSET)

        language_boost = d.pop("language_boost", UNSET)

        text_validation = d.pop("text_validation", UNSET)

        accuracy = d.pop("accuracy", UNSET)

        need_noise_reduction = d.pop("need_noise_reduction", UNSET)

        need_volume_normalization = d.pop("need_volume_normalization", UNSET)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        voice_clone_request = cls(
            file_id=file_id,
            voice_id=voice_id,
            clone_prompt=clone_prompt,
            text=text,
            model=model,
            language_boost=language_boost,
            text_validation=text_validation,
            accuracy=accuracy,
            need_noise_reduction=need_noise_reduction,
            need_volume_normalization=need_volume_normalization,
            aigc_watermark=aigc_watermark,
        )

        voice_clone_request.additional_properties = d
        return voice_clone_request

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
