"""Fixtures for tests of applications: an emulator for each test, and clients for it.

    def test_speaks(minimax_client, minimax_emulator):
        assert minimax_client.speech.synthesize("Hello").audio
        assert len(minimax_emulator.requests("t2a_v2")) == 1

The emulator is strict: a field, model, role or language that the API does not list fails. A marker
changes that for a test, or says where it starts from:

    @pytest.mark.minimax_emulator(strict=False, faults=["rate_limit*1"])
    @pytest.mark.minimax_emulator(scenario="scenario.yaml")
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
        f"{MARKER}(scenario=None, faults=[], strict=True, **settings): how the minimax_emulator"
        " fixture behaves in this test",
    )


@pytest.fixture(scope="session")
def _minimax_emulator_server() -> Iterator[Emulator]:
    from minimax.emulator import Emulator

    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def minimax_emulator(
    _minimax_emulator_server: Emulator, request: pytest.FixtureRequest
) -> Emulator:
    """An emulator on loopback, reset for every test."""
    from minimax.emulator import Settings
    from minimax.emulator.scenario import read

    marker = request.node.get_closest_marker(MARKER)
    options = dict(marker.kwargs) if marker else {}
    source, faults = options.pop("scenario", None), options.pop("faults", ())
    try:
        scenario = read(source, defaults=Settings(strict=True)).with_changes(options, faults)
    except (OSError, ValueError) as error:
        raise pytest.UsageError(f"pytest.mark.{MARKER}: {error}") from error
    _minimax_emulator_server.platform.start_from(scenario)
    return _minimax_emulator_server


@pytest.fixture
def minimax_client(minimax_emulator: Emulator) -> Iterator[MiniMax]:
    """A `MiniMax` client of the emulator."""
    from minimax.emulator import client

    with client(minimax_emulator) as made:
        yield made


@pytest.fixture
def async_minimax_client(minimax_emulator: Emulator) -> Iterator[AsyncMiniMax]:
    """An `AsyncMiniMax` client of the emulator, for any async test runner."""
    from minimax import AsyncMiniMax

    # The event loop of the test may be closed by then, and connections can only be closed in their
    # own loop, so the emulator closes each one after its answer.
    minimax_emulator.platform.keep_alive = False
    yield AsyncMiniMax(**minimax_emulator.client_options())
    minimax_emulator.platform.keep_alive = True
