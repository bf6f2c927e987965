from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.responses_reasoning_text import ResponsesReasoningText
    from ..models.responses_summary_text import ResponsesSummaryText


T = TypeVar("T", bound="ResponsesReasoningItem")


@_attrs_define
class ResponsesReasoningItem:
    """Thinking before the response; never encrypted."""

    type_: Literal["reasoning"] | Unset = UNSET
    """ Type of the item. Always reasoning. """
    id: int | None | str | Unset = UNSET
    """ Id of the item, the response id with `_rs`. """
    status: None | str | Unset = UNSET
    """ State of the item; in_progress only while it streams. Known values: completed, incomplete, in_progress. """
    summary: list[Any | ResponsesSummaryText] | None | Unset = UNSET
    """ Summary of the thinking; empty in examples. """
    content: list[Any | ResponsesReasoningText] | None | Unset = UNSET
    """ The thinking. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_reasoning_text import ResponsesReasoningText  # noqa: PLC0415
        from ..models.responses_summary_text import ResponsesSummaryText  # noqa: PLC0415

        type_ = self.type_

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        summary: list[Any | dict[str, Any]] | None | Unset
        if isinstance(self.summary, Unset):
            summary = UNSET
        elif isinstance(self.summary, list):
            summary = []
            for summary_type_0_item_data in self.summary:
                summary_type_0_item: Any | dict[str, Any]
                if isinstance(summary_type_0_item_data, ResponsesSummaryText):
                    summary_type_0_item = summary_type_0_item_data.to_dict()
                else:
                    summary_type_0_item = summary_type_0_item_data
                summary.append(summary_type_0_item)

        else:
            summary = self.summary

        content: list[Any | dict[str, Any]] | None | Unset
        if isinstance(self.content, Unset):
            content = UNSET
        elif isinstance(self.content, list):
            content = []
            for content_type_0_item_data in self.content:
                content_type_0_item: Any | dict[str, Any]
                if isinstance(content_type_0_item_data, ResponsesReasoningText):
                    content_type_0_item = content_type_0_item_data.to_dict()
                else:
                    content_type_0_item = content_type_0_item_data
                content.append(content_type_0_item)

        else:
            content = self.content

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_
        if id is not UNSET:
            field_dict["id"] = id
        if status is not UNSET:
            field_dict["status"] = status
        if summary is not UNSET:
            field_dict["summary"] = summary
        if content is not UNSET:
            field_dict["content"] = content

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_reasoning_text import ResponsesReasoningText  # noqa: PLC0415
        from ..models.responses_summary_text import ResponsesSummaryText  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["reasoning"] | Unset, d.pop("type", UNSET))
        if type_ != "reasoning" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'reasoning', got '{type_}'")

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_summary(data: object) -> list[Any | ResponsesSummaryText] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                summary_type_0 = []
                _summary_type_0 = data
                for summary_type_0_item_data in _summary_type_0:

                    def _parse_summary_type_0_item(data: object) -> Any | ResponsesSummaryText:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            summary_type_0_item_type_0 = ResponsesSummaryText.from_dict(data)

                            return summary_type_0_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(Any | ResponsesSummaryText, data)

                    summary_type_0_item = _parse_summary_type_0_item(summary_type_0_item_data)

                    summary_type_0.append(summary_type_0_item)

                return summary_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any | ResponsesSummaryText] | None | Unset, data)

        summary = _parse_summary(d.pop("summary", UNSET))

        def _parse_content(data: object) -> list[Any | ResponsesReasoningText] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                content_type_0 = []
                _content_type_0 = data
                for content_type_0_item_data in _content_type_0:

                    def _parse_content_type_0_item(data: object) -> Any | ResponsesReasoningText:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            content_type_0_item_type_0 = ResponsesReasoningText.from_dict(data)

                            return content_type_0_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(Any | ResponsesReasoningText, data)

                    content_type_0_item = _parse_content_type_0_item(content_type_0_item_data)

                    content_type_0.append(content_type_0_item)

                return content_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any | ResponsesReasoningText] | None | Unset, data)

        content = _parse_content(d.pop("content", UNSET))

        responses_reasoning_item = cls(
            type_=type_,
            id=id,
            status=status,
            summary=summary,
            content=content,
        )

        responses_reasoning_item.additional_properties = d
        return responses_reasoning_item

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
