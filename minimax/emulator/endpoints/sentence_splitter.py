"""Split streamed text into sentences as soon as they can be spoken."""

from __future__ import annotations

import re

LONG_ENOUGH = 30
"""Length in characters after which a comma also ends a sentence."""
LONGEST = 300
"""Maximum length of a sentence in characters."""
SILENCE_SECONDS, BACKSTOP_SECONDS = 0.5, 3.0
"""Wait for more text after which an unfinished sentence is spoken all the same: a long one, a short
one.
"""

# The platform names these marks; the lengths and the waits above it does not tell, they are our own
# choice.
_STOPS = "。！？…；!?.\n"
_BREATHS = "，、：,;:"
# A pause mark holds a full stop of its own; while its end is missing, nothing is cut.
_UNIT = re.compile(rf"<#\d{{0,2}}(?:\.\d{{0,2}})?(?:#>|#?\Z)|[{_STOPS}]+|.", re.DOTALL)


def cut(text: str) -> tuple[list[str], str]:
    """The complete sentences, and the incomplete rest. Text that cannot be spoken is dropped."""
    sentences, rest = [], text.lstrip()
    while end := _end(rest):
        sentences.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [sentence for sentence in sentences if is_speakable(sentence)], rest


def is_speakable(text: str) -> bool:
    """Whether it contains anything except spaces and punctuation."""
    return any(character.isalnum() for character in text)


def patience(rest: str) -> float:
    """Seconds to wait for more text before an incomplete sentence is spoken."""
    return SILENCE_SECONDS if len(rest) >= LONG_ENOUGH else BACKSTOP_SECONDS


def _end(text: str) -> int:
    """Where the first sentence ends, 0 if it is incomplete."""
    space = 0
    for unit in _UNIT.finditer(text):
        end = unit.end()
        if unit[0][0] in _STOPS or (unit[0] in _BREATHS and end >= LONG_ENOUGH):
            return end
        space = end if unit[0].isspace() else space
        if end >= LONGEST:
            return space or end
    return 0
