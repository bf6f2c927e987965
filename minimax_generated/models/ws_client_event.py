from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.ws_client_event_event import WsClientEventEvent, check_ws_client_event_event

T = TypeVar("T", bound="WsClientEvent")


@_attrs_define
class WsClientEvent:
    """A client event with no fields other than its name. The sentence WebSocket supports only `task_finish`."""

    event: WsClientEventEvent
    """ `task_finish` speaks the remaining text and closes, `task_flush` speaks what is buffered and keeps the
    session, `task_cancel` discards buffered text and current speech and keeps the session. One of task_finish,
    task_flush, task_cancel. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event: str = self.event

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event = check_ws_client_event_event(d.pop("event"))

        ws_client_event = cls(
            event=event,
        )

        ws_client_event.additional_properties = d
        return ws_client_event

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
