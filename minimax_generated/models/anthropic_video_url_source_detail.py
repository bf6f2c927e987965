from typing import Literal, TypeAlias

AnthropicVideoUrlSourceDetail: TypeAlias = Literal["default", "high", "low"] | str


def check_anthropic_video_url_source_detail(value: str) -> AnthropicVideoUrlSourceDetail:
    return value
