from typing import Literal, TypeAlias

T2ARequestSubtitleType: TypeAlias = Literal["sentence", "word", "word_streaming"] | str


def check_t2a_request_subtitle_type(value: str) -> T2ARequestSubtitleType:
    return value
