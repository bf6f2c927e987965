from typing import Literal, TypeAlias

ResponsesReasoningRequestEffort: TypeAlias = Literal["high", "low", "max", "medium", "minimal", "none", "xhigh"] | str


def check_responses_reasoning_request_effort(value: str) -> ResponsesReasoningRequestEffort:
    return value
