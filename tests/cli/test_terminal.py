"""The command on a terminal: conversation, progress, Ctrl-C, and no binary output."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shlex
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from minimax import MiniMax
from minimax.emulator import Emulator

from .conftest import answering

pytestmark = pytest.mark.slow

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
    shown = screen("speech", "synthesize", "hi", "-o", "-")
    assert shown.end() == 2
    assert "use a file (-o speech.mp3), or pipe it" in shown.text
    assert emulator.requests() == []


CONTROL = "\x1b]52;c;cm0gLXJmIH4K\x07\x1b[2J\x1b]0;title\x1b\\\x9b31m\x90q\x7f\u202eok\u2066\r"
OBEYED = ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\x90", "\x7f", "\u202e", "\u2066", "\r\r", "\ufffd")
"""What a terminal would obey of it, and how bytes that are no text would look here."""


@pytest.mark.parametrize(
    ("words", "response", "options"),
    [
        (["text", "chat", "hi"], {"choices": [{"message": {"content": CONTROL}}]}, {}),
        (["text", "chat", "hi", "--json"], {"choices": [{"message": {"content": CONTROL}}]}, {}),
        (
            ["text", "chat", "hi", "--show-reasoning"],
            {"choices": [{"message": {"content": "ok", "reasoning_content": CONTROL}}]},
            {},
        ),
        (
            ["text", "stream", "hi", "--show-reasoning"],
            b"data: %s\n\ndata: [DONE]\n\n"
            % json.dumps(
                {
                    "choices": [
                        {
                            "delta": {"content": CONTROL, "reasoning_content": CONTROL},
                            "finish_reason": "stop",
                        }
                    ]
                }
            ).encode(),
            {"kind": "text/event-stream"},
        ),
        (
            ["text", "chat", "hi"],
            {
                "choices": [
                    {
                        "message": {
                            "content": "",
                            "tool_calls": [
                                {"id": "1", "function": {"name": CONTROL, "arguments": CONTROL}}
                            ],
                        }
                    }
                ]
            },
            {},
        ),
        (["text", "chat", "hi"], {"base_resp": {"status_code": 2013, "status_msg": CONTROL}}, {}),
        (
            ["text", "chat", "hi", "--debug"],
            {"base_resp": {"status_code": 2013, "status_msg": CONTROL}},
            {},
        ),
        (["text", "chat", "hi"], CONTROL.encode(), {"status": "502 Bad", "kind": "text/html"}),
        (
            ["files", "list", "voice_clone"],
            {"files": [{"file_id": 1, "bytes": 3, "filename": CONTROL, "purpose": CONTROL}]},
            {},
        ),
        (["task", "result", "video:1"], {"status": "Fail", "error": {"message": CONTROL}}, {}),
        (["-v", "video", "create", "a cat"], CONTROL.encode(), {"status": "502 Bad"}),
        (["music", "lyrics", "rain"], {"song_title": CONTROL, "lyrics": CONTROL}, {}),
        (["text", "models"], {"object": "list", "data": [{"id": CONTROL, "created": 1}]}, {}),
        (["voices", "list"], {"system_voice": [{"voice_id": CONTROL, "voice_name": CONTROL}]}, {}),
        (["text", "chat", CONTROL, "--dry-run"], {}, {}),
        (["speech", "synthesize", "hi", "--language", f"Englis{CONTROL}", "--dry-run"], {}, {}),
        ([f"spech{CONTROL}"], {}, {}),
    ],
    ids=lambda value: "-".join(value)[:24] if isinstance(value, list) else "",
)
def test_text_from_outside_cannot_control_the_terminal(
    screen: Callable[..., Screen], words: list[str], response: Any, options: dict[str, str]
) -> None:
    with answering(response, **options) as url:
        shown = screen("--base-url", url, *words)
        shown.end()
    assert [control for control in OBEYED if control in shown.text] == []
    assert "\\u001b" in shown.text or "\\x1b" in shown.text


def test_conversations_escape_control_characters(
    screen: Callable[..., Screen], emulator: Emulator
) -> None:
    emulator.reply(CONTROL)
    shown = screen("text", "chat")
    shown.wait_for("you> ")
    shown.type("hi\n")
    shown.wait_for("\\u001b]52;c;")
    shown.wait_for("you> ")
    assert [
        control for control in ("\x1b]", "\x07", "\x9b", "\u202e") if control in shown.text
    ] == []
    shown.type("\x04")
    assert shown.end() == 0


def test_json_on_a_terminal_stays_json(screen: Callable[..., Screen], emulator: Emulator) -> None:
    emulator.reply(CONTROL)
    shown = screen("--json", "text", "chat", "hi")
    assert shown.end() == 0
    assert json.loads(shown.text[shown.text.index("{") :])["text"] == CONTROL


def test_suggested_commands_cannot_inject_others(screen: Callable[..., Screen]) -> None:
    with answering({"task_id": "1; touch pwned #"}) as url:
        shown = screen("--base-url", url, "video", "create", "a cat")
        assert shown.end() == 1
    assert "sent no valid task id" in shown.text
    assert "When it is ready" not in shown.text
    with answering({"task_id": "1~a=b"}) as url:  # characters that a shell may expand
        shown = screen("--base-url", url, "video", "create", "a cat")
        assert shown.end() == 0
    line = shown.text.partition("When it is ready: ")[2].splitlines()[0]
    assert shlex.split(line, comments=True)[-3:] == ["task", "download", "video-v2:1~a=b"]


def test_conversations_have_memory_and_end_on_ctrl_d(
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


def test_ctrl_c_stops_the_reply_but_not_the_conversation(
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


def test_ctrl_c_during_a_wait_prints_the_handle_and_how_to_resume(
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


@pytest.mark.parametrize(("answer", "code", "sent"), [("y\n", 0, 1), ("n\n", 1, 0)])
def test_irreversible_actions_require_confirmation(
    screen: Callable[..., Screen], emulator: Emulator, answer: str, code: int, sent: int
) -> None:
    with MiniMax("sk-cli", base_url=emulator.base_url) as client:
        voice = client.voices.design("A sailor", preview_text="Aye.").voice_id
    shown = screen("voices", "delete", voice)
    shown.wait_for("its id can never be used again")
    shown.wait_for("Delete it? [y/N]: ")
    shown.type(answer)
    assert shown.end() == code
    assert len(emulator.requests("delete_voice")) == sent


@pytest.mark.parametrize("words", [["voices", "delete", "Mine01"], ["files", "delete", "7"]])
def test_deleting_without_a_terminal_requires_yes(
    minimax: Callable[..., Any], emulator: Emulator, words: list[str]
) -> None:
    refused = minimax(*words)
    assert (refused.returncode, b"add --yes" in refused.stderr) == (2, True)
    assert emulator.requests() == []
    assert minimax(*words, "--yes").returncode == 1  # there is none of that name
    assert len(emulator.requests()) == 1


@pytest.mark.parametrize(
    ("words", "streams"),
    [([], True), (["--no-stream"], False), (["--json"], False), (["--stream"], True)],
    ids=["terminal", "no-stream", "json", "stream"],
)
def test_a_reply_streams_on_a_terminal_unless_told_otherwise(
    screen: Callable[..., Screen], emulator: Emulator, words: list[str], streams: bool
) -> None:
    assert screen("text", "chat", "Please say: hi", *words).end() == 0
    (request,) = emulator.requests("chat_completions")
    assert request.json.get("stream", False) == streams


@pytest.mark.parametrize(("words", "streams"), [([], False), (["--stream"], True)])
def test_replies_in_pipes_stream_only_on_request(
    minimax: Callable[..., Any], emulator: Emulator, words: list[str], streams: bool
) -> None:
    for command in (
        ["text", "chat"],
        ["text", "messages", "create"],
        ["text", "responses", "create"],
    ):
        assert minimax(*command, "Please say: hi", *words).stdout == b"hi\n"
    assert [request.json.get("stream", False) for request in emulator.requests()] == [streams] * 3


@pytest.mark.parametrize("word", ["exit", "quit", "/exit"])
def test_words_that_end_a_conversation(
    screen: Callable[..., Screen], emulator: Emulator, word: str
) -> None:
    shown = screen("text", "chat")
    shown.wait_for("you> ")
    shown.type(f"{word}\n")
    assert shown.end() == 0
    assert emulator.requests() == []


def test_conversations_accept_multiline_input(
    screen: Callable[..., Screen], emulator: Emulator, environment: dict[str, str]
) -> None:
    shown = screen("text", "chat")
    shown.wait_for("you> ")
    shown.type("Two lines\\\n")
    shown.wait_for("...> ")
    shown.type("of text\n")
    shown.wait_for("you> ")
    shown.type('"""one\n')
    shown.wait_for("...> ")
    shown.type('two"""\n')
    shown.wait_for("you> ")
    shown.type("exit\n")
    assert shown.end() == 0
    said = [request.json["messages"][-1]["content"] for request in emulator.requests()]
    assert said == ["Two lines\nof text", "one\ntwo"]

    history = Path(environment["MINIMAX_CONFIG"]).with_name("history")
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    again = screen("text", "chat")
    again.wait_for("you> ")
    again.type("\x1b[A\x1b[A")  # up, up
    again.wait_for('two"""')


