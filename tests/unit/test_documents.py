"""YAML documents, including alias bombs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("yaml")

from minimax import MiniMax, ValidationError, batch
from minimax.batch import jobs
from minimax.documents import read_yaml

LAUGHS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 50))
MERGES = "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 50))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("text: 你好 🌊", {"text": "你好 🌊"}),
        (
            "- &usual {voice: a, speed: 1.5}\n- {<<: *usual, text: Hi}\n- *usual",
            [
                {"voice": "a", "speed": 1.5},
                {"voice": "a", "speed": 1.5, "text": "Hi"},
                {"voice": "a", "speed": 1.5},
            ],
        ),
    ],
)
def test_returns_plain_values(text: str, value: Any) -> None:
    assert read_yaml(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a0: &a0 [x]\n" + LAUGHS, "aliases make it larger than 67,108,864 characters"),
        ("a0: &a0 {k: v}\n" + MERGES, "aliases make it larger"),
        (f"a: &a {'x' * 10**5}\nb: [{', '.join(['*a'] * 1000)}]", "aliases make it larger"),
        ("&a [*a]", "a value contains itself"),
        ("&a {k: [*a]}", "a value contains itself"),
        ("[" * 500, "nested too deeply"),
        ("a: b: c", "mapping values are not allowed here"),
        ("\0", "special characters are not allowed"),
        ("a: 1\n---\nb: 2", "expected a single document"),
        ("!!python/object/apply:os.getcwd []", "could not determine a constructor"),
    ],
)
def test_rejects_invalid_documents_and_alias_bombs(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_yaml(text)


def test_request_files_and_scripts_use_it(tmp_path: Path) -> None:
    click = pytest.importorskip("click")
    from minimax.cli import requests

    bomb = tmp_path / "request.yaml"
    bomb.write_text("a0: &a0 [x]\n" + LAUGHS, "utf-8")
    with pytest.raises(click.UsageError, match="aliases make it larger"):
        requests.read(str(bomb))

    pytest.importorskip("starlette")
    from minimax.emulator import scenario

    with pytest.raises(ValueError, match="is not YAML: its aliases make it larger"):
        scenario.read(bomb)


def test_job_lines_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LONGEST_LINE", 100)
    file = tmp_path / "jobs.jsonl"
    file.write_text('{"op": "text.chat", "messages": "Hi"}\n' + "x" * 101, "utf-8")
    with pytest.raises(ValidationError, match="line 2: it is longer than 100 bytes"):
        batch.check(MiniMax("sk-test"), file, out=tmp_path / "out")
