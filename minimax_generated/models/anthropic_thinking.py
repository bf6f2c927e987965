from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.anthropic_thinking_type import AnthropicThinkingType, check_anthropic_thinking_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="AnthropicThinking")


@_attrs_define
class AnthropicThinking:
    """Switch for thinking. MiniMax-M3 supports it (off by default), the M2 models ignore it, and models with an effort
    setting reject `disabled`.

    """

    type_: AnthropicThinkingType | Unset = UNSET
    """ Switch thinking off, or let the model decide how much to think. `enabled`, as on other platforms, is treated
    as `adaptive`. One of disabled, adaptive, enabled. Default disabled. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str | Unset = UNSET
        if not isinstance(self.type_, Unset):
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _type_ = d.pop("type", UNSET)
        type_: AnthropicThinkingType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = check_anthropic_thinking_type(_type_)

        anthropic_thinking = cls(
            type_=type_,
        )

        anthropic_thinking.additional_properties = d
        return anthropic_thinking

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
