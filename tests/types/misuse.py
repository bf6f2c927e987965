"""Mistakes that a type checker has to find, each on a line with a mark. Never run, and left out of
the project's own type check.
"""

from __future__ import annotations

import asyncio

import httpx
import httpx2

from minimax import AsyncMiniMax, MiniMax, Retry


def wrong_clients() -> None:
    MiniMax(7)  # expect-error
    MiniMax("sk-...", regoin="global")  # expect-error
    MiniMax("sk-...", retry=3)  # expect-error
    MiniMax("sk-...", timeout="30")  # expect-error
    MiniMax("sk-...", http_client=httpx.AsyncClient())  # expect-error
    AsyncMiniMax("sk-...", http_client=httpx2.Client())  # expect-error
    MiniMax("sk-...").with_options(retries=Retry())  # expect-error
    MiniMax("sk-...").txt  # expect-error


def wrong_chats(client: MiniMax) -> None:
    client.text.chat()  # expect-error
    client.text.chat(7)  # expect-error
    client.text.chat("Hi", "MiniMax-M3")  # expect-error
    client.text.chat("Hi", temprature=0.5)  # expect-error
    client.text.chat("Hi", temperature="hot")  # expect-error
    client.text.chat("Hi", effort="extreme")  # expect-error
    client.text.chat("Hi", service_tier="gold")  # expect-error
    client.text.chat("Hi", stream=True)  # expect-error
    client.text.chat("Hi").text()  # expect-error
    client.text.stream("Hi", model=3)  # expect-error
    client.text.stream("Hi").texts  # expect-error


def wrong_surfaces(client: MiniMax) -> None:
    client.text.messages.create(7)  # expect-error
    client.text.messages.create("Hi", effort="extreme")  # expect-error
    client.text.messages.create("Hi", instructions="Be brief.")  # expect-error
    client.text.messages.stream("Hi").final().output  # expect-error
    client.text.responses.create("Hi", tool_choice="any")  # expect-error
    client.text.responses.create("Hi", system="Be brief.")  # expect-error
    client.text.responses.stream("Hi").final().as_message()  # expect-error


def wrong_tools(client: MiniMax) -> None:
    client.text.run_tools("Hi")  # expect-error
    client.text.run_tools("Hi", tools=len)  # expect-error
    client.text.run_tools("Hi", tools=[7])  # expect-error
    client.text.run_tools("Hi", tools=[len], max_round=3)  # expect-error
    client.text.parse("Hi", int).value.upper()  # expect-error
    client.text.parse("Hi", int, temperature="hot")  # expect-error
    client.text.parse("Hi", int, tools=[len])  # expect-error
    client.text.chat("Hi").parse()  # expect-error


def wrong_speech(client: MiniMax) -> None:
    client.speech.synthesize(b"Hi")  # expect-error
    client.speech.synthesize("Hi", format="ogg")  # expect-error
    client.speech.synthesize("Hi", emotion="neutral")  # expect-error
    client.speech.synthesize("Hi", sample_rate=44000)  # expect-error
    client.speech.synthesize("Hi", channels=3)  # expect-error
    client.speech.synthesize("Hi", voice_effects={"pitch": "low"})  # expect-error
    client.speech.synthesize("Hi", voice_id="a")  # expect-error
    client.speech.synthesize("Hi").audio.decode(7)  # expect-error


async def wrong_mixtures(client: AsyncMiniMax, other: MiniMax) -> None:
    client.text.chat("Hi").text  # expect-error
    await other.text.chat("Hi")  # expect-error
    await asyncio.gather(other.text.chat("Hi"))  # expect-error
    await client.text.stream("Hi")  # expect-error
    for _ in client.text.stream("Hi"):  # expect-error
        pass
    async for _ in other.speech.stream("Hi"):  # expect-error
        pass
    with client.text.stream("Hi"):  # expect-error
        pass
    await client.text.chat("Hi", temprature=0.5)  # expect-error
    client.text.parse("Hi", int).value  # expect-error
    await other.text.parse("Hi", int)  # expect-error
