"""Services against the emulator, on both clients: `runner` runs a test twice, `client` is a client
of that runner, and waits turn the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from minimax import AsyncMiniMax, MiniMax
from minimax.emulator import Emulator

from ..unit.platform import Runner


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "REGION", "BASE_URL", "GROUP_ID", "LOG"):
        monkeypatch.delenv(f"MINIMAX_{name}", raising=False)


@pytest.fixture(scope="session")
def _running() -> Iterator[Emulator]:
    with Emulator(strict=True) as emulator:
        yield emulator


@pytest.fixture
def emulator(_running: Emulator) -> Emulator:
    """The platform, fresh for every test, refusing fields that it does not know."""
    _running.reset()
    return _running


@pytest.fixture(params=["sync", "async"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    """Runs a test on both clients: `runner(call)` gives the value of a call on either,
    `runner.opened(stream)` enters a stream.
    """
    runner = Runner(request.param)
    yield runner
    runner.close()


class Clients:
    """Makes clients of the emulator for one client, and closes them."""

    def __init__(self, emulator: Emulator, runner: Runner) -> None:
        self._emulator = emulator
        self._runner = runner
        self._made: list[Any] = []

    def __call__(self, **options: Any) -> Any:
        kind = AsyncMiniMax if self._runner.is_async else MiniMax
        clock = getattr(self._emulator, "driver_clock", None)
        made = kind(
            **{"api_key": "sk-test", "base_url": self._emulator.base_url, "clock": clock, **options}
        )
        self._made.append(made)
        return made

    def close(self) -> None:
        for client in self._made:
            self._runner(client.close())


@pytest.fixture
def connect(emulator: Emulator, runner: Runner) -> Iterator[Clients]:
    """`connect(**options)` is a client of the emulator with those options."""
    clients = Clients(emulator, runner)
    yield clients
    clients.close()


@pytest.fixture
def client(connect: Clients) -> Any:
    """A client of the emulator."""
    return connect()
