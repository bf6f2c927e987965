from typing import Literal, TypeAlias

GetVoiceRequestVoiceType: TypeAlias = Literal["all", "system", "voice_cloning", "voice_generation"] | str


def check_get_voice_request_voice_type(value: str) -> GetVoiceRequestVoiceType:
    return value
