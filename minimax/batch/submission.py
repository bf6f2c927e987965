"""Wrappers around I/O objects that let a batch control the requests and waits of a call. They pass
everything else on.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast
from urllib.parse import urlsplit

from ..core.io import IO, IOWrapper, run
from ..core.settings import Observers
from .protocol import Stopped

if TYPE_CHECKING:
    from ..core.http import Request
    from ..core.transport import Body

T = TypeVar("T")
SLICE = 0.5
"""Seconds after which a wait checks whether it should end."""


def _never(url: str) -> bool:
    return False


class Submission(IOWrapper):
    """The I/O of a call that costs money.

    `billed` returns the rate-limit class of a request that costs money, otherwise "". `before` is
    awaited before such a request is sent, and `withdraw` before it is repeated, which only happens
    if it certainly did not run. When the batch is stopping, no further paid request is sent, and
    calls without a paid request in flight stop waiting, including for rate limits of the client.
    Nothing is sent to a URL that is `barred`, unless a paid request is in flight.
    """

    def __init__(
        self,
        inner: IO,
        billed: Callable[[str, str], str],
        *,
        before: Callable[[str], Awaitable[None]],
        withdraw: Callable[[], Awaitable[None]],
        stopping: Callable[[], bool],
        barred: Callable[[str], bool] = _never,
    ) -> None:
        super().__init__(inner)
        self._billed, self._before, self._withdraw = billed, before, withdraw
        self._stopping, self._barred = stopping, barred
        self._paid_last, self._paid = "", False

    async def open(self, request: Request) -> Body:
        self._paid_last = self._billed(request.method, urlsplit(request.url).path)
        if not self._paid and self._barred(request.url):
            raise Stopped
        if self._paid_last:
            if self._stopping():
                raise Stopped
            await self._before(self._paid_last)
            if self._barred(request.url):  # check again, since writing to disk takes time
                await self._withdraw()
                raise Stopped
            self._paid = True
        return await self.inner.open(request)

    async def sleep(self, seconds: float) -> None:
        if self._paid_last:
            await self._withdraw()
            self._paid_last, self._paid = "", False
        if self._paid:
            await self.inner.sleep(seconds)
        else:
            await pause(self.inner, seconds, self._stopping)


class Stoppable(IOWrapper):
    """The I/O of work that can be interrupted during any wait, and between the chunks of a
    download, which resumes there the next time: raises Stopped when the batch should end, and
    before a request to a URL that is `barred`.
    """

    def __init__(
        self, inner: IO, stopping: Callable[[], bool], barred: Callable[[str], bool] = _never
    ) -> None:
        super().__init__(inner)
        self._stopping, self._barred = stopping, barred

    async def open(self, request: Request) -> Body:
        if self._barred(request.url):
            raise Stopped
        body = await self.inner.open(request)
        return cast("Body", _StoppableBody(body, self._stopping, is_async=self.is_async))

    async def sleep(self, seconds: float) -> None:
        await pause(self.inner, seconds, self._stopping)


class _StoppableBody:
    """A body that is closed when the batch should end, even while a read waits for its server."""

    def __init__(self, body: Body, stopping: Callable[[], bool], *, is_async: bool) -> None:
        self._body, self._stopping = body, stopping
        if is_async:
            asyncio.get_running_loop().call_later(SLICE, self._look)
        else:
            threading.Thread(target=self._watch, daemon=True).start()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._body, name)

    async def read(self) -> bytes:
        return await self._unless_stopped(self._body.read)

    async def read_steadily(self) -> bytes:
        return await self._unless_stopped(self._body.read_steadily)

    async def _unless_stopped(self, read: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        self._check()
        chunk = await read()
        if not chunk:  # the end, or the body was closed
            self._check()
        return chunk

    def _check(self) -> None:
        if self._stopping():
            raise Stopped

    def _watch(self) -> None:
        """Close the body in time, from a thread of its own."""
        while self._body.is_open:
            time.sleep(SLICE)
            if self._stopping():
                with suppress(Exception):
                    run(self._body.close())

    def _look(self) -> None:
        """The same, from the event loop."""
        if self._body.is_open and self._stopping():
            self._closing = asyncio.ensure_future(self._body.close())
        elif self._body.is_open:
            asyncio.get_running_loop().call_later(SLICE, self._look)


class JobIO(IOWrapper):
    """The I/O of one job. Tasks and results of the job keep it, while the inner I/O changes."""

    def __init__(self, inner: IO) -> None:
        super().__init__(inner)
        self.supervised: IO = inner

    async def open(self, request: Request) -> Body:
        return await self.supervised.open(request)

    async def sleep(self, seconds: float) -> None:
        await self.supervised.sleep(seconds)


async def pause(io: IO, seconds: float, stopping: Callable[[], bool]) -> None:
    """Wait, but stop early when the batch should end."""
    while True:
        if stopping():
            raise Stopped
        if seconds <= 0:
            return
        await io.sleep(min(SLICE, seconds))
        seconds -= SLICE


class _Reached(BaseException):
    """Raised when a call would send its first request."""


class _Preparation(IOWrapper):
    """Runs everything that may raise an error before the first request."""

    def checked(self) -> NoReturn:
        raise _Reached

    def now(self) -> float:
        return 0.0

    async def work(self, function: Callable[[], T]) -> T:
        return function()

    async def open(self, request: object) -> NoReturn:
        raise _Reached

    async def sleep(self, seconds: object) -> NoReturn:
        raise _Reached

    async def wait_for(self, awaitable: object) -> NoReturn:
        raise _Reached

    async def acquire(
        self, limits: object, rate_class: str, model: str = "", tokens: int = 0
    ) -> NoReturn:
        raise _Reached


def unsent(client: Any) -> Any:
    """A view of a client whose calls end before their first request, for `check_beforehand`."""
    view = client.with_io(_Preparation(client.io))
    view._config = view._config._replace(observers=Observers(is_silent=True))
    return view


def check_beforehand(call: Coroutine[Any, Any, Any]) -> None:
    """Run a call of an `unsent` client up to its first request, and raise an error if its arguments
    are invalid. May block on file access.
    """
    try:
        run(call)
    except _Reached:
        return
