from typing import Literal, TypeAlias

SpeechToTextRequestResponseFormat: TypeAlias = Literal["json", "srt", "verbose_json", "vtt"] | str


def check_speech_to_text_request_response_format(value: str) -> SpeechToTextRequestResponseFormat:
    return value
