from typing import Literal, TypeAlias

AudioSettingAsyncAudioSampleRate: TypeAlias = Literal[8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000] | int


def check_audio_setting_async_audio_sample_rate(value: int) -> AudioSettingAsyncAudioSampleRate:
    return value
