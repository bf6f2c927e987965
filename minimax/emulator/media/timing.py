"""The spoken duration of a text, character by character, and subtitles derived from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

_PAUSE = r"<#(?P<pause>\d{1,2}(?:\.\d{1,2})?)#>"
_INTERJECTION = (
    r"\((?:laughs|chuckle|coughs|clear-throat|groans|breath|pant|inhale|exhale|gasps|sniffs|sighs|snorts|burps|"
    r"lip-smacking|humming|hissing|emm|sneezes|whistles|crying|applause)\)"
)
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = r"\u3040-\u30ff\u31f0-\u31ff"

_UNIT = re.compile(rf"{_PAUSE}|(?P<interjection>{_INTERJECTION})|(?P<char>.)", re.DOTALL)
_MARK = re.compile(_PAUSE)
_SENTENCE = re.compile(r"\S.*?(?:[。！？!?…]+[\"'”’』」)]*|\.+[\"'”’)]*(?=\s|$)|$)", re.MULTILINE)
_WORD = re.compile(
    rf"{_INTERJECTION}|\s|[{_HAN}{_KANA}]|(?:(?![{_HAN}{_KANA}])[\w'’-])+|.", re.DOTALL
)
_BREATH = re.compile(r"[\s,;:，、；：]")

SENTENCE_LENGTH = 50  # code points, the platform's limit for a subtitle

# Milliseconds at speed 1.0: about 15 Latin or 4.5 Chinese characters per second.
_LETTER, _SPACE, _DIGIT, _HAN_MS, _KANA_MS, _HANGUL_MS, _INTERJECTION_MS = (
    68,
    55,
    170,
    222,
    135,
    190,
    500,
)
_STOPS = dict.fromkeys("。！？!?….\n", 360) | dict.fromkeys(",;:，、；：—", 180)
_INSIDE_WORDS = frozenset(".,:")  # no pause in 3.14, 1,000 or 12:30
_SCRIPTS = (
    (re.compile(f"[{_HAN}]"), _HAN_MS),
    (re.compile(f"[{_KANA}]"), _KANA_MS),
    (re.compile("[\uac00-\ud7a3]"), _HANGUL_MS),
)


class Unit(NamedTuple):
    """A spoken unit: a character, an interjection (`char` is empty) or a silence. `fixed`: its
    length does not depend on the speed.
    """

    begin: int
    end: int
    char: str
    ms: float
    fixed: bool = False
    silent: bool = False


def units(text: str) -> Iterator[Unit]:
    """The units of a text in reading order. A tag of several characters is one unit."""
    resting = True
    for match in _UNIT.finditer(text):
        begin, end = match.span()
        if match["pause"]:
            yield Unit(begin, end, "", float(match["pause"]) * 1000, fixed=True, silent=True)
        elif match["interjection"]:
            resting = False
            yield Unit(begin, end, "", _INTERJECTION_MS)
        elif (char := match["char"]) in _STOPS:
            inside = (
                char in _INSIDE_WORDS
                and text[begin - 1 : begin].isalnum()
                and text[end : end + 1].isalnum()
            )
            # One pause per run of punctuation: "Well..." does not pause three times.
            yield Unit(begin, end, char, 0 if inside or resting else _STOPS[char], silent=True)
            resting = resting or not inside
        else:
            ms = _spoken_ms(char)
            silent = not ms or char.isspace()
            if not silent:
                resting = False
            yield Unit(begin, end, char, 0 if char.isspace() and resting else ms, silent=silent)


@lru_cache(maxsize=4096)
def _spoken_ms(char: str) -> int:
    if char.isspace():
        return _SPACE
    if char.isdigit():
        return _DIGIT
    script = next((ms for pattern, ms in _SCRIPTS if pattern.match(char)), 0)
    # Characters that are neither letters nor combining marks (emoji, brackets) are silent.
    return script or (_LETTER if unicodedata.category(char)[0] == "L" else 0)


def subtitles(text: str, duration_ms: float, *, words: bool) -> list[dict[str, Any]]:
    """The platform's subtitle file for `text` spoken in `duration_ms`: sentences of at most 50
    characters.

    Offsets count code points of `text`; those of the pronounced text exclude pause tags.
    """
    clock = _clock(text, duration_ms)
    marks = [match.span() for match in _MARK.finditer(text)]
    starts = [0, *(end for _, end in marks)]
    stops = [*(begin for begin, _ in marks), len(text)]
    removed = accumulate((end - begin for begin, end in marks), initial=0)
    lines = []
    for start, stop, shift in zip(starts, stops, removed, strict=True):
        for begin, end in _sentences(text, start, stop):
            line = _entry("text", text, begin, end, shift, clock)
            spoken = _WORD.finditer(text, begin, end) if words else ()
            entries = [_entry("word", text, *match.span(), shift, clock) for match in spoken]
            lines.append(
                line | {"is_final_segment": False, "timestamped_words": entries if words else None}
            )
    if lines:
        lines[-1]["is_final_segment"] = True
    return lines


def _entry(
    name: str, text: str, begin: int, end: int, shift: int, clock: list[float]
) -> dict[str, Any]:
    return {
        name: text[begin:end],
        f"pronounce_{name}": text[begin:end],
        "time_begin": clock[begin],
        "time_end": clock[end],
        f"{name}_begin": begin,
        f"{name}_end": end,
        f"pronounce_{name}_begin": begin - shift,
        f"pronounce_{name}_end": end - shift,
    }


def _clock(text: str, duration_ms: float) -> list[float]:
    """The start of each code point in ms, followed by the end of the text."""
    spoken = list(units(text))
    fixed = sum(unit.ms for unit in spoken if unit.fixed)
    scaled = sum(unit.ms for unit in spoken if not unit.fixed)
    # Pauses keep their length, unless the audio is too short.
    if fixed < duration_ms and scaled:
        pace, pause_pace = (duration_ms - fixed) / scaled, 1.0
    else:
        pace = pause_pace = duration_ms / max(fixed + scaled, 1)
    clock, now = [], 0.0
    for unit in spoken:
        clock += [now] * (unit.end - unit.begin)
        now += unit.ms * (pause_pace if unit.fixed else pace)
    return [*clock, now]


def _sentences(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text, start, stop):
        begin, end = match.span()
        while end - begin > SENTENCE_LENGTH:
            breaths = [
                found.end() for found in _BREATH.finditer(text, begin + 1, begin + SENTENCE_LENGTH)
            ]
            cut = breaths[-1] if breaths else begin + SENTENCE_LENGTH
            yield begin, begin + len(text[begin:cut].rstrip())
            begin = next((at for at in range(cut, end) if not text[at].isspace()), end)
        if begin < end:
            yield begin, begin + len(text[begin:end].rstrip())
