from typing import Literal, TypeAlias

LyricsRequestMode: TypeAlias = Literal["edit", "write_full_song"] | str


def check_lyrics_request_mode(value: str) -> LyricsRequestMode:
    return value
