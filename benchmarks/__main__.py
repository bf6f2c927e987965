"""`python -m benchmarks`: the table of ratios, each case in fresh processes, the client on one core
and the server on the other.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec

from benchmarks.cases import Figures, pinned
from benchmarks.extras import RESULTS, section
from benchmarks.table import ASIDE, LINES, Line, Result, Round, markdown, result, row, worse
from benchmarks.voice import SERVERS as VOICE_SERVERS

ROUNDS = 5
SERVERS = {"platform": ["benchmarks.server"], **VOICE_SERVERS}
VERSIONS = (
    "httpx",
    "httpcore",
    "h11",
    "anyio",
    "httpx2",
    "openai",
    "anthropic",
    "httpx-sse",
    "aiohttp",
    "websockets",
)
STARTS = ("startup.", "command.", "emulator.first")
"""Cases that measure how a process starts. They run once before they are measured, which compiles
what they import: installed programs have bytecode.
"""
PAGE = """# Results

Ratios of one run, medians of {rounds} rounds: fresh process per case, cases interleaved, client on
one core, server on another.
What they mean, and how to read them: [README.md](README.md). No time in here is a claim; only what
stands beside it in its line is.

{command}, {date}. {machine}. {versions}.

{table}

## Slower than before

Until November 2026, this SDK parsed HTTP itself. Since requests go through httpx, mocks, recorders
and tracers of httpx see them, and 1,300 lines of HTTP are gone. What became slower, and why that is
right:

{worse}
"""


def measure(case: str, url: str) -> Figures:
    """The figures of one case in a fresh process."""
    command = [*pinned(0), sys.executable, "-m", "benchmarks.cases", url, *case.split()]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{case} failed:\n{done.stderr}")
    figures: Figures = json.loads(done.stdout)
    return figures


def groups(lines: Iterable[Line]) -> Mapping[tuple[str, str], list[Line]]:
    """Lines that share a number and a server are measured together, so that no case is run twice
    for them.
    """
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.number, line.server), []).append(line)
    return found


def run(lines: Iterable[Line], rounds: int) -> Iterable[Result]:
    """Measure lines, one group after the other; a server runs from its first case to the end."""
    with ExitStack() as servers:
        urls: dict[str, str] = {}
        for (_, server), group in groups(lines).items():
            if server not in urls:
                urls[server] = started(server, servers)
            cases = list(dict.fromkeys(case for line in group for case in line.columns.values()))
            for case in cases:
                if case.startswith(STARTS):
                    measure(case, urls[server])
            measured: list[Round] = [
                {case: measure(case, urls[server]) for case in cases} for _ in range(rounds)
            ]
            yield from (result(line, measured) for line in group)


def started(server: str, servers: ExitStack) -> str:
    """The URL of a server that has been started."""
    process = subprocess.Popen(
        [*pinned(1), sys.executable, "-m", *SERVERS[server]], stdout=subprocess.PIPE, text=True
    )
    servers.callback(process.communicate)
    servers.callback(process.terminate)
    assert process.stdout is not None
    return process.stdout.readline().strip()


def page(results: Sequence[Result], rounds: int, arguments: list[str]) -> str:
    """The results as a page with all that is needed to judge them."""
    versions = [f"{name} {metadata.version(name)}" for name in VERSIONS]
    curl = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout.split()[1]
    return PAGE.format(
        rounds=rounds,
        command=f"`{' '.join(['python -m benchmarks', *arguments])}`",
        date=f"{datetime.now(UTC):%d %B %Y}",
        machine=(
            f"{os.cpu_count()} CPUs, {platform.machine()}, {platform.system()}"
            f" {platform.release().partition('-')[0]}"
        ),
        versions=", ".join([f"CPython {platform.python_version()}", *versions, f"curl {curl}"]),
        table=markdown(results),
        worse=worse(results),
    )


def called(line: Line, names: Iterable[str]) -> bool:
    """Whether one of the names is that of a line: its number, or a word in it."""
    return any(
        name == line.number or (len(name) > 2 and name in line.what.lower()) for name in names
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round; nothing is written")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default: {ROUNDS}")
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help="numbers of the table, or words of a line; nothing is written",
    )
    options = parser.parse_args()
    names = [name.lower() for name in options.only or ()]
    chosen = [line for line in LINES if (called(line, names) if names else line.number != ASIDE)]
    for package in sorted({line.needs for line in chosen if line.needs}):
        if find_spec(package) is None:
            chosen = [line for line in chosen if line.needs != package]
            print(f"lines that need {package} are left out: it is not installed")
    if not chosen:
        parser.error(f"no line has {' or '.join(names)} in it")
    rounds = 1 if options.quick else options.rounds
    results = []
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages are compiled
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended, too
    for found in run(chosen, rounds):
        number, what, ours, wall, target, _, reached, others = row(found)
        print(
            f"{number:>7}  {what:90} {ours:>8}  wall {wall:>6}  target {target:9} {reached:8}"
            f" {others}",
            flush=True,
        )
        results.append(found)
    if not names and not options.quick:
        RESULTS.write_text(page(results, rounds, sys.argv[1:]) + section(), encoding="utf-8")
        print(f"written to {RESULTS}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
