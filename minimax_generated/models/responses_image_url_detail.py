from typing import Literal, TypeAlias

ResponsesImageUrlDetail: TypeAlias = Literal["default", "high", "low"] | str


def check_responses_image_url_detail(value: str) -> ResponsesImageUrlDetail:
    return value
