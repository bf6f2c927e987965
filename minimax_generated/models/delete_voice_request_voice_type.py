from typing import Literal, TypeAlias

DeleteVoiceRequestVoiceType: TypeAlias = Literal["voice_cloning", "voice_generation"] | str


def check_delete_voice_request_voice_type(value: str) -> DeleteVoiceRequestVoiceType:
    return value
