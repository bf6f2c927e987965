"""Every call under every fault of the emulator, on both clients:
`python -m benchmarks.fault_matrix` writes benchmarks/FAULTS.md.

The calls, the rules and the cells are those of the suite (`tests/service/matrix`), which runs a
part of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import NamedTuple

import minimax
from minimax.emulator import Emulator
from minimax.emulator.faults import KINDS
from tests.service.matrix.calls import CASES
from tests.service.matrix.cells import BILLED, FAULTS, Bench, Cell, cells, open_files
from tests.service.matrix.rules import IMPATIENT, Repeat
from tests.unit.platform import Runner

REPORT = Path(__file__).with_name("FAULTS.md")
CLIENTS = ("sync", "async")
LIBRARIES = ("httpx", "websockets", "starlette", "uvicorn")
GROUPS = ("refused", "gateway", "bent", "slow", "broken off", "WebSocket", "task", "file")
HEAD = """# Every call under every fault

What the client does when the platform misbehaves, measured against the emulator. Every call,
streamed or not, including uploads, downloads, tasks and both WebSockets, meets every fault that can
affect one of its operations: permanently, and where the request should be repeated, also only the
first time. A cell passes if

- it ends as the rules say (`tests/service/matrix/rules.py`): with the right class of error, or with
  the same result as without the fault;
- the log of the emulator has the right number of requests, and no additional one for an operation
  that costs money;
- the error of a call or stream reports the number of attempts; where the rules say "with what had
  come", it carries the partial result; it names a file that was already uploaded and, for
  `video.generate`, the task that continues; it does not show the key;
- no incomplete file has its final name, and no threads, event loop tasks, files or sockets are left
  behind.
