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

pytestmark = [pytest.mark.slow, pytest.mark.shared_start]

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
from minimax.requests.request_body import build, validate
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
        "api/speech-websocket.md",
        "api/names.md",
    }


def test_field_is_in_the_api_page_with_its_limits(grown: Grown) -> None:
    page = (grown.folder / "api/speech-t2a.md").read_text(encoding="utf-8")
    assert (
        "| `voice_setting.warmth` | number | no | `0.5` | Range [0, 1] | Warmth of the voice. |"
        in page
    )


def test_help_lists_the_field_as_a_keyword_of_the_call(answers: list[Any]) -> None:
    assert answers[1] == "warmth: 'float | None' = None"


def test_field_is_sent_in_the_right_object(answers: list[Any]) -> None:
    assert answers[2]["voice_setting"] == {"voice_id": "v", "warmth": 0}


def test_wrong_types_are_rejected_before_sending(answers: list[Any]) -> None:
    assert answers[3] == "warmth: 'x' is not allowed; it must be a number"


def test_type_checkers_find_the_field_among_the_options(grown: Grown) -> None:
    options = (grown.folder / "minimax_generated/options/speech.py").read_text(encoding="utf-8")
    assert (
        "\n    warmth: float | None\n"
        in options.partition("class SynthesizeFurtherOptions")[2].partition("\nclass ")[0]
    )


MODELS = """\
  - id: MiniMax-H4
    kind: video
    since: '2026-12'
    state: current
    api: v2
    apis: [video_generation_v2]
    input: [text]
    modes: {text: {768P: [4, 5]}}
    default: {resolution: 768P, duration: 4, ratio: '16:9'}
    note: "New."
"""
IMAGES = """\
  - id: image-02
    kind: image
    since: '2026-12'
    state: current
    api: v1
    apis: [image_generation]
    input: [text]
    sizes: {'1:1': [768, 768]}
    note: "New."
"""
ASK_FOR_MODELS = """
import io, json
from PIL import Image
import minimax_generated
from minimax import ValidationError, emulator
from minimax.requests import video_rules
from minimax.cli import derive
from minimax.requests.request_body import validate
from minimax_generated.operations import find_operation

def known(call):
    (model,) = [one for one in derive.parameters(derive.operation(call)) if one.name == "model"]
    return list(model.kind.values)

def complaint(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except ValidationError as error:
        return str(error)

with emulator.client() as client:
    (image,) = client.images.generate("fog", model="image-02")
    task = client.video.create("fog", model="MiniMax-H4")
    wide = complaint(client.images.generate, "fog", model="image-02", aspect_ratio="16:9")
    content = [{"type": "text", "text": "x"}]
    body = {"model": "MiniMax-H4", "content": content, "resolution": "768P", "ratio": "1:1"}
    body["duration"] = 9
    long = complaint(validate, find_operation("video_generation_v2"), body)
    other = complaint(client.video.enhance_prompt, "fog", model="MiniMax-H4")
print(json.dumps([
    minimax_generated.__file__, known("video.create"), known("images.generate"),
    Image.open(io.BytesIO(image.data)).size, wide, long, other, video_rules.defaults("MiniMax-H4"),
]))
"""


def test_a_model_is_one_row_of_the_table(copy_of_the_repository: Callable[[], Path]) -> None:
    """Types, help, rules, defaults, the emulator and the pages know it."""
    copy = copy_of_the_repository()
    table = copy / "spec/tables/models.yaml"
    text = table.read_text(encoding="utf-8")
    text = text.replace("  # video\n", f"  # video\n{MODELS}").replace(
        "  # image\n", f"  # image\n{IMAGES}"
    )
    table.write_text(text, encoding="utf-8")
    assert main(["--root", str(copy)]) == 0
    (copy / "minimax").symlink_to(ROOT / "minimax")

    run = subprocess.run(
        [sys.executable, "-c", ASK_FOR_MODELS],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    place, videos, images, size, wide, long, other, defaults = json.loads(run.stdout)
    assert Path(place).is_relative_to(copy)
    assert "MiniMax-H4" in videos
    assert "image-02" in images
    assert size == [768, 768]
    assert wide.startswith("image-02 has aspect_ratio 1:1.")
    assert long.startswith("MiniMax-H4 makes 768P (4 or 5 seconds).")
    assert other.startswith("Prompt enhancement works with MiniMax-H3, not with other models.")
    assert (defaults["resolution"], defaults["duration"]) == ("768P", 4)
    page = (copy / "api/video-v2.md").read_text(encoding="utf-8")
    assert "| `MiniMax-H4` | text alone | " in page
