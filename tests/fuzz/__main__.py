"""The long run: `python -m tests.fuzz --seconds N [TARGET ...]` prints how many inputs each target
bore. Ends with 1 when one did not.

Where atheris is installed (`pip install --group fuzz`) the decoders get their inputs from it: it
watches which branches an input takes. All others, and the decoders where it is not, get them from
hypothesis alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings

from .targets import TARGETS, Target

BATCH = 200
PROGRAM = """
import os, sys, atheris
with atheris.instrument_imports(include=["minimax"]):
    from tests.fuzz.targets import TARGETS
from hypothesis import HealthCheck, given, settings
target, count, borne = TARGETS[sys.argv[1]], os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT), 0
def bear(value):
    global borne
    borne += 1
    os.pwrite(count, b"%d" % borne, 0)
    target.bear(value)
quiet = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
tried = quiet(given(target.inputs)(bear))
atheris.Setup([sys.argv[0], *sys.argv[3:]], tried.hypothesis.fuzz_one_input)
atheris.Fuzz()
"""
"""Counts in a file what was really tried: much of what is drawn at first is too short to be an
input, and nothing runs at the end.
"""


class Figures(NamedTuple):
    """What came of a target."""

    tried: int
    seconds: float
    engine: str
    failure: str = ""


def drawn(target: Target, seconds: float, start: int) -> Figures:
    """Inputs from hypothesis, batch after batch, each with a seed of its own."""
    began, tried = time.monotonic(), 0

    def counted(value: object) -> None:
        nonlocal tried
        tried += 1
        target.bear(value)

    number = start
    while (spent := time.monotonic() - began) < seconds:
        options = settings(
            max_examples=BATCH,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        )
        try:
            seed(number)(options(given(target.inputs)(counted)))()
        except Exception:
            return Figures(tried, spent, "hypothesis", traceback.format_exc())
        number += 1
    return Figures(tried, time.monotonic() - began, "hypothesis")


def watched(name: str, seconds: float, start: int) -> Figures:
    """Inputs from atheris, in a process of its own, which it ends itself."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(
        prefix="fuzz"
    ) as place:  # for the bytes that were not borne; what they mean is printed
        bounds = [
            f"-max_total_time={max(1, round(seconds))}",
            f"-seed={start + 1}",
            "-len_control=0",
            f"-artifact_prefix={place}/",
        ]
        count = Path(place, "count")
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, name, str(count), *bounds],
            capture_output=True,
            text=True,
            errors="replace",
        )
        tried = int(count.read_text() or 0) if count.exists() else 0
    said = done.stdout + done.stderr
    return Figures(
        tried, time.monotonic() - began, "atheris", said[-4000:] if done.returncode else ""
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__.partition("\n")[0]
    )
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help=f"left out, all: {', '.join(TARGETS)}"
    )
    parser.add_argument("--seconds", type=float, default=120, help="for all targets together (120)")
    parser.add_argument(
        "--seed",
        type=int,
        default=int(time.time()) % 10**6,
        help="of the first batch; another one every time if left out",
    )
    asked = parser.parse_args()
    unknown = [name for name in asked.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    chosen = {name: TARGETS[name] for name in asked.targets or TARGETS}
    has_atheris = find_spec("atheris") is not None
    if not has_atheris:
        print(
            "atheris is not installed (extra `fuzz`): the decoders, too, get their inputs from"
            " hypothesis"
        )
    print(
        f"seed {asked.seed}\n{'target':14} {'engine':10} {'inputs':>10} {'seconds':>8}", flush=True
    )
    failures, everything = [], 0
    for name, target in chosen.items():
        seconds = asked.seconds * target.share / sum(each.share for each in chosen.values())
        run = (
            watched(name, seconds, asked.seed)
            if has_atheris and target.decoder
            else drawn(target, seconds, asked.seed)
        )
        everything += run.tried
        print(
            f"{name:14} {run.engine:10} {run.tried:10,}"
            f" {run.seconds:8.1f}{'  FAILED' if run.failure else ''}",
            flush=True,
        )
        failures += [(name, run.failure)] if run.failure else []
    print(f"{'all':25} {everything:10,}")
    for name, failure in failures:
        print(f"\n{name}\n{failure}")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
