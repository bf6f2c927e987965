from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.responses_error import ResponsesError
    from ..models.responses_function_call import ResponsesFunctionCall
    from ..models.responses_incomplete_details import ResponsesIncompleteDetails
    from ..models.responses_output_message import ResponsesOutputMessage
    from ..models.responses_reasoning_item import ResponsesReasoningItem
    from ..models.responses_usage import ResponsesUsage
    from ..models.responses_web_search_call import ResponsesWebSearchCall


T = TypeVar("T", bound="ResponsesResponse")


@_attrs_define
class ResponsesResponse:
    """A response of the model."""

    id: int | None | str | Unset = UNSET
    """ Id of the response. """
    object_: None | str | Unset = UNSET
    """ Type of the body. Known values: response. """
    created_at: int | None | Unset = UNSET
    """ Unix time in seconds. """
    model: None | str | Unset = UNSET
    """ Model that served the call, which may differ from the requested one. """
    status: None | str | Unset = UNSET
    """ State of the response; in_progress only while it streams. Known values: completed, incomplete, failed,
    in_progress. """
    output: (
        list[Any | ResponsesFunctionCall | ResponsesOutputMessage | ResponsesReasoningItem | ResponsesWebSearchCall]
        | None
        | Unset
    ) = UNSET
    """ What the model thought, said and called, in order. """
    output_text: None | str | Unset = UNSET
    """ Text of the response in one piece. """
    usage: None | ResponsesUsage | Unset = UNSET
    """ Token counts of the call. """
    error: None | ResponsesError | Unset = UNSET
    """ What went wrong; only when the status is failed. """
    incomplete_details: None | ResponsesIncompleteDetails | Unset = UNSET
    """ Why the output was truncated; only when the status is incomplete. """
    parallel_tool_calls: bool | None | Unset = UNSET
    """ Several calls per turn are possible; true. """
    store: bool | None | Unset = UNSET
    """ Responses are not stored; false. """
    truncation: None | str | Unset = UNSET
    """ Whether the input is cut to fit. Known values: disabled. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_error import ResponsesError  # noqa: PLC0415
        from ..models.responses_function_call import ResponsesFunctionCall  # noqa: PLC0415
        from ..models.responses_incomplete_details import ResponsesIncompleteDetails  # noqa: PLC0415
        from ..models.responses_output_message import ResponsesOutputMessage  # noqa: PLC0415
        from ..models.responses_reasoning_item import ResponsesReasoningItem  # noqa: PLC0415
        from ..models.responses_usage import ResponsesUsage  # noqa: PLC0415
        from ..models.responses_web_search_call import ResponsesWebSearchCall  # noqa: PLC0415

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        object_: None | str | Unset
        if isinstance(self.object_, Unset):
            object_ = UNSET
        else:
            object_ = self.object_

        created_at: int | None | Unset
        if isinstance(self.created_at, Unset):
            created_at = UNSET
        else:
            created_at = self.created_at

        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        output: list[Any | dict[str, Any]] | None | Unset
        if isinstance(self.output, Unset):
            output = UNSET
        elif isinstance(self.output, list):
            output = []
            for output_type_0_item_data in self.output:
                output_type_0_item: Any | dict[str, Any]
                if isinstance(output_type_0_item_data, ResponsesOutputMessage):
                    output_type_0_item = output_type_0_item_data.to_dict()
                elif isinstance(output_type_0_item_data, ResponsesReasoningItem):
                    output_type_0_item = output_type_0_item_data.to_dict()
                elif isinstance(output_type_0_item_data, ResponsesFunctionCall):
                    output_type_0_item = output_type_0_item_data.to_dict()
                elif isinstance(output_type_0_item_data, ResponsesWebSearchCall):
                    output_type_0_item = output_type_0_item_data.to_dict()
                else:
                    output_type_0_item = output_type_0_item_data
                output.append(output_type_0_item)

        else:
            output = self.output

        output_text: None | str | Unset
        if isinstance(self.output_text, Unset):
            output_text = UNSET
        else:
            output_text = self.output_text

        usage: dict[str, Any] | None | Unset
        if isinstance(self.usage, Unset):
            usage = UNSET
        elif isinstance(self.usage, ResponsesUsage):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

        error: dict[str, Any] | None | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        elif isinstance(self.error, ResponsesError):
            error = self.error.to_dict()
        else:
            error = self.error

        incomplete_details: dict[str, Any] | None | Unset
        if isinstance(self.incomplete_details, Unset):
            incomplete_details = UNSET
        elif isinstance(self.incomplete_details, ResponsesIncompleteDetails):
            incomplete_details = self.incomplete_details.to_dict()
        else:
            incomplete_details = self.incomplete_details

        parallel_tool_calls: bool | None | Unset
        if isinstance(self.parallel_tool_calls, Unset):
            parallel_tool_calls = UNSET
        else:
            parallel_tool_calls = self.parallel_tool_calls

        store: bool | None | Unset
        if isinstance(self.store, Unset):
            store = UNSET
        else:
            store = self.store

        truncation: None | str | Unset
        if isinstance(self.truncation, Unset):
            truncation = UNSET
        else:
            truncation = self.truncation

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if object_ is not UNSET:
            field_dict["object"] = object_
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if model is not UNSET:
            field_dict["model"] = model
        if status is not UNSET:
            field_dict["status"] = status
        if output is not UNSET:
            field_dict["output"] = output
        if output_text is not UNSET:
            field_dict["output_text"] = output_text
        if usage is not UNSET:
            field_dict["usage"] = usage
        if error is not UNSET:
            field_dict["error"] = error
        if incomplete_details is not UNSET:
            field_dict["incomplete_details"] = incomplete_details
        if parallel_tool_calls is not UNSET:
            field_dict["parallel_tool_calls"] = parallel_tool_calls
        if store is not UNSET:
            field_dict["store"] = store
        if truncation is not UNSET:
            field_dict["truncation"] = truncation

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_error import ResponsesError  # noqa: PLC0415
        from ..models.responses_function_call import ResponsesFunctionCall  # noqa: PLC0415
        from ..models.responses_incomplete_details import ResponsesIncompleteDetails  # noqa: PLC0415
        from ..models.responses_output_message import ResponsesOutputMessage  # noqa: PLC0415
        from ..models.responses_reasoning_item import ResponsesReasoningItem  # noqa: PLC0415
        from ..models.responses_usage import ResponsesUsage  # noqa: PLC0415
        from ..models.responses_web_search_call import ResponsesWebSearchCall  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_object_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        object_ = _parse_object_(d.pop("object", UNSET))

        def _parse_created_at(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        created_at = _parse_created_at(d.pop("created_at", UNSET))

        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_output(
            data: object,
        ) -> (
            list[Any | ResponsesFunctionCall | ResponsesOutputMessage | ResponsesReasoningItem | ResponsesWebSearchCall]
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
                output_type_0 = []
                _output_type_0 = data
                for output_type_0_item_data in _output_type_0:

                    def _parse_output_type_0_item(
                        data: object,
                    ) -> (
                        Any
                        | ResponsesFunctionCall
                        | ResponsesOutputMessage
                        | ResponsesReasoningItem
                        | ResponsesWebSearchCall
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            output_type_0_item_type_0 = ResponsesOutputMessage.from_dict(data)

                            return output_type_0_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            output_type_0_item_type_1 = ResponsesReasoningItem.from_dict(data)

                            return output_type_0_item_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            output_type_0_item_type_2 = ResponsesFunctionCall.from_dict(data)

                            return output_type_0_item_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            output_type_0_item_type_3 = ResponsesWebSearchCall.from_dict(data)

                            return output_type_0_item_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(
                            Any
                            | ResponsesFunctionCall
                            | ResponsesOutputMessage
                            | ResponsesReasoningItem
                            | ResponsesWebSearchCall,
                            data,
                        )

                    output_type_0_item = _parse_output_type_0_item(output_type_0_item_data)

                    output_type_0.append(output_type_0_item)

                return output_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    Any
                    | ResponsesFunctionCall
                    | ResponsesOutputMessage
                    | ResponsesReasoningItem
                    | ResponsesWebSearchCall
                ]
                | None
                | Unset,
                data,
            )

        output = _parse_output(d.pop("output", UNSET))

        def _parse_output_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        output_text = _parse_output_text(d.pop("output_text", UNSET))

        def _parse_usage(data: object) -> None | ResponsesUsage | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usage_type_0 = ResponsesUsage.from_dict(data)

                return usage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ResponsesUsage | Unset, data)

        usage = _parse_usage(d.pop("usage", UNSET))

        def _parse_error(data: object) -> None | ResponsesError | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = ResponsesError.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ResponsesError | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_incomplete_details(data: object) -> None | ResponsesIncompleteDetails | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                incomplete_details_type_0 = ResponsesIncompleteDetails.from_dict(data)

                return incomplete_details_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ResponsesIncompleteDetails | Unset, data)

        incomplete_details = _parse_incomplete_details(d.pop("incomplete_details", UNSET))

        def _parse_parallel_tool_calls(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        parallel_tool_calls = _parse_parallel_tool_calls(d.pop("parallel_tool_calls", UNSET))

        def _parse_store(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        store = _parse_store(d.pop("store", UNSET))

        def _parse_truncation(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        truncation = _parse_truncation(d.pop("truncation", UNSET))

        responses_response = cls(
            id=id,
            object_=object_,
            created_at=created_at,
            model=model,
            status=status,
            output=output,
            output_text=output_text,
            usage=usage,
            error=error,
            incomplete_details=incomplete_details,
            parallel_tool_calls=parallel_tool_calls,
            store=store,
            truncation=truncation,
        )

        responses_response.additional_properties = d
        return responses_response

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
