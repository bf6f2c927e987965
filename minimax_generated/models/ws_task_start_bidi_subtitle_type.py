from typing import Literal, TypeAlias

WsTaskStartBidiSubtitleType: TypeAlias = Literal["sentence", "word", "word_streaming"] | str


def check_ws_task_start_bidi_subtitle_type(value: str) -> WsTaskStartBidiSubtitleType:
    return value
