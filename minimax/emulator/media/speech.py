"""Speech-like babble: the rhythm, melody and colour of a voice reading a text, without its
words.
"""

from __future__ import annotations

import cmath
import math
import random
import re
import unicodedata
from array import array
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

from minimax.emulator.media.audio import LONGEST, SAMPLE_BYTES, Audio, Sound, encode
from minimax.emulator.media.reading import Unit, units
from minimax.emulator.media.remembering import remembered

RATE = 16000  # Hz of the synthesis, all that a voice needs; the encoder resamples
_SHORTEST_MS = 300  # an empty text still gives a file that plays
_SPOKEN_MS, _BLOCK_MS = 30_000, 120_000  # what is synthesised; a longer text repeats it
_FULL_SCALE = 30_000  # of 32,767: room for the overshoot of lossy codecs


class Voice(NamedTuple):
    """What tells one voice from another."""

    pitch: float  # Hz
    size: float  # formant factor: above 1 a smaller throat, so a brighter sound
    breath: float  # share of noise, 0 to 1
    lilt: float  # semitones from the highest to the lowest note of a sentence


_FEMALE = re.compile(
    r"female|woman|women|girl|lady|queen|princess|sister|mother|grandma|aunt|antie|maiden|abbess|shaonv|yujie|chengshu|tianmei|xuemei|xuejie|mengmei|女"
)
# "man" also hides in German, romantic, human, manner, command.
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
    """The same voice for the same id; words such as "female", "man" or "deep" in the id are
    heard.
    """
    name = voice_id.lower()
    low, high, small, large = _RANGES[
        "female" if _FEMALE.search(name) else "male" if _MALE.search(name) else ""
    ]
    chance = random.Random(_seed(voice_id))
    lift = (1.25 if _YOUNG.search(name) else 1.0) * (0.82 if _DEEP.search(name) else 1.0)
    return Voice(
        pitch=chance.uniform(low, high) * lift,
        size=round(chance.uniform(small, large) * math.sqrt(lift), 2),
        breath=chance.uniform(0.02, 0.12) + (0.5 if "whisper" in name else 0.0),
        lilt=chance.uniform(4.0, 9.0),
    )


@remembered
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
    """Read `text` in the voice of that id; equal arguments give equal bytes.

    `speed` divides the time of everything but pause marks; `volume` (0 to 10, 1 = normal) gets
    louder without clipping; `pitch` in semitones; `bitrate` in bit/s, MP3 only. At most an hour
    comes out, and after the first half minute of talk the sound repeats.
    """
    sound = babble(text, voice_of(voice), speed=speed, volume=volume, pitch=pitch)
    return encode(sound, format=format, sample_rate=sample_rate, bitrate=bitrate, channels=channels)


def babble(
    text: str, voice: Voice, *, speed: float = 1.0, volume: float = 1.0, pitch: int = 0
) -> Sound:
    """The samples of `synthesize`, before encoding."""
    said = [unit._replace(ms=unit.ms if unit.fixed else unit.ms / speed) for unit in units(text)]
    total_ms = min(max(sum(unit.ms for unit in said), _SHORTEST_MS), LONGEST * 1000)
    length = round(total_ms * RATE / 1000)
    voice = voice._replace(pitch=min(max(voice.pitch * 2 ** (pitch / 12), 50.0), 600.0))
    gain = _FULL_SCALE * (1 - math.exp(-0.6 * volume))
    opening = _opening(said)
    pcm = b"".join(_periods(opening, voice, gain, random.Random(_seed(text))))
    if len(opening) == len(said):
        pcm = pcm[: length * SAMPLE_BYTES].ljust(length * SAMPLE_BYTES, b"\0")
    return Sound(pcm, RATE, 1, length)


def _opening(said: list[Unit]) -> list[Unit]:
    """The units that are synthesised: half a minute of talk, with its pauses as long as they
    fit.
    """
    spoken = total = 0.0
    for index, unit in enumerate(said):
        if spoken >= _SPOKEN_MS or total + unit.ms > _BLOCK_MS:
            return said[:index]
        total += unit.ms
        spoken += 0 if unit.fixed else unit.ms
    return said


