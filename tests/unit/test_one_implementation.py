"""One implementation for both clients: stack traces, and support for trio."""

from __future__ import annotations

import ast
import asyncio
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio

import minimax
from minimax import APIError, AsyncMiniMax, ConfigError, MiniMax, batch

from .platform import AT_ONCE, CHAT, KEY, Chunks, Clock, Platform, Runner, data, delta, ok, streamed

PACKAGE = Path(str(minimax.__file__)).parent
LEAVES = ("batch", "cli", "emulator", "integrations")
MOST_FRAMES = 8
STEPS = ["chat", "call", "open"]
"""From the method of the service to the transport, without what stands in between."""


def own_frames(frames: Any) -> list[str]:
    return [frame.name for frame in frames if str(PACKAGE) in frame.filename]


def test_a_thread_dump_of_a_hanging_call_names_the_call() -> None:
    reached, release = threading.Event(), threading.Event()

    def hang(request: httpx.Request) -> httpx.Response:
        reached.set()
        release.wait(10)
        return ok(CHAT)

    client = MiniMax(KEY, http_client=httpx.Client(transport=httpx.MockTransport(hang)))
    thread = threading.Thread(target=client.text.chat, args=("Hi",))
    thread.start()
    try:
        assert reached.wait(10)
        dump = own_frames(traceback.extract_stack(sys._current_frames()[thread.ident or 0]))
    finally:
        release.set()
        thread.join()
    assert [name for name in dump if name in STEPS][: len(STEPS) - 1] == STEPS[:-1]
    assert dump[-3:] == ["send", "open", "open"]


def test_the_stack_of_a_hanging_task_names_the_call() -> None:
    async def main() -> list[str]:
        reached = asyncio.Event()

        async def hang(request: httpx.Request) -> httpx.Response:
            reached.set()
            await asyncio.Event().wait()
            raise AssertionError

        async with httpx.AsyncClient(transport=httpx.MockTransport(hang)) as http:
            task = asyncio.create_task(AsyncMiniMax(KEY, http_client=http).text.chat("Hi"))
            await reached.wait()
            names: list[str] = []
            waiting: Any = task.get_coro()
            while waiting is not None and hasattr(waiting, "cr_code"):
                names.append(waiting.cr_code.co_name)
                waiting = waiting.cr_await
            task.cancel()
            return names

    names = asyncio.run(main())
    assert [name for name in names if name in STEPS][: len(STEPS)] == STEPS


def test_the_traceback_of_a_refused_chat_is_short(runner: Runner) -> None:
    refused = ok({"base_resp": {"status_code": 1004, "status_msg": "no"}})
    with pytest.raises(APIError) as caught:
        runner(runner.client(Platform(refused), retry=AT_ONCE).text.chat("Hi"))
    frames = own_frames(traceback.extract_tb(caught.value.__traceback__))
    assert "chat" in frames
    assert len(frames) <= MOST_FRAMES, frames


def functions() -> Iterator[tuple[str, ast.AST, str]]:
    """Place, body and result of all functions."""
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).as_posix()
        if not name.startswith(LEAVES):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    result = ast.unparse(node.returns) if node.returns else ""
                    yield f"{name}:{node.lineno} {node.name}", node, result


def yields(function: ast.AST) -> Iterator[ast.Yield | ast.YieldFrom]:
    for node in ast.iter_child_nodes(function):
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from yields(node)


def test_coroutines_yield_no_effects() -> None:
    """What is yielded is an item of an iterator, and nothing comes back for it."""
    kinds = ("Iterator[", "Generator[Any, None, None]", "AsyncIterator[")
    odd = [
        f"{place} -> {result}"
        for place, function, result in functions()
        if any(yields(function)) and not result.startswith(kinds)
    ]
    assert odd == []


