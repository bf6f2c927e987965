from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.subtitle_segment import SubtitleSegment


T = TypeVar("T", bound="WsServerData")


@_attrs_define
class WsServerData:
    """Audio of a WebSocket frame."""

    audio: None | str | Unset = UNSET
    """ The next piece of audio as hex; always an increment. """
    subtitle: None | SubtitleSegment | Unset = UNSET
    """ Subtitle of the current segment, when subtitles are on. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.subtitle_segment import SubtitleSegment  # noqa: PLC0415

        audio: None | str | Unset
        if isinstance(self.audio, Unset):
            audio = UNSET
        else:
            audio = self.audio

        subtitle: dict[str, Any] | None | Unset
        if isinstance(self.subtitle, Unset):
            subtitle = UNSET
        elif isinstance(self.subtitle, SubtitleSegment):
            subtitle = self.subtitle.to_dict()
        else:
            subtitle = self.subtitle

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if audio is not UNSET:
            field_dict["audio"] = audio
        if subtitle is not UNSET:
            field_dict["subtitle"] = subtitle

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

        ws_server_data = cls(
            audio=audio,
            subtitle=subtitle,
        )

        ws_server_data.additional_properties = d
        return ws_server_data

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
