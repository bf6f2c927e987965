"""Music: songs, instrumentals and covers, the lyrics for them, and the analysis of a song for a
cover.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from minimax.emulator import spec
from minimax.emulator.endpoints import Call, endpoint, inputs, songwriting
from minimax.emulator.envelopes import PlatformError, invalid, success
from minimax.emulator.media.audio import Audio, chunks
from minimax.emulator.state import MOST_COVERS, Cover, make_room
from minimax.emulator.steps import Frame, Stream

Json = dict[str, Any]

LINK_SECONDS = FEATURE_SECONDS = 24 * 3600

_CLOSED = 2153
_CLOSED_MESSAGE = "This Music API is no longer available to new users."
_COVER = "music-cover"
_SHORTEST_SONG, _LONGEST_SONG = 6, 6 * 60  # seconds of a song to cover
_LARGEST_SONG = 50 * 2**20
_LARGEST_BODY = 72 * 2**20  # that song in base64, and the rest
_EXTERNAL_SECONDS = 41.0  # assumed duration of a song that is not opened

# Songs of the platform last two or three minutes; a few seconds are enough for tests, and generated
# quickly.
_INTRO_SECONDS, _CHARACTERS_PER_SECOND, _MOST_SECONDS, _INSTRUMENTAL_SECONDS = 5.0, 30, 30.0, 10.0

# The platform documents no defaults; its own examples send these.
_FORM = {"sample_rate": 44100, "bitrate": 256000, "format": "mp3"}
_LABELS = {
    "intro": "intro",
    "chorus": "chorus",
    "hook": "chorus",
    "bridge": "bridge",
    "outro": "outro",
    "inst": "inst",
    "solo": "inst",
}


@endpoint(
    "music_generation",
    makes_media=True,
    beside_error=lambda call: {"data": None, "trace_id": call.trace_id, "extra_info": None},
    largest_body=_LARGEST_BODY,
)
async def music_generation(call: Call) -> Json | Stream:
    body = call.body
    model = _model(call)
    instrumental = bool(body.get("is_instrumental")) and _takes("is_instrumental", model)
    lyrics = body.get("lyrics") or ""
    if model["id"] == _COVER:
        lyrics = await _cover_lyrics(call)
    else:
        _check_lengths(call, model, instrumental=instrumental)
        if not lyrics and body.get("lyrics_optimizer") and not instrumental:
            lyrics = songwriting.write(body.get("prompt") or "").lyrics
    made = await asyncio.to_thread(
        _play, call, "" if instrumental else lyrics, vocals=not instrumental
    )
    call.platform.transcripts.remember(made.data, "" if instrumental else lyrics)
    call.charge(model["id"], song=1)
    if body.get("stream"):
        return Stream(_frames(call, made))
    audio = made.data.hex()
    if body.get("output_format") == "url":
        audio = call.publish(f"{call.trace_id}.{made.format}", made.data, lifetime=LINK_SECONDS)
    return {
        "data": {"audio": audio, "status": 2},
        "trace_id": call.trace_id,
        "extra_info": _facts(made),
        "analysis_info": None,
        "base_resp": success(),
    }


@endpoint("lyrics_generation")
async def lyrics_generation(call: Call) -> Json:
    body = call.body
    prompt, title, lyrics = (body.get(name) or "" for name in ("prompt", "title", "lyrics"))
    edits = body["mode"] == "edit" and lyrics.strip()
    song = (
        songwriting.edit(lyrics, prompt, title)
        if edits
        else songwriting.write(prompt, title, seed=call.trace_id)
    )
    call.charge("lyrics_generation", song=1)
    return {
        "song_title": song.title,
        "style_tags": song.style,
        "lyrics": song.lyrics,
        "base_resp": success(),
    }


@endpoint(
    "music_cover_preprocess",
    beside_error=lambda call: {"cover_feature_id": "", "trace_id": call.trace_id},
    largest_body=_LARGEST_BODY,
)
async def music_cover_preprocess(call: Call) -> Json:
    _model(call)
    if call.body["model"].lower() != _COVER:
        raise invalid(f"'{call.body['model']}' is not {_COVER}", ("model",))
    source, cover = await _analyze(call)
    feature_id = hashlib.md5(source, usedforsecurity=False).hexdigest()
    _forget_old(call)
    make_room(call.account.covers, MOST_COVERS)
    call.account.covers[feature_id] = cover
    return {
        "cover_feature_id": feature_id,
        "formatted_lyrics": cover.lyrics,
        "structure_result": json.dumps(_structure(cover)),
        "audio_duration": cover.seconds,
        "trace_id": call.trace_id,
        "base_resp": success(),
    }


# Generation


def _model(call: Call) -> Json:
    known = spec.models("music")
    asked = call.body["model"].lower()
    if asked not in known:
        raise invalid(f"unknown model '{asked}'")
    if known[asked]["state"] == "retired":
        raise PlatformError(_CLOSED, _CLOSED_MESSAGE)
    return known[asked]


def _takes(field: str, model: Json) -> bool:
    """Whether a model supports a switch; unsupported ones are ignored."""
    return model["id"] in spec.schema("MusicGenerationRequest")["properties"][field]["x-models"]


def _check_lengths(call: Call, model: Json, *, instrumental: bool) -> None:
    """Check prompt and lyrics against the limits of the model. The spec has rules for current
    models; this also covers older ones.
    """
    unsung = instrumental or (
        call.body.get("lyrics_optimizer") and _takes("lyrics_optimizer", model)
    )
    for name in ("prompt", "lyrics"):
        low, high = model[name]
        length = len(call.body.get(name) or "")
        if length > high or (length < low and not (name == "lyrics" and unsung)):
            raise invalid(f"{length} characters, {model['id']} takes {low} to {high}", (name,))


def _play(call: Call, lyrics: str, *, vocals: bool) -> Audio:
    from minimax.emulator.media import audio
    from minimax.emulator.media.music import music

    if own := call.take_media():
        return audio.read_audio(own)
    seconds = (
        min(_MOST_SECONDS, _INTRO_SECONDS + len(lyrics) / _CHARACTERS_PER_SECOND)
        if vocals
        else _INSTRUMENTAL_SECONDS
    )
    form = {
        **_FORM,
        **{
            name: value
            for name, value in (call.body.get("audio_setting") or {}).items()
            if name in _FORM and value
        },
    }
    return music(
        f"{call.body.get('prompt') or ''}\n{lyrics}", seconds=seconds, vocals=vocals, **form
    )


def _frames(call: Call, made: Audio) -> Iterator[Frame]:
    for piece in chunks(made):
        data = {"audio": piece.hex(), "status": 1}
        yield Frame(
            {"data": data, "trace_id": call.trace_id, "extra_info": None, "base_resp": success("")}
        )
    whole = {"audio": made.data.hex(), "status": 2}
    yield Frame(
        {
            "data": whole,
            "trace_id": call.trace_id,
            "extra_info": _facts(made),
            "base_resp": success(),
        }
    )


def _facts(made: Audio) -> Json:
    return {
        "music_duration": made.duration_ms,
        "music_sample_rate": made.sample_rate,
        "music_channel": made.channels,
        "bitrate": made.bitrate,
        "music_size": len(made.data),
    }


# Covers


async def _cover_lyrics(call: Call) -> str:
    """The lyrics of a cover: the given ones, or those of the song."""
    lyrics: str = call.body.get("lyrics") or ""
    feature_id = call.body.get("cover_feature_id")
    if feature_id is None:
        _, cover = await _analyze(call)
        return lyrics or cover.lyrics
    _forget_old(call)
    if feature_id not in call.account.covers:
        raise invalid("not found, or older than 24 hours", ("cover_feature_id",))
    return lyrics


async def _analyze(call: Call) -> tuple[bytes, Cover]:
    """The song to cover, and its analysis. For an external address, which is not opened, a song is
    made up.
    """
    name = "audio_base64" if call.body.get("audio_base64") else "audio_url"
    reference: str = call.body.get(name) or ""
    if not reference:
        raise invalid("is empty", (name,))
    until = call.clock.now() + FEATURE_SECONDS
    data = (
        inputs.from_base64(reference, (name,))
        if name == "audio_base64"
        else await inputs.fetch(call, reference, (name,))
    )
    if data is None:
        address = reference.encode("utf-8", "replace")
        return address, Cover(
            songwriting.write("", seed=reference, short=True).lyrics, _EXTERNAL_SECONDS, until
        )
    seconds = await asyncio.to_thread(_seconds, data, name)
    words = call.platform.transcripts.words_of(data)
    if words is None:
        words = songwriting.write("", seed=hashlib.sha256(data).hexdigest(), short=True).lyrics
    return data, Cover(songwriting.add_tags(words), seconds, until)


def _seconds(data: bytes, name: str) -> float:
    from minimax.emulator.media.probe import probe

    if len(data) > _LARGEST_SONG:
        raise invalid(f"the audio has {len(data)} bytes, at most {_LARGEST_SONG} allowed", (name,))
    try:
        found = probe(data)
    except ValueError:
        raise invalid("invalid audio file") from None
    seconds = found.duration or 0.0
    if found.sample_rate is None:
        raise invalid("invalid audio file")
    if not _SHORTEST_SONG <= seconds <= _LONGEST_SONG:
        raise invalid(
            f"the audio lasts {seconds:.1f} s, {_SHORTEST_SONG} s to {_LONGEST_SONG} s allowed",
            (name,),
        )
    return round(seconds, 2)


def _forget_old(call: Call) -> None:
    now = call.clock.now()
    call.account.covers = {
        name: cover for name, cover in call.account.covers.items() if now < cover.until
    }


def _structure(cover: Cover) -> Json:
    """The sections of the song, with durations in proportion to their lines."""
    parts = songwriting.parts(cover.lyrics) or [songwriting.Part("Inst", 1)]
    weights = [max(part.lines, 1) for part in parts]
    ends = [
        round(cover.seconds * sum(weights[: index + 1]) / sum(weights), 2)
        for index in range(len(parts))
    ]
    segments = [
        {"start": start, "end": end, "label": _label(part.tag)}
        for part, start, end in zip(parts, [0.0, *ends], ends, strict=False)
    ]
    return {"num_segments": len(segments), "segments": segments}


def _label(tag: str) -> str:
    return next((label for word, label in _LABELS.items() if word in tag.lower()), "verse")
