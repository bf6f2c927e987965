"""What holds for all tests."""

from __future__ import annotations

import gc
import signal
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Hypothesis tries the same inputs in every run of the suite, however slow the machine; new ones are
# what `make fuzz` is for.
settings.register_profile(
    "suite",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")

# A shell starts background processes with SIGINT ignored, which the processes that tests interrupt
# would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

LONGEST_ID = 60


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes and long texts are no names of tests: some are a megabyte long, and archives hold the
    time at which they were made.
    """
    return (
        argname
        if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST_ID)
        else None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share an expensive start come first: a worker without work steals the last ones of
    another, and would start it again.
    """
    items.sort(key=lambda item: item.get_closest_marker("shared_start") is None)


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay until the end: the garbage collector need not look at them
    again and again.
    """
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Escape halves of characters, which hostile input has and the processes of a run cannot send
    to each other.
    """
    report = yield
    return escaped(report)


def escaped(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {escaped(name): escaped(each) for name, each in value.items()}
    return type(value)(map(escaped, value)) if isinstance(value, (list, tuple)) else value
