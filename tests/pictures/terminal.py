"""The `minimax` command in a terminal, drawn from a real run against the emulator: the same picture
every time.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.text import Text

from minimax.emulator import Clock, Emulator
from tests.pictures.screen import Screen
from tests.pictures.svg import Scene, drawn

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "pictures" / "terminal.svg"
COLUMNS = 98
MORNING = 1_780_304_400.0
"""1 June 2026, 09:00 UTC: what the clock of the platform shows."""
REPLY = "So that a sailor knows which one it is: every light has a rhythm of its own."
SESSION = (
    'minimax text chat "Why do lighthouses blink?"',
    'minimax speech synthesize "Good morning! 早上好" -o morning.mp3 --subtitles',
    'minimax images generate "A lighthouse, first light" --aspect-ratio 16:9 -o lighthouse.jpg',
    'minimax video create "The light goes round" --first-frame lighthouse.jpg',
    "minimax task download {handle} -o light.mp4",
    "minimax account quota",
    'minimax speech synthesize "Hurry up!" --speed 3',
)
"""What is typed; `{handle}` is that of the task before. The last one is a mistake."""
MISTAKE = 2


def picture() -> str:
    """The session as an SVG."""
    return drawn(record(), COLUMNS)


def record() -> list[Scene]:
    """Type the commands one after the other, and keep what a person sees."""
    scenes: list[Scene] = []
    handle = ""
    clock = Clock(MORNING, running=False)
    with (
        Emulator(strict=True, clock=clock, task_seconds=60) as emulator,
        TemporaryDirectory() as folder,
    ):
        emulator.reply(REPLY)
        for line in SESSION:
            typed = line.format(handle=handle)
            code, shown = run(shlex.split(typed)[1:], settings(emulator.base_url, folder), folder)
            if code != (MISTAKE if line == SESSION[-1] else 0):
                raise RuntimeError(f"{typed} ended with {code}: {' '.join(map(str, shown))}")
            handle = next((row for row in map(str, shown) if row.startswith("video")), handle)
            scenes.append(Scene(typed, shown, flows="text chat" in line))
            clock.advance(60)
    return scenes


def settings(base_url: str, folder: str) -> dict[str, str]:
    """The environment of somebody with a key and a plain terminal."""
    return {
        "COLUMNS": str(COLUMNS),
        "MINIMAX_API_KEY": "sk-picture",
        "MINIMAX_BASE_URL": base_url,
        "MINIMAX_CONFIG": f"{folder}/no-contexts.json",
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
    }


def run(words: list[str], environment: dict[str, str], folder: str) -> tuple[int, list[Text]]:
    """Run the command on a terminal of its own; its exit code, and the rows that it leaves
    there.
    """
    import pty  # no such thing on Windows

    ours, theirs = pty.openpty()
    screen = Screen(COLUMNS)
    command = [sys.executable, "-m", "minimax", *words]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        while block := _read(ours):
            screen.feed(block)
    os.close(ours)
    return process.returncode, screen.rows()


def _read(terminal: int) -> bytes:
    """What came; nothing where Linux says with an error that the other side is closed."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
