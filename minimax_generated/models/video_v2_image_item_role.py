from typing import Literal, TypeAlias

VideoV2ImageItemRole: TypeAlias = Literal["first_frame", "last_frame", "reference_image"] | str


def check_video_v2_image_item_role(value: str) -> VideoV2ImageItemRole:
    return value
