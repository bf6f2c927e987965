from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.subtitle_segment import SubtitleSegment


T = TypeVar("T", bound="T2AChunkData")


@_attrs_define
class T2AChunkData:
    """Audio of one frame of a stream."""

    audio: None | str | Unset = UNSET
    """ With status 1 the next piece of audio as hex; with status 2 the whole audio once more, or nothing. Empty or
    null on an error. """
    subtitle_file: None | str | Unset = UNSET
    """ Link to the subtitle file in the last frame, when subtitles are on. It is pre-signed and needs no API key.
    """
    subtitle: None | SubtitleSegment | Unset = UNSET
    """ Subtitle of the piece; not documented for HTTP. """
    status: int | None | Unset = UNSET
    """ 1 while audio is being generated, 2 in the last frame. Known values: 1, 2. """
    ced: None | str | Unset = UNSET
    """ Not documented; observed always empty. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.subtitle_segment import SubtitleSegment  # noqa: PLC0415

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

        subtitle: dict[str, Any] | None | Unset
        if isinstance(self.subtitle, Unset):
            subtitle = UNSET
        elif isinstance(self.subtitle, SubtitleSegment):
            subtitle = self.subtitle.to_dict()
        else:
            subtitle = self.subtitle

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
        if subtitle is not UNSET:
            field_dict["subtitle"] = subtitle
        if status is not UNSET:
            field_dict["status"] = status
        if ced is not UNSET:
            field_dict["ced"] = ced

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.subtitle_segment import SubtitleSegment  # noqa: PLC0415

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

        def _parse_subtitle(data: object) -> None | SubtitleSegment | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                subtitle_type_0 = SubtitleSegment.from_dict(data)

                return subtitle_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SubtitleSegment | Unset, data)

        subtitle = _parse_subtitle(d.pop("subtitle", UNSET))

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

        t2a_chunk_data = cls(
            audio=audio,
            subtitle_file=subtitle_file,
            subtitle=subtitle,
            status=status,
            ced=ced,
        )

        t2a_chunk_data.additional_properties = d
        return t2a_chunk_data

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
