"""A fake platform that costs next to nothing: canned answers over plain HTTP on loopback. Prints its port, serves until stopped."""

from __future__ import annotations

import asyncio
import json
import sys

CHAT = json.dumps(
    {
        "id": "07f1c2",
        "choices": [
            {
                "finish_reason": "stop",
                "index": 0,
                "message": {"content": "Hello there. " * 20, "role": "assistant", "reasoning_content": "greet"},
            }
        ],
        "created": 1790000000,
        "model": "MiniMax-M3",
        "object": "chat.completion",
        "usage": {"total_tokens": 40, "prompt_tokens": 30, "completion_tokens": 10, "completion_tokens_details": {"reasoning_tokens": 6}},
        "base_resp": {"status_code": 0, "status_msg": ""},
    }
).encode()
CHUNK = json.dumps(
    {
        "id": "07f1",
        "choices": [{"index": 0, "delta": {"content": "Hello ", "role": "assistant"}}],
        "created": 1790000000,
        "model": "MiniMax-M3",
        "object": "chat.completion.chunk",
        "usage": None,
    }
).encode()
LAST = json.dumps(
    {"id": "07f1", "choices": [{"finish_reason": "stop", "index": 0, "delta": {"content": ""}}], "object": "chat.completion.chunk"}
).encode()
AUDIO = bytes(range(256)) * 4096  # 1 MiB
SPEECH = json.dumps(
    {"data": {"audio": AUDIO.hex(), "status": 2}, "extra_info": {"audio_length": 1000}, "base_resp": {"status_code": 0}}
).encode()
EVENTS = 5000
PER_CHUNK = 1


def plain(body: bytes) -> bytes:
    """One complete JSON answer."""
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


def stream() -> bytes:
    """A stream of chat chunks, one HTTP chunk each."""
    event = b"data: " + CHUNK + b"\n\n"
    pieces = [b"%x\r\n%b\r\n" % (len(event), event)] * EVENTS
    for data in (LAST, b"[DONE]"):
        event = b"data: " + data + b"\n\n"
        pieces.append(b"%x\r\n%b\r\n" % (len(event), event))
    return b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n" + b"".join(pieces) + b"0\r\n\r\n"


ANSWERS = {"/v1/chat/completions": (plain(CHAT), stream()), "/v1/t2a_v2": (plain(SPEECH), b"")}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection, one after the other."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
            body = await reader.readexactly(length)
            path = head.split(b" ", 2)[1].decode()
            writer.write(ANSWERS[path][b'"stream":true' in body.replace(b" ", b"")])
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(0)
