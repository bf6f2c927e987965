"""Whole chat calls, typed where the client has types: one after the other, and a hundred in
flight.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from benchmarks.cases import BODY, HEADERS, KEY, MESSAGES, MODEL, Figures, measured

CALLS, MANY, IN_FLIGHT = 300, 2_000, 100
CHAT = "/v1/chat/completions"
Call = Callable[[], Any]


# ---- the clients: each gives a function that makes one call, ready to be repeated


def minimax(url: str, **options: Any) -> Call:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url, **options)
    return lambda: client.text.chat("hello").text


def minimax_request(url: str) -> Call:
    import minimax
    from minimax_generated.api.text import chat_completions
    from minimax_generated.models import ChatCompletionRequest

    client = minimax.MiniMax(KEY, base_url=url)

    def call() -> str:
        body = ChatCompletionRequest.from_dict(BODY)
        response = client.request(chat_completions.OPERATION, body=body)
        return response.choices[0].message.content

    return call


def minimax_with_httpx_client(url: str) -> Call:
    import httpx

    return minimax(url, http_client=httpx.Client())


def minimax_with_httpx2_client(url: str) -> Call:
    import httpx2

    return minimax(url, http_client=httpx2.Client())


def httpx(url: str) -> Call:
    import httpx

    client = httpx.Client(headers=HEADERS)
    return lambda: client.post(url + CHAT, json=BODY).json()["choices"][0]["message"]["content"]


def httpx2(url: str) -> Call:
    import httpx2

    client = httpx2.Client(headers=HEADERS)
    return lambda: client.post(url + CHAT, json=BODY).json()["choices"][0]["message"]["content"]


def openai(url: str) -> Call:
    import openai

    client = openai.OpenAI(api_key=KEY, base_url=url + "/v1")
    return lambda: (
        client.chat.completions.create(model=MODEL, messages=MESSAGES).choices[0].message.content
    )  # type: ignore[arg-type]


def anthropic(url: str) -> Call:
    import anthropic

    client = anthropic.Anthropic(api_key=KEY, base_url=url + "/anthropic")
    return lambda: (
        client.messages.create(model=MODEL, max_tokens=9, messages=MESSAGES).content[0].text
    )  # type: ignore[arg-type,union-attr]


def async_minimax(url: str, **options: Any) -> Call:
    import minimax

    client = minimax.AsyncMiniMax(KEY, base_url=url, **options)

    async def call() -> str:
        return (await client.text.chat("hello")).text

    return call


def async_minimax_with_httpx_client(url: str) -> Call:
    import httpx

    return async_minimax(url, http_client=httpx.AsyncClient())


def async_minimax_with_httpx2_client(url: str) -> Call:
    import httpx2

    return async_minimax(url, http_client=httpx2.AsyncClient())


def async_httpx(url: str) -> Call:
    import httpx

    client = httpx.AsyncClient(headers=HEADERS)

    async def call() -> Any:
        return (await client.post(url + CHAT, json=BODY)).json()["choices"][0]["message"]["content"]

    return call


def async_httpx2(url: str) -> Call:
    import httpx2

    client = httpx2.AsyncClient(headers=HEADERS)

    async def call() -> Any:
        return (await client.post(url + CHAT, json=BODY)).json()["choices"][0]["message"]["content"]

    return call


def async_aiohttp(url: str) -> Call:
    import aiohttp

    session = aiohttp.ClientSession(headers=HEADERS)

    async def call() -> Any:
        async with session.post(url + CHAT, json=BODY) as response:
            return (await response.json())["choices"][0]["message"]["content"]

    return call


def async_openai(url: str) -> Call:
    import openai

    client = openai.AsyncOpenAI(api_key=KEY, base_url=url + "/v1")

    async def call() -> Any:
        return (
            (await client.chat.completions.create(model=MODEL, messages=MESSAGES))
            .choices[0]
            .message.content
        )  # type: ignore[arg-type]

    return call


def async_anthropic(url: str) -> Call:
    import anthropic

    client = anthropic.AsyncAnthropic(api_key=KEY, base_url=url + "/anthropic")

    async def call() -> Any:
        return (
            (await client.messages.create(model=MODEL, max_tokens=9, messages=MESSAGES))
            .content[0]
            .text
        )  # type: ignore[arg-type,union-attr]

    return call


# ---- the cases


def sync(client: str, url: str) -> Figures:
    """One call after the other over one connection."""
    call: Call = globals()[client](url)
    call()
    with measured() as figures:
        for _ in range(CALLS):
            call()
    return figures


async def awaited(client: str, url: str) -> Figures:
    """The same on the async client."""
    call: Callable[[], Awaitable[Any]] = globals()[client](url)
    await call()
    with measured() as figures:
        for _ in range(CALLS):
            await call()
    return figures


async def in_flight(client: str, url: str) -> Figures:
    """Many calls by a hundred workers; `p99` in seconds from the call to its answer."""
    call: Callable[[], Awaitable[Any]] = globals()[client](url)
    await call()
    tickets, times = iter(range(MANY)), []

    async def worker() -> None:
        for _ in tickets:
            started = time.perf_counter()
            await call()
            times.append(time.perf_counter() - started)

    with measured() as figures:
        await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    return {**figures, "p99": statistics.quantiles(times, n=100)[98]}
