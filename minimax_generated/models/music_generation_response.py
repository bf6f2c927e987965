from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp
    from ..models.music_data import MusicData
    from ..models.music_extra_info import MusicExtraInfo


T = TypeVar("T", bound="MusicGenerationResponse")


@_attrs_define
class MusicGenerationResponse:
    """The music."""

    data: MusicData | None | Unset = UNSET
    """ The audio; null or absent on error. """
    trace_id: None | str | Unset = UNSET
    """ Id of the request, for support. """
    extra_info: MusicExtraInfo | None | Unset = UNSET
    """ Properties of the audio. """
    analysis_info: Any | Unset = UNSET
    """ Always null so far. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.music_data import MusicData  # noqa: PLC0415
        from ..models.music_extra_info import MusicExtraInfo  # noqa: PLC0415

        data: dict[str, Any] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, MusicData):
            data = self.data.to_dict()
        else:
            data = self.data

        trace_id: None | str | Unset
        if isinstance(self.trace_id, Unset):
            trace_id = UNSET
        else:
            trace_id = self.trace_id

        extra_info: dict[str, Any] | None | Unset
        if isinstance(self.extra_info, Unset):
            extra_info = UNSET
        elif isinstance(self.extra_info, MusicExtraInfo):
            extra_info = self.extra_info.to_dict()
        else:
            extra_info = self.extra_info

        analysis_info = self.analysis_info

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
        if trace_id is not UNSET:
            field_dict["trace_id"] = trace_id
        if extra_info is not UNSET:
            field_dict["extra_info"] = extra_info
        if analysis_info is not UNSET:
            field_dict["analysis_info"] = analysis_info
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.music_data import MusicData  # noqa: PLC0415
        from ..models.music_extra_info import MusicExtraInfo  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_data(data: object) -> MusicData | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = MusicData.from_dict(data)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MusicData | None | Unset, data)

        data = _parse_data(d.pop("data", UNSET))

        def _parse_trace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trace_id = _parse_trace_id(d.pop("trace_id", UNSET))

        def _parse_extra_info(data: object) -> MusicExtraInfo | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                extra_info_type_0 = MusicExtraInfo.from_dict(data)

                return extra_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MusicExtraInfo | None | Unset, data)

        extra_info = _parse_extra_info(d.pop("extra_info", UNSET))

        analysis_info = d.pop("analysis_info", UNSET)

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

        music_generation_response = cls(
            data=data,
            trace_id=trace_id,
            extra_info=extra_info,
            analysis_info=analysis_info,
            base_resp=base_resp,
        )

        music_generation_response.additional_properties = d
        return music_generation_response

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
