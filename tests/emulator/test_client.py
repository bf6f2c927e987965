"""The emulator for users: clients that are bound to it, and the fixtures of the pytest plugin."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import minimax
import minimax.emulator
from minimax.emulator import Emulator

TESTS = """
import pytest

def test_sync(minimax_client, minimax_emulator):
    minimax_emulator.reply("Lima.")
    assert minimax_client.text.chat("Capital of Peru?").text == "Lima."
    assert len(minimax_emulator.requests("chat_completions")) == 1

def test_fresh(minimax_emulator):
    assert minimax_emulator.requests() == []
    assert minimax_emulator.platform.strict

@pytest.mark.minimax_emulator(strict=False, faults=["insufficient_balance"])
def test_marked(minimax_client, minimax_emulator):
    assert not minimax_emulator.platform.strict
    with pytest.raises(Exception, match="balance"):
        minimax_client.text.chat("Hi")

@pytest.mark.minimax_emulator(stritc=False)
def test_misspelt(minimax_emulator):
    pass

def test_async(async_minimax_client):
    import asyncio
    async def scene():
        return await async_minimax_client.text.chat("Reply with exactly: pong")
    assert asyncio.run(scene()).text == "pong"
"""


def test_a_client_comes_with_a_fresh_emulator() -> None:
    with minimax.emulator.client() as client:
        assert client.text.chat("Reply with exactly: pong").text == "pong"
        assert client.base_url.startswith("http://127.0.0.1:")


def test_a_client_of_a_running_emulator_takes_options(emulator: Emulator) -> None:
    with minimax.emulator.client(emulator, group_id="7") as client:
        client.text.chat("Hi")
    assert emulator.requests("chat_completions")[0].query == {"GroupId": "7"}


def test_the_async_client_works_the_same(emulator: Emulator) -> None:
    async def scene() -> str:
        async with minimax.emulator.async_client(emulator) as client:
            return (await client.text.chat("Reply with exactly: pong")).text

    assert asyncio.run(scene()) == "pong"


def test_a_client_turns_the_clock_instead_of_waiting(emulator: Emulator) -> None:
    emulator.fault("rate_limit*2")
    with minimax.emulator.client(
        emulator, retry=minimax.Retry(base=600, cap=600, total=9999)
    ) as client:
        before = emulator.clock.now()
        assert client.text.chat("Reply with exactly: pong").text == "pong"
    assert len(emulator.requests("chat_completions")) == 3
    assert emulator.clock.now() > before


def test_the_fixtures_work_in_somebody_elses_tests(tmp_path: Path) -> None:
    (tmp_path / "test_app.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-W",
        "error",
        "--strict-markers",
    ]
    done = subprocess.run(
        [*command, str(tmp_path)], cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert "4 passed, 1 error" in done.stdout, done.stdout
    assert "takes strict and faults, not stritc" in done.stdout