# ── From characters to phones ──


class _Phone(NamedTuple):
    """A sound of speech: resonances in Hz of a grown man's throat, loudness of voice and of noise,
    kind of noise.
    """

    formants: tuple[int, ...]
    voiced: float
    noise: float = 0.0
    hiss: bool = False


_PHONES = {
    "a": _Phone((730, 1090, 2440), 1.0),
    "e": _Phone((530, 1840, 2480), 0.9),
    "i": _Phone((280, 2250, 2950), 0.75),
    "o": _Phone((560, 860, 2410), 0.95),
    "u": _Phone((310, 870, 2240), 0.8),
    "@": _Phone((500, 1450, 2500), 0.75),  # as in "the"
    "m": _Phone((250, 1050, 2250), 0.35),
    "l": _Phone((370, 1250, 2600), 0.5),
    "b": _Phone((220, 900, 2300), 0.16),
    "z": _Phone((260, 1500, 2500), 0.2, 0.08, hiss=True),
    "s": _Phone((), 0.0, 0.16, hiss=True),
    "h": _Phone((), 0.0, 0.12),
    "t": _Phone((), 0.0, 0.24, hiss=True),
    "_": _Phone((), 0.0),
}
_SPELLINGS = {
    "a": "a",
    "e": "e",
    "i": "iy",
    "o": "o",
    "u": "uw",
    "m": "mn",
    "l": "lr",
    "b": "bdg",
    "z": "jvz",
    "s": "s",
    "h": "fh",
    "_t": "ckpqt",
    "_ts": "x",
}
_LETTERS = {letter: phones for phones, letters in _SPELLINGS.items() for letter in letters}
_ONSETS = ("b", "s", "_t", "m", "l", "h", "z", "")
_VOWELS = ("a", "e", "i", "o", "u", "@")
_CODAS = ("", "m", "")
_TONES = (
    (2.0, 2.0),
    (-1.0, 3.0),
    (-3.0, -1.0),
    (3.0, -3.0),
)  # semitones at begin and end of a Chinese syllable


