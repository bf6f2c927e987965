from typing import Literal, TypeAlias

T2ARequestTextNormalizationMode: TypeAlias = Literal["basic", "quality"] | str


def check_t2a_request_text_normalization_mode(value: str) -> T2ARequestTextNormalizationMode:
    return value
