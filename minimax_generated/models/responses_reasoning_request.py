from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.responses_reasoning_request_effort import (
    ResponsesReasoningRequestEffort,
    check_responses_reasoning_request_effort,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ResponsesReasoningRequest")


@_attrs_define
class ResponsesReasoningRequest:
    """Switch and depth of thinking."""

    effort: ResponsesReasoningRequestEffort | Unset = UNSET
    """ On MiniMax-M3 `none` is off and every other value only on; on MiniMax-M3.1-Flash it is the depth from low to
    max. One of none, minimal, low, medium, high, xhigh, max. Default none. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        effort: str | Unset = UNSET
        if not isinstance(self.effort, Unset):
            effort = self.effort

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if effort is not UNSET:
            field_dict["effort"] = effort

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _effort = d.pop("effort", UNSET)
        effort: ResponsesReasoningRequestEffort | Unset
        if isinstance(_effort, Unset):
            effort = UNSET
        else:
            effort = check_responses_reasoning_request_effort(_effort)

        responses_reasoning_request = cls(
            effort=effort,
        )

        responses_reasoning_request.additional_properties = d
        return responses_reasoning_request

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
