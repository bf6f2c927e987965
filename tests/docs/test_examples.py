"""Every script in examples/ runs offline, in an empty folder and without a warning, and has
something to say.
"""

from __future__ import annotations

import io
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SCRIPTS = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))
AS_PROCESSES = ("demo", "voice_agent")
"""What people start first, and what leaves most to the end of a process; the others run in this
one, which saves the imports.
"""


@pytest.fixture(autouse=True)
def _somebody_without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MINIMAX_") or name == "LIVE"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_every_example_is_in_the_table() -> None:
    table = (SCRIPTS[0].parent / "README.md").read_text(encoding="utf-8")

    assert [script.name for script in SCRIPTS if f"]({script.name})" not in table] == []


@pytest.mark.parametrize(
    "script",
    [script for script in SCRIPTS if script.stem not in AS_PROCESSES],
    ids=lambda script: script.stem,
)
def test_an_example_runs_offline(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [str(script)])
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    runpy.run_path(str(script), run_name="__main__")

    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.strip()


@pytest.mark.parametrize("name", AS_PROCESSES)
def test_an_example_runs_offline_as_a_user_starts_it(name: str) -> None:
    script = SCRIPTS[0].with_stem(name)

    done = subprocess.run(
        [sys.executable, "-W", "error", script], capture_output=True, encoding="utf-8", timeout=120
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
