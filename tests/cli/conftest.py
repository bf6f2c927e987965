"""The command against the emulator: `run(...)` in this process, `minimax` as a process of its
own.
"""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minimax.cli import main
from minimax.emulator import Emulator

from ..unit.raw_server import read_request, server

COMMAND = [sys.executable, "-W", "error", "-m", "minimax"]


@contextmanager
def answering(
    body: object, *, status: str = "200 OK", kind: str = "application/json"
) -> Iterator[str]:
    """A platform on loopback that gives the same response to everything; its base URL."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n"

    def serve(connection: socket.socket) -> None:
        while read_request(connection):
            connection.sendall(f"{head}\r\n".encode() + content)

    with server(serve) as url:
        yield url


class Terminal(io.StringIO):
    """A stdin that nobody pipes into."""

    def isatty(self) -> bool:
        return True


class Done(NamedTuple):
    """What a command in this process came to."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


@pytest.fixture(scope="session")
def _running() -> Iterator[Emulator]:
    with Emulator(strict=True, task_seconds=0.05) as emulator:
        yield emulator


@pytest.fixture
def emulator(_running: Emulator) -> Emulator:
    _running.reset()
    return _running


@pytest.fixture
def environment(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Settings of a user with a key, in an empty folder of his own."""
    for name in [name for name in os.environ if name.startswith("MINIMAX_")]:
        monkeypatch.delenv(name)
    given = {
        "MINIMAX_API_KEY": "sk-cli",
        "MINIMAX_BASE_URL": emulator.base_url,
        "MINIMAX_CONFIG": str(tmp_path / "settings" / "contexts.json"),
        "MINIMAX_LOG": "",
        "NO_PROXY": "127.0.0.1",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return dict(os.environ)


@pytest.fixture
def run(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """`run("text", "chat", "hi", stdin="...")`: the command in this process, quickly."""

    def command(*words: str, stdin: str | None = None) -> Done:
        monkeypatch.setattr(sys, "stdin", Terminal() if stdin is None else io.StringIO(stdin))
        code = main([*words])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return command


@pytest.fixture
def minimax(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """`minimax("text", "chat", "hi")`: the command as a process."""

    def command(*words: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*COMMAND, *words],
            input=stdin,
            capture_output=True,
            env={**environment, **more},
            timeout=60,
        )

    return command
