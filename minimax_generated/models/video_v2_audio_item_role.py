from typing import Literal, TypeAlias

VideoV2AudioItemRole: TypeAlias = Literal["reference_audio"] | str


def check_video_v2_audio_item_role(value: str) -> VideoV2AudioItemRole:
    return value
