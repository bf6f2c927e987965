from typing import Literal, TypeAlias

AnthropicImageBase64SourceDetail: TypeAlias = Literal["default", "high", "low"] | str


def check_anthropic_image_base_64_source_detail(value: str) -> AnthropicImageBase64SourceDetail:
    return value
