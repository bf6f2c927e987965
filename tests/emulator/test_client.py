"""Clients bound to an emulator, and the fixtures of the pytest plugin."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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
    assert minimax_emulator.settings.strict

@pytest.mark.minimax_emulator(strict=False, faults=["insufficient_balance"])
def test_marked(minimax_client, minimax_emulator):
    assert not minimax_emulator.settings.strict
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
    assert asyncio.run(scene()).text == "pong"

async def everything(client):
    assert (await client.text.chat("Reply with exactly: pong")).text == "pong"
    async with client.text.stream("Reply with exactly: pong") as stream:
        assert [piece async for piece in stream.text]
    async with client.speech.connect() as live:
        await live.close()
    assert await client.speech.synthesize("Hello", output="url")

@pytest.fixture(scope="module")
def loop():
    # The program's own event loop, which has work of its own to finish at the end.
    import asyncio
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    ticking = loop.create_task(asyncio.sleep(0.001, "done"))
    yield loop
    assert asyncio.get_event_loop() is loop
    assert loop.run_until_complete(ticking) == "done"
    loop.close()
    asyncio.set_event_loop(None)

@pytest.mark.parametrize("time", [1, 2])
def test_leaves_the_loop_of_the_program_alone(loop, async_minimax_client, time):
    loop.run_until_complete(everything(async_minimax_client))

def test_sends_as_programs_do(async_minimax_client, minimax_emulator, loop):
    from minimax import AsyncMiniMax
    loop.run_until_complete(async_minimax_client.text.chat("Hi"))
    async def program():
        async with AsyncMiniMax(**minimax_emulator.client_options()) as client:
            await client.text.chat("Hi")
    loop.run_until_complete(program())
    ours, usual = minimax_emulator.requests()
    assert list(ours.headers.items()) == list(usual.headers.items())
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


@pytest.mark.slow
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
    assert "7 passed, 1 error" in done.stdout, done.stdout
    assert "minimax_emulator: no setting is called 'stritc'; did you mean strict?" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "mistake"),
    [
        ({"text": 5}, "text: 5 is not a text"),
        ({"tool_calls": ["get_weather"]}, "'get_weather' is not a tool call"),
        ({"tool_calls": {"get_weather": "Oslo"}}, "is not a tool call"),
        ({"finish_reason": "ended"}, "no finish_reason is called 'ended'"),
        ({"usage": {"tokens": 3}}, "no field is called 'tokens'"),
    ],
)
def test_a_reply_that_no_model_gives_is_refused_at_once(
    emulator: Emulator, arguments: dict[str, Any], mistake: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(mistake)):
        emulator.reply(**arguments)


def test_requests_of_a_misspelt_operation_are_not_an_empty_list(emulator: Emulator) -> None:
    with pytest.raises(
        ValueError, match=r"no operation is called .* did you mean chat_completions"
    ):
        emulator.requests("chat_completion")
