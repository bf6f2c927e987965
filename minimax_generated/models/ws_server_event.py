from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp
    from ..models.t2a_extra_info import T2AExtraInfo
    from ..models.ws_server_data import WsServerData


T = TypeVar("T", bound="WsServerEvent")


@_attrs_define
class WsServerEvent:
    """A server event on either WebSocket."""

    event: None | str | Unset = UNSET
    """ Name of the event. A frame without one that has `data`, `extra_info` or `is_final` is a `task_continued`.
    Known values: connected_success, task_started, sentence_start, task_continued, sentence_end, task_canceled,
    task_flushed, task_finished, task_failed. """
    session_id: int | None | str | Unset = UNSET
    """ Id of the session. """
    connect_id: int | None | str | Unset = UNSET
    """ Id of the connection; only on the WebSocket with streamed text. """
    data: None | Unset | WsServerData = UNSET
    """ The next piece of audio. """
    is_final: bool | None | Unset = UNSET
    """ Whether this frame ends the audio of one request. """
    extra_info: None | T2AExtraInfo | Unset = UNSET
    """ Properties and billing of the audio; valid in a frame with `is_final`. """
    trace_id: None | str | Unset = UNSET
    """ Id of the request, for support. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the event. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.t2a_extra_info import T2AExtraInfo  # noqa: PLC0415
        from ..models.ws_server_data import WsServerData  # noqa: PLC0415

        event: None | str | Unset
        if isinstance(self.event, Unset):
            event = UNSET
        else:
            event = self.event

        session_id: int | None | str | Unset
        if isinstance(self.session_id, Unset):
            session_id = UNSET
        else:
            session_id = self.session_id

        connect_id: int | None | str | Unset
        if isinstance(self.connect_id, Unset):
            connect_id = UNSET
        else:
            connect_id = self.connect_id

        data: dict[str, Any] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, WsServerData):
            data = self.data.to_dict()
        else:
            data = self.data

        is_final: bool | None | Unset
        if isinstance(self.is_final, Unset):
            is_final = UNSET
        else:
            is_final = self.is_final

        extra_info: dict[str, Any] | None | Unset
        if isinstance(self.extra_info, Unset):
            extra_info = UNSET
        elif isinstance(self.extra_info, T2AExtraInfo):
            extra_info = self.extra_info.to_dict()
        else:
            extra_info = self.extra_info

        trace_id: None | str | Unset
        if isinstance(self.trace_id, Unset):
            trace_id = UNSET
        else:
            trace_id = self.trace_id

        base_resp: dict[str, Any] | None | Unset
        if isinstance(self.base_resp, Unset):
            base_resp = UNSET
        elif isinstance(self.base_resp, BaseResp):
            base_resp = self.base_resp.to_dict()
        else:
            base_resp = self.base_resp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if event is not UNSET:
            field_dict["event"] = event
        if session_id is not UNSET:
            field_dict["session_id"] = session_id
        if connect_id is not UNSET:
            field_dict["connect_id"] = connect_id
        if data is not UNSET:
            field_dict["data"] = data
        if is_final is not UNSET:
            field_dict["is_final"] = is_final
        if extra_info is not UNSET:
            field_dict["extra_info"] = extra_info
        if trace_id is not UNSET:
            field_dict["trace_id"] = trace_id
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.t2a_extra_info import T2AExtraInfo  # noqa: PLC0415
        from ..models.ws_server_data import WsServerData  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_event(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        event = _parse_event(d.pop("event", UNSET))

        def _parse_session_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        session_id = _parse_session_id(d.pop("session_id", UNSET))

        def _parse_connect_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        connect_id = _parse_connect_id(d.pop("connect_id", UNSET))

        def _parse_data(data: object) -> None | Unset | WsServerData:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = WsServerData.from_dict(data)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | WsServerData, data)

        data = _parse_data(d.pop("data", UNSET))

        def _parse_is_final(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_final = _parse_is_final(d.pop("is_final", UNSET))

        def _parse_extra_info(data: object) -> None | T2AExtraInfo | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                extra_info_type_0 = T2AExtraInfo.from_dict(data)

                return extra_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | T2AExtraInfo | Unset, data)

        extra_info = _parse_extra_info(d.pop("extra_info", UNSET))

        def _parse_trace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trace_id = _parse_trace_id(d.pop("trace_id", UNSET))

        def _parse_base_resp(data: object) -> BaseResp | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                base_resp_type_0 = BaseResp.from_dict(data)

                return base_resp_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BaseResp | None | Unset, data)

        base_resp = _parse_base_resp(d.pop("base_resp", UNSET))

        ws_server_event = cls(
            event=event,
            session_id=session_id,
            connect_id=connect_id,
            data=data,
            is_final=is_final,
            extra_info=extra_info,
            trace_id=trace_id,
            base_resp=base_resp,
        )

        ws_server_event.additional_properties = d
        return ws_server_event

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
