"""Speech-like audio: the rhythm, melody and timbre of a voice reading a text, without words.

Every character is a short vowel. That is enough to recognise the voice, the speed, and the ends of
sentences.
"""

from __future__ import annotations

import math
import random
import re
from array import array
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from minimax.emulator.media.audio import LONGEST, SAMPLE_BYTES, Audio, Sound, encode
from minimax.emulator.media.cache import cached
from minimax.emulator.media.timing import Unit, units

RATE = 16000  # Hz, sufficient for a voice; the encoder resamples
_SHORTEST_MS = 300  # an empty text still gives a playable file
_SPOKEN_MS, _BLOCK_MS = 30_000, 120_000  # the synthesised part, which is repeated for longer texts
_FULL_SCALE = 30_000  # of 32,767: headroom for lossy codecs


class Voice(NamedTuple):
    """The characteristics of a voice."""

    pitch: float  # Hz
    size: float  # formant factor: above 1 the voice is brighter
    whispers: bool
    lilt: float  # semitones from the highest to the lowest note of a sentence


_FEMALE = re.compile(
    r"female|woman|women|girl|lady|queen|princess|sister|mother|grandma|aunt|antie|maiden|abbess|shaonv|yujie|chengshu|tianmei|xuemei|xuejie|mengmei|女"
)
# "man" is also part of German, romantic, human, manner and command.
_MALE = re.compile(
    r"male|(?<!ger)(?<!ro)(?<!hu)man(?![nd])|boy|guy|king|knight|husband|father|santa|troll|pirate|didi|nanyou|xuedi|shaoye|男"
)
_YOUNG = re.compile(r"child|kid|baby|boy|girl|elf|cute|teen|cartoon|shaonv|mengmei")
_DEEP = re.compile(r"deep|elder|veteran|santa|troll|trailer|grand|badao")
_RANGES = {
    "female": (175.0, 225.0, 1.10, 1.20),
    "male": (95.0, 135.0, 0.92, 1.02),
    "": (115.0, 205.0, 0.96, 1.14),
}


@lru_cache(maxsize=512)
def voice_of(voice_id: str) -> Voice:
    """The voice of an id. Words in the id such as "female", "man" or "deep" affect it."""
    name = voice_id.lower()
    low, high, small, large = _RANGES[
        "female" if _FEMALE.search(name) else "male" if _MALE.search(name) else ""
    ]
    chance = random.Random(_seed(voice_id))
    lift = (1.25 if _YOUNG.search(name) else 1.0) * (0.82 if _DEEP.search(name) else 1.0)
    return Voice(
        pitch=chance.uniform(low, high) * lift,
        size=round(chance.uniform(small, large) * math.sqrt(lift), 2),
        whispers="whisper" in name,
        lilt=chance.uniform(4.0, 9.0),
    )


@cached
def synthesize(
    text: str,
    *,
    voice: str,
    speed: float = 1.0,
    volume: float = 1.0,
    pitch: int = 0,
    format: str = "mp3",
    sample_rate: int = 32000,
    bitrate: int = 128000,
    channels: int = 1,
) -> Audio:
    """Read a text in a voice. Equal arguments give equal bytes.

    `speed` divides the duration of everything except pause tags; `volume` is 0 to 10 (1 is normal)
    and never clips; `pitch` is in semitones, `bitrate` in bit/s (MP3 only). The result is at most
    an hour long, and repeats after half a minute of speech.
    """
    sound = babble(text, voice_of(voice), speed=speed, volume=volume, pitch=pitch)
    return encode(sound, format=format, sample_rate=sample_rate, bitrate=bitrate, channels=channels)


def babble(
    text: str, voice: Voice, *, speed: float = 1.0, volume: float = 1.0, pitch: int = 0
) -> Sound:
    """The samples of `synthesize`, before encoding."""
    spoken = [unit._replace(ms=unit.ms if unit.fixed else unit.ms / speed) for unit in units(text)]
    total_ms = min(max(sum(unit.ms for unit in spoken), _SHORTEST_MS), LONGEST * 1000)
    length = round(total_ms * RATE / 1000)
    voice = voice._replace(pitch=min(max(voice.pitch * 2 ** (pitch / 12), 50.0), 600.0))
    gain = _FULL_SCALE * (1 - math.exp(-0.6 * volume))
    opening = _opening(spoken)
    pcm = b"".join(_notes(opening, voice, gain, random.Random(_seed(text))))
    if len(opening) == len(spoken):
        pcm = pcm[: length * SAMPLE_BYTES].ljust(length * SAMPLE_BYTES, b"\0")
    return Sound(pcm, RATE, 1, length)


