"""When paid requests may go out: evenly spaced by requests and by tokens per minute."""

from __future__ import annotations

from collections.abc import Callable

from ..config import Limits

BELOW = 0.99
"""Share of a limit that is used: requests that are evenly spaced here arrive unevenly there."""
AHEAD = 3.0
"""Seconds for which moments are given out in advance."""
LONGEST = 60.0
SOON = 0.001


class Pace:
    """Gives each job the next free moment of its bucket: its model, or its rate-limit class. Not
    safe to use from several threads at the same time.
    """

    def __init__(self, limits: Limits | None, clock: Callable[[], float]) -> None:
        self._limits = limits or Limits()
        self._clock = clock
        self._next: dict[str, float] = {}
        self._turns: dict[str, float] = {}
        self._moments: dict[int, float] = {}

    def wait(self, line: int, rate_class: str, model: str, tokens: int) -> float:
        """Seconds until a job may be sent, or should ask again; 0 uses its moment up."""
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
        """A job that waited does not come back."""
        self._moments.pop(line, None)

    def _reserve(self, bucket: str, spacing: float, now: float) -> tuple[float, float]:
        """The moment of a request; when it is too far ahead, the seconds after which to ask again:
        turns are given out one after the other, so that nobody comes back in vain.
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
