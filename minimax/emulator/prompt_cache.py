"""The prompt cache: how much of a prompt was processed before and therefore costs less."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

LIFETIME = 300.0
"""Seconds for which a prefix is cached after its last use."""
FEWEST = 512
"""Minimum number of tokens for automatic caching of a prefix."""

_MOST_MARKS = 4
_LOOK_BACK = 20
_CAPACITY = 20_000


class Block(NamedTuple):
    """One part of a prompt: its identity, its length in tokens, and whether it ends with a cache
    mark.
    """

    content: str
    tokens: int
    marked: bool = False


class Cached(NamedTuple):
    """Tokens of a prompt read from the cache, and tokens written to it because of a mark."""

    read: int = 0
    written: int = 0


class PromptCache:
    """The cached prefixes of one account."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, float] = OrderedDict()

    def look_up(
        self, model: str, blocks: Iterable[Block], now: float, *, unasked: bool, at_marks: bool
    ) -> Cached:
        """Look up the cached part of a prompt, and cache its prefixes. `now` is in seconds.

        A request with marks uses the starts that marks were put behind (if the model has
        `at_marks`); any other one the longest start that is known at all (if the model caches
        `unasked`).
        """
        blocks = list(blocks)
        lengths = list(accumulate(block.tokens for block in blocks))
        starts = list(
            accumulate((block.content for block in blocks), _chain, initial=model.encode())
        )[1:]
        marks = [index for index, block in enumerate(blocks) if block.marked and at_marks][
            -_MOST_MARKS:
        ]
        long = [index for index, length in enumerate(lengths) if unasked and length >= FEWEST]
        reachable = {
            index for mark in marks for index in range(max(0, mark - _LOOK_BACK), mark + 1)
        }
        at_mark = max(
            (lengths[index] for index in reachable if self._is_cached(b"mark", starts[index], now)),
            default=0,
        )
        found = max(
            (lengths[index] for index in long if self._is_cached(b"any", starts[index], now)),
            default=0,
        )
        self._keep(b"mark", (starts[index] for index in marks), now)
        self._keep(b"any", (starts[index] for index in long), now)
        if marks:
            return Cached(at_mark, lengths[marks[-1]] - at_mark)
        # The last token is always read anew: something has to be left to work on.
        return Cached(min(found, lengths[-1] - 1)) if found else Cached()

    def _is_cached(self, kind: bytes, start: bytes, now: float) -> bool:
        return self._kept.get(kind + start, 0.0) > now

    def _keep(self, kind: bytes, starts: Iterable[bytes], now: float) -> None:
        for start in starts:
            self._kept.pop(kind + start, None)
            self._kept[kind + start] = now + LIFETIME
        while len(self._kept) > _CAPACITY:
            self._kept.popitem(last=False)


def _chain(before: bytes, content: str) -> bytes:
    return hashlib.blake2b(before + content.encode("utf-8", "replace"), digest_size=16).digest()
