from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.subtitle_word import SubtitleWord


T = TypeVar("T", bound="SubtitleSegment")


@_attrs_define
class SubtitleSegment:
    """One sentence of at most 50 characters and its time; an item of the subtitle file, or the subtitle of a frame."""

    text: None | str | Unset = UNSET
    """ The sentence as written. """
    text_begin: int | None | Unset = UNSET
    """ First character in the text, in code points. """
    text_end: int | None | Unset = UNSET
    """ End in the text, exclusive, in code points. """
    pronounce_text: None | str | Unset = UNSET
    """ The sentence as spoken, after normalization; subtitle file only. """
    pronounce_text_begin: int | None | Unset = UNSET
    """ First character in the spoken text; subtitle file only. """
    pronounce_text_end: int | None | Unset = UNSET
    """ End in the spoken text, exclusive; subtitle file only. """
    time_begin: float | None | Unset = UNSET
    """ Start in ms from the beginning of the audio; may have a fraction. """
    time_end: float | None | Unset = UNSET
    """ End in ms from the beginning of the audio; may have a fraction. """
    is_final_segment: bool | None | Unset = UNSET
    """ Whether this is the last segment; subtitle file only, missing in older files. """
    timestamped_words: list[SubtitleWord] | None | Unset = UNSET
    """ The words and spaces of the sentence; null or absent for the type `sentence`. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.subtitle_word import SubtitleWord  # noqa: PLC0415

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        text_begin: int | None | Unset
        if isinstance(self.text_begin, Unset):
            text_begin = UNSET
        else:
            text_begin = self.text_begin

        text_end: int | None | Unset
        if isinstance(self.text_end, Unset):
            text_end = UNSET
        else:
            text_end = self.text_end

        pronounce_text: None | str | Unset
        if isinstance(self.pronounce_text, Unset):
            pronounce_text = UNSET
        else:
            pronounce_text = self.pronounce_text

        pronounce_text_begin: int | None | Unset
        if isinstance(self.pronounce_text_begin, Unset):
            pronounce_text_begin = UNSET
        else:
            pronounce_text_begin = self.pronounce_text_begin

        pronounce_text_end: int | None | Unset
        if isinstance(self.pronounce_text_end, Unset):
            pronounce_text_end = UNSET
        else:
            pronounce_text_end = self.pronounce_text_end

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

        is_final_segment: bool | None | Unset
        if isinstance(self.is_final_segment, Unset):
            is_final_segment = UNSET
        else:
            is_final_segment = self.is_final_segment

        timestamped_words: list[dict[str, Any]] | None | Unset
        if isinstance(self.timestamped_words, Unset):
            timestamped_words = UNSET
        elif isinstance(self.timestamped_words, list):
            timestamped_words = []
            for timestamped_words_type_0_item_data in self.timestamped_words:
                timestamped_words_type_0_item = (
                    timestamped_words_type_0_item_data.to_dict()
                    if isinstance(timestamped_words_type_0_item_data, SubtitleWord)
                    else timestamped_words_type_0_item_data
                )
                timestamped_words.append(timestamped_words_type_0_item)

        else:
            timestamped_words = self.timestamped_words

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if text is not UNSET:
            field_dict["text"] = text
        if text_begin is not UNSET:
            field_dict["text_begin"] = text_begin
        if text_end is not UNSET:
            field_dict["text_end"] = text_end
        if pronounce_text is not UNSET:
            field_dict["pronounce_text"] = pronounce_text
        if pronounce_text_begin is not UNSET:
            field_dict["pronounce_text_begin"] = pronounce_text_begin
        if pronounce_text_end is not UNSET:
            field_dict["pronounce_text_end"] = pronounce_text_end
        if time_begin is not UNSET:
            field_dict["time_begin"] = time_begin
        if time_end is not UNSET:
            field_dict["time_end"] = time_end
        if is_final_segment is not UNSET:
            field_dict["is_final_segment"] = is_final_segment
        if timestamped_words is not UNSET:
            field_dict["timestamped_words"] = timestamped_words

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.subtitle_word import SubtitleWord  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_text_begin(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        text_begin = _parse_text_begin(d.pop("text_begin", UNSET))

        def _parse_text_end(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        text_end = _parse_text_end(d.pop("text_end", UNSET))

        def _parse_pronounce_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pronounce_text = _parse_pronounce_text(d.pop("pronounce_text", UNSET))

        def _parse_pronounce_text_begin(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        pronounce_text_begin = _parse_pronounce_text_begin(d.pop("pronounce_text_begin", UNSET))

        def _parse_pronounce_text_end(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        pronounce_text_end = _parse_pronounce_text_end(d.pop("pronounce_text_end", UNSET))

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

        def _parse_is_final_segment(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_final_segment = _parse_is_final_segment(d.pop("is_final_segment", UNSET))

        def _parse_timestamped_words(data: object) -> list[SubtitleWord] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                timestamped_words_type_0 = []
                _timestamped_words_type_0 = data
                for timestamped_words_type_0_item_data in _timestamped_words_type_0:
                    timestamped_words_type_0_item = (
                        SubtitleWord.from_dict(timestamped_words_type_0_item_data)
                        if isinstance(timestamped_words_type_0_item_data, Mapping)
                        else timestamped_words_type_0_item_data
                    )

                    timestamped_words_type_0.append(timestamped_words_type_0_item)

                return timestamped_words_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[SubtitleWord] | None | Unset, data)

        timestamped_words = _parse_timestamped_words(d.pop("timestamped_words", UNSET))

        subtitle_segment = cls(
            text=text,
            text_begin=text_begin,
            text_end=text_end,
            pronounce_text=pronounce_text,
            pronounce_text_begin=pronounce_text_begin,
            pronounce_text_end=pronounce_text_end,
            time_begin=time_begin,
            time_end=time_end,
            is_final_segment=is_final_segment,
            timestamped_words=timestamped_words,
        )

        subtitle_segment.additional_properties = d
        return subtitle_segment

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
