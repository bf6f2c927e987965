"""Extracts words, numbers, quotes, names and tokens from sentences without understanding them."""

from __future__ import annotations

import re

LONGEST_READ = 100_000
"""Maximum number of characters examined; megabytes would block the emulator for seconds."""
_MOST_PIECES = 20_000

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK = _HAN + "\u3040-\u30ff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]| ?[A-Za-zÀ-ɏͰ-ԯ]{{1,8}}| ?\d{{1,3}}|\s+| ?[^\w\s]|.", re.DOTALL)
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_LATIN_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zÀ-ɏ]+|\d+")
_THING = re.compile(r"\s+(?:in|at|for|of|about|near)\b")
# Strings, which `re` compiles on first use and caches: few programs need them.
_NUMBER = r"(?<![A-Za-z\d_.])-?\d+(?:\.\d+)?(?![A-Za-z\d_]|\.\d)"
_QUOTED = r"\"([^\"]+)\"|“([^”]+)”|「([^」]+)」|`([^`]+)`|(?<!\w)'([^']+)'(?!\w)"
_NAME = r"(?<![\w])[A-ZÀ-Þ][\w'’.-]*\w(?: (?:of |de |la |the )?[A-ZÀ-Þ][\w'’.-]*\w)*"
_AFTER_PREPOSITION = (
    r"\b(?:in|at|for|from|to|of|near|about|on|called|named|with)\s+((?:the\s+)?[\w'’-]+(?:["
    r" -][A-ZÀ-Þ][\w'’-]*)*)"
)
_HAN_PLACE = rf"(?:在|去|到|查|查询|查一下)?([{_HAN}]{{2,4}}?)(?:市|的|今天|明天|现在|天气)"

# Too common to indicate the subject of a sentence; also the verbs that tool names start with.
_COMMON_WORDS = """
a an and any are as at be been but by can could current currently did do does fetch for from get
give given had has have her him his how i if in info information is it its json know let like look
make me my need no not now of on or our please provide return returns say set she show so some
specified tell than that the their them then there these they this to up us use used user using want
was we were what whats when where which who why will with would you your
"""
_OPENING_WORDS = """
add answer ask book calculate call check compute convert create delete describe find hello hey hi
i'd i'll i'm let's list open order output plan play read remind repeat reply respond remove run
schedule search send start stop summarize translate turn what's write
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_SENTENCE_STARTS = _COMMON | frozenset(_OPENING_WORDS.split())


def tokens(text: str) -> list[str]:
    """Split a text into pieces about as long as a model's tokens; joined, they are the text."""
    return _TOKEN.findall(text)


def pieces(text: str) -> list[str]:
    """Split a text into pieces for streaming: its tokens, or several at a time for a very long
    text.
    """
    found = tokens(text)
    together = len(found) // _MOST_PIECES + 1
    return (
        found
        if together == 1
        else ["".join(found[begin : begin + together]) for begin in range(0, len(found), together)]
    )


def count_tokens(text: str) -> int:
    """The number of tokens of a text; for a very long one, estimated from its beginning."""
    counted = len(tokens(text[:LONGEST_READ]))
    return counted if len(text) <= LONGEST_READ else round(counted * len(text) / LONGEST_READ)


def is_chinese(text: str) -> bool:
    """Whether the text is mainly Chinese."""
    return 3 * sum(map(len, _HAN_RUN.findall(text))) > len(text)


def significant_words(text: str) -> set[str]:
    """The significant words of a text in lower case, including the parts of names such as
    get_weather or getWeather.

    For Chinese, pairs of adjacent characters.
    """
    found = {_stem(word.lower()) for word in _LATIN_WORD.findall(text)} - _COMMON
    for run in _HAN_RUN.findall(text):
        found.update(run[index : index + 2] for index in range(len(run) - 1))
    return {word for word in found if len(word) > 1}


def numbers(text: str) -> list[float]:
    """The numbers in a text, in order."""
    return [float(number) for number in re.findall(_NUMBER, text)]


def quotes(text: str) -> list[str]:
    """The texts in quotation marks."""
    return [next(part for part in found if part) for found in re.findall(_QUOTED, text)]


def first_quote(text: str) -> str | None:
    """The first text in quotation marks."""
    found = re.search(_QUOTED, text)
    return found[found.lastindex or 0] if found else None


def contains(text: str, word: str) -> bool:
    """Whether a text contains a word, as a whole word if the script has word breaks."""
    if not word.isascii():
        return word in text
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.ASCII) is not None


def names(text: str) -> list[str]:
    """Capitalised names, without words that are capitalised only because they start a sentence."""
    found = []
    for match in re.finditer(_NAME, text):
        before, name = text[: match.start()].rstrip(), match[0].rstrip(".")
        if not before or before[-1] in ".!?:\n。！？":
            first, _, rest = name.partition(" ")
            # "Weather in Oslo" is about Oslo.
            name = (
                rest
                if first.lower() in _SENTENCE_STARTS
                or (not rest and _THING.match(text, match.end()))
                else name
            )
        if name and name.lower() not in _SENTENCE_STARTS:
            found.append(name)
    return found


def place(text: str) -> str | None:
    """The apparent subject of a sentence: a name, or the word after a preposition."""
    han = re.search(_HAN_PLACE, text)
    if han:
        return han[1]
    named = names(text)
    after = [
        match
        for match in re.findall(_AFTER_PREPOSITION, text)
        if match.removeprefix("the ") and match.lower() not in _COMMON
    ]
    return named[0] if named else after[-1] if after else None


def clip(text: str, words: int) -> str:
    """A text on one line, truncated after this many words (or four times as many Chinese
    characters).
    """
    line = " ".join(text.split())
    if is_chinese(line):
        return line if len(line) <= 4 * words else f"{line[: 4 * words]}……"
    parts = line.split(" ")
    return line if len(parts) <= words else f"{' '.join(parts[:words])} ..."


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
