"""What calls use up: the allowance of the plan, counted, and the money of the account, estimated
from the price table.
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
"""Seconds after which the allowance of a group of models is full again."""
ALLOWANCE = {
    (GENERAL, INTERVALS[GENERAL]): 1_500,
    (GENERAL, WEEK): 15_000,
    (VIDEO, INTERVALS[VIDEO]): 100,
    (VIDEO, WEEK): 500,
}
"""Calls of a group in a window of so many seconds. Nothing is refused beyond it: the fault
`usage_limit` does that.
"""


class Ledger:
    """What one account has used up so far."""

    def __init__(self) -> None:
        self.spent = Decimal(0)
        self._used: dict[tuple[str, int], tuple[float, int]] = {}

    def used(self, group: str, window: int, now: float) -> int:
        """Calls in the running window of so many seconds."""
        start, count = self._used.get((group, window), (0.0, 0))
        return count if start == window_start(window, now) else 0

    def count(self, group: str, now: float) -> None:
        """One more call."""
        for window in (INTERVALS[group], WEEK):
            self._used[group, window] = (
                window_start(window, now),
                self.used(group, window, now) + 1,
            )


def window_start(window: int, now: float) -> float:
    """When the running window of so many seconds began, in Unix seconds."""
    return now // window * window


def count(call: Call) -> None:
    """A billed call went through: the plan has one less."""
    call.account.ledger.count(
        VIDEO if call.operation.feature == "video" else GENERAL, call.clock.now()
    )


def charge(
    call: Call, item: str, /, *, when: Mapping[str, Any] = MappingProxyType({}), **amounts: float
) -> None:
    """Take the price of so many units off the account, such as `charge(call, "image-01", image=2)`.

    `when` holds conditions of the price table, such as the resolution of a video.
    """
    bill(call, (Charge(item, unit, amount, when) for unit, amount in amounts.items()))


def bill(call: Call, charges: Iterable[Charge]) -> None:
    """Take what charges cost off the account, as `minimax.estimate` counts it. What has no price is
    free.
    """
    currency = prices.currency(call.settings.region)
    for each in charges:
        try:
            call.account.ledger.spent += prices.price(each, currency).of(each)
        except PriceUnknown:
            continue
