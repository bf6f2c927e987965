from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ModelRemains")


@_attrs_define
class ModelRemains:
    """Quota of one group of models. Times are Unix milliseconds; some clients have received seconds."""

    model_name: None | str | Unset = UNSET
    """ Group such as `general` or `video`; earlier `MiniMax-M*`, `speech-hd`, `image-01` or a model id. """
    start_time: int | None | Unset = UNSET
    """ Start of the interval in Unix milliseconds; the length of the interval follows from start and end (5 h for
    text, 24 h for video and older media plans). """
    end_time: int | None | Unset = UNSET
    """ End of the interval in Unix milliseconds. """
    remains_time: int | None | Unset = UNSET
    """ Time until the interval resets in milliseconds. """
    current_interval_total_count: int | None | Unset = UNSET
    """ Quota of the interval; 0 when the plan counts in percent. """
    current_interval_usage_count: int | None | Unset = UNSET
    """ Count of the interval; some clients read it as used, others as remaining. """
    current_interval_remaining_percent: float | None | Unset = UNSET
    """ Remaining share of the interval, 0 to 100. """
    current_interval_status: int | None | Unset = UNSET
    """ 1 normal, 2 used up, 3 unlimited or not applicable. Known values: 1, 2, 3. """
    current_weekly_total_count: int | None | Unset = UNSET
    """ Quota of the week; 0 when the plan counts in percent. """
    current_weekly_usage_count: int | None | Unset = UNSET
    """ Count of the week; some clients read it as used, others as remaining. """
    current_weekly_remaining_percent: float | None | Unset = UNSET
    """ Remaining share of the week, 0 to 100. """
    current_weekly_status: int | None | Unset = UNSET
    """ 1 normal, 2 used up, 3 unlimited or not applicable; the weekly figures count with 1 or 2 only. Known values:
    1, 2, 3. """
    weekly_start_time: int | None | Unset = UNSET
    """ Start of the week in Unix milliseconds. """
    weekly_end_time: int | None | Unset = UNSET
    """ End of the week in Unix milliseconds. """
    weekly_remains_time: int | None | Unset = UNSET
    """ Time until the week resets in milliseconds. """
    interval_boost_permille: int | None | Unset = UNSET
    """ Factor on the allowance of the interval times 1000, 1000 by default; not included in the percentages. """
    weekly_boost_permille: int | None | Unset = UNSET
    """ Factor on the allowance of the week times 1000, 1000 by default; not included in the percentages. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model_name: None | str | Unset
        if isinstance(self.model_name, Unset):
            model_name = UNSET
        else:
            model_name = self.model_name

        start_time: int | None | Unset
        if isinstance(self.start_time, Unset):
            start_time = UNSET
        else:
            start_time = self.start_time

        end_time: int | None | Unset
        if isinstance(self.end_time, Unset):
            end_time = UNSET
        else:
            end_time = self.end_time

        remains_time: int | None | Unset
        if isinstance(self.remains_time, Unset):
            remains_time = UNSET
        else:
            remains_time = self.remains_time

        current_interval_total_count: int | None | Unset
        if isinstance(self.current_interval_total_count, Unset):
            current_interval_total_count = UNSET
        else:
            current_interval_total_count = self.current_interval_total_count

        current_interval_usage_count: int | None | Unset
        if isinstance(self.current_interval_usage_count, Unset):
            current_interval_usage_count = UNSET
        else:
            current_interval_usage_count = self.current_interval_usage_count

        current_interval_remaining_percent: float | None | Unset
        if isinstance(self.current_interval_remaining_percent, Unset):
            current_interval_remaining_percent = UNSET
        else:
            current_interval_remaining_percent = self.current_interval_remaining_percent

        current_interval_status: int | None | Unset
        if isinstance(self.current_interval_status, Unset):
            current_interval_status = UNSET
        else:
            current_interval_status = self.current_interval_status

        current_weekly_total_count: int | None | Unset
        if isinstance(self.current_weekly_total_count, Unset):
            current_weekly_total_count = UNSET
        else:
            current_weekly_total_count = self.current_weekly_total_count

        current_weekly_usage_count: int | None | Unset
        if isinstance(self.current_weekly_usage_count, Unset):
            current_weekly_usage_count = UNSET
        else:
            current_weekly_usage_count = self.current_weekly_usage_count

        current_weekly_remaining_percent: float | None | Unset
        if isinstance(self.current_weekly_remaining_percent, Unset):
            current_weekly_remaining_percent = UNSET
        else:
            current_weekly_remaining_percent = self.current_weekly_remaining_percent

        current_weekly_status: int | None | Unset
        if isinstance(self.current_weekly_status, Unset):
            current_weekly_status = UNSET
        else:
            current_weekly_status = self.current_weekly_status

        weekly_start_time: int | None | Unset
        if isinstance(self.weekly_start_time, Unset):
            weekly_start_time = UNSET
        else:
            weekly_start_time = self.weekly_start_time

        weekly_end_time: int | None | Unset
        if isinstance(self.weekly_end_time, Unset):
            weekly_end_time = UNSET
        else:
            weekly_end_time = self.weekly_end_time

        weekly_remains_time: int | None | Unset
        if isinstance(self.weekly_remains_time, Unset):
            weekly_remains_time = UNSET
        else:
            weekly_remains_time = self.weekly_remains_time

        interval_boost_permille: int | None | Unset
        if isinstance(self.interval_boost_permille, Unset):
            interval_boost_permille = UNSET
        else:
            interval_boost_permille = self.interval_boost_permille

        weekly_boost_permille: int | None | Unset
        if isinstance(self.weekly_boost_permille, Unset):
            weekly_boost_permille = UNSET
        else:
            weekly_boost_permille = self.weekly_boost_permille

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if model_name is not UNSET:
            field_dict["model_name"] = model_name
        if start_time is not UNSET:
            field_dict["start_time"] = start_time
        if end_time is not UNSET:
            field_dict["end_time"] = end_time
        if remains_time is not UNSET:
            field_dict["remains_time"] = remains_time
        if current_interval_total_count is not UNSET:
            field_dict["current_interval_total_count"] = current_interval_total_count
        if current_interval_usage_count is not UNSET:
            field_dict["current_interval_usage_count"] = current_interval_usage_count
        if current_interval_remaining_percent is not UNSET:
            field_dict["current_interval_remaining_percent"] = current_interval_remaining_percent
        if current_interval_status is not UNSET:
            field_dict["current_interval_status"] = current_interval_status
        if current_weekly_total_count is not UNSET:
            field_dict["current_weekly_total_count"] = current_weekly_total_count
        if current_weekly_usage_count is not UNSET:
            field_dict["current_weekly_usage_count"] = current_weekly_usage_count
        if current_weekly_remaining_percent is not UNSET:
            field_dict["current_weekly_remaining_percent"] = current_weekly_remaining_percent
        if current_weekly_status is not UNSET:
            field_dict["current_weekly_status"] = current_weekly_status
        if weekly_start_time is not UNSET:
            field_dict["weekly_start_time"] = weekly_start_time
        if weekly_end_time is not UNSET:
            field_dict["weekly_end_time"] = weekly_end_time
        if weekly_remains_time is not UNSET:
            field_dict["weekly_remains_time"] = weekly_remains_time
        if interval_boost_permille is not UNSET:
            field_dict["interval_boost_permille"] = interval_boost_permille
        if weekly_boost_permille is not UNSET:
            field_dict["weekly_boost_permille"] = weekly_boost_permille

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_model_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model_name = _parse_model_name(d.pop("model_name", UNSET))

        def _parse_start_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        start_time = _parse_start_time(d.pop("start_time", UNSET))

        def _parse_end_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        end_time = _parse_end_time(d.pop("end_time", UNSET))

        def _parse_remains_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        remains_time = _parse_remains_time(d.pop("remains_time", UNSET))

        def _parse_current_interval_total_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current_interval_total_count = _parse_current_interval_total_count(d.pop("current_interval_total_count", UNSET))

        def _parse_current_interval_usage_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current_interval_usage_count = _parse_current_interval_usage_count(d.pop("current_interval_usage_count", UNSET))

        def _parse_current_interval_remaining_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        current_interval_remaining_percent = _parse_current_interval_remaining_percent(
            d.pop("current_interval_remaining_percent", UNSET)
        )

        def _parse_current_interval_status(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current_interval_status = _parse_current_interval_status(d.pop("current_interval_status", UNSET))

        def _parse_current_weekly_total_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current_weekly_total_count = _parse_current_weekly_total_count(d.pop("current_weekly_total_count", UNSET))

        def _parse_current_weekly_usage_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current_weekly_usage_count = _parse_current_weekly_usage_count(d.pop("current_weekly_usage_count", UNSET))

        def _parse_current_weekly_remaining_percent(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        current_weekly_remaining_percent = _parse_current_weekly_remaining_percent(
            d.pop("current_weekly_remaining_percent", UNSET)
        )

        def _parse_current_weekly_status(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current_weekly_status = _parse_current_weekly_status(d.pop("current_weekly_status", UNSET))

        def _parse_weekly_start_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        weekly_start_time = _parse_weekly_start_time(d.pop("weekly_start_time", UNSET))

        def _parse_weekly_end_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        weekly_end_time = _parse_weekly_end_time(d.pop("weekly_end_time", UNSET))

        def _parse_weekly_remains_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        weekly_remains_time = _parse_weekly_remains_time(d.pop("weekly_remains_time", UNSET))

        def _parse_interval_boost_permille(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        interval_boost_permille = _parse_interval_boost_permille(d.pop("interval_boost_permille", UNSET))

        def _parse_weekly_boost_permille(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        weekly_boost_permille = _parse_weekly_boost_permille(d.pop("weekly_boost_permille", UNSET))

        model_remains = cls(
            model_name=model_name,
            start_time=start_time,
            end_time=end_time,
            remains_time=remains_time,
            current_interval_total_count=current_interval_total_count,
            current_interval_usage_count=current_interval_usage_count,
            current_interval_remaining_percent=current_interval_remaining_percent,
            current_interval_status=current_interval_status,
            current_weekly_total_count=current_weekly_total_count,
            current_weekly_usage_count=current_weekly_usage_count,
            current_weekly_remaining_percent=current_weekly_remaining_percent,
            current_weekly_status=current_weekly_status,
            weekly_start_time=weekly_start_time,
            weekly_end_time=weekly_end_time,
            weekly_remains_time=weekly_remains_time,
            interval_boost_permille=interval_boost_permille,
            weekly_boost_permille=weekly_boost_permille,
        )

        model_remains.additional_properties = d
        return model_remains

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
