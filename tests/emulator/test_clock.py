"""The clock, which tests can advance."""

from __future__ import annotations

import asyncio
import time

import pytest

from minimax.emulator import Clock


def test_runs_by_default() -> None:
    clock = Clock()
    before = clock.monotonic()
    assert abs(clock.now() - time.time()) < 1
    assert clock.monotonic() > before


def test_can_be_advanced() -> None:
    clock = Clock()
    clock.advance(3600)
    assert clock.now() - time.time() == pytest.approx(3600, abs=1)


def test_can_be_frozen_at_a_time() -> None:
    clock = Clock(1_700_000_000, running=False)
    assert clock.now() == clock.now() == 1_700_000_000
    clock.advance(1.5)
    assert (clock.now(), clock.monotonic()) == (1_700_000_001.5, 1.5)
    clock.reset()
    assert clock.now() == 1_700_000_000


def test_cannot_go_backwards() -> None:
    with pytest.raises(ValueError, match="only goes forward"):
        Clock().advance(-1)


def run(*waits: float, turns: tuple[float, ...]) -> list[float]:
    """The moments at which sleepers of so many seconds woke, while the clock was turned."""

    async def scene() -> list[float]:
        clock = Clock(0, running=False)
        woken: list[float] = []

        async def sleeper(seconds: float) -> None:
            assert await clock.sleep(seconds)
            woken.append(clock.now())

        async with asyncio.TaskGroup() as group:
            for seconds in waits:
                group.create_task(sleeper(seconds))
            for seconds in turns:
                while clock.waiting() == 0:
                    await asyncio.sleep(0)
                clock.advance(seconds)
                for _ in range(5):
                    await asyncio.sleep(0)
        return woken

    return asyncio.run(scene())


def test_waits_end_when_the_clock_is_advanced() -> None:
    assert run(900, turns=(899, 1)) == [900]


def test_waits_end_in_order() -> None:
    assert run(20, 10, turns=(10, 10)) == [10, 20]


def test_zero_waits_return_immediately() -> None:
    assert run(0, turns=()) == [0]


def test_running_clocks_end_waits() -> None:
    assert asyncio.run(Clock().sleep(0.01)) is True


def test_interrupted_waits_are_reported() -> None:
    async def scene() -> bool:
        clock = Clock()
        asyncio.get_running_loop().call_later(0.01, clock.break_waits)
        return await clock.sleep(float("inf"))

    assert asyncio.run(scene()) is False
