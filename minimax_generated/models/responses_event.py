from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.open_ai_error_detail import OpenAIErrorDetail
    from ..models.responses_function_call import ResponsesFunctionCall
    from ..models.responses_output_message import ResponsesOutputMessage
    from ..models.responses_output_text import ResponsesOutputText
    from ..models.responses_reasoning_item import ResponsesReasoningItem
    from ..models.responses_reasoning_text import ResponsesReasoningText
    from ..models.responses_response import ResponsesResponse
    from ..models.responses_web_search_call import ResponsesWebSearchCall


T = TypeVar("T", bound="ResponsesEvent")


@_attrs_define
class ResponsesEvent:
    """One event of a Responses stream; `type` determines which other fields are present. Names and fields are observed,
    not documented.

    """

    type_: None | str | Unset = UNSET
    """ Type of the event. Known values: response.created, response.in_progress, response.output_item.added,
    response.content_part.added, response.reasoning_text.delta, response.reasoning_summary_text.delta,
    response.output_text.delta, response.output_text.done, response.function_call_arguments.delta,
    response.function_call_arguments.done, response.content_part.done, response.output_item.done,
    response.completed, response.incomplete, response.failed, error. """
    sequence_number: int | None | Unset = UNSET
    """ Number of the event in its stream. """
    response: None | ResponsesResponse | Unset = UNSET
    """ The response so far; the whole of it with usage on response.completed. """
    output_index: int | None | Unset = UNSET
    """ Position of the item that the event belongs to. """
    item_id: int | None | str | Unset = UNSET
    """ Id of the item that the event belongs to. """
    item: (
        Any
        | None
        | ResponsesFunctionCall
        | ResponsesOutputMessage
        | ResponsesReasoningItem
        | ResponsesWebSearchCall
        | Unset
    ) = UNSET
    """ On output_item events, the item. """
    content_index: int | None | Unset = UNSET
    """ Position of the part inside its item. """
    part: Any | None | ResponsesOutputText | ResponsesReasoningText | Unset = UNSET
    """ On content_part events, the part. """
    delta: None | str | Unset = UNSET
    """ On delta events, text, thinking or JSON arguments to append. """
    text: None | str | Unset = UNSET
    """ On output_text.done, the whole text of the part. """
    arguments: None | str | Unset = UNSET
    """ On function_call_arguments.done, the whole JSON arguments. """
    error: None | OpenAIErrorDetail | Unset = UNSET
    """ On error, what went wrong; the stream ends. """
    request_id: int | None | str | Unset = UNSET
    """ On error, the id of the request. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.open_ai_error_detail import OpenAIErrorDetail  # noqa: PLC0415
        from ..models.responses_function_call import ResponsesFunctionCall  # noqa: PLC0415
        from ..models.responses_output_message import ResponsesOutputMessage  # noqa: PLC0415
        from ..models.responses_output_text import ResponsesOutputText  # noqa: PLC0415
        from ..models.responses_reasoning_item import ResponsesReasoningItem  # noqa: PLC0415
        from ..models.responses_reasoning_text import ResponsesReasoningText  # noqa: PLC0415
        from ..models.responses_response import ResponsesResponse  # noqa: PLC0415
        from ..models.responses_web_search_call import ResponsesWebSearchCall  # noqa: PLC0415

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        sequence_number: int | None | Unset
        if isinstance(self.sequence_number, Unset):
            sequence_number = UNSET
        else:
            sequence_number = self.sequence_number

        response: dict[str, Any] | None | Unset
        if isinstance(self.response, Unset):
            response = UNSET
        elif isinstance(self.response, ResponsesResponse):
            response = self.response.to_dict()
        else:
            response = self.response

        output_index: int | None | Unset
        if isinstance(self.output_index, Unset):
            output_index = UNSET
        else:
            output_index = self.output_index

        item_id: int | None | str | Unset
        if isinstance(self.item_id, Unset):
            item_id = UNSET
        else:
            item_id = self.item_id

        item: Any | dict[str, Any] | None | Unset
        if isinstance(self.item, Unset):
            item = UNSET
        elif isinstance(self.item, ResponsesOutputMessage):
            item = self.item.to_dict()
        elif isinstance(self.item, ResponsesReasoningItem):
            item = self.item.to_dict()
        elif isinstance(self.item, ResponsesFunctionCall):
            item = self.item.to_dict()
        elif isinstance(self.item, ResponsesWebSearchCall):
            item = self.item.to_dict()
        else:
            item = self.item

        content_index: int | None | Unset
        if isinstance(self.content_index, Unset):
            content_index = UNSET
        else:
            content_index = self.content_index

        part: Any | dict[str, Any] | None | Unset
        if isinstance(self.part, Unset):
            part = UNSET
        elif isinstance(self.part, ResponsesOutputText):
            part = self.part.to_dict()
        elif isinstance(self.part, ResponsesReasoningText):
            part = self.part.to_dict()
        else:
            part = self.part

        delta: None | str | Unset
        if isinstance(self.delta, Unset):
            delta = UNSET
        else:
            delta = self.delta

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        arguments: None | str | Unset
        if isinstance(self.arguments, Unset):
            arguments = UNSET
        else:
            arguments = self.arguments

        error: dict[str, Any] | None | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        elif isinstance(self.error, OpenAIErrorDetail):
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
        if sequence_number is not UNSET:
            field_dict["sequence_number"] = sequence_number
        if response is not UNSET:
            field_dict["response"] = response
        if output_index is not UNSET:
            field_dict["output_index"] = output_index
        if item_id is not UNSET:
            field_dict["item_id"] = item_id
        if item is not UNSET:
            field_dict["item"] = item
        if content_index is not UNSET:
            field_dict["content_index"] = content_index
        if part is not UNSET:
            field_dict["part"] = part
        if delta is not UNSET:
            field_dict["delta"] = delta
        if text is not UNSET:
            field_dict["text"] = text
        if arguments is not UNSET:
            field_dict["arguments"] = arguments
        if error is not UNSET:
            field_dict["error"] = error
        if request_id is not UNSET:
            field_dict["request_id"] = request_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.open_ai_error_detail import OpenAIErrorDetail  # noqa: PLC0415
        from ..models.responses_function_call import ResponsesFunctionCall  # noqa: PLC0415
        from ..models.responses_output_message import ResponsesOutputMessage  # noqa: PLC0415
        from ..models.responses_output_text import ResponsesOutputText  # noqa: PLC0415
        from ..models.responses_reasoning_item import ResponsesReasoningItem  # noqa: PLC0415
        from ..models.responses_reasoning_text import ResponsesReasoningText  # noqa: PLC0415
        from ..models.responses_response import ResponsesResponse  # noqa: PLC0415
        from ..models.responses_web_search_call import ResponsesWebSearchCall  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        def _parse_sequence_number(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        sequence_number = _parse_sequence_number(d.pop("sequence_number", UNSET))

        def _parse_response(data: object) -> None | ResponsesResponse | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_type_0 = ResponsesResponse.from_dict(data)

                return response_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ResponsesResponse | Unset, data)

        response = _parse_response(d.pop("response", UNSET))

        def _parse_output_index(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        output_index = _parse_output_index(d.pop("output_index", UNSET))

        def _parse_item_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        item_id = _parse_item_id(d.pop("item_id", UNSET))

        def _parse_item(
            data: object,
        ) -> (
            Any
            | None
            | ResponsesFunctionCall
            | ResponsesOutputMessage
            | ResponsesReasoningItem
            | ResponsesWebSearchCall
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                item_type_0 = ResponsesOutputMessage.from_dict(data)

                return item_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                item_type_1 = ResponsesReasoningItem.from_dict(data)

                return item_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                item_type_2 = ResponsesFunctionCall.from_dict(data)

                return item_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                item_type_3 = ResponsesWebSearchCall.from_dict(data)

                return item_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                Any
                | None
                | ResponsesFunctionCall
                | ResponsesOutputMessage
                | ResponsesReasoningItem
                | ResponsesWebSearchCall
                | Unset,
                data,
            )

        item = _parse_item(d.pop("item", UNSET))

        def _parse_content_index(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        content_index = _parse_content_index(d.pop("content_index", UNSET))

        def _parse_part(data: object) -> Any | None | ResponsesOutputText | ResponsesReasoningText | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                part_type_0 = ResponsesOutputText.from_dict(data)

                return part_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                part_type_1 = ResponsesReasoningText.from_dict(data)

                return part_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Any | None | ResponsesOutputText | ResponsesReasoningText | Unset, data)

        part = _parse_part(d.pop("part", UNSET))

        def _parse_delta(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        delta = _parse_delta(d.pop("delta", UNSET))

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_arguments(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        arguments = _parse_arguments(d.pop("arguments", UNSET))

        def _parse_error(data: object) -> None | OpenAIErrorDetail | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = OpenAIErrorDetail.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OpenAIErrorDetail | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_request_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        request_id = _parse_request_id(d.pop("request_id", UNSET))

        responses_event = cls(
            type_=type_,
            sequence_number=sequence_number,
            response=response,
            output_index=output_index,
            item_id=item_id,
            item=item,
            content_index=content_index,
            part=part,
            delta=delta,
            text=text,
            arguments=arguments,
            error=error,
            request_id=request_id,
        )

        responses_event.additional_properties = d
        return responses_event

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
