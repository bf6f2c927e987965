from typing import Literal, TypeAlias

AnthropicOutputConfigEffort: TypeAlias = Literal["high", "low", "max", "medium", "xhigh"] | str


def check_anthropic_output_config_effort(value: str) -> AnthropicOutputConfigEffort:
    return value
