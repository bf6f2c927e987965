"""A scripted platform: answers in a fixed order over httpx's mock transport, for both clients, with
a list of what it was asked.

Also what the tests need beside it: frames and answers as the platform writes them, a clock that
only tests turn, and the two clients.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from minimax import AsyncMiniMax, MiniMax, Retry

KEY = "sk-api-canary-5f0c2b7e91d4"
AT_ONCE = Retry(base=0.0)
"""Retries without waits, for tests that count requests."""

CHAT = {
    "id": "07f1c2",
    "object": "chat.completion",
    "model": "MiniMax-M3",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}
    ],
    "usage": {"total_tokens": 12, "prompt_tokens": 9, "completion_tokens": 3},
    "base_resp": {"status_code": 0, "status_msg": ""},
}
SPEECH = {
    "data": {"audio": "fffbe8c4", "status": 2},
    "extra_info": {
        "audio_length": 1480,
        "audio_sample_rate": 32000,
        "bitrate": 128000,
        "usage_characters": 21,
        "audio_format": "mp3",
    },
    "trace_id": "05a1c2",
    "base_resp": {"status_code": 0, "status_msg": "success"},
}


class Clock:
    """Time that passes only when somebody sleeps, or when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeps: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)
        await asyncio.sleep(0)

    def later(self, seconds: float) -> Callable[[], None]:
        """A step for `Chunks`: so many seconds pass."""

        def step() -> None:
            self.now += seconds

        return step


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces. A piece may also be an exception to raise, or a function to call (awaited,
    if it is a coroutine function).
    """

    def __init__(self, *pieces: Any) -> None:
        self.pieces = pieces
        self.read = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.read += 1
            if isinstance(piece, BaseException):
                raise piece
            if callable(piece):
                piece()
            else:
                yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.read += 1
            if isinstance(piece, BaseException):
                raise piece
            if inspect.iscoroutinefunction(piece):
                await piece()
            elif callable(piece):
                piece()
            else:
                yield piece

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


class Platform:
    """Gives its answers one after the other, the last one again and again. An answer is a response,
    an exception, or a function.
    """

    def __init__(self, *answers: Any) -> None:
        self.answers = deque(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException):
            raise answer
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, dict):
            answer = ok(answer)
        return answer if isinstance(answer.stream, Chunks) else unread(answer)

    @property
    def bodies(self) -> list[Any]:
        """The JSON bodies that came."""
        return [json.loads(request.content) for request in self.requests if request.content]


def unread(answer: httpx.Response) -> httpx.Response:
    """The same answer unread, since httpx lets a response be read once."""
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def ok(payload: Any, status: int = 200, **headers: str) -> httpx.Response:
    """An answer in JSON."""
    return httpx.Response(status, json=payload, headers=headers)


def native_error(code: int, message: str = "no", **more: Any) -> httpx.Response:
    """An error as the native endpoints send it: at HTTP 200."""
    return ok(
        {
            "data": None,
            "choices": None,
            "base_resp": {"status_code": code, "status_msg": message},
            **more,
        }
    )


def openai_error(
    status: int, message: str, kind: str = "server_error", **headers: str
) -> httpx.Response:
    """An error as chat/completions sends it."""
    error = {"type": kind, "message": message, "http_code": str(status)}
    return ok({"type": "error", "error": error, "request_id": "0721aa"}, status, **headers)


def data(*payloads: Any) -> bytes:
    """Server-sent events, one for each payload; text goes out as it is."""
    texts = (
        payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
        for payload in payloads
    )
    return "".join(f"data: {text}\n\n" for text in texts).encode()


def delta(content: str | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """A chunk of a chat stream."""
    choice = {
        "index": 0,
        "finish_reason": finish,
        "delta": {"role": "assistant", "content": content, **more},
    }
    return {
        "id": "07f1",
        "object": "chat.completion.chunk",
        "model": "MiniMax-M3",
        "choices": [choice],
        "usage": None,
    }


def piece(audio: bytes | None, status: int = 1, **more: Any) -> dict[str, Any]:
    """A frame of a speech stream."""
    content = {"audio": None if audio is None else audio.hex(), "status": status}
    return {
        "data": {**content, **more},
        "trace_id": "05a1",
        "base_resp": {"status_code": 0, "status_msg": ""},
    }


def streamed(*pieces: Any, status: int = 200, kind: str = "text/event-stream") -> httpx.Response:
    """An answer whose body is a `Chunks`."""
    return httpx.Response(status, headers={"content-type": kind}, stream=Chunks(*pieces))


class Runner:
    """Runs the calls of one of the two clients, so that a test is written once: it returns their
    values, and awaits those of the async client.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_async = name == "async"
        self._runner = asyncio.Runner() if self.is_async else None

    def __repr__(self) -> str:
        return self.name

    def client(self, platform: Any, **options: Any) -> Any:
        """A client whose every request goes to `platform`."""
        transport = httpx.MockTransport(platform)
        options = {
            "api_key": KEY,
            "clock": Clock(),
            "base_url": "https://api.example.test",
            **options,
        }
        if self.is_async:
            return AsyncMiniMax(http_client=httpx.AsyncClient(transport=transport), **options)
        return MiniMax(http_client=httpx.Client(transport=transport), **options)

    def __call__(self, result: Any) -> Any:
        """The value of a call, awaited where it has to be."""
        return (
            self._runner.run(_awaited(result))
            if self._runner and inspect.isawaitable(result)
            else result
        )

    def list(self, items: Iterable[Any] | AsyncIterator[Any]) -> list[Any]:
        """Everything that an iterator gives."""
        return self(_listed(items)) if isinstance(items, AsyncIterator) else list(items)  # type: ignore[no-any-return]

    def next(self, items: Iterator[Any] | AsyncIterator[Any]) -> Any:
        """The next item."""
        return self(anext(items)) if isinstance(items, AsyncIterator) else next(items)

    @contextmanager
    def opened(self, stream: Any) -> Iterator[Any]:
        """`with stream`, or `async with stream`."""
        enter, leave = (
            (stream.__aenter__, stream.__aexit__)
            if self.is_async
            else (stream.__enter__, stream.__exit__)
        )
        value = self(enter())
        try:
            yield value
        except BaseException as error:
            if not self(leave(type(error), error, error.__traceback__)):
                raise
        else:
            self(leave(None, None, None))

    def settle(self) -> None:
        """Let the event loop do what it was asked to do soon."""
        self(asyncio.sleep(0.001)) if self.is_async else None

    def close(self) -> None:
        if self._runner:
            self._runner.close()


async def _awaited(result: Any) -> Any:
    return await result


async def _listed(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]
