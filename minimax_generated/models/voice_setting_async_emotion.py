from typing import Literal, TypeAlias

VoiceSettingAsyncEmotion: TypeAlias = (
    Literal["angry", "calm", "disgusted", "fearful", "fluent", "happy", "sad", "surprised", "whisper"] | str
)


def check_voice_setting_async_emotion(value: str) -> VoiceSettingAsyncEmotion:
    return value
