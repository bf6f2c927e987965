"""Fixtures for the tests of applications: an emulator per test, and clients of it.

    def test_speaks(minimax_client, minimax_emulator):
        assert minimax_client.speech.synthesize("Hello").audio
        assert len(minimax_emulator.requests("t2a_v2")) == 1

The emulator is strict: a field, model, role or language that the API does not list fails. A marker
changes that for a test, or switches faults on:

    @pytest.mark.minimax_emulator(strict=False, faults=["rate_limit*1"])
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from minimax import AsyncMiniMax, MiniMax
    from minimax.emulator import Emulator

MARKER = "minimax_emulator"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{MARKER}(strict=True, faults=[]): how the minimax_emulator fixture behaves in this test",
    )


@pytest.fixture(scope="session")
def _minimax_emulator_server() -> Iterator[Emulator]:
    from minimax.emulator import Emulator

    with Emulator(strict=True) as emulator:
        yield emulator


@pytest.fixture
def minimax_emulator(
    _minimax_emulator_server: Emulator, request: pytest.FixtureRequest
) -> Emulator:
    """The platform on loopback, fresh for every test."""
    emulator = _minimax_emulator_server
    marker = request.node.get_closest_marker(MARKER)
    options = marker.kwargs if marker else {}
    if unknown := set(options) - {"strict", "faults"}:
        raise pytest.UsageError(
            f"pytest.mark.{MARKER} takes strict and faults, not {', '.join(sorted(unknown))}"
        )
    emulator.reset()
    emulator.platform.strict = options.get("strict", True)
    for fault in options.get("faults", ()):
        emulator.fault(fault)
    return emulator


@pytest.fixture
def minimax_client(minimax_emulator: Emulator) -> Iterator[MiniMax]:
    """A `MiniMax` client of the emulator."""
    from minimax.emulator import client

    with client(minimax_emulator) as made:
        yield made


@pytest.fixture
def async_minimax_client(minimax_emulator: Emulator) -> Iterator[AsyncMiniMax]:
    """An `AsyncMiniMax` client of the emulator, for whatever runs the coroutines of the test."""
    from minimax import AsyncMiniMax

    # The event loop of the test may be gone by the end of it, and a connection can only be closed
    # under its own: the emulator closes each one after its answer.
    minimax_emulator.platform.keep_alive = False
    yield AsyncMiniMax(**minimax_emulator.client_options())
    minimax_emulator.platform.keep_alive = True
