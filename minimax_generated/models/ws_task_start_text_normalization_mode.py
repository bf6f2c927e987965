from typing import Literal, TypeAlias

WsTaskStartTextNormalizationMode: TypeAlias = Literal["basic", "quality"] | str


def check_ws_task_start_text_normalization_mode(value: str) -> WsTaskStartTextNormalizationMode:
    return value
