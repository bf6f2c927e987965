from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp


T = TypeVar("T", bound="T2AAsyncResponse")


@_attrs_define
class T2AAsyncResponse:
    """Response to the start of a long text task."""

    task_id: int | None | str | Unset = UNSET
    """ Id of the task; empty or absent on an error. """
    file_id: int | None | str | Unset = UNSET
    """ Id of the future result file; absent on an error. """
    task_token: None | str | Unset = UNSET
    """ Key of the task; no use of it is documented. """
    usage_characters: int | None | str | Unset = UNSET
    """ Billed characters. """
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

        file_id: int | None | str | Unset
        if isinstance(self.file_id, Unset):
            file_id = UNSET
        else:
            file_id = self.file_id

        task_token: None | str | Unset
        if isinstance(self.task_token, Unset):
            task_token = UNSET
        else:
            task_token = self.task_token

        usage_characters: int | None | str | Unset
        if isinstance(self.usage_characters, Unset):
            usage_characters = UNSET
        else:
            usage_characters = self.usage_characters

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
        if file_id is not UNSET:
            field_dict["file_id"] = file_id
        if task_token is not UNSET:
            field_dict["task_token"] = task_token
        if usage_characters is not UNSET:
            field_dict["usage_characters"] = usage_characters
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

        def _parse_file_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        file_id = _parse_file_id(d.pop("file_id", UNSET))

        def _parse_task_token(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_token = _parse_task_token(d.pop("task_token", UNSET))

        def _parse_usage_characters(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        usage_characters = _parse_usage_characters(d.pop("usage_characters", UNSET))

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

        t2a_async_response = cls(
            task_id=task_id,
            file_id=file_id,
            task_token=task_token,
            usage_characters=usage_characters,
            base_resp=base_resp,
        )

        t2a_async_response.additional_properties = d
        return t2a_async_response

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
