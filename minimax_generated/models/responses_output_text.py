from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.responses_url_citation import ResponsesUrlCitation


T = TypeVar("T", bound="ResponsesOutputText")


@_attrs_define
class ResponsesOutputText:
    """Text of the response."""

    type_: Literal["output_text"] | Unset = UNSET
    """ Type of the part. Always output_text. """
    text: None | str | Unset = UNSET
    """ The text. """
    annotations: list[Any | ResponsesUrlCitation] | None | Unset = UNSET
    """ Sources of the text after a web search. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_url_citation import ResponsesUrlCitation  # noqa: PLC0415

        type_ = self.type_

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        annotations: list[Any | dict[str, Any]] | None | Unset
        if isinstance(self.annotations, Unset):
            annotations = UNSET
        elif isinstance(self.annotations, list):
            annotations = []
            for annotations_type_0_item_data in self.annotations:
                annotations_type_0_item: Any | dict[str, Any]
                if isinstance(annotations_type_0_item_data, ResponsesUrlCitation):
                    annotations_type_0_item = annotations_type_0_item_data.to_dict()
                else:
                    annotations_type_0_item = annotations_type_0_item_data
                annotations.append(annotations_type_0_item)

        else:
            annotations = self.annotations

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_
        if text is not UNSET:
            field_dict["text"] = text
        if annotations is not UNSET:
            field_dict["annotations"] = annotations

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_url_citation import ResponsesUrlCitation  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["output_text"] | Unset, d.pop("type", UNSET))
        if type_ != "output_text" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'output_text', got '{type_}'")

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_annotations(data: object) -> list[Any | ResponsesUrlCitation] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                annotations_type_0 = []
                _annotations_type_0 = data
                for annotations_type_0_item_data in _annotations_type_0:

                    def _parse_annotations_type_0_item(data: object) -> Any | ResponsesUrlCitation:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            annotations_type_0_item_type_0 = ResponsesUrlCitation.from_dict(data)

                            return annotations_type_0_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(Any | ResponsesUrlCitation, data)

                    annotations_type_0_item = _parse_annotations_type_0_item(annotations_type_0_item_data)

                    annotations_type_0.append(annotations_type_0_item)

                return annotations_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any | ResponsesUrlCitation] | None | Unset, data)

        annotations = _parse_annotations(d.pop("annotations", UNSET))

        responses_output_text = cls(
            type_=type_,
            text=text,
            annotations=annotations,
        )

        responses_output_text.additional_properties = d
        return responses_output_text

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
