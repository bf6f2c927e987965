from typing import Literal, TypeAlias

WsTaskStartSubtitleType: TypeAlias = Literal["sentence", "word", "word_streaming"] | str


def check_ws_task_start_subtitle_type(value: str) -> WsTaskStartSubtitleType:
    return value
