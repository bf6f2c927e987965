"""Split the audio of a text for a WebSocket into pieces with their subtitles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from minimax.emulator.endpoint import Call

if TYPE_CHECKING:
    from minimax.emulator.media import Audio

Json = dict[str, Any]

# In one go the voice starts later, and more of it comes at once.
_CONTINUOUS_SECONDS = 2


class Increment(NamedTuple):
    """A piece of audio and its subtitle."""

    audio: bytes
    subtitle: Json | None = None

    def data(self) -> Json:
        """The `data` of a frame."""
        return {"audio": self.audio.hex(), **({"subtitle": self.subtitle} if self.subtitle else {})}


def synthesized(call: Call, text: str, voice: str) -> Audio:
    """The audio of a text with the settings of a call, for HTTP and WebSockets. Takes seconds."""
    from minimax.emulator.media import audio, synthesize

    if own := call.take_media():
        return audio.described(own)
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
    from minimax.emulator.media import audio, reading

    made = synthesized(call, text, voice)
    large = _CONTINUOUS_SECONDS * 1000 * len(made.data) // made.duration_ms
    pieces = audio.chunks(made, size=large if call.setting("continuous_sound") else None)
    if not call.setting("subtitle_enable"):
        increments = [Increment(piece) for piece in pieces]
        # A text whose only frame is its last would leave nothing to break off in the middle.
        return made, increments if len(increments) > 1 else [*increments, Increment(b"")]
    kind = call.setting("subtitle_type")
    lines = reading.subtitles(text, made.duration_ms, words=kind != "sentence")
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


_WORD = ("word", "word_begin", "word_end", "time_begin", "time_end")
