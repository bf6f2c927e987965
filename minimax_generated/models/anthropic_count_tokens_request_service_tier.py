from typing import Literal, TypeAlias

AnthropicCountTokensRequestServiceTier: TypeAlias = Literal["priority", "standard"] | str


def check_anthropic_count_tokens_request_service_tier(value: str) -> AnthropicCountTokensRequestServiceTier:
    return value
