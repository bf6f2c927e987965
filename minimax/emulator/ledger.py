"""Usage of calls: the quota of the plan, and the balance of the account, estimated from the price
table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from minimax import prices
from minimax.prices import Charge, PriceUnknown

if TYPE_CHECKING:
    from minimax.emulator.endpoint import Call

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


class Ledger:
    """The usage of one account."""

    def __init__(self) -> None:
        self.spent = Decimal(0)
        self._used: dict[tuple[str, int], tuple[float, int]] = {}

    def used(self, group: str, window: int, now: float) -> int:
        """Number of calls in the current window of so many seconds."""
        start, count = self._used.get((group, window), (0.0, 0))
        return count if start == window_start(window, now) else 0

    def count(self, group: str, now: float) -> None:
        """Count one call."""
        for window in (INTERVALS[group], WEEK):
            self._used[group, window] = (
                window_start(window, now),
                self.used(group, window, now) + 1,
            )


def window_start(window: int, now: float) -> float:
    """Start of the current window of so many seconds, in Unix seconds."""
    return now // window * window


def count(call: Call) -> None:
    """Count a billed call against the quota."""
    call.account.ledger.count(
        VIDEO if call.operation.feature == "video" else GENERAL, call.clock.now()
    )


def charge(
    call: Call, item: str, /, *, when: Mapping[str, Any] = MappingProxyType({}), **amounts: float
) -> None:
    """Charge the account for a number of units, such as `charge(call, "image-01", image=2)`.

    `when` holds conditions of the price table, such as the resolution of a video.
    """
    bill(call, (Charge(item, unit, amount, when) for unit, amount in amounts.items()))


def bill(call: Call, charges: Iterable[Charge]) -> None:
    """Charge the account, with the prices of `minimax.estimate`. What has no price is free."""
    currency = prices.currency(call.settings.region)
    for each in charges:
        try:
            call.account.ledger.spent += prices.price(each, currency).of(each)
        except PriceUnknown:
            continue
