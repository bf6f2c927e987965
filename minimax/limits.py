"""Client-side limits as arithmetic: when a request may go out, and how many retries the calls of a
client have together.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .config import Limits


class Limiter:
    """Spaces calls of one rate-limit class evenly, so that no minute ever holds more than its
    share.
    """

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


def no_limit() -> None:
    """Gives back a place that was not limited."""


class RetryBudget:
    """Retries that all calls of one client share, so that a platform in trouble is not asked
    several times as often by everybody at once.

    A retry takes one from it, one after a timeout two. A call that succeeds gives back what its
    retries took, and one that needed none gives a little, so the budget fills again. An empty
    budget ends the calls that fail with their error. None is no bound.
    """

    EARNED = 0.2
    PRICE, PRICE_OF_A_TIMEOUT = 1.0, 2.0

    def __init__(self, most: float | None) -> None:
        self._most = most
        self._left = most or 0.0
        self._lock = threading.Lock()

    def take(self, *, timeout: bool) -> float | None:
        """Take what one retry costs, and say how much that is; None when there is not enough."""
        price = self.PRICE_OF_A_TIMEOUT if timeout else self.PRICE
        if self._most is None:
            return price
        with self._lock:
            if price > self._left:
                return None
            self._left -= price
        return price

    def give_back(self, taken: float) -> None:
        """A call has succeeded, and this much its retries had taken."""
        if self._most is None or (not taken and self._left == self._most):
            return
        with self._lock:
            self._left = min(self._most, self._left + (taken or self.EARNED))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._most,)
