"""An emulator for the frameworks, and settings of a user with a key."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from minimax.emulator import Emulator


@pytest.fixture(scope="session")
def _running() -> Iterator[Emulator]:
    with Emulator(strict=True, task_seconds=0.05) as emulator:
        yield emulator


@pytest.fixture(scope="module", autouse=True)
def _left_open() -> Iterator[None]:
    """What frameworks leave open is collected while the filters of their own tests hold."""
    yield
    gc.collect()


@pytest.fixture
def emulator(_running: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    for name in [name for name in os.environ if name.startswith("MINIMAX_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MINIMAX_API_KEY", "sk-integrations")
    monkeypatch.setenv("MINIMAX_BASE_URL", _running.base_url)
    _running.reset()
    return _running


@pytest.fixture
def anyio_backend() -> str:
    """What async tests run on; most frameworks know asyncio only."""
    return "asyncio"
