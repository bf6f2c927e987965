from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_web_search_input import AnthropicWebSearchInput


T = TypeVar("T", bound="AnthropicServerToolUseBlock")


@_attrs_define
class AnthropicServerToolUseBlock:
    """A tool that the platform ran itself; no result has to be sent."""

    type_: Literal["server_tool_use"] | Unset = UNSET
    """ Type of the block. Always server_tool_use. """
    id: int | None | str | Unset = UNSET
    """ Id of the call. """
    name: None | str | Unset = UNSET
    """ Name of the tool. Known values: web_search. """
    input_: AnthropicWebSearchInput | None | Unset = UNSET
    """ The search. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_web_search_input import AnthropicWebSearchInput  # noqa: PLC0415

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
        elif isinstance(self.input_, AnthropicWebSearchInput):
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
        from ..models.anthropic_web_search_input import AnthropicWebSearchInput  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["server_tool_use"] | Unset, d.pop("type", UNSET))
        if type_ != "server_tool_use" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'server_tool_use', got '{type_}'")

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

        def _parse_input_(data: object) -> AnthropicWebSearchInput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                input_type_0 = AnthropicWebSearchInput.from_dict(data)

                return input_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnthropicWebSearchInput | None | Unset, data)

        input_ = _parse_input_(d.pop("input", UNSET))

        anthropic_server_tool_use_block = cls(
            type_=type_,
            id=id,
            name=name,
            input_=input_,
        )

        anthropic_server_tool_use_block.additional_properties = d
        return anthropic_server_tool_use_block

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
