from typing import Literal, TypeAlias

VideoRegenerationRequestResolution: TypeAlias = Literal["2K"] | str


def check_video_regeneration_request_resolution(value: str) -> VideoRegenerationRequestResolution:
    return value
