from typing import Literal, TypeAlias

ResponsesVideoUrlDetail: TypeAlias = Literal["default", "high", "low"] | str


def check_responses_video_url_detail(value: str) -> ResponsesVideoUrlDetail:
    return value
