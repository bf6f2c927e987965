from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_error_detail import AnthropicErrorDetail
    from ..models.anthropic_messages_response import AnthropicMessagesResponse
    from ..models.anthropic_server_tool_use_block import AnthropicServerToolUseBlock
    from ..models.anthropic_stream_delta import AnthropicStreamDelta
    from ..models.anthropic_text_block import AnthropicTextBlock
    from ..models.anthropic_thinking_block import AnthropicThinkingBlock
    from ..models.anthropic_tool_use_block import AnthropicToolUseBlock
    from ..models.anthropic_usage import AnthropicUsage
    from ..models.anthropic_web_search_tool_result_block import AnthropicWebSearchToolResultBlock


T = TypeVar("T", bound="AnthropicStreamEvent")


@_attrs_define
class AnthropicStreamEvent:
    """One event of a Messages stream; `type` determines which other fields are present."""

    type_: None | str | Unset = UNSET
    """ Type of the event. Known values: message_start, ping, content_block_start, content_block_delta,
    content_block_stop, message_delta, message_stop, error. """
    message: AnthropicMessagesResponse | None | Unset = UNSET
    """ On message_start, the message before its first block; its usage is provisional. """
    index: int | None | Unset = UNSET
    """ Position of the block; on the three content_block events. """
    content_block: (
        AnthropicServerToolUseBlock
        | AnthropicTextBlock
        | AnthropicThinkingBlock
        | AnthropicToolUseBlock
        | AnthropicWebSearchToolResultBlock
        | Any
        | None
        | Unset
    ) = UNSET
    """ On content_block_start, the block before its first delta. """
    delta: AnthropicStreamDelta | None | Unset = UNSET
    """ On content_block_delta, the text to append to the block; on message_delta, why the message ended. """
    usage: AnthropicUsage | None | Unset = UNSET
    """ On message_delta, the final counts; they replace the ones of message_start. """
    error: AnthropicErrorDetail | None | Unset = UNSET
    """ On error, what went wrong; the stream ends. """
    request_id: int | None | str | Unset = UNSET
    """ On error, the id of the request. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_error_detail import AnthropicErrorDetail  # noqa: PLC0415
        from ..models.anthropic_messages_response import AnthropicMessagesResponse  # noqa: PLC0415
        from ..models.anthropic_server_tool_use_block import AnthropicServerToolUseBlock  # noqa: PLC0415
        from ..models.anthropic_stream_delta import AnthropicStreamDelta  # noqa: PLC0415
        from ..models.anthropic_text_block import AnthropicTextBlock  # noqa: PLC0415
        from ..models.anthropic_thinking_block import AnthropicThinkingBlock  # noqa: PLC0415
        from ..models.anthropic_tool_use_block import AnthropicToolUseBlock  # noqa: PLC0415
        from ..models.anthropic_usage import AnthropicUsage  # noqa: PLC0415
        from ..models.anthropic_web_search_tool_result_block import AnthropicWebSearchToolResultBlock  # noqa: PLC0415

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        message: dict[str, Any] | None | Unset
        if isinstance(self.message, Unset):
            message = UNSET
        elif isinstance(self.message, AnthropicMessagesResponse):
            message = self.message.to_dict()
        else:
            message = self.message

        index: int | None | Unset
        if isinstance(self.index, Unset):
            index = UNSET
        else:
            index = self.index

        content_block: Any | dict[str, Any] | None | Unset
        if isinstance(self.content_block, Unset):
            content_block = UNSET
        elif isinstance(self.content_block, AnthropicTextBlock):
            content_block = self.content_block.to_dict()
        elif isinstance(self.content_block, AnthropicThinkingBlock):
            content_block = self.content_block.to_dict()
        elif isinstance(self.content_block, AnthropicToolUseBlock):
            content_block = self.content_block.to_dict()
        elif isinstance(self.content_block, AnthropicServerToolUseBlock):
            content_block = self.content_block.to_dict()
        elif isinstance(self.content_block, AnthropicWebSearchToolResultBlock):
            content_block = self.content_block.to_dict()
        else:
            content_block = self.content_block

        delta: dict[str, Any] | None | Unset
        if isinstance(self.delta, Unset):
            delta = UNSET
        elif isinstance(self.delta, AnthropicStreamDelta):
            delta = self.delta.to_dict()
        else:
            delta = self.delta

        usage: dict[str, Any] | None | Unset
        if isinstance(self.usage, Unset):
            usage = UNSET
        elif isinstance(self.usage, AnthropicUsage):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

        error: dict[str, Any] | None | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        elif isinstance(self.error, AnthropicErrorDetail):
            error = self.error.to_dict()
        else:
            error = self.error

        request_id: int | None | str | Unset
        if isinstance(self.request_id, Unset):
            request_id = UNSET
        else:
            request_id = self.request_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_
        if message is not UNSET:
            field_dict["message"] = message
        if index is not UNSET:
            field_dict["index"] = index
        if content_block is not UNSET:
            field_dict["content_block"] = content_block
        if delta is not UNSET:
            field_dict["delta"] = delta
        if usage is not UNSET:
            field_dict["usage"] = usage
        if error is not UNSET:
            field_dict["error"] = error
        if request_id is not UNSET:
            field_dict["request_id"] = request_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_error_detail import AnthropicErrorDetail  # noqa: PLC0415
        from ..models.anthropic_messages_response import AnthropicMessagesResponse  # noqa: PLC0415
        from ..models.anthropic_server_tool_use_block import AnthropicServerToolUseBlock  # noqa: PLC0415
        from ..models.anthropic_stream_delta import AnthropicStreamDelta  # noqa: PLC0415
        from ..models.anthropic_text_block import AnthropicTextBlock  # noqa: PLC0415
        from ..models.anthropic_thinking_block import AnthropicThinkingBlock  # noqa: PLC0415
        from ..models.anthropic_tool_use_block import AnthropicToolUseBlock  # noqa: PLC0415
        from ..models.anthropic_usage import AnthropicUsage  # noqa: PLC0415
        from ..models.anthropic_web_search_tool_result_block import AnthropicWebSearchToolResultBlock  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        def _parse_message(data: object) -> AnthropicMessagesResponse | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                message_type_0 = AnthropicMessagesResponse.from_dict(data)

                return message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnthropicMessagesResponse | None | Unset, data)

        message = _parse_message(d.pop("message", UNSET))

        def _parse_index(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        index = _parse_index(d.pop("index", UNSET))

        def _parse_content_block(
            data: object,
        ) -> (
            AnthropicServerToolUseBlock
            | AnthropicTextBlock
            | AnthropicThinkingBlock
            | AnthropicToolUseBlock
            | AnthropicWebSearchToolResultBlock
            | Any
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                content_block_type_0 = AnthropicTextBlock.from_dict(data)

                return content_block_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                content_block_type_1 = AnthropicThinkingBlock.from_dict(data)

                return content_block_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                content_block_type_2 = AnthropicToolUseBlock.from_dict(data)

                return content_block_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                content_block_type_3 = AnthropicServerToolUseBlock.from_dict(data)

                return content_block_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                content_block_type_4 = AnthropicWebSearchToolResultBlock.from_dict(data)

                return content_block_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                AnthropicServerToolUseBlock
                | AnthropicTextBlock
                | AnthropicThinkingBlock
                | AnthropicToolUseBlock
                | AnthropicWebSearchToolResultBlock
                | Any
                | None
                | Unset,
                data,
            )

        content_block = _parse_content_block(d.pop("content_block", UNSET))

        def _parse_delta(data: object) -> AnthropicStreamDelta | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                delta_type_0 = AnthropicStreamDelta.from_dict(data)

                return delta_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnthropicStreamDelta | None | Unset, data)

        delta = _parse_delta(d.pop("delta", UNSET))

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

        def _parse_error(data: object) -> AnthropicErrorDetail | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = AnthropicErrorDetail.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnthropicErrorDetail | None | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_request_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        request_id = _parse_request_id(d.pop("request_id", UNSET))

        anthropic_stream_event = cls(
            type_=type_,
            message=message,
            index=index,
            content_block=content_block,
            delta=delta,
            usage=usage,
            error=error,
            request_id=request_id,
        )

        anthropic_stream_event.additional_properties = d
        return anthropic_stream_event

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
