from typing import Literal, TypeAlias

VideoRegenerationVideoItemRole: TypeAlias = Literal["base_video", "reference_video"] | str


def check_video_regeneration_video_item_role(value: str) -> VideoRegenerationVideoItemRole:
    return value
