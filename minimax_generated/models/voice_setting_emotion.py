from typing import Literal, TypeAlias

VoiceSettingEmotion: TypeAlias = (
    Literal["angry", "calm", "disgusted", "fearful", "fluent", "happy", "sad", "surprised", "whisper"] | str
)


def check_voice_setting_emotion(value: str) -> VoiceSettingEmotion:
    return value
