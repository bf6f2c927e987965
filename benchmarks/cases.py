"""One case in a fresh process: `python -m benchmarks.cases CASE PORT` prints CPU and wall seconds and the peak memory as JSON."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable

CALLS = 300
MESSAGES = [{"role": "user", "content": "hello"}]
BODY = {"model": "MiniMax-M3", "messages": MESSAGES}
HEADERS = {"Authorization": "Bearer sk-benchmark"}


def base(port: str) -> str:
    return f"http://127.0.0.1:{port}"


def import_httpx(port: str) -> Callable[[], object]:
    return lambda: __import__("httpx")


def import_minimax(port: str) -> Callable[[], object]:
    return lambda: __import__("minimax")


def client_httpx(port: str) -> Callable[[], object]:
    def run() -> object:
        import httpx

        return httpx.Client()

    return run


def client_minimax(port: str) -> Callable[[], object]:
    def run() -> object:
        import minimax

        return minimax.MiniMax("sk-benchmark")

    return run


def first_httpx(port: str) -> Callable[[], object]:
    def run() -> object:
        import httpx

        return httpx.Client().post(f"{base(port)}/v1/chat/completions", json=BODY, headers=HEADERS).json()

    return run


def first_minimax(port: str) -> Callable[[], object]:
    def run() -> object:
        import minimax

        return minimax.MiniMax("sk-benchmark", base_url=base(port)).text.chat("hello").text

    return run


def chat_httpx(port: str) -> Callable[[], object]:
    import httpx

    client = httpx.Client(headers=HEADERS)
    client.post(f"{base(port)}/v1/chat/completions", json=BODY)

    def run() -> None:
        for _ in range(CALLS):
            client.post(f"{base(port)}/v1/chat/completions", json=BODY).json()

    return run


def chat_minimax(port: str) -> Callable[[], object]:
    import minimax

    client = minimax.MiniMax("sk-benchmark", base_url=base(port))
    _ = client.text.chat("hello").text

    def run() -> None:
        for _ in range(CALLS):
            _ = client.text.chat("hello").text

    return run


def async_chat_httpx(port: str) -> Callable[[], object]:
    async def main() -> None:
        import httpx

        async with httpx.AsyncClient(headers=HEADERS) as client:
            for _ in range(CALLS):
                (await client.post(f"{base(port)}/v1/chat/completions", json=BODY)).json()

    return lambda: asyncio.run(main())


def async_chat_minimax(port: str) -> Callable[[], object]:
    async def main() -> None:
        import minimax

        async with minimax.AsyncMiniMax("sk-benchmark", base_url=base(port)) as client:
            for _ in range(CALLS):
                _ = (await client.text.chat("hello")).text

    return lambda: asyncio.run(main())


def stream_httpx(port: str) -> Callable[[], object]:
    import httpx

    client = httpx.Client(headers=HEADERS)

    def run() -> None:
        with client.stream("POST", f"{base(port)}/v1/chat/completions", json={**BODY, "stream": True}) as response:
            for line in response.iter_lines():
                if line.startswith("data: {"):
                    json.loads(line[6:])

    return run


def stream_minimax(port: str) -> Callable[[], object]:
    import minimax

    client = minimax.MiniMax("sk-benchmark", base_url=base(port))

    def run() -> None:
        with client.text.stream("hello") as stream:
            for _ in stream:
                pass

    return run


def speech_httpx(port: str) -> Callable[[], object]:
    import httpx

    client = httpx.Client(headers=HEADERS)

    def run() -> None:
        for _ in range(20):
            bytes.fromhex(client.post(f"{base(port)}/v1/t2a_v2", json={"model": "speech-2.8-hd", "text": "hi"}).json()["data"]["audio"])

    return run


def speech_minimax(port: str) -> Callable[[], object]:
    import minimax

    client = minimax.MiniMax("sk-benchmark", base_url=base(port))

    def run() -> None:
        for _ in range(20):
            _ = client.speech.synthesize("hi").audio

    return run


def main() -> None:
    case, port = sys.argv[1:]
    run = globals()[case](port)
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    print(
        json.dumps(
            {
                "cpu": time.process_time() - cpu,
                "wall": time.perf_counter() - wall,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
