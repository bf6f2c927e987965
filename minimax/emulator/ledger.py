"""What calls use up: the allowance of the plan, counted, and the money of the account, estimated
from the price table.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from minimax_generated.tables.prices import PRICES
from minimax_generated.tables.regions import REGIONS

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
        VIDEO if call.operation.feature == "video" else GENERAL, call.platform.clock.now()
    )


def charge(
    call: Call, item: str, /, *, when: Mapping[str, Any] = MappingProxyType({}), **amounts: float
) -> None:
    """Take the price of so many units off the account, such as `charge(call, "image-01", image=2)`.
    What has no price is free.

    `when` holds conditions of the price table, such as the resolution of a video.
    """
    for unit, amount in amounts.items():
        call.account.ledger.spent += price(call.platform.region, item, unit, when) * Decimal(
            str(amount)
        )


def price(region: str, item: str, unit: str, when: Mapping[str, Any]) -> Decimal:
    """Price of one unit in the currency of the region: the first row that fits the conditions; 0
    where none is known.
    """
    currency = REGIONS["regions"][region]["currency"].lower()
    for row in _rows().get((item.lower(), unit), ()):
        fits = all(when.get(name, wanted) == wanted for name, wanted in row.get("when", {}).items())
        if fits and currency in row:
            return Decimal(str(row[currency])) / Decimal(str(row["per"]))
    return Decimal(0)


@cache
def _rows() -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The rows of the price table by item, in lower case, and unit."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in PRICES["prices"]:
        found.setdefault((row["item"].lower(), row["unit"]), []).append(row)
    return found
