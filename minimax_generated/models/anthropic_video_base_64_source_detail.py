from typing import Literal, TypeAlias

AnthropicVideoBase64SourceDetail: TypeAlias = Literal["default", "high", "low"] | str


def check_anthropic_video_base_64_source_detail(value: str) -> AnthropicVideoBase64SourceDetail:
    return value
