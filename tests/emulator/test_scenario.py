"""Where an emulator starts from: one file for settings, replies, answers, faults and accounts, and
every mistake in it with its line.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from minimax.emulator import Emulator, Settings, scenario
from minimax.emulator.chat import ToolCall
from minimax.emulator.input_errors import Mistakes

from .conftest import CHAT, SPEECH, chat, spoken

WHOLE = """\
settings: {strict: true, task_seconds: 10}
replies:
  - when: capital of Peru
    text: Lima.
  - tool_calls: {get_weather: {city: Oslo}}
    key: sk-b
answers:
  - operation: speech_to_text
    body: {text: Good morning.}
    times: 1
  - operation: image_generation
    media: picture.png
faults:
  - rate_limit:t2a_v2*1
  - {kind: overloaded, operation: chat_completions, key: sk-b}
accounts:
  - key: sk-a
    balance: 12.50
    plan: false
    settings: {pace: 0.5}
    voices: [{id: narrator, description: a calm old sailor}]
    files: [{path: picture.png, purpose: prompt_image}]
seed: 7
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "picture.png").write_bytes(b"not really")
    written = tmp_path / "scenario.yaml"
    written.write_text(WHOLE, encoding="utf-8")
    return written


def test_every_part_of_a_file_is_read(file: Path) -> None:
    found = scenario.read(file)
    assert found.settings == Settings(strict=True, task_seconds=10)
    assert [reply.when for reply in found.replies] == ["capital of Peru", None]
    assert found.replies[1].calls == (ToolCall("get_weather", {"city": "Oslo"}),)
    assert [stub.operation for stub in found.answers] == ["speech_to_text", "image_generation"]
    assert found.answers[1].media == [b"not really"]
    assert [fault["fault"] for fault in found.faults] == ["rate_limit:t2a_v2*1", "overloaded"]
    assert found.accounts[0].files == ((file.parent / "picture.png", "prompt_image"),)
    assert found.seed == 7


def test_emulator_starts_from_it_and_reset_restores_it(file: Path) -> None:
    with (
        Emulator(scenario=file, pace=0.0) as emulator,
        httpx.Client(base_url=emulator.base_url, trust_env=False, timeout=60) as http,
    ):
        http.headers["Authorization"] = "Bearer sk-a"
        for _ in range(2):
            assert http.post(CHAT, json=chat("Capital of Peru?")).text.count("Lima.") == 1
            assert http.post(SPEECH, json=spoken()).json()["base_resp"]["status_code"] == 1002
            account = emulator.platform.account("sk-a")
            assert (account.ledger.balance(), account.has_plan) == (Decimal("12.49"), False)
            assert emulator.platform.settings_of(account).pace == 0.5
            assert account.voices["narrator"].description == "a calm old sailor"
            assert [each.name for each in account.files] == ["picture.png"]
            emulator.configure(strict=False)
            emulator.reset()
            assert emulator.settings == Settings(strict=True, task_seconds=10)


def test_a_seed_changes_the_ids() -> None:
    first, second, third = (Emulator(scenario={"seed": seed}) for seed in (0, 7, 7))
    with first, second, third:
        ids = [
            (each.platform.new_id(), each.platform.new_number()) for each in (first, second, third)
        ]
    assert ids[0] != ids[1] == ids[2]


def test_lists_are_lists_of_replies(tmp_path: Path) -> None:
    file = tmp_path / "replies.json"
    file.write_text(
        '[{"tool_calls": [{"name": "add", "arguments": {"a": 1}}, {"name": "add"}]}]',
        encoding="utf-8",
    )
    for source in (file, str(file)):
        (reply,) = scenario.read(source).replies
        assert reply.calls == (ToolCall("add", {"a": 1}), ToolCall("add", {}))


def test_explicit_arguments_override_the_scenario() -> None:
    found = scenario.read({"settings": {"strict": True}}).with_changes(
        {"strict": False}, ["overloaded"]
    )
    assert not found.settings.strict
    assert [fault["fault"] for fault in found.faults] == ["overloaded"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("- text: Hello\n- txt: Hi", "line 2: [1]: no field is called 'txt'; did you mean text?"),
        ("- text: 5\n", "line 1: [0].text: 5 is not a text; put it in quotes"),
        ("- Hello\n", "line 1: [0]: 'Hello' is not a reply"),
        ("- finish_reason: end\n", "no finish_reason is called 'end'; known: stop, length"),
        ("- usage: {tokens: 5}\n", "[0].usage: no field is called 'tokens'"),
        ("- usage: {output_tokens: -1}\n", "[0].usage.output_tokens: -1 is not a whole number"),
        ("- tool_calls: get_weather\n", "[0].tool_calls: 'get_weather' is neither"),
        ("- tool_calls: [{arguments: {}}]\n", "[0].tool_calls[0]: {'arguments': {}} is not a tool"),
        ("- tool_calls: {get_weather: Oslo}\n", "is not a tool call"),
        ("replis: []\n", "line 1: no field is called 'replis'; did you mean replies?"),
        ("replies: hello\n", "line 1: replies: 'hello' is not a list"),
        ("seed: -1\n", "line 1: seed: -1 is not a whole number"),
        ("settings:\n  pace: fast\n", "line 2: settings.pace: 'fast' is not a number of 0 or more"),
        ("settings: {region: mars}\n", "settings.region: no region is called 'mars'; known: cn"),
        ("settings: {stritc: true}\n", "no setting is called 'stritc'; did you mean strict?"),
        ("faults:\n- rate_limt\n", "line 2: faults[0]: no fault is called 'rate_limt'; did you"),
        ("faults:\n- task_fails:t2a_v2\n", "faults[0]: task_fails cannot meet t2a_v2"),
        ("faults:\n- 5\n", "faults[0]: 5 is not a fault"),
        ("accounts:\n- {balance: 1}\n", "accounts[0].key: None is not a key"),
        ("accounts:\n- {key: a, balance: x}\n", "accounts[0].balance: 'x' is not an amount"),
        ("accounts:\n- {key: a, settings: {cors: '*'}}\n", "settings.cors: cannot be set for one"),
        ("accounts:\n- {key: a, files: [no.mp3]}\n", "accounts[0].files[0].path: there is no file"),
        ("accounts:\n- {key: a, voices: [{}]}\n", "accounts[0].voices[0]: {} has no id"),
        ("answers:\n- {operation: t2a}\n", "answers[0].operation: no operation is called 't2a'"),
        ("answers:\n- {operation: t2a_v2, media: no.mp3}\n", "answers[0].media[0]: [Errno 2]"),
        ("text: [\n", "not YAML"),
        ("- 1\n" * 2 + "- {a: &x [1, *x]}\n", "contains itself"),
    ],
)
def test_errors_have_line_and_path(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        scenario.read(source)


def test_all_errors_of_a_file_are_reported(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text(
        """\
settings: {stritc: true}
replies:
  - text: fine
  - txt: Hello
    finish_reason: done
answers:
  - operation: speech_to_text
    body:
      text: 5
      segments:
        - {speeker: S1}
""",
        encoding="utf-8",
    )
    with pytest.raises(Mistakes) as caught:
        scenario.read(file)
    assert [each.line for each in caught.value.found] == [1, 4, 5, 9, 11]
    assert str(caught.value).startswith(f"{file}: 5 mistakes\n  line 1: settings: no setting")


def test_missing_files_are_an_os_error() -> None:
    with pytest.raises(FileNotFoundError):
        scenario.read("no/such/scenario.yaml")
