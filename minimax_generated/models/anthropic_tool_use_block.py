from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_tool_input import AnthropicToolInput


T = TypeVar("T", bound="AnthropicToolUseBlock")


@_attrs_define
class AnthropicToolUseBlock:
    """A tool that the model calls."""

    type_: Literal["tool_use"] | Unset = UNSET
    """ Type of the block. Always tool_use. """
    id: int | None | str | Unset = UNSET
    """ Id of the call; the tool result must repeat it. """
    name: None | str | Unset = UNSET
    """ Name of the tool. """
    input_: AnthropicToolInput | None | Unset = UNSET
    """ Arguments of the call. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_tool_input import AnthropicToolInput  # noqa: PLC0415

        type_ = self.type_

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        input_: dict[str, Any] | None | Unset
        if isinstance(self.input_, Unset):
            input_ = UNSET
        elif isinstance(self.input_, AnthropicToolInput):
            input_ = self.input_.to_dict()
        else:
            input_ = self.input_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_
        if id is not UNSET:
            field_dict["id"] = id
        if name is not UNSET:
            field_dict["name"] = name
        if input_ is not UNSET:
            field_dict["input"] = input_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_tool_input import AnthropicToolInput  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["tool_use"] | Unset, d.pop("type", UNSET))
        if type_ != "tool_use" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'tool_use', got '{type_}'")

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_input_(data: object) -> AnthropicToolInput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                input_type_0 = AnthropicToolInput.from_dict(data)

                return input_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnthropicToolInput | None | Unset, data)

        input_ = _parse_input_(d.pop("input", UNSET))

        anthropic_tool_use_block = cls(
            type_=type_,
            id=id,
            name=name,
            input_=input_,
        )

        anthropic_tool_use_block.additional_properties = d
        return anthropic_tool_use_block

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
