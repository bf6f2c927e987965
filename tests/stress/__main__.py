"""`python -m tests.stress [STAGE ...]`: the long tests, one after the other, each printing its
figures. Ends with 1 when one failed.

What the figures were when they were last taken stands in benchmarks/RELIABILITY.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from typing import NamedTuple


class Stage(NamedTuple):
    """One long test: what `python -m` runs, and how often."""

    about: str
    command: tuple[str, ...]
    times: int = 1


STAGES = {
    "fuzz": Stage("hostile input for ten minutes", ("tests.fuzz", "--seconds", "600")),
    "faults": Stage("every call under every fault", ("benchmarks.fault_matrix",)),
    "load": Stage(
        "parallel streams and many requests on the emulator", ("benchmarks.emulator_load",)
    ),
    "leaks": Stage(
        "calls, streams, early closes and cancels: nothing may grow", ("tests.stress.leaks",)
    ),
    "kills": Stage(
        "processes and servers killed, again and again",
        ("pytest", "tests/service/test_kill.py"),
        10,
    ),
    "batch kills": Stage(
        "batches killed, again and again",
        ("pytest", "tests/service/test_batch.py", "-k", "kill"),
        10,
    ),
}


def run(stage: Stage) -> tuple[int, float]:
    """How often a stage passed, and how many seconds it took. It ends at the first failure."""
    began = time.monotonic()
    for passed in range(stage.times):
        if subprocess.run([sys.executable, "-m", *stage.command]).returncode:
            return passed, time.monotonic() - began
    return stage.times, time.monotonic() - began


def main() -> None:
    names = "\n".join(f"  {name:12} {stage.about}" for name, stage in STAGES.items())
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m tests.stress", description=f"Stages:\n{names}", formatter_class=form
    )
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="left out, all of them")
    asked = parser.parse_args().stages
    unknown = [name for name in asked if name not in STAGES]
    if unknown:
        parser.error(f"no such stage: {', '.join(unknown)}; there are {', '.join(STAGES)}")
    outcomes = {}
    for name in asked or STAGES:
        stage = STAGES[name]
        print(
            f"\n== {name}: {stage.about}\n   python -m"
            f" {' '.join(stage.command)}{f', {stage.times} times' if stage.times > 1 else ''}",
            flush=True,
        )
        outcomes[name] = run(stage)
    print(f"\n{'stage':12} {'passed':>8} {'seconds':>9}")
    for name, (passed, seconds) in outcomes.items():
        print(f"{name:12} {f'{passed}/{STAGES[name].times}':>8} {seconds:9.1f}")
    sys.exit(any(passed < STAGES[name].times for name, (passed, _) in outcomes.items()))


if __name__ == "__main__":
    main()
