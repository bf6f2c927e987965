from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.responses_input_tokens_request_tool_choice import (
    ResponsesInputTokensRequestToolChoice,
    check_responses_input_tokens_request_tool_choice,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.responses_function_call_output_request import ResponsesFunctionCallOutputRequest
    from ..models.responses_function_call_request import ResponsesFunctionCallRequest
    from ..models.responses_function_tool import ResponsesFunctionTool
    from ..models.responses_message_request import ResponsesMessageRequest
    from ..models.responses_reasoning_item_request import ResponsesReasoningItemRequest
    from ..models.responses_reasoning_request import ResponsesReasoningRequest
    from ..models.responses_text_request import ResponsesTextRequest
    from ..models.responses_web_search_tool import ResponsesWebSearchTool


T = TypeVar("T", bound="ResponsesInputTokensRequest")


@_attrs_define
class ResponsesInputTokensRequest:
    """The fields of a Responses body that count as input."""

    model: str
    """ Model id. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7,
    MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.
    """
    input_: (
        list[
            Any
            | ResponsesFunctionCallOutputRequest
            | ResponsesFunctionCallRequest
            | ResponsesMessageRequest
            | ResponsesReasoningItemRequest
        ]
        | str
    )
    """ A question, or the whole history as items. """
    instructions: str | Unset = UNSET
    """ System text. """
    tools: list[Any | ResponsesFunctionTool | ResponsesWebSearchTool] | Unset = UNSET
    """ Tools to count. """
    tool_choice: ResponsesInputTokensRequestToolChoice | Unset = UNSET
    """ Whether the model may call tools. One of none, auto. """
    text: ResponsesTextRequest | Unset = UNSET
    """ Format of the response text. """
    reasoning: ResponsesReasoningRequest | Unset = UNSET
    """ Switch and depth of thinking. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_function_call_output_request import ResponsesFunctionCallOutputRequest  # noqa: PLC0415
        from ..models.responses_function_call_request import ResponsesFunctionCallRequest  # noqa: PLC0415
        from ..models.responses_function_tool import ResponsesFunctionTool  # noqa: PLC0415
        from ..models.responses_message_request import ResponsesMessageRequest  # noqa: PLC0415
        from ..models.responses_reasoning_item_request import ResponsesReasoningItemRequest  # noqa: PLC0415
        from ..models.responses_web_search_tool import ResponsesWebSearchTool  # noqa: PLC0415

        model = self.model

        input_: list[Any | dict[str, Any]] | str
        if isinstance(self.input_, list):
            input_ = []
            for input_type_1_item_data in self.input_:
                input_type_1_item: Any | dict[str, Any]
                if isinstance(input_type_1_item_data, ResponsesMessageRequest):
                    input_type_1_item = input_type_1_item_data.to_dict()
                elif isinstance(input_type_1_item_data, ResponsesFunctionCallRequest):
                    input_type_1_item = input_type_1_item_data.to_dict()
                elif isinstance(input_type_1_item_data, ResponsesFunctionCallOutputRequest):
                    input_type_1_item = input_type_1_item_data.to_dict()
                elif isinstance(input_type_1_item_data, ResponsesReasoningItemRequest):
                    input_type_1_item = input_type_1_item_data.to_dict()
                else:
                    input_type_1_item = input_type_1_item_data
                input_.append(input_type_1_item)

        else:
            input_ = self.input_

        instructions = self.instructions

        tools: list[Any | dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tools, Unset):
            tools = []
            for tools_item_data in self.tools:
                tools_item: Any | dict[str, Any]
                if isinstance(tools_item_data, ResponsesFunctionTool):
                    tools_item = tools_item_data.to_dict()
                elif isinstance(tools_item_data, ResponsesWebSearchTool):
                    tools_item = tools_item_data.to_dict()
                else:
                    tools_item = tools_item_data
                tools.append(tools_item)

        tool_choice: str | Unset = UNSET
        if not isinstance(self.tool_choice, Unset):
            tool_choice = self.tool_choice

        text: dict[str, Any] | Unset = UNSET
        if not isinstance(self.text, Unset):
            text = self.text.to_dict()

        reasoning: dict[str, Any] | Unset = UNSET
        if not isinstance(self.reasoning, Unset):
            reasoning = self.reasoning.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "input": input_,
            }
        )
        if instructions is not UNSET:
            field_dict["instructions"] = instructions
        if tools is not UNSET:
            field_dict["tools"] = tools
        if tool_choice is not UNSET:
            field_dict["tool_choice"] = tool_choice
        if text is not UNSET:
            field_dict["text"] = text
        if reasoning is not UNSET:
            field_dict["reasoning"] = reasoning

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_function_call_output_request import ResponsesFunctionCallOutputRequest  # noqa: PLC0415
        from ..models.responses_function_call_request import ResponsesFunctionCallRequest  # noqa: PLC0415
        from ..models.responses_function_tool import ResponsesFunctionTool  # noqa: PLC0415
        from ..models.responses_message_request import ResponsesMessageRequest  # noqa: PLC0415
        from ..models.responses_reasoning_item_request import ResponsesReasoningItemRequest  # noqa: PLC0415
        from ..models.responses_reasoning_request import ResponsesReasoningRequest  # noqa: PLC0415
        from ..models.responses_text_request import ResponsesTextRequest  # noqa: PLC0415
        from ..models.responses_web_search_tool import ResponsesWebSearchTool  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        def _parse_input_(
            data: object,
        ) -> (
            list[
                Any
                | ResponsesFunctionCallOutputRequest
                | ResponsesFunctionCallRequest
                | ResponsesMessageRequest
                | ResponsesReasoningItemRequest
            ]
            | str
        ):
            try:
                if not isinstance(data, list):
                    raise TypeError()
                input_type_1 = []
                _input_type_1 = data
                for input_type_1_item_data in _input_type_1:

                    def _parse_input_type_1_item(
                        data: object,
                    ) -> (
                        Any
                        | ResponsesFunctionCallOutputRequest
                        | ResponsesFunctionCallRequest
                        | ResponsesMessageRequest
                        | ResponsesReasoningItemRequest
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            input_type_1_item_type_0 = ResponsesMessageRequest.from_dict(data)

                            return input_type_1_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            input_type_1_item_type_1 = ResponsesFunctionCallRequest.from_dict(data)

                            return input_type_1_item_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            input_type_1_item_type_2 = ResponsesFunctionCallOutputRequest.from_dict(data)

                            return input_type_1_item_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            input_type_1_item_type_3 = ResponsesReasoningItemRequest.from_dict(data)

                            return input_type_1_item_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(
                            Any
                            | ResponsesFunctionCallOutputRequest
                            | ResponsesFunctionCallRequest
                            | ResponsesMessageRequest
                            | ResponsesReasoningItemRequest,
                            data,
                        )

                    input_type_1_item = _parse_input_type_1_item(input_type_1_item_data)

                    input_type_1.append(input_type_1_item)

                return input_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    Any
                    | ResponsesFunctionCallOutputRequest
                    | ResponsesFunctionCallRequest
                    | ResponsesMessageRequest
                    | ResponsesReasoningItemRequest
                ]
                | str,
                data,
            )

        input_ = _parse_input_(d.pop("input"))

        instructions = d.pop("instructions", UNSET)

        _tools = d.pop("tools", UNSET)
        tools: list[Any | ResponsesFunctionTool | ResponsesWebSearchTool] | Unset = UNSET
        if _tools is not UNSET:
            tools = []
            for tools_item_data in _tools:

                def _parse_tools_item(data: object) -> Any | ResponsesFunctionTool | ResponsesWebSearchTool:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        tools_item_type_0 = ResponsesFunctionTool.from_dict(data)

                        return tools_item_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        tools_item_type_1 = ResponsesWebSearchTool.from_dict(data)

                        return tools_item_type_1
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(Any | ResponsesFunctionTool | ResponsesWebSearchTool, data)

                tools_item = _parse_tools_item(tools_item_data)

                tools.append(tools_item)

        _tool_choice = d.pop("tool_choice", UNSET)
        tool_choice: ResponsesInputTokensRequestToolChoice | Unset
        if isinstance(_tool_choice, Unset):
            tool_choice = UNSET
        else:
            tool_choice = check_responses_input_tokens_request_tool_choice(_tool_choice)

        _text = d.pop("text", UNSET)
        text: ResponsesTextRequest | Unset
        if isinstance(_text, Unset):
            text = UNSET
        else:
            text = ResponsesTextRequest.from_dict(_text)

        _reasoning = d.pop("reasoning", UNSET)
        reasoning: ResponsesReasoningRequest | Unset
        if isinstance(_reasoning, Unset):
            reasoning = UNSET
        else:
            reasoning = ResponsesReasoningRequest.from_dict(_reasoning)

        responses_input_tokens_request = cls(
            model=model,
            input_=input_,
            instructions=instructions,
            tools=tools,
            tool_choice=tool_choice,
            text=text,
            reasoning=reasoning,
        )

        responses_input_tokens_request.additional_properties = d
        return responses_input_tokens_request

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
