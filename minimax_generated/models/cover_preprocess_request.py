from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CoverPreprocessRequest")


@_attrs_define
class CoverPreprocessRequest:
    """The audio to analyse."""

    model: str
    """ Cover model; `music-cover-free` is not accepted here. Known values: music-cover. """
    audio_url: str | Unset = UNSET
    """ URL of the audio (6 s to 6 min, at most 50 MB, mp3, wav, flac or similar). """
    audio_base64: str | Unset = UNSET
    """ The audio as base64, without a `data:` prefix (6 s to 6 min, at most 50 MB, mp3, wav, flac or similar). """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        audio_url = self.audio_url

        audio_base64 = self.audio_base64

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
            }
        )
        if audio_url is not UNSET:
            field_dict["audio_url"] = audio_url
        if audio_base64 is not UNSET:
            field_dict["audio_base64"] = audio_base64

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        model = d.pop("model")

        audio_url = d.pop("audio_url", UNSET)

        audio_base64 = d.pop("audio_base64", UNSET)

        cover_preprocess_request = cls(
            model=model,
            audio_url=audio_url,
            audio_base64=audio_base64,
        )

        cover_preprocess_request.additional_properties = d
        return cover_preprocess_request

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
