"""The command on a terminal: conversation, progress, Ctrl-C, and no binary data on the screen."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from minimax.emulator import Emulator

pty = pytest.importorskip("pty", reason="needs a POSIX terminal")
SECONDS = 30


class Screen:
    """A process on a terminal of its own, and what it has written there."""

    def __init__(self, words: tuple[str, ...], environment: dict[str, str]) -> None:
        self._terminal, end = pty.openpty()
        command = [sys.executable, "-W", "error", "-m", "minimax", *words]
        self.process = subprocess.Popen(
            command, stdin=end, stdout=end, stderr=end, env={**environment, "TERM": "xterm"}
        )
        os.close(end)
        self.text = ""

    def wait_for(self, words: str) -> None:
        """Read until some words are there."""
        self.wait_until(lambda: words in self.text)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Read until something has happened."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, self.text
            assert self._read(), self.text

    def type(self, words: str) -> None:
        """Write as a person at the keyboard does."""
        self.text = ""
        os.write(self._terminal, words.encode())

    def ctrl_c(self) -> None:
        """What the keyboard makes of it."""
        self.process.send_signal(signal.SIGINT)

    def end(self) -> int:
        """Read to the end; gives the exit code."""
        while self._read():
            pass
        return self.process.wait(SECONDS)

    def close(self) -> None:
        """Whatever happened, leave nothing behind."""
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)

    def _read(self) -> bool:
        if select.select([self._terminal], [], [], 0.05)[0]:
            try:
                block = os.read(self._terminal, 65536)
            except OSError:  # Linux says so when the other end is closed
                block = b""
            self.text += block.decode("utf-8", "replace")
            return bool(block)
        return True


@pytest.fixture
def screen(environment: dict[str, str]) -> Iterator[Callable[..., Screen]]:
    """`screen("text", "chat")` starts the command on a terminal."""
    with contextlib.ExitStack() as stack:

        def start(*words: str) -> Screen:
            made = Screen(words, environment)
            stack.callback(made.close)
            return made

        yield start


def test_audio_is_not_written_to_a_terminal_and_not_paid(
    screen: Callable[..., Screen], emulator: Emulator
) -> None:
    shown = screen("speech", "synth", "hi", "-o", "-")
    assert shown.end() == 2
    assert "give a file (-o speech.mp3), or pipe it" in shown.text
    assert emulator.requests() == []


def test_a_conversation_remembers_and_leaves_on_ctrl_d(
    screen: Callable[..., Screen], emulator: Emulator
) -> None:
    emulator.reply("Lima.")
    emulator.reply("Eleven million.")
    shown = screen("text", "chat")
    shown.wait_for("you> ")
    shown.type("What is the capital of Peru?\n")
    shown.wait_for("Lima.\r\n")
    shown.wait_for("you> ")
    shown.type("How many live there? 🦙\n")
    shown.wait_for("Eleven million.")
    shown.wait_for("you> ")
    shown.type("\x04")
    assert shown.end() == 0
    messages = emulator.requests("chat_completions")[1].json["messages"]
    assert [message["content"] for message in messages] == [
        "What is the capital of Peru?",
        "Lima.",
        "How many live there? 🦙",
    ]


def test_ctrl_c_stops_the_reply_and_not_the_conversation(
    screen: Callable[..., Screen], emulator: Emulator
) -> None:
    emulator.fault("stall_mid_stream", on="chat_completions", first=1)
    shown = screen("text", "chat")
    shown.wait_for("you> ")
    shown.type("Tell me a long story.\n")
    shown.wait_until(lambda: emulator.clock.waiting() > 0)
    shown.ctrl_c()
    shown.wait_for("this turn is forgotten")
    shown.wait_for("you> ")
    shown.type("/quit\n")
    assert shown.end() == 0


def test_ctrl_c_during_a_wait_gives_the_handle_and_the_way_back(
    screen: Callable[..., Screen], emulator: Emulator
) -> None:
    emulator.fault("task_never_ends", on="video_generation_v2")
    shown = screen("video", "generate", "a cat", "--save", "cat.mp4")
    shown.wait_for("in the queue")
    shown.ctrl_c()
    assert shown.end() == 130
    assert "minimax task download video-v2:" in shown.text
    assert "-o " in shown.text
    assert "Traceback" not in shown.text
