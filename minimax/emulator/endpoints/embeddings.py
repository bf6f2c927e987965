"""Embeddings: deterministic unit vectors, which are closer the more words and letters two texts
share.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from minimax.emulator import checks, language
from minimax.emulator.endpoints import Call, endpoint
from minimax.emulator.envelopes import invalid, success

Json = dict[str, Any]

_TRACES = 16
_WORD_WEIGHT = 3.0
_DIGITS = 8
# The platform documents no limits; these limit the memory for one request.
_MOST_TEXTS = 1_000
_LONGEST_TEXT = 50_000


@endpoint("embeddings", beside_error=lambda _: {"vectors": None, "total_tokens": 0})
async def embeddings(call: Call) -> Json:
    row = checks.known_model("embedding", call.body["model"])
    texts = call.body["texts"]
    if not texts:
        raise invalid("is empty", ("texts",))
    if len(texts) > _MOST_TEXTS:
        raise invalid(f"{len(texts)} items, at most {_MOST_TEXTS} allowed", ("texts",))
    vectors = await asyncio.to_thread(lambda: [vector(text, row["dimensions"]) for text in texts])
    tokens = sum(map(language.count_tokens, texts))
    call.charge(row["id"], input_token=tokens)
    return {"vectors": vectors, "total_tokens": tokens, "base_resp": success()}


def vector(text: str, dimensions: int) -> list[float]:
    """The unit vector of a text: each feature contributes to a few components. Only the first
    50,000 characters count.
    """
    numbers = [0.0] * dimensions
    for feature, weight in _features(text[:_LONGEST_TEXT].lower()):
        for place, sign in _traces(feature, dimensions):
            numbers[place] += sign * weight
    length = math.sqrt(sum(number * number for number in numbers))
    return [round(number / length, _DIGITS) for number in numbers]


def _features(text: str) -> Iterator[tuple[str, float]]:
    """Its significant words, its trigrams, and one feature that all texts share, so that the vector
    is never zero.
    """
    yield "", 1.0
    for word in sorted(language.significant_words(text)):
        yield f"word {word}", _WORD_WEIGHT
    letters = " ".join(text.split())
    for index in range(len(letters) - 2):
        yield letters[index : index + 3], 1.0


@lru_cache(maxsize=10_000)
def _traces(feature: str, dimensions: int) -> tuple[tuple[int, int], ...]:
    digest = hashlib.shake_128(feature.encode("utf-8", "replace")).digest(_TRACES * 3)
    cells = (digest[index : index + 3] for index in range(0, len(digest), 3))
    return tuple(
        (int.from_bytes(cell[:2]) % dimensions, 1 if cell[2] & 1 else -1) for cell in cells
    )
