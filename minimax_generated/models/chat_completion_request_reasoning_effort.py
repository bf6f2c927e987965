from typing import Literal, TypeAlias

ChatCompletionRequestReasoningEffort: TypeAlias = Literal["high", "low", "max", "medium", "xhigh"] | str


def check_chat_completion_request_reasoning_effort(value: str) -> ChatCompletionRequestReasoningEffort:
    return value
