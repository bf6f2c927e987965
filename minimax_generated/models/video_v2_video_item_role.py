from typing import Literal, TypeAlias

VideoV2VideoItemRole: TypeAlias = Literal["reference_video"] | str


def check_video_v2_video_item_role(value: str) -> VideoV2VideoItemRole:
    return value
