from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.speech_to_text_segment import SpeechToTextSegment


T = TypeVar("T", bound="SpeechToTextResponse")


@_attrs_define
class SpeechToTextResponse:
    """Transcript as JSON."""

    text: None | str | Unset = UNSET
    """ The whole transcript; the concatenated segments. """
    duration: float | None | Unset = UNSET
    """ Billed length of the recording in seconds. """
    n_speakers: int | None | Unset = UNSET
    """ Number of speakers; `verbose_json` only. """
    segments: list[SpeechToTextSegment] | None | Unset = UNSET
    """ Segments in order of time; `verbose_json` only. """
    trace_id: None | str | Unset = UNSET
    """ Id of the request, for support. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.speech_to_text_segment import SpeechToTextSegment  # noqa: PLC0415

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        duration: float | None | Unset
        if isinstance(self.duration, Unset):
            duration = UNSET
        else:
            duration = self.duration

        n_speakers: int | None | Unset
        if isinstance(self.n_speakers, Unset):
            n_speakers = UNSET
        else:
            n_speakers = self.n_speakers

        segments: list[dict[str, Any]] | None | Unset
        if isinstance(self.segments, Unset):
            segments = UNSET
        elif isinstance(self.segments, list):
            segments = []
            for segments_type_0_item_data in self.segments:
                segments_type_0_item = (
                    segments_type_0_item_data.to_dict()
                    if isinstance(segments_type_0_item_data, SpeechToTextSegment)
                    else segments_type_0_item_data
                )
                segments.append(segments_type_0_item)

        else:
            segments = self.segments

        trace_id: None | str | Unset
        if isinstance(self.trace_id, Unset):
            trace_id = UNSET
        else:
            trace_id = self.trace_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if text is not UNSET:
            field_dict["text"] = text
        if duration is not UNSET:
            field_dict["duration"] = duration
        if n_speakers is not UNSET:
            field_dict["n_speakers"] = n_speakers
        if segments is not UNSET:
            field_dict["segments"] = segments
        if trace_id is not UNSET:
            field_dict["trace_id"] = trace_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.speech_to_text_segment import SpeechToTextSegment  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_duration(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        duration = _parse_duration(d.pop("duration", UNSET))

        def _parse_n_speakers(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        n_speakers = _parse_n_speakers(d.pop("n_speakers", UNSET))

        def _parse_segments(data: object) -> list[SpeechToTextSegment] | None | Unset:
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
                        SpeechToTextSegment.from_dict(segments_type_0_item_data)
                        if isinstance(segments_type_0_item_data, Mapping)
                        else segments_type_0_item_data
                    )

                    segments_type_0.append(segments_type_0_item)

                return segments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[SpeechToTextSegment] | None | Unset, data)

        segments = _parse_segments(d.pop("segments", UNSET))

        def _parse_trace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trace_id = _parse_trace_id(d.pop("trace_id", UNSET))

        speech_to_text_response = cls(
            text=text,
            duration=duration,
            n_speakers=n_speakers,
            segments=segments,
            trace_id=trace_id,
        )

        speech_to_text_response.additional_properties = d
        return speech_to_text_response

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
