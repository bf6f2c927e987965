"""The command as people script it: one script of the shell for each service, run against the
emulator.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from minimax.emulator import media

pytestmark = pytest.mark.slow

SCRIPTS = sorted(Path(__file__).with_name("scripts").glob("*.sh"))
PREAMBLE = 'set -eu\nminimax() { "$PYTHON" -W error -m minimax "$@"; }\n'


@pytest.fixture(scope="module")
def samples() -> dict[str, bytes]:
    """Files that the scripts find in their folder."""
    sound = media.synthesize(
        "Words enough for a sample of a dozen seconds. " * 5, voice="sample", format="wav"
    )
    return {
        "sample.wav": sound.data,
        "cat.png": media.image("a cat", width=400, height=400, format="png"),
    }


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_scripts_run_to_the_end(
    script: Path, environment: dict[str, str], samples: dict[str, bytes]
) -> None:
    text = script.read_text("utf-8")
    for name, content in samples.items():
        if name in text:
            Path(name).write_bytes(content)

    done = subprocess.run(
        ["sh", "-c", PREAMBLE + text],
        env={**environment, "PYTHON": sys.executable},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
