"""Services against the emulator, on both faces: `face` runs a test twice, `client` is a client of
that face, and waits turn the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from minimax import AsyncMiniMax, MiniMax
from minimax.emulator import Emulator

from ..unit.platform import Face


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
def face(request: pytest.FixtureRequest) -> Iterator[Face]:
    """Runs a test on both faces: `face(call)` gives the value of a call on either,
    `face.opened(stream)` enters a stream.
    """
    face = Face(request.param)
    yield face
    face.close()


class Clients:
    """Makes clients of the emulator for one face, and closes them."""

    def __init__(self, emulator: Emulator, face: Face) -> None:
        self._emulator = emulator
        self._face = face
        self._made: list[Any] = []

    def __call__(self, **options: Any) -> Any:
        kind = AsyncMiniMax if self._face.is_async else MiniMax
        clock = getattr(self._emulator, "driver_clock", None)
        made = kind(
            **{"api_key": "sk-test", "base_url": self._emulator.base_url, "clock": clock, **options}
        )
        self._made.append(made)
        return made

    def close(self) -> None:
        for client in self._made:
            self._face(client.close())


@pytest.fixture
def connect(emulator: Emulator, face: Face) -> Iterator[Clients]:
    """`connect(**options)` is a client of the emulator with those options."""
    clients = Clients(emulator, face)
    yield clients
    clients.close()


@pytest.fixture
def client(connect: Clients) -> Any:
    """A client of the emulator."""
    return connect()
