from typing import Literal, TypeAlias

AnthropicImageUrlSourceDetail: TypeAlias = Literal["default", "high", "low"] | str


def check_anthropic_image_url_source_detail(value: str) -> AnthropicImageUrlSourceDetail:
    return value
