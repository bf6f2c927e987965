from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.anthropic_image_block_request import AnthropicImageBlockRequest
    from ..models.anthropic_mid_conv_system_block_request import AnthropicMidConvSystemBlockRequest
    from ..models.anthropic_text_block_request import AnthropicTextBlockRequest
    from ..models.anthropic_thinking_block_request import AnthropicThinkingBlockRequest
    from ..models.anthropic_tool_result_block_request import AnthropicToolResultBlockRequest
    from ..models.anthropic_tool_use_block_request import AnthropicToolUseBlockRequest
    from ..models.anthropic_video_block_request import AnthropicVideoBlockRequest


T = TypeVar("T", bound="AnthropicMessage")


@_attrs_define
class AnthropicMessage:
    """One message of a Messages call."""

    role: str
    """ Who speaks. The last four belong to M2-her. Known values: user, assistant, user_system, group,
    sample_message_user, sample_message_ai. At least 1 character. """
    content: (
        list[
            AnthropicImageBlockRequest
            | AnthropicMidConvSystemBlockRequest
            | AnthropicTextBlockRequest
            | AnthropicThinkingBlockRequest
            | AnthropicToolResultBlockRequest
            | AnthropicToolUseBlockRequest
            | AnthropicVideoBlockRequest
            | Any
        ]
        | str
    )
    """ Text or blocks of the message. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_image_block_request import AnthropicImageBlockRequest  # noqa: PLC0415
        from ..models.anthropic_mid_conv_system_block_request import AnthropicMidConvSystemBlockRequest  # noqa: PLC0415
        from ..models.anthropic_text_block_request import AnthropicTextBlockRequest  # noqa: PLC0415
        from ..models.anthropic_thinking_block_request import AnthropicThinkingBlockRequest  # noqa: PLC0415
        from ..models.anthropic_tool_result_block_request import AnthropicToolResultBlockRequest  # noqa: PLC0415
        from ..models.anthropic_tool_use_block_request import AnthropicToolUseBlockRequest  # noqa: PLC0415
        from ..models.anthropic_video_block_request import AnthropicVideoBlockRequest  # noqa: PLC0415

        role = self.role

        content: list[Any | dict[str, Any]] | str
        if isinstance(self.content, list):
            content = []
            for content_type_1_item_data in self.content:
                content_type_1_item: Any | dict[str, Any]
                if isinstance(content_type_1_item_data, AnthropicTextBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, AnthropicImageBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, AnthropicVideoBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, AnthropicToolUseBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, AnthropicToolResultBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, AnthropicThinkingBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, AnthropicMidConvSystemBlockRequest):
                    content_type_1_item = content_type_1_item_data.to_dict()
                else:
                    content_type_1_item = content_type_1_item_data
                content.append(content_type_1_item)

        else:
            content = self.content

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "role": role,
                "content": content,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_image_block_request import AnthropicImageBlockRequest  # noqa: PLC0415
        from ..models.anthropic_mid_conv_system_block_request import AnthropicMidConvSystemBlockRequest  # noqa: PLC0415
        from ..models.anthropic_text_block_request import AnthropicTextBlockRequest  # noqa: PLC0415
        from ..models.anthropic_thinking_block_request import AnthropicThinkingBlockRequest  # noqa: PLC0415
        from ..models.anthropic_tool_result_block_request import AnthropicToolResultBlockRequest  # noqa: PLC0415
        from ..models.anthropic_tool_use_block_request import AnthropicToolUseBlockRequest  # noqa: PLC0415
        from ..models.anthropic_video_block_request import AnthropicVideoBlockRequest  # noqa: PLC0415

        d = dict(src_dict)
        role = d.pop("role")

        def _parse_content(
            data: object,
        ) -> (
            list[
                AnthropicImageBlockRequest
                | AnthropicMidConvSystemBlockRequest
                | AnthropicTextBlockRequest
                | AnthropicThinkingBlockRequest
                | AnthropicToolResultBlockRequest
                | AnthropicToolUseBlockRequest
                | AnthropicVideoBlockRequest
                | Any
            ]
            | str
        ):
            try:
                if not isinstance(data, list):
                    raise TypeError()
                content_type_1 = []
                _content_type_1 = data
                for content_type_1_item_data in _content_type_1:

                    def _parse_content_type_1_item(
                        data: object,
                    ) -> (
                        AnthropicImageBlockRequest
                        | AnthropicMidConvSystemBlockRequest
                        | AnthropicTextBlockRequest
                        | AnthropicThinkingBlockRequest
                        | AnthropicToolResultBlockRequest
                        | AnthropicToolUseBlockRequest
                        | AnthropicVideoBlockRequest
                        | Any
                    ):
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
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_2 = AnthropicVideoBlockRequest.from_dict(data)

                            return content_type_1_item_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_3 = AnthropicToolUseBlockRequest.from_dict(data)

                            return content_type_1_item_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_4 = AnthropicToolResultBlockRequest.from_dict(data)

                            return content_type_1_item_type_4
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_5 = AnthropicThinkingBlockRequest.from_dict(data)

                            return content_type_1_item_type_5
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_6 = AnthropicMidConvSystemBlockRequest.from_dict(data)

                            return content_type_1_item_type_6
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(
                            AnthropicImageBlockRequest
                            | AnthropicMidConvSystemBlockRequest
                            | AnthropicTextBlockRequest
                            | AnthropicThinkingBlockRequest
                            | AnthropicToolResultBlockRequest
                            | AnthropicToolUseBlockRequest
                            | AnthropicVideoBlockRequest
                            | Any,
                            data,
                        )

                    content_type_1_item = _parse_content_type_1_item(content_type_1_item_data)

                    content_type_1.append(content_type_1_item)

                return content_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    AnthropicImageBlockRequest
                    | AnthropicMidConvSystemBlockRequest
                    | AnthropicTextBlockRequest
                    | AnthropicThinkingBlockRequest
                    | AnthropicToolResultBlockRequest
                    | AnthropicToolUseBlockRequest
                    | AnthropicVideoBlockRequest
                    | Any
                ]
                | str,
                data,
            )

        content = _parse_content(d.pop("content"))

        anthropic_message = cls(
            role=role,
            content=content,
        )

        anthropic_message.additional_properties = d
        return anthropic_message

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
