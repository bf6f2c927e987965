"""Speech in real time beside hand-written loops over httpx and bare websockets: `python -m
benchmarks.voice`, part of `make bench`.

Each case is a fresh process on one core; the emulator, and a server with ready frames, run on the
other.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benchmarks.cases import BODY, HEADERS, pinned

KEY = HEADERS["Authorization"].removeprefix("Bearer ")
PATH = "/ws/v1/t2a_v2_bidi"
START = {
    "event": "task_start",
    "model": "speech-2.8-turbo",
    "voice_setting": {"voice_id": "English_expressive_narrator"},
}
START["audio_setting"] = {"format": "pcm"}
REPLIES, TEXTS, EVENTS = 20, 300, 5_000
ROUNDS = 5
OPTIONS = {
    "additional_headers": HEADERS,
    "compression": None,
    "max_size": None,
    "close_timeout": 0.5,
}
"""Compression off, as the SDK has it: on costs the bare loop more. A bare loop that leaves with
many messages unread waits for the whole `close_timeout`, after what is measured.
"""

Figures = dict[str, float]


def said(event: str, **more: Any) -> str:
    return json.dumps(
        {
            "event": event,
            "trace_id": "07aa",
            "base_resp": {"status_code": 0, "status_msg": "success"},
            **more,
        }
    )


AUDIO = said("task_continued", data={"audio": bytes(range(256)).hex() * 8}, is_final=False)
BURST = "burst"


async def serve() -> None:
    """A platform that costs next to nothing: ready frames, one for a text, `EVENTS` for the text
    `BURST`.
    """
    from websockets.asyncio.server import ServerConnection
    from websockets.asyncio.server import serve as listen

    answers = {"task_start": "task_started", "task_finish": "task_finished"}

    async def session(connection: ServerConnection) -> None:
        await connection.send(said("connected_success"))
        async for message in connection:
            event = json.loads(message)
            for _ in range(
                EVENTS if event.get("text") == BURST else event["event"] == "task_continue"
            ):
                await connection.send(AUDIO)
            if event["event"] in answers:
                await connection.send(said(answers[event["event"]]))

    async with listen(session, "127.0.0.1", 0, compression=None) as server:
        print(f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}", flush=True)
        await server.serve_forever()


# ---- a reply, spoken while it is written: seconds from the first chat token to the first audio


def reply_minimax(url: str) -> Figures:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url)

    def run() -> float:
        first: list[float] = []
        with (
            client.text.stream("hello") as chat,
            client.speech.speak(noted(chat.text, first), format="pcm") as speech,
        ):
            next(speech)
            return time.perf_counter() - first[0]

    return latency(run, REPLIES)


def reply_bare(url: str) -> Figures:
    import httpx
    from websockets.sync.client import connect

    client = httpx.Client(base_url=url, headers=HEADERS)

    def tokens() -> Iterator[str]:
        with client.stream(
            "POST", "/v1/chat/completions", json={**BODY, "stream": True}
        ) as response:
            for line in response.iter_lines():
                if line.startswith("data: {"):
                    choices = json.loads(line[6:])["choices"]
                    if choices and (text := choices[0]["delta"].get("content")):
                        yield text

    def run() -> float:
        first: list[float] = []
        with connect("ws" + url[4:] + PATH, **OPTIONS) as socket:
            socket.recv()
            socket.send(json.dumps(START))
            socket.recv()

            def feed() -> None:
                for token in noted(tokens(), first):
                    socket.send(json.dumps({"event": "task_continue", "text": token}))
                socket.send(json.dumps({"event": "task_finish"}))

            thread = threading.Thread(target=feed)
            thread.start()
            while not audio(socket.recv()):
                pass
            taken = time.perf_counter() - first[0]
            thread.join()
        return taken

    return latency(run, REPLIES)


def noted(pieces: Iterable[str], first: list[float]) -> Iterator[str]:
    """The same pieces; the time of the first one is put into a list."""
    for piece in pieces:
        first or first.append(time.perf_counter())
        yield piece


# ---- a connection that is open: seconds from a text to its first audio, and events per second of
# CPU


def socket_minimax(url: str) -> Figures:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url)
    with client.speech.connect(format="pcm") as socket:
        chunks = iter(socket)

        def run() -> float:
            started = time.perf_counter()
            socket.send("Hello there. ")
            next(chunks)
            return time.perf_counter() - started

        figures = latency(run, TEXTS)
        return {
            **figures,
            **rate(lambda: (socket.send(BURST), [next(chunks) for _ in range(EVENTS)])),
        }


def socket_bare(url: str) -> Figures:
    from websockets.sync.client import connect

    with connect("ws" + url[4:] + PATH, **OPTIONS) as socket:
        socket.recv()
        socket.send(json.dumps(START))
        socket.recv()

        def say(text: str) -> None:
            socket.send(json.dumps({"event": "task_continue", "text": text}))

        def run() -> float:
            started = time.perf_counter()
            say("Hello there. ")
            audio(socket.recv())
            return time.perf_counter() - started

        figures = latency(run, TEXTS)
        return {
            **figures,
            **rate(lambda: (say(BURST), [audio(socket.recv()) for _ in range(EVENTS)])),
        }


async def async_socket_minimax(url: str) -> Figures:
    import minimax

    async with (
        minimax.AsyncMiniMax(KEY, base_url=url) as client,
        client.speech.connect(format="pcm") as socket,
    ):
        chunks = aiter(socket)
        times = []
        for _ in range(TEXTS):
            started = time.perf_counter()
            await socket.send("Hello there. ")
            await anext(chunks)
            times.append(time.perf_counter() - started)
        started = time.process_time()
        await socket.send(BURST)
        for _ in range(EVENTS):
            await anext(chunks)
        return {"seconds": typical(times), "rate": EVENTS / (time.process_time() - started)}


async def async_socket_bare(url: str) -> Figures:
    from websockets.asyncio.client import connect

    async with connect("ws" + url[4:] + PATH, **OPTIONS) as socket:
        await socket.recv()
        await socket.send(json.dumps(START))
        await socket.recv()
        times = []
        for _ in range(TEXTS):
            started = time.perf_counter()
            await socket.send(json.dumps({"event": "task_continue", "text": "Hello there. "}))
            audio(await socket.recv())
            times.append(time.perf_counter() - started)
        started = time.process_time()
        await socket.send(json.dumps({"event": "task_continue", "text": BURST}))
        for _ in range(EVENTS):
            audio(await socket.recv())
        return {"seconds": typical(times), "rate": EVENTS / (time.process_time() - started)}


def audio(frame: str | bytes) -> bytes:
    """The audio of a frame, as a hand-written loop decodes it."""
    payload = json.loads(frame)
    if payload["base_resp"]["status_code"]:
        raise RuntimeError(payload["base_resp"]["status_msg"])
    return bytes.fromhex((payload.get("data") or {}).get("audio") or "")


def typical(times: list[float]) -> float:
    """The fastest tenth begins here: what else the machine does moves the median, but hardly
    this.
    """
    return statistics.quantiles(times, n=10)[0]


def latency(run: Callable[[], float], times: int) -> Figures:
    run()
    return {"seconds": typical([run() for _ in range(times)])}


def rate(burst: Callable[[], object]) -> Figures:
    started = time.process_time()
    burst()
    return {"rate": EVENTS / (time.process_time() - started)}


# ---- all of it

CASES = (
    ("first chat token to first audio", "emulator", reply_minimax, reply_bare),
    ("text to first audio, sync", "ready frames", socket_minimax, socket_bare),
    ("text to first audio, async", "ready frames", async_socket_minimax, async_socket_bare),
)
SERVERS = {
    "emulator": ["minimax", "emulator", "--port", "0"],
    "ready frames": ["benchmarks.voice", "serve"],
}


def case(name: str, url: str) -> None:
    figures = globals()[name](url)
    print(json.dumps(asyncio.run(figures) if asyncio.iscoroutine(figures) else figures))


def main() -> None:
    """Every case, ours and the bare one in turn."""
    servers = {
        name: subprocess.Popen(
            [*pinned(1), sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True
        )
        for name, command in SERVERS.items()
    }
    try:
        urls = {
            name: server.stdout.readline().strip()
            for name, server in servers.items()
            if server.stdout
        }
        print(
            f"{'voice':40} {'ms':>12} {'ms / bare':>13} {'events/CPU s':>14} {'events / bare':>14}"
        )
        for name, server, ours, bare in CASES:
            rounds = [
                [measure(each.__name__, urls[server], pinned(0)) for each in (ours, bare)]
                for _ in range(ROUNDS)
            ]
            milliseconds = statistics.median(mine["seconds"] * 1000 for mine, _ in rounds)
            ratio = statistics.median(mine["seconds"] / other["seconds"] for mine, other in rounds)
            print(f"{name:40} {milliseconds:12.2f} {ratio:13.2f}", end="")
            if "rate" in rounds[0][0]:
                speed = statistics.median(mine["rate"] for mine, _ in rounds)
                ratio = statistics.median(mine["rate"] / other["rate"] for mine, other in rounds)
                print(f" {speed:14,.0f} {ratio:14.2f}", end="")
            print(flush=True)
    finally:
        for server in servers.values():
            server.terminate()
            server.communicate()


def measure(name: str, url: str, prefix: list[str]) -> Figures:
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "benchmarks.voice", name, url],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: Figures = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        try:
            asyncio.run(serve())
        except KeyboardInterrupt:
            sys.exit(0)
    elif sys.argv[1:]:
        case(*sys.argv[1:])
    else:
        main()
