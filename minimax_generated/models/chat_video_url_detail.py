from typing import Literal, TypeAlias

ChatVideoUrlDetail: TypeAlias = Literal["default", "high", "low"] | str


def check_chat_video_url_detail(value: str) -> ChatVideoUrlDetail:
    return value
