"""A small tune for a prompt: four chords, a bass, an arpeggio and a melody that is played or
sung.
"""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from operator import mul
from typing import TYPE_CHECKING

from minimax.emulator.media.audio import (
    LONGEST,
    SAMPLE_BYTES,
    Audio,
    Sound,
    encode,
    frames,
    require_codec,
    resample,
)
from minimax.emulator.media.cache import cached
from minimax.emulator.media.codecs import has_pyav
from minimax.emulator.media.speech import RATE as VOICE_RATE
from minimax.emulator.media.speech import sing, voice_of

if TYPE_CHECKING:
    import av.filter

RATE = 44100  # Hz
_ONCE = 15  # seconds that are composed; longer pieces repeat them

_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10))  # major and minor, in semitones
_CHORDS = (0, 5, 3, 4)  # degrees of the scale
_BROKEN = (0, 1, 2, 3, 2, 1, 2, 1)  # notes of a chord in eighths
_RHYTHMS = ((1.5, 0.5, 2), (1, 1, 2), (0.5, 0.5, 1, 2), (2, 1, 1), (3, 1))  # beats of a bar

# Strength of the harmonics, and how fast they fade (per second).
_PLUCK, _BASS, _BELL = (
    ((1, 0.5, 0.25, 0.12), 3.5),
    ((1, 0.6, 0.15), 1.2),
    ((1, 0.1, 0.35, 0.05, 0.12), 2.2),
)


@cached
def music(
    prompt: str,
    *,
    seconds: float = 12,
    format: str = "mp3",
    sample_rate: int = 44100,
    bitrate: int = 256000,
    channels: int = 2,
    vocals: bool = True,
) -> Audio:
    """Generate a tune whose key, tempo and notes depend on the prompt. Equal arguments give equal
    bytes.

    `seconds` is at most an hour; 15 seconds are composed and then repeated.
    """
    require_codec(format)
    sound = tune(prompt, seconds=seconds, vocals=vocals)
    return encode(sound, format=format, sample_rate=sample_rate, bitrate=bitrate, channels=channels)


