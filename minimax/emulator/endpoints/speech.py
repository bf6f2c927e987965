"""Text to speech: over HTTP, as hex or a link in one response or frame by frame, and the pieces of
a text for WebSockets.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from minimax import estimate
from minimax.emulator import checks, envelopes, spec
from minimax.emulator.endpoints import Call, endpoint
from minimax.emulator.envelopes import PlatformError, invalid, success
from minimax.emulator.steps import Frame, Stream
from minimax.emulator.transcripts import spoken_text

if TYPE_CHECKING:
    from minimax.emulator.media import Audio

Json = dict[str, Any]

LINK_SECONDS = 24 * 3600
DEFAULT_VOICE = "male-qn-qingse"
UNLISTED_VOICES = frozenset({"audiobook_male_1"})
"""Voices that work although they are not in the table of system voices."""

_MOST_INVISIBLE = 0.1
WATERMARK = "<#0.5#>(humming)"
"""Spoken at the end if a mark of generated speech was requested."""

_FEES = {"voice_cloning": "voice_clone", "voice_generation": "voice_design"}
_ENDINGS = {"pcm": ".pcm", "pcmu_raw": ".pcm", "pcmu_wav": ".wav"}
_WORD = ("word", "word_begin", "word_end", "time_begin", "time_end")
# In one go the voice starts later, and more of it comes at once.
_CONTINUOUS_SECONDS = 2

# The audio of the last frame does not equal the concatenated pieces: the platform encodes it again.
# An empty ID3 tag before an MP3 has the same effect without a second synthesis.
_EMPTY_ID3 = b"ID3\x04\x00\x00\x00\x00\x08\x00" + bytes(1024)


class Spoken(NamedTuple):
    """A finished synthesis: the file, the pieces in which it is streamed, and its subtitles."""

    data: bytes
    pieces: list[bytes]
    lines: list[Json]
    facts: Json


@endpoint(
    "t2a_v2",
    makes_media=True,
    beside_error=lambda call: {"data": {"audio": None}, "trace_id": call.trace_id},
)
async def t2a_v2(call: Call) -> Json | Stream:
    model = checks.known_model("speech", call.body["model"])["id"]
    invisible = invisible_ratio(call.body["text"])
    voice, charged = voice_of(call)
    spoken = await asyncio.to_thread(_speak, call, voice)
    call.platform.transcripts.remember(spoken.data, spoken_text(call.body["text"]))
    call.charge(model, character=spoken.facts["usage_characters"])
    facts = {
        **spoken.facts,
        "invisible_character_ratio": round(invisible, 4),
        **({"usage_voice_count": charged} if charged else {}),
    }
    if call.body.get("stream"):
        return Stream(_frames(call, spoken, facts))
    as_link = call.setting("output_format") == "url"
    audio = _link(call, spoken.data, ending(call)) if as_link else spoken.data.hex()
    return {
        "data": {"audio": audio, **_subtitle_file(call, spoken), "status": 2, "ced": ""},
        "extra_info": facts,
        "trace_id": call.trace_id,
        "base_resp": success(),
    }


def _frames(call: Call, spoken: Spoken, facts: Json) -> Iterator[Frame]:
    done = 0
    for piece in spoken.pieces:
        done += len(piece)
        data: Json = {"audio": piece.hex(), "status": 1}
        if spoken.lines and call.setting("subtitle_type") == "word_streaming":
            data["subtitle"] = _so_far(
                spoken.lines, facts["audio_length"] * done / len(spoken.data)
            )
        yield Frame({"data": data, "trace_id": call.trace_id, "base_resp": success("")})
    repeated = (
        b""
        if call.setting("stream_options.exclude_aggregated_audio")
        else _repack(call, spoken.data)
    )
    yield Frame(
        {
            "data": {
                "audio": repeated.hex(),
                **_subtitle_file(call, spoken),
                "status": 2,
                "ced": "",
            },
            "extra_info": facts,
            "trace_id": call.trace_id,
            "base_resp": success(),
        }
    )


def _speak(call: Call, voice: str) -> Spoken:
    from minimax.emulator.media import audio, timing

    text = call.body["text"]
    marked = bool(call.setting("aigc_watermark")) and not call.body.get("stream")
    spoken = text + WATERMARK if marked else text
    made = synthesize_text(call, spoken, voice)
    lines: list[Json] = []
    if call.setting("subtitle_enable"):
        lines = timing.subtitles(
            spoken, made.duration_ms, words=call.setting("subtitle_type") != "sentence"
        )
        lines = [line for line in lines if line["text_begin"] < len(text)]
    return Spoken(
        made.data,
        audio.chunks(made) if call.body.get("stream") else [],
        lines,
        facts_of(made, text),
    )


def facts_of(made: Audio, text: str) -> Json:
    """The metadata of the audio of a text."""
    return {
        "audio_length": made.duration_ms,
        "audio_sample_rate": made.sample_rate,
        "audio_size": len(made.data),
        "bitrate": made.bitrate,
        "audio_format": made.format,
        "audio_channel": made.channels,
        "usage_characters": estimate.characters(text),
        "word_count": sum(character.isalnum() for character in text),
    }


def voice_of(call: Call) -> tuple[str, int]:
    """The voice or mix of voices of a request, and how many of them this call charges for."""
    mixed = [each["voice_id"] for each in call.body.get("timbre_weights") or ()]
    asked = (call.body.get("voice_setting") or {}).get("voice_id", DEFAULT_VOICE)
    if not asked and not mixed:
        raise invalid("is empty", ("voice_setting", "voice_id"))
    voices = mixed or [asked]
    charged = sum(use(call, voice) for voice in voices)
    return "+".join(sound_of(call, voice) for voice in voices), charged


def sound_of(call: Call, voice_id: str) -> str:
    """The input from which the synthesizer derives a voice: the description of a designed one,
    otherwise the id.
    """
    own = call.account.voices.get(voice_id)
    return f"{own.description} {voice_id}" if own and own.description else voice_id


def use(call: Call, voice_id: str) -> bool:
    """Use a voice. Returns whether its fee is charged now; raises if it cannot be used."""
    if voice_id in spec.system_voices() or voice_id in UNLISTED_VOICES:
        return False
    own = call.platform.voice(call.account, voice_id)
    if own is None:
        raise PlatformError(2042 if call.platform.owner_of(voice_id) else 2054)
    first, own.used = not own.used, True
    if first:
        call.charge(_FEES[own.kind], voice=1)
    return first


def invisible_ratio(text: str) -> float:
    """The share of control characters. Raises the platform's error for a text with too many, or
    nothing else.
    """
    if not text.strip():
        raise invalid("is empty", ("text",))
    invisible = sum(unicodedata.category(each) == "Cc" and each not in "\t\n\r" for each in text)
    if invisible > _MOST_INVISIBLE * len(text):
        raise PlatformError(1042)
    return invisible / len(text)


def _subtitle_file(call: Call, spoken: Spoken) -> Json:
    return (
        {"subtitle_file": _link(call, envelopes.encode(spoken.lines), ".titles")}
        if call.setting("subtitle_enable")
        else {}
    )


def _link(call: Call, data: bytes, suffix: str) -> str:
    return call.publish(f"{call.trace_id}{suffix}", data, lifetime=LINK_SECONDS)


def ending(call: Call) -> str:
    """The file extension of the requested format."""
    name = call.setting("audio_setting.format")
    return _ENDINGS.get(name, f".{name}")


def _repack(call: Call, data: bytes) -> bytes:
    return _EMPTY_ID3 + data if call.setting("audio_setting.format") == "mp3" else data


def _so_far(lines: list[Json], until: float) -> Json:
    """The subtitle of the current segment up to a time in ms."""
    line = [each for each in lines if each["time_begin"] < until or each is lines[0]][-1]
    spoken = [word for word in line["timestamped_words"] if word["time_begin"] < until] or line[
        "timestamped_words"
    ][:1]
    return subtitle(line, spoken)


class Increment(NamedTuple):
    """A piece of audio and its subtitle."""

    audio: bytes
    subtitle: Json | None = None

    def data(self) -> Json:
        """The `data` of a frame."""
        return {"audio": self.audio.hex(), **({"subtitle": self.subtitle} if self.subtitle else {})}


def synthesize_text(call: Call, text: str, voice: str) -> Audio:
    """The audio of a text with the settings of a call, for HTTP and WebSockets. Takes seconds."""
    from minimax.emulator.media import audio, synthesize

    if own := call.take_media():
        return audio.read_audio(own)
    return synthesize(
        text,
        voice=voice,
        speed=call.setting("voice_setting.speed"),
        volume=call.setting("voice_setting.vol"),
        pitch=call.setting("voice_setting.pitch"),
        format=call.setting("audio_setting.format"),
        sample_rate=call.setting("audio_setting.sample_rate"),
        bitrate=call.setting("audio_setting.bitrate"),
        channels=call.setting("audio_setting.channel"),
    )


def speak(call: Call, text: str, voice: str) -> tuple[Audio, list[Increment]]:
    """The audio of a text with the settings of the task, complete and in pieces. May take seconds.

    The last piece has no subtitle, and may be empty: it is sent in the last frame of the text.
    """
    from minimax.emulator.media import audio, timing

    made = synthesize_text(call, text, voice)
    large = _CONTINUOUS_SECONDS * 1000 * len(made.data) // made.duration_ms
    pieces = audio.chunks(made, size=large if call.setting("continuous_sound") else None)
    if not call.setting("subtitle_enable"):
        increments = [Increment(piece) for piece in pieces]
        # A text whose only frame is its last would leave nothing to break off in the middle.
        return made, increments if len(increments) > 1 else [*increments, Increment(b"")]
    kind = call.setting("subtitle_type")
    lines = timing.subtitles(text, made.duration_ms, words=kind != "sentence")
    return made, [
        *_with_subtitles(pieces, lines, made, running=kind == "word_streaming"),
        Increment(b""),
    ]


def _with_subtitles(
    pieces: list[bytes], lines: list[Json], made: Audio, *, running: bool
) -> Iterator[Increment]:
    """Add each line to the piece in which it ends; with `running`, also add the part spoken so far
    to all other pieces.
    """
    left, size, done = list(lines), len(made.data), 0
    for piece in pieces:
        done += len(piece)
        until = made.duration_ms * done / size
        ended = [line for line in left if line["time_end"] <= until or done == size]
        left = left[len(ended) :]
        if ended:
            # Two short lines may end in one piece, but each frame can only have one.
            step = -(-len(piece) // len(ended))
            for index, line in enumerate(ended):
                yield Increment(
                    piece[index * step : (index + 1) * step],
                    subtitle(line, line["timestamped_words"]),
                )
        elif running and left:
            words = left[0]["timestamped_words"]
            yield Increment(
                piece,
                subtitle(
                    left[0], [word for word in words if word["time_begin"] < until] or words[:1]
                ),
            )
        else:
            yield Increment(piece)


def subtitle(line: Json, words: list[Json] | None) -> Json:
    """A line in the format of a frame, up to the last word; without words, the whole line."""
    last = words[-1] if words else None
    return {
        "text": "".join(word["word"] for word in words) if words else line["text"],
        "text_begin": line["text_begin"],
        "text_end": last["word_end"] if last else line["text_end"],
        "time_begin": line["time_begin"],
        "time_end": last["time_end"] if last else line["time_end"],
        "timestamped_words": [{name: word[name] for name in _WORD} for word in words]
        if words
        else None,
    }
