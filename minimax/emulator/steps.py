"""Responses as a sequence of steps, so that a fault is a function from steps to steps."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from minimax.emulator.clock import Clock
from minimax.emulator.envelopes import encode

DONE = "[DONE]"


@dataclass(frozen=True)
class Frame:
    """One server-sent event: JSON, or literal text such as [DONE]."""

    data: dict[str, Any] | str
    event: str | None = None

    def encode(self) -> bytes:
        head = f"event: {self.event}\n".encode() if self.event else b""
        data = self.data.encode() if isinstance(self.data, str) else encode(self.data)
        return b"".join((head, b"data: ", data, b"\n\n"))


@dataclass(frozen=True)
class Raw:
    """Raw bytes."""

    data: bytes

    def encode(self) -> bytes:
        return self.data


@dataclass(frozen=True)
class Wait:
    """A pause, in seconds of the emulator's clock."""

    seconds: float


@dataclass(frozen=True)
class Drop:
    """Drop the connection."""


Step = Frame | Raw | Wait | Drop


@dataclass(frozen=True)
class Stream:
    """A `text/event-stream` response."""

    steps: Iterable[Step]


def frames_of(events: Iterable[Mapping[str, Any] | str]) -> Iterator[Frame]:
    """Events as frames: one with a `type` also has it as its event name."""
    for event in events:
        name = event.get("type") if isinstance(event, Mapping) else None
        data = dict(event) if isinstance(event, Mapping) else event
        yield Frame(data, name if isinstance(name, str) else None)


async def play(
    steps: Iterable[Step], clock: Clock, *, pace: float = 0.0
) -> AsyncGenerator[bytes | None, None]:
    """Yield the bytes of the steps in time; None to drop the connection. `pace` is the pause before
    each frame in seconds.
    """
    for step in steps:
        pause = step.seconds if isinstance(step, Wait) else pace
        if isinstance(step, Drop) or not await clock.sleep(pause):
            yield None
            return
        if not isinstance(step, Wait):
            yield step.encode()
