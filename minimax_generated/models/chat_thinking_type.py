from typing import Literal, TypeAlias

ChatThinkingType: TypeAlias = Literal["adaptive", "disabled", "enabled"] | str


def check_chat_thinking_type(value: str) -> ChatThinkingType:
    return value
