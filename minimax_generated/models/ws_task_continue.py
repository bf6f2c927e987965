from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WsTaskContinue")


@_attrs_define
class WsTaskContinue:
    """The next text to speak."""

    event: Literal["task_continue"]
    """ Name of the event. Always task_continue. """
    text: str
    """ A whole text on the sentence WebSocket, any piece of text down to one character on the other. The same
    markup as over HTTP. At most 10,000 characters. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event = self.event

        text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event = cast(Literal["task_continue"], d.pop("event"))
        if event != "task_continue":
            raise ValueError(f"event must match const 'task_continue', got '{event}'")

        text = d.pop("text")

        ws_task_continue = cls(
            event=event,
            text=text,
        )

        ws_task_continue.additional_properties = d
        return ws_task_continue

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
