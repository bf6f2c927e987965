"""Client-side rate limiting as arithmetic: a reservation says how long to wait; the drivers do the waiting."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .config import Limits


class Limiter:
    """Spaces calls of one rate-limit class evenly, so that no minute ever holds more than its share."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def reserve(self, rate_class: str, now: float) -> float:
        """Take the next free moment of a class and say how many seconds away it is."""
        rpm = self.limits.rate(rate_class)
        if not rpm:
            return 0.0
        with self._lock:
            moment = max(now, self._next.get(rate_class, now))
            self._next[rate_class] = moment + 60.0 / rpm
        return moment - now
