"""Time as the emulator sees it: it runs by itself, and a test can turn it."""

from __future__ import annotations

import asyncio
import math
import threading
import time


class Clock:
    """Wall clock and monotonic clock in one. `running=False` holds it still, so that only `advance`
    moves it.

    Safe to use from any thread: waits sleep in the server's loop, `advance` is called by the test.
    """

    def __init__(self, start: float | None = None, *, running: bool = True) -> None:
        self._lock = threading.Lock()
        self._waits: set[_Wait] = set()
        self._start = start
        self._running = running
        self.reset()

    def reset(self) -> None:
        """Back to the start, every wait broken off."""
        with self._lock:
            self._wall = time.time() if self._start is None else self._start
            self._origin = time.monotonic()
            self._turned = 0.0
        self.break_waits()

    @property
    def turned(self) -> float:
        """By how many seconds `advance` has moved it."""
        return self._turned

    @property
    def running(self) -> bool:
        """Whether it moves by itself."""
        return self._running

    def now(self) -> float:
        """Unix time in seconds."""
        return self._wall + self.monotonic()

    def monotonic(self) -> float:
        """Seconds since the start."""
        return self._turned + (time.monotonic() - self._origin if self._running else 0.0)

    def advance(self, seconds: float) -> None:
        """Turn the clock forward; waits that are over by then end at once."""
        if seconds < 0:
            raise ValueError(f"the clock only goes forward: {seconds} seconds")
        with self._lock:
            self._turned += seconds
            now = self.monotonic()
            due = [wait for wait in self._waits if wait.until <= now]
        for wait in due:
            wait.wake()

    def waiting(self) -> int:
        """How many waits are pending: a test turns the clock once there is one."""
        return len(self._waits)

    def break_waits(self) -> None:
        """End every wait now; each `sleep` answers False."""
        with self._lock:
            waits = list(self._waits)
        for wait in waits:
            wait.broken = True
            wait.wake()

    async def sleep(self, seconds: float) -> bool:
        """Wait until the clock has moved on by `seconds`. False when the wait was broken off."""
        if seconds <= 0:
            return True
        wait = _Wait(self.monotonic() + seconds)
        with self._lock:
            self._waits.add(wait)
        try:
            while not wait.broken and (left := wait.until - self.monotonic()) > 0:
                await wait.pause(left if self._running and math.isfinite(left) else None)
        finally:
            with self._lock:
                self._waits.discard(wait)
        return not wait.broken


class Hurried:
    """The clock for a client of the emulator: where the client would wait, the emulator's clock is
    turned instead.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def monotonic(self) -> float:
        """Seconds since the start of the emulator's clock."""
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        """Turn the clock and go on at once."""
        self._clock.advance(max(seconds, 0.0))

    async def asleep(self, seconds: float) -> None:
        """The same, after everybody else in the event loop had a turn."""
        self.sleep(seconds)
        await asyncio.sleep(0)


class _Wait:
    """One sleeper, which another thread may wake."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.broken = False
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    async def pause(self, timeout: float | None) -> None:
        """Sleep until woken, at most `timeout` real seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return
        self._event.clear()

    def wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._event.set)
        except RuntimeError:
            # The server stopped between the look and the call: nobody sleeps there any more.
            return
