"""Standard input and output: piped text is sent, everything is UTF-8, nothing is replaced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minimax.emulator import Emulator

from .conftest import answering

pytestmark = pytest.mark.slow
Run = Callable[..., Any]
OTHER_LOCALES = [
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "gbk:strict"},
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]
SAID = "Ärger 你好 😀"


@pytest.mark.parametrize(
    ("words", "operation", "field"),
    [
        (["text", "chat", "Summarise this."], "chat_completions", "messages"),
        (["text", "stream", "Summarise this."], "chat_completions", "messages"),
        (["text", "messages", "create", "Summarise this."], "anthropic_messages", "messages"),
        (["text", "responses", "create", "Summarise this."], "responses", "input"),
        (["speech", "synthesize", "Summarise this.", "-o", "a.mp3"], "t2a_v2", "text"),
        (["speech", "stream", "Summarise this.", "-o", "a.mp3"], "t2a_v2", "text"),
        (["speech", "create-task", "Summarise this."], "t2a_async_v2", "text"),
        (["images", "generate", "Summarise this.", "-o", "a.jpg"], "image_generation", "prompt"),
        (["video", "create", "Summarise this."], "video_generation_v2", "content"),
        (["music", "lyrics", "Summarise this."], "lyrics_generation", "prompt"),
        (
            ["music", "generate", "--prompt", "Summarise this.", "-o", "a.mp3", "--instrumental"],
            "music_generation",
            "prompt",
        ),
        (["account", "search", "Summarise this."], "coding_plan_search", "q"),
    ],
)
def test_piped_text_is_sent_after_the_text_of_the_command_line(
    run: Run, emulator: Emulator, words: list[str], operation: str, field: str
) -> None:
    done = run(*words, stdin="Notes: 茶\n")
    assert done.code == 0, done.err
    sent = emulator.requests(operation)[0].json[field]
    while isinstance(sent, list):
        sent = sent[0].get("content", sent[0].get("text"))
    assert sent == "Summarise this.\n\nNotes: 茶"


def test_piped_text_is_sent_after_that_of_a_request_file(run: Run, emulator: Emulator) -> None:
    Path("text.yaml").write_text("text: One.\n", "utf-8")
    Path("list.yaml").write_text("messages: [{role: system, content: Be brief.}]\n", "utf-8")
    assert run("speech", "synthesize", "-f", "text.yaml", "-o", "a.mp3", stdin="Two.").code == 0
    assert run("text", "chat", "-f", "list.yaml", stdin="Two.").code == 0
    assert emulator.requests("t2a_v2")[0].json["text"] == "One.\n\nTwo."
    assert emulator.requests("chat_completions")[0].json["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Two."},
    ]


def test_conflicting_text_sources_are_rejected(run: Run, emulator: Emulator) -> None:
    Path("book.txt").write_text("A book.", "utf-8")
    done = run("speech", "create-task", "--file", "book.txt", stdin="Another book.")
    assert (done.code, "the text comes from both --file and stdin" in done.err) == (2, True)
    assert emulator.requests() == []
    assert run("speech", "create-task", "--file", "book.txt", stdin="").code == 0


def test_an_empty_stdin_adds_nothing(run: Run, emulator: Emulator) -> None:
    assert run("text", "chat", "hi", stdin="\n").code == 0
    assert emulator.requests("chat_completions")[0].json["messages"][0]["content"] == "hi"


def test_piped_text_is_spoken_after_the_text_of_the_command_line(
    minimax: Run, emulator: Emulator
) -> None:
    done = minimax("speech", "speak", "One.", "-o", "a.mp3", stdin="Two. 茶\n".encode("utf-16"))
    assert done.returncode == 0, done.stderr
    frames = emulator.requests()
    assert [text in str(frames) for text in ("One.", "Two. 茶")] == [True, True]


@pytest.mark.parametrize("locale", OTHER_LOCALES, ids=lambda locale: "-".join(locale.values()))
def test_text_is_unchanged_with_any_code_page(
    minimax: Run, emulator: Emulator, locale: dict[str, str]
) -> None:
    for _ in range(3):
        emulator.reply(SAID)
    piped = minimax("text", "chat", stdin=SAID.encode(), **locale)
    typed = minimax("text", "stream", SAID, **locale)
    document = minimax("--json", "text", "chat", "hi", **locale)
    assert [done.returncode for done in (piped, typed, document)] == [0, 0, 0], typed.stderr
    assert [done.stdout.decode("utf-8").strip() for done in (piped, typed)] == [SAID, SAID]
    for encoding in ("utf-8", "gbk", "cp1252"):  # the reader may follow the locale
        assert json.loads(document.stdout.decode(encoding))["text"] == SAID
    sent = [request.json["messages"][0]["content"] for request in emulator.requests()]
    assert sent == [SAID, SAID, "hi"]


def test_json_is_readable_where_utf8_is_expected(minimax: Run) -> None:
    done = minimax("--json", "text", "chat", f"Please say: {SAID}", PYTHONIOENCODING="utf-8")
    assert f'"text": "{SAID}"'.encode() in done.stdout


def test_surrogates_are_joined_or_replaced(minimax: Run) -> None:
    said = "\ud83d\ude00 and \ud83d, \udc9b"
    with answering({"choices": [{"message": {"role": "assistant", "content": said}}]}) as url:
        text = minimax("text", "chat", "hi", MINIMAX_BASE_URL=url)
        document = minimax("--json", "text", "chat", "hi", MINIMAX_BASE_URL=url)
    assert text.stdout.decode("utf-8") == "😀 and \ufffd, \ufffd\n"
    assert json.loads(document.stdout.decode("utf-8"))["text"] == "😀 and \ufffd, \ufffd"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_set_the_encoding_of_stdin(
    minimax: Run, emulator: Emulator, encoding: str
) -> None:
    done = minimax("text", "chat", stdin=f"{SAID}\r\nbye\r\n".encode(encoding))
    assert done.returncode == 0, done.stderr
    sent = emulator.requests("chat_completions")[0].json["messages"][0]["content"]
    assert sent == f"{SAID}\nbye"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_in_a_request_file(run: Run, emulator: Emulator, encoding: str) -> None:
    Path("request.json").write_bytes(json.dumps({"text": SAID}).encode(encoding))
    Path("voice.json").write_bytes(json.dumps({"voice_id": "v"}).encode(encoding))
    assert run("speech", "synthesize", "-f", "request.json", "-o", "a.mp3").code == 0
    assert run("text", "chat", "hi", "--extra", "@voice.json", "--dry-run").code == 0
    assert emulator.requests("t2a_v2")[0].json["text"] == SAID


@pytest.mark.parametrize(
    ("words", "data", "reason"),
    [
        (["text", "chat"], "你好".encode("gbk"), "invalid"),
        (["text", "chat", "What is this?"], b"\x89PNG\r\n\x1a\n", "invalid start byte"),
        (["text", "chat"], "hello".encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (["text", "chat"], b"\xff\xfea", "truncated data"),
        (["speech", "synthesize", "-f", "-"], "text: 早".encode("gbk"), "invalid"),
        (["speech", "speak", "-o", "a.mp3"], "你好".encode("gbk"), "invalid"),
        (["speech", "speak", "-o", "a.mp3"], "hi".encode("utf-16-le"), "zero bytes"),
        (["batch", "run", "-", "--out", "out"], b"\xc4\xe3", "invalid"),
    ],
)
def test_binary_input_is_rejected_with_a_reason(
    minimax: Run, emulator: Emulator, words: list[str], data: bytes, reason: str
) -> None:
    done = minimax(*words, stdin=data)
    said = done.stderr.decode("utf-8")
    assert done.returncode == 2, said
    assert "stdin is not text in UTF-8: " in said
    assert reason in said
    assert "Traceback" not in said
    assert [request for request in emulator.requests() if request.method == "POST"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are Unicode on Windows")
def test_bytes_of_the_command_line_that_are_not_text_are_refused(
    minimax: Run, emulator: Emulator
) -> None:
    done = minimax("text", "chat", os.fsdecode(b"caf\xe9"))
    assert (done.returncode, b"TEXT is not valid UTF-8" in done.stderr) == (2, True)
    assert emulator.requests() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows any bytes in names")
def test_paths_are_printed_with_their_original_bytes(minimax: Run) -> None:
    name = os.fsdecode(b"caf\xe9.mp3")
    done = minimax("speech", "synthesize", "hi", "-o", name)
    assert (done.returncode, done.stdout) == (0, b"caf\xe9.mp3\n"), done.stderr
    assert Path(name).stat().st_size > 0


def test_files_and_pipes_receive_control_characters_unchanged(
    minimax: Run, emulator: Emulator
) -> None:
    said = "\x1b]0;title\x07\x9b31m\u202e\x7f\r\n\tend"
    emulator.reply(said)
    emulator.reply(said)
    assert minimax("text", "chat", "hi").stdout.decode("utf-8") == f"{said}\n"
    assert json.loads(minimax("--json", "text", "chat", "hi").stdout)["text"] == said


def test_a_wait_for_stdin_is_explained(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "minimax", "text", "chat", "hi"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert process.stderr is not None
    assert b"waiting for text on stdin" in process.stderr.readline()
    out, _ = process.communicate(b"", timeout=60)
    assert (process.returncode, out != b"") == (0, True)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(("closed", "code", "calls"), [("<&-", 0, 1), (">&-", 2, 0)])
def test_closed_streams(
    environment: dict[str, str], emulator: Emulator, closed: str, code: int, calls: int
) -> None:
    command = f'"{sys.executable}" -W error -m minimax text chat hi {closed}'
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, timeout=60)
    assert done.returncode == code, done.stderr
    assert len(emulator.requests()) == calls
