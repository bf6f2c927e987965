"""Price table lookups: charges, matching rows and amounts. Used by the estimates and the emulator.
No I/O.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from .config import is_number
from .core.settings import region_facts
from .errors import MinimaxError, ValidationError

Row = Mapping[str, Any]

COMPARED: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">": operator.gt}
"""Operators at the beginning of a condition of the table."""


class PriceUnknown(MinimaxError):
    """The price table has no price for `item`."""

    def __init__(self, message: str, *, item: str = "") -> None:
        super().__init__(message)
        self.item = item


class Charge(NamedTuple):
    """A number of units of an item. `conditions` are the facts that rows and factors of the table
    depend on; `kind` selects similar items for messages if the item is not in the table.
    """

    item: str
    unit: str
    quantity: float
    conditions: Mapping[str, Any] = {}
    kind: str = ""

    @property
    def noun(self) -> str:
        """The unit as a word."""
        return self.unit.replace("_", " ")


class Price(NamedTuple):
    """The row of the table for a charge, and the price of `row["per"]` units, including factors."""

    row: Row
    amount: Decimal

    def of(self, charge: Charge) -> Decimal:
        """The exact cost of the charge."""
        return decimal(charge.quantity) * self.amount / decimal(self.row["per"])


def price(charge: Charge, currency: str) -> Price:
    """Look up a charge in the table.

    Raises:
        PriceUnknown: the table has no price for it in that currency.
        ValidationError: the quantity is not a number of units.
    """
    if not (is_number(charge.quantity) and 0 <= charge.quantity < math.inf):
        raise ValidationError(
            f"{charge.quantity!r} is not a number of {charge.noun}s",
            field=charge.unit,
            value=charge.quantity,
            allowed="0 or more",
        )
    row = _row(charge, currency)
    return Price(row, decimal(row[currency.lower()]) * _factor(charge))


def chat(
    model: str,
    *,
    fresh: int,
    output: int,
    cached: int = 0,
    written: int = 0,
    service_tier: str | None = None,
    web_searches: int = 0,
) -> Iterator[Charge]:
    """Charges of a chat call: input tokens that are neither read from nor written to the cache,
    output tokens, tokens read and written, and searches.
    """
    facts = {"input": fresh + cached + written, "service_tier": service_tier or "standard"}
    yield Charge(model, "input_token", fresh, facts, "text")
    yield Charge(model, "output_token", output, facts, "text")
    if cached:
        yield Charge(model, "cache_read_token", cached, facts, "text")
    if written:
        yield Charge(model, "cache_write_token", written, facts, "text")
    if web_searches:
        yield Charge("web_search", "call", web_searches, kind="text")


def video(
    item: str, *, resolution: str, seconds: float, reference_seconds: float = 0, images: int = 0
) -> Iterator[Charge]:
    """Charges of a video billed by the second: seconds generated, seconds of reference videos, and
    images above the free number.
    """
    made, read = ({"direction": each, "resolution": resolution} for each in ("output", "input"))
    yield Charge(item, "second", seconds, made, "video")
    if reference_seconds:
        yield Charge(item, "second", reference_seconds, read, "video")
    limits = [row.get("when", {}).get("images_above") for row in rows(item)]
    free = max((limit for limit in limits if limit is not None), default=images)
    if images > free:
        above = {"direction": "input", "images_above": free}
        yield Charge(item, "image", images - free, above, "video")


def rows(item: str) -> Sequence[Row]:
    """The rows of an item: a model id in any case, an operation, a server tool or a template id."""
    return _by_item().get(item.lower(), ())


def currency(region: str) -> str:
    """The currency of a region, such as "USD"."""
    return str(region_facts(region)["currency"])


def elsewhere(row: Row, currency: str) -> str:
    """The price in the currency of another region, as a hint."""
    from minimax_generated.tables.regions import REGIONS

    for name, facts in REGIONS["regions"].items():
        other = facts["currency"]
        if other != currency and other.lower() in row:
            per = "" if row.get("per", 1) == 1 else f" per {row['per']:,}"
            return f'; region="{name}" has {plain(decimal(row[other.lower()]))} {other}{per}'
    return ""


def decimal(number: float) -> Decimal:
    """A number as an exact decimal."""
    return Decimal(str(number))


def plain(number: Decimal, grouping: str = "") -> str:
    """Format without exponent and trailing zeros."""
    text = format(number, f"{grouping}f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _by_item() -> dict[str, list[Row]]:
    from minimax_generated.tables.models import MODELS
    from minimax_generated.tables.prices import PRICES
    from minimax_generated.tables.templates import TEMPLATES

    templates = (
        {**row, "item": row["id"], "kind": "template", "unit": "video", "per": 1}
        for row in TEMPLATES["templates"]
    )
    found: dict[str, list[Row]] = {}
    for row in (*PRICES["prices"], *templates):
        found.setdefault(row["item"].lower(), []).append(row)
    for model in MODELS["models"]:  # an old id costs as much as the model that serves it
        if model.get("alias_of", "").lower() in found:
            found.setdefault(model["id"].lower(), found[model["alias_of"].lower()])
    return found


def _row(charge: Charge, currency: str) -> Row:
    """The row of the table for a charge. Raises a PriceUnknown that names what is missing."""
    found = rows(charge.item)
    if not found:
        known = dict.fromkeys(
            row["item"]
            for each in _by_item().values()
            for row in each
            if charge.kind in ("", row["kind"])
        )
        raise PriceUnknown(
            f"The price table does not know {charge.item!r}; it has {', '.join(known)}",
            item=charge.item,
        )
    same_unit = [row for row in found if row["unit"] == charge.unit]
    fitting = [row for row in same_unit if _fits(row.get("when", {}), charge.conditions)]
    if fitting and currency.lower() in fitting[0]:
        return fitting[0]
    missing = f"The price table has no price per {charge.noun} of {charge.item!r}"
    if not fitting:
        asked = " ".join(
            str(charge.conditions.get(name))
            for row in same_unit[:1]
            for name in row.get("when", {})
        )
        known_for = "; ".join(" ".join(map(str, row.get("when", {}).values())) for row in same_unit)
        raise PriceUnknown(
            missing + (f" for {asked}; it has {known_for}" if asked else ""), item=charge.item
        )
    raise PriceUnknown(
        f"{missing} in {currency}{elsewhere(fitting[0], currency)}", item=charge.item
    )


def _factor(charge: Charge) -> Decimal:
    rows = [row for row in _factors(charge.item.lower()) if charge.unit in row["units"]]
    fitting = [row for row in rows if _fits(row["when"], charge.conditions)]
    return math.prod((decimal(row["factor"]) for row in fitting), start=Decimal(1))


@cache
def _factors(item: str) -> list[Row]:
    from minimax_generated.tables.prices import PRICES

    return [row for row in PRICES["factors"] if row["item"].lower() == item]


def _fits(when: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    return all(_condition(wanted)(facts.get(name)) for name, wanted in when.items())


@cache
def _condition(wanted: object) -> Callable[[Any], bool]:
    """The test for a condition: equal to a value, or beyond a number of thousands such as
    "<=512k".
    """
    for sign, compared in COMPARED.items():
        if isinstance(wanted, str) and wanted.startswith(sign):
            bound = 1000 * float(wanted.removeprefix(sign).removesuffix("k"))
            return lambda fact: fact is not None and compared(fact, bound)
    return lambda fact: bool(wanted == fact)
