from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="T2AData")


@_attrs_define
class T2AData:
    """Audio of a response."""

    audio: None | str | Unset = UNSET
    """ Audio as hex, or the link to it when `output_format` is `url`. Empty or null on an error. """
    subtitle_file: None | str | Unset = UNSET
    """ Link to the subtitle file, when subtitles are on. It is pre-signed and needs no API key. """
    status: int | None | Unset = UNSET
    """ 1 while audio is being generated, 2 when it is complete. Known values: 1, 2. """
    ced: None | str | Unset = UNSET
    """ Not documented; observed always empty. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        audio: None | str | Unset
        if isinstance(self.audio, Unset):
            audio = UNSET
        else:
            audio = self.audio

        subtitle_file: None | str | Unset
        if isinstance(self.subtitle_file, Unset):
            subtitle_file = UNSET
        else:
            subtitle_file = self.subtitle_file

        status: int | None | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        ced: None | str | Unset
        if isinstance(self.ced, Unset):
            ced = UNSET
        else:
            ced = self.ced

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if audio is not UNSET:
            field_dict["audio"] = audio
        if subtitle_file is not UNSET:
            field_dict["subtitle_file"] = subtitle_file
        if status is not UNSET:
            field_dict["status"] = status
        if ced is not UNSET:
            field_dict["ced"] = ced

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_audio(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        audio = _parse_audio(d.pop("audio", UNSET))

        def _parse_subtitle_file(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        subtitle_file = _parse_subtitle_file(d.pop("subtitle_file", UNSET))

        def _parse_status(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_ced(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ced = _parse_ced(d.pop("ced", UNSET))

        t2a_data = cls(
            audio=audio,
            subtitle_file=subtitle_file,
            status=status,
            ced=ced,
        )

        t2a_data.additional_properties = d
        return t2a_data

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
