from typing import Literal, TypeAlias

WsAudioSettingFormat: TypeAlias = Literal["flac", "mp3", "opus", "pcm", "pcmu_raw", "pcmu_wav", "wav"] | str


def check_ws_audio_setting_format(value: str) -> WsAudioSettingFormat:
    return value
