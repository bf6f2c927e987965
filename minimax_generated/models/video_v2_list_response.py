from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_v2_task import VideoV2Task


T = TypeVar("T", bound="VideoV2ListResponse")


@_attrs_define
class VideoV2ListResponse:
    """One page of V2 tasks."""

    items: list[VideoV2Task] | None | Unset = UNSET
    """ The tasks of this page, without the wrapper of a single query. """
    total: int | None | str | Unset = UNSET
    """ All matching tasks of the last 7 days, not only those of this page. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.video_v2_task import VideoV2Task  # noqa: PLC0415

        items: list[dict[str, Any]] | None | Unset
        if isinstance(self.items, Unset):
            items = UNSET
        elif isinstance(self.items, list):
            items = []
            for items_type_0_item_data in self.items:
                items_type_0_item = (
                    items_type_0_item_data.to_dict()
                    if isinstance(items_type_0_item_data, VideoV2Task)
                    else items_type_0_item_data
                )
                items.append(items_type_0_item)

        else:
            items = self.items

        total: int | None | str | Unset
        if isinstance(self.total, Unset):
            total = UNSET
        else:
            total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if items is not UNSET:
            field_dict["items"] = items
        if total is not UNSET:
            field_dict["total"] = total

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_v2_task import VideoV2Task  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_items(data: object) -> list[VideoV2Task] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                items_type_0 = []
                _items_type_0 = data
                for items_type_0_item_data in _items_type_0:
                    items_type_0_item = (
                        VideoV2Task.from_dict(items_type_0_item_data)
                        if isinstance(items_type_0_item_data, Mapping)
                        else items_type_0_item_data
                    )

                    items_type_0.append(items_type_0_item)

                return items_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[VideoV2Task] | None | Unset, data)

        items = _parse_items(d.pop("items", UNSET))

        def _parse_total(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        total = _parse_total(d.pop("total", UNSET))

        video_v2_list_response = cls(
            items=items,
            total=total,
        )

        video_v2_list_response.additional_properties = d
        return video_v2_list_response

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
