"""Progress notifications of a tool call: changes, and keep-alives during long waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
from mcp.server.session import ServerSession

from .tools import CallTool

T = TypeVar("T")

LOOK = 0.5
"""Seconds between checks for new progress."""
HEARTBEAT = 10.0
"""Seconds after which the last message is repeated, because hosts abort silent calls."""


class Progress:
    """Reports the progress of a call to a client that requested it."""

    def __init__(self, session: ServerSession) -> None:
        self._session = session
        self._message = self._sent_message = "in progress"
        self._count = 0

    def callbacks(self, tool: CallTool) -> dict[str, Callable[..., None]]:
        """The callback arguments of a call."""
        known: dict[str, Callable[..., None]] = {
            "on_status": self._on_status,
            "on_progress": self._on_bytes,
        }
        return {name: function for name, function in known.items() if tool.takes(name)}

    async def during(self, work: Callable[[], Awaitable[T]]) -> T:
        """Await some work while reporting its progress."""
        outcome: list[T] = []
        failure: Exception | None = None
        async with anyio.create_task_group() as group:
            group.start_soon(self._report)
            try:
                outcome.append(await work())
            except Exception as error:  # a task group would wrap it
                failure = error
            group.cancel_scope.cancel()
        if self._message != self._sent_message:
            await self._notify()
        if failure is not None:
            raise failure
        return outcome[0]

    async def _report(self) -> None:
        silent = 0.0
        while True:
            await anyio.sleep(LOOK)
            silent += LOOK
            if self._message != self._sent_message or silent >= HEARTBEAT:
                silent = 0.0
                await self._notify()

    async def _notify(self) -> None:
        self._sent_message = self._message
        self._count += 1
        await self._session.report_progress(self._count, message=self._sent_message)

    def _on_status(self, task: Any) -> None:
        self._message = f"{task.handle} is {task.status.value}"

    def _on_bytes(self, done: int, total: int | None) -> None:
        of_all = "" if total is None else f" of {total:,}"
        self._message = f"{done:,}{of_all} bytes transferred"
