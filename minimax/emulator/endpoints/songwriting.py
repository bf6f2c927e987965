"""Writes lyrics from a theme, always the same ones for the same words."""

from __future__ import annotations

import hashlib
import random
import re
from typing import NamedTuple

from minimax.emulator import language

TAG = re.compile(r"^\s*\[([^\]\n]+)\]\s*$", re.MULTILINE)
"""A section tag on a line of its own."""


class Song(NamedTuple):
    """A finished song."""

    title: str
    style: str
    lyrics: str


class Part(NamedTuple):
    """A section of lyrics: its tag and the number of lines."""

    tag: str
    lines: int


_ORDER = re.compile(
    r"^(?:please )?(?:write )?(?:me )?(?:an? |the )?(?:[\w-]+ ){0,3}song (?:about|for|on) ",
    re.IGNORECASE,
)
_FORM = (
    ("Verse 1", 4),
    ("Chorus", 4),
    ("Verse 2", 4),
    ("Chorus", 4),
    ("Bridge", 2),
    ("Chorus", 4),
    ("Outro", 2),
)
_SHORT_FORM = (("Verse 1", 4), ("Chorus", 4), ("Outro", 2))
_STYLES = ("Ballad, Melancholic, Piano", "Pop, Upbeat, Synth", "Folk, Warm, Acoustic Guitar")
_THEMES = ("the open road", "an empty harbour", "the first snow", "the last bus home")
_CHINESE_THEMES = ("长路", "旧港口", "初雪", "末班车")
_LINES = (
    "I wrote {} on the back of my hand",
    "Morning comes slowly with {} on its mind",
    "I keep a small window for {}",
    "Every clock in the house turns to {}",
    "Hold on to {} till the lights come back",
    "All that I wanted was {}",
)
_CHINESE_LINES = (
    "我把{}写在手心里",
    "清晨慢慢想起{}",
    "我为{}留一扇小窗",
    "每一只钟都走向{}",
    "抱紧{}，等灯再亮起",
    "我想要的只是{}",
)


def write(theme: str, title: str = "", *, seed: str = "", short: bool = False) -> Song:
    """Write a song about a theme, or about one derived from `seed`. A short song has one verse."""
    about = _subject(theme, seed)
    chance = random.Random(_number(f"{theme}\n{title}\n{seed if not theme else ''}"))
    form = _SHORT_FORM if short else _FORM
    # A repeated section has the same words.
    verses = {tag: "\n".join(chance.sample(_lines(about), count)) for tag, count in form}
    lyrics = "\n\n".join(f"[{tag}]\n{verses[tag]}" for tag, _ in form)
    return Song(title or _title(about), chance.choice(_STYLES), lyrics)


def edit(lyrics: str, order: str, title: str = "") -> Song:
    """Add a last section to lyrics according to an instruction; the rest is unchanged."""
    added = "\n".join(_lines(_subject(order, lyrics))[:2])
    first = next((line for line in TAG.sub("", lyrics).splitlines() if line.strip()), order)
    style = _STYLES[_number(order + lyrics) % len(_STYLES)]
    return Song(title or _title(first.strip()), style, f"{lyrics.strip()}\n\n[Outro]\n{added}")


def add_tags(words: str) -> str:
    """Lyrics with at least one section tag."""
    return words if not words or TAG.search(words) else f"[Verse 1]\n{words}"


def parts(lyrics: str) -> list[Part]:
    """The sections of lyrics in order; lines before the first tag are a verse."""
    pieces = TAG.split(lyrics)
    tagged = zip(["Verse", *pieces[1::2]], pieces[::2], strict=True)
    counted = [
        Part(tag, sum(bool(line.strip()) for line in text.splitlines())) for tag, text in tagged
    ]
    return [part for index, part in enumerate(counted) if index or part.lines]


def sung(lyrics: str) -> str:
    """The words of lyrics without their tags, on one line."""
    return " ".join(TAG.sub("", lyrics).split())


def _subject(theme: str, seed: str) -> str:
    """What the song is about, in a few words."""
    gist = _ORDER.sub("", theme.strip())
    gist = re.split(r"[.,;:!?\n。，；：！？]", gist.strip(), maxsplit=1)[0]
    clipped = gist[:12] if language.is_chinese(gist) else " ".join(gist.split()[:6])
    if clipped:
        return clipped[:60]
    return random.Random(_number(seed)).choice(
        _CHINESE_THEMES if language.is_chinese(theme + seed) else _THEMES
    )


def _lines(about: str) -> list[str]:
    """All lines about a subject."""
    lines = _CHINESE_LINES if language.is_chinese(about) else _LINES
    return [line.replace("{}", about) for line in lines]


def _title(about: str) -> str:
    short = [word[:1].upper() + word[1:] for word in about.split()[:5]]
    return about[:10] if language.is_chinese(about) else " ".join(short)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8])