def test_reasoning_is_separate_from_the_reply(
    screen: Callable[..., Screen], minimax: Callable[..., Any], emulator: Emulator
) -> None:
    emulator.reply("Lima.", reasoning="Peru.\nIts capital.")
    shown = screen("text", "chat", "hi", "--show-reasoning")
    assert shown.end() == 0
    assert "\x1b[2m│ \x1b[0m\x1b[2mPeru" in shown.text
    assert shown.text.endswith("\r\n\r\nLima.\r\n")

    emulator.reply("Lima.", reasoning="Peru.\nIts capital.")
    piped = minimax("text", "chat", "hi", "--show-reasoning")
    assert (piped.stdout, piped.stderr.decode()) == (b"Lima.\n", "│ Peru.\n│ Its capital.\n\n")


def test_help_is_bold_and_coloured_on_a_terminal_only(
    screen: Callable[..., Screen], minimax: Callable[..., Any], environment: dict[str, str]
) -> None:
    shown = screen("images", "--help")
    assert shown.end() == 0
    assert "\x1b[1mCommands:\x1b[0m" in shown.text
    assert "\x1b[36mgenerate\x1b[0m" in shown.text
    assert b"\x1b" not in minimax("images", "--help").stdout

    environment["NO_COLOR"] = "1"
    plain = screen("images", "--help")
    assert (plain.end(), "\x1b" in plain.text, "Commands:" in plain.text) == (0, False, True)


def test_narrow_terminals_do_not_wrap_ids(
    screen: Callable[..., Screen], environment: dict[str, str]
) -> None:
    environment["COLUMNS"] = "40"
    shown = screen("-q", "voices", "list", "system")
    assert shown.end() == 0
    assert "English_captivating_female1" in shown.text
    pages = screen("api", "t2a_async")
    assert pages.end() == 0
    assert "/v1/query/t2a_async_query_v2 " in pages.text
