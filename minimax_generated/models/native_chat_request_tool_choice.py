from typing import Literal, TypeAlias

NativeChatRequestToolChoice: TypeAlias = Literal["auto", "none"] | str


def check_native_chat_request_tool_choice(value: str) -> NativeChatRequestToolChoice:
    return value
