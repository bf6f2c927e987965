from typing import Literal, TypeAlias

AudioSettingChannel: TypeAlias = Literal[1, 2] | int


def check_audio_setting_channel(value: int) -> AudioSettingChannel:
    return value
