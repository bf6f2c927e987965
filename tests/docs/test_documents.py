"""Every Python block of the README and of the pages in api/ and docs/ runs, against the emulator,
in a folder of its own.
"""

from __future__ import annotations

import gc
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from minimax.core.io import SystemClock
from minimax.emulator import Emulator, media
from minimax.emulator.faults import KINDS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "api").glob("*.md")),
    *sorted(path for path in (ROOT / "docs").glob("*.md") if not path.stem.endswith(".zh")),
]
OTHERS = [ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md"]
FILE = re.compile(r'"([\w-]+\.(?:wav|mp3|png|jpe?g|txt))"')
HOST = re.compile(r"https://api\.minimaxi?\.(?:io|com)")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset)=\"([^\"]+)\"")


def name(page: Path) -> str:
    """Where a page lies in the repository."""
    return str(page.relative_to(ROOT))


def test_no_page_is_too_long_to_read() -> None:
    lines = {page.name: page.read_text(encoding="utf-8").count("\n") for page in PAGES}
    assert {name for name, count in lines.items() if count > 800} == set()


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(strict=True, task_seconds=0.05) as running:
        yield running


def sample(file: str) -> bytes:
    """A file of the kind that its name says, long or large enough for every purpose."""
    return _sample(file.rpartition(".")[2])


@cache
def _sample(suffix: str) -> bytes:
    if suffix in ("wav", "mp3"):
        return media.synthesize(
            "Words enough for a sample of a dozen seconds. " * 5, voice="sample", format=suffix
        ).data
    if suffix == "txt":
        return b"A text to read aloud.\n"
    return media.image(
        "a sample", width=640, height=480, format="png" if suffix == "png" else "jpeg"
    )


def blocks(page: Path, emulator: Emulator, folder: Path) -> tuple[list[str], list[str]]:
    """The blocks of a page as files in a folder, which also gets what they read: programs, and
    tests.
    """
    text = page.read_text(encoding="utf-8")
    programs: list[str] = []
    tests: list[str] = []
    for match in BLOCK.finditer(text):
        code = HOST.sub(emulator.base_url, match[1]).replace(
            'region="global"', f'base_url="{emulator.base_url}"'
        )
        for file in FILE.findall(code):
            (folder / file).write_bytes(sample(file))
        kind, found = ("test", tests) if "def test_" in code else ("block", programs)
        found.append(f"{kind}_at_line_{text[: match.start()].count(chr(10)) + 2}.py")
        (folder / found[-1]).write_text(code, encoding="utf-8")
    return programs, tests


@pytest.fixture
def reader(emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with a key and a silent player, in a folder of his own, for whom waiting turns the
    emulator's clock.
    """
    emulator.reset()
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    for variable in [variable for variable in os.environ if variable.startswith("MINIMAX_")]:
        monkeypatch.delenv(variable)
    settings = {
        "MINIMAX_PLAYER": f'"{sys.executable}" -c "import sys; sys.stdin.buffer.read()"',
        "MINIMAX_API_KEY": "sk-documents",
        "MINIMAX_BASE_URL": emulator.base_url,
        "PATH": "",
        "PYTHONUTF8": "1",
    }
    for variable, value in settings.items():
        monkeypatch.setenv(variable, value)

    async def asleep(clock: SystemClock, seconds: float) -> None:
        emulator.clock.advance(max(seconds, 0))

    monkeypatch.setattr(
        SystemClock, "sleep", lambda clock, seconds: emulator.clock.advance(max(seconds, 0))
    )
    monkeypatch.setattr(SystemClock, "asleep", asleep)


@pytest.mark.usefixtures("reader")
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning"
)  # a block that shows one line leaves its client open until the page ends
@pytest.mark.parametrize(
    "page", [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))], ids=name
)
def test_the_blocks_of_a_page_run_as_they_stand(
    page: Path, emulator: Emulator, tmp_path: Path
) -> None:
    programs, tests = blocks(page, emulator, tmp_path)

    for program in programs:
        runpy.run_path(program, run_name="__main__")
    gc.collect()  # what was left open says so here, and not in somebody else's test
    if tests:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=120
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_every_fault_is_on_the_page_about_testing() -> None:
    text = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")

    assert [
        fault
        for fault, kind in KINDS.items()
        if f"| `{fault}` |" not in text or kind.about not in text
    ] == []


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    targets = [
        target
        for target in map("".join, LINK.findall(page.read_text(encoding="utf-8")))
        if "://" not in target
    ]

    assert [target for target in targets if not (page.parent / target).exists()] == []
