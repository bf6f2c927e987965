from typing import Literal, TypeAlias

WsTaskStartBidiTextNormalizationMode: TypeAlias = Literal["basic", "quality"] | str


def check_ws_task_start_bidi_text_normalization_mode(value: str) -> WsTaskStartBidiTextNormalizationMode:
    return value
