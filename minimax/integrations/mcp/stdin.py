"""Standard input of the stdio transport, read in a thread that never keeps the process alive."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import BinaryIO

ESCAPED_HALF = "\\ud"
"""Start of an escaped half of a character."""


@contextmanager
def lines() -> Iterator[AsyncIterator[str]]:
    """The lines of stdin. Meanwhile, other code that reads stdin finds it empty.

    A thread that waits for a line cannot be interrupted. It is a daemon thread, because otherwise
    a signal could not end the process while the client is silent.
    """
    number = sys.stdin.fileno()
    private = os.dup(number)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, number)
    os.close(null)
    try:
        yield _read(os.fdopen(private, "rb", closefd=False))
    finally:
        os.dup2(private, number)


async def _read(file: BinaryIO) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    received: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)

    def forward() -> None:
        line = b"\n"
        while line:
            try:
                line = file.readline()
                asyncio.run_coroutine_threadsafe(received.put(line), loop).result()
            except (OSError, RuntimeError):  # the descriptor or the event loop has been closed
                return

    threading.Thread(target=forward, name="minimax-mcp-stdin", daemon=True).start()
    while line := await received.get():
        yield whole_characters(line.decode("utf-8", "replace"))


def whole_characters(message: str) -> str:
    """A JSON message without halves of characters, which the SDK does not accept: models send them
    when a text is cut in the middle of an emoji. Pairs are joined, a lone one becomes U+FFFD.
    """
    if ESCAPED_HALF not in message.lower():
        return message
    try:
        text = json.dumps(json.loads(message), ensure_ascii=False)
    except (ValueError, RecursionError):
        return message  # the SDK reports it
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
