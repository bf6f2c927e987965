from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from .platform import Clock, Runner


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "REGION", "BASE_URL", "GROUP_ID", "LOG"):
        monkeypatch.delenv(f"MINIMAX_{name}", raising=False)


@pytest.fixture
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "WSS_PROXY",
        "NO_PROXY",
        "no_proxy",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _logger_as_it_was() -> Iterator[None]:
    logger = logging.getLogger("minimax")
    level, handlers = logger.level, logger.handlers[:]
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


@pytest.fixture(params=["sync", "async"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    """Runs a test on both clients."""
    runner = Runner(request.param)
    yield runner
    runner.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()
