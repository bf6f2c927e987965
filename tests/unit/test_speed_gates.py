"""What must not grow again, by figures that no machine's mood can change: modules, bytes, open
files, and time that stays linear.

Ratios of time against other clients are in `benchmarks/`; the same events under every split of the
bytes are in `test_sse.py`.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import AsyncMiniMax, MiniMax
from minimax.core.sse import SSEDecoder

from .platform import CHAT, KEY, SPEECH, Chunks, Runner, data, delta, ok, streamed
from .raw_server import server, talk

MEGABYTE = 2**20
PIECE = 4096
OWN_MODULES = 38
"""Modules of ours that a first chat call may load."""
COMMAND_MODULES = {"cli": 22, "emulator": 41}
"""Modules of these packages that an offline chat from the command line may load."""
HEAVY = (
    "asyncio",
    "attr",
    "attrs",
    "pydantic",
    "msgspec",
    "yaml",
    "websockets",
    "starlette",
    "uvicorn",
    "jsonschema",
    "av",
    "PIL",
    "docstring_parser",
)


def pieces(body: bytes) -> list[bytes]:
    return [body[start : start + PIECE] for start in range(0, len(body), PIECE)]


def peak(work: Callable[[], Any]) -> int:
    """Bytes that `work` holds at its worst, over what there was before."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


# ---- modules


def modules_after(program: str) -> set[str]:
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            f"{program}\nimport json, sys; print(json.dumps(sorted(sys.modules)))",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_first_call_loads_little_besides_httpx() -> None:
    with server(talk) as url:
        raw = modules_after(
            f"import httpx\nwith httpx.Client() as client: client.post({url!r} +"
            " '/v1/chat/completions', json={}).json()"
        )
        ours = modules_after(
            f"import minimax\nwith minimax.MiniMax({KEY!r}, base_url={url!r}) as client: assert"
            " client.text.chat('hello').text == 'Hello.'"
        )
    more = ours - raw
    generated = {
        module.removeprefix("minimax_generated.")
        for module in more
        if module.startswith("minimax_generated.")
    }
    assert {module for module in generated if not module.startswith("tables")} == {
        "api",
        "api.text",
        "api.text.chat_completions",
        "calls",
        "checks",
        "checks.text",
        "errors",
        "lazy",
        "operation",
    }
    assert len([module for module in more if module.startswith("minimax.")]) <= OWN_MODULES, sorted(
        more
    )
    assert {module.partition(".")[0] for module in more} & set(HEAVY) == set()
    others = {module.partition(".")[0] for module in more} - {"minimax", "minimax_generated"}
    assert others <= sys.stdlib_module_names, others


def test_an_offline_chat_loads_only_what_it_needs() -> None:
    loaded = modules_after(
        "import io, sys; from contextlib import redirect_stdout\n"
        "sys.argv = ['minimax', '--json', 'text', 'chat', 'hi', '--offline']\n"
        "from minimax.cli import main\n"
        "with redirect_stdout(io.TextIOWrapper(io.BytesIO())): assert main() == 0\n"
        # Not loaded, but kept from being loaded:
        "assert sys.modules.pop('trio') is sys.modules.pop('httpx._main') is None"
    )
    for package, most in COMMAND_MODULES.items():
        own = [module for module in loaded if module.startswith(f"minimax.{package}.")]
        assert len(own) <= most, sorted(own)
    unused = {*HEAVY, "rich", "trio"} - {"asyncio", "starlette", "uvicorn"}
    assert {module.partition(".")[0] for module in loaded} & unused == set()
    features = {"anthropic", "embeddings", "responses", "speech", "video", "images"}
    assert {f"minimax.emulator.endpoints.{feature}" for feature in features} & loaded == set()
    assert "minimax.emulator.certificates" not in loaded


def test_the_help_of_the_command_loads_neither_client_nor_emulator() -> None:
    loaded = modules_after(
        "import io, sys; from contextlib import redirect_stdout\n"
        "sys.argv = ['minimax', '--help']\n"
        "from minimax.cli import main\n"
        "with redirect_stdout(io.TextIOWrapper(io.BytesIO())): assert main() == 0\n"
        "del sys.modules['trio'], sys.modules['httpx._main']"
    )
    unused = {*HEAVY, "httpx", "httpcore", "rich", "ssl"}
    assert {module.partition(".")[0] for module in loaded} & unused == set()
    assert not any(module.startswith(("minimax.services", "minimax.emulator")) for module in loaded)


# ---- bytes


