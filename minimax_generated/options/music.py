"""Typed keywords of the music calls.

Generated from `spec/music.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from minimax.config import CallOptions

MusicModel: TypeAlias = Literal["music-3.0", "music-2.6", "music-cover", "music-2.5+", "music-2.5", "music-2.0"] | str
"""Music model; the `-free` forms are discontinued. Known values: music-3.0, music-2.6, music-cover, music-2.5+, music-2.5, music-2.0."""

MusicPrompt: TypeAlias = str
"""Style, mood and scene. At most 2,000 characters."""

MusicLyrics: TypeAlias = str
"""Words to sing, lines separated by `\\n`, sections by tags in brackets such as `[Verse]`; omit it rather than sending it empty. At most 3,500 characters."""

MusicFormat: TypeAlias = Literal["mp3", "wav", "pcm"]
"""Container or coding of the audio. One of mp3, wav, pcm."""

MusicInstrumental: TypeAlias = bool
"""Music without vocals; omit the lyrics. Default false. Models: music-3.0, music-2.6, music-2.5+."""


class MusicOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    output: Literal["url", "hex"] | None
    """Audio as a URL that is valid for 24 hours, or as hex in the response. One of url, hex. Default hex."""

    sample_rate: Literal[16000, 24000, 32000, 44100] | None
    """Sample rate in Hz. One of 16000, 24000, 32000, 44100."""

    bitrate: Literal[32000, 64000, 128000, 256000] | None
    """Bit rate in bit/s. One of 32000, 64000, 128000, 256000."""

    lyrics_optimizer: bool | None
    """Write the lyrics from the prompt if none are given. Default false. Models: music-3.0, music-2.6, music-2.5+, music-2.5."""

    watermark: bool | None
    """Add a watermark at the end of the audio; only without `stream`. Default false. Documented for region cn only."""

    audio_url: str | None
    """URL of the reference audio for a cover (6 s to 6 min, at most 50 MB, mp3, wav, flac or similar). Models: music-cover."""

    audio_base64: str | None
    """Reference audio for a cover as base64, without a `data:` prefix (6 s to 6 min, at most 50 MB, mp3, wav, flac or similar). Models: music-cover."""

    cover_feature_id: str | None
    """Feature id from the cover preprocessing of the last 24 hours. Models: music-cover."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


LyricsMode: TypeAlias = Literal["write_full_song", "edit"]
"""Write a new song or edit given lyrics. One of write_full_song, edit."""

LyricsPrompt: TypeAlias = str
"""Theme, or what to change; empty gives a random song. At most 2,000 characters."""

LyricsLyrics: TypeAlias = str
"""Lyrics to edit; used in mode `edit` only. At most 3,500 characters."""

LyricsTitle: TypeAlias = str
"""Title of the song; returned unchanged."""


class LyricsOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


CoverModel: TypeAlias = Literal["music-cover"] | str
"""Cover model; `music-cover-free` is not accepted here. Known values: music-cover."""


class CoverOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""
