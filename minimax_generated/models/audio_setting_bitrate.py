from typing import Literal, TypeAlias

AudioSettingBitrate: TypeAlias = Literal[32000, 64000, 128000, 256000] | int


def check_audio_setting_bitrate(value: int) -> AudioSettingBitrate:
    return value
