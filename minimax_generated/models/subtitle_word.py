from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SubtitleWord")


@_attrs_define
class SubtitleWord:
    """One word (or space) of a subtitle and its time."""

    word: None | str | Unset = UNSET
    """ The word as written. """
    word_begin: int | None | Unset = UNSET
    """ First character of the word in the text, in code points. """
    word_end: int | None | Unset = UNSET
    """ End of the word in the text, exclusive, in code points. """
    pronounce_word: None | str | Unset = UNSET
    """ The word as spoken; subtitle file only. """
    pronounce_word_begin: int | None | Unset = UNSET
    """ First character of the word in the spoken text; subtitle file only. """
    pronounce_word_end: int | None | Unset = UNSET
    """ End of the word in the spoken text, exclusive; subtitle file only. """
    time_begin: float | None | Unset = UNSET
    """ Start in ms. """
    time_end: float | None | Unset = UNSET
    """ End in ms. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        word: None | str | Unset
        if isinstance(self.word, Unset):
            word = UNSET
        else:
            word = self.word

        word_begin: int | None | Unset
        if isinstance(self.word_begin, Unset):
            word_begin = UNSET
        else:
            word_begin = self.word_begin

        word_end: int | None | Unset
        if isinstance(self.word_end, Unset):
            word_end = UNSET
        else:
            word_end = self.word_end

        pronounce_word: None | str | Unset
        if isinstance(self.pronounce_word, Unset):
            pronounce_word = UNSET
        else:
            pronounce_word = self.pronounce_word

        pronounce_word_begin: int | None | Unset
        if isinstance(self.pronounce_word_begin, Unset):
            pronounce_word_begin = UNSET
        else:
            pronounce_word_begin = self.pronounce_word_begin

        pronounce_word_end: int | None | Unset
        if isinstance(self.pronounce_word_end, Unset):
            pronounce_word_end = UNSET
        else:
            pronounce_word_end = self.pronounce_word_end

        time_begin: float | None | Unset
        if isinstance(self.time_begin, Unset):
            time_begin = UNSET
        else:
            time_begin = self.time_begin

        time_end: float | None | Unset
        if isinstance(self.time_end, Unset):
            time_end = UNSET
        else:
            time_end = self.time_end

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if word is not UNSET:
            field_dict["word"] = word
        if word_begin is not UNSET:
            field_dict["word_begin"] = word_begin
        if word_end is not UNSET:
            field_dict["word_end"] = word_end
        if pronounce_word is not UNSET:
            field_dict["pronounce_word"] = pronounce_word
        if pronounce_word_begin is not UNSET:
            field_dict["pronounce_word_begin"] = pronounce_word_begin
        if pronounce_word_end is not UNSET:
            field_dict["pronounce_word_end"] = pronounce_word_end
        if time_begin is not UNSET:
            field_dict["time_begin"] = time_begin
        if time_end is not UNSET:
            field_dict["time_end"] = time_end

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_word(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        word = _parse_word(d.pop("word", UNSET))

        def _parse_word_begin(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        word_begin = _parse_word_begin(d.pop("word_begin", UNSET))

        def _parse_word_end(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        word_end = _parse_word_end(d.pop("word_end", UNSET))

        def _parse_pronounce_word(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pronounce_word = _parse_pronounce_word(d.pop("pronounce_word", UNSET))

        def _parse_pronounce_word_begin(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        pronounce_word_begin = _parse_pronounce_word_begin(d.pop("pronounce_word_begin", UNSET))

        def _parse_pronounce_word_end(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        pronounce_word_end = _parse_pronounce_word_end(d.pop("pronounce_word_end", UNSET))

        def _parse_time_begin(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        time_begin = _parse_time_begin(d.pop("time_begin", UNSET))

        def _parse_time_end(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        time_end = _parse_time_end(d.pop("time_end", UNSET))

        subtitle_word = cls(
            word=word,
            word_begin=word_begin,
            word_end=word_end,
            pronounce_word=pronounce_word,
            pronounce_word_begin=pronounce_word_begin,
            pronounce_word_end=pronounce_word_end,
            time_begin=time_begin,
            time_end=time_end,
        )

        subtitle_word.additional_properties = d
        return subtitle_word

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
