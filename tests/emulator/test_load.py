"""Many at once, and many one after the other. The long form, with figures: python -m
benchmarks.emulator_load
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from benchmarks import emulator_load as load
from minimax.emulator import Emulator, state, storage
from minimax.emulator.state import Platform, make_room

from .conftest import CHAT, chat

pytestmark = pytest.mark.slow

MB = 2**20


def test_two_hundred_concurrent_streams_are_complete(emulator: Emulator) -> None:
    assert asyncio.run(load.streams(emulator.base_url, 200)).whole == 200


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="memory is measured on Linux only"
)
def test_memory_stays_flat_over_many_requests(emulator: Emulator) -> None:
    load.requests(emulator.base_url, 200)
    before = load.resident()
    statuses = load.requests(emulator.base_url, 800, first=200)
    assert set(statuses) <= {200, 400, 404}
    assert load.resident() - before < 24 * MB


def test_least_used_accounts_are_evicted() -> None:
    platform = Platform()
    first = platform.account("sk-first")
    for number in range(state.MOST_ACCOUNTS - 1):
        platform.account(f"sk-{number}")
    assert platform.account("sk-first") is first
    platform.account("sk-one-more")
    assert len(platform.accounts) == state.MOST_ACCOUNTS
    assert platform.account("sk-first") is first


def test_oldest_entries_are_evicted() -> None:
    kept = dict.fromkeys(range(5))
    make_room(kept, 3)
    assert list(kept) == [3, 4]


def test_accounts_list_only_stored_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storage, "_MOST_ACCOUNT_FILES", 3)
    platform = Platform()
    account = platform.account("sk-1")
    try:
        numbers = [
            account.files.store(f"{index}.txt", b"x", purpose="t2a_async").file_id
            for index in range(5)
        ]
        assert [file.file_id for file in account.files] == numbers[-3:]
        account_files = [file.name for file in account.files.list("t2a_async")]
        assert account_files == ["2.txt", "3.txt", "4.txt"]
    finally:
        platform.reset()


def test_large_requests_do_not_block_others(emulator: Emulator, http: httpx.Client) -> None:
    async def scene() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        headers = {"Authorization": "Bearer k"}
        async with httpx.AsyncClient(
            base_url=emulator.base_url, headers=headers, timeout=60, trust_env=False
        ) as client:
            large = chat()
            large["messages"] *= 9_000
            slow = asyncio.create_task(
                client.post("/anthropic/v1/messages/count_tokens", json=large)
            )
            while not emulator.requests("anthropic_count_tokens"):
                await asyncio.sleep(0.01)
            assert (await client.post(CHAT, json=chat("Say hi"))).status_code == 200
            small_done = loop.time()
            assert (await slow).status_code == 200
            return small_done, loop.time()

    small_done, large_done = asyncio.run(scene())
    assert small_done < large_done
