"""Stream shells: the two faces of a streamed call. All logic is in the flow and its accumulator; a
shell only hands items out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from ..errors import StreamInterrupted
from .flow import Emit

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .call import Prepared
    from .drivers import Async, Done, Sync

E = TypeVar("E")
R = TypeVar("R")
V = TypeVar("V")


class Closed(BaseException):
    """Thrown into a flow whose stream is closed early, so that it gives its connection back. Never
    leaves this module.
    """


class _Shell(Generic[E, R]):
    """What both faces share: the queue of items, the end, the result so far."""

    def __init__(self, prepared: Prepared[E, R]) -> None:
        self._flow = prepared.flow
        self._accumulator = prepared.accumulator
        self._items: deque[E] = deque()
        self._started = self._over = self._ended = False

    @property
    def snapshot(self) -> R:
        """The result as far as it has come; also after an early end or an error."""
        return self._accumulator.result()

    def _take(self, step: Emit | Done) -> None:
        if isinstance(step, Emit):
            self._items.extend(step.items)
        else:
            self._over = self._ended = True

    def _result(self) -> R:
        """The result, if it is all of it: a stream that was closed or broke off must not pass for a
        complete one.
        """
        if not (self._ended or self._accumulator.complete):
            raise StreamInterrupted(
                "this stream was closed before its end; what has come is in snapshot",
                partial=self.snapshot,
            )
        return self.snapshot


class Stream(_Shell[E, R]):
    """A stream on the sync face: a context manager and an iterator. Leaving the `with` block early
    frees the connection.
    """

    def __init__(self, driver: Sync, prepared: Prepared[E, R]) -> None:
        super().__init__(prepared)
        self._driver = driver

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[E]:
        items = self._items  # a generator is resumed in less time than `__next__` is called
        while True:
            while items:
                yield items.popleft()
            if self._over:
                return
            self._advance()

    def __next__(self) -> E:
        for item in self:
            return item
        raise StopIteration

    def final(self) -> R:
        """Read to the end and give the complete result."""
        for _ in self:
            pass
        return self._result()

    def close(self) -> None:
        """Stop here and free the connection; what has come stays in `snapshot`."""
        if not self._over:
            try:
                self._advance(Closed())
            except Closed:
                pass

    def _start(self) -> None:
        if not self._started:
            self._advance()

    def _advance(self, error: BaseException | None = None) -> None:
        self._started = True
        try:
            self._take(self._driver.advance(self._flow, error))
        except BaseException:
            self._over = True
            raise

    def _pick(self, choose: Callable[[E], V | None]) -> Iterator[V]:
        """Only what `choose` finds in the items."""
        for item in self:
            value = choose(item)
            if value is not None:
                yield value


class AsyncStream(_Shell[E, R]):
    """A stream on the async face: an async context manager and an async iterator."""

    def __init__(self, driver: Async, prepared: Prepared[E, R]) -> None:
        super().__init__(prepared)
        self._driver = driver

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[E]:
        return self

    async def __anext__(self) -> E:
        while not self._items:
            if self._over:
                raise StopAsyncIteration
            await self._advance()
        return self._items.popleft()

    async def final(self) -> R:
        """Read to the end and give the complete result."""
        async for _ in self:
            pass
        return self._result()

    async def close(self) -> None:
        """Stop here and free the connection; what has come stays in `snapshot`."""
        if not self._over:
            try:
                await self._advance(Closed())
            except Closed:
                pass

    async def _start(self) -> None:
        if not self._started:
            await self._advance()

    async def _advance(self, error: BaseException | None = None) -> None:
        self._started = True
        try:
            self._take(await self._driver.advance(self._flow, error))
        except BaseException:
            self._over = True
            raise

    async def _pick(self, choose: Callable[[E], V | None]) -> AsyncIterator[V]:
        """Only what `choose` finds in the items."""
        async for item in self:
            value = choose(item)
            if value is not None:
                yield value
