"""Replies that are written beforehand: turns in YAML, kept for a question, on every surface."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import deque
from pathlib import Path

import httpx
import pytest

from minimax.emulator import Emulator, scripts
from minimax.emulator.chat import ToolCall, script

from .conftest import CHAT, NATIVE, chat

TURNS = """
- when: capital of Peru
  text: Lima.
- tool_calls: {get_weather: {city: Oslo}}
- text: Four degrees.
  reasoning: The tool has answered.
  finish_reason: length
"""


def said(response: httpx.Response) -> str:
    text: str = response.json()["choices"][0]["message"]["content"]
    return text


def test_a_text_of_turns_is_read() -> None:
    first, second, third = scripts.read(TURNS)
    assert (first.text, first.when) == ("Lima.", "capital of Peru")
    assert second.calls == (ToolCall("get_weather", {"city": "Oslo"}),)
    assert (third.reasoning, third.finish) == ("The tool has answered.", "length")


def test_a_file_of_turns_is_read_json_too(tmp_path: Path) -> None:
    file = tmp_path / "turns.json"
    file.write_text(
        '[{"tool_calls": [{"name": "add", "arguments": {"a": 1}}, {"name": "add"}]}]',
        encoding="utf-8",
    )
    for source in (file, str(file)):
        assert scripts.read(source)[0].calls == (ToolCall("add", {"a": 1}), ToolCall("add", {}))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("- text: [", "not YAML"),
        ("text: Hello\n", "a script is a list of turns, got dict"),
        ("- Hello", "turn 1 of the script is 'Hello'"),
        (
            "- text: Hello\n- txt: Hi",
            "turn 2 of the script has a field 'txt'; known are text, reasoning",
        ),
        ("- text: 5", "turn 1 of the script: text is 5, expected a text; put it in quotes"),
        ("- tool_calls: get_weather", "write the arguments by the name of the tool"),
        ("- tool_calls: [{arguments: {}}]", "is no tool call"),
        ("- tool_calls: {get_weather: Oslo}", "is no tool call"),
    ],
)
def test_a_script_that_is_none_is_refused_with_its_place(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scripts.read(source)


def test_a_file_that_is_not_there_is_an_os_error() -> None:
    with pytest.raises(FileNotFoundError):
        scripts.read("no/such/turns.yaml")


def test_the_first_reply_that_fits_is_taken_once() -> None:
    replies = deque(
        [script("Lima.", when="PERU"), script("Any."), script("Quito.", when="ecuador")]
    )
    assert [
        (taken := scripts.take(replies, "The capital of Ecuador?")) and taken.text for _ in range(3)
    ] == ["Any.", "Quito.", None]
    assert [reply.text for reply in replies] == ["Lima."]


def test_an_emulator_follows_its_script_on_every_surface_and_again_after_a_reset() -> None:
    turns = "".join(f"- when: surface {number}\n  text: Reply {number}.\n" for number in range(4))
    with (
        Emulator(script=turns) as emulator,
        httpx.Client(base_url=emulator.base_url, trust_env=False) as http,
    ):
        http.headers["Authorization"] = "Bearer sk-1"
        for _ in range(2):
            emulator.reset()
            still = {"thinking": {"type": "disabled"}}
            assert said(http.post(CHAT, json=chat("This is surface 3", **still))) == "Reply 3."
            assert said(http.post(NATIVE, json=chat("This is surface 2"))) == "Reply 2."
            body = http.post("/anthropic/v1/messages", json=chat("This is surface 1")).json()
            assert body["content"] == [{"type": "text", "text": "Reply 1."}]
            assert (
                http.post(
                    "/v1/responses", json={"model": "MiniMax-M3", "input": "surface 0"}
                ).json()["output_text"]
                == "Reply 0."
            )
            assert "You said" in said(http.post(CHAT, json=chat("surface 0", **still)))


def test_a_reply_can_be_kept_for_a_question(emulator: Emulator, http: httpx.Client) -> None:
    emulator.reply("Lima.", when="peru")
    still = {"thinking": {"type": "disabled"}}
    assert "You said" in said(http.post(CHAT, json=chat("The ferry was late.", **still)))
    assert said(http.post(CHAT, json=chat("The capital of Peru?", **still))) == "Lima."


def test_the_command_takes_a_script(tmp_path: Path) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text(TURNS, encoding="utf-8")
    command = [sys.executable, "-m", "minimax", "emulator", "--script"]
    process = subprocess.Popen([*command, str(file)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        body = chat("What is the capital of Peru?", thinking={"type": "disabled"})
        assert (
            said(
                httpx.post(
                    f"{url}{CHAT}",
                    json=body,
                    headers={"Authorization": "Bearer sk-1"},
                    trust_env=False,
                )
            )
            == "Lima."
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    file.write_text("- txt: Hi\n", encoding="utf-8")
    failed = subprocess.run(
        [*command, str(file)], capture_output=True, text=True, timeout=20, check=False
    )
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "turn 1 of the script has a field 'txt'" in failed.stderr
