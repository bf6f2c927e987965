from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.lyrics_request_mode import LyricsRequestMode, check_lyrics_request_mode
from ..types import UNSET, Unset

T = TypeVar("T", bound="LyricsRequest")


@_attrs_define
class LyricsRequest:
    """What to write about, or what to change."""

    mode: LyricsRequestMode
    """ Write a new song or edit given lyrics. One of write_full_song, edit. """
    prompt: str | Unset = UNSET
    """ Theme, or what to change; empty gives a random song. At most 2,000 characters. """
    lyrics: str | Unset = UNSET
    """ Lyrics to edit; used in mode `edit` only. At most 3,500 characters. """
    title: str | Unset = UNSET
    """ Title of the song; returned unchanged. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mode: str = self.mode

        prompt = self.prompt

        lyrics = self.lyrics

        title = self.title

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mode": mode,
            }
        )
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if lyrics is not UNSET:
            field_dict["lyrics"] = lyrics
        if title is not UNSET:
            field_dict["title"] = title

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        mode = check_lyrics_request_mode(d.pop("mode"))

        prompt = d.pop("prompt", UNSET)

        lyrics = d.pop("lyrics", UNSET)

        title = d.pop("title", UNSET)

        lyrics_request = cls(
            mode=mode,
            prompt=prompt,
            lyrics=lyrics,
            title=title,
        )

        lyrics_request.additional_properties = d
        return lyrics_request

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
