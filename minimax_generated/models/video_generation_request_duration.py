from typing import Literal, TypeAlias

VideoGenerationRequestDuration: TypeAlias = Literal[6, 10] | int


def check_video_generation_request_duration(value: int) -> VideoGenerationRequestDuration:
    return value
