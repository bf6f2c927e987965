"""Code as users write it, for type checkers alone: what they infer is asserted for both clients.
Never run.
"""

from __future__ import annotations

import asyncio
import dataclasses
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Literal, TypedDict, assert_type

import httpx
import httpx2

import minimax
from minimax import (
    APIError,
    AsyncMiddleware,
    AsyncMiniMax,
    ChatReply,
    Event,
    HTTPRequest,
    HTTPResponse,
    Image,
    Limits,
    Message,
    Middleware,
    MiniMax,
    Parsed,
    ResponseReply,
    Retry,
    RunReply,
    Speech,
    StreamInterrupted,
    Task,
    Timeout,
    ToolCall,
    ToolEvent,
    Usage,
    VideoFile,
)
from minimax.audio import Subtitle
from minimax.core.io import AsyncIO, SyncIO
from minimax.results.chat import ChatEvent
from minimax.results.messages import MessageEvent
from minimax.results.reply import MessageUsage
from minimax.results.responses import ResponseEvent
from minimax.results.sound import AsyncAudioStream, AudioInfo, AudioStream
from minimax.services.messages import AsyncMessageStream, MessageStream
from minimax.services.responses import AsyncResponseStream, ResponseStream
from minimax.services.text import AsyncChatStream, AsyncToolStream, ChatStream, ToolStream

WEATHER = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}},
}


def told(event: Event) -> None:
    assert_type(event.seconds, float)
    assert_type(event.http_status, int | None)


def configured() -> MiniMax:
    client = MiniMax(
        "sk-...",
        region="global",
        timeout=30,
        retry=Retry(attempts=5),
        limits=Limits(rpm={"speech": 60}),
        on_event=told,
    )
    with client as same:
        assert_type(same, MiniMax)
    assert_type(client.with_options(timeout=Timeout(idle=5), headers={"X-App": "demo"}), MiniMax)
    assert_type(client.region, str | None)
    MiniMax(http_client=httpx.Client())
    AsyncMiniMax(http_client=httpx2.AsyncClient())
    return MiniMax(base_url="http://127.0.0.1:8000", group_id=None, validate=False)


def chat(client: MiniMax) -> None:
    reply = client.text.chat(
        "Name three rivers.", model="MiniMax-M3", temperature=0, thinking=False
    )
    assert_type(reply, ChatReply)
    assert_type(reply.text, str)
    assert_type(reply.usage, Usage | None)
    assert_type(reply.tool_calls, list[ToolCall])
    assert_type(reply.tool_calls[0].arguments, dict[str, Any])
    assert_type(reply.as_message(), dict[str, Any])

    history: list[Any] = [{"role": "user", "content": "Name three rivers."}, reply]
    client.text.chat(history, system="Be brief.", tools=[WEATHER], tool_choice="auto")
    client.text.chat(
        [{"role": "user", "content": ["What is this?", minimax.image("photo.png", detail="low")]}]
    )
    client.text.chat([{"role": "user", "content": "Hi"}, reply, "And four more?"])
    client.text.chat(
        "Hi", model="MiniMax-M9-of-next-year", service_tier="priority", extra={"top_k": 5}
    )
    client.text.chat("Hi", max_tokens=None, top_p=None, service_tier=None)


def chat_stream(client: MiniMax) -> ChatReply:
    with client.text.stream("Tell me a story.", effort="low") as stream:
        assert_type(stream, ChatStream)
        assert_type(stream.text, Iterator[str])
        assert_type(stream.reasoning, Iterator[str])
        for event in stream:
            assert_type(event, ChatEvent)
            assert_type(event.tool_call, ToolCall | None)
    assert_type(stream.snapshot, ChatReply)
    return stream.final()


@dataclasses.dataclass
class City:
    name: str


class Town(TypedDict):
    name: str


def weather(city: str) -> str:
    return city


async def later(city: str) -> str:
    return city


def tools(client: MiniMax) -> None:
    reply = client.text.run_tools(
        "Hi",
        tools=[weather, minimax.tool(weather, name="other"), WEATHER],
        max_rounds=3,
        on_call=print,
    )
    assert_type(reply, RunReply)
    assert_type(reply.messages, list[dict[str, Any]])
    assert_type(reply.total_usage, Usage | None)
    client.text.chat([*reply.messages, "And now?"])
    with client.text.stream_tools(
        "Hi", tools=[weather], effort="low", service_tier="priority"
    ) as stream:
        assert_type(stream, ToolStream)
        assert_type(stream.text, Iterator[str])
        for event in stream:
            assert_type(event, ToolEvent)
    assert_type(stream.final(), RunReply)


