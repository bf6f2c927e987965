"""The wheel and the sdist build, an index accepts them, and the wheel installs into an empty
environment and runs the quickstart there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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


REPOSITORY = "https://git.example/minimax/sdk"
RELATIVE_LINK = re.compile(r"""\]\((?!https?:|#)|(?:src|srcset|href)="(?!https?:|#)""")


def build(folder: Path, *, repository: str = "") -> dict[str, Path]:
    """The wheel and the sdist by the end of their names."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        env={**os.environ, "REPOSITORY_URL": repository},
    )
    return {path.suffix: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build(tmp_path_factory.mktemp("built"), repository=REPOSITORY)


@pytest.fixture
def wheel(built: dict[str, Path]) -> Path:
    return built[".whl"]


def metadata_of(wheel: Path) -> Message:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(archive.read(name))


def test_an_index_accepts_the_wheel_and_the_sdist(built: dict[str, Path]) -> None:
    twine = [sys.executable, "-m", "twine", "check", "--strict", *map(str, built.values())]
    done = subprocess.run(twine, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert sorted(built) == [".gz", ".whl"]


def test_links_and_images_work_away_from_the_repository(wheel: Path) -> None:
    metadata = metadata_of(wheel)
    readme = str(metadata.get_payload())
    assert not RELATIVE_LINK.findall(readme)
    assert f"]({REPOSITORY}/raw/main/docs/pictures/terminal.svg)" in readme
    assert f"]({REPOSITORY}/blob/main/docs/chat.md)" in readme
    assert f"Source, {REPOSITORY}" in metadata.get_all("Project-URL", [])


def test_a_package_without_a_known_repository_names_none(tmp_path: Path) -> None:
    metadata = metadata_of(build(tmp_path)[".whl"])
    assert metadata.get_all("Project-URL") is None
    assert "](docs/chat.md)" in str(metadata.get_payload())


def test_extras_are_for_users(wheel: Path) -> None:
    extras = set(metadata_of(wheel).get_all("Provides-Extra", []))
    assert {"all", "cli", "emulator", "realtime", "tools"} <= extras
    assert extras.isdisjoint({"dev", "docs", "bench", "fuzz"})


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
        f"minimax/emulator/control/inspector/{name}"
        for name in ("index.html", "inspector.css", "inspector.js", "icon.svg")
    } <= set(names)
    assert wheel.stat().st_size < 1.4 * 2**20


def dependencies_of(name: str) -> Iterator[Distribution]:
    """The distributions that a package without extras needs, as they are installed here."""
    for requirement in map(Requirement, distribution(name).requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield distribution(requirement.name)
            yield from dependencies_of(requirement.name)


def install(wheel: Path, folder: Path) -> Path:
    """A fresh environment that holds the wheel and copies of its dependencies; its Python. Nothing
    is downloaded.
    """
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", wheel], check=True)
    (packages,) = (path.parent for path in folder.rglob("minimax/__init__.py"))
    for dependency in dependencies_of("minimax-sdk"):
        for file in dependency.files or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                target = packages.parent / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), target)
    subprocess.run([*pip, "check"], check=True)
    return python


def test_it_runs_the_quickstart_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    python = install(wheel, tmp_path / "venv")

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
