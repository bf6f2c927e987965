from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="VoiceDesignRequest")


@_attrs_define
class VoiceDesignRequest:
    """A description of the voice and a preview text."""

    prompt: str
    """ What the voice is like. """
    preview_text: str
    """ Text of the preview; billed. At most 500 characters. """
    voice_id: str | Unset = UNSET
    """ Id that the new voice gets; by default the platform generates one of the form `ttv-
    voice-<timestamp>-<suffix>`. The id rules of cloning probably apply. """
    aigc_watermark: bool | Unset = UNSET
    """ Add an audible AI watermark at the end of the preview. Default false. Documented for region cn only. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        preview_text = self.preview_text

        voice_id = self.voice_id

        aigc_watermark = self.aigc_watermark

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "prompt": prompt,
                "preview_text": preview_text,
            }
        )
        if voice_id is not UNSET:
            field_dict["voice_id"] = voice_id
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        preview_text = d.pop("preview_text")

        voice_id = d.pop("voice_id", UNSET)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        voice_design_request = cls(
            prompt=prompt,
            preview_text=preview_text,
            voice_id=voice_id,
            aigc_watermark=aigc_watermark,
        )

        voice_design_request.additional_properties = d
        return voice_design_request

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
