from typing import Literal, TypeAlias

WsAudioSettingSampleRate: TypeAlias = Literal[8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000] | int


def check_ws_audio_setting_sample_rate(value: int) -> WsAudioSettingSampleRate:
    return value
