"""The emulator as other programs meet it: how fast it starts, and how many chats it answers."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.cases import BODY, HEADERS, Figures, pinned

CHATS, CONNECTIONS = 2_000, 4
CHAT = "/v1/chat/completions"
COMMAND = [sys.executable, "-m", "minimax", "emulator", "--port", "0"]


@contextmanager
def served() -> Iterator[str]:
    """The base URL of an emulator on the core that the servers have."""
    process = subprocess.Popen([*pinned(1), *COMMAND], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate()


def chats(url: str) -> Figures:
    """`rate`: chats per second over a few connections."""
    import httpx

    with served() as address:
        clients = [httpx.Client(base_url=address, headers=HEADERS) for _ in range(CONNECTIONS)]

        def work(client: httpx.Client) -> None:
            for _ in range(CHATS // CONNECTIONS):
                client.post(CHAT, json=BODY).raise_for_status()

        work_threads = [threading.Thread(target=work, args=(client,)) for client in clients]
        clients[0].post(CHAT, json=BODY).raise_for_status()
        started = time.perf_counter()
        for thread in work_threads:
            thread.start()
        for thread in work_threads:
            thread.join()
        return {"rate": CHATS / (time.perf_counter() - started)}


def first(url: str) -> Figures:
    """`milliseconds` from the start of the command to its first response."""
    import httpx

    with httpx.Client(headers=HEADERS) as client:
        started = time.perf_counter()
        with served() as address:
            client.post(address + CHAT, json=BODY).raise_for_status()
            return {"milliseconds": (time.perf_counter() - started) * 1000}
