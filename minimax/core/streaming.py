"""The public streams: `Stream` of the sync client and `AsyncStream` of the async client.

Their source has `start`, `fill` and `close` and is not an async generator, because event loops hook
into those even on the sync client.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, TypeVar

from ..errors import StreamInterrupted
from .io import run

if TYPE_CHECKING:
    from typing import Self

    from .io import IO

E = TypeVar("E")
R = TypeVar("R")
V = TypeVar("V")
E_co = TypeVar("E_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)


class Source(Protocol[E_co, R_co]):
    """The source of a stream."""

    @property
    def complete(self) -> bool:
        """Whether the result is complete."""
        ...

    def result(self) -> R_co:
        """The result so far."""
        ...

    async def start(self) -> None:
        """Send the request, if it has not been sent."""
        ...

    async def fill(self) -> Sequence[E_co] | None:
        """Wait for the next items; None at the end."""
        ...

    async def close(self) -> None:
        """Stop and free the connection. Can be called from another thread or task during a read."""
        ...


class _Shell(Generic[E, R]):
    """The common part of both streams: pending items, the end and the result so far."""

    def __init__(self, io: IO, source: Source[E, R]) -> None:
        self._io, self._source = io, source
        self._items: deque[E] = deque()
        self._over = self._ended = False

    @property
    def snapshot(self) -> R:
        """The result so far, also after an early end or an error."""
        return self._source.result()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} reads from a connection, so it cannot be pickled or copied; use"
            " its result, final() or snapshot"
        )

    def __repr__(self) -> str:
        state = "complete" if self._ended else "closed" if self._over else "open"
        return f"<{type(self).__name__} {state}>"

    async def _start(self) -> None:
        if not self._over:
            try:
                await self._source.start()
            except BaseException:
                self._over = True
                raise

    async def _fill(self) -> bool:
        """Wait until there are items; False at the end."""
        while not (self._items or self._over):
            try:
                items = await self._source.fill()
            except BaseException:
                self._over = True
                raise
            if items is not None:
                self._items.extend(items)
            elif not self._over:
                self._over = self._ended = True
        return bool(self._items)

    async def _close(self) -> None:
        if not self._over:
            self._over = True
            await self._source.close()

    def _result(self) -> R:
        """The complete result. Raises if the stream was closed early or broke off."""
        if not (self._ended or self._source.complete):
            raise StreamInterrupted(
                "this stream was closed before its end; the partial result is in snapshot",
                partial=self.snapshot,
            )
        return self.snapshot


class Stream(_Shell[E, R]):
    """A stream of the sync client: a context manager and an iterator. Leaving the `with` block
    early frees the connection.
    """

    def __enter__(self) -> Self:
        run(self._start())
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[E]:
        return self

    def __next__(self) -> E:
        if not self._items and not run(self._fill()):
            raise StopIteration
        return self._items.popleft()

    def final(self) -> R:
        """Read to the end and give the complete result."""
        for _ in self:
            pass
        return self._result()

    def close(self) -> None:
        """Stop and free the connection; the partial result stays in `snapshot`. Can be called from
        another thread.
        """
        run(self._close())

    def _pick(self, choose: Callable[[E], V | None]) -> Iterator[V]:
        """Only what `choose` finds in the items."""
        for item in self:
            value = choose(item)
            if value is not None:
                yield value


class AsyncStream(_Shell[E, R]):
    """A stream of the async client: an async context manager and an async iterator."""

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[E]:
        return self

    async def __anext__(self) -> E:
        if not self._items and not await self._fill():
            raise StopAsyncIteration
        return self._items.popleft()

    async def final(self) -> R:
        """Read to the end and give the complete result."""
        async for _ in self:
            pass
        return self._result()

    async def close(self) -> None:
        """Stop and free the connection; the partial result stays in `snapshot`. Can be called from
        another task.
        """
        await self._close()

    def _pick(self, choose: Callable[[E], V | None]) -> AsyncIterator[V]:
        """Only what `choose` finds in the items."""
        return _Picked(self, choose)


class _Picked(Generic[E, V]):
    def __init__(self, stream: AsyncStream[E, Any], choose: Callable[[E], V | None]) -> None:
        self._stream, self._choose = stream, choose

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> V:
        async for item in self._stream:
            value = self._choose(item)
            if value is not None:
                return value
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Close the stream."""
        await self._stream.close()
