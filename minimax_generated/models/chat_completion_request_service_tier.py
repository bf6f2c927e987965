from typing import Literal, TypeAlias

ChatCompletionRequestServiceTier: TypeAlias = Literal["priority", "standard"] | str


def check_chat_completion_request_service_tier(value: str) -> ChatCompletionRequestServiceTier:
    return value
