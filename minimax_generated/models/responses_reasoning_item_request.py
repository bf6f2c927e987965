from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.responses_summary_text_request import ResponsesSummaryTextRequest


T = TypeVar("T", bound="ResponsesReasoningItemRequest")


@_attrs_define
class ResponsesReasoningItemRequest:
    """Thinking of an earlier response, sent back unchanged."""

    type_: Literal["reasoning"]
    """ Type of the item. Always reasoning. """
    summary: list[Any | ResponsesSummaryTextRequest] | Unset = UNSET
    """ Summary of the thinking. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_summary_text_request import ResponsesSummaryTextRequest  # noqa: PLC0415

        type_ = self.type_

        summary: list[Any | dict[str, Any]] | Unset = UNSET
        if not isinstance(self.summary, Unset):
            summary = []
            for summary_item_data in self.summary:
                summary_item: Any | dict[str, Any]
                if isinstance(summary_item_data, ResponsesSummaryTextRequest):
                    summary_item = summary_item_data.to_dict()
                else:
                    summary_item = summary_item_data
                summary.append(summary_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if summary is not UNSET:
            field_dict["summary"] = summary

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_summary_text_request import ResponsesSummaryTextRequest  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["reasoning"], d.pop("type"))
        if type_ != "reasoning":
            raise ValueError(f"type must match const 'reasoning', got '{type_}'")

        _summary = d.pop("summary", UNSET)
        summary: list[Any | ResponsesSummaryTextRequest] | Unset = UNSET
        if _summary is not UNSET:
            summary = []
            for summary_item_data in _summary:

                def _parse_summary_item(data: object) -> Any | ResponsesSummaryTextRequest:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        summary_item_type_0 = ResponsesSummaryTextRequest.from_dict(data)

                        return summary_item_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(Any | ResponsesSummaryTextRequest, data)

                summary_item = _parse_summary_item(summary_item_data)

                summary.append(summary_item)

        responses_reasoning_item_request = cls(
            type_=type_,
            summary=summary,
        )

        responses_reasoning_item_request.additional_properties = d
        return responses_reasoning_item_request

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
