from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp
    from ..models.t2a_data import T2AData
    from ..models.t2a_extra_info import T2AExtraInfo


T = TypeVar("T", bound="T2AResponse")


@_attrs_define
class T2AResponse:
    """Response of a text to speech call without a stream."""

    data: None | T2AData | Unset = UNSET
    """ The audio; null or absent on an error. """
    extra_info: None | T2AExtraInfo | Unset = UNSET
    """ Properties and billing of the audio. """
    trace_id: None | str | Unset = UNSET
    """ Id of the request, for support. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the response. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.t2a_data import T2AData  # noqa: PLC0415
        from ..models.t2a_extra_info import T2AExtraInfo  # noqa: PLC0415

        data: dict[str, Any] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, T2AData):
            data = self.data.to_dict()
        else:
            data = self.data

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
        if data is not UNSET:
            field_dict["data"] = data
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
        from ..models.t2a_data import T2AData  # noqa: PLC0415
        from ..models.t2a_extra_info import T2AExtraInfo  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_data(data: object) -> None | T2AData | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = T2AData.from_dict(data)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | T2AData | Unset, data)

        data = _parse_data(d.pop("data", UNSET))

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

        t2a_response = cls(
            data=data,
            extra_info=extra_info,
            trace_id=trace_id,
            base_resp=base_resp,
        )

        t2a_response.additional_properties = d
        return t2a_response

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
