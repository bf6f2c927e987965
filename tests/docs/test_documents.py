"""Every Python block of the README and of the pages in api/ runs, against the emulator, in a folder of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax.emulator import Emulator, media

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
PAGES = [ROOT / "README.md", *sorted((ROOT / "api").glob("*.md"))]
BLOCKS = [
    pytest.param(match[1], id=f"{page.stem}:{page.read_text(encoding='utf-8')[: match.start()].count(chr(10)) + 2}")
    for page in PAGES
    for match in BLOCK.finditer(page.read_text(encoding="utf-8"))
]
FILE = re.compile(r'"([\w-]+\.(?:wav|mp3|png|jpe?g|txt))"')
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(strict=True, task_seconds=0.05) as running:
        yield running


def sample(name: str) -> bytes:
    """A file of the kind that a name says, long or large enough for every purpose."""
    suffix = name.rpartition(".")[2]
    if suffix in ("wav", "mp3"):
        return media.synthesize("Words enough for a sample of a dozen seconds. " * 5, voice="sample", format=suffix).data
    if suffix == "txt":
        return b"A text to read aloud.\n"
    return media.image("a sample", width=640, height=480, format="png" if suffix == "png" else "jpeg")


@pytest.mark.parametrize("code", BLOCKS)
def test_a_block_runs_as_it_stands(code: str, emulator: Emulator, tmp_path: Path) -> None:
    emulator.reset()
    (tmp_path / "out").mkdir()
    for name in FILE.findall(code):
        (tmp_path / name).write_bytes(sample(name))
    code = re.sub(r'base_url="https://[^"]+"', f'base_url="{emulator.base_url}"', code)
    if "def test_" in code:
        (tmp_path / "test_block.py").write_text(code, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_block.py"]
    else:
        command = [sys.executable, "-W", "error", "-c", code]
    environment = {"MINIMAX_API_KEY": "sk-documents", "MINIMAX_BASE_URL": emulator.base_url, "PATH": "", "PYTHONUTF8": "1"}

    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60)

    assert done.returncode == 0, f"{code}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.stem)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]

    assert [target for target in targets if not (page.parent / target).exists()] == []
