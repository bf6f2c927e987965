"""What type checkers make of code that uses the package: `consumer.py` is right, `misuse.py` is
wrong at its marked lines and no others.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CONSUMER, MISUSE = Path(__file__).with_name("consumer.py"), Path(__file__).with_name("misuse.py")
MARK = "# expect-error"
CACHE = (
    Path(tempfile.gettempdir())
    / f"minimax-sdk-types-{getpass.getuser()}-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
)
"""Kept between runs: with it mypy reads only what has changed."""

Findings = dict[Path, set[int]]


def mypy() -> Findings:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--output",
        "json",
        "--cache-dir",
        str(CACHE),
        "--config-file",
        str(ROOT / "pyproject.toml"),
    ]
    done = subprocess.run(
        [*command, str(CONSUMER), str(MISUSE)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return _by_file(
        [(row["file"], row["line"], row["message"]) for row in rows if row["severity"] == "error"]
    )


def basedpyright() -> Findings:
    config = {
        "include": [str(CONSUMER), str(MISUSE)],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.11",
        "extraPaths": [str(ROOT)],
        "reportUnusedCoroutine": "none",
    }
    CACHE.mkdir(exist_ok=True)
    project = CACHE / "pyrightconfig.json"
    project.write_text(json.dumps(config))
    command = [
        str(Path(sys.executable).with_name("basedpyright")),
        "--outputjson",
        "--pythonpath",
        sys.executable,
        "--project",
        str(project),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr or done.stdout
    rows = [
        row for row in json.loads(done.stdout)["generalDiagnostics"] if row["severity"] == "error"
    ]
    return _by_file(
        [(row["file"], row["range"]["start"]["line"] + 1, row["message"]) for row in rows]
    )


def pyrefly() -> Findings:
    CACHE.mkdir(exist_ok=True)
    project = CACHE / "pyrefly.toml"
    project.write_text(f"search-path = [{json.dumps(str(ROOT))}]\npython-version = '3.11'\n")
    command = [
        str(Path(sys.executable).with_name("pyrefly")),
        "check",
        "--output-format",
        "json",
        "--config",
        str(project),
    ]
    done = subprocess.run(
        [*command, "--python-interpreter-path", sys.executable, str(CONSUMER), str(MISUSE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    rows = [row for row in json.loads(done.stdout)["errors"] if row["severity"] == "error"]
    return _by_file([(row["path"], row["line"], row["concise_description"]) for row in rows])


def _by_file(rows: list[tuple[str, int, str]]) -> Findings:
    found: Findings = {CONSUMER: set(), MISUSE: set()}
    for file, line, message in rows:
        path = (ROOT / file).resolve()
        found.setdefault(path, set()).add(line)
        if path != MISUSE:
            print(f"{file}:{line}: {message}")
    return found


@pytest.mark.parametrize(
    "checker", [mypy, basedpyright, pyrefly], ids=lambda checker: checker.__name__
)
def test_right_code_passes_and_every_mistake_is_found(checker: Callable[[], Findings]) -> None:
    marked = {
        number
        for number, line in enumerate(MISUSE.read_text("utf-8").splitlines(), 1)
        if line.endswith(MARK)
    }

    found = checker()

    assert found[CONSUMER] == set()
    assert (sorted(marked - found[MISUSE]), sorted(found[MISUSE] - marked)) == (
        [],
        [],
    ), "missed mistakes, and complaints about good lines"
    assert set(found) == {CONSUMER, MISUSE}


LOW_LEVEL = ROOT / "docs" / "low-level.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def test_low_level_code_and_conversations_are_strictly_typed_without_a_cast(tmp_path: Path) -> None:
    blocks = BLOCK.findall(LOW_LEVEL.read_text("utf-8"))
    files = [tmp_path / f"block_{number}.py" for number in range(len(blocks))]
    for file, block in zip(files, blocks, strict=True):
        file.write_text(block, encoding="utf-8")
    files += [ROOT / "examples" / "low_level.py", Path(__file__).with_name("conversations.py")]
    assert not [file for file in files if "cast" in file.read_text("utf-8")]

    strict = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "extraPaths": [str(ROOT)]}
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps({**strict, "include": [str(file) for file in files]}))
    python = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(CACHE)]
    config = ["--config-file", str(ROOT / "pyproject.toml")]
    for command in (
        [*python, *config, *map(str, files)],
        [str(Path(sys.executable).with_name("basedpyright")), "--pythonpath", sys.executable,
         "--project", str(project)],
    ):  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
