"""Streams of server-sent events: many small ones, and one that is very large."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

from benchmarks.cases import BODY, HEADERS, KEY, MEGABYTE, MESSAGES, MODEL, Figures, measured
from benchmarks.server import EVENTS

CHAT = "/v1/chat/completions"
ASKED = {**BODY, "stream": True}
BIG, SMALL = 20, 5
Read = Callable[[], int]


# ---- the clients: each gives a function that reads one stream of a variant to its end and counts
# the events


def minimax(url: str) -> Read:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url)

    def read() -> int:
        with client.text.stream("hello") as stream:
            return sum(1 for _ in stream)

    return read


def minimax_messages(url: str) -> Read:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url)

    def read() -> int:
        with client.text.messages.stream("hello") as stream:
            return sum(1 for _ in stream)

    return read


def unparsed(url: str) -> Read:
    import httpx

    client = httpx.Client(headers=HEADERS)

    def read() -> int:
        with client.stream("POST", url + CHAT, json=ASKED) as response:
            return sum(1 for _ in response.iter_raw())

    return read


def httpx_lines(url: str) -> Read:
    """What most programs do, although `iter_lines` breaks a JSON text at U+2028."""
    import httpx

    client = httpx.Client(headers=HEADERS)

    def read() -> int:
        with client.stream("POST", url + CHAT, json=ASKED) as response:
            return sum(
                1
                for line in response.iter_lines()
                if line.startswith("data: {") and json.loads(line[6:])["choices"]
            )

    return read


def httpx_sse(url: str) -> Read:
    import httpx
    import httpx_sse

    client = httpx.Client(headers=HEADERS)

    def read() -> int:
        with httpx_sse.connect_sse(client, "POST", url + CHAT, json=ASKED) as source:
            return sum(
                1
                for event in source.iter_sse()
                if event.data != "[DONE]" and json.loads(event.data)["choices"]
            )

    return read


def openai(url: str) -> Read:
    import openai

    client = openai.OpenAI(api_key=KEY, base_url=url + "/v1")

    def read() -> int:
        with client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True) as stream:  # type: ignore[call-overload]
            return sum(1 for _ in stream)

    return read


def anthropic(url: str) -> Read:
    import anthropic

    client = anthropic.Anthropic(api_key=KEY, base_url=url + "/anthropic")

    def read() -> int:
        with client.messages.create(
            model=MODEL, max_tokens=9, messages=MESSAGES, stream=True
        ) as stream:  # type: ignore[arg-type,call-overload]
            return sum(1 for _ in stream)

    return read


# ---- the cases


def events(client: str, variant: str, url: str) -> Figures:
    """A stream of 5,000 chunks: one to each HTTP chunk ("one"), or a hundred ("packed")."""
    read: Read = globals()[client](url if variant == "one" else f"{url}/{variant}")
    read()
    with measured() as figures:
        count = read()
    if count < EVENTS and client != "unparsed":
        raise RuntimeError(f"{client} saw {count} of {EVENTS} events")
    return figures


def big(client: str, url: str) -> Figures:
    """One event of 20 MB; `linear` is its CPU over that of one of 5 MB."""
    small: Read = globals()[client](f"{url}/big{SMALL}")
    read: Read = globals()[client](f"{url}/big{BIG}")
    small()
    with measured() as five:
        small()
    with measured() as figures:
        read()
    return {**figures, "linear": figures["cpu"] / five["cpu"]}


def big_memory(client: str, url: str) -> Figures:
    """Peak memory of an event of 20 MB over its size, by the allocator: nothing is in it that was
    there before.
    """
    read: Read = globals()[client](f"{url}/big{BIG}")
    globals()[client](f"{url}/big{SMALL}")()
    return traced(read, BIG * MEGABYTE)


def traced(work: Callable[[], Any], size: int) -> Figures:
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    return {"memory": peak / size}
