"""How often an account may ask: buckets that fill with the clock."""

from __future__ import annotations

POLLS_PER_SECOND = 10
"""Questions about tasks of long speech."""
TASKS_IN_FLIGHT = {"minimax-h3": 30}
"""Tasks of a model, in lower case, that may be queued or running at the same time; counted when rate limits are on."""


class Bucket:
    """Lets so many requests of a second through, spaced evenly or all at once."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._level = per_second
        self._time: float | None = None

    def take(self, now: float) -> bool:
        """Whether one more request may pass now, in seconds of any clock that does not go back."""
        gone = now - self._time if self._time is not None else 0.0
        self._level, self._time = min(self._per_second, self._level + max(gone, 0.0) * self._per_second), now
        # The tolerance takes the rounding of clocks: ten requests a tenth of a second apart are ten per second.
        if self._level < 1 - 1e-3:
            return False
        self._level -= 1
        return True
