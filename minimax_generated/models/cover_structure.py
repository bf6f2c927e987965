from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.cover_segment import CoverSegment


T = TypeVar("T", bound="CoverStructure")


@_attrs_define
class CoverStructure:
    """Structure of a song; the content of `structure_result`."""

    num_segments: int | None | Unset = UNSET
    """ Number of segments. """
    segments: list[CoverSegment] | None | Unset = UNSET
    """ The segments in order. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.cover_segment import CoverSegment  # noqa: PLC0415

        num_segments: int | None | Unset
        if isinstance(self.num_segments, Unset):
            num_segments = UNSET
        else:
            num_segments = self.num_segments

        segments: list[dict[str, Any]] | None | Unset
        if isinstance(self.segments, Unset):
            segments = UNSET
        elif isinstance(self.segments, list):
            segments = []
            for segments_type_0_item_data in self.segments:
                segments_type_0_item = (
                    segments_type_0_item_data.to_dict()
                    if isinstance(segments_type_0_item_data, CoverSegment)
                    else segments_type_0_item_data
                )
                segments.append(segments_type_0_item)

        else:
            segments = self.segments

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if num_segments is not UNSET:
            field_dict["num_segments"] = num_segments
        if segments is not UNSET:
            field_dict["segments"] = segments

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cover_segment import CoverSegment  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_num_segments(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        num_segments = _parse_num_segments(d.pop("num_segments", UNSET))

        def _parse_segments(data: object) -> list[CoverSegment] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                segments_type_0 = []
                _segments_type_0 = data
                for segments_type_0_item_data in _segments_type_0:
                    segments_type_0_item = (
                        CoverSegment.from_dict(segments_type_0_item_data)
                        if isinstance(segments_type_0_item_data, Mapping)
                        else segments_type_0_item_data
                    )

                    segments_type_0.append(segments_type_0_item)

                return segments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[CoverSegment] | None | Unset, data)

        segments = _parse_segments(d.pop("segments", UNSET))

        cover_structure = cls(
            num_segments=num_segments,
            segments=segments,
        )

        cover_structure.additional_properties = d
        return cover_structure

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
