from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.responses_input_image_part import ResponsesInputImagePart
    from ..models.responses_input_text_part import ResponsesInputTextPart
    from ..models.responses_input_video_part import ResponsesInputVideoPart
    from ..models.responses_output_text_part import ResponsesOutputTextPart


T = TypeVar("T", bound="ResponsesMessageRequest")


@_attrs_define
class ResponsesMessageRequest:
    """One message of the history."""

    role: str
    """ Who speaks. Known values: user, assistant, system, developer, tool. At least 1 character. """
    content: (
        list[Any | ResponsesInputImagePart | ResponsesInputTextPart | ResponsesInputVideoPart | ResponsesOutputTextPart]
        | str
    )
    """ Text or parts of the message. """
    type_: Literal["message"] | Unset = UNSET
    """ Type of the item. Always message. Default message. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_input_image_part import ResponsesInputImagePart  # noqa: PLC0415
        from ..models.responses_input_text_part import ResponsesInputTextPart  # noqa: PLC0415
        from ..models.responses_input_video_part import ResponsesInputVideoPart  # noqa: PLC0415
        from ..models.responses_output_text_part import ResponsesOutputTextPart  # noqa: PLC0415

        role = self.role

        content: list[Any | dict[str, Any]] | str
        if isinstance(self.content, list):
            content = []
            for content_type_1_item_data in self.content:
                content_type_1_item: Any | dict[str, Any]
                if isinstance(content_type_1_item_data, ResponsesInputTextPart):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, ResponsesOutputTextPart):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, ResponsesInputImagePart):
                    content_type_1_item = content_type_1_item_data.to_dict()
                elif isinstance(content_type_1_item_data, ResponsesInputVideoPart):
                    content_type_1_item = content_type_1_item_data.to_dict()
                else:
                    content_type_1_item = content_type_1_item_data
                content.append(content_type_1_item)

        else:
            content = self.content

        type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "role": role,
                "content": content,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_input_image_part import ResponsesInputImagePart  # noqa: PLC0415
        from ..models.responses_input_text_part import ResponsesInputTextPart  # noqa: PLC0415
        from ..models.responses_input_video_part import ResponsesInputVideoPart  # noqa: PLC0415
        from ..models.responses_output_text_part import ResponsesOutputTextPart  # noqa: PLC0415

        d = dict(src_dict)
        role = d.pop("role")

        def _parse_content(
            data: object,
        ) -> (
            list[
                Any
                | ResponsesInputImagePart
                | ResponsesInputTextPart
                | ResponsesInputVideoPart
                | ResponsesOutputTextPart
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
                        Any
                        | ResponsesInputImagePart
                        | ResponsesInputTextPart
                        | ResponsesInputVideoPart
                        | ResponsesOutputTextPart
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_0 = ResponsesInputTextPart.from_dict(data)

                            return content_type_1_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_1 = ResponsesOutputTextPart.from_dict(data)

                            return content_type_1_item_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_2 = ResponsesInputImagePart.from_dict(data)

                            return content_type_1_item_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_1_item_type_3 = ResponsesInputVideoPart.from_dict(data)

                            return content_type_1_item_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(
                            Any
                            | ResponsesInputImagePart
                            | ResponsesInputTextPart
                            | ResponsesInputVideoPart
                            | ResponsesOutputTextPart,
                            data,
                        )

                    content_type_1_item = _parse_content_type_1_item(content_type_1_item_data)

                    content_type_1.append(content_type_1_item)

                return content_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    Any
                    | ResponsesInputImagePart
                    | ResponsesInputTextPart
                    | ResponsesInputVideoPart
                    | ResponsesOutputTextPart
                ]
                | str,
                data,
            )

        content = _parse_content(d.pop("content"))

        type_ = cast(Literal["message"] | Unset, d.pop("type", UNSET))
        if type_ != "message" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'message', got '{type_}'")

        responses_message_request = cls(
            role=role,
            content=content,
            type_=type_,
        )

        responses_message_request.additional_properties = d
        return responses_message_request

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
