from typing import Literal, TypeAlias

AnthropicThinkingType: TypeAlias = Literal["adaptive", "disabled", "enabled"] | str


def check_anthropic_thinking_type(value: str) -> AnthropicThinkingType:
    return value
