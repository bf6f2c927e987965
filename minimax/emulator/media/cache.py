"""A cache of generated media: equal arguments give equal bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MOST_BYTES = 16 * 2**20
"""Cache size in bytes of each kind of media. The oldest entries are evicted."""


def cached(make: Callable[P, T]) -> Callable[P, T]:
    """Cache the latest results of a function that generates media. Thread-safe."""
    kept: OrderedDict[Any, tuple[T, int]] = OrderedDict()
    lock = threading.Lock()
    total = 0

    @wraps(make)
    def recall(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal total
        key = (args, *sorted(kwargs.items()))
        with lock:
            known = kept.get(key)
            if known is not None:
                kept.move_to_end(key)
                return known[0]
        made = make(*args, **kwargs)
        size = _bytes(made) + sum(_bytes(value) for value in (*args, *kwargs.values()))
        with lock:
            if size <= MOST_BYTES // 4 and key not in kept:
                kept[key] = (made, size)
                total += size
                while total > MOST_BYTES:
                    total -= kept.popitem(last=False)[1][1]
        return made

    return recall


def _bytes(value: object) -> int:
    data = getattr(value, "data", value)
    return len(data) if isinstance(data, (bytes, str)) else 0
