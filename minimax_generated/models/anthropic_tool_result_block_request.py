from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_cache_control import AnthropicCacheControl
    from ..models.anthropic_image_block_request import AnthropicImageBlockRequest
    from ..models.anthropic_text_block_request import AnthropicTextBlockRequest


T = TypeVar("T", bound="AnthropicToolResultBlockRequest")


@_attrs_define
class AnthropicToolResultBlockRequest:
    """The result of a tool."""

    type_: Literal["tool_result"]
    """ Type of the block. Always tool_result. """
    tool_use_id: str
    """ Id of the call that this result belongs to. """
    content: list[AnthropicImageBlockRequest | AnthropicTextBlockRequest | Any] | str | Unset = UNSET
    """ The result as text or as blocks. """
    cache_control: AnthropicCacheControl | Unset = UNSET
    """ A prompt-cache breakpoint; the M2 models use it, M3 accepts it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_image_block_request import AnthropicImageBlockRequest  # noqa: PLC0415
        from ..models.anthropic_text_block_request import AnthropicTextBlockRequest  # noqa: PLC0415

        type_ = self.type_

        tool_use_id = self.tool_use_id

        content: list[Any | dict[str, Any]] | str | Unset
        if isinstance(self.content, Unset):
            content = UNSET
        elif isinstance(self.content, list):
            content = []
            for content_type_1_item_data in self.content:
                content_type_1_item: Any | dict[str, Any]
                if isinstance(content_type_1_item_data, AnthropicTextBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, AnthropicImageBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                else:
                    content_type_1_item = content_type_1_item_data
                content.append(content_type_1_item)

        else:
            content = self.content

        cache_control: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cache_control, Unset):
            cache_control = self.cache_control.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "tool_use_id": tool_use_id,
            }
        )
        if content is not UNSET:
            field_dict["content"] = content
        if cache_control is not UNSET:
            field_dict["cache_control"] = cache_control

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_cache_control import AnthropicCacheControl  # noqa: PLC0415
        from ..models.anthropic_image_block_request import AnthropicImageBlockRequest  # noqa: PLC0415
        from ..models.anthropic_text_block_request import AnthropicTextBlockRequest  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["tool_result"], d.pop("type"))
        if type_ != "tool_result":
            raise ValueError(f"type must match const 'tool_result', got '{type_}'")

        tool_use_id = d.pop("tool_use_id")

        def _parse_content(
            data: object,
        ) -> list[AnthropicImageBlockRequest | AnthropicTextBlockRequest | Any] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                content_type_1 = []
                _content_type_1 = data
                for content_type_1_item_data in _content_type_1:

                    def _parse_content_type_1_item(
                        data: object,
                    ) -> AnthropicImageBlockRequest | AnthropicTextBlockRequest | Any:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_0 = AnthropicTextBlockRequest.from_dict(data)

                            return content_type_1_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_1 = AnthropicImageBlockRequest.from_dict(data)

                            return content_type_1_item_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(AnthropicImageBlockRequest | AnthropicTextBlockRequest | Any, data)

                    content_type_1_item = _parse_content_type_1_item(content_type_1_item_data)

                    content_type_1.append(content_type_1_item)

                return content_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[AnthropicImageBlockRequest | AnthropicTextBlockRequest | Any] | str | Unset, data)

        content = _parse_content(d.pop("content", UNSET))

        _cache_control = d.pop("cache_control", UNSET)
        cache_control: AnthropicCacheControl | Unset
        if isinstance(_cache_control, Unset):
            cache_control = UNSET
        else:
            cache_control = AnthropicCacheControl.from_dict(_cache_control)

        anthropic_tool_result_block_request = cls(
            type_=type_,
            tool_use_id=tool_use_id,
            content=content,
            cache_control=cache_control,
        )

        anthropic_tool_result_block_request.additional_properties = d
        return anthropic_tool_result_block_request

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
