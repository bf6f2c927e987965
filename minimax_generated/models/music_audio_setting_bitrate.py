from typing import Literal, TypeAlias

MusicAudioSettingBitrate: TypeAlias = Literal[32000, 64000, 128000, 256000] | int


def check_music_audio_setting_bitrate(value: int) -> MusicAudioSettingBitrate:
    return value
