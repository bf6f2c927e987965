from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_cache_control import AnthropicCacheControl
    from ..models.tool_parameters import ToolParameters


T = TypeVar("T", bound="AnthropicTool")


@_attrs_define
class AnthropicTool:
    """A function that the model may call, or a server tool that the platform runs itself."""

    name: str
    """ Name of the function; `web_search` for that server tool. """
    type_: str | Unset = UNSET
    """ Type of a server tool; omit it for functions. Web search is in beta and billed per search. Known values:
    web_search_20250305. """
    description: str | Unset = UNSET
    """ What the function does and when to call it. """
    input_schema: ToolParameters | Unset = UNSET
    """ JSON Schema of a function's arguments. """
    cache_control: AnthropicCacheControl | Unset = UNSET
    """ A prompt-cache breakpoint; the M2 models use it, M3 accepts it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        type_ = self.type_

        description = self.description

        input_schema: dict[str, Any] | Unset = UNSET
        if not isinstance(self.input_schema, Unset):
            input_schema = self.input_schema.to_dict()

        cache_control: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cache_control, Unset):
            cache_control = self.cache_control.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_
        if description is not UNSET:
            field_dict["description"] = description
        if input_schema is not UNSET:
            field_dict["input_schema"] = input_schema
        if cache_control is not UNSET:
            field_dict["cache_control"] = cache_control

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_cache_control import AnthropicCacheControl  # noqa: PLC0415
        from ..models.tool_parameters import ToolParameters  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        type_ = d.pop("type", UNSET)

        description = d.pop("description", UNSET)

        _input_schema = d.pop("input_schema", UNSET)
        input_schema: ToolParameters | Unset
        if isinstance(_input_schema, Unset):
            input_schema = UNSET
        else:
            input_schema = ToolParameters.from_dict(_input_schema)

        _cache_control = d.pop("cache_control", UNSET)
        cache_control: AnthropicCacheControl | Unset
        if isinstance(_cache_control, Unset):
            cache_control = UNSET
        else:
            cache_control = AnthropicCacheControl.from_dict(_cache_control)

        anthropic_tool = cls(
            name=name,
            type_=type_,
            description=description,
            input_schema=input_schema,
            cache_control=cache_control,
        )

        anthropic_tool.additional_properties = d
        return anthropic_tool

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
