from typing import Literal, TypeAlias

WsAudioSettingChannel: TypeAlias = Literal[1, 2] | int


def check_ws_audio_setting_channel(value: int) -> WsAudioSettingChannel:
    return value
