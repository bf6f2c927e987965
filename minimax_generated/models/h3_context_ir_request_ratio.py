from typing import Literal, TypeAlias

H3ContextIRRequestRatio: TypeAlias = Literal["16:9", "1:1", "21:9", "3:4", "4:3", "9:16", "adaptive"] | str


def check_h3_context_ir_request_ratio(value: str) -> H3ContextIRRequestRatio:
    return value
