"""`python -m benchmarks.profile` writes PROFILE.md: where the time of one chat call and of one
stream goes, and why it is left there.

Shares of CPU time in a profiler, which makes small functions look larger than they are. They show
where to look; the table of `python -m benchmarks` shows what a change brings.
"""

from __future__ import annotations

import cProfile
import pstats
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import calls, streams
from benchmarks.__main__ import SERVERS
from benchmarks.cases import pinned

PAGE = Path(__file__).with_name("PROFILE.md")
ROOT = Path(__file__).parents[1]
CALLS, READS, SHOWN = 1000, 5, 14
Function = tuple[str, int, str]


class Part(NamedTuple):
    """A part of the work: how its functions are known, and why its time is left."""

    name: str
    marks: tuple[str, ...]
    why: str


PARTS = (
    Part(
        "sockets",
        ("_socket.", "select.", "/selectors.py", "/ssl.py"),
        "the system: one write and one or two reads for a call",
    ),
    Part(
        "JSON",
        ("/json/", "_json.", "/minimax/core/call.py _decoded"),
        "C already; a faster parser would be one more dependency for a few µs",
    ),
    Part("h11", ("/h11/",), "HTTP/1.1 in pure Python: heads, and the chunks of bodies"),
    Part(
        "httpcore",
        ("/httpcore/", "/httpcore2/"),
        "one connection per request, with its locks, timeouts and trace points",
    ),
    Part(
        "httpx",
        ("/httpx/", "/httpx2/"),
        "requests, responses and the client, where mocks, recorders and tracers attach",
    ),
    Part(
        "minimax: errors",
        ("/minimax/errors.py", "/minimax_generated/errors.py"),
        "each event may be an error of one of three families",
    ),
    Part(
        "minimax: requests",
        ("/minimax/requests/", "/minimax_generated/"),
        "the rules of the spec, checked before anything is paid",
    ),
    Part(
        "minimax: events",
        ("/minimax/core/sse.py", "/minimax/core/parsing.py"),
        "server-sent events for any split of the bytes, and their JSON",
    ),
    Part(
        "minimax: results",
        ("/minimax/results/", "/minimax/record.py"),
        "text, reasoning and tool calls told apart, snapshots, `<think>` tags",
    ),
    Part(
        "minimax: calls and connections",
        ("/minimax/",),
        "coroutines shared by both clients, retries, limits, middleware, the connections",
    ),
)
OTHER = Part("everything else", (), "contextlib, urllib, enum, and the profiler itself")
NOT_OURS = tuple(part for part in PARTS if not part.name.startswith("minimax"))


def part_of(function: Function, caller: Function | None = None) -> Part:
    """The part that a function belongs to; what is built in belongs to its caller, unless it is a
    part of its own.
    """
    file, _, name = function
    text = name if file == "~" else f"{file.replace(chr(92), '/')} {name}"
    found = next((part for part in PARTS if any(mark in text for mark in part.marks)), None)
    return found or (part_of(caller) if caller and file == "~" else OTHER)


def profiled(work: Callable[[], Any]) -> dict[Function, Any]:
    profiler = cProfile.Profile(time.process_time)  # CPU time: a wait for the server is no work
    profiler.runcall(work)
    statistics: dict[Function, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    return statistics


def shares(statistics: dict[Function, Any]) -> tuple[Counter[Part], Counter[str]]:
    """Own time in percent: by part, and by function."""
    whole = sum(facts[2] for facts in statistics.values())
    parts: Counter[Part] = Counter()
    functions: Counter[str] = Counter()
    for function, (_, _, own, _, callers) in statistics.items():
        functions[shown(function)] += 100 * own / whole
        for caller, (_, _, part_own, _) in callers.items():
            parts[part_of(function, caller)] += 100 * part_own / whole
    return parts, functions


def shown(function: Function) -> str:
    file, line, name = function
    if file == "~":
        return f"`{name.strip('<>{}')}`"
    path = Path(file)
    place = (
        path.relative_to(ROOT) if path.is_relative_to(ROOT / "minimax") else Path(*path.parts[-2:])
    )
    return f"`{place.as_posix()}:{line} {name}`"


def section(title: str, statistics: dict[Function, Any]) -> str:
    """Two tables: the parts with their reasons, and the largest functions."""
    parts, functions = shares(statistics)
    ours = sum(share for part, share in parts.items() if part not in NOT_OURS and part is not OTHER)
    rows = [
        f"| {part.name} | {share:.1f} % | {part.why} |"
        for part, share in parts.most_common()
        if share >= 0.5
    ]
    largest = [f"| {name} | {share:.1f} % |" for name, share in functions.most_common(SHOWN)]
    return "\n".join(
        [
            f"## {title}",
            "",
            f"This SDK's own code is {ours:.0f} % of it.",
            "",
            "| part | own time | why it is left |",
            "|---|---|---|",
            *rows,
            "",
            "| function | own time |",
            "|---|---|",
            *largest,
            "",
        ]
    )


def main() -> int:
    with subprocess.Popen(
        [*pinned(1), sys.executable, "-m", *SERVERS["platform"]], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        try:
            call = calls.minimax(url)
            read, read_packed = streams.minimax(url), streams.minimax(f"{url}/packed")
            for warm in (call, read, read_packed):
                warm()
            found = {
                "One chat call": profiled(lambda: [call() for _ in range(CALLS)]),
                "One chat stream, an event in each HTTP chunk": profiled(
                    lambda: [read() for _ in range(READS)]
                ),
                "One chat stream, 100 events in an HTTP chunk": profiled(
                    lambda: [read_packed() for _ in range(READS)]
                ),
            }
        finally:
            server.terminate()
    head = (
        "# Where the time goes\n\nWritten by `python -m benchmarks.profile`."
        f" {(__doc__ or '').split(chr(10) * 2)[1].strip()}\n"
    )
    PAGE.write_text(
        "\n".join([head, *[section(title, statistics) for title, statistics in found.items()]]),
        encoding="utf-8",
    )
    print(f"written to {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
