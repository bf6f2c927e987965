from typing import Literal, TypeAlias

VideoV2RequestRatio: TypeAlias = Literal["16:9", "1:1", "21:9", "3:4", "4:3", "9:16", "adaptive"] | str


def check_video_v2_request_ratio(value: str) -> VideoV2RequestRatio:
    return value
