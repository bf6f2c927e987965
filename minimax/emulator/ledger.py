"""Usage of calls: the quota of the plan, and the balance of the account, estimated from the price
table.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

from minimax import prices
from minimax.prices import Charge, PriceUnknown

OPENING_BALANCE = Decimal("1000.00")
"""Initial balance of every account, in the currency of the region. It may become negative, which
does not block the account.
"""

GENERAL, VIDEO = "general", "video"
HOUR = 3600
WEEK = 7 * 24 * HOUR
INTERVALS = {GENERAL: 5 * HOUR, VIDEO: 24 * HOUR}
"""Seconds after which the quota of a group of models is reset."""
ALLOWANCE = {
    (GENERAL, INTERVALS[GENERAL]): 1_500,
    (GENERAL, WEEK): 15_000,
    (VIDEO, INTERVALS[VIDEO]): 100,
    (VIDEO, WEEK): 500,
}
"""Quota of calls of a group, by window in seconds. It is not enforced; use the fault `usage_limit`.
"""

_CENT = Decimal("0.01")


class Ledger:
    """The usage of one account."""

    def __init__(self) -> None:
        self.spent = Decimal(0)
        self._used: dict[tuple[str, int], tuple[float, int]] = {}

    def balance(self) -> Decimal:
        """The balance, which may be negative."""
        return (OPENING_BALANCE - self.spent).quantize(_CENT, ROUND_FLOOR)

    def count_calls(self, group: str, window: int, now: float) -> int:
        """Number of calls in the current window of so many seconds."""
        start, count = self._used.get((group, window), (0.0, 0))
        return count if start == window_start(window, now) else 0

    def count(self, group: str, now: float) -> None:
        """Count one call."""
        for window in (INTERVALS[group], WEEK):
            self._used[group, window] = (
                window_start(window, now),
                self.count_calls(group, window, now) + 1,
            )

    def bill(self, charges: Iterable[Charge], region: str) -> None:
        """Charge the account, with the prices of `minimax.estimate`. What has no price is free."""
        currency = prices.currency(region)
        for each in charges:
            try:
                self.spent += prices.price(each, currency).of(each)
            except PriceUnknown:
                continue


def window_start(window: int, now: float) -> float:
    """Start of the current window of so many seconds, in Unix seconds."""
    return now // window * window
