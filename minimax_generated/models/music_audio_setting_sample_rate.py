from typing import Literal, TypeAlias

MusicAudioSettingSampleRate: TypeAlias = Literal[16000, 24000, 32000, 44100] | int


def check_music_audio_setting_sample_rate(value: int) -> MusicAudioSettingSampleRate:
    return value
