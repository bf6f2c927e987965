"""Remember the words of generated audio, so that it can be recognised when it is sent back."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

KEPT = 2_000
"""Recordings that are remembered; older ones make room."""

# A WAV header around bare samples, or a tag in front of an MP3: no more than this stands before the
# same sound.
_LONGEST_HEADER = 4_096


class Transcripts:
    """Words by audio content. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: OrderedDict[tuple[int, bytes], str] = OrderedDict()

    def remember(self, data: bytes, words: str) -> None:
        """Remember the words of a recording."""
        key = len(data), _digest(data)
        with self._lock:
            self._words[key] = words
            if len(self._words) > KEPT:
                self._words.popitem(last=False)

    def words_of(self, data: bytes) -> str | None:
        """What a recording says, None for one from elsewhere. Another header in front of the same
        sound does not matter.
        """
        with self._lock:
            sizes = {
                size for size, _ in self._words if len(data) - _LONGEST_HEADER <= size <= len(data)
            }
        for size in sorted(sizes, reverse=True):
            if (words := self._words.get((size, _digest(data[len(data) - size :])))) is not None:
                return words
        return None

    def clear(self) -> None:
        with self._lock:
            self._words.clear()


def audible(text: str) -> str:
    """A text as it is heard: without pause marks and interjections, on one line."""
    from minimax.emulator.media.reading import units

    return " ".join("".join(" " if unit.fixed else unit.char for unit in units(text)).split())


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
