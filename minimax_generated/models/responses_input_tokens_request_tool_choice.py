from typing import Literal, TypeAlias

ResponsesInputTokensRequestToolChoice: TypeAlias = Literal["auto", "none"] | str


def check_responses_input_tokens_request_tool_choice(value: str) -> ResponsesInputTokensRequestToolChoice:
    return value
