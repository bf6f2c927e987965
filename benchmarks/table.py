"""The table: what is measured beside what, and what was aimed at.

A column is a client and its case. A line shows one figure of every column, `over` that of one of
them where it is a ratio.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from benchmarks.cases import Figures

Round = Mapping[str, Figures]
"""The figures of one round, by case."""


class Line(NamedTuple):
    """One line of the table."""

    number: str
    what: str
    columns: Mapping[str, str]
    """Client to case; the first is ours."""
    over: str = ""
    """The column that the others are divided by, or, for a difference, reduced by."""
    key: str = "cpu"
    relation: str = "ratio"
    """ "ratio", "speed" (the inverse ratio: more is better), "more" (a difference), "plain", or
    "more of it" (a plain figure of which more is better).
    """
    unit: str = ""
    target: float | None = None
    stretch: float | None = None
    before: float | None = None
    """The figure before requests went through httpx."""
    why: str = ""
    """Why a figure worse than `before` is accepted."""
    server: str = "platform"
    needs: str = ""
    """A package; the line is left out where it is not installed."""


class Result(NamedTuple):
    """A line with the medians of its rounds."""

    line: Line
    values: Mapping[str, float]
    wall: float | None
    """The same relation of our wall time, where the figure itself is CPU time."""

    @property
    def ours(self) -> float:
        return next(iter(self.values.values()))

    @property
    def reached(self) -> str:
        for name, goal in (("stretch", self.line.stretch), ("target", self.line.target)):
            if goal is not None and self.is_at_least_as_good_as(goal):
                return name
        return "no" if self.line.target is not None else "–"

    @property
    def is_worse_than_before(self) -> bool:
        before = self.line.before
        return before is not None and not self.is_at_least_as_good_as(before)

    def is_at_least_as_good_as(self, goal: float) -> bool:
        ours = float(shown(self.ours, self.line))  # as the table shows it
        return ours >= goal if self.line.relation in MORE_IS_BETTER else ours <= goal


RELATIONS: Mapping[str, Callable[[float, float], float]] = {
    "ratio": lambda mine, other: mine / other,
    "speed": lambda mine, other: other / mine,
    "more": lambda mine, other: mine - other,
    "plain": lambda mine, other: mine,
    "more of it": lambda mine, other: mine,
}
MORE_IS_BETTER = ("speed", "more of it")


def columns(case: str, *clients: str) -> dict[str, str]:
    """Columns of one case that takes the client for its argument."""
    return {
        client.removeprefix("async_").replace("_", " "): case.format(client) for client in clients
    }


STARTED = ("minimax", "httpx", "openai", "anthropic")
AWAITED = (
    "async_minimax",
    "async_httpx",
    "async_httpx2",
    "async_aiohttp",
    "async_openai",
    "async_anthropic",
)
READ = (
    "minimax",
    "openai",
    "anthropic",
    "minimax_messages",
    "httpx_sse",
    "httpx_lines",
    "unparsed",
)
BLOCKING = ("minimax", "minimax_with_httpx_client", "minimax_with_httpx2_client", "httpx", "httpx2")
AWAITING = (*(f"async_{client}" for client in BLOCKING), "async_aiohttp")

ASIDE = "library"
"""Lines that a decision was taken from; measured when they are asked for."""

OVER_HTTPX = (
    "Calls go through `httpx.Client.send`. Connections without a pool save about as much as the"
    " checks against the spec and the typed result cost."
)
PLAIN_EVENTS = (
    "httpx and h11 take 8 µs for a chunk, and every event is parsed in full; recognising events by"
    " their one new text was faster, but beside a model that writes 100 events per second nobody"
    " could feel it."
)

LINES = (
    Line(
        "1",
        "`import minimax`, CPU over `import httpx`",
        columns("startup.importing {}", *STARTED),
        "httpx",
        target=0.15,
        stretch=0.10,
        before=0.15,
        why="The difference is smaller than the noise of a run.",
    ),
    Line(
        "2",
        "process start to first request on the wire, CPU over `httpx.Client().post`",
        columns("startup.first {}", *STARTED),
        "httpx",
        target=0.95,
        stretch=0.80,
        before=0.75,
        why="The first call imports httpx, which was not needed before.",
    ),
    Line(
        "3",
        "memory after the first request, over httpx",
        columns("startup.first {}", *STARTED),
        "httpx",
        "resident",
        "more",
        "MB",
        2,
        0,
        before=-1.14,
        why="httpx and its client are loaded.",
    ),
    Line(
        "4",
        "second client in one process, up to TLS",
        columns("startup.second {}", *STARTED),
        "",
        "cpu",
        "plain",
        "ms",
        1,
        0.5,
        before=0.98,
        why="Every client has an httpx client and a transport of its own.",
    ),
    Line(
        "5",
        "typed sync chat call, CPU over `httpx.post().json()`",
        columns("calls.sync {}", "minimax", "httpx", "httpx2", "openai", "anthropic"),
        "httpx",
        target=1.0,
        stretch=0.85,
        before=0.62,
        why=OVER_HTTPX,
    ),
    Line(
        "6",
        "typed async chat call, CPU over `httpx.AsyncClient`",
        columns("calls.awaited {}", *AWAITED),
        "httpx",
        target=1.0,
        stretch=0.85,
        before=0.73,
        why=OVER_HTTPX,
    ),
    Line(
        "7",
        "2,000 calls, 100 in flight: CPU over httpx",
        columns("calls.in_flight {}", *AWAITED),
        "httpx",
        target=0.4,
        stretch=0.28,
        before=0.31,
        why=OVER_HTTPX,
    ),
    Line(
        "7",
        "2,000 calls, 100 in flight: p99",
        columns("calls.in_flight {}", *AWAITED),
        "",
        "p99",
        "plain",
        "s",
        0.2,
        0.1,
        before=0.16,
        why=OVER_HTTPX,
    ),
    Line(
        "8",
        "typed SSE chat chunks, events/s of CPU over openai",
        columns("streams.events {} one", *READ),
        "openai",
        relation="speed",
        target=8,
        stretch=11,
        before=46.4,
        why=PLAIN_EVENTS,
    ),
    Line(
        "9",
        "the same, 100 events in one HTTP chunk",
        columns("streams.events {} packed", *READ),
        "openai",
        relation="speed",
        target=22,
        stretch=30,
        before=33.7,
        why=PLAIN_EVENTS,
    ),
    Line(
        "10",
        "one 20 MB event in 4 KB pieces: CPU over reading it unparsed",
        columns("streams.big {}", "minimax", "unparsed", "httpx_sse", "openai"),
        "unparsed",
        target=1.3,
        stretch=1.0,
        before=0.78,
        why="The 5,000 pieces pass through httpx and h11, as they do for all clients beside it.",
    ),
    Line(
        "10",
        "the same over one of 5 MB: linear is 4",
        columns("streams.big {}", "minimax", "unparsed", "httpx_sse", "openai"),
        "",
        "linear",
        "plain",
        target=6,
        before=5.33,
    ),
    Line(
        "10",
        "the same: peak memory over its size",
        columns("streams.big_memory {}", "minimax", "unparsed", "httpx_sse", "openai"),
        "",
        "memory",
        "plain",
        target=2.2,
        stretch=1.5,
        before=2.12,
    ),
    Line(
        "11",
        "speech frame to bytes over bare `unhexlify`",
        {
            "minimax": "media.frames split",
            "unhexlify": "media.frames unhexlify",
            "each unlike the last": "media.frames split_alone",
            "json + fromhex": "media.frames plain_json",
        },
        "unhexlify",
        target=1.8,
        stretch=1.4,
        before=1.36,
    ),
    Line(
        "12",
        "speech JSON answer: peak memory over 16 MB of audio",
        columns("media.answer {} large", "minimax", "httpx"),
        "",
        "memory",
        "plain",
        target=1.3,
        stretch=1.1,
        before=1.14,
    ),
    Line(
        "12",
        "the same: CPU over httpx",
        columns("media.answer {} large", "minimax", "httpx"),
        "httpx",
        before=0.44,
    ),
    Line(
        "13",
        "speech stream, audio MB/s of CPU over unparsed reading",
        columns("media.stream {}", "minimax", "unparsed", "httpx_sse"),
        "unparsed",
        relation="speed",
        target=0.6,
        stretch=0.8,
        before=1.09,
        why="Frames come through httpx and h11, and the decoder of events accepts any split of the"
        " bytes; their hex is still decoded without parsing it as JSON.",
    ),
    Line(
        "14",
        "200 MB download: time over curl",
        columns("transfers.download {}", "minimax", "curl", "httpx", "openai"),
        "curl",
        "wall",
        target=1.2,
        stretch=0.9,
        before=0.87,
        why="The body comes through httpx and h11.",
    ),
    Line(
        "14",
        "the same: CPU over curl",
        columns("transfers.download {}", "minimax", "curl", "httpx", "openai"),
        "curl",
        before=0.87,
        why="The body comes through httpx and h11.",
    ),
    Line(
        "14",
        "the same: memory growth",
        columns("transfers.download {}", "minimax", "httpx", "openai"),
        "",
        "growth",
        "plain",
        "MB",
        2,
        before=1.14,
        why="Within the noise of a run: less than one buffer.",
    ),
    Line(
        "15",
        "200 MB upload: CPU over curl",
        columns("transfers.upload {}", "minimax", "curl", "httpx", "openai"),
        "curl",
        target=1.3,
        stretch=1.0,
        before=0.92,
        why="The body goes through httpx and h11.",
    ),
    Line(
        "15",
        "the same: memory growth",
        columns("transfers.upload {}", "minimax", "httpx", "openai"),
        "",
        "growth",
        "plain",
        "MB",
        2,
        before=0.52,
        why="Within the noise of a run: less than one buffer.",
    ),
    Line(
        "16",
        "WebSocket speech: text sent to first audio over a bare `websockets` loop, sync",
        {"minimax": "sockets.socket socket_minimax", "websockets": "sockets.socket socket_bare"},
        "websockets",
        "seconds",
        target=1.1,
        stretch=1.0,
        server="ready frames",
        before=0.89,
        why="Within the noise of a run.",
    ),
    Line(
        "16",
        "the same: events/s over the bare loop",
        {"minimax": "sockets.socket socket_minimax", "websockets": "sockets.socket socket_bare"},
        "websockets",
        "rate",
        server="ready frames",
        before=0.98,
        why="Sockets are written once for both clients, with bounded sends.",
    ),
    Line(
        "16",
        "the same, async",
        {
            "minimax": "sockets.socket async_socket_minimax",
            "websockets": "sockets.socket async_socket_bare",
        },
        "websockets",
        "seconds",
        target=1.1,
        stretch=1.0,
        server="ready frames",
        before=1.05,
        why="Within the noise of a run.",
    ),
    Line(
        "16",
        "the same, async: events/s over the bare loop",
        {
            "minimax": "sockets.socket async_socket_minimax",
            "websockets": "sockets.socket async_socket_bare",
        },
        "websockets",
        "rate",
        server="ready frames",
        before=0.79,
        why="Sockets are written once for both clients, with bounded sends.",
    ),
    Line(
        "16",
        "first chat token to first audio, from the emulator, over a hand-written loop",
        {"minimax": "sockets.socket reply_minimax", "websockets": "sockets.socket reply_bare"},
        "websockets",
        "seconds",
        target=1.1,
        stretch=1.0,
        server="emulator",
        before=0.71,
    ),
    Line(
        "17",
        "`minimax --help` over `python -c pass`",
        {"minimax": "command.started help", "python": "command.started pass"},
        "python",
        "cpu",
        "more",
        "ms",
        120,
        90,
        before=91.9,
    ),
    Line(
        "17",
        "`minimax --json text chat hi --offline` over `python -c pass`",
        {"minimax": "command.started chat", "python": "command.started pass"},
        "python",
        "cpu",
        "more",
        "ms",
        450,
        350,
        before=440,
    ),
    Line(
        "18",
        "batch of 2,000 small jobs, jobs/s over a bare asyncio loop with this client",
        {"minimax": "batches.batch", "loop": "batches.loop"},
        "loop",
        "wall",
        "speed",
        target=0.6,
        stretch=0.8,
    ),
    Line(
        "19",
        "the same batch on Ray with 2 workers, jobs/s over one process",
        {"ray": "batches.cluster", "one process": "batches.batch"},
        "one process",
        "wall",
        "speed",
        target=0.5,
        needs="ray",
    ),
    Line(
        "19",
        "coordinator: bookings/s, 16 in a call",
        {"minimax": "batches.bookings"},
        "",
        "rate",
        "more of it",
        target=800,
    ),
    Line(
        "19",
        "jobs checked and added to a ledger per second of CPU",
        {"minimax": "batches.ingest"},
        "",
        "rate",
        "more of it",
        target=20_000,
    ),
    Line(
        "20",
        "emulator: requests/s of chat on one core",
        {"minimax": "emulator.chats"},
        "",
        "rate",
        "more of it",
        target=600,
    ),
    Line(
        "20",
        "emulator: process start to first response",
        {"minimax": "emulator.first"},
        "",
        "milliseconds",
        "plain",
        "ms",
        350,
    ),
    Line(
        "21",
        "`client.request(OPERATION)` with attrs models, CPU over the ergonomic call",
        columns("calls.sync {}", "minimax_request", "minimax"),
        "minimax",
        target=1.2,
        stretch=1.0,
    ),
    Line(
        ASIDE,
        "sync call over httpx: own connections, and clients passed in",
        columns("calls.sync {}", *BLOCKING),
        "httpx",
    ),
    Line(ASIDE, "async call over httpx", columns("calls.awaited {}", *AWAITING), "httpx"),
    Line(ASIDE, "100 in flight, CPU over httpx", columns("calls.in_flight {}", *AWAITING), "httpx"),
    Line(
        ASIDE,
        "100 in flight, p99",
        columns("calls.in_flight {}", *AWAITING),
        "",
        "p99",
        "plain",
        "s",
    ),
)


def result(line: Line, rounds: Sequence[Round]) -> Result:
    """The medians of a line over its rounds."""
    relate = RELATIONS[line.relation]

    def median(case: str, key: str) -> float:
        # Related round by round: what else the machine does is alike within a round.
        base = line.columns[line.over] if line.over else case
        return statistics.median(
            relate(figures[case][key], figures[base][key]) for figures in rounds
        )

    ours = next(iter(line.columns.values()))
    values = {column: median(case, line.key) for column, case in line.columns.items()}
    return Result(line, values, median(ours, "wall") if line.key == "cpu" else None)


HEADINGS = ("#", "what", "minimax", "wall", "target", "stretch", "reached", "beside it")


def row(found: Result) -> tuple[str, ...]:
    """The cells of a result."""
    line = found.line
    sign = ("≥ " if line.relation in MORE_IS_BETTER else "≤ ") + (
        "+" if line.relation == "more" else ""
    )
    goals = [
        f"{sign}{goal:g} {line.unit}".rstrip() if goal is not None else "–"
        for goal in (line.target, line.stretch)
    ]
    others = [f"{column} {shown(value, line)}" for column, value in list(found.values.items())[1:]]
    wall = shown(found.wall, line) if found.wall is not None else "–"
    what = f"{line.what}, {line.unit}" if line.unit else line.what
    return (
        line.number,
        what,
        shown(found.ours, line),
        wall,
        *goals,
        found.reached,
        ", ".join(others),
    )


def shown(value: float, line: Line) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:{'+' if line.relation == 'more' else ''}.{digits}f}"


def markdown(results: Iterable[Result]) -> str:
    """The table in Markdown."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *map(row, results)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def worse(results: Iterable[Result]) -> str:
    """A list of the results that became worse, with the reasons."""
    return "\n".join(
        f"- {found.line.number}, {found.line.what}: {shown(found.line.before, found.line)} →"
        f" {shown(found.ours, found.line)}. {found.line.why}"
        for found in results
        if found.line.before is not None and found.is_worse_than_before
    )
