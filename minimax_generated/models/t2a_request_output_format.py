from typing import Literal, TypeAlias

T2ARequestOutputFormat: TypeAlias = Literal["hex", "url"] | str


def check_t2a_request_output_format(value: str) -> T2ARequestOutputFormat:
    return value
