from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.anthropic_messages_request_service_tier import (
    AnthropicMessagesRequestServiceTier,
    check_anthropic_messages_request_service_tier,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_message import AnthropicMessage
    from ..models.anthropic_metadata import AnthropicMetadata
    from ..models.anthropic_output_config import AnthropicOutputConfig
    from ..models.anthropic_text_block_request import AnthropicTextBlockRequest
    from ..models.anthropic_thinking import AnthropicThinking
    from ..models.anthropic_tool import AnthropicTool
    from ..models.anthropic_tool_choice import AnthropicToolChoice


T = TypeVar("T", bound="AnthropicMessagesRequest")


@_attrs_define
class AnthropicMessagesRequest:
    """Body of a Messages call."""

    model: str
    """ Model id; `claude-*` ids are rejected. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview,
    MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1,
    MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable. """
    messages: list[AnthropicMessage]
    """ The conversation so far, oldest first. At least 1 item. """
    system: list[AnthropicTextBlockRequest] | str | Unset = UNSET
    """ What the model should be and do. """
    max_tokens: int | Unset = UNSET
    """ Maximum number of tokens to generate; 131072 is recommended for M3 and 65536 for older models. Range [1, ∞).
    """
    stream: bool | Unset = UNSET
    """ Stream the response as server-sent events. Default false. """
    temperature: float | Unset = UNSET
    """ Randomness of the output. Range [0, 2]. Default 1. """
    top_p: float | Unset = UNSET
    """ Share of probability mass to sample from. The official schema says 0.95 for every model, the text of the
    page differs by model. Range [0, 1]. Default 0.95 on MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3;
    0.9 on MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1,
    MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable. """
    tools: list[AnthropicTool] | Unset = UNSET
    """ Functions that the model may call, and server tools that the platform runs itself. """
    tool_choice: AnthropicToolChoice | Unset = UNSET
    """ Whether the model may call tools. """
    thinking: AnthropicThinking | Unset = UNSET
    """ Switch for thinking. MiniMax-M3 supports it (off by default), the M2 models ignore it, and models with an
    effort setting reject `disabled`. """
    output_config: AnthropicOutputConfig | Unset = UNSET
    """ Settings of the output. """
    service_tier: AnthropicMessagesRequestServiceTier | Unset = UNSET
    """ Service tier of the call; `priority` costs 1.5 times the price. One of standard, priority. Default standard.
    """
    metadata: AnthropicMetadata | Unset = UNSET
    """ Information about the caller. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_message import AnthropicMessage  # noqa: PLC0415
        from ..models.anthropic_text_block_request import AnthropicTextBlockRequest  # noqa: PLC0415
        from ..models.anthropic_tool import AnthropicTool  # noqa: PLC0415

        model = self.model

        messages = []
        for messages_item_data in self.messages:
            messages_item = (
                messages_item_data.to_dict() if isinstance(messages_item_data, AnthropicMessage) else messages_item_data
            )
            messages.append(messages_item)

        system: list[dict[str, Any]] | str | Unset
        if isinstance(self.system, Unset):
            system = UNSET
        elif isinstance(self.system, list):
            system = []
            for system_type_1_item_data in self.system:
                system_type_1_item = (
                    system_type_1_item_data.to_dict()
                    if isinstance(system_type_1_item_data, AnthropicTextBlockRequest)
                    else system_type_1_item_data
                )
                system.append(system_type_1_item)

        else:
            system = self.system

        max_tokens = self.max_tokens

        stream = self.stream

        temperature = self.temperature

        top_p = self.top_p

        tools: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tools, Unset):
            tools = []
            for tools_item_data in self.tools:
                tools_item = (
                    tools_item_data.to_dict() if isinstance(tools_item_data, AnthropicTool) else tools_item_data
                )
                tools.append(tools_item)

        tool_choice: dict[str, Any] | Unset = UNSET
        if not isinstance(self.tool_choice, Unset):
            tool_choice = self.tool_choice.to_dict()

        thinking: dict[str, Any] | Unset = UNSET
        if not isinstance(self.thinking, Unset):
            thinking = self.thinking.to_dict()

        output_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.output_config, Unset):
            output_config = self.output_config.to_dict()

        service_tier: str | Unset = UNSET
        if not isinstance(self.service_tier, Unset):
            service_tier = self.service_tier

        metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.metadata, Unset):
            metadata = self.metadata.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "messages": messages,
            }
        )
        if system is not UNSET:
            field_dict["system"] = system
        if max_tokens is not UNSET:
            field_dict["max_tokens"] = max_tokens
        if stream is not UNSET:
            field_dict["stream"] = stream
        if temperature is not UNSET:
            field_dict["temperature"] = temperature
        if top_p is not UNSET:
            field_dict["top_p"] = top_p
        if tools is not UNSET:
            field_dict["tools"] = tools
        if tool_choice is not UNSET:
            field_dict["tool_choice"] = tool_choice
        if thinking is not UNSET:
            field_dict["thinking"] = thinking
        if output_config is not UNSET:
            field_dict["output_config"] = output_config
        if service_tier is not UNSET:
            field_dict["service_tier"] = service_tier
        if metadata is not UNSET:
            field_dict["metadata"] = metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_message import AnthropicMessage  # noqa: PLC0415
        from ..models.anthropic_metadata import AnthropicMetadata  # noqa: PLC0415
        from ..models.anthropic_output_config import AnthropicOutputConfig  # noqa: PLC0415
        from ..models.anthropic_text_block_request import AnthropicTextBlockRequest  # noqa: PLC0415
        from ..models.anthropic_thinking import AnthropicThinking  # noqa: PLC0415
        from ..models.anthropic_tool import AnthropicTool  # noqa: PLC0415
        from ..models.anthropic_tool_choice import AnthropicToolChoice  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = (
                AnthropicMessage.from_dict(messages_item_data)
                if isinstance(messages_item_data, Mapping)
                else messages_item_data
            )

            messages.append(messages_item)

        def _parse_system(data: object) -> list[AnthropicTextBlockRequest] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                system_type_1 = []
                _system_type_1 = data
                for system_type_1_item_data in _system_type_1:
                    system_type_1_item = (
                        AnthropicTextBlockRequest.from_dict(system_type_1_item_data)
                        if isinstance(system_type_1_item_data, Mapping)
                        else system_type_1_item_data
                    )

                    system_type_1.append(system_type_1_item)

                return system_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[AnthropicTextBlockRequest] | str | Unset, data)

        system = _parse_system(d.pop("system", UNSET))

        max_tokens = d.pop("max_tokens", UNSET)

        stream = d.pop("stream", UNSET)

        temperature = d.pop("temperature", UNSET)

        top_p = d.pop("top_p", UNSET)

        _tools = d.pop("tools", UNSET)
        tools: list[AnthropicTool] | Unset = UNSET
        if _tools is not UNSET:
            tools = []
            for tools_item_data in _tools:
                tools_item = (
                    AnthropicTool.from_dict(tools_item_data)
                    if isinstance(tools_item_data, Mapping)
                    else tools_item_data
                )

                tools.append(tools_item)

        _tool_choice = d.pop("tool_choice", UNSET)
        tool_choice: AnthropicToolChoice | Unset
        if isinstance(_tool_choice, Unset):
            tool_choice = UNSET
        else:
            tool_choice = AnthropicToolChoice.from_dict(_tool_choice)

        _thinking = d.pop("thinking", UNSET)
        thinking: AnthropicThinking | Unset
        if isinstance(_thinking, Unset):
            thinking = UNSET
        else:
            thinking = AnthropicThinking.from_dict(_thinking)

        _output_config = d.pop("output_config", UNSET)
        output_config: AnthropicOutputConfig | Unset
        if isinstance(_output_config, Unset):
            output_config = UNSET
        else:
            output_config = AnthropicOutputConfig.from_dict(_output_config)

        _service_tier = d.pop("service_tier", UNSET)
        service_tier: AnthropicMessagesRequestServiceTier | Unset
        if isinstance(_service_tier, Unset):
            service_tier = UNSET
        else:
            service_tier = check_anthropic_messages_request_service_tier(_service_tier)

        _metadata = d.pop("metadata", UNSET)
        metadata: AnthropicMetadata | Unset
        if isinstance(_metadata, Unset):
            metadata = UNSET
        else:
            metadata = AnthropicMetadata.from_dict(_metadata)

        anthropic_messages_request = cls(
            model=model,
            messages=messages,
            system=system,
            max_tokens=max_tokens,
            stream=stream,
            temperature=temperature,
            top_p=top_p,
            tools=tools,
            tool_choice=tool_choice,
            thinking=thinking,
            output_config=output_config,
            service_tier=service_tier,
            metadata=metadata,
        )

        anthropic_messages_request.additional_properties = d
        return anthropic_messages_request

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