def typed(client: MiniMax) -> None:
    assert_type(client.text.chat("Hi").parse(City), City)
    assert_type(client.text.chat("Hi").parse(list[City]), list[City])
    assert_type(client.text.chat("Hi").parse(Town), Town)
    # pyrefly: ignore[assert-type] -- it finds the literals
    assert_type(client.text.chat("Hi").parse(Literal["yes", "no"]), Any)
    parsed = client.text.parse("Hi", City, repairs=2, model="MiniMax-M3", temperature=0)
    assert_type(parsed, Parsed[City])
    assert_type(parsed.value, City)
    assert_type(parsed.reply, RunReply)
    # pyrefly: ignore[assert-type] -- likewise
    assert_type(client.text.parse("Hi", Literal["yes", "no"]).value, Any)


async def tools_async(client: AsyncMiniMax) -> None:
    assert_type(await client.text.run_tools("Hi", tools=[weather, later]), RunReply)
    async with client.text.stream_tools("Hi", tools=[later]) as stream:
        assert_type(stream, AsyncToolStream)
        assert_type(stream.text, AsyncIterator[str])
    assert_type((await client.text.parse("Hi", list[City])).value, list[City])
    assert_type((await client.text.parse("Hi", Town, thinking=False)).value, Town)


def surfaces(client: MiniMax) -> None:
    tool = {"name": "weather", "input_schema": {"type": "object", "properties": {}}}
    message = client.text.messages.create(
        "Name three rivers.", thinking=True, system=["Be brief."], tools=[tool], tool_choice="auto"
    )
    assert_type(message, Message)
    assert_type(message.content, list[dict[str, Any]])
    assert_type(message.usage, MessageUsage | None)
    reply = client.text.responses.create(
        ["Name three rivers.", message, "And four more?"],
        reasoning="high",
        tools=[{"type": "web_search"}],
    )
    assert_type(reply, ResponseReply)
    assert_type(reply.as_items(), list[dict[str, Any]])
    assert_type(client.text.messages.count_tokens([message, reply, "Hi"], model="MiniMax-M3"), int)
    client.text.messages.create(
        [{"role": "user", "content": ["What is this?", minimax.image("photo.png")]}],
        effort="low",
        max_tokens=9,
    )
    client.text.responses.create(
        [{"type": "function_call_output", "call_id": "c", "output": "4"}, message],
        metadata={"a": "b"},
    )

    with client.text.messages.stream("Tell me a story.") as stream:
        assert_type(stream, MessageStream)
        assert_type(stream.text, Iterator[str])
        for event in stream:
            assert_type(event, MessageEvent)
            assert_type(event.block, dict[str, Any] | None)
    assert_type(stream.final(), Message)
    with client.text.responses.stream("Tell me a story.", reasoning=False) as told:
        assert_type(told, ResponseStream)
        assert_type([event.item for event in told], list[dict[str, Any] | None])
    assert_type(told.snapshot, ResponseReply)


async def surfaces_async(client: AsyncMiniMax) -> None:
    assert_type(await client.text.messages.create("Hi", service_tier="priority"), Message)
    assert_type((await client.text.responses.create("Hi", max_output_tokens=9)).usage, Usage | None)
    assert_type(await client.text.messages.count_tokens("Hi"), int)
    async with client.text.messages.stream("Hi") as stream:
        assert_type(stream, AsyncMessageStream)
        assert_type(stream.reasoning, AsyncIterator[str])
    assert_type(await stream.final(), Message)
    async with client.text.responses.stream("Hi") as told:
        assert_type(told, AsyncResponseStream)
        async for event in told:
            assert_type(event, ResponseEvent)


def speech(client: MiniMax) -> None:
    spoken = client.speech.synthesize(
        "Good morning!",
        voice="English_expressive_narrator",
        format="wav",
        sample_rate=44100,
        emotion="happy",
    )
    assert_type(spoken, Speech)
    assert_type(spoken.audio, bytes)
    assert_type(spoken.info, AudioInfo)
    assert_type(spoken.subtitles(), list[Subtitle])
    assert_type(spoken.save(Path("out") / "hello.wav"), Path)
    client.speech.synthesize(
        "Hi", mix=[{"voice_id": "a", "weight": 30}, {"voice_id": "b", "weight": 70}], output="url"
    )
    client.speech.synthesize(
        "Hi",
        voice_effects={"pitch": -20, "sound_effects": "robotic"},
        pronunciation=["omg/oh my god"],
    )

    with client.speech.stream("Good morning!", speed=1.2) as stream:
        assert_type(stream, AudioStream[Speech])
        for chunk in stream:
            assert_type(chunk, bytes)
    assert_type(stream.info, AudioInfo)
    assert_type(stream.final(), Speech)
    assert_type(stream.save("hello.mp3"), Path)


