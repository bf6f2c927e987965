from typing import Literal, TypeAlias

ResponsesRequestServiceTier: TypeAlias = Literal["priority", "standard"] | str


def check_responses_request_service_tier(value: str) -> ResponsesRequestServiceTier:
    return value
