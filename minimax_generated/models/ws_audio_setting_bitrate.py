from typing import Literal, TypeAlias

WsAudioSettingBitrate: TypeAlias = Literal[32000, 64000, 128000, 256000] | int


def check_ws_audio_setting_bitrate(value: int) -> WsAudioSettingBitrate:
    return value
