from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.native_chat_delta import NativeChatDelta
    from ..models.native_chat_reply_message import NativeChatReplyMessage


T = TypeVar("T", bound="NativeChatChunkChoice")


@_attrs_define
class NativeChatChunkChoice:
    """What an event adds to one choice."""

    index: int | None | Unset = UNSET
    """ Position of the choice. """
    finish_reason: None | str | Unset = UNSET
    """ Why the output ended; set on the last delta only. Known values: stop, length, tool_calls, content_filter.
    """
    delta: NativeChatDelta | None | Unset = UNSET
    """ New text. """
    message: NativeChatReplyMessage | None | Unset = UNSET
    """ The whole message again, on the closing frame only; must not be appended. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.native_chat_delta import NativeChatDelta  # noqa: PLC0415
        from ..models.native_chat_reply_message import NativeChatReplyMessage  # noqa: PLC0415

        index: int | None | Unset
        if isinstance(self.index, Unset):
            index = UNSET
        else:
            index = self.index

        finish_reason: None | str | Unset
        if isinstance(self.finish_reason, Unset):
            finish_reason = UNSET
        else:
            finish_reason = self.finish_reason

        delta: dict[str, Any] | None | Unset
        if isinstance(self.delta, Unset):
            delta = UNSET
        elif isinstance(self.delta, NativeChatDelta):
            delta = self.delta.to_dict()
        else:
            delta = self.delta

        message: dict[str, Any] | None | Unset
        if isinstance(self.message, Unset):
            message = UNSET
        elif isinstance(self.message, NativeChatReplyMessage):
            message = self.message.to_dict()
        else:
            message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if index is not UNSET:
            field_dict["index"] = index
        if finish_reason is not UNSET:
            field_dict["finish_reason"] = finish_reason
        if delta is not UNSET:
            field_dict["delta"] = delta
        if message is not UNSET:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.native_chat_delta import NativeChatDelta  # noqa: PLC0415
        from ..models.native_chat_reply_message import NativeChatReplyMessage  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_index(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        index = _parse_index(d.pop("index", UNSET))

        def _parse_finish_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason", UNSET))

        def _parse_delta(data: object) -> NativeChatDelta | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                delta_type_0 = NativeChatDelta.from_dict(data)

                return delta_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NativeChatDelta | None | Unset, data)

        delta = _parse_delta(d.pop("delta", UNSET))

        def _parse_message(data: object) -> NativeChatReplyMessage | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                message_type_0 = NativeChatReplyMessage.from_dict(data)

                return message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NativeChatReplyMessage | None | Unset, data)

        message = _parse_message(d.pop("message", UNSET))

        native_chat_chunk_choice = cls(
            index=index,
            finish_reason=finish_reason,
            delta=delta,
            message=message,
        )

        native_chat_chunk_choice.additional_properties = d
        return native_chat_chunk_choice

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
