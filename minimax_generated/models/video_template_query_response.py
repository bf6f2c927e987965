from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp


T = TypeVar("T", bound="VideoTemplateQueryResponse")


@_attrs_define
class VideoTemplateQueryResponse:
    """State of a template task."""

    task_id: int | None | str | Unset = UNSET
    """ Id of the task. """
    status: None | str | Unset = UNSET
    """ State of the task; Success and Fail are final. Known values: Preparing, Processing, Success, Fail. """
    video_url: None | str | Unset = UNSET
    """ Link to the finished video, fetched without the key, valid for 9 hours. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the response; on Fail the reason, when it is given. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415

        task_id: int | None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        video_url: None | str | Unset
        if isinstance(self.video_url, Unset):
            video_url = UNSET
        else:
            video_url = self.video_url

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
        if task_id is not UNSET:
            field_dict["task_id"] = task_id
        if status is not UNSET:
            field_dict["status"] = status
        if video_url is not UNSET:
            field_dict["video_url"] = video_url
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_task_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        task_id = _parse_task_id(d.pop("task_id", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_video_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        video_url = _parse_video_url(d.pop("video_url", UNSET))

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

        video_template_query_response = cls(
            task_id=task_id,
            status=status,
            video_url=video_url,
            base_resp=base_resp,
        )

        video_template_query_response.additional_properties = d
        return video_template_query_response

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
