from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp


T = TypeVar("T", bound="CoverPreprocessResponse")


@_attrs_define
class CoverPreprocessResponse:
    """What the analysis found."""

    cover_feature_id: None | str | Unset = UNSET
    """ Id for the cover call, valid for 24 hours; the same audio gives the same id. """
    formatted_lyrics: None | str | Unset = UNSET
    """ Recognised lyrics with section tags, meant to be edited. """
    structure_result: None | str | Unset = UNSET
    """ Structure of the song as JSON text inside a string; `CoverStructure` describes it. """
    audio_duration: float | None | Unset = UNSET
    """ Length of the audio in seconds. """
    trace_id: None | str | Unset = UNSET
    """ Id of the request, for support. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415

        cover_feature_id: None | str | Unset
        if isinstance(self.cover_feature_id, Unset):
            cover_feature_id = UNSET
        else:
            cover_feature_id = self.cover_feature_id

        formatted_lyrics: None | str | Unset
        if isinstance(self.formatted_lyrics, Unset):
            formatted_lyrics = UNSET
        else:
            formatted_lyrics = self.formatted_lyrics

        structure_result: None | str | Unset
        if isinstance(self.structure_result, Unset):
            structure_result = UNSET
        else:
            structure_result = self.structure_result

        audio_duration: float | None | Unset
        if isinstance(self.audio_duration, Unset):
            audio_duration = UNSET
        else:
            audio_duration = self.audio_duration

        trace_id: None | str | Unset
        if isinstance(self.trace_id, Unset):
            trace_id = UNSET
        else:
            trace_id = self.trace_id

        base_resp: dict[str, Any] | None | Unset
        if isinstance(self.base_resp, Unset):
            base_resp = UNSET
        elif isinstance(self.base_resp, BaseResp):
            base_resp = self.base_resp.to_dict()
        else:
            base_resp = self.base_resp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if cover_feature_id is not UNSET:
            field_dict["cover_feature_id"] = cover_feature_id
        if formatted_lyrics is not UNSET:
            field_dict["formatted_lyrics"] = formatted_lyrics
        if structure_result is not UNSET:
            field_dict["structure_result"] = structure_result
        if audio_duration is not UNSET:
            field_dict["audio_duration"] = audio_duration
        if trace_id is not UNSET:
            field_dict["trace_id"] = trace_id
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_cover_feature_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cover_feature_id = _parse_cover_feature_id(d.pop("cover_feature_id", UNSET))

        def _parse_formatted_lyrics(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        formatted_lyrics = _parse_formatted_lyrics(d.pop("formatted_lyrics", UNSET))

        def _parse_structure_result(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        structure_result = _parse_structure_result(d.pop("structure_result", UNSET))

        def _parse_audio_duration(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        audio_duration = _parse_audio_duration(d.pop("audio_duration", UNSET))

        def _parse_trace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trace_id = _parse_trace_id(d.pop("trace_id", UNSET))

        def _parse_base_resp(data: object) -> BaseResp | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                base_resp_type_0 = BaseResp.from_dict(data)

                return base_resp_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BaseResp | None | Unset, data)

        base_resp = _parse_base_resp(d.pop("base_resp", UNSET))

        cover_preprocess_response = cls(
            cover_feature_id=cover_feature_id,
            formatted_lyrics=formatted_lyrics,
            structure_result=structure_result,
            audio_duration=audio_duration,
            trace_id=trace_id,
            base_resp=base_resp,
        )

        cover_preprocess_response.additional_properties = d
        return cover_preprocess_response

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
