from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ImageData")


@_attrs_define
class ImageData:
    """The images, in one of two forms."""

    image_urls: list[None | str] | None | Unset = UNSET
    """ URLs of the images, valid for 24 hours and fetched without the API key; may be fewer than requested. """
    image_base64: list[None | str] | None | Unset = UNSET
    """ Images as base64 without a `data:` prefix; may be fewer than requested. """
    success_count: int | None | str | Unset = UNSET
    """ Observed location of the counter in one client; documented in `metadata`. """
    failed_count: int | None | str | Unset = UNSET
    """ Observed location of the counter in one client; documented in `metadata`. """
    task_id: int | None | str | Unset = UNSET
    """ Observed location of the id in one client; documented as the top-level `id`. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        image_urls: list[None | str] | None | Unset
        if isinstance(self.image_urls, Unset):
            image_urls = UNSET
        elif isinstance(self.image_urls, list):
            image_urls = []
            for image_urls_type_0_item_data in self.image_urls:
                image_urls_type_0_item: None | str
                image_urls_type_0_item = image_urls_type_0_item_data
                image_urls.append(image_urls_type_0_item)

        else:
            image_urls = self.image_urls

        image_base64: list[None | str] | None | Unset
        if isinstance(self.image_base64, Unset):
            image_base64 = UNSET
        elif isinstance(self.image_base64, list):
            image_base64 = []
            for image_base64_type_0_item_data in self.image_base64:
                image_base64_type_0_item: None | str
                image_base64_type_0_item = image_base64_type_0_item_data
                image_base64.append(image_base64_type_0_item)

        else:
            image_base64 = self.image_base64

        success_count: int | None | str | Unset
        if isinstance(self.success_count, Unset):
            success_count = UNSET
        else:
            success_count = self.success_count

        failed_count: int | None | str | Unset
        if isinstance(self.failed_count, Unset):
            failed_count = UNSET
        else:
            failed_count = self.failed_count

        task_id: int | None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if image_urls is not UNSET:
            field_dict["image_urls"] = image_urls
        if image_base64 is not UNSET:
            field_dict["image_base64"] = image_base64
        if success_count is not UNSET:
            field_dict["success_count"] = success_count
        if failed_count is not UNSET:
            field_dict["failed_count"] = failed_count
        if task_id is not UNSET:
            field_dict["task_id"] = task_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_image_urls(data: object) -> list[None | str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                image_urls_type_0 = []
                _image_urls_type_0 = data
                for image_urls_type_0_item_data in _image_urls_type_0:

                    def _parse_image_urls_type_0_item(data: object) -> None | str:
                        if data is None:
                            return data
                        return cast(None | str, data)

                    image_urls_type_0_item = _parse_image_urls_type_0_item(image_urls_type_0_item_data)

                    image_urls_type_0.append(image_urls_type_0_item)

                return image_urls_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[None | str] | None | Unset, data)

        image_urls = _parse_image_urls(d.pop("image_urls", UNSET))

        def _parse_image_base64(data: object) -> list[None | str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                image_base64_type_0 = []
                _image_base64_type_0 = data
                for image_base64_type_0_item_data in _image_base64_type_0:

                    def _parse_image_base64_type_0_item(data: object) -> None | str:
                        if data is None:
                            return data
                        return cast(None | str, data)

                    image_base64_type_0_item = _parse_image_base64_type_0_item(image_base64_type_0_item_data)

                    image_base64_type_0.append(image_base64_type_0_item)

                return image_base64_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[None | str] | None | Unset, data)

        image_base64 = _parse_image_base64(d.pop("image_base64", UNSET))

        def _parse_success_count(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        success_count = _parse_success_count(d.pop("success_count", UNSET))

        def _parse_failed_count(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        failed_count = _parse_failed_count(d.pop("failed_count", UNSET))

        def _parse_task_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        task_id = _parse_task_id(d.pop("task_id", UNSET))

        image_data = cls(
            image_urls=image_urls,
            image_base64=image_base64,
            success_count=success_count,
            failed_count=failed_count,
            task_id=task_id,
        )

        image_data.additional_properties = d
        return image_data

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
