from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.responses_input_image_part import ResponsesInputImagePart
    from ..models.responses_input_text_part import ResponsesInputTextPart
    from ..models.responses_input_video_part import ResponsesInputVideoPart


T = TypeVar("T", bound="ResponsesFunctionCallOutputRequest")


@_attrs_define
class ResponsesFunctionCallOutputRequest:
    """The result of a function."""

    type_: Literal["function_call_output"]
    """ Type of the item. Always function_call_output. """
    call_id: str
    """ Id of the call that this result belongs to. """
    output: list[Any | ResponsesInputImagePart | ResponsesInputTextPart | ResponsesInputVideoPart] | str
    """ The result as text or as parts. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_input_image_part import ResponsesInputImagePart  # noqa: PLC0415
        from ..models.responses_input_text_part import ResponsesInputTextPart  # noqa: PLC0415
        from ..models.responses_input_video_part import ResponsesInputVideoPart  # noqa: PLC0415

        type_ = self.type_

        call_id = self.call_id

        output: list[Any | dict[str, Any]] | str
        if isinstance(self.output, list):
            output = []
            for output_type_1_item_data in self.output:
                output_type_1_item: Any | dict[str, Any]
                if isinstance(output_type_1_item_data, ResponsesInputTextPart):
                    output_type_1_item = output_type_1_item_data.to_dict()
                elif isinstance(output_type_1_item_data, ResponsesInputImagePart):
                    output_type_1_item = output_type_1_item_data.to_dict()
                elif isinstance(output_type_1_item_data, ResponsesInputVideoPart):
                    output_type_1_item = output_type_1_item_data.to_dict()
                else:
                    output_type_1_item = output_type_1_item_data
                output.append(output_type_1_item)

        else:
            output = self.output

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "call_id": call_id,
                "output": output,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_input_image_part import ResponsesInputImagePart  # noqa: PLC0415
        from ..models.responses_input_text_part import ResponsesInputTextPart  # noqa: PLC0415
        from ..models.responses_input_video_part import ResponsesInputVideoPart  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["function_call_output"], d.pop("type"))
        if type_ != "function_call_output":
            raise ValueError(f"type must match const 'function_call_output', got '{type_}'")

        call_id = d.pop("call_id")

        def _parse_output(
            data: object,
        ) -> list[Any | ResponsesInputImagePart | ResponsesInputTextPart | ResponsesInputVideoPart] | str:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                output_type_1 = []
                _output_type_1 = data
                for output_type_1_item_data in _output_type_1:

                    def _parse_output_type_1_item(
                        data: object,
                    ) -> Any | ResponsesInputImagePart | ResponsesInputTextPart | ResponsesInputVideoPart:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            output_type_1_item_type_0 = ResponsesInputTextPart.from_dict(data)

                            return output_type_1_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            output_type_1_item_type_1 = ResponsesInputImagePart.from_dict(data)

                            return output_type_1_item_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            output_type_1_item_type_2 = ResponsesInputVideoPart.from_dict(data)

                            return output_type_1_item_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(
                            Any | ResponsesInputImagePart | ResponsesInputTextPart | ResponsesInputVideoPart, data
                        )

                    output_type_1_item = _parse_output_type_1_item(output_type_1_item_data)

                    output_type_1.append(output_type_1_item)

                return output_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[Any | ResponsesInputImagePart | ResponsesInputTextPart | ResponsesInputVideoPart] | str, data
            )

        output = _parse_output(d.pop("output"))

        responses_function_call_output_request = cls(
            type_=type_,
            call_id=call_id,
            output=output,
        )

        responses_function_call_output_request.additional_properties = d
        return responses_function_call_output_request

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
