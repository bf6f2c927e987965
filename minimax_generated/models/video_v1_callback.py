from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp


T = TypeVar("T", bound="VideoV1Callback")


@_attrs_define
class VideoV1Callback:
    """Message to a webhook on a change of a V1 or template task."""

    task_id: int | None | str | Unset = UNSET
    """ Id of the task. """
    status: None | str | Unset = UNSET
    """ New state, in lower case and with other names than the query; compare case-insensitively and treat fail as
    failed. Known values: processing, success, failed. """
    file_id: int | None | str | Unset = UNSET
    """ Id of the finished video. """
    video_url: None | str | Unset = UNSET
    """ Link to the finished video of a template task. """
    video_width: int | None | str | Unset = UNSET
    """ Width of the finished video in pixels. """
    video_height: int | None | str | Unset = UNSET
    """ Height of the finished video in pixels. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the response. """
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

        file_id: int | None | str | Unset
        if isinstance(self.file_id, Unset):
            file_id = UNSET
        else:
            file_id = self.file_id

        video_url: None | str | Unset
        if isinstance(self.video_url, Unset):
            video_url = UNSET
        else:
            video_url = self.video_url

        video_width: int | None | str | Unset
        if isinstance(self.video_width, Unset):
            video_width = UNSET
        else:
            video_width = self.video_width

        video_height: int | None | str | Unset
        if isinstance(self.video_height, Unset):
            video_height = UNSET
        else:
            video_height = self.video_height

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
        if file_id is not UNSET:
            field_dict["file_id"] = file_id
        if video_url is not UNSET:
            field_dict["video_url"] = video_url
        if video_width is not UNSET:
            field_dict["video_width"] = video_width
        if video_height is not UNSET:
            field_dict["video_height"] = video_height
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

        def _parse_file_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        file_id = _parse_file_id(d.pop("file_id", UNSET))

        def _parse_video_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        video_url = _parse_video_url(d.pop("video_url", UNSET))

        def _parse_video_width(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        video_width = _parse_video_width(d.pop("video_width", UNSET))

        def _parse_video_height(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        video_height = _parse_video_height(d.pop("video_height", UNSET))

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

        video_v1_callback = cls(
            task_id=task_id,
            status=status,
            file_id=file_id,
            video_url=video_url,
            video_width=video_width,
            video_height=video_height,
            base_resp=base_resp,
        )

        video_v1_callback.additional_properties = d
        return video_v1_callback

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
