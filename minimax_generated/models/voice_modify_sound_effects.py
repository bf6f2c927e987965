from typing import Literal, TypeAlias

VoiceModifySoundEffects: TypeAlias = Literal["auditorium_echo", "lofi_telephone", "robotic", "spacious_echo"] | str


def check_voice_modify_sound_effects(value: str) -> VoiceModifySoundEffects:
    return value
