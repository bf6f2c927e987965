"""Results of `client.music`: music, lyrics and prepared covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from minimax_generated.api import music as api

from ..core.call import Answer
from ..core.parsing import json_or
from ..errors import DecodeError
from ..record import Record, Typed
from .fields import identity, mapping, number, text
from .sound import Sound


class Music(Sound):
    """A song, an instrumental or a cover: `audio` bytes in the requested format, metadata in
    `info`.
    """

    response = Typed(lambda: api.music_generation.OPERATION.response_model)
    """The response with every documented field, typed."""

    pcm_default = (44100, 2)
    _stem = "music"


@dataclass(frozen=True, slots=True)
class Lyrics(Record):
    """Written or edited lyrics, for `music.generate(style_tags, lyrics=lyrics)`."""

    response = Typed(lambda: api.lyrics_generation.OPERATION.response_model)
    """The response with every documented field, typed."""

    title: str
    style_tags: str
    """Style tags, separated by commas."""
    lyrics: str
    """Lines with section tags such as [Verse]."""
    raw: Mapping[str, Any]

    def __str__(self) -> str:
        return self.lyrics


@dataclass(frozen=True, slots=True)
class SongSection(Record):
    """One part of a song, with its times in seconds."""

    start: float
    end: float
    label: str
    """intro, verse, chorus, bridge, outro, inst or silence."""


@dataclass(frozen=True, slots=True)
class Cover(Record):
    """A song analysed for a cover. It is kept for 24 hours; the same audio has the same id."""

    response = Typed(lambda: api.music_cover_preprocess.OPERATION.response_model)
    """The response with every documented field, typed."""

    feature_id: str
    lyrics: str
    """Recognised lyrics, meant to be edited."""
    segments: tuple[SongSection, ...]
    duration: float
    """In seconds."""
    trace_id: str | None
    raw: Mapping[str, Any]


def lyrics_from(answer: Answer) -> Lyrics:
    """Read lyrics from a response. Raises a DecodeError if there are none."""
    raw = answer.payload
    lyrics = text(raw.get("lyrics"))
    if not lyrics:
        raise DecodeError(
            "The platform reported success but sent no lyrics; the response is in `raw`.", raw=raw
        )
    return Lyrics(text(raw.get("song_title")), text(raw.get("style_tags")), lyrics, raw)


def cover_from(answer: Answer) -> Cover:
    """Read a prepared cover from a response. Raises a DecodeError if it has no id."""
    raw = answer.payload
    feature_id = identity(raw.get("cover_feature_id"))
    if not feature_id:
        raise DecodeError(
            "The platform reported success but sent no cover_feature_id; the response is in `raw`.",
            raw=raw,
        )
    return Cover(
        feature_id,
        text(raw.get("formatted_lyrics")),
        tuple(_segments(raw.get("structure_result"))),
        number(raw.get("audio_duration")),
        answer.trace_id,
        raw,
    )


def _segments(structure: object) -> list[SongSection]:
    """The parts of a song, parsed from JSON inside a string."""
    if isinstance(structure, str):
        structure = json_or(structure, None)
    found = mapping(structure).get("segments")
    parts = found if isinstance(found, list) else []
    return [
        SongSection(number(part.get("start")), number(part.get("end")), text(part.get("label")))
        for part in parts
        if isinstance(part, Mapping)
    ]
