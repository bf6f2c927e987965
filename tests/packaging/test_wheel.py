"""The wheel builds, holds what it should, installs into an empty environment and runs the
quickstart there.
"""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from minimax.emulator import Emulator

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
QUICKSTART = """
import sys
from minimax import MiniMax
with MiniMax("sk-test", base_url=sys.argv[1]) as client:
    print(client.text.chat("Please say: it works").text)
    client.speech.synthesize("It works").save("works.mp3")
from minimax_generated.api.text import chat_completions
import minimax
try:
    minimax.emulator.Emulator
except ModuleNotFoundError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(folder),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("minimax_sdk-*.whl"))


def test_it_holds_both_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.split("/")[0] for name in names}

    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {
        "minimax",
        "minimax_generated",
    }
    assert {
        "minimax/py.typed",
        "minimax_generated/py.typed",
        "minimax_generated/openapi/root.json",
    } <= set(names)
    assert {
        f"minimax/emulator/inspector/{name}"
        for name in ("index.html", "inspector.css", "inspector.js", "icon.svg")
    } <= set(names)
    assert wheel.stat().st_size < 1.25 * 2**20


def test_it_runs_the_quickstart_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False)
    python = next(
        path
        for path in (
            tmp_path / "venv" / "bin" / "python",
            tmp_path / "venv" / "Scripts" / "python.exe",
        )
        if path.exists()
    )
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "--quiet",
            "--disable-pip-version-check",
            str(wheel),
        ],
        check=True,
    )

    with Emulator(strict=True) as emulator:
        done = subprocess.run(
            [str(python), "-W", "error", "-c", QUICKSTART, emulator.base_url],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert done.returncode == 0, done.stderr
    assert "it works" in done.stdout
    assert 'pip install "minimax-sdk[emulator]"' in done.stdout, "the emulator says what it needs"
    assert (tmp_path / "works.mp3").stat().st_size > 1000