def _opening(spoken: list[Unit]) -> list[Unit]:
    """The units that are synthesised: half a minute of speech, and as many pauses as fit."""
    voiced = total = 0.0
    for index, unit in enumerate(spoken):
        if voiced >= _SPOKEN_MS or total + unit.ms > _BLOCK_MS:
            return spoken[:index]
        total += unit.ms
        voiced += 0 if unit.fixed else unit.ms
    return spoken


_LOWEST = 40  # Hz
_FADE = 64  # samples of fade-in and fade-out of a note
_VOWELS = {
    "a": (730, 1090, 2440),
    "e": (530, 1840, 2480),
    "i": (280, 2250, 2950),
    "o": (560, 860, 2410),
    "u": (310, 870, 2240),
}
"""Formant frequencies of a male voice in Hz."""
_STRENGTHS = (1.0, 0.55, 0.3)
"""Of the resonances."""
_WIDTH = 220.0
"""Of each resonance, in Hz."""
_SENTENCE_ENDS = frozenset(".!?。！？…\n")


def _notes(spoken: list[Unit], voice: Voice, gain: float, chance: random.Random) -> Iterator[bytes]:
    """Accents and loudness depend on the text, so that different texts sound different."""
    cursor, due = 0, 0.0  # in samples
    for unit, height in zip(spoken, _melody(spoken, voice.lilt), strict=True):
        due += unit.ms * RATE / 1000
        count = max(round(due) - cursor, 0)
        cursor += count
        if unit.silent:
            yield bytes(count * SAMPLE_BYTES)
        else:
            hz = voice.pitch * 2 ** ((height + chance.uniform(-1, 1)) / 12)
            yield _note(voice, _vowel(unit.char), hz, gain * chance.uniform(0.9, 1), count)


def sing(hz: float, seconds: float, vowel: str, voice: Voice) -> bytes:
    """A sung note, as samples at `RATE`. `vowel` is one of a, e, i, o, u."""
    return _note(voice, vowel, hz, _FULL_SCALE, round(seconds * RATE))


def _note(voice: Voice, vowel: str, hz: float, gain: float, count: int) -> bytes:
    """A number of samples of a vowel, faded in and out."""
    cycle = _cycle(vowel, voice.size, voice.whispers, round(RATE / max(hz, _LOWEST)))
    loud = array("h", [int(gain * value) for value in cycle])
    note = (loud * (count // len(loud) + 1))[:count]
    fade = min(_FADE, count // 2)
    for at in range(fade):
        note[at] = note[at] * at // fade
        note[-1 - at] = note[-1 - at] * at // fade
    return note.tobytes()


def _vowel(char: str) -> str:
    return char.lower() if char.lower() in _VOWELS else [*_VOWELS][ord(char or "h") % len(_VOWELS)]


def _melody(spoken: list[Unit], lilt: float) -> Iterator[float]:
    """The pitch in semitones of every unit: sentences fall, questions rise at the end."""
    sentence = 0
    for index, unit in enumerate(spoken, 1):
        ends = unit.silent and unit.ms and (unit.fixed or unit.char in _SENTENCE_ENDS)
        if ends or index == len(spoken):
            question = unit.char in ("?", "？")
            for place in range(count := index - sentence):
                progress = place / count
                rise = max(progress - 0.7, 0) * 4 if question else 0
                yield lilt * (0.45 - 0.9 * progress + rise)
            sentence = index


@lru_cache(maxsize=4096)
def _cycle(vowel: str, size: float, whispers: bool, samples: int) -> array[float]:
    """One period of a voice between -1 and 1; noise for a whisper."""
    if whispers:
        chance = random.Random(_seed(vowel))
        return array("f", [chance.uniform(-0.3, 0.3) for _ in range(RATE // 8)])
    wave = [0.0] * samples
    for harmonic in range(1, samples // 2):
        strength = sum(
            weight * math.exp(-(((harmonic * RATE / samples - hz * size) / _WIDTH) ** 2))
            for hz, weight in zip(_VOWELS[vowel], _STRENGTHS, strict=True)
        ) + (0.5 if harmonic == 1 else 0)
        if strength > 0.01:
            step = 2 * math.pi * harmonic / samples
            wave = [value + strength * math.sin(step * at) for at, value in enumerate(wave)]
    peak = max(map(abs, wave))
    return array("f", [value / peak for value in wave])


def _seed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
