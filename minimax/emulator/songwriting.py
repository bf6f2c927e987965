"""Lyrics from a theme: the same ones for the same words. Plain verse, no understanding."""

from __future__ import annotations

import hashlib
import random
import re
from typing import NamedTuple

from minimax.emulator import words

TAG = re.compile(r"^\s*\[([^\]\n]+)\]\s*$", re.MULTILINE)
"""A section tag on a line of its own."""


class Song(NamedTuple):
    """A finished song."""

    title: str
    style: str
    lyrics: str


class Part(NamedTuple):
    """A section of lyrics: its tag and how many lines are sung."""

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
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "at", "for", "in", "of", "on", "or", "the", "to", "with"}
)
_THEMES = (
    "the open road",
    "an empty harbour",
    "the first snow",
    "a kitchen light",
    "the last bus home",
    "a paper boat",
)
_CHINESE_THEMES = ("长路", "旧港口", "初雪", "窗边的灯", "末班车", "纸船")
_STYLES = (
    (
        re.compile(r"sad|lonel|rain|night|lost|goodbye|悲|孤|雨|夜|别", re.IGNORECASE),
        "Ballad, Melancholic, Piano",
    ),
    (re.compile(r"danc|party|summer|happy|cheer|快|舞|夏|欢", re.IGNORECASE), "Pop, Upbeat, Synth"),
    (
        re.compile(r"sea|harbou?r|ferry|boat|road|home|海|船|路|家", re.IGNORECASE),
        "Folk, Warm, Acoustic Guitar",
    ),
    (
        re.compile(r"city|street|fast|neon|machine|城|街|霓虹", re.IGNORECASE),
        "Electronic, Driving, Bass",
    ),
)
_PLAIN_STYLE = "Indie, Mellow, Guitar"
_LINES = {
    "Verse": (
        "I wrote {} on the back of my hand",
        "Morning comes slowly with {} on its mind",
        "There is dust on the table and {} on the air",
        "I keep a small window for {}",
        "Somebody hums about {} down the stairs",
        "Every clock in the house turns to {}",
        "I folded the map where {} begins",
        "The kettle is singing of {} again",
    ),
    "Chorus": (
        "Oh, {}, carry me over",
        "Oh, {}, do not let go",
        "Hold on to {} till the lights come back",
        "All that I wanted was {}",
        "Sing it for {}, sing it slow",
    ),
    "Bridge": (
        "And if the words run out, there is still {}",
        "Quiet now, quiet, here is {}",
        "What is left when it ends is {}",
    ),
    "Outro": ("Only {} now", "Goodnight, {}", "And {}, and {}, and home"),
}
_CHINESE_LINES = {
    "Verse": (
        "我把{}写在手心里",
        "清晨慢慢想起{}",
        "桌上有灰尘，风里有{}",
        "我为{}留一扇小窗",
        "楼下有人轻声唱着{}",
        "每一只钟都走向{}",
        "街角的风筝记得{}",
        "我把地图折在{}那一页",
    ),
    "Chorus": ("哦，{}，带我走", "哦，{}，别松手", "抱紧{}，等灯再亮起", "我想要的只是{}"),
    "Bridge": ("如果话说完了，还有{}", "安静吧，这里是{}", "最后剩下的还是{}"),
    "Outro": ("只有{}", "晚安，{}", "{}，再见"),
}


def write(theme: str, title: str = "", *, seed: str = "", short: bool = False) -> Song:
    """A song about a theme; without one, about something that follows from `seed`. A short one has
    one verse.
    """
    about = _subject(theme, seed)
    lines = _CHINESE_LINES if words.is_chinese(about) else _LINES
    chance = random.Random(_number(f"{theme}\n{title}\n{seed if not theme else ''}"))
    # Each line is sung once, but a chorus comes back as it was.
    unsung = {kind: chance.sample(of_kind, len(of_kind)) for kind, of_kind in lines.items()}
    written: dict[str, list[str]] = {}
    form = _SHORT_FORM if short else _FORM
    for name, count in form:
        if name not in written:
            left = unsung[name.split()[0]]
            written[name] = [left.pop().replace("{}", about) for _ in range(count)]
    lyrics = "\n\n".join("\n".join((f"[{name}]", *written[name])) for name, _ in form)
    return Song(title or _title(about), _style(theme), lyrics)


def edit(lyrics: str, order: str, title: str = "") -> Song:
    """Given lyrics with a last section that follows the order; nothing of them is lost."""
    about = _subject(order, lyrics)
    lines = (_CHINESE_LINES if words.is_chinese(about) else _LINES)["Outro"]
    added = "\n".join(line.replace("{}", about) for line in lines[:2])
    first = next(
        (line.strip() for line in lyrics.splitlines() if line.strip() and not TAG.match(line)),
        about,
    )
    return Song(
        title or _title(first), _style(f"{order} {lyrics}"), f"{lyrics.strip()}\n\n[Outro]\n{added}"
    )


def tagged(words: str) -> str:
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
    clipped = gist[:12] if words.is_chinese(gist) else " ".join(gist.split()[:6])
    if clipped:
        return clipped[:60]
    return random.Random(_number(seed)).choice(
        _CHINESE_THEMES if words.is_chinese(theme + seed) else _THEMES
    )


def _title(about: str) -> str:
    if words.is_chinese(about):
        return about[:10]
    short = about.split()[:5]
    while len(short) > 1 and short[-1].lower() in _SMALL_WORDS:
        short.pop()
    return " ".join(word[:1].upper() + word[1:] for word in short)


def _style(text: str) -> str:
    return next((style for pattern, style in _STYLES if pattern.search(text)), _PLAIN_STYLE)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8])
