"""Remembers the text of generated audio, so that it can be recognised when it is sent back."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

KEPT = 2_000
"""Maximum number of recordings; the oldest are dropped."""

# Maximum size of a WAV header before raw samples, or a tag before an MP3.
_LONGEST_HEADER = 4_096


class Transcripts:
    """Texts by audio content. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: OrderedDict[tuple[int, bytes], str] = OrderedDict()

    def remember(self, data: bytes, words: str) -> None:
        """Remember the text of a recording."""
        key = len(data), _digest(data)
        with self._lock:
            self._words[key] = words
            if len(self._words) > KEPT:
                self._words.popitem(last=False)

    def words_of(self, data: bytes) -> str | None:
        """The text of a recording, None if it is unknown. A different header before the same audio
        does not matter.
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


def spoken_text(text: str) -> str:
    """A text as spoken: without pause marks and interjections, on one line."""
    from minimax.emulator.media.timing import units

    return " ".join("".join(" " if unit.fixed else unit.char for unit in units(text)).split())


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
