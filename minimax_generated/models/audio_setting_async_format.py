from typing import Literal, TypeAlias

AudioSettingAsyncFormat: TypeAlias = Literal["flac", "mp3", "opus", "pcm", "pcmu_raw", "pcmu_wav", "wav"] | str


def check_audio_setting_async_format(value: str) -> AudioSettingAsyncFormat:
    return value
