from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ClonePrompt")


@_attrs_define
class ClonePrompt:
    """A short example recording and its transcript; both are required."""

    prompt_audio: int
    """ File id of the example, purpose `prompt_audio` (mp3, m4a or wav, shorter than 8 s, at most 20 MB). """
    prompt_text: str
    """ Exact transcript of the example, ending in punctuation. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prompt_audio = self.prompt_audio

        prompt_text = self.prompt_text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "prompt_audio": prompt_audio,
                "prompt_text": prompt_text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt_audio = d.pop("prompt_audio")

        prompt_text = d.pop("prompt_text")

        clone_prompt = cls(
            prompt_audio=prompt_audio,
            prompt_text=prompt_text,
        )

        clone_prompt.additional_properties = d
        return clone_prompt

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