"""


class Ran(NamedTuple):
    """A cell that was run on one client."""

    cell: Cell
    client: str
    complaint: str
    requests: int


def run(client_name: str, only: str) -> Iterator[Ran]:
    """Every cell on one client."""
    runner = Runner(client_name)
    with Emulator(strict=True) as emulator, tempfile.TemporaryDirectory() as folder:
        bench = Bench(emulator, runner, Path(folder))
        for case in CASES:
            if only and not case.name.startswith(only):
                continue
            emulator.reset()
            clean, found, started = bench.clean(case), list[Ran](), time.monotonic()
            open_before = open_files()
            for cell in cells(case):
                verdict = bench.judge(cell, clean)
                found.append(Ran(cell, client_name, verdict.complaint, verdict.requests))
            if not bench.is_shut(case, open_before):
                found[-1] = found[-1]._replace(
                    complaint=f"{case.name}: sockets or files are left open"
                )
            failed = [ran.complaint for ran in found if ran.complaint]
            seconds = time.monotonic() - started
            print(
                f"{client_name:5}  {case.name:28} {len(found):4} cells  {len(failed):3} failed "
                f" {seconds:5.1f} s",
                flush=True,
            )
            print(*(f"       {complaint}\n" for complaint in failed), sep="", end="", flush=True)
            yield from found
        bench.close()
    runner.close()


def group(name: str) -> str:
    """The group of a fault, a column of the report."""
    if name in IMPATIENT or name in (
        "slow_first_byte",
        "stall_mid_stream",
        "keepalive_only",
        "split_every_byte",
        "huge_line",
    ):
        return "slow"
    kind = KINDS[name]
    by_place = {"socket": "WebSocket", "task": "task", "poll": "task", "download": "file"}
    if kind.place in by_place:
        return by_place[kind.place]
    if kind.plain:
        return "gateway"
    if kind.rewrite or name in ("reasoning_snapshots", "tail_in_last_frame"):
        return "bent"
    return "broken off" if kind.steps or kind.error_frame else "refused"


def report(found: list[Ran], seconds: float) -> str:
    """The page."""
    failed = [ran.complaint for ran in found if ran.complaint]
    billed = [ran for ran in found if ran.cell.operation in BILLED]
    repeated = {ran.cell.fault.name for ran in billed if ran.cell.repeats}
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    system = (
        f"Python {python_version()} on {sys.platform}, minimax-sdk {minimax.__version__},"
        f" {libraries}"
    )
    again = ", ".join(sorted(repeated)) or "nothing"
    lines = [
        HEAD,
        f"`python -m benchmarks.fault_matrix` on {_today()}: {system}; {seconds:.0f} s.",
        "",
        (
            f"**{len(found) - len(failed):,} of {len(found):,} cells pass**, in"
            f" {sum(ran.requests for ran in found):,} requests:"
            f" {_count(ran.cell.case.name for ran in found)} calls,"
            f" {_count(ran.cell.operation for ran in found)} operations,"
            f" {_count(ran.cell.fault.name for ran in found)} faults,"
            f" {_count(ran.client for ran in found)} clients."
        ),
        (
            f"{len(billed):,} cells affect an operation that costs money: it is repeated only after"
            f" {again}, which prove that nothing ran."
        ),
        "",
        *(f"- {complaint}" for complaint in failed),
        *([""] if failed else []),
        "## By call",
        "",
        "Cells that pass, of all cells, both clients together.",
        "",
        *_by_call(found),
        "",
        "## By fault",
        "",
        (
            "What happens, with the number of cells (faults for good and faults once): `=` is the"
            f" same result as without the fault, `{Repeat.ON}` and so on tell when the request is"
            " sent again."
        ),
        "",
        *_by_fault(found),
        "",
    ]
    return "\n".join(lines)


def _count(names: Iterable[str]) -> int:
    return len(set(names))


def _by_call(found: list[Ran]) -> Iterator[str]:
    yield f"| call | {' | '.join(GROUPS)} | cells | requests |"
    yield f"|---|{'---:|' * (len(GROUPS) + 2)}"
    rows: dict[str, list[Ran]] = defaultdict(list)
    for ran in found:
        rows[ran.cell.case.name].append(ran)
    for name, ran_here in [*rows.items(), ("all", found)]:
        columns = [
            [ran for ran in ran_here if group(ran.cell.fault.name) == column] for column in GROUPS
        ]
        counts = " | ".join(map(_passed, [*columns, ran_here]))
        yield f"| {name} | {counts} | {sum(ran.requests for ran in ran_here):,} |"


def _passed(found: list[Ran]) -> str:
    passed = sum(not ran.complaint for ran in found)
    return f"{passed}/{len(found)}" if found else ""


def _by_fault(found: list[Ran]) -> Iterator[str]:
    yield "| fault | what happens | cells | requests |"
    yield "|---|---|---:|---:|"
    for fault in FAULTS:
        struck = [ran for ran in found if ran.cell.fault == fault]
        ends = Counter(_end(ran.cell) for ran in struck)
        told = "; ".join(f"{end} ({count})" for end, count in ends.most_common())
        yield (
            f"| `{fault.written}` | {told} | {_passed(struck)} |"
            f" {sum(ran.requests for ran in struck):,} |"
        )


def _end(cell: Cell) -> str:
    rule = cell.rule
    if rule.error is None:
        return "an empty list" if rule.changed else "="
    again = f", asked again {rule.repeat}" if rule.repeat is not Repeat.NEVER else ""
    return f"{rule.error.__name__}{' with what had come' if rule.partial else ''}{again}"


def _today() -> date:
    return datetime.now(UTC).date()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fault_matrix",
        description="Every call under every fault, on both clients.",
    )
    parser.add_argument(
        "--client",
        choices=CLIENTS,
        action="append",
        help="one client only; nothing is written then",
    )
    parser.add_argument(
        "--only", default="", metavar="CALL", help="calls that begin so; nothing is written then"
    )
    options = parser.parse_args()
    if not any(case.name.startswith(options.only) for case in CASES):
        parser.error(
            f"no call begins with {options.only!r}; there are"
            f" {', '.join(case.name for case in CASES)}"
        )
    started = time.monotonic()
    found = [ran for client in options.client or CLIENTS for ran in run(client, options.only)]
    text = report(found, time.monotonic() - started)
    if not (options.client or options.only):
        REPORT.write_text(text, encoding="utf-8")
    failed = sum(bool(ran.complaint) for ran in found)
    print(f"{len(found) - failed:,} of {len(found):,} cells pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
