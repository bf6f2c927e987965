"""What the pages type into a terminal: every `minimax` and `curl` line runs, against the emulator,
in an empty folder.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax import MiniMax
from minimax.cli import main
from minimax.core.io import SystemClock
from minimax.emulator import Emulator

from .test_documents import PAGES, name, sample

pytestmark = pytest.mark.slow

CONSOLE = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINE = re.compile(r"^\$ ((?:minimax|curl) .*)$", re.MULTILINE)
HANDLE = "video-v2:123"
READ = re.compile(r"(?<!-o )(?<!--save )\b[\w-]+\.(?:wav|mp3|png|jpe?g|txt|jsonl)\b")
ELSEWHERE = (
    "minimax emulator",
    "minimax mcp",
    "minimax config",
    "minimax auth",
    "minimax -c ",
    "minimax speech speak",
)
"""Servers that run until they are stopped, and what needs saved contexts or another command's
output: tests/cli has them.
"""


def typed(page: Path) -> list[str]:
    """The lines of a page that can be run by themselves."""
    lines = [
        line for block in CONSOLE.findall(page.read_text("utf-8")) for line in LINE.findall(block)
    ]
    return [line for line in lines if " | " not in line and not line.startswith(ELSEWHERE)]


class Terminal(io.StringIO):
    """A person who has nothing to say."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(strict=True, task_seconds=0.05) as running:
        yield running


@pytest.fixture
def user(emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with a key, in a folder of his own, for whom waiting turns the emulator's clock."""
    emulator.reset()
    for variable in [variable for variable in os.environ if variable.startswith("MINIMAX_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("MINIMAX_API_KEY", "sk-documents")
    monkeypatch.setenv("MINIMAX_BASE_URL", emulator.base_url)
    monkeypatch.setenv("MINIMAX_CONFIG", str(tmp_path / "contexts.json"))
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(SystemClock, "sleep", lambda self, seconds: emulator.clock.advance(seconds))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("page", [page for page in PAGES if typed(page)], ids=name)
def test_what_a_page_types_works(
    page: Path,
    emulator: Emulator,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with MiniMax() as client:
        handle = client.video.create("The light goes round", duration=4).handle
    for line in typed(page):
        words = shlex.split(
            line.replace(HANDLE, handle).replace("http://127.0.0.1:8080", emulator.base_url),
            comments=True,
        )
        for file in READ.findall(line):
            Path(file).write_bytes(jobs() if file.endswith(".jsonl") else sample(file))
        piped = io.StringIO(Path(words[-1]).read_text("utf-8")) if "<" in words else Terminal()
        monkeypatch.setattr(sys, "stdin", piped)
        words = words[: words.index("<")] if "<" in words else words
        if words[0] == "minimax":
            assert main(words[1:]) == 0, f"{line}\n{capsys.readouterr().err}"
        elif curl := shutil.which("curl"):
            done = subprocess.run(
                [curl, "--fail", "--silent", "--show-error", *words[1:]],
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, f"{line}\n{done.stderr}"


def jobs() -> bytes:
    """A file of one job."""
    return json.dumps({"op": "text.chat", "messages": "Name three rivers."}).encode()
