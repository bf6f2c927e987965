from typing import Literal, TypeAlias

MusicGenerationRequestOutputFormat: TypeAlias = Literal["hex", "url"] | str


def check_music_generation_request_output_format(value: str) -> MusicGenerationRequestOutputFormat:
    return value
