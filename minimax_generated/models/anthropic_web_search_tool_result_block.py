from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_web_search_result import AnthropicWebSearchResult


T = TypeVar("T", bound="AnthropicWebSearchToolResultBlock")


@_attrs_define
class AnthropicWebSearchToolResultBlock:
    """What a web search found."""

    type_: Literal["web_search_tool_result"] | Unset = UNSET
    """ Type of the block. Always web_search_tool_result. """
    tool_use_id: int | None | str | Unset = UNSET
    """ Id of the search. """
    content: list[AnthropicWebSearchResult | Any] | None | Unset = UNSET
    """ The pages found. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_web_search_result import AnthropicWebSearchResult  # noqa: PLC0415

        type_ = self.type_

        tool_use_id: int | None | str | Unset
        if isinstance(self.tool_use_id, Unset):
            tool_use_id = UNSET
        else:
            tool_use_id = self.tool_use_id

        content: list[Any | dict[str, Any]] | None | Unset
        if isinstance(self.content, Unset):
            content = UNSET
        elif isinstance(self.content, list):
            content = []
            for content_type_0_item_data in self.content:
                content_type_0_item: Any | dict[str, Any]
                if isinstance(content_type_0_item_data, AnthropicWebSearchResult):
                    content_type_0_item = content_type_0_item_data.to_dict()
                else:
                    content_type_0_item = content_type_0_item_data
                content.append(content_type_0_item)

        else:
            content = self.content

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_
        if tool_use_id is not UNSET:
            field_dict["tool_use_id"] = tool_use_id
        if content is not UNSET:
            field_dict["content"] = content

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_web_search_result import AnthropicWebSearchResult  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["web_search_tool_result"] | Unset, d.pop("type", UNSET))
        if type_ != "web_search_tool_result" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'web_search_tool_result', got '{type_}'")

        def _parse_tool_use_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        tool_use_id = _parse_tool_use_id(d.pop("tool_use_id", UNSET))

        def _parse_content(data: object) -> list[AnthropicWebSearchResult | Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                content_type_0 = []
                _content_type_0 = data
                for content_type_0_item_data in _content_type_0:

                    def _parse_content_type_0_item(data: object) -> AnthropicWebSearchResult | Any:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_0_item_type_0 = AnthropicWebSearchResult.from_dict(data)

                            return content_type_0_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(AnthropicWebSearchResult | Any, data)

                    content_type_0_item = _parse_content_type_0_item(content_type_0_item_data)

                    content_type_0.append(content_type_0_item)

                return content_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[AnthropicWebSearchResult | Any] | None | Unset, data)

        content = _parse_content(d.pop("content", UNSET))

        anthropic_web_search_tool_result_block = cls(
            type_=type_,
            tool_use_id=tool_use_id,
            content=content,
        )

        anthropic_web_search_tool_result_block.additional_properties = d
        return anthropic_web_search_tool_result_block

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
