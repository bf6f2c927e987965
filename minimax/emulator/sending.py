"""Responses that can be delayed, split or truncated."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, aclosing
from typing import Any

from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from minimax.emulator.clock import Clock

# The loop complains from the fifth write on to a connection that it knows to be lost and has not
# told us of.
_IN_A_ROW = 4
_RANGE = re.compile(rb"bytes=(?:(\d{1,19})-(\d{1,19})?|-\d{1,19})")

# Both classes truncate by not completing the response, which makes the server close the connection.


class Pieces(Response):
    """A body in pieces, the first after `delay` seconds of the clock; None breaks the connection.
    `ends` are called at the end.
    """

    def __init__(
        self,
        pieces: AsyncGenerator[bytes | None, None],
        *,
        clock: Clock,
        status: int,
        headers: dict[str, str],
        media_type: str,
        delay: float = 0.0,
        split: Callable[[bytes], Iterator[bytes]] | None = None,
        ends: ExitStack | None = None,
    ) -> None:
        # The base constructor is not called, since it would set an empty body.
        self.status_code, self.media_type, self.background = status, media_type, None
        self.init_headers(headers)
        self._clock = clock
        self._pieces = pieces
        self._delay = delay
        self._split = split
        self._ends = ends or ExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._ends:
            sending, leaving = (
                asyncio.create_task(self._stream(send)),
                asyncio.create_task(_wait_for_disconnect(receive)),
            )
            try:
                await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            finally:
                sending.cancel()
                leaving.cancel()
                await asyncio.gather(sending, leaving, return_exceptions=True)
            if not sending.cancelled():
                sending.result()

    async def _stream(self, send: Send) -> None:
        if not await self._clock.sleep(self._delay):
            return
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        async with aclosing(self._pieces) as pieces:
            async for piece in pieces:
                if piece is None:
                    return
                for index, part in enumerate(self._split(piece) if self._split else (piece,)):
                    await send({"type": "http.response.body", "body": part, "more_body": True})
                    if not index % _IN_A_ROW:
                        # Sending never waits by itself: let other tasks run, and notice if the
                        # client has disconnected.
                        await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _wait_for_disconnect(receive: Receive) -> None:
    """Wait until the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


class StoredFile(FileResponse):
    """A file, with Range requests unless `takes_range` is False; truncated halfway if `cut`."""

    def __init__(
        self, *args: Any, cut: bool = False, takes_range: bool = True, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._cut = cut
        self._takes_range = takes_range
        if not takes_range:
            del self.headers["accept-ranges"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"range" or (self._takes_range and _is_range(value))
        ]
        cut = self._cut and scope["method"] != "HEAD"
        await super().__call__({**scope, "headers": kept}, receive, _half(send) if cut else send)


def _is_range(value: bytes) -> bool:
    """Whether an object store would respect a Range header. Unless it is a single valid range, the
    whole file is sent.
    """
    found = _RANGE.fullmatch(value.strip())
    return found is not None and (not found[2] or int(found[1]) <= int(found[2]))


def _half(send: Send) -> Send:
    """A sender that passes half of the body, and drops the rest."""
    left = 0

    async def cut(message: Message) -> None:
        nonlocal left
        if message["type"] == "http.response.start":
            length = next(
                (value for name, value in message["headers"] if name == b"content-length"), b"0"
            )
            left = int(length) // 2
            await send(message)
        elif left > 0:
            part = message["body"][:left]
            left -= len(part)
            await send({**message, "body": part, "more_body": True})

    return cut
