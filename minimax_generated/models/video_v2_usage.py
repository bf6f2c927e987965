from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="VideoV2Usage")


@_attrs_define
class VideoV2Usage:
    """What a V2 task used. Prompt enhancement has the token counts only."""

    total_seconds: int | None | str | Unset = UNSET
    """ Seconds of reference video and output together. """
    input_seconds: int | None | str | Unset = UNSET
    """ Seconds of reference video. """
    output_seconds: int | None | str | Unset = UNSET
    """ Seconds of output. """
    input_image_count: int | None | str | Unset = UNSET
    """ Frames and reference images. """
    input_audio_seconds: int | None | str | Unset = UNSET
    """ Rounded seconds of reference audio; absent without any. """
    total_tokens: int | None | str | Unset = UNSET
    """ Prompt and completion tokens together. """
    prompt_tokens: int | None | str | Unset = UNSET
    """ Tokens of the input; 0 on video tasks without media. """
    completion_tokens: int | None | str | Unset = UNSET
    """ Tokens of the output. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_seconds: int | None | str | Unset
        if isinstance(self.total_seconds, Unset):
            total_seconds = UNSET
        else:
            total_seconds = self.total_seconds

        input_seconds: int | None | str | Unset
        if isinstance(self.input_seconds, Unset):
            input_seconds = UNSET
        else:
            input_seconds = self.input_seconds

        output_seconds: int | None | str | Unset
        if isinstance(self.output_seconds, Unset):
            output_seconds = UNSET
        else:
            output_seconds = self.output_seconds

        input_image_count: int | None | str | Unset
        if isinstance(self.input_image_count, Unset):
            input_image_count = UNSET
        else:
            input_image_count = self.input_image_count

        input_audio_seconds: int | None | str | Unset
        if isinstance(self.input_audio_seconds, Unset):
            input_audio_seconds = UNSET
        else:
            input_audio_seconds = self.input_audio_seconds

        total_tokens: int | None | str | Unset
        if isinstance(self.total_tokens, Unset):
            total_tokens = UNSET
        else:
            total_tokens = self.total_tokens

        prompt_tokens: int | None | str | Unset
        if isinstance(self.prompt_tokens, Unset):
            prompt_tokens = UNSET
        else:
            prompt_tokens = self.prompt_tokens

        completion_tokens: int | None | str | Unset
        if isinstance(self.completion_tokens, Unset):
            completion_tokens = UNSET
        else:
            completion_tokens = self.completion_tokens

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if total_seconds is not UNSET:
            field_dict["total_seconds"] = total_seconds
        if input_seconds is not UNSET:
            field_dict["input_seconds"] = input_seconds
        if output_seconds is not UNSET:
            field_dict["output_seconds"] = output_seconds
        if input_image_count is not UNSET:
            field_dict["input_image_count"] = input_image_count
        if input_audio_seconds is not UNSET:
            field_dict["input_audio_seconds"] = input_audio_seconds
        if total_tokens is not UNSET:
            field_dict["total_tokens"] = total_tokens
        if prompt_tokens is not UNSET:
            field_dict["prompt_tokens"] = prompt_tokens
        if completion_tokens is not UNSET:
            field_dict["completion_tokens"] = completion_tokens

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_total_seconds(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        total_seconds = _parse_total_seconds(d.pop("total_seconds", UNSET))

        def _parse_input_seconds(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        input_seconds = _parse_input_seconds(d.pop("input_seconds", UNSET))

        def _parse_output_seconds(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        output_seconds = _parse_output_seconds(d.pop("output_seconds", UNSET))

        def _parse_input_image_count(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        input_image_count = _parse_input_image_count(d.pop("input_image_count", UNSET))

        def _parse_input_audio_seconds(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        input_audio_seconds = _parse_input_audio_seconds(d.pop("input_audio_seconds", UNSET))

        def _parse_total_tokens(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        total_tokens = _parse_total_tokens(d.pop("total_tokens", UNSET))

        def _parse_prompt_tokens(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        prompt_tokens = _parse_prompt_tokens(d.pop("prompt_tokens", UNSET))

        def _parse_completion_tokens(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        completion_tokens = _parse_completion_tokens(d.pop("completion_tokens", UNSET))

        video_v2_usage = cls(
            total_seconds=total_seconds,
            input_seconds=input_seconds,
            output_seconds=output_seconds,
            input_image_count=input_image_count,
            input_audio_seconds=input_audio_seconds,
            total_tokens=total_tokens,
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
        )

        video_v2_usage.additional_properties = d
        return video_v2_usage

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
