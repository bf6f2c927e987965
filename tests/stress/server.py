"""The smallest platform that can be loaded: chat replies and chat streams over plain asyncio, in a
process of its own.

A process of its own, so that the descriptors, threads and memory that are counted are those of the
client alone. A stream that is asked for "slowly" stops after its first frames and waits for its
reader to leave.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRAMES = 20
WORDS = "the tide comes in and the boats rise "

_CHAT = json.dumps(
    {
        "id": "07f1c2",
        "object": "chat.completion",
        "model": "MiniMax-M3",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": WORDS * 20},
            }
        ],
        "base_resp": {"status_code": 0, "status_msg": ""},
    }
).encode()
_WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(_CHAT),
    _CHAT,
)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def _frame(content: str, finish: str | None = None) -> bytes:
    choice = {
        "index": 0,
        "finish_reason": finish,
        "delta": {"role": "assistant", "content": content},
    }
    data = json.dumps(
        {
            "id": "07f1",
            "object": "chat.completion.chunk",
            "model": "MiniMax-M3",
            "choices": [choice],
        }
    )
    event = f"data: {data}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(event), event)


_FRAME, _LAST = _frame(WORDS), _frame("", "stop") + b"0\r\n\r\n"


@contextmanager
def serving() -> Iterator[str]:
    """The base URL of a server that ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()  # at the end of its input it leaves


async def _attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            length = next(
                int(line.partition(b":")[2])
                for line in lines
                if line.startswith(b"content-length:")
            )
            body = await reader.readexactly(length)
            if b'"stream":true' not in body:
                writer.write(_WHOLE)
                await writer.drain()
                continue
            writer.write(_HEAD + _FRAME * 2)
            if b"slowly" in body:
                await writer.drain()
                await reader.read()
                return
            for _ in range(FRAMES):
                writer.write(_FRAME)
                await writer.drain()
            writer.write(_LAST)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the client has left
    finally:
        writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_attend, "127.0.0.1", 0, backlog=2048)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    os._exit(0)  # without a word about the connections that are open


if __name__ == "__main__":
    asyncio.run(_serve())
