from typing import Literal, TypeAlias

ChatImageUrlDetail: TypeAlias = Literal["default", "high", "low"] | str


def check_chat_image_url_detail(value: str) -> ChatImageUrlDetail:
    return value
