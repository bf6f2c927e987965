from typing import Literal, TypeAlias

AnthropicMessagesRequestServiceTier: TypeAlias = Literal["priority", "standard"] | str


def check_anthropic_messages_request_service_tier(value: str) -> AnthropicMessagesRequestServiceTier:
    return value
