"""The clock of the emulator, which tests can move forward."""

from __future__ import annotations

import asyncio
import math
import threading
import time


class Clock:
    """A wall clock and monotonic clock. With `running=False`, only `advance` moves it.

    Thread-safe: waits sleep in the event loop of the server, while tests call `advance`.
    """

    def __init__(self, start: float | None = None, *, running: bool = True) -> None:
        self._waits = _Waits()
        self._start = start
        self._running = running
        self.reset()

    def reset(self) -> None:
        """Return to the start; all waits are aborted."""
        self._wall = time.time() if self._start is None else self._start
        self._origin = time.monotonic()
        self._turned = 0.0
        self.break_waits()

    @property
    def turned(self) -> float:
        """Total number of seconds it was moved by `advance`."""
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
        """Move the clock forward; waits that are due by then end immediately."""
        if seconds < 0:
            raise ValueError(f"the clock only goes forward: {seconds} seconds")
        self._turned += seconds
        self._waits.wake_due()

    def waiting(self) -> int:
        """Number of pending waits: a test can wait for one before it moves the clock."""
        return len(self._waits.all())

    def break_waits(self) -> None:
        """End every wait now; each `sleep` returns False."""
        for wait in self._waits.all():
            wait.broken = True
            wait.wake()

    async def sleep(self, seconds: float) -> bool:
        """Wait until the clock has advanced by `seconds`. False if the wait was aborted."""
        if seconds <= 0:
            return True
        wait = _Wait(self, self.monotonic() + seconds)
        self._waits.add(wait)
        try:
            while not wait.broken and (left := wait.left()) > 0:
                await wait.pause(left if self.running and math.isfinite(left) else None)
        finally:
            self._waits.discard(wait)
        return not wait.broken


class AccountClock(Clock):
    """The clock of one key: the clock of the platform plus an offset of its own."""

    def __init__(self, platform: Clock) -> None:
        self._platform = platform
        self._waits = platform._waits
        self._turned = 0.0

    @property
    def turned(self) -> float:
        """Total number of seconds it was moved, including the clock of the platform."""
        return self._platform.turned + self._turned

    @property
    def running(self) -> bool:
        """Whether it moves by itself."""
        return self._platform.running

    def now(self) -> float:
        """Unix time in seconds."""
        return self._platform.now() + self._turned

    def monotonic(self) -> float:
        """Seconds since the start of the platform."""
        return self._platform.monotonic() + self._turned


class SkippingClock:
    """The clock for a client of the emulator: instead of waiting, it moves the emulator's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def monotonic(self) -> float:
        """Seconds since the start of the emulator's clock."""
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        """Move the clock, and return immediately."""
        self._clock.advance(max(seconds, 0.0))

    async def asleep(self, seconds: float) -> None:
        """The same, after other tasks in the event loop have run."""
        self.sleep(seconds)
        await asyncio.sleep(0)


class _Waits:
    """All waits on the clock of a platform or of one of its keys."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waits: set[_Wait] = set()

    def add(self, wait: _Wait) -> None:
        with self._lock:
            self._waits.add(wait)

    def discard(self, wait: _Wait) -> None:
        with self._lock:
            self._waits.discard(wait)

    def all(self) -> list[_Wait]:
        with self._lock:
            return list(self._waits)

    def wake_due(self) -> None:
        for wait in self.all():
            if wait.left() <= 0:
                wait.wake()


class _Wait:
    """One wait, which another thread can end."""

    def __init__(self, clock: Clock, until: float) -> None:
        self.broken = False
        self._clock = clock
        self._until = until
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def left(self) -> float:
        """Remaining seconds on its clock."""
        return self._until - self._clock.monotonic()

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
            # The server stopped in the meantime, so nothing waits any more.
            return
