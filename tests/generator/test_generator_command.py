"""`python -m generator`: what it checks, writes, prints and refuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import client
from generator.__main__ import main

from .conftest import ROOT, texts

pytestmark = pytest.mark.slow

EDITED = "minimax_generated/models/t2a_data.py"
DELETED = "minimax_generated/api/speech/t2a_v2.py"
STRAY = "minimax_generated/models/left_over.py"
PAGE = "api/speech-t2a.md"


def test_checked_in_files_are_up_to_date_and_deterministic() -> None:
    """In one order here; the next test ends with the same files in another."""
    run = subprocess.run(
        [sys.executable, "-m", "generator", "--check"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture
def _made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first run makes of the spec is laid out again by the next: the making takes seconds,
    and the spec stays as it is.
    """
    made, formatted = tmp_path / "made", client.format_tree

    def kept(target: Path) -> None:
        formatted(target)
        shutil.copytree(target, made)
        monkeypatch.setattr(client, "write", lambda spec, target: shutil.copytree(made, target))
        for step in ("generator.emit.write", "generator.client.format_tree"):
            monkeypatch.setattr(step, lambda *arguments: None)

    monkeypatch.setattr(client, "format_tree", kept)


@pytest.mark.usefixtures("_made_once")
def test_outdated_files_are_reported_and_repaired(
    copy_of_the_repository: Callable[[], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    copy = copy_of_the_repository()
    sound = texts(copy)
    (copy / EDITED).write_text(
        sound[EDITED].replace("Audio of a response.", "Audio of a reply."), encoding="utf-8"
    )
    (copy / DELETED).unlink()
    (copy / STRAY).write_text("old = True\n", encoding="utf-8")
    (copy / PAGE).write_text(
        sound[PAGE].replace("| `voice_setting.speed` |", "| `voice_setting.tempo` |", 1),
        encoding="utf-8",
    )
    stale = texts(copy)

    assert main(["--check", "--root", str(copy)]) == 1

    printed = capsys.readouterr()
    assert texts(copy) == stale, "--check changes nothing"
    assert f"stray file: {STRAY}" in printed.out
    assert f"--- {EDITED}" in printed.out
    assert '-    """Audio of a reply."""' in printed.out
    assert '+    """Audio of a response."""' in printed.out
    assert f"--- {DELETED}" in printed.out
    assert f"--- {PAGE}" in printed.out
    assert "3 stale, 1 stray: run `python -m generator` and commit the result." in printed.err

    assert main(["--root", str(copy)]) == 0
    assert "3 files written, 1 removed" in capsys.readouterr().out
    assert texts(copy) == sound


def test_print_writes_the_document_as_json() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "generator", "--print"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    document = json.loads(run.stdout)

    assert document["openapi"] == "3.1.0"
    assert (
        "text/event-stream"
        in document["paths"]["/v1/t2a_v2"]["post"]["responses"]["200"]["content"]
    )
    assert (
        document["components"]["schemas"]["VoiceSetting"]["properties"]["speed"]["default"] == 1.0
    )


@pytest.mark.parametrize("arguments", [["--check", "--lint"], ["--print", "--check"], ["--write"]])
def test_actions_exclude_each_other(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: python -m generator" in capsys.readouterr().err


def test_library_warnings_stop_the_command(
    copy_of_the_repository: Callable[[], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Mixed types in one enum: the library would drop the field's endpoint and only say so."""
    copy = copy_of_the_repository()
    speech = copy / "spec/speech.yaml"
    field = "        stream_options:\n"
    mood = "        mood:\n          description: Mood.\n          enum: [low, 1]\n"
    speech.write_text(
        speech.read_text(encoding="utf-8").replace(field, mood + field, 1), encoding="utf-8"
    )
    before = texts(copy)

    assert main(["--root", str(copy)]) == 1

    said = capsys.readouterr().err
    assert (
        "openapi-python-client: WARNING parsing POST /v1/t2a_v2 within speech. Endpoint will not be"
        " generated." in said
    )
    assert texts(copy) == before, "nothing is written"


def test_unknown_names_in_pages_stop_the_command(
    copy_of_the_repository: Callable[[], Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy = copy_of_the_repository()
    page = copy / PAGE
    page.write_text(
        page.read_text(encoding="utf-8").replace(
            "<!-- fields T2ARequest -->", "<!-- fields T3ARequest -->"
        ),
        encoding="utf-8",
    )
    for step in ("generator.client.write", "generator.emit.write", "generator.client.format_tree"):
        monkeypatch.setattr(
            step, lambda *arguments: None
        )  # the pages come last; what precedes them is not needed here

    assert main(["--root", str(copy)]) == 1

    assert "speech-t2a.md: unknown schema T3ARequest" in capsys.readouterr().err