def test_large_events_take_little_more_than_twice_their_size(runner: Runner) -> None:
    size = 4 * MEGABYTE
    parts = pieces(data(delta("x" * size), delta("", finish="stop"), "[DONE]"))
    client = runner.client(lambda request: streamed(*parts))

    async def length(
        final: Any,
    ) -> (
        int
    ):  # what a task returns is shown by asyncio as it ends, and that takes memory of its own
        return len((await final).text)

    def read() -> None:
        with runner.opened(client.text.stream("hello")) as stream:
            assert (
                runner(length(stream.final())) if runner.is_async else len(stream.final().text)
            ) == size

    read()
    # The text as it came and the text as a string; then that, and what the string holds.
    assert peak(read) < 2.2 * size


def test_speech_responses_take_little_more_memory_than_their_audio(runner: Runner) -> None:
    audio = os.urandom(4 * MEGABYTE)
    parts = pieces(json.dumps({**SPEECH, "data": {"audio": audio.hex(), "status": 2}}).encode())
    client = runner.client(lambda request: streamed(*parts, kind="application/json"))

    def speak() -> None:
        assert len(runner(client.speech.synthesize("hello")).audio) == len(audio)

    speak()
    assert peak(speak) < 1.3 * len(audio)


class Storage(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A host that sends a file in pieces that cost nothing, and lets go of what comes at once."""

    block = bytes(16 * 1024)

    def __init__(self, size: int) -> None:
        self.size = size
        self.received = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return ok({"file": {"file_id": 7}, "base_resp": {"status_code": 0}})
        blocks = Chunks(*[self.block] * (self.size // len(self.block)))
        return httpx.Response(
            200,
            headers={"content-length": str(self.size), "content-type": "video/mp4"},
            stream=blocks,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        self.received = sum(map(len, request.stream))
        return self.answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        self.received = 0
        async for block in request.stream:
            self.received += len(block)
        return self.answer(request)

    def client(self, runner: Runner) -> Any:
        """A client whose only host this is."""
        options: dict[str, Any] = {"base_url": "https://api.example.test"}
        if runner.is_async:
            return AsyncMiniMax(KEY, http_client=httpx.AsyncClient(transport=self), **options)
        return MiniMax(KEY, http_client=httpx.Client(transport=self), **options)


@pytest.mark.parametrize("size", [8 * MEGABYTE, 32 * MEGABYTE])
def test_downloads_use_constant_memory(runner: Runner, tmp_path: Path, size: int) -> None:
    client = Storage(size).client(runner)
    runner(client.files.download("https://files.example.test/a.mp4", tmp_path / "first.mp4"))
    taken = peak(
        lambda: runner(
            client.files.download("https://files.example.test/a.mp4", tmp_path / "film.mp4")
        )
    )
    assert (tmp_path / "film.mp4").stat().st_size == size
    assert taken < 3 * MEGABYTE


@pytest.mark.parametrize("size", [8 * MEGABYTE, 32 * MEGABYTE])
def test_uploads_use_constant_memory(runner: Runner, tmp_path: Path, size: int) -> None:
    storage = Storage(size)
    client = storage.client(runner)
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(size)
    runner(client.files.upload(film, purpose="video_understanding"))
    taken = peak(lambda: runner(client.files.upload(film, purpose="video_understanding")))
    assert storage.received > size
    assert taken < 2 * MEGABYTE


# ---- time


def test_parsing_time_is_linear_in_the_event_size() -> None:
    def seconds(size: int) -> float:
        text = b"data: " + b"x" * size + b"\n\n"
        parts, times = pieces(text), []
        for _ in range(3):
            decoder, started = SSEDecoder(), time.process_time()
            found = [event for part in parts for event in decoder.feed(part)]
            times.append(time.process_time() - started)
            assert [len(event.data) for event in found] == [size]
        return min(times)

    # Quadratic work would take sixteen times as long. The best of three tries: a machine may be
    # busy, but not slow three times over.
    assert any(seconds(20 * MEGABYTE) / seconds(5 * MEGABYTE) < 6 for _ in range(3))


# ---- open files


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="the system does not list open files")
def test_two_hundred_calls_leave_no_file_open(runner: Runner) -> None:
    def attend(connection: socket.socket) -> None:
        talk(connection)

    with server(attend) as url:
        client = AsyncMiniMax(KEY, base_url=url) if runner.is_async else MiniMax(KEY, base_url=url)
        try:
            runner(client.text.chat("hello"))
            before = open_files()
            for _ in range(200):
                assert (
                    runner(client.text.chat("hello")).text
                    == CHAT["choices"][0]["message"]["content"]
                )  # type: ignore[index]
            assert open_files() == before
        finally:
            runner(client.close())
