from typing import Literal, TypeAlias

SpeechToTextRequestTimestampLevel: TypeAlias = Literal["", "sentence", "word"] | str


def check_speech_to_text_request_timestamp_level(value: str) -> SpeechToTextRequestTimestampLevel:
    return value
