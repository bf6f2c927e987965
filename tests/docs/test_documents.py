"""Every Python block of the README and of the pages in api/ and docs/ runs, against the emulator, in a folder of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax.emulator import Emulator, media
from minimax.emulator.faults import KINDS

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
PAGES = [ROOT / "README.md", *sorted((ROOT / "api").glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
OTHERS = [ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md"]
RUNNER = """
import json, os, sys, urllib.request
from minimax.drivers import SystemClock

def sleep(self, seconds):  # where a block would wait, the emulator's clock is turned
    body = json.dumps({"seconds": max(seconds, 0)}).encode()
    urllib.request.urlopen(os.environ["MINIMAX_BASE_URL"] + "/_emulator/clock", body).close()

async def asleep(self, seconds):
    sleep(self, seconds)

SystemClock.sleep, SystemClock.asleep = sleep, asleep
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), {"__name__": "__main__"})
"""
FILE = re.compile(r'"([\w-]+\.(?:wav|mp3|png|jpe?g|txt))"')
HOST = re.compile(r"https://api\.minimaxi?\.(?:io|com)")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset)=\"([^\"]+)\"")


def name(page: Path) -> str:
    """Where a page lies in the repository."""
    return str(page.relative_to(ROOT))


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(strict=True, task_seconds=0.05) as running:
        yield running


def sample(file: str) -> bytes:
    """A file of the kind that its name says, long or large enough for every purpose."""
    suffix = file.rpartition(".")[2]
    if suffix in ("wav", "mp3"):
        return media.synthesize("Words enough for a sample of a dozen seconds. " * 5, voice="sample", format=suffix).data
    if suffix == "txt":
        return b"A text to read aloud.\n"
    return media.image("a sample", width=640, height=480, format="png" if suffix == "png" else "jpeg")


def blocks(page: Path, emulator: Emulator, folder: Path) -> tuple[list[str], list[str]]:
    """The blocks of a page as files in a folder, which also gets what they read: programs, and tests."""
    text = page.read_text(encoding="utf-8")
    programs: list[str] = []
    tests: list[str] = []
    for match in BLOCK.finditer(text):
        code = HOST.sub(emulator.base_url, match[1]).replace('region="global"', f'base_url="{emulator.base_url}"')
        for file in FILE.findall(code):
            (folder / file).write_bytes(sample(file))
        kind, found = ("test", tests) if "def test_" in code else ("block", programs)
        found.append(f"{kind}_at_line_{text[: match.start()].count(chr(10)) + 2}.py")
        (folder / found[-1]).write_text(code, encoding="utf-8")
    return programs, tests


@pytest.mark.parametrize("page", [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))], ids=name)
def test_the_blocks_of_a_page_run_as_they_stand(page: Path, emulator: Emulator, tmp_path: Path) -> None:
    emulator.reset()
    (tmp_path / "out").mkdir()
    programs, tests = blocks(page, emulator, tmp_path)
    commands = [[sys.executable, "-W", "error", "-c", RUNNER, *programs]]
    if tests:
        commands.append([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests])
    player = f'"{sys.executable}" -c "import sys; sys.stdin.buffer.read()"'  # hears, and is silent
    environment = {
        "MINIMAX_PLAYER": player,
        "MINIMAX_API_KEY": "sk-documents",
        "MINIMAX_BASE_URL": emulator.base_url,
        "PATH": "",
        "PYTHONUTF8": "1",
    }

    for command in commands:
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_every_fault_is_on_the_page_about_testing() -> None:
    text = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")

    assert [fault for fault, kind in KINDS.items() if f"| `{fault}` |" not in text or kind.about not in text] == []


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    targets = [target for target in map("".join, LINK.findall(page.read_text(encoding="utf-8"))) if "://" not in target]

    assert [target for target in targets if not (page.parent / target).exists()] == []