def files_and_tasks(client: MiniMax) -> None:
    assert_type(client.files.download("5"), bytes)
    assert_type(client.files.download("5", "a.mp4"), Path)
    assert_type(client.files.download("5", Path("a.mp4"), resume=False), Path)
    assert_type(client.files.download("5", io.BytesIO()), int)
    task = client.video.create("The tide")
    assert_type(task, Task[SyncIO, VideoFile[SyncIO]])
    assert_type(task.wait(), VideoFile[SyncIO])
    assert_type(client.video.enhance_prompt("The tide").wait(), str)
    assert_type(client.images.generate("A kite")[0], Image[SyncIO])


async def files_and_tasks_async(client: AsyncMiniMax) -> None:
    assert_type(await client.files.download("5"), bytes)
    assert_type(await client.files.download("5", "a.mp4"), Path)
    assert_type(await client.files.download("5", io.BytesIO()), int)
    task = await client.video.create("The tide")
    assert_type(task, Task[AsyncIO, VideoFile[AsyncIO]])
    assert_type(await task.wait(), VideoFile[AsyncIO])
    assert_type((await client.images.generate("A kite"))[0], Image[AsyncIO])


async def chat_async(client: AsyncMiniMax) -> None:
    reply = await client.text.chat("Name three rivers.", max_tokens=100)
    assert_type(reply, ChatReply)
    task = asyncio.create_task(client.text.chat("Name three rivers."))
    assert_type(await task, ChatReply)
    replies = await asyncio.gather(*(client.text.chat(name) for name in ("Nile", "Amazon")))
    assert_type(replies, list[ChatReply])
    first, spoken = await asyncio.gather(client.text.chat("Nile"), client.speech.synthesize("Nile"))
    assert_type(first, ChatReply)
    assert_type(spoken, Speech)
    async with asyncio.timeout(5):
        assert_type((await client.text.chat("Hi", service_tier="standard")).text, str)


async def chat_stream_async(client: AsyncMiniMax) -> ChatReply:
    async with client.text.stream("Tell me a story.") as stream:
        assert_type(stream, AsyncChatStream)
        assert_type(stream.text, AsyncIterator[str])
        async for event in stream:
            assert_type(event, ChatEvent)
    return await stream.final()


async def speech_async() -> None:
    async with AsyncMiniMax() as client:
        assert_type(client, AsyncMiniMax)
        assert_type(client.with_options(timeout=5), AsyncMiniMax)
        spoken = await client.speech.synthesize("Good morning!")
        assert_type(spoken.audio, bytes)
        async with client.speech.stream("Good morning!", format="pcm") as stream:
            assert_type(stream, AsyncAudioStream[Speech])
            async for chunk in stream:
                assert_type(chunk, bytes)
        assert_type(await stream.final(), Speech)
        assert_type(await stream.save("hello.pcm"), Path)


def run_once(client: AsyncMiniMax) -> ChatReply:
    return asyncio.run(client.text.chat("Hi"))


def caught(client: MiniMax) -> str:
    try:
        return client.text.chat("Hi").text
    except StreamInterrupted as error:
        assert_type(error.attempts, int)
        return str(error.partial)
    except APIError as error:
        assert_type(error.status_code, int | None)
        assert_type(error.trace_id, str | None)
        assert_type(error.retryable, bool)
        return error.hint


def many(client: MiniMax) -> None:
    report = minimax.batch.run(
        client, [{"op": "text.chat", "messages": "Hi"}], out=Path("out"), concurrency=4
    )
    assert_type(report, minimax.batch.Report)
    assert_type(report.ok, bool)
    for outcome in report.outcomes():
        assert_type(outcome.state, minimax.batch.State)


async def many_async(client: AsyncMiniMax) -> None:
    assert_type(
        await minimax.batch.run(client, "jobs.jsonl", out="out", retry_unknown=True),
        minimax.batch.Report,
    )


def tenant(request: HTTPRequest, call_next: Callable[[HTTPRequest], HTTPResponse]) -> HTTPResponse:
    request.headers["X-Tenant"] = "42"
    assert_type(request.model, str)
    return call_next(request)


async def tenant_async(
    request: HTTPRequest, call_next: Callable[[HTTPRequest], Awaitable[HTTPResponse]]
) -> HTTPResponse:
    response = await call_next(request)
    assert_type(response.status, int)
    return response


def observed(client: MiniMax, other: AsyncMiniMax) -> None:
    named: Middleware = tenant
    awaited: AsyncMiddleware = tenant_async
    assert_type(client.with_options(middleware=[named]), MiniMax)
    assert_type(other.with_options(middleware=[awaited]), AsyncMiniMax)
    assert_type(client.observe(told, middleware=tenant), Callable[[], None])
    MiniMax(middleware=[tenant])
    AsyncMiniMax(middleware=[tenant_async])
