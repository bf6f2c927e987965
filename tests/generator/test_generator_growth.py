"""An API change is an edit of YAML and one command: one optional field, added to a copy, is typed
in the ergonomic call at once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from generator.__main__ import main

from .conftest import ROOT, texts

pytestmark = pytest.mark.shared_start

WARMTH = """\
        warmth:
          type: number
          minimum: 0
          maximum: 1
          default: 0.5
          description: Warmth of the voice.
"""
ASK = """
import inspect, json
import minimax_generated
from minimax import MiniMax, ValidationError
from minimax.request_body import build, validate
from minimax_generated.operations import find_operation

with MiniMax("key") as client:
    parameter = inspect.signature(client.speech.synthesize).parameters["warmth"]
target = find_operation("t2a_v2")
body = build(target, {"text": "Hi.", "model": "speech-2.8-hd", "voice": "v", "warmth": 0})
validate(target, body)
try:
    wrong = {"text": "Hi.", "model": "speech-2.8-hd", "voice": "v", "warmth": "x"}
    validate(target, build(target, wrong))
    complaint = ""
except ValidationError as error:
    complaint = str(error)
print(json.dumps([minimax_generated.__file__, str(parameter), body, complaint]))
"""


class Grown(NamedTuple):
    """A copy of the repository after the field was added and the command was run."""

    folder: Path
    changed: set[str]
    environment: dict[str, str]


@pytest.fixture(scope="module")
def grown(copy_of_the_repository: Callable[[], Path]) -> Grown:
    copy = copy_of_the_repository()
    before = texts(copy)
    speech = copy / "spec/speech.yaml"
    after_voice_setting = "    AudioSetting:\n"
    assert speech.read_text(encoding="utf-8").count(after_voice_setting) == 1
    speech.write_text(
        before["spec/speech.yaml"].replace(after_voice_setting, WARMTH + after_voice_setting),
        encoding="utf-8",
    )

    assert main(["--root", str(copy)]) == 0

    after = texts(copy)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    (copy / "minimax").symlink_to(ROOT / "minimax")
    return Grown(copy, changed - {"spec/speech.yaml"}, {**os.environ, "PYTHONPATH": str(copy)})


@pytest.fixture(scope="module")
def answers(grown: Grown) -> list[Any]:
    """What a program sees that runs with the grown copy."""
    run = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=grown.folder,
        env=grown.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: list[Any] = json.loads(run.stdout)
    assert Path(found[0]).is_relative_to(grown.folder)
    return found


def test_only_files_of_that_feature_change(grown: Grown) -> None:
    assert grown.changed == {
        "minimax_generated/api/speech/t2a_v2.py",
        "minimax_generated/models/voice_setting.py",
        "minimax_generated/openapi/speech.json",
        "minimax_generated/options/speech.py",
        "minimax_generated/checks/speech.py",
        "api/speech-t2a.md",
    }


def test_the_field_stands_in_the_api_page_with_its_limits(grown: Grown) -> None:
    page = (grown.folder / "api/speech-t2a.md").read_text(encoding="utf-8")
    assert (
        "| `voice_setting.warmth` | number | no | `0.5` | Range [0, 1] | Warmth of the voice. |"
        in page
    )


def test_help_lists_the_field_as_a_keyword_of_the_call(answers: list[Any]) -> None:
    assert answers[1] == "warmth: 'float | None' = None"


def test_the_field_goes_to_its_place_in_the_body(answers: list[Any]) -> None:
    assert answers[2]["voice_setting"] == {"voice_id": "v", "warmth": 0}


def test_a_wrong_type_is_refused_before_sending(answers: list[Any]) -> None:
    assert answers[3] == "warmth: 'x' is not allowed; it must be a number"


def test_type_checkers_find_the_field_among_the_options(grown: Grown) -> None:
    options = (grown.folder / "minimax_generated/options/speech.py").read_text(encoding="utf-8")
    assert (
        "\n    warmth: float | None\n"
        in options.partition("class SynthesizeFurtherOptions")[2].partition("\nclass ")[0]
    )
