"""Space paid requests evenly, by requests per minute and tokens per minute."""

from __future__ import annotations

from collections.abc import Callable

from ..config import Limits

BELOW = 0.99
"""Fraction of a limit to use, because evenly spaced requests do not arrive evenly spaced."""
AHEAD = 3.0
"""Seconds for which time slots are assigned in advance."""
LONGEST = 60.0
SOON = 0.001


class Pace:
    """Assigns jobs the next free time slot of their model or rate-limit class. Not thread-safe."""

    def __init__(self, limits: Limits | None, clock: Callable[[], float]) -> None:
        self._limits = limits or Limits()
        self._clock = clock
        self._next: dict[str, float] = {}
        self._turns: dict[str, float] = {}
        self._moments: dict[int, float] = {}

    def wait(self, line: int, rate_class: str, model: str, tokens: int) -> float:
        """Seconds until a job may be sent, or should ask again; 0 uses its time slot."""
        now = self._clock()
        if line not in self._moments:
            spacing = self._limits.spacing(rate_class, model, tokens) / BELOW
            moment, again = self._reserve(self._limits.bucket(rate_class, model), spacing, now)
            if again:
                return again
            self._moments[line] = moment
        wait = self._moments[line] - now
        if wait <= SOON:
            del self._moments[line]
            return 0.0
        return wait

    def forget(self, line: int) -> None:
        """Forget a waiting job that will not ask again."""
        self._moments.pop(line, None)

    def _reserve(self, bucket: str, spacing: float, now: float) -> tuple[float, float]:
        """The time slot of a request, and if it is too far ahead, the seconds after which to ask
        again. These are staggered, so that nobody asks in vain.
        """
        if not spacing:
            return now, 0.0
        moment = max(now, self._next.get(bucket, now))
        if moment - now > AHEAD:
            turn = max(moment - AHEAD, self._turns.get(bucket, 0.0) + spacing)
            self._turns[bucket] = turn = min(turn, now + LONGEST)
            return 0.0, turn - now
        self._next[bucket] = moment + spacing
        return moment, 0.0
