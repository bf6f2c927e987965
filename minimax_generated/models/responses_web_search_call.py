from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.responses_web_search_action import ResponsesWebSearchAction


T = TypeVar("T", bound="ResponsesWebSearchCall")


@_attrs_define
class ResponsesWebSearchCall:
    """A web search that the platform ran; no result has to be sent."""

    type_: Literal["web_search_call"] | Unset = UNSET
    """ Type of the item. Always web_search_call. """
    id: int | None | str | Unset = UNSET
    """ Id of the item. """
    status: None | str | Unset = UNSET
    """ State of the item; in_progress only while it streams. Known values: completed, incomplete, in_progress. """
    action: None | ResponsesWebSearchAction | Unset = UNSET
    """ The search. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.responses_web_search_action import ResponsesWebSearchAction  # noqa: PLC0415

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

        action: dict[str, Any] | None | Unset
        if isinstance(self.action, Unset):
            action = UNSET
        elif isinstance(self.action, ResponsesWebSearchAction):
            action = self.action.to_dict()
        else:
            action = self.action

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_
        if id is not UNSET:
            field_dict["id"] = id
        if status is not UNSET:
            field_dict["status"] = status
        if action is not UNSET:
            field_dict["action"] = action

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.responses_web_search_action import ResponsesWebSearchAction  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["web_search_call"] | Unset, d.pop("type", UNSET))
        if type_ != "web_search_call" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'web_search_call', got '{type_}'")

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

        def _parse_action(data: object) -> None | ResponsesWebSearchAction | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                action_type_0 = ResponsesWebSearchAction.from_dict(data)

                return action_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ResponsesWebSearchAction | Unset, data)

        action = _parse_action(d.pop("action", UNSET))

        responses_web_search_call = cls(
            type_=type_,
            id=id,
            status=status,
            action=action,
        )

        responses_web_search_call.additional_properties = d
        return responses_web_search_call

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
