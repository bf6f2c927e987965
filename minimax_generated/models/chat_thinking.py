from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_thinking_type import ChatThinkingType, check_chat_thinking_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="ChatThinking")


@_attrs_define
class ChatThinking:
    """Switch for thinking. MiniMax-M3 supports it, the M2 models ignore it, and models with an effort setting reject
    `disabled`.

    """

    type_: ChatThinkingType | Unset = UNSET
    """ Let the model decide how much to think, or switch thinking off. `enabled`, as on other platforms, is treated
    as `adaptive`. One of adaptive, disabled, enabled. Default adaptive. """
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
        type_: ChatThinkingType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = check_chat_thinking_type(_type_)

        chat_thinking = cls(
            type_=type_,
        )

        chat_thinking.additional_properties = d
        return chat_thinking

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
