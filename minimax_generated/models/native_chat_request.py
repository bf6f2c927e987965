from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.native_chat_request_tool_choice import NativeChatRequestToolChoice, check_native_chat_request_tool_choice
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.chat_message_native import ChatMessageNative
    from ..models.chat_stream_options import ChatStreamOptions
    from ..models.native_response_format import NativeResponseFormat
    from ..models.native_tool import NativeTool


T = TypeVar("T", bound="NativeChatRequest")


@_attrs_define
class NativeChatRequest:
    """Body of a native chat call."""

    model: str
    """ Model id. Known values: MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5,
    MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2, MiniMax-M1, MiniMax-Text-01. """
    messages: list[ChatMessageNative]
    """ The conversation so far, oldest first. At least 1 item. """
    stream: bool | Unset = UNSET
    """ Stream the response as server-sent events. Default false. """
    stream_options: ChatStreamOptions | Unset = UNSET
    """ Options of the stream. """
    max_completion_tokens: int | Unset = UNSET
    """ Maximum number of tokens to generate. By default M2 stops at 10240, M1 at 8192 and Text-01 at 2048. Range
    [1, ∞). """
    max_tokens: int | Unset = UNSET
    """ Older name of `max_completion_tokens`. Range [1, ∞). Deprecated. """
    temperature: float | Unset = UNSET
    """ Randomness of the output. The default of MiniMax-Text-01 is 0.1. Range (0, 1]. Default 1.0. """
    top_p: float | Unset = UNSET
    """ Share of probability mass to sample from. Range (0, 1]. Default 0.95. """
    tools: list[NativeTool] | Unset = UNSET
    """ Functions that the model may call. Not supported by M2-her. """
    tool_choice: NativeChatRequestToolChoice | Unset = UNSET
    """ Whether the model may call tools. One of none, auto. Default auto. """
    response_format: NativeResponseFormat | Unset = UNSET
    """ Format that the output must follow. """
    mask_sensitive_info: bool | Unset = UNSET
    """ Replace personal data in the output by `***`. Default false. Documented for region global only. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.chat_message_native import ChatMessageNative  # noqa: PLC0415
        from ..models.native_tool import NativeTool  # noqa: PLC0415

        model = self.model

        messages = []
        for messages_item_data in self.messages:
            messages_item = (
                messages_item_data.to_dict()
                if isinstance(messages_item_data, ChatMessageNative)
                else messages_item_data
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

        tools: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tools, Unset):
            tools = []
            for tools_item_data in self.tools:
                tools_item = tools_item_data.to_dict() if isinstance(tools_item_data, NativeTool) else tools_item_data
                tools.append(tools_item)

        tool_choice: str | Unset = UNSET
        if not isinstance(self.tool_choice, Unset):
            tool_choice = self.tool_choice

        response_format: dict[str, Any] | Unset = UNSET
        if not isinstance(self.response_format, Unset):
            response_format = self.response_format.to_dict()

        mask_sensitive_info = self.mask_sensitive_info

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
        if tools is not UNSET:
            field_dict["tools"] = tools
        if tool_choice is not UNSET:
            field_dict["tool_choice"] = tool_choice
        if response_format is not UNSET:
            field_dict["response_format"] = response_format
        if mask_sensitive_info is not UNSET:
            field_dict["mask_sensitive_info"] = mask_sensitive_info

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.chat_message_native import ChatMessageNative  # noqa: PLC0415
        from ..models.chat_stream_options import ChatStreamOptions  # noqa: PLC0415
        from ..models.native_response_format import NativeResponseFormat  # noqa: PLC0415
        from ..models.native_tool import NativeTool  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = (
                ChatMessageNative.from_dict(messages_item_data)
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

        _tools = d.pop("tools", UNSET)
        tools: list[NativeTool] | Unset = UNSET
        if _tools is not UNSET:
            tools = []
            for tools_item_data in _tools:
                tools_item = (
                    NativeTool.from_dict(tools_item_data) if isinstance(tools_item_data, Mapping) else tools_item_data
                )

                tools.append(tools_item)

        _tool_choice = d.pop("tool_choice", UNSET)
        tool_choice: NativeChatRequestToolChoice | Unset
        if isinstance(_tool_choice, Unset):
            tool_choice = UNSET
        else:
            tool_choice = check_native_chat_request_tool_choice(_tool_choice)

        _response_format = d.pop("response_format", UNSET)
        response_format: NativeResponseFormat | Unset
        if isinstance(_response_format, Unset):
            response_format = UNSET
        else:
            response_format = NativeResponseFormat.from_dict(_response_format)

        mask_sensitive_info = d.pop("mask_sensitive_info", UNSET)

        native_chat_request = cls(
            model=model,
            messages=messages,
            stream=stream,
            stream_options=stream_options,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            temperature=temperature,
            top_p=top_p,
            tools=tools,
            tool_choice=tool_choice,
            response_format=response_format,
            mask_sensitive_info=mask_sensitive_info,
        )

        native_chat_request.additional_properties = d
        return native_chat_request

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
