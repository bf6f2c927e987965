from typing import Literal, TypeAlias

AudioSettingAsyncBitrate: TypeAlias = Literal[32000, 64000, 128000, 256000] | int


def check_audio_setting_async_bitrate(value: int) -> AudioSettingAsyncBitrate:
    return value
