from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_cache_control import AnthropicCacheControl
    from ..models.anthropic_tool_use_block_request_input import AnthropicToolUseBlockRequestInput


T = TypeVar("T", bound="AnthropicToolUseBlockRequest")


@_attrs_define
class AnthropicToolUseBlockRequest:
    """A tool call of an earlier assistant turn."""

    type_: Literal["tool_use"]
    """ Type of the block. Always tool_use. """
    id: str
    """ Id of the call. """
    name: str
    """ Name of the tool. """
    input_: AnthropicToolUseBlockRequestInput
    """ Arguments of the call; a JSON object even when empty. """
    cache_control: AnthropicCacheControl | Unset = UNSET
    """ A prompt-cache breakpoint; the M2 models use it, M3 accepts it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        id = self.id

        name = self.name

        input_ = self.input_.to_dict()

        cache_control: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cache_control, Unset):
            cache_control = self.cache_control.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "id": id,
                "name": name,
                "input": input_,
            }
        )
        if cache_control is not UNSET:
            field_dict["cache_control"] = cache_control

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_cache_control import AnthropicCacheControl  # noqa: PLC0415
        from ..models.anthropic_tool_use_block_request_input import AnthropicToolUseBlockRequestInput  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["tool_use"], d.pop("type"))
        if type_ != "tool_use":
            raise ValueError(f"type must match const 'tool_use', got '{type_}'")

        id = d.pop("id")

        name = d.pop("name")

        input_ = AnthropicToolUseBlockRequestInput.from_dict(d.pop("input"))

        _cache_control = d.pop("cache_control", UNSET)
        cache_control: AnthropicCacheControl | Unset
        if isinstance(_cache_control, Unset):
            cache_control = UNSET
        else:
            cache_control = AnthropicCacheControl.from_dict(_cache_control)

        anthropic_tool_use_block_request = cls(
            type_=type_,
            id=id,
            name=name,
            input_=input_,
            cache_control=cache_control,
        )

        anthropic_tool_use_block_request.additional_properties = d
        return anthropic_tool_use_block_request

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
