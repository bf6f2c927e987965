from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_server_tool_use_block import AnthropicServerToolUseBlock
    from ..models.anthropic_text_block import AnthropicTextBlock
    from ..models.anthropic_thinking_block import AnthropicThinkingBlock
    from ..models.anthropic_tool_use_block import AnthropicToolUseBlock
    from ..models.anthropic_usage import AnthropicUsage
    from ..models.anthropic_web_search_tool_result_block import AnthropicWebSearchToolResultBlock
    from ..models.base_resp import BaseResp


T = TypeVar("T", bound="AnthropicMessagesResponse")


@_attrs_define
class AnthropicMessagesResponse:
    """A message of the model; in a stream it is sent first, still empty."""

    id: int | None | str | Unset = UNSET
    """ Id of the message. """
    type_: None | str | Unset = UNSET
    """ Type of the body. Known values: message. """
    role: None | str | Unset = UNSET
    """ Who speaks. Known values: assistant. """
    model: None | str | Unset = UNSET
    """ Model that served the call, which may differ from the requested one. """
    content: (
        list[
            AnthropicServerToolUseBlock
            | AnthropicTextBlock
            | AnthropicThinkingBlock
            | AnthropicToolUseBlock
            | AnthropicWebSearchToolResultBlock
            | Any
        ]
        | None
        | Unset
    ) = UNSET
    """ What the model thought, said and called, in order. """
    stop_reason: None | str | Unset = UNSET
    """ Why the output ended; null while a stream runs. Known values: end_turn, max_tokens, tool_use, stop_sequence.
    """
    stop_sequence: None | str | Unset = UNSET
    """ Null; only at the start of a stream. """
    service_tier: None | str | Unset = UNSET
    """ Service tier of the call; at the start of a stream. Known values: standard, priority. """
    usage: AnthropicUsage | None | Unset = UNSET
    """ Token counts of the call. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call; 0 is success. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_server_tool_use_block import AnthropicServerToolUseBlock  # noqa: PLC0415
        from ..models.anthropic_text_block import AnthropicTextBlock  # noqa: PLC0415
        from ..models.anthropic_thinking_block import AnthropicThinkingBlock  # noqa: PLC0415
        from ..models.anthropic_tool_use_block import AnthropicToolUseBlock  # noqa: PLC0415
        from ..models.anthropic_usage import AnthropicUsage  # noqa: PLC0415
        from ..models.anthropic_web_search_tool_result_block import AnthropicWebSearchToolResultBlock  # noqa: PLC0415
        from ..models.base_resp import BaseResp  # noqa: PLC0415

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        role: None | str | Unset
        if isinstance(self.role, Unset):
            role = UNSET
        else:
            role = self.role

        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

        content: list[Any | dict[str, Any]] | None | Unset
        if isinstance(self.content, Unset):
            content = UNSET
        elif isinstance(self.content, list):
            content = []
            for content_type_0_item_data in self.content:
                content_type_0_item: Any | dict[str, Any]
                if isinstance(content_type_0_item_data, AnthropicTextBlock):
                    content_type_0_item = content_type_0_item_data.to_dict()
                elif isinstance(content_type_0_item_data, AnthropicThinkingBlock):
                    content_type_0_item = content_type_0_item_data.to_dict()
                elif isinstance(content_type_0_item_data, AnthropicToolUseBlock):
                    content_type_0_item = content_type_0_item_data.to_dict()
                elif isinstance(content_type_0_item_data, AnthropicServerToolUseBlock):
                    content_type_0_item = content_type_0_item_data.to_dict()
                elif isinstance(content_type_0_item_data, AnthropicWebSearchToolResultBlock):
                    content_type_0_item = content_type_0_item_data.to_dict()
                else:
                    content_type_0_item = content_type_0_item_data
                content.append(content_type_0_item)

        else:
            content = self.content

        stop_reason: None | str | Unset
        if isinstance(self.stop_reason, Unset):
            stop_reason = UNSET
        else:
            stop_reason = self.stop_reason

        stop_sequence: None | str | Unset
        if isinstance(self.stop_sequence, Unset):
            stop_sequence = UNSET
        else:
            stop_sequence = self.stop_sequence

        service_tier: None | str | Unset
        if isinstance(self.service_tier, Unset):
            service_tier = UNSET
        else:
            service_tier = self.service_tier

        usage: dict[str, Any] | None | Unset
        if isinstance(self.usage, Unset):
            usage = UNSET
        elif isinstance(self.usage, AnthropicUsage):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

        base_resp: dict[str, Any] | None | Unset
        if isinstance(self.base_resp, Unset):
            base_resp = UNSET
        elif isinstance(self.base_resp, BaseResp):
            base_resp = self.base_resp.to_dict()
        else:
            base_resp = self.base_resp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if type_ is not UNSET:
            field_dict["type"] = type_
        if role is not UNSET:
            field_dict["role"] = role
        if model is not UNSET:
            field_dict["model"] = model
        if content is not UNSET:
            field_dict["content"] = content
        if stop_reason is not UNSET:
            field_dict["stop_reason"] = stop_reason
        if stop_sequence is not UNSET:
            field_dict["stop_sequence"] = stop_sequence
        if service_tier is not UNSET:
            field_dict["service_tier"] = service_tier
        if usage is not UNSET:
            field_dict["usage"] = usage
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_server_tool_use_block import AnthropicServerToolUseBlock  # noqa: PLC0415
        from ..models.anthropic_text_block import AnthropicTextBlock  # noqa: PLC0415
        from ..models.anthropic_thinking_block import AnthropicThinkingBlock  # noqa: PLC0415
        from ..models.anthropic_tool_use_block import AnthropicToolUseBlock  # noqa: PLC0415
        from ..models.anthropic_usage import AnthropicUsage  # noqa: PLC0415
        from ..models.anthropic_web_search_tool_result_block import AnthropicWebSearchToolResultBlock  # noqa: PLC0415
        from ..models.base_resp import BaseResp  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        def _parse_role(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        role = _parse_role(d.pop("role", UNSET))

        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

        def _parse_content(
            data: object,
        ) -> (
            list[
                AnthropicServerToolUseBlock
                | AnthropicTextBlock
                | AnthropicThinkingBlock
                | AnthropicToolUseBlock
                | AnthropicWebSearchToolResultBlock
                | Any
            ]
            | None
            | Unset
        ):
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

                    def _parse_content_type_0_item(
                        data: object,
                    ) -> (
                        AnthropicServerToolUseBlock
                        | AnthropicTextBlock
                        | AnthropicThinkingBlock
                        | AnthropicToolUseBlock
                        | AnthropicWebSearchToolResultBlock
                        | Any
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_0_item_type_0 = AnthropicTextBlock.from_dict(data)

                            return content_type_0_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_0_item_type_1 = AnthropicThinkingBlock.from_dict(data)

                            return content_type_0_item_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_0_item_type_2 = AnthropicToolUseBlock.from_dict(data)

                            return content_type_0_item_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_0_item_type_3 = AnthropicServerToolUseBlock.from_dict(data)

                            return content_type_0_item_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_0_item_type_4 = AnthropicWebSearchToolResultBlock.from_dict(data)

                            return content_type_0_item_type_4
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(
                            AnthropicServerToolUseBlock
                            | AnthropicTextBlock
                            | AnthropicThinkingBlock
                            | AnthropicToolUseBlock
                            | AnthropicWebSearchToolResultBlock
                            | Any,
                            data,
                        )

                    content_type_0_item = _parse_content_type_0_item(content_type_0_item_data)

                    content_type_0.append(content_type_0_item)

                return content_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    AnthropicServerToolUseBlock
                    | AnthropicTextBlock
                    | AnthropicThinkingBlock
                    | AnthropicToolUseBlock
                    | AnthropicWebSearchToolResultBlock
                    | Any
                ]
                | None
                | Unset,
                data,
            )

        content = _parse_content(d.pop("content", UNSET))

        def _parse_stop_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        stop_reason = _parse_stop_reason(d.pop("stop_reason", UNSET))

        def _parse_stop_sequence(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        stop_sequence = _parse_stop_sequence(d.pop("stop_sequence", UNSET))

        def _parse_service_tier(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        service_tier = _parse_service_tier(d.pop("service_tier", UNSET))

        def _parse_usage(data: object) -> AnthropicUsage | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usage_type_0 = AnthropicUsage.from_dict(data)

                return usage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnthropicUsage | None | Unset, data)

        usage = _parse_usage(d.pop("usage", UNSET))

        def _parse_base_resp(data: object) -> BaseResp | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                base_resp_type_0 = BaseResp.from_dict(data)

                return base_resp_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BaseResp | None | Unset, data)

        base_resp = _parse_base_resp(d.pop("base_resp", UNSET))

        anthropic_messages_response = cls(
            id=id,
            type_=type_,
            role=role,
            model=model,
            content=content,
            stop_reason=stop_reason,
            stop_sequence=stop_sequence,
            service_tier=service_tier,
            usage=usage,
            base_resp=base_resp,
        )

        anthropic_messages_response.additional_properties = d
        return anthropic_messages_response

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
