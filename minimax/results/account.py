"""Results of `client.account`: quota, balance and web search. No I/O."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from minimax_generated.api import account as api

from ..record import Record, Typed
from .display import Displayed, table
from .fields import mapping, objects, text

if TYPE_CHECKING:
    from minimax_generated.models import ModelRemains

USED_UP, UNLIMITED = 2, 3
_MILLISECONDS_FROM = 10**11
"""In seconds this is the year 5138, in milliseconds 1973: larger numbers are milliseconds."""


@dataclass(frozen=True, slots=True)
class Window(Record):
    """A quota and its period."""

    percent_left: float | None
    """0 to 100; None if the platform reports counts instead of a percentage."""
    starts_at: datetime | None
    resets_at: datetime | None
    status: int | None
    """1 normal, 2 used up, 3 unlimited or not counted."""
    total: int | None
    """Allowed calls; 0 if the platform reports a percentage."""
    counted: int | None
    """The platform's usage count, unchanged. It means used calls on some accounts and remaining
    calls on others, so prefer `percent_left` if it is present.
    """
    boost: float
    """Factor of the quota, normally 1; not included in `percent_left`."""

    @property
    def used_up(self) -> bool:
        """Used up until `resets_at`."""
        return self.status == USED_UP or self.percent_left == 0

    @property
    def unlimited(self) -> bool:
        """Not limited or not counted."""
        return self.status == UNLIMITED


@dataclass(frozen=True, slots=True)
class QuotaEntry(Record):
    """The quota of one group of models."""

    name: str
    """Group, such as "general" or "video"; on older plans a model id."""
    interval: Window
    """The current interval: five hours for text, a day for video and older media plans."""
    week: Window | None
    """The current week, None if the plan has no weekly quota."""
    raw: Mapping[str, Any]

    @property
    def response(self) -> ModelRemains:
        """The entry with every documented field, typed."""
        from minimax_generated.models import ModelRemains

        return ModelRemains.from_dict(self.raw)

    @property
    def percent_left(self) -> float | None:
        """Remaining share of the interval, 0 to 100."""
        return self.interval.percent_left

    @property
    def resets_at(self) -> datetime | None:
        """When the next interval starts."""
        return self.interval.resets_at


@dataclass(frozen=True, slots=True)
class Quota(Record, Displayed):
    """The remaining quota of a plan; `entries` is empty if the key has no plan."""

    response = Typed(lambda: api.token_plan_remains.OPERATION.response_model)
    """The response with every documented field, typed."""

    entries: list[QuotaEntry]
    raw: Mapping[str, Any]
    trace_id: str | None

    def _html(self) -> str:
        return table([_row(entry) for entry in self.entries])


@dataclass(frozen=True, slots=True)
class Balance(Record):
    """The balance of a pay-as-you-go account; unknown amounts are None."""

    response = Typed(lambda: api.query_balance.OPERATION.response_model)
    """The response with every documented field, typed."""

    available: Decimal | None
    """The available amount."""
    cash: Decimal | None
    vouchers: Decimal | None
    credit: Decimal | None
    owed: Decimal | None
    currency: str
    """"USD" or "CNY" by the region of the client, "" for a custom host."""
    alert: bool
    """Whether the account warns when `available` falls below `alert_below`."""
    alert_below: Decimal | None
    raw: Mapping[str, Any]
    trace_id: str | None


@dataclass(frozen=True, slots=True)
class SearchResult(Record):
    """A search result."""

    title: str
    url: str
    snippet: str
    date: str
    """As written by the platform, "" if unknown."""


@dataclass(frozen=True, slots=True)
class SearchResults(Record):
    """The results of a web search."""

    response = Typed(lambda: api.coding_plan_search.OPERATION.response_model)
    """The response with every documented field, typed."""

    results: list[SearchResult]
    related: list[str]
    """Related searches."""
    raw: Mapping[str, Any]
    trace_id: str | None


def quota_from(payload: object, trace_id: str | None) -> Quota:
    """Read a quota response; every field may be missing."""
    answer = mapping(payload)
    return Quota([_entry(raw) for raw in objects(answer.get("model_remains"))], answer, trace_id)


def balance_from(payload: object, currency: str, trace_id: str | None) -> Balance:
    """Read a balance response, whose amounts are strings."""
    answer = mapping(payload)
    return Balance(
        available=_amount(answer.get("available_amount")),
        cash=_amount(answer.get("cash_balance")),
        vouchers=_amount(answer.get("voucher_balance")),
        credit=_amount(answer.get("credit_balance")),
        owed=_amount(answer.get("owed_amount")),
        currency=currency,
        alert=answer.get("balance_alert_switch") is True,
        alert_below=_amount(answer.get("balance_alert_threshold")),
        raw=answer,
        trace_id=trace_id,
    )


def search_from(payload: object, trace_id: str | None) -> SearchResults:
    """Read a web search response; a missing list is read as empty."""
    answer = mapping(payload)
    results = [
        SearchResult(
            text(raw.get("title")),
            text(raw.get("link")),
            text(raw.get("snippet")),
            text(raw.get("date")),
        )
        for raw in objects(answer.get("organic"))
    ]
    related = [text(raw.get("query")) for raw in objects(answer.get("related_searches"))]
    return SearchResults(results, [query for query in related if query], answer, trace_id)


def _row(entry: QuotaEntry) -> dict[str, Any]:
    """An entry as a row of the table shown in notebooks."""
    week = entry.week
    return {
        "name": entry.name,
        "percent_left": entry.percent_left,
        "resets_at": entry.resets_at,
        "week_percent_left": week and week.percent_left,
        "week_resets_at": week and week.resets_at,
    }


def _entry(raw: Mapping[str, Any]) -> QuotaEntry:
    week = _window(
        raw, "current_weekly", "weekly_start_time", "weekly_end_time", "weekly_boost_permille"
    )
    return QuotaEntry(
        name=text(raw.get("model_name")),
        interval=_window(
            raw, "current_interval", "start_time", "end_time", "interval_boost_permille"
        ),
        week=week if week.status in (1, USED_UP) else None,
        raw=raw,
    )


def _window(raw: Mapping[str, Any], prefix: str, start: str, end: str, boost: str) -> Window:
    permille = _number(raw.get(boost))
    return Window(
        percent_left=_number(raw.get(f"{prefix}_remaining_percent")),
        starts_at=_moment(raw.get(start)),
        resets_at=_moment(raw.get(end)),
        status=_count(raw.get(f"{prefix}_status")),
        total=_count(raw.get(f"{prefix}_total_count")),
        counted=_count(raw.get(f"{prefix}_usage_count")),
        boost=1.0 if permille is None else permille / 1000,
    )


def _moment(value: object) -> datetime | None:
    """Convert a Unix time, in milliseconds or seconds, to UTC."""
    number = _number(value)
    if not number:
        return None
    try:
        return datetime.fromtimestamp(
            number / 1000 if number >= _MILLISECONDS_FROM else number, UTC
        )
    except (ValueError, OverflowError, OSError):
        return None


def _amount(value: object) -> Decimal | None:
    try:
        amount = Decimal(str(value)) if isinstance(value, (str, int, float)) else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() else None


def _number(value: object) -> float | None:
    amount = None if isinstance(value, bool) else _amount(value)
    found = None if amount is None else float(amount)
    return None if found is None or math.isinf(found) else found


def _count(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)
