from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.video_v2_extra_prompt_expansion_mode import (
    VideoV2ExtraPromptExpansionMode,
    check_video_v2_extra_prompt_expansion_mode,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="VideoV2Extra")


@_attrs_define
class VideoV2Extra:
    """Settings of MiniMax-H3-Max; no other keys are allowed."""

    prompt_expansion_mode: VideoV2ExtraPromptExpansionMode | Unset = UNSET
    """ How much the platform expands the prompt. One of disabled, balanced, quality. Default balanced. Models:
    MiniMax-H3-Max. """

    def to_dict(self) -> dict[str, Any]:
        prompt_expansion_mode: str | Unset = UNSET
        if not isinstance(self.prompt_expansion_mode, Unset):
            prompt_expansion_mode = self.prompt_expansion_mode

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if prompt_expansion_mode is not UNSET:
            field_dict["prompt_expansion_mode"] = prompt_expansion_mode

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _prompt_expansion_mode = d.pop("prompt_expansion_mode", UNSET)
        prompt_expansion_mode: VideoV2ExtraPromptExpansionMode | Unset
        if isinstance(_prompt_expansion_mode, Unset):
            prompt_expansion_mode = UNSET
        else:
            prompt_expansion_mode = check_video_v2_extra_prompt_expansion_mode(_prompt_expansion_mode)

        video_v2_extra = cls(
            prompt_expansion_mode=prompt_expansion_mode,
        )

        return video_v2_extra
