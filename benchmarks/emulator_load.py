"""How much the emulator bears: parallel streams, and memory over many requests.

python -m benchmarks.emulator_load                     200 streams at once, then 10,000 requests
python -m benchmarks.emulator_load --streams 500 --requests 50000

The emulator runs in a process of its own, whose memory is what is measured (on Linux).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from minimax import AsyncMiniMax, Retry

CHAT, SPEECH = "/v1/chat/completions", "/v1/t2a_v2"
KEYS = 50
SERVE = "from minimax.emulator import serve; serve()"


class Streamed(NamedTuple):
    """What came of parallel streams: how many were whole, and seconds until all were."""

    whole: int
    seconds: float


def chat(text: str, **more: Any) -> dict[str, Any]:
    return {
        "model": "MiniMax-M3",
        "messages": [{"role": "user", "content": text}],
        "thinking": {"type": "disabled"},
        **more,
    }


SMALL: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("POST", CHAT, chat("Say hi")),
    ("POST", CHAT, chat("Say hi", stream=True)),
    ("POST", "/anthropic/v1/messages", chat("Say hi", max_tokens=20)),
    ("POST", "/v1/text/chatcompletion_v2", chat("Say hi")),
    ("POST", SPEECH, {"model": "speech-2.8-hd", "text": ""}),
    ("POST", CHAT, {"model": 1}),
    ("POST", "/v1/video_generation", {"model": "MiniMax-Hailuo-2.3", "prompt": "a tram"}),
    ("GET", "/v1/models", None),
    ("GET", "/v1/files/list?purpose=voice_clone", None),
    ("GET", "/nowhere", None),
)
"""One after the other: good and bad, every family, tasks that are left alone."""


async def streams(base_url: str, count: int) -> Streamed:
    """So many chat streams at the same time, each checked for its own words to the end."""
    started = time.perf_counter()
    async with AsyncMiniMax("sk-load", base_url=base_url, retry=Retry(attempts=1)) as client:
        # One connection each, all open before the first is read.
        answers = await asyncio.gather(
            *(_stream(client, f"{number} {'tram ' * 10}".strip()) for number in range(count))
        )
    return Streamed(sum(answers), time.perf_counter() - started)


async def _stream(client: AsyncMiniMax, words: str) -> bool:
    reply = await client.text.stream(f"Reply with exactly: {words}", thinking=False).final()
    return reply.text == words


def requests(base_url: str, count: int, *, first: int = 0) -> Counter[int]:
    """So many small requests, one after the other and of many keys; how many got which HTTP
    status.
    """
    statuses: Counter[int] = Counter()
    # The client of the standard library: what is measured is the emulator.
    with closing(HTTPConnection(base_url.removeprefix("http://"), timeout=120)) as connection:
        for number in range(first, first + count):
            method, path, body = SMALL[number % len(SMALL)]
            headers = {
                "Authorization": f"Bearer sk-{number % KEYS}",
                "Content-Type": "application/json",
            }
            connection.request(method, path, json.dumps(body) if body else None, headers)
            with connection.getresponse() as response:
                response.read()
            statuses[response.status] += 1
    return statuses


def resident(process: int | str = "self") -> int:
    """Bytes of memory that a process takes."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.emulator_load",
        description=__doc__.splitlines()[0] if __doc__ else None,
    )
    parser.add_argument("--streams", type=int, default=200, help="at the same time (default: 200)")
    parser.add_argument(
        "--requests", type=int, default=10_000, help="one after the other (default: 10000)"
    )
    options = parser.parse_args()
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        try:
            found = asyncio.run(streams(base_url, options.streams))
            print(
                f"{found.whole} of {options.streams} parallel streams whole, {found.seconds:.2f} s"
            )
            tenth = max(options.requests // 10, 1)
            memory = []
            for part in range(10):
                started = time.perf_counter()
                statuses = requests(base_url, tenth, first=part * tenth)
                seconds = time.perf_counter() - started
                memory.append(resident(process.pid))
                shown = ", ".join(
                    f"{count} x {status}" for status, count in sorted(statuses.items())
                )
                print(
                    f"{(part + 1) * tenth:>8} requests  {tenth / seconds:6.0f}/s "
                    f" {memory[-1] / 2**20:7.1f} MB  {shown}"
                )
            print(f"memory over the second half: {(memory[-1] - memory[4]) / 2**20:+.1f} MB")
        finally:
            process.terminate()
    return 0 if found.whole == options.streams else 1


if __name__ == "__main__":
    sys.exit(main())
