from typing import Literal, TypeAlias

ResponsesTextFormatType: TypeAlias = Literal["text"] | str


def check_responses_text_format_type(value: str) -> ResponsesTextFormatType:
    return value