@lru_cache(maxsize=4096)
def _phones(char: str) -> str:
    """The phones of a character, each an equal share of its time."""
    if not char:
        return "hahaha"
    plain = unicodedata.normalize("NFD", char)[0].lower()
    if plain in _LETTERS:
        return _LETTERS[plain]
    code = ord(char)
    return _ONSETS[code % 8] + _VOWELS[code // 8 % 6] * 3 + _CODAS[code // 48 % 3]


_SENTENCE_ENDS = frozenset(".!?。！？…\n")


def _is_toned(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


# ── From phones to samples: one period of the voice after the other ──

_LOWEST = 40  # Hz
_BANDS = ((80, 1.0), (110, 0.55), (170, 0.3))  # width in Hz and strength of each formant


def _periods(said: list[Unit], voice: Voice, gain: float, chance: random.Random) -> Iterator[bytes]:
    cursor, due = (
        0,
        0.0,
    )  # in samples; the voice may run a period over, the next phone is then shorter
    height = voiced = noise = 0.0  # slide towards each phone's own, as a throat cannot jump
    before = _PHONES["@"]
    for unit, line in zip(said, _melody(said, voice.lilt), strict=True):
        accent = chance.uniform(-1.2, 1.2)
        rise = _TONES[ord(unit.char) % 4] if _is_toned(unit.char) else (accent, accent)
        phones = "_" if unit.silent else _phones(unit.char)
        share = unit.ms * RATE / 1000 / len(phones)
        for index, phone in enumerate(_PHONES[name] for name in phones):
            start, due = due, due + share
            shape = phone if phone.formants else before
            while cursor < due:
                progress = max(cursor - start, 0) / share
                if phone is _PHONES["_"] and voiced + noise < 0.01:
                    voiced = noise = 0.0
                    rest = math.ceil(due) - cursor
                    yield bytes(rest * SAMPLE_BYTES)
                    cursor += rest
                    break
                place = (index + progress) / len(phones)
                height += (line + rise[0] + (rise[1] - rise[0]) * place - height) * 0.25
                voiced += (phone.voiced - voiced) * 0.35
                noise += (phone.noise + phone.voiced * voice.breath / 2 - noise) * 0.5
                samples = _samples(voice.pitch * 2 ** (height / 12))
                blend = min(progress * 2.5, 1.0)
                loud, rough = gain * voiced * (1 - voice.breath / 2), gain * noise
                wave = _cycle(shape.formants, voice.size, samples)
                rustle = _noise(phone.hiss)[cursor % RATE : cursor % RATE + samples]
                if shape is before or blend == 1:
                    period = [int(loud * x + rough * y) for x, y in zip(wave, rustle, strict=True)]
                else:
                    past, fresh, faded = (
                        _cycle(before.formants, voice.size, samples),
                        loud * blend,
                        loud * (1 - blend),
                    )
                    period = [
                        int(fresh * x + faded * y + rough * z)
                        for x, y, z in zip(wave, past, rustle, strict=True)
                    ]
                yield array("h", period).tobytes()
                cursor += samples
            before = shape


def sing(hz: float, seconds: float, vowel: str, voice: Voice) -> bytes:
    """One sung note with a vibrato, as samples at `RATE`; `vowel` is one of a, e, i, o, u."""
    total = round(seconds * RATE)
    samples, due = array("h"), 0.0
    while (now := len(samples)) < total:
        swell = min(now / RATE / 0.06, (total - now) / RATE / 0.08, 1.0)
        trembling = (
            0.3 * math.sin(2 * math.pi * 5.5 * now / RATE) * min(now / RATE / 0.4, 1.0)
        )  # semitones
        loud = _FULL_SCALE * swell
        due += RATE / (hz * 2 ** (trembling / 12))  # in fractions, so that the note stays in tune
        wave = _cycle(_PHONES[vowel].formants, voice.size, round(due) - now)
        samples.extend([int(loud * value) for value in wave])
    return samples[:total].tobytes()


def _melody(said: list[Unit], lilt: float) -> Iterator[float]:
    """The height in semitones of every unit: each sentence falls, a question rises at its end."""
    sentence = 0
    for index, unit in enumerate(said, 1):
        if (
            unit.silent and unit.ms and (unit.fixed or unit.char in _SENTENCE_ENDS)
        ) or index == len(said):
            question = unit.char in ("?", "？")
            for place in range(count := index - sentence):
                progress = place / count
                yield lilt * (
                    0.45 - 0.9 * progress + (max(progress - 0.7, 0) * 4 if question else 0)
                )
            sentence = index


def _samples(pitch: float) -> int:
    """The length of a period of `pitch` Hz in samples; long ones in steps of two, which halves the
    cycles to keep.
    """
    samples = round(RATE / max(pitch, _LOWEST))
    return samples - samples % 2 if samples > 128 else samples


@lru_cache(maxsize=4096)
def _cycle(formants: tuple[int, ...], size: float, samples: int) -> array[float]:
    """One period, between -1 and 1, of resonances struck once per `samples`; it joins itself
    without a step.
    """
    wave = [0.5 * math.sin(2 * math.pi * at / samples) for at in range(samples)]
    for formant, (width, strength) in zip(formants, _BANDS, strict=True):
        step = cmath.exp(complex(-math.pi * width, 2 * math.pi * formant * size) / RATE)
        ringing = strength / (1 - step**samples)  # the sum of all earlier strokes still sounding
        for at in range(samples):
            wave[at] += ringing.imag
            ringing *= step
    peak = max(map(abs, wave))
    return array("f", [value / peak for value in wave])


@lru_cache(maxsize=2)
def _noise(hiss: bool) -> array[float]:
    """A second of noise and a period, bright (an s) or dull (an h)."""
    chance = random.Random(7)
    white = [chance.uniform(-0.5, 0.5) for _ in range(RATE + RATE // _LOWEST + 1)]
    return array("f", [after - now if hiss else after + now for now, after in pairwise(white)])


def _seed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