class TestTrio:
    @staticmethod
    def client(*answers: Any, **options: Any) -> AsyncMiniMax:
        transport = httpx.MockTransport(Platform(*answers))
        http = httpx.AsyncClient(transport=transport, trust_env=False)
        return AsyncMiniMax(KEY, http_client=http, retry=AT_ONCE, **options)

    def test_runs_a_chat(self) -> None:
        async def main() -> str:
            return (await self.client(CHAT).text.chat("Hi")).text

        assert trio.run(main) == "Hello."

    def test_retries_refused_calls(self) -> None:
        limited = ok({"base_resp": {"status_code": 1002, "status_msg": "slow down"}})

        async def main() -> str:
            return (await self.client(limited, CHAT).text.chat("Hi")).text

        assert trio.run(main) == "Hello."

    def test_streams_a_chat(self) -> None:
        answer = streamed(data(delta("Hel")), data(delta("lo.", finish="stop"), "[DONE]"))

        async def main() -> list[str]:
            client = self.client(answer)
            async with client.text.stream("Hi") as stream:
                return [piece async for piece in stream.text]

        assert trio.run(main) == ["Hel", "lo."]

    def test_waits_for_a_task(self) -> None:
        good = {"status_code": 0, "status_msg": ""}
        running = {"task_id": "7", "status": "Processing", "base_resp": good}
        done = {"task_id": "7", "status": "Success", "file_id": "9", "base_resp": good}
        file = {"file": {"file_id": 9, "bytes": 3, "download_url": "https://a.test/v"}}

        class Clocked(Clock):
            async def asleep(self, seconds: float) -> None:
                self.sleep(seconds)
                await trio.lowlevel.checkpoint()

        async def main() -> str:
            client = self.client(running, done, {**file, "base_resp": good}, clock=Clocked())
            return (await client.task("video:7").wait()).file_id

        assert trio.run(main) == "9"

    def test_uploads_and_downloads(self, tmp_path: Path) -> None:
        good = {"status_code": 0, "status_msg": ""}
        stored = {"file": {"file_id": 9, "bytes": 3, "purpose": "t2a_async_input"}}
        content = httpx.Response(200, headers={"content-length": "3"}, stream=Chunks(b"abc"))
        source = tmp_path / "a.txt"
        source.write_bytes(b"abc")

        async def main() -> Any:
            up = self.client({**stored, "base_resp": good})
            file = await up.files.upload(source, purpose="t2a_async_input")
            down = self.client(content)
            return file.id, await down.files.download("https://a.test/b", tmp_path / "b.txt")

        assert trio.run(main) == ("9", tmp_path / "b.txt")
        assert (tmp_path / "b.txt").read_bytes() == b"abc"

    def test_runs_tools(self) -> None:
        asks = {
            **CHAT,
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "tool_calls",
                    "message": {
                        "role": "assistant",
                        "content": "",
                        "tool_calls": [
                            {
                                "id": str(number),
                                "type": "function",
                                "function": {"name": "tide", "arguments": "{}"},
                            }
                            for number in range(2)
                        ],
                    },
                }
            ],
        }
        called: list[int] = []

        async def tide() -> int:
            """Height of the tide."""
            await trio.lowlevel.checkpoint()
            called.append(1)
            return 3

        async def main() -> str:
            return (await self.client(asks, CHAT).text.run_tools("Tide?", tools=[tide])).text

        assert trio.run(main) == "Hello."
        assert called == [1, 1]

    def test_waits_for_a_slot(self) -> None:
        async def main() -> list[str]:
            from minimax import Limits

            client, texts = self.client(CHAT, limits=Limits(concurrent=1)), []

            async def one() -> None:
                texts.append((await client.text.chat("Hi")).text)

            async with trio.open_nursery() as nursery:
                for _ in range(3):
                    nursery.start_soon(one)
            return texts

        assert trio.run(main) == ["Hello."] * 3

    def test_refuses_what_needs_asyncio(self, tmp_path: Path) -> None:
        job = {"op": "text.chat", "messages": "Hi", "id": "1"}
        client = self.client()

        async def connect() -> None:
            async with client.speech.connect():
                pass

        async def speak() -> None:
            async with client.speech.speak("Hello") as audio:
                async for _ in audio:
                    pass

        async def run() -> None:
            await batch.run(client, [job], out=tmp_path / "out")

        async def once() -> None:
            with batch.connect(tmp_path / "ledger") as ledger:
                await batch.once(client, job, ledger)

        async def play() -> None:
            await minimax.play_async(b"\0\0", format="pcm")

        for call, advice in (
            (play, "play in a thread"),
            (connect, "speech.stream"),
            (speak, "speech.stream"),
            (run, "MiniMax client in a thread"),
            (once, "MiniMax client in a thread"),
        ):
            with pytest.raises(ConfigError, match=f"needs asyncio. Under trio, .*{advice}"):
                trio.run(call)