def tune(prompt: str, *, seconds: float, vocals: bool) -> Sound:
    """The samples of `music`, before encoding: stereo."""
    chance = random.Random(blake2b(prompt.encode("utf-8", "replace"), digest_size=8).digest())
    scale = chance.choice(_SCALES)
    beat = 60 / chance.uniform(80, 130)  # seconds
    root = chance.randrange(43, 51)  # MIDI note

    def pitch(degree: int) -> float:
        octave, step = divmod(degree, 7)
        return 440 * 2 ** ((root + 12 * octave + scale[step] - 69) / 12)

    bass, broken, melody = [], [], []
    degree = 11  # the middle of the vocal range
    for chord in _CHORDS:
        bass += [_note(pitch(chord - 7), beat * 2, *_BASS)] * 2
        notes = (chord, chord + 2, chord + 4, chord + 7)
        broken += [_note(pitch(notes[which] + 7), beat / 2, *_PLUCK) for which in _BROKEN]
        reachable = [note for note in range(7, 17) if (note - chord) % 7 in (0, 2, 4)]
        for beats in chance.choice(_RHYTHMS):
            # Start at the nearest note of the chord, then continue in small steps.
            degree = min((abs(note - degree), note) for note in reachable)[1]
            melody.append((pitch(degree), beats * beat))
            degree += chance.choice((-2, -1, 1, 2))
    if vocals:
        singer = voice_of("female" if chance.random() < 0.5 else "male")
        octave_down = 1.0 if singer.pitch > 150 else 0.5
        lead = [sing(hz * octave_down, long, chance.choice("aoui"), singer) for hz, long in melody]
    else:
        lead = [_note(hz * 2, long, *_BELL) for hz, long in melody]

    length = round(min(seconds, LONGEST) * RATE)
    loop = 16 * beat  # seconds
    composed = length if seconds <= _ONCE else round(_ONCE // loop * loop * RATE)
    tracks = (
        (bass, RATE, (0.30, 0.30)),
        (broken, RATE, (0.34, 0.16)),
        (lead, VOICE_RATE if vocals else RATE, (0.22, 0.34)),
    )
    mixed = _mix(
        [(_loop(notes, loop, rate, composed / RATE), sides) for notes, rate, sides in tracks],
        composed == length,
    )
    size = composed * 2 * SAMPLE_BYTES
    return Sound(mixed[:size].ljust(size, b"\0"), RATE, 2, length)


@lru_cache(maxsize=64)
def _note(hz: float, seconds: float, harmonics: tuple[float, ...], fading: float) -> bytes:
    """A struck note, built from several fading periods, so that their total length is in tune."""
    periods = max(1, round(hz / 100))
    size = round(RATE * periods / hz)
    top = sum(harmonics)
    turn = 2 * math.pi * periods / size
    wave = [
        sum(part * math.sin(turn * at * k) for k, part in enumerate(harmonics, 1)) / top
        for at in range(size)
    ]
    total = round(seconds * RATE)
    samples = array("h")
    for start in range(0, total, size):
        left = (total - start) / RATE
        loud = (
            32767 * math.exp(-fading * start / RATE) * min(1.0, left / 0.04)
        )  # faded at the end to avoid a click
        samples.extend([int(loud * value) for value in wave])
    return samples[:total].tobytes()


def _loop(notes: list[bytes], loop: float, rate: int, seconds: float) -> Sound:
    size = round(loop * rate) * SAMPLE_BYTES
    return Sound(b"".join(notes)[:size].ljust(size, b"\0"), rate, 1, math.ceil(seconds * rate))


def _mix(tracks: list[tuple[Sound, tuple[float, float]]], fade: bool) -> bytes:
    """Mix the tracks with their left and right levels, with a little reverb."""
    if not has_pyav():
        return _add(tracks)
    import av
    import av.filter

    graph = av.filter.Graph()
    graph.threads = 1
    mix = graph.add("amix", f"inputs={len(tracks)}:normalize=0")
    sources = []
    for place, (track, (left, right)) in enumerate(tracks):
        source = graph.add_abuffer(
            sample_rate=track.rate, format="s16", layout="mono", time_base=Fraction(1, track.rate)
        )
        resample = graph.add("aresample", str(RATE))
        pan = graph.add("pan", f"stereo|c0={left}*c0|c1={right}*c0")
        graph.link_nodes(source, resample, pan)
        pan.link_to(mix, 0, place)
        sources.append(source)
    seconds = tracks[0][0].length / tracks[0][0].rate
    graph.link_nodes(
        mix,
        graph.add("aecho", "0.85:0.95:70|130:0.18|0.10"),
        graph.add(
            "afade",
            f"type=out:start_time={max(seconds - 1, 0)}:duration=1" if fade else "duration=0.01",
        ),
        graph.add("aformat", "sample_fmts=s16:channel_layouts=stereo"),
        graph.add("abuffersink"),
    ).configure()
    for source, (track, _) in zip(sources, tracks, strict=True):
        for frame in frames(track):
            source.push(frame)
        source.push(None)
    return b"".join(_drain(graph))


def _add(tracks: list[tuple[Sound, tuple[float, float]]]) -> bytes:
    """Mix the tracks like `_mix`, but without reverb and cut off at the end: without PyAV, mixing
    is slow, and slower with an echo.
    """
    sounds = []
    for track, _ in tracks:
        samples = resample(array("h", track.pcm), track.rate, RATE)
        length = round(track.length * RATE / track.rate)
        sounds.append((samples * (length // len(samples) + 1))[:length])
    mixed = array("h", bytes(2 * SAMPLE_BYTES * min(map(len, sounds))))
    for side in (0, 1):
        shares = [share[side] for _, share in tracks]
        mixed[side::2] = array(
            "h", [int(sum(map(mul, shares, each))) for each in zip(*sounds, strict=False)]
        )
    return mixed.tobytes()


def _drain(graph: av.filter.Graph) -> Iterator[bytes]:
    import av

    while True:
        try:
            frame = graph.pull()
        except EOFError:
            return
        assert isinstance(frame, av.AudioFrame)
        yield bytes(frame.planes[0])[: frame.samples * 2 * SAMPLE_BYTES]
