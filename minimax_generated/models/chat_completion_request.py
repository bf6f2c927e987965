from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_completion_request_reasoning_effort import (
    ChatCompletionRequestReasoningEffort,
    check_chat_completion_request_reasoning_effort,
)
from ..models.chat_completion_request_service_tier import (
    ChatCompletionRequestServiceTier,
    check_chat_completion_request_service_tier,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.chat_message import ChatMessage
    from ..models.chat_stream_options import ChatStreamOptions
    from ..models.chat_thinking import ChatThinking
    from ..models.chat_tool import ChatTool


T = TypeVar("T", bound="ChatCompletionRequest")


@_attrs_define
class ChatCompletionRequest:
    """Body of a chat completion."""

    model: str
    """ Model id. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7,
    MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2.1-highspeed,
    MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable. """
    messages: list[ChatMessage]
    """ The conversation so far, oldest first. At least 1 item. """
    stream: bool | Unset = UNSET
    """ Stream the response as server-sent events. Default false. """
    stream_options: ChatStreamOptions | Unset = UNSET
    """ Options of the stream. """
    max_completion_tokens: int | Unset = UNSET
    """ Maximum number of tokens to generate; 131072 is recommended for M3 and 65536 for older models. Range [1, ∞).
    """
    max_tokens: int | Unset = UNSET
    """ Older name of `max_completion_tokens`. Range [1, ∞). Deprecated. """
    temperature: float | Unset = UNSET
    """ Randomness of the output. Range [0, 2]. Default 1. """
    top_p: float | Unset = UNSET
    """ Share of probability mass to sample from. The official schema says 0.95 for every model, the text of the
    page differs by model. Range [0, 1]. Default 0.95 on MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3;
    0.9 on MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1,
    MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable. """
    n: int | Unset = UNSET
    """ Number of choices; only one is supported. Range [1, 1]. Default 1. """
    tools: list[ChatTool] | Unset = UNSET
    """ Functions that the model may call. """
    tool_choice: Any | str | Unset = UNSET
    """ Whether and what to call. Only `auto` is known to work; other values are passed on. """
    thinking: ChatThinking | Unset = UNSET
    """ Switch for thinking. MiniMax-M3 supports it, the M2 models ignore it, and models with an effort setting
    reject `disabled`. """
    reasoning_effort: ChatCompletionRequestReasoningEffort | Unset = UNSET
    """ How long the model thinks. One of low, medium, high, xhigh, max. Default max. Models: MiniMax-M3.1-Flash,
    MiniMax-M3.1-Flash-Preview. """
    reasoning_split: bool | Unset = UNSET
    """ Move the thinking from `<think>` tags in `content` to `reasoning_content` and `reasoning_details`. It does
    not switch thinking. Default false. """
    service_tier: ChatCompletionRequestServiceTier | Unset = UNSET
    """ Service tier of the call; `priority` costs 1.5 times the price. One of standard, priority. Default standard.
    """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.chat_message import ChatMessage  # noqa: PLC0415
        from ..models.chat_tool import ChatTool  # noqa: PLC0415

        model = self.model

        messages = []
        for messages_item_data in self.messages:
            messages_item = (
                messages_item_data.to_dict() if isinstance(messages_item_data, ChatMessage) else messages_item_data
            )
            messages.append(messages_item)

        stream = self.stream

        stream_options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.stream_options, Unset):
            stream_options = self.stream_options.to_dict()

        max_completion_tokens = self.max_completion_tokens

        max_tokens = self.max_tokens

        temperature = self.temperature

        top_p = self.top_p

        n = self.n

        tools: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tools, Unset):
            tools = []
            for tools_item_data in self.tools:
                tools_item = tools_item_data.to_dict() if isinstance(tools_item_data, ChatTool) else tools_item_data
                tools.append(tools_item)

        tool_choice: Any | str | Unset
        if isinstance(self.tool_choice, Unset):
            tool_choice = UNSET
        else:
            tool_choice = self.tool_choice

        thinking: dict[str, Any] | Unset = UNSET
        if not isinstance(self.thinking, Unset):
            thinking = self.thinking.to_dict()

        reasoning_effort: str | Unset = UNSET
        if not isinstance(self.reasoning_effort, Unset):
            reasoning_effort = self.reasoning_effort

        reasoning_split = self.reasoning_split

        service_tier: str | Unset = UNSET
        if not isinstance(self.service_tier, Unset):
            service_tier = self.service_tier

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "messages": messages,
            }
        )
        if stream is not UNSET:
            field_dict["stream"] = stream
        if stream_options is not UNSET:
            field_dict["stream_options"] = stream_options
        if max_completion_tokens is not UNSET:
            field_dict["max_completion_tokens"] = max_completion_tokens
        if max_tokens is not UNSET:
            field_dict["max_tokens"] = max_tokens
        if temperature is not UNSET:
            field_dict["temperature"] = temperature
        if top_p is not UNSET:
            field_dict["top_p"] = top_p
        if n is not UNSET:
            field_dict["n"] = n
        if tools is not UNSET:
            field_dict["tools"] = tools
        if tool_choice is not UNSET:
            field_dict["tool_choice"] = tool_choice
        if thinking is not UNSET:
            field_dict["thinking"] = thinking
        if reasoning_effort is not UNSET:
            field_dict["reasoning_effort"] = reasoning_effort
        if reasoning_split is not UNSET:
            field_dict["reasoning_split"] = reasoning_split
        if service_tier is not UNSET:
            field_dict["service_tier"] = service_tier

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.chat_message import ChatMessage  # noqa: PLC0415
        from ..models.chat_stream_options import ChatStreamOptions  # noqa: PLC0415
        from ..models.chat_thinking import ChatThinking  # noqa: PLC0415
        from ..models.chat_tool import ChatTool  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = (
                ChatMessage.from_dict(messages_item_data)
                if isinstance(messages_item_data, Mapping)
                else messages_item_data
            )

            messages.append(messages_item)

        stream = d.pop("stream", UNSET)

        _stream_options = d.pop("stream_options", UNSET)
        stream_options: ChatStreamOptions | Unset
        if isinstance(_stream_options, Unset):
            stream_options = UNSET
        else:
            stream_options = ChatStreamOptions.from_dict(_stream_options)

        max_completion_tokens = d.pop("max_completion_tokens", UNSET)

        max_tokens = d.pop("max_tokens", UNSET)

        temperature = d.pop("temperature", UNSET)

        top_p = d.pop("top_p", UNSET)

        n = d.pop("n", UNSET)

        _tools = d.pop("tools", UNSET)
        tools: list[ChatTool] | Unset = UNSET
        if _tools is not UNSET:
            tools = []
            for tools_item_data in _tools:
                tools_item = (
                    ChatTool.from_dict(tools_item_data) if isinstance(tools_item_data, Mapping) else tools_item_data
                )

                tools.append(tools_item)

        def _parse_tool_choice(data: object) -> Any | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(Any | str | Unset, data)

        tool_choice = _parse_tool_choice(d.pop("tool_choice", UNSET))

        _thinking = d.pop("thinking", UNSET)
        thinking: ChatThinking | Unset
        if isinstance(_thinking, Unset):
            thinking = UNSET
        else:
            thinking = ChatThinking.from_dict(_thinking)

        _reasoning_effort = d.pop("reasoning_effort", UNSET)
        reasoning_effort: ChatCompletionRequestReasoningEffort | Unset
        if isinstance(_reasoning_effort, Unset):
            reasoning_effort = UNSET
        else:
            reasoning_effort = check_chat_completion_request_reasoning_effort(_reasoning_effort)

        reasoning_split = d.pop("reasoning_split", UNSET)

        _service_tier = d.pop("service_tier", UNSET)
        service_tier: ChatCompletionRequestServiceTier | Unset
        if isinstance(_service_tier, Unset):
            service_tier = UNSET
        else:
            service_tier = check_chat_completion_request_service_tier(_service_tier)

        chat_completion_request = cls(
            model=model,
            messages=messages,
            stream=stream,
            stream_options=stream_options,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            temperature=temperature,
            top_p=top_p,
            n=n,
            tools=tools,
            tool_choice=tool_choice,
            thinking=thinking,
            reasoning_effort=reasoning_effort,
            reasoning_split=reasoning_split,
            service_tier=service_tier,
        )

        chat_completion_request.additional_properties = d
        return chat_completion_request

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
