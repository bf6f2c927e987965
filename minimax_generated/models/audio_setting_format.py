from typing import Literal, TypeAlias

AudioSettingFormat: TypeAlias = Literal["flac", "mp3", "opus", "pcm", "pcmu_raw", "pcmu_wav", "wav"] | str


def check_audio_setting_format(value: str) -> AudioSettingFormat:
    return value
