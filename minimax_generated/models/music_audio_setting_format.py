from typing import Literal, TypeAlias

MusicAudioSettingFormat: TypeAlias = Literal["mp3", "pcm", "wav"] | str


def check_music_audio_setting_format(value: str) -> MusicAudioSettingFormat:
    return value
