"""The remaining quota and balance of an account."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from minimax.emulator import ledger
from minimax.emulator.endpoints import Call, endpoint
from minimax.emulator.envelopes import success
from minimax.emulator.ledger import ALLOWANCE, GENERAL, INTERVALS, VIDEO, WEEK

Json = dict[str, Any]

_NOTHING = Decimal("0.00")
_NORMAL, _USED_UP = 1, 2


@endpoint("token_plan_remains")
async def token_plan_remains(call: Call) -> Json:
    groups = (GENERAL, VIDEO) if call.account.has_plan else ()
    return {"model_remains": [_remaining(call, group) for group in groups], "base_resp": success()}


@endpoint("coding_plan_remains")
async def coding_plan_remains(call: Call) -> Json:
    return {
        "model_remains": [_remaining_counts(call)] if call.account.has_plan else [],
        "base_resp": success(),
    }


@endpoint("query_balance")
async def query_balance(call: Call) -> Json:
    left = call.account.ledger.balance()
    return {
        "available_amount": str(max(left, _NOTHING)),
        "cash_balance": str(max(left, _NOTHING)),
        "voucher_balance": str(_NOTHING),
        "credit_balance": str(_NOTHING),
        "owed_amount": str(max(-left, _NOTHING)),
        "balance_alert_switch": False,
        "balance_alert_threshold": str(_NOTHING),
        "base_resp": success(),
    }


def _remaining(call: Call, group: str) -> Json:
    """The quota in percent, as in newer plans; the counts next to it stay 0."""
    now = call.clock.now()
    interval, week = (_window(call, group, window) for window in (INTERVALS[group], WEEK))
    return {
        "model_name": group,
        **_times(interval, INTERVALS[group], now, "start_time", "end_time", "remains_time"),
        "current_interval_total_count": 0,
        "current_interval_usage_count": 0,
        "current_interval_remaining_percent": interval["percent"],
        "current_interval_status": interval["status"],
        "current_weekly_total_count": 0,
        "current_weekly_usage_count": 0,
        "current_weekly_remaining_percent": week["percent"],
        "current_weekly_status": week["status"],
        **_times(week, WEEK, now, "weekly_start_time", "weekly_end_time", "weekly_remains_time"),
        "interval_boost_permille": 1000,
        "weekly_boost_permille": 1000,
    }


def _remaining_counts(call: Call) -> Json:
    """The quota in calls, as on the older path, whose "usage count" is the remaining number."""
    interval = _window(call, GENERAL, INTERVALS[GENERAL])
    return {
        "model_name": "MiniMax-M*",
        **_times(
            interval,
            INTERVALS[GENERAL],
            call.clock.now(),
            "start_time",
            "end_time",
            "remains_time",
        ),
        "current_interval_total_count": ALLOWANCE[GENERAL, INTERVALS[GENERAL]],
        "current_interval_usage_count": interval["left"],
    }


def _window(call: Call, group: str, seconds: int) -> Json:
    now, total = call.clock.now(), ALLOWANCE[group, seconds]
    left = max(total - call.account.ledger.count_calls(group, seconds, now), 0)
    return {
        "start": ledger.window_start(seconds, now),
        "left": left,
        "percent": 100 * left // total,
        "status": _NORMAL if left else _USED_UP,
    }


def _times(window: Json, seconds: int, now: float, start: str, end: str, remains: str) -> Json:
    """Start, end and remaining time of a window in milliseconds."""
    return {
        start: int(window["start"] * 1000),
        end: int((window["start"] + seconds) * 1000),
        remains: int((window["start"] + seconds - now) * 1000),
    }
