"""Cost control: estimates what a tool call may cost before it is sent, and tracks what all calls
have cost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ... import estimate
from ...batch.operations import OPERATIONS
from ...errors import MinimaxError, ValidationError
from ...estimate import Estimate
from ...prices import PriceUnknown, plain

Arguments = Mapping[str, Any]
REGION = "global"
"""Only its price list, in US dollars, is complete."""
FEWEST_TOKENS = 256
"""A reply with fewer tokens is useless."""
MOST_TOKENS = 32_768
"""The maximum number of tokens reserved for one reply."""


class TooExpensiveError(MinimaxError):
    """A call would exceed the limit of the server; nothing was sent."""


def _chat(given: Arguments) -> Estimate:
    text = json.dumps([given.get(name) for name in ("messages", "system", "tools")])
    if "image_url" in text or "video_url" in text:
        raise PriceUnknown("the tokens of images and videos are not known before the call")
    # A token has at least one byte.
    return estimate.chat(len(text.encode()), given.get("max_tokens") or 0, model=given["model"])


def _speech(given: Arguments) -> Estimate:
    if given.get("text") is None:
        raise PriceUnknown("the characters of a file are not known before the call")
    return estimate.speech(given["text"], model=given["model"])


def _images(given: Arguments) -> Estimate:
    return estimate.images(given.get("n") or 1, model=given["model"])


PRICES: dict[str, Callable[[Arguments], Estimate]] = {
    "text.chat": _chat,
    "speech.synthesize": _speech,
    "speech.create_task": _speech,
    "images.generate": _images,
    "images.edit": _images,
}
"""Estimates before the call, for prices that depend on the result."""


class Budget:
    """The total cost of the calls of a server by the price table, and its limit.

    Args:
        limit: US dollars; None for no limit.
    """

    def __init__(self, limit: Decimal | None = None) -> None:
        self.limit = limit
        self.spent = Decimal(0)

    @property
    def left(self) -> Decimal | None:
        """The remaining US dollars; None if there is no limit."""
        return None if self.limit is None else self.limit - self.spent

    def reserve(self, call: str, arguments: dict[str, Any]) -> Decimal:
        """Reserve what a billed call may cost, and return the amount. A chat gets the `max_tokens`
        that the remaining amount pays for.

        Raises:
            TooExpensiveError: it may cost more than the remaining amount, or its price is unknown.
        """
        if self.left is None:
            return Decimal(0)
        try:
            amount = price(call, arguments).amount
            if call == "text.chat":
                amount += self._limit_tokens(arguments, self.left - amount)
        except (PriceUnknown, ValidationError) as error:
            raise TooExpensiveError(
                f"{call} was not sent: its price is unknown, so --max-cost {self.limit} cannot be"
                f" guaranteed ({error})"
            ) from error
        if amount > self.left:
            raise TooExpensiveError(
                f"{call} was not sent: it would cost about {_usd(amount)}, but only"
                f" {_usd(self.left)} of --max-cost {self.limit} is left"
            )
        self.spent += amount
        return amount

    def settle(self, reserved: Decimal, cost: Decimal) -> None:
        """Replace the reserved amount of a call by its actual cost."""
        self.spent += cost - reserved

    def note(self, cost: Estimate | None) -> str:
        """The cost of a call, in words."""
        if cost is None:
            return "Cost: not in the price table; see the platform's bill."
        limit = "" if self.limit is None else f" of {_usd(self.limit)}"
        return f"Cost: about {_usd(cost.amount)} ({cost.basis}); {_usd(self.spent)}{limit} so far."

    def _limit_tokens(self, arguments: dict[str, Any], left: Decimal) -> Decimal:
        """Limit the tokens of a reply, and return the amount to reserve for them."""
        if arguments.get("max_tokens"):
            return Decimal(0)
        model = OPERATIONS["text.chat"].complete(arguments)["model"]
        per_token = estimate.chat(0, 1_000_000, model=model).amount / 1_000_000
        tokens = min(int(left / per_token), MOST_TOKENS)
        if tokens < FEWEST_TOKENS:
            return per_token * FEWEST_TOKENS
        arguments["max_tokens"] = tokens
        return per_token * tokens


def price(call: str, arguments: Arguments) -> Estimate:
    """The maximum cost of a call, as far as it is known before sending.

    Raises:
        PriceUnknown: the price is unknown.
    """
    row = OPERATIONS.get(call)
    if row is None:
        raise PriceUnknown(f"{call} is not in the price table")
    if call in PRICES:
        return PRICES[call](row.complete(arguments))
    if call == "speech.transcribe" or (found := row.cost(arguments, None, REGION)) is None:
        raise PriceUnknown(f"{call} has no price in US dollars")
    return found


def cost(call: str, arguments: Arguments, result: Any) -> Estimate | None:
    """The actual cost of a call; None if it is not in the price table."""
    row = OPERATIONS.get(call)
    return None if row is None else row.cost(arguments, result, REGION)


def _usd(amount: Decimal) -> str:
    return f"{plain(amount)} USD"
