from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PronunciationDict")


@_attrs_define
class PronunciationDict:
    """Custom pronunciations."""

    tone: list[str] | Unset = UNSET
    """ Rules written `original/replacement`, all applied together. The replacement is plain text, pinyin with tone
    digits (1 to 4, 5 for neutral) or IPA in parentheses, or Japanese kana or romaji. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        tone: list[str] | Unset = UNSET
        if not isinstance(self.tone, Unset):
            tone = self.tone

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if tone is not UNSET:
            field_dict["tone"] = tone

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        tone = cast(list[str], d.pop("tone", UNSET))

        pronunciation_dict = cls(
            tone=tone,
        )

        pronunciation_dict.additional_properties = d
        return pronunciation_dict

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
