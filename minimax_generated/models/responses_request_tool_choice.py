from typing import Literal, TypeAlias

ResponsesRequestToolChoice: TypeAlias = Literal["auto", "none"] | str


def check_responses_request_tool_choice(value: str) -> ResponsesRequestToolChoice:
    return value
