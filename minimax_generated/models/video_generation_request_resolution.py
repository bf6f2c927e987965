from typing import Literal, TypeAlias

VideoGenerationRequestResolution: TypeAlias = Literal["1080P", "512P", "720P", "768P"] | str


def check_video_generation_request_resolution(value: str) -> VideoGenerationRequestResolution:
    return value
