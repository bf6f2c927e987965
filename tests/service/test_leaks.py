"""What thousands of calls leave behind, in small: `python -m tests.stress.leaks` is the long form.
And clients in other processes.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from minimax import Limits, MiniMax, Retry, Timeout
from minimax.emulator import Emulator

from ..stress.leaks import CLIENTS, Load, measured
from ..stress.server import serving

pytestmark = pytest.mark.slow

SMALL = Load(calls=200, streams=40, rounds=3, threads=64, concurrent=100)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.mark.parametrize("client", CLIENTS)
def test_no_resources_leak_under_load(
    client: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    course = measured(client, url, SMALL)
    assert course.complaints() == []
    assert len(course.rounds) == SMALL.rounds


def ask(options: dict[str, Any]) -> str:
    """What a process of its own does, with options that came to it as a pickle."""
    with MiniMax(**options) as client:
        return client.text.chat("Please say: spawned").text


def test_spawned_processes_create_clients_from_the_same_options(emulator: Emulator) -> None:
    options = {
        "api_key": "sk-test",
        "base_url": emulator.base_url,
        "retry": Retry(attempts=2),
        "limits": Limits(rpm={"text": 600}, concurrent=2),
        "timeout": Timeout(connect=5, idle=30),
    }
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert "spawned" in pool.submit(ask, options).result(60)
        with pytest.raises(TypeError, match="Create a client in each process"):
            pool.submit(repr, MiniMax(**options)).result(60)
