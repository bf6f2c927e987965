"""Rate limits and limits of concurrent jobs, from the table of the spec."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from minimax.emulator.envelopes import PlatformError
from minimax_generated.tables.models import MODELS

POLLS_PER_SECOND = 10
"""Queries of long speech tasks. Their limit always applies, all others only if rate limits are on.
"""
WINDOW = 60.0
"""The window for counting requests, in seconds."""

RATE_LIMIT, CONCURRENCY_LIMIT = 1002, 1041


class Limit(NamedTuple):
    """The documented limits of a model: requests per minute and concurrent jobs, None if there is
    none.
    """

    counter: tuple[str, str]
    rpm: int | None
    concurrent: int | None


@cache
def _limits(region: str) -> dict[tuple[str, str], Limit]:
    """The documented limits of a region for a paid account, by rate-limit class and model, "" for
    an entire class.
    """
    found: dict[tuple[str, str], Limit] = {}
    for row in MODELS["rate_limits"]:
        numbers = row.get(region, {})
        for model in row["models"] or [""]:
            counter = row["class"], model.lower()
            found[counter] = Limit(counter, numbers.get("rpm"), numbers.get("concurrent"))
    return found


def limit_of(region: str, rate_class: str, model: str) -> Limit | None:
    """The limit for a request, None if none is documented."""
    known = _limits(region)
    return known.get((rate_class, model.lower())) or known.get((rate_class, ""))


class Rates:
    """The requests of one account in the last minute, and its running jobs."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], deque[float]] = {}
        self._running: Counter[tuple[str, str]] = Counter()

    def check(self, limit: Limit, now: float, *, job: bool) -> None:
        """Count a request at `now`, in seconds. Raises an error beyond the limit; rejected requests
        do not count.
        """
        if (
            job
            and limit.concurrent is not None
            and self._running[limit.counter] >= limit.concurrent
        ):
            raise PlatformError(CONCURRENCY_LIMIT)
        if limit.rpm is None:
            return
        asked = self._asked.setdefault(limit.counter, deque(maxlen=limit.rpm))
        if len(asked) == limit.rpm and asked[0] > now - WINDOW:
            raise PlatformError(RATE_LIMIT)
        asked.append(now)

    def start(self, limit: Limit) -> Callable[[], None]:
        """Count a job, and return a function that ends it."""
        self._running[limit.counter] += 1

        def end() -> None:
            self._running[limit.counter] -= 1

        return end


class Bucket:
    """Admits a number of requests per second, evenly spaced or all at once."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._level = per_second
        self._time: float | None = None

    def take(self, now: float) -> bool:
        """Whether another request is admitted now, in seconds of any monotonic clock."""
        gone = now - self._time if self._time is not None else 0.0
        self._level, self._time = (
            min(self._per_second, self._level + max(gone, 0.0) * self._per_second),
            now,
        )
        # The tolerance allows for rounding: ten requests a tenth of a second apart are ten per
        # second.
        if self._level < 1 - 1e-3:
            return False
        self._level -= 1
        return True
