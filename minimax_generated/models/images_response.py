from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp
    from ..models.images_item import ImagesItem
    from ..models.images_usage import ImagesUsage


T = TypeVar("T", bound="ImagesResponse")


@_attrs_define
class ImagesResponse:
    """The images of MiniMax-H3-Image, in the order in which they were requested."""

    created: int | None | str | Unset = UNSET
    """ Creation time in Unix seconds. """
    data: list[ImagesItem] | None | Unset = UNSET
    """ One entry per image. """
    usage: ImagesUsage | None | Unset = UNSET
    """ Tokens used by the call. """
    id: int | None | str | Unset = UNSET
    """ Id of the call, for support. Not confirmed by an official page. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call, where it has the native format. Not confirmed by an official page. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.images_item import ImagesItem  # noqa: PLC0415
        from ..models.images_usage import ImagesUsage  # noqa: PLC0415

        created: int | None | str | Unset
        if isinstance(self.created, Unset):
            created = UNSET
        else:
            created = self.created

        data: list[dict[str, Any]] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, list):
            data = []
            for data_type_0_item_data in self.data:
                data_type_0_item = (
                    data_type_0_item_data.to_dict()
                    if isinstance(data_type_0_item_data, ImagesItem)
                    else data_type_0_item_data
                )
                data.append(data_type_0_item)

        else:
            data = self.data

        usage: dict[str, Any] | None | Unset
        if isinstance(self.usage, Unset):
            usage = UNSET
        elif isinstance(self.usage, ImagesUsage):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

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
        if created is not UNSET:
            field_dict["created"] = created
        if data is not UNSET:
            field_dict["data"] = data
        if usage is not UNSET:
            field_dict["usage"] = usage
        if id is not UNSET:
            field_dict["id"] = id
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.images_item import ImagesItem  # noqa: PLC0415
        from ..models.images_usage import ImagesUsage  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_created(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        created = _parse_created(d.pop("created", UNSET))

        def _parse_data(data: object) -> list[ImagesItem] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                data_type_0 = []
                _data_type_0 = data
                for data_type_0_item_data in _data_type_0:
                    data_type_0_item = (
                        ImagesItem.from_dict(data_type_0_item_data)
                        if isinstance(data_type_0_item_data, Mapping)
                        else data_type_0_item_data
                    )

                    data_type_0.append(data_type_0_item)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ImagesItem] | None | Unset, data)

        data = _parse_data(d.pop("data", UNSET))

        def _parse_usage(data: object) -> ImagesUsage | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usage_type_0 = ImagesUsage.from_dict(data)

                return usage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ImagesUsage | None | Unset, data)

        usage = _parse_usage(d.pop("usage", UNSET))

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

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

        images_response = cls(
            created=created,
            data=data,
            usage=usage,
            id=id,
            base_resp=base_resp,
        )

        images_response.additional_properties = d
        return images_response

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
