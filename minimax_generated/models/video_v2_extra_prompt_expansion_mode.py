from typing import Literal, TypeAlias

VideoV2ExtraPromptExpansionMode: TypeAlias = Literal["balanced", "disabled", "quality"] | str


def check_video_v2_extra_prompt_expansion_mode(value: str) -> VideoV2ExtraPromptExpansionMode:
    return value
