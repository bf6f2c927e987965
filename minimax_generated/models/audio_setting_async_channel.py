from typing import Literal, TypeAlias

AudioSettingAsyncChannel: TypeAlias = Literal[1, 2] | int


def check_audio_setting_async_channel(value: int) -> AudioSettingAsyncChannel:
    return value
