"""The emulator as seen by other programs: raw HTTP over loopback, without our client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator

KEY = "sk-anything"
CHAT, NATIVE, SPEECH = "/v1/chat/completions", "/v1/text/chatcompletion_v2", "/v1/t2a_v2"


@pytest.fixture(scope="session")
def running_emulator() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(running_emulator: Emulator) -> Emulator:
    running_emulator.reset()
    running_emulator.configure(strict=False)
    return running_emulator


@pytest.fixture(scope="session")
def connection(running_emulator: Emulator) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx.Client(
        base_url=running_emulator.base_url, headers=headers, timeout=60, trust_env=False
    ) as client:
        yield client


@pytest.fixture
def http(emulator: Emulator, connection: httpx.Client) -> httpx.Client:
    return connection


@pytest.fixture(scope="session")
def keyless_connection(running_emulator: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running_emulator.base_url, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def anonymous(emulator: Emulator, keyless_connection: httpx.Client) -> httpx.Client:
    return keyless_connection


def chat(content: Any = "Hello", **more: Any) -> dict[str, Any]:
    """Body of a chat request with one user message."""
    return {"model": "MiniMax-M3", "messages": [{"role": "user", "content": content}], **more}


def spoken(text: str = "The last tram leaves at ten past midnight.", **more: Any) -> dict[str, Any]:
    """Body of a speech request."""
    return {"model": "speech-2.8-hd", "text": text, **more}


def frames(response: httpx.Response) -> list[Any]:
    """The data of each event, JSON decoded, and [DONE] as it is."""
    assert response.headers["content-type"].startswith("text/event-stream"), response.text
    datas = [
        line.removeprefix("data: ")
        for line in response.text.split("\n")
        if line.startswith("data: ")
    ]
    return [data if data == "[DONE]" else json.loads(data) for data in datas]


def deltas(response: httpx.Response) -> list[dict[str, Any]]:
    """What each chunk of a chat stream adds."""
    chunks = [
        frame
        for frame in frames(response)
        if frame != "[DONE]" and frame["object"] == "chat.completion.chunk"
    ]
    return [choice["delta"] for chunk in chunks for choice in chunk["choices"]]


def drain(client: httpx.Client, into: bytearray, method: str, path: str, **options: Any) -> None:
    """Collect a body as it comes, so that what came before a break is not lost."""
    with client.stream(method, path, **options) as response:
        for piece in response.iter_raw():
            into += piece


def joined(parts: list[dict[str, Any]], name: str) -> str:
    return "".join(part.get(name) or "" for part in parts)
