"""A fake platform that costs next to nothing: ready answers over plain HTTP on loopback. Prints its
URL, serves until stopped.

A first part of the path chooses a variant: /packed has 100 events in an HTTP chunk, /big5 and
/big20 one event of so many MB in pieces of 4 KB, /large 16 MB of audio. Files are streamed from
memory, and thrown away when they come.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from functools import cache
from typing import Any

EVENTS = 5000
PACKED = 100
PIECE = 4096
MEGABYTE = 2**20
FILE_MEGABYTES = 200
FRAMES, FRAME_AUDIO = 500, 8192
BASE = {"base_resp": {"status_code": 0, "status_msg": ""}}
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\n"


def audio(size: int) -> str:
    """So many bytes of sound, in hex."""
    return (bytes(range(256)) * (size // 256)).hex()


def plain(payload: Any) -> bytes:
    """One complete JSON answer."""
    body = json.dumps(payload).encode()
    return HEAD % b"application/json" + b"content-length: %d\r\n\r\n" % len(body) + body


def stream(chunks: Iterable[bytes]) -> bytes:
    """A stream of events in the HTTP chunks given."""
    head = HEAD % b"text/event-stream" + b"transfer-encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


def packed(events: list[bytes], together: int) -> Iterable[bytes]:
    return (b"".join(events[start : start + together]) for start in range(0, len(events), together))


def cut(events: list[bytes]) -> Iterable[bytes]:
    whole = b"".join(events)
    return (whole[start : start + PIECE] for start in range(0, len(whole), PIECE))


def event(payload: Any, name: str = "") -> bytes:
    return (
        (f"event: {name}\n" if name else "").encode()
        + b"data: "
        + json.dumps(payload).encode()
        + b"\n\n"
    )


# ---- what the surfaces say


def chat(content: str = "Hello there. " * 20) -> dict[str, Any]:
    message = {"content": content, "role": "assistant", "reasoning_content": "greet"}
    usage = {
        "total_tokens": 40,
        "prompt_tokens": 30,
        "completion_tokens": 10,
        "completion_tokens_details": {"reasoning_tokens": 6},
    }
    choice = {"finish_reason": "stop", "index": 0, "message": message}
    facts = {
        "id": "07f1c2",
        "created": 1790000000,
        "model": "MiniMax-M3",
        "object": "chat.completion",
    }
    return {**facts, "choices": [choice], "usage": usage, **BASE}


def chat_events(texts: Iterable[str]) -> list[bytes]:
    facts = {
        "id": "07f1",
        "created": 1790000000,
        "model": "MiniMax-M3",
        "object": "chat.completion.chunk",
        "usage": None,
    }
    deltas = [
        event({**facts, "choices": [{"index": 0, "delta": {"content": text, "role": "assistant"}}]})
        for text in texts
    ]
    last = event(
        {**facts, "choices": [{"finish_reason": "stop", "index": 0, "delta": {"content": ""}}]}
    )
    return [*deltas, last, b"data: [DONE]\n\n"]


MESSAGE = {
    "id": "07f1c2",
    "type": "message",
    "role": "assistant",
    "model": "MiniMax-M3",
    "stop_sequence": None,
}
USAGE = {"input_tokens": 30, "output_tokens": 10}


def message_events() -> list[bytes]:
    start = {**MESSAGE, "content": [], "stop_reason": None, "usage": USAGE}
    delta = {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "text_delta", "text": "Hello "},
    }
    end = {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": USAGE,
    }
    block = {
        "type": "content_block_start",
        "index": 0,
        "content_block": {"type": "text", "text": ""},
    }
    payloads = [{"type": "message_start", "message": start}, block, *[delta] * EVENTS]
    payloads += [{"type": "content_block_stop", "index": 0}, end, {"type": "message_stop"}]
    return [event(payload, str(payload["type"])) for payload in payloads]


def speech(size: int) -> dict[str, Any]:
    return {
        "data": {"audio": audio(size), "status": 2},
        "extra_info": {"audio_length": 1000},
        "trace_id": "07aa",
        **BASE,
    }


def speech_events() -> list[bytes]:
    frame = {"data": {"audio": audio(FRAME_AUDIO), "status": 1}, "trace_id": "07aa", **BASE}
    last = {
        "data": {"audio": "", "status": 2},
        "extra_info": {"audio_length": 1000},
        "trace_id": "07aa",
        **BASE,
    }
    return [*[event(frame)] * FRAMES, event(last)]


STORED = {
    "file": {
        "file_id": 1,
        "bytes": 1,
        "created_at": 1790000000,
        "filename": "a.mp4",
        "purpose": "video_understanding",
    },
    **BASE,
}
STORED_ELSEWHERE = {
    "id": "file-1",
    "object": "file",
    "bytes": 1,
    "created_at": 1,
    "filename": "a.mp4",
    "purpose": "user_data",
}
WHOLE = {
    ("", "/v1/chat/completions"): lambda: plain(chat()),
    ("", "/anthropic/v1/messages"): lambda: plain(
        {
            **MESSAGE,
            "content": [{"type": "text", "text": "Hello there. " * 20}],
            "stop_reason": "end_turn",
            "usage": USAGE,
        }
    ),
    ("", "/v1/t2a_v2"): lambda: plain(speech(MEGABYTE)),
    ("/large", "/v1/t2a_v2"): lambda: plain(speech(16 * MEGABYTE)),
    ("", "/v1/files/upload"): lambda: plain(STORED),
    ("", "/v1/files"): lambda: plain(STORED_ELSEWHERE),
}
STREAMED = {
    ("", "/v1/chat/completions"): lambda: stream(packed(chat_events(["Hello "] * EVENTS), 1)),
    ("/packed", "/v1/chat/completions"): lambda: stream(
        packed(chat_events(["Hello "] * EVENTS), PACKED)
    ),
    ("/big5", "/v1/chat/completions"): lambda: stream(cut(chat_events(["x" * 5 * MEGABYTE]))),
    ("/big20", "/v1/chat/completions"): lambda: stream(cut(chat_events(["x" * 20 * MEGABYTE]))),
    ("", "/anthropic/v1/messages"): lambda: stream(packed(message_events(), 1)),
    ("/packed", "/anthropic/v1/messages"): lambda: stream(packed(message_events(), PACKED)),
    ("", "/v1/t2a_v2"): lambda: stream(packed(speech_events(), 1)),
    ("/big20", "/v1/t2a_v2"): lambda: stream(cut([event(speech(10 * MEGABYTE))])),
}


@cache
def answer(variant: str, path: str, streamed: bool) -> bytes:
    return (STREAMED if streamed else WHOLE)[variant, path]()


# ---- the connection


async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection, one after the other."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            method, target = head.decode("latin-1").split(" ", 2)[:2]
            path = target.partition("?")[0]
            if method == "GET":
                await send_file(writer)
                continue
            streamed = b'"stream":true' in (await received(reader, writer, head)).replace(b" ", b"")
            variant = next(
                (
                    name
                    for name in ("/packed", "/big5", "/big20", "/large")
                    if path.startswith(name + "/")
                ),
                "",
            )
            writer.write(answer(variant, path.removeprefix(variant), streamed))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def received(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes
) -> bytes:
    """The body of a request; of a long one only its beginning is kept."""
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
    if b"100-continue" in fields.get(b"expect", b""):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if b"chunked" in fields.get(b"transfer-encoding", b""):
        while await reader.readuntil(b"\r\n") != b"0\r\n":
            await reader.readuntil(b"\r\n")
        await reader.readexactly(2)
        return b""
    length = int(fields.get(b"content-length", b"0"))
    if length <= MEGABYTE:
        return await reader.readexactly(length)
    while length:
        block = await reader.read(min(length, MEGABYTE))
        if not block:
            raise asyncio.IncompleteReadError(b"", length)
        length -= len(block)
    return b""


async def send_file(writer: asyncio.StreamWriter) -> None:
    block = bytes(MEGABYTE)
    writer.write(
        HEAD % b"application/octet-stream"
        + b"content-length: %d\r\n\r\n" % (FILE_MEGABYTES * MEGABYTE)
    )
    for _ in range(FILE_MEGABYTES):
        writer.write(block)
        await writer.drain()


async def main() -> None:
    server = await asyncio.start_server(attend, "127.0.0.1", 0, limit=2 * MEGABYTE, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(0)
