"""Every script in examples/ runs offline, in an empty folder and without a warning, and has something to say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


def test_every_example_is_in_the_table() -> None:
    table = (SCRIPTS[0].parent / "README.md").read_text(encoding="utf-8")

    assert [script.name for script in SCRIPTS if f"]({script.name})" not in table] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_an_example_runs_offline(script: Path, tmp_path: Path) -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("MINIMAX_") and name != "LIVE"}

    done = subprocess.run(
        [sys.executable, "-W", "error", script], cwd=tmp_path, env=settings, capture_output=True, encoding="utf-8", timeout=120
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
