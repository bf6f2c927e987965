"""Does it run elsewhere? Each combination of Python and dependencies in an environment of its own,
thrown away afterwards.

    python -m tests.compat         every Python from 3.11 on that is found
    python -m tests.compat 3.13    only those whose version begins like this

Each runs with the lowest and with the newest dependencies that pyproject.toml allows. Pythons are
looked for on PATH and among those of pyenv. Prints a table; ends with 1 when a combination fails.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from minimax.emulator import Emulator

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNNERS = ("pytest", "hypothesis", "httpx2", "trio")
TESTS = {
    "": (
        "test_call",
        "test_chat_results",
        "test_config",
        "test_connections",
        "test_errors",
        "test_limits",
        "test_security",
        "test_streaming",
    ),
    "all,mcp": (
        "test_realtime_protocol",
        "test_security",
        "test_documents",
        "test_one_implementation",
        "test_text_service",
        "../service/test_speech",
        "../cli/test_commands",
    ),
}
"""Test modules in tests/unit by the extras that they need."""
QUICKSTART = """
import sys
from minimax import AsyncMiniMax, MiniMax
import asyncio
with MiniMax("sk-test", base_url=sys.argv[1]) as client:
    assert "it works" in client.text.chat("Please say: it works").text
    assert client.text.stream("Please say: it works").final().finish_reason == "stop"
    assert len(client.speech.synthesize("It works").audio) > 1000
async def main():
    async with AsyncMiniMax("sk-test", base_url=sys.argv[1]) as client:
        assert "it works" in (await client.text.chat("Please say: it works")).text
asyncio.run(main())
from minimax_generated.api.text import chat_completions
"""


class Combination(NamedTuple):
    """One environment."""

    python: Path
    version: str
    extras: str
    lowest: bool

    def __str__(self) -> str:
        return (
            f"{self.version:<8} {'lowest' if self.lowest else 'newest':<7}"
            f" {self.extras or 'none':<7}"
        )


class Outcome(NamedTuple):
    """What came of it; `problem` is empty when all went well."""

    seconds: float
    tests: str
    problem: str


def pythons() -> dict[str, Path]:
    """The interpreters that are new enough, by version."""
    least = PROJECT["requires-python"].removeprefix(">=")
    places = [*os.environ.get("PATH", "").split(os.pathsep)]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places += [str(folder / "bin") for folder in sorted(pyenv.glob("3.*"))]
    names = [f"python3.{minor}" for minor in range(int(least.partition(".")[2]), 30)]
    found: dict[str, Path] = {}
    for place, name in ((place, name) for place in places for name in names):
        path = Path(place) / name
        if path.is_file() and (version := _version(path)):
            found.setdefault(version, path)
    return dict(
        sorted(found.items(), key=lambda item: [int(part) for part in re.findall(r"\d+", item[0])])
    )


def lowest(extras: str) -> list[str]:
    """What the package and some extras need, at the lowest version that pyproject.toml admits."""
    wanted = list(PROJECT["dependencies"])
    for name in filter(None, extras.split(",")):
        for line in PROJECT["optional-dependencies"][name]:
            inner = re.fullmatch(r"minimax-sdk\[(.*)\]", line)
            wanted += (
                [
                    each
                    for part in inner[1].split(",")
                    for each in PROJECT["optional-dependencies"][part]
                ]
                if inner
                else [line]
            )
    bounds: dict[str, str] = {}
    for line in wanted:
        match = re.match(r"([\w.-]+)>=([\w.]+)", line)
        if match and _number(match[2]) > _number(bounds.get(match[1], "0")):
            bounds[match[1]] = match[2]
    return [f"{name}=={version}" for name, version in sorted(bounds.items())]


def combinations(chosen: str) -> Iterator[Combination]:
    """Every Python without extras, lowest and newest, and with all of them, newest; the oldest
    Python with the lowest of all, too.
    """
    found = {version: path for version, path in pythons().items() if version.startswith(chosen)}
    for number, (version, path) in enumerate(found.items()):
        yield Combination(path, version, "", True)
        yield Combination(path, version, "", False)
        if number == 0:
            yield Combination(path, version, "all,mcp", True)
        yield Combination(path, version, "all,mcp", False)


def tried(combination: Combination, wheel: Path, url: str) -> Outcome:
    """Make the environment, run the quickstart against the emulator there, then the tests."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="minimax-compat-") as folder:
        home = Path(folder)
        tests = ""
        try:
            _run([str(combination.python), "-m", "venv", "--without-pip", str(home / "venv")])
            python = next(
                path
                for path in (home / "venv/bin/python", home / "venv/Scripts/python.exe")
                if path.exists()
            )
            package = f"{wheel}[{combination.extras}]" if combination.extras else str(wheel)
            pins = lowest(combination.extras) if combination.lowest else []
            install = [
                sys.executable,
                "-m",
                "pip",
                "--python",
                str(python),
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ]
            _run([*install, package, *pins, *RUNNERS])
            _run([str(python), "-W", "error", "-c", QUICKSTART, url], cwd=home)
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / "tests", home / "tests", ignore=ignored)
            modules = [f"tests/unit/{name}.py" for name in TESTS[combination.extras]]
            said = _run(
                [
                    str(python),
                    "-m",
                    "pytest",
                    "-q",
                    "-x",
                    "-W",
                    "error",
                    "-p",
                    "no:cacheprovider",
                    *modules,
                ],
                cwd=home,
            )
            tests = said.strip().splitlines()[-1]
        except subprocess.CalledProcessError as error:
            said = (error.stdout or "") + (error.stderr or "")
            return Outcome(time.monotonic() - began, tests, said.strip()[-3000:] or str(error))
    return Outcome(time.monotonic() - began, tests, "")


def main(arguments: list[str]) -> int:
    """Try everything and print a table."""
    chosen = list(combinations(arguments[0] if arguments else "3"))
    failed = 0
    with (
        tempfile.TemporaryDirectory(prefix="minimax-compat-") as folder,
        Emulator(strict=True) as emulator,
    ):
        _run([sys.executable, "-m", "build", "--wheel", "--outdir", folder, str(ROOT)])
        wheel = next(Path(folder).glob("*.whl"))
        print("python   depends extras  outcome")
        for combination in chosen:
            outcome = tried(combination, wheel, emulator.base_url)
            failed += bool(outcome.problem)
            print(
                f"{combination} {'FAILED' if outcome.problem else 'ok'}: {outcome.tests}"
                f" ({outcome.seconds:.0f} s in all)",
                flush=True,
            )
            if outcome.problem:
                print(outcome.problem, flush=True)
    return 1 if failed or not chosen else 0


def _run(command: list[str], cwd: Path | None = None) -> str:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "MINIMAX_", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=True, timeout=900
    )
    return done.stdout


def _version(path: Path) -> str:
    """The version of an interpreter, "" when it does not run."""
    code = "import sys, venv; print('%d.%d.%d' % sys.version_info[:3])"
    done = subprocess.run([str(path), "-c", code], capture_output=True, text=True)
    return done.stdout.strip()


def _number(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
